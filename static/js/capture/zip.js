/** A ZIP of stored files, nothing compressed: small enough to be sure of. Source: PKWARE APPNOTE 4.3. Pure. */

const TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c;
});

/** @param {Uint8Array} bytes @returns {number} CRC-32 */
export function crc32(bytes) {
  let c = 0xffffffff;
  for (const byte of bytes) c = TABLE[(c ^ byte) & 255] ^ (c >>> 8);
  return (c ^ 0xffffffff) >>> 0;
}

/**
 * @param {{name: string, bytes: Uint8Array}[]} files names in ASCII or UTF-8 @param {Date} [at]
 * @returns {Uint8Array[]} the parts of the archive, in order
 */
export function zipped(files, at = new Date()) {
  const parts = [];
  const directory = [];
  let offset = 0;
  for (const file of files) {
    const name = new TextEncoder().encode(file.name);
    const facts = common(file.bytes, name, at);
    const local = head(0x04034b50, [[20, 2]], facts, name);
    directory.push(head(0x02014b50, [[20, 2], [20, 2]], [...facts, [0, 2], [0, 2], [0, 2], [0, 4], [offset, 4]], name));
    parts.push(local, file.bytes);
    offset += local.length + file.bytes.length;
  }
  const size = directory.reduce((sum, one) => sum + one.length, 0);
  const end = head(0x06054b50, [], [[0, 2], [0, 2], [files.length, 2], [files.length, 2], [size, 4], [offset, 4], [0, 2]]);
  return [...parts, ...directory, end];
}

const UTF8_NAMES = 0x0800;

function common(bytes, name, at) {
  const time = (at.getHours() << 11) | (at.getMinutes() << 5) | (at.getSeconds() >> 1);
  const day = ((at.getFullYear() - 1980) << 9) | ((at.getMonth() + 1) << 5) | at.getDate();
  return [[UTF8_NAMES, 2], [0, 2], [time, 2], [day, 2], [crc32(bytes), 4], [bytes.length, 4], [bytes.length, 4],
    [name.length, 2], [0, 2]];
}

function head(mark, versions, fields, name = new Uint8Array()) {
  const all = [[mark, 4], ...versions, ...fields];
  const length = all.reduce((sum, [, width]) => sum + width, 0);
  const out = new Uint8Array(length + name.length);
  const view = new DataView(out.buffer);
  let at = 0;
  for (const [value, width] of all) {
    if (width === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
    at += width;
  }
  out.set(name, length);
  return out;
}
