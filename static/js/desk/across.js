// Arrows up and down in a chart: the mark nearest in x on the next row that has one; after the last row comes the first.

/** @param {Element[]} marks  @param {Element} from  @param {1|-1} way  @returns {Element} each has data-row and data-x */
export function across(marks, from, way) {
  const rows = [...new Set(marks.map((mark) => Number(mark.dataset.row)))].sort((a, b) => a - b);
  const row = rows.at((rows.indexOf(Number(from.dataset.row)) + way) % rows.length);
  const far = (mark) => Math.abs(mark.dataset.x - from.dataset.x);
  return marks.filter((mark) => Number(mark.dataset.row) === row).sort((a, b) => far(a) - far(b))[0];
}
