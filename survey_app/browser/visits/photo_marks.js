// What a camera writes into a picture beside the picture: whether it says where it was taken. Only to warn: the picture
// is drawn anew in any case.

const GPS = 0x8825; // the tag of the block with the place, in the first directory of Exif
const LATITUDE = 2; // in that block
const PNG = { head: 8, tail: 4, isLittle: false, lengthAt: 0, name: "eXIf" };
const WEBP = { head: 8, tail: 0, isLittle: true, lengthAt: 4, name: "EXIF" };
const text = (bytes, at, length) => String.fromCharCode(...bytes.subarray(at, at + length));

/** Whether the file carries a place: Exif of JPEG, PNG and WebP, or XMP. */
export function hasLocation(bytes) {
  return exifBlocks(bytes).some((block) => hasGpsTag(block)) || namesPlace(bytes);
}

/** Whether the file is one of Apple's HEIC pictures, which few browsers read. */
export function isHeic(bytes) {
  return text(bytes, 4, 4) === "ftyp" && /^(hei[cxmsf]|hev[cx]|mif1|msf1)$/.test(text(bytes, 8, 4));
}

function exifBlocks(bytes) {
  if (bytes[0] === 0xff && bytes[1] === 0xd8) return jpegBlocks(bytes);
  if (text(bytes, 1, 3) === "PNG") return chunks(bytes, 8, PNG);
  if (text(bytes, 0, 4) === "RIFF") return chunks(bytes, 12, WEBP);
  return [];
}

function jpegBlocks(bytes) {
  const found = [];
  let at = 2;
  while (at + 4 <= bytes.length && bytes[at] === 0xff && bytes[at + 1] !== 0xda) {
    const length = (bytes[at + 2] << 8) | bytes[at + 3];
    const isExif = bytes[at + 1] === 0xe1 && text(bytes, at + 4, 4) === "Exif";
    if (isExif) found.push(bytes.subarray(at + 10, at + 2 + length));
    at += 2 + Math.max(length, 2);
  }
  return found;
}

function chunks(bytes, start, { head, tail, isLittle, lengthAt, name }) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found = [];
  let at = start;
  while (at + head <= bytes.length) {
    const length = view.getUint32(at + lengthAt, isLittle);
    const isExif = text(bytes, at + (lengthAt ? 0 : 4), 4) === name;
    if (isExif) found.push(withoutName(bytes.subarray(at + head, at + head + length)));
    at += head + length + tail + (isLittle ? length % 2 : 0);
  }
  return found;
}

const withoutName = (block) => (text(block, 0, 4) === "Exif" ? block.subarray(6) : block);

/** Cameras write the block also without a place; only one with a latitude tells where. */
function hasGpsTag(block) {
  if (block.length < 10) return false;
  const isLittle = text(block, 0, 2) === "II";
  const view = new DataView(block.buffer, block.byteOffset, block.byteLength);
  const place = tagsOf(view, view.getUint32(4, isLittle), isLittle).get(GPS);
  return place !== undefined && tagsOf(view, place, isLittle).has(LATITUDE);
}

/** A directory of Exif: tag → value, or where the value is. */
function tagsOf(view, directory, isLittle) {
  const tags = new Map();
  if (directory + 2 > view.byteLength) return tags;
  const count = view.getUint16(directory, isLittle);
  for (let index = 0; index < count; index += 1) {
    const at = directory + 2 + index * 12;
    if (at + 12 > view.byteLength) break;
    tags.set(view.getUint16(at, isLittle), view.getUint32(at + 8, isLittle));
  }
  return tags;
}

/** XMP writes it in words. */
function namesPlace(bytes) {
  return new TextDecoder("latin1").decode(bytes.subarray(0, 262_144)).includes("GPSLatitude");
}
