/**
 * A picture made small: decoded, upright, at most so many pixels a side, written as a fresh JPEG.
 *
 * A fresh JPEG carries nothing of the old one: no place, no camera, no second picture. Every canvas is emptied after
 * use, and the result is looked at, because a phone out of canvas memory hands back black pictures as a success.
 */

const QUALITY = 0.82;
const SAMPLE = 32;
const FLAT = 0.5; // variance of grey levels below which a picture says nothing
const NEAR = 14; // grey levels the small and the large may differ by on average

/** @typedef {{x: number, y: number, w: number, h: number}} Rect parts of the upright picture, 0…1 */

/**
 * @param {ArrayBuffer} bytes @param {string} mime
 * @param {{side?: number, cover?: Rect[]}} [how] side: longest, pixels; cover: blocks to burn in
 * @returns {Promise<{bytes: ArrayBuffer, w: number, h: number}|null>} null: this phone cannot, keep what there is
 */
export async function shrunk(bytes, mime, { side = 2048, cover = [] } = {}) {
  const picture = await decoded(bytes, mime, side);
  if (!picture) return null;
  const canvas = document.createElement("canvas");
  try {
    const scale = Math.min(1, side / Math.max(picture.width, picture.height));
    canvas.width = Math.max(1, Math.round(picture.width * scale));
    canvas.height = Math.max(1, Math.round(picture.height * scale));
    const { width: w, height: h } = canvas;
    const before = look(picture);
    paint(canvas, picture, cover);
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
    const made = blob?.type === "image/jpeg" ? await blob.arrayBuffer() : null;
    return made && (await isTrue(made, before, cover.length)) ? { bytes: made, w, h } : null;
  } catch {
    return null;
  } finally {
    picture.close();
    canvas.width = canvas.height = 0;
  }
}

/** Decoded no larger than needed where the size can be read first: 48 megapixels do not fit every phone. */
async function decoded(bytes, mime, side) {
  const blob = new Blob([bytes], { type: mime });
  const wide = jpegWidth(new Uint8Array(bytes), mime);
  const smaller = wide && wide > 2 * side ? { resizeWidth: 2 * side, resizeQuality: "high" } : {};
  for (const options of [{ imageOrientation: "from-image", ...smaller }, { imageOrientation: "from-image" }]) {
    try {
      return await createImageBitmap(blob, options);
    } catch { /* an option this engine does not know, or a picture it cannot open */ }
  }
  return null;
}

/** Longest side from a JPEG's frame header; null when it is no JPEG or hides it. */
function jpegWidth(bytes, mime) {
  if (mime !== "image/jpeg") return null;
  for (let at = 2; at + 9 < bytes.length && bytes[at] === 0xff; at += 2 + ((bytes[at + 2] << 8) | bytes[at + 3])) {
    const marker = bytes[at + 1];
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return Math.max((bytes[at + 5] << 8) | bytes[at + 6], (bytes[at + 7] << 8) | bytes[at + 8]);
  }
  return null;
}

function paint(canvas, picture, cover) {
  const pen = canvas.getContext("2d", { alpha: false });
  pen.fillStyle = "#fff"; // see-through parts of a PNG would turn black
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.imageSmoothingQuality = "high";
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
  pen.fillStyle = "#000";
  for (const { x, y, w, h } of cover) {
    pen.fillRect(Math.floor(x * canvas.width), Math.floor(y * canvas.height),
      Math.ceil(w * canvas.width) + 1, Math.ceil(h * canvas.height) + 1);
  }
}

/** @returns {{mean: number, variance: number}} of grey levels, on a small copy that fits any phone */
function look(picture) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = SAMPLE;
  const pen = canvas.getContext("2d", { alpha: false, willReadFrequently: true });
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, SAMPLE, SAMPLE);
  pen.drawImage(picture, 0, 0, SAMPLE, SAMPLE);
  const { data } = pen.getImageData(0, 0, SAMPLE, SAMPLE);
  canvas.width = canvas.height = 0;
  const grey = Array.from({ length: SAMPLE * SAMPLE }, (_, i) => (data[4 * i] + data[4 * i + 1] + data[4 * i + 2]) / 3);
  const mean = grey.reduce((a, b) => a + b) / grey.length;
  return { mean, variance: grey.reduce((sum, one) => sum + (one - mean) ** 2, 0) / grey.length };
}

/** Does it open again, and does it show what went in? Covered parts may darken it; nothing may empty it. */
async function isTrue(bytes, before, covered) {
  const again = await createImageBitmap(new Blob([bytes], { type: "image/jpeg" }));
  const after = look(again);
  again.close();
  return covered ? after.mean <= before.mean + NEAR
    : after.variance > FLAT && Math.abs(after.mean - before.mean) <= NEAR;
}
