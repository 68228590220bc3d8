// What the value of an expression is as an answer, an answer as it is read in an expression, and how answers are
// tidied: instruments/stored_values.py and clean_value of instruments/answer_types.py.
import { fromAnswer, toDate, toNumber, toText } from "./expression_values.js";

const MAXIMUM_CALCULATED = 20000;
const SPACE = "[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]"; // Python's
const BLANK = new RegExp(`^${SPACE}*$`);
const SPACES = new RegExp(`${SPACE}+`);
// What no text answer needs: control characters, halves of surrogate pairs and what is no character.
const UNWANTED = /[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]/gu;

/** Whether a text has nothing to read in it. */
export const isBlank = (text) => BLANK.test(text);

/** What is stored when an expression gives the answer to a question of a kind; null for a blank. */
export function toAnswer(kind, value) {
  if (typeof value === "number" && !Number.isFinite(value)) return null;
  const text = firstCharacters(toText(value));
  return isBlank(text) ? null : (KINDS.get(kind) ?? asText)(value, text);
}

/** What an answer is in an expression. */
export function toValue(answer) {
  const value = fromAnswer(answer);
  return typeof value === "boolean" ? toText(value) : value;
}

/** An answer as it is stored, given the rows of the question's list; null for a blank one. */
export function cleanAnswer(kind, answer, rows) {
  if (typeof answer === "string") {
    const text = answer.replace(/\r\n?/g, "\n").replace(UNWANTED, "");
    return isBlank(text) ? null : text;
  }
  if (kind === "select_multiple" && Array.isArray(answer)) {
    const ordered = inListOrder(answer, rows);
    return ordered.length ? ordered : null;
  }
  const isNothing = kind === "rank" && Array.isArray(answer) && !answer.length;
  return isNothing ? null : answer ?? null;
}

/** The choices once each, in the order of the list; unknown ones after them, as they came. */
export function inListOrder(chosen, rows) {
  if (!chosen.every((name) => typeof name === "string")) return chosen;
  const order = new Map(rows.map((row, index) => [row.name, index]));
  const place = (name) => order.get(name) ?? rows.length;
  return [...new Set(chosen)].sort((one, other) => place(one) - place(other));
}

function firstCharacters(text) {
  return text.length <= MAXIMUM_CALCULATED ? text : Array.from(text).slice(0, MAXIMUM_CALCULATED).join("");
}

const asText = (_value, text) => text;

const asItIs = (value, text) => (typeof value === "number" ? value + 0 : text);

function asNumber(value, text) {
  const number = toNumber(value);
  return Number.isFinite(number) ? number + 0 : text;
}

function asWhole(value, text) {
  const number = toNumber(value);
  return Number.isFinite(number) ? Math.trunc(number) + 0 : text;
}

function asDate(value, text) {
  if (typeof value === "number") return toDate(value) || null;
  if (typeof value === "boolean") return toDate(Number(value)) || null;
  return text.includes("T") ? text.slice(0, 10) : text;
}

const asList = (_value, text) => [...new Set(text.split(SPACES).filter(Boolean))];

const KINDS = new Map([
  ["integer", asWhole],
  ["decimal", asNumber],
  ["range", asNumber],
  ["date", asDate],
  ["select_multiple", asList],
  ["rank", asList],
  ["calculate", asItIs],
  ["hidden", asItIs],
]);
