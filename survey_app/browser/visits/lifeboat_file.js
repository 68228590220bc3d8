// The lifeboat file: what is in it is read by nobody without its passphrase. Layout, after the mark: rounds (4 bytes),
// salt (16), then a short sealed word that tells a wrong passphrase from a damaged file, then the sealed content. Each
// sealed part is its nonce (12), its length (4) and its bytes. Keys by PBKDF2-SHA-256, sealing by AES-256-GCM.
import { Told } from "./store_database.js";

const MARK = new TextEncoder().encode("WALKABOUT LIFEBOAT 1\n");
const ROUNDS = 600_000;
const MOST_ROUNDS = 10_000_000; // a file that asks for more would only keep the device busy
const WORD = new TextEncoder().encode("walkabout");
const NOT_ONE = "This is not a lifeboat file of Walkabout, or only a part of one.";
const WRONG = "This is not the passphrase of this file. Nothing was read. Try again: capitals and spaces count.";
const DAMAGED = "The passphrase is right, but the file is damaged. Nothing was read.";

/** Seal bytes under a passphrase. */
export async function seal(content, passphrase) {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const head = joined([MARK, number(ROUNDS), salt]);
  const key = await keyOf(passphrase, salt, ROUNDS);
  return new Blob([head, await sealed(key, WORD, head), await sealed(key, content, head)], {
    type: "application/octet-stream",
  });
}

/** The bytes sealed in a file; rejects with a sentence. */
export async function unseal(blob, passphrase) {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  const headLength = MARK.length + 4 + 16;
  if (bytes.length < headLength || !MARK.every((byte, index) => byte === bytes[index])) throw new Told(NOT_ONE);
  const head = bytes.subarray(0, headLength);
  const rounds = numberAt(bytes, MARK.length);
  if (rounds < ROUNDS || rounds > MOST_ROUNDS) throw new Told(NOT_ONE);
  const word = partAt(bytes, headLength);
  const content = partAt(bytes, word.end);
  if (content.end !== bytes.length) throw new Told(NOT_ONE);
  const key = await keyOf(passphrase, head.subarray(MARK.length + 4), rounds);
  await opened(key, word, head, WRONG);
  return opened(key, content, head, DAMAGED);
}

async function keyOf(passphrase, salt, iterations) {
  const text = new TextEncoder().encode(passphrase.normalize("NFC"));
  const secret = await crypto.subtle.importKey("raw", text, "PBKDF2", false, ["deriveKey"]);
  const rule = { name: "PBKDF2", hash: "SHA-256", salt, iterations };
  return crypto.subtle.deriveKey(rule, secret, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

async function sealed(key, content, additionalData) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const bytes = new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData }, key, content));
  return joined([iv, number(bytes.length), bytes]);
}

async function opened(key, { iv, bytes }, additionalData, sentence) {
  try {
    return new Uint8Array(await crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData }, key, bytes));
  } catch {
    throw new Told(sentence);
  }
}

function partAt(bytes, start) {
  if (bytes.length < start + 16) throw new Told(NOT_ONE);
  const end = start + 16 + numberAt(bytes, start + 12);
  if (bytes.length < end) throw new Told(NOT_ONE);
  return { iv: bytes.subarray(start, start + 12), bytes: bytes.subarray(start + 16, end), end };
}

export function number(value) {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}

export function numberAt(bytes, start) {
  return new DataView(bytes.buffer, bytes.byteOffset + start, 4).getUint32(0);
}

export function joined(parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
