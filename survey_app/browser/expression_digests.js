// digest() and base64-decode(), as instruments/expressions/digests.py has them. The browser's own digests answer later
// and only on secure pages, and a calculation needs its value at once; so they are reckoned here (RFC 1321, FIPS 180-4).

const ALGORITHMS = new Map([
  ["MD5", md5],
  ["SHA-1", sha1],
  ["SHA-256", sha256],
  ["SHA-384", (bytes) => sha512(bytes, constants().sha384Start).subarray(0, 48)],
  ["SHA-512", (bytes) => sha512(bytes, constants().sha512Start)],
]);

/** The hash of a text, in base64 or in hexadecimal digits; blank for an algorithm or encoding there is not. */
export function digest(text, algorithm, encoding = "base64") {
  const make = ALGORITHMS.get(algorithm);
  if (!make || (encoding !== "base64" && encoding !== "hex")) return "";
  const bytes = make(new TextEncoder().encode(text));
  if (encoding === "base64") return btoa(String.fromCharCode(...bytes));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The text that was written in base64; blank where it was not, or holds what is no text. */
export function base64Decode(text) {
  const signs = text.replace(/\s+/gu, "").replace(/=+$/, "");
  if (/[^A-Za-z0-9+/]/.test(signs) || signs.length % 4 === 1) return "";
  const bytes = Uint8Array.from(atob(signs), (sign) => sign.charCodeAt(0));
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return "";
  }
}

// The bytes, a 1, zeros to the end of the last block but for its length, and their number in bits.
function padded(bytes, block, lengthBytes, littleEndian) {
  const size = Math.ceil((bytes.length + 1 + lengthBytes) / block) * block;
  const view = new DataView(new ArrayBuffer(size));
  new Uint8Array(view.buffer).set(bytes);
  view.setUint8(bytes.length, 0x80);
  view.setBigUint64(size - 8, BigInt(bytes.length) * 8n, littleEndian);
  return view;
}

const turn = (word, by) => (word << by) | (word >>> (32 - by));

function words(values, littleEndian) {
  const view = new DataView(new ArrayBuffer(values.length * 4));
  values.forEach((value, index) => view.setUint32(index * 4, value, littleEndian));
  return new Uint8Array(view.buffer);
}

const MD5_TURNS = [[7, 12, 17, 22], [5, 9, 14, 20], [4, 11, 16, 23], [6, 10, 15, 21]];
const MD5_SINES = Array.from({ length: 64 }, (_, index) => Math.floor(Math.abs(Math.sin(index + 1)) * 2 ** 32));

function md5(bytes) {
  const view = padded(bytes, 64, 8, true);
  const state = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476];
  for (let start = 0; start < view.byteLength; start += 64) {
    let [a, b, c, d] = state;
    for (let step = 0; step < 64; step += 1) {
      const [mixed, word] = md5Step(step, b, c, d);
      const sum = (a + mixed + MD5_SINES[step] + view.getUint32(start + word * 4, true)) | 0;
      [a, d, c, b] = [d, c, b, (b + turn(sum, MD5_TURNS[step >> 4][step % 4])) | 0];
    }
    [a, b, c, d].forEach((value, index) => { state[index] = (state[index] + value) | 0; });
  }
  return words(state, true);
}

function md5Step(step, b, c, d) {
  if (step < 16) return [(b & c) | (~b & d), step];
  if (step < 32) return [(d & b) | (~d & c), (5 * step + 1) % 16];
  if (step < 48) return [b ^ c ^ d, (3 * step + 5) % 16];
  return [c ^ (b | ~d), (7 * step) % 16];
}

function sha1(bytes) {
  const view = padded(bytes, 64, 8, false);
  const state = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0];
  for (let start = 0; start < view.byteLength; start += 64) {
    const word = Array.from({ length: 16 }, (_, index) => view.getInt32(start + index * 4));
    for (let i = 16; i < 80; i += 1) word[i] = turn(word[i - 3] ^ word[i - 8] ^ word[i - 14] ^ word[i - 16], 1);
    let [a, b, c, d, e] = state;
    for (let step = 0; step < 80; step += 1) {
      const sum = (turn(a, 5) + sha1Mix(step, b, c, d) + e + word[step]) | 0;
      [e, d, c, b, a] = [d, c, turn(b, 30), a, sum];
    }
    [a, b, c, d, e].forEach((value, index) => { state[index] = (state[index] + value) | 0; });
  }
  return words(state, false);
}

function sha1Mix(step, b, c, d) {
  if (step < 20) return ((b & c) | (~b & d)) + 0x5a827999;
  if (step < 40) return (b ^ c ^ d) + 0x6ed9eba1;
  if (step < 60) return ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc;
  return (b ^ c ^ d) + 0xca62c1d6;
}

// The constants of SHA-2 are the fractions of the roots of the first primes; here they are reckoned whole.
function primes(count) {
  const found = [];
  for (let number = 2n; found.length < count; number += 1n) {
    if (found.every((prime) => number % prime !== 0n)) found.push(number);
  }
  return found;
}

// The first 64 bits behind the point of a root of a whole number.
function fractionOfRoot(number, degree) {
  const target = number << (64n * degree);
  let [low, high] = [0n, 1n << 72n];
  while (high - low > 1n) {
    const middle = (low + high) / 2n;
    if (middle ** degree <= target) low = middle;
    else high = middle;
  }
  return BigInt.asUintN(64, low);
}

const top = (value) => Number(value >> 32n) | 0;
let reckoned = null;

// Reckoned when they are first needed: few forms need them.
function constants() {
  reckoned ??= newConstants();
  return reckoned;
}

function newConstants() {
  const found = primes(80);
  const rounds = found.map((prime) => fractionOfRoot(prime, 3n));
  const starts = found.slice(0, 16).map((prime) => fractionOfRoot(prime, 2n));
  const [sha512Start, sha384Start] = [starts.slice(0, 8), starts.slice(8)];
  return { rounds, sha512Start, sha384Start, sha256Start: sha512Start.map(top), sha256Rounds: rounds.slice(0, 64).map(top) };
}

function sha256(bytes) {
  const view = padded(bytes, 64, 8, false);
  const { sha256Start, sha256Rounds } = constants();
  const state = [...sha256Start];
  for (let start = 0; start < view.byteLength; start += 64) {
    const word = Array.from({ length: 16 }, (_, index) => view.getInt32(start + index * 4));
    for (let i = 16; i < 64; i += 1) {
      const small = turn(word[i - 15], 25) ^ turn(word[i - 15], 14) ^ (word[i - 15] >>> 3);
      const large = turn(word[i - 2], 15) ^ turn(word[i - 2], 13) ^ (word[i - 2] >>> 10);
      word[i] = (word[i - 16] + small + word[i - 7] + large) | 0;
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let step = 0; step < 64; step += 1) {
      const turned = turn(e, 26) ^ turn(e, 21) ^ turn(e, 7);
      const first = (h + turned + ((e & f) ^ (~e & g)) + sha256Rounds[step] + word[step]) | 0;
      const second = (turn(a, 30) ^ turn(a, 19) ^ turn(a, 10)) + ((a & b) ^ (a & c) ^ (b & c));
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0];
    }
    [a, b, c, d, e, f, g, h].forEach((value, index) => { state[index] = (state[index] + value) | 0; });
  }
  return words(state, false);
}

const wide = (value) => BigInt.asUintN(64, value);
const turnWide = (word, by) => wide((word >> by) | (word << (64n - by)));

function sha512(bytes, begin) {
  const view = padded(bytes, 128, 16, false);
  const { rounds } = constants();
  const state = [...begin];
  for (let start = 0; start < view.byteLength; start += 128) {
    const word = Array.from({ length: 16 }, (_, index) => view.getBigUint64(start + index * 8));
    for (let i = 16; i < 80; i += 1) {
      const small = turnWide(word[i - 15], 1n) ^ turnWide(word[i - 15], 8n) ^ (word[i - 15] >> 7n);
      const large = turnWide(word[i - 2], 19n) ^ turnWide(word[i - 2], 61n) ^ (word[i - 2] >> 6n);
      word[i] = wide(word[i - 16] + small + word[i - 7] + large);
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let step = 0; step < 80; step += 1) {
      const turned = turnWide(e, 14n) ^ turnWide(e, 18n) ^ turnWide(e, 41n);
      const first = h + turned + ((e & f) ^ (wide(~e) & g)) + rounds[step] + word[step];
      const second = (turnWide(a, 28n) ^ turnWide(a, 34n) ^ turnWide(a, 39n)) + ((a & b) ^ (a & c) ^ (b & c));
      [h, g, f, e, d, c, b, a] = [g, f, e, wide(d + first), c, b, a, wide(first + second)];
    }
    [a, b, c, d, e, f, g, h].forEach((value, index) => { state[index] = wide(state[index] + value); });
  }
  const made = new DataView(new ArrayBuffer(64));
  state.forEach((value, index) => made.setBigUint64(index * 8, value));
  return new Uint8Array(made.buffer);
}
