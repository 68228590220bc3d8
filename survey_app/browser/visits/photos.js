// A picture from the camera becomes one that may leave the device: no larger than is needed to read a noticeboard, and
// drawn anew, so that nothing the camera wrote into the file (place, time, make) goes along.
import { hasLocation, isHeic } from "./photo_marks.js";

const LONGEST = 1600; // pixels of the longer side
const QUALITY = 0.82;

const LOCATION =
  "The file said where it was taken. That has been left out, with everything else the camera wrote.";
const HEIC =
  "This is a HEIC picture, which this browser cannot read. Set the camera to “Most compatible” (JPEG), or take a " +
  "screenshot of the picture and choose that.";
const TAKE_ANOTHER = "Leave it out and take another without people.";

/** A picture that cannot be taken, with a sentence for people. */
export class PhotoRefused extends Error {}

/**
 * Make a picture ready.
 *
 * @param {File} file what the camera or the gallery gave
 * @returns {{blob: Blob, name: string, warnings: {kind: string, text: string}[], before: number}} `before` is the size
 *   of the file as it came, in bytes
 */
export async function prepare(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const bitmap = await read(file, bytes);
  const canvas = drawn(bitmap);
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
  if (!blob) throw new PhotoRefused("This phone could not make the picture smaller. Take it again, or choose another.");
  const warnings = [];
  if (hasLocation(bytes)) {
    warnings.push({ kind: "location", text: LOCATION });
  }
  warnings.push(await faceWarning(canvas));
  return { blob, name: `photo-${random()}.jpg`, warnings, before: file.size };
}

async function read(file, bytes) {
  try {
    return await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch {
    throw new PhotoRefused(
      isHeic(bytes)
        ? HEIC
        : "This file is not a picture that this browser can read. Choose a JPEG, PNG or WebP picture.",
    );
  }
}

function drawn(bitmap) {
  const scale = Math.min(1, LONGEST / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  const context = canvas.getContext("2d");
  context.fillStyle = "#fff"; // what is transparent would turn black
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  return canvas;
}

/** Where the browser can look for faces it does; everywhere the person looks. */
async function faceWarning(canvas) {
  const found = await facesIn(canvas);
  if (found > 0) {
    const what = found === 1 ? "a face" : `${found} faces`;
    return { kind: "faces", text: `There seem${found === 1 ? "s" : ""} to be ${what} in it. ${TAKE_ANOTHER}` };
  }
  return { kind: "look", text: "Look at it closely: no faces, no names of children, nothing from a record." };
}

async function facesIn(canvas) {
  if (!("FaceDetector" in window)) return 0;
  try {
    return (await new window.FaceDetector().detect(canvas)).length;
  } catch {
    return 0;
  }
}

/** Eight hexadecimal digits, so that two pictures never have one name. */
export function random() {
  return [...crypto.getRandomValues(new Uint8Array(4))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Draw a picture into a canvas no wider than given. */
export async function drawInto(canvas, blob, width) {
  const bitmap = await createImageBitmap(blob);
  const scale = Math.min(1, width / bitmap.width);
  canvas.width = Math.round(bitmap.width * scale);
  canvas.height = Math.round(bitmap.height * scale);
  canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
}
