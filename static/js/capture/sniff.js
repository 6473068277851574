/** What a picture really is: by its first bytes, never by its name or declared type. Pure. */

const starts = (bytes, text, at = 0) => [...text].every((letter, i) => bytes[at + i] === letter.charCodeAt(0));

/** @param {Uint8Array} bytes @returns {string|null} mime type; null for what we do not take */
export function sniff(bytes) {
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return "image/jpeg";
  if (bytes[0] === 0x89 && starts(bytes, "PNG\r\n", 1)) return "image/png";
  if (starts(bytes, "RIFF") && starts(bytes, "WEBP", 8)) return "image/webp";
  if (starts(bytes, "ftyp", 4)) return ["avif", "avis"].some((brand) => starts(bytes, brand, 8)) ? "image/avif" : heic(bytes);
  return null;
}

function heic(bytes) {
  const brands = ["heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1"];
  return brands.some((brand) => starts(bytes, brand, 8)) ? "image/heic" : null;
}
