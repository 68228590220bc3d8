// How functions read what they are given: the twin of instruments/expressions/arguments.py.
import { lengthOf, Nodes, single, slice, toBoolean, toNumber, toText } from "./expression_values.js";

const MAXIMUM_TEXT = 100000;

/** The argument as a text, a number or a truth value. */
export const textOf = (value) => toText(single(value));
export const numberOf = (value) => toNumber(single(value));
export const truthOf = (value) => toBoolean(single(value));

/** The argument as a text that is gone through from one end to the other. */
export const reading = (frame, value) => frame.work.read(textOf(value));

/** All values, with those of the sets among them. */
export function every(frame, values) {
  const flat = values.flatMap((value) => (value instanceof Nodes ? value.values : [value]));
  frame.work.spend(flat.length);
  return flat;
}

/** The number without its fraction, as an index into a text or list. */
export function whole(number) {
  return Number.isNaN(number) ? 0 : Math.trunc(Math.max(-1e9, Math.min(1e9, number)));
}

/** The texts of the values, one after another, as far as the longest text there may be. */
export function joined(frame, separator, values) {
  let [text, length] = ["", 0];
  for (const [index, value] of values.entries()) {
    const piece = index ? separator + toText(value) : toText(value);
    text += piece;
    length += lengthOf(piece);
    if (length > MAXIMUM_TEXT) return frame.work.read(slice(text, 0, MAXIMUM_TEXT));
  }
  return frame.work.read(text);
}
