// The functions that read and make texts, as instruments/expressions/text_functions.py has them.
import { every, joined, numberOf, reading, textOf, whole } from "./expression_arguments.js";
import { base64Decode, digest } from "./expression_digests.js";
import { compilePattern, lengthOfProgram, matches } from "./expression_patterns.js";
import { lengthOf, slice, toText } from "./expression_values.js";

const MAXIMUM_GUID = 255;
const GUID_SIGNS = "0123456789abcdefghijklmnopqrstuvwxyz";

// The argument; without one, the value of the question that the expression belongs to.
function ownOrGiven(frame, values) {
  const own = frame.context === null ? "" : frame.answers.value(frame.context);
  return reading(frame, values.length ? values[0] : own);
}

function substr(frame, value, first, last) {
  const text = reading(frame, value);
  const length = lengthOf(text);
  const place = (index) => Math.min(Math.max(0, index < 0 ? index + length : index), length);
  const [start, end] = [place(whole(numberOf(first))), last === undefined ? length : place(whole(numberOf(last)))];
  return slice(text, start, Math.max(start, end));
}

function substring(frame, value, first, count) {
  const text = reading(frame, value);
  const rounded = (number) => (Number.isFinite(number) ? Math.floor(number + 0.5) : number);
  const start = rounded(numberOf(first));
  const end = count === undefined ? Infinity : start + rounded(numberOf(count));
  if (Number.isNaN(start) || Number.isNaN(end)) return "";
  const length = lengthOf(text);
  const [from, to] = [start, end].map((place) => Math.max(0, Math.min(length, place - 1)));
  return slice(text, from, Math.max(from, to));
}

function substringBefore(frame, value, wanted) {
  const [text, target] = [reading(frame, value), reading(frame, wanted)];
  return text.slice(0, Math.max(0, text.indexOf(target)));
}

function substringAfter(frame, value, wanted) {
  const [text, target] = [reading(frame, value), reading(frame, wanted)];
  const at = text.indexOf(target);
  return at < 0 ? "" : text.slice(at + target.length);
}

function translate(frame, ...values) {
  const [text, given, wanted] = values.map((value) => reading(frame, value));
  const table = new Map();
  const becomes = Array.from(wanted);
  for (const [index, sign] of Array.from(given).entries()) {
    if (!table.has(sign)) table.set(sign, becomes[index] ?? "");
  }
  return Array.from(text, (sign) => table.get(sign) ?? sign).join("");
}

function regex(frame, value, pattern) {
  const [text, written] = [reading(frame, value), textOf(pattern)];
  frame.work.spend(lengthOf(written));
  const program = compilePattern(written);
  if (!program) return false;
  frame.work.spend(Math.floor((lengthOfProgram(program) * (lengthOf(text) + 1)) / 4));
  return matches(program, text);
}

function uuid(frame, length) {
  if (length === undefined) return frame.answers.newUuid();
  const count = Math.min(MAXIMUM_GUID, Math.max(0, whole(numberOf(length))));
  return Array.from({ length: count }, () => GUID_SIGNS[Math.floor(frame.answers.random() * GUID_SIGNS.length)]).join("");
}

function digested(frame, ...values) {
  const texts = values.map(textOf);
  frame.work.spend(4 * lengthOf(texts[0]));
  return digest(...texts);
}

function found(frame, way, part, text) {
  const wanted = reading(frame, part);
  return reading(frame, text)[way](wanted);
}

export const TEXT_FUNCTIONS = [
  ["base64-decode", (frame, value) => base64Decode(reading(frame, value))],
  ["concat", (frame, ...values) => joined(frame, "", every(frame, values))],
  ["contains", (frame, text, part) => found(frame, "includes", part, text)],
  ["digest", digested],
  ["ends-with", (frame, text, part) => found(frame, "endsWith", part, text)],
  ["join", (frame, separator, ...values) => joined(frame, textOf(separator), every(frame, values))],
  ["normalize-space", (frame, ...values) => ownOrGiven(frame, values).split(/[ \t\r\n]+/).filter(Boolean).join(" ")],
  ["regex", regex],
  ["starts-with", (frame, text, part) => found(frame, "startsWith", part, text)],
  ["string", (_frame, value) => textOf(value)],
  ["string-length", (frame, ...values) => lengthOf(ownOrGiven(frame, values))],
  ["substr", substr],
  ["substring", substring],
  ["substring-after", substringAfter],
  ["substring-before", substringBefore],
  ["translate", translate],
  ["uuid", uuid],
];
