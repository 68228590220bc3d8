// The functions that read and make texts, as instruments/expressions/text_functions.py has them.
import { every, joined, numberOf, textOf, whole } from "./expression_arguments.js";
import { base64Decode, digest } from "./expression_digests.js";
import { compilePattern, lengthOfProgram, matches } from "./expression_patterns.js";
import { lengthOf, slice, toText } from "./expression_values.js";

const MAXIMUM_GUID = 255;
const GUID_SIGNS = "0123456789abcdefghijklmnopqrstuvwxyz";

// The argument; without one, the value of the question that the expression belongs to.
function ownOrGiven(frame, values) {
  if (values.length) return textOf(values[0]);
  return frame.context === null ? "" : toText(frame.answers.value(frame.context));
}

function substr(value, first, last) {
  const text = textOf(value);
  const length = lengthOf(text);
  const place = (index) => Math.min(Math.max(0, index < 0 ? index + length : index), length);
  const [start, end] = [place(whole(numberOf(first))), last === undefined ? length : place(whole(numberOf(last)))];
  return slice(text, start, Math.max(start, end));
}

function substring(value, first, count) {
  const text = textOf(value);
  const rounded = (number) => (Number.isFinite(number) ? Math.floor(number + 0.5) : number);
  const start = rounded(numberOf(first));
  const end = count === undefined ? Infinity : start + rounded(numberOf(count));
  if (Number.isNaN(start) || Number.isNaN(end)) return "";
  const length = lengthOf(text);
  const [from, to] = [start, end].map((place) => Math.max(0, Math.min(length, place - 1)));
  return slice(text, from, Math.max(from, to));
}

function substringBefore(value, target) {
  const text = textOf(value);
  return text.slice(0, Math.max(0, text.indexOf(textOf(target))));
}

function substringAfter(value, wanted) {
  const [text, target] = [textOf(value), textOf(wanted)];
  const at = text.indexOf(target);
  return at < 0 ? "" : text.slice(at + target.length);
}

function translate(value, given, wanted) {
  const table = new Map();
  const becomes = Array.from(textOf(wanted));
  for (const [index, sign] of Array.from(textOf(given)).entries()) {
    if (!table.has(sign)) table.set(sign, becomes[index] ?? "");
  }
  return Array.from(textOf(value), (sign) => table.get(sign) ?? sign).join("");
}

function regex(frame, value, pattern) {
  const [text, program] = [textOf(value), compilePattern(textOf(pattern))];
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

export const TEXT_FUNCTIONS = [
  ["base64-decode", (_frame, value) => base64Decode(textOf(value))],
  ["concat", (frame, ...values) => joined("", every(frame, values))],
  ["contains", (_frame, text, part) => textOf(text).includes(textOf(part))],
  ["digest", digested],
  ["ends-with", (_frame, text, part) => textOf(text).endsWith(textOf(part))],
  ["join", (frame, separator, ...values) => joined(textOf(separator), every(frame, values))],
  ["normalize-space", (frame, ...values) => ownOrGiven(frame, values).split(/[ \t\r\n]+/).filter(Boolean).join(" ")],
  ["regex", regex],
  ["starts-with", (_frame, text, part) => textOf(text).startsWith(textOf(part))],
  ["string", (_frame, value) => textOf(value)],
  ["string-length", (frame, ...values) => lengthOf(ownOrGiven(frame, values))],
  ["substr", (_frame, ...values) => substr(...values)],
  ["substring", (_frame, ...values) => substring(...values)],
  ["substring-after", (_frame, text, target) => substringAfter(text, target)],
  ["substring-before", (_frame, text, target) => substringBefore(text, target)],
  ["translate", (_frame, ...values) => translate(...values)],
  ["uuid", uuid],
];
