// The functions that reckon, as instruments/expressions/number_functions.py has them.
import { every, numberOf } from "./expression_arguments.js";
import * as elementary from "./expression_elementary.js";
import { numberText, toNumber } from "./expression_values.js";

const MAXIMUM_PLACES = 30;

// The numbers among the values; blanks and words are left out.
function numbers(frame, values) {
  return every(frame, values).map(toNumber).filter((number) => !Number.isNaN(number));
}

function extreme(better) {
  return (frame, ...values) => {
    const found = numbers(frame, values);
    return found.length ? found.reduce((best, number) => (better(number, best) ? number : best)) : NaN;
  };
}

// What is rounded are the digits as they are written: 2.345 to two places is 2.35, though it is stored as a bit less.
function round(_frame, value, placesWanted = 0) {
  const [number, places] = [numberOf(value), numberOf(placesWanted)];
  if (!Number.isFinite(number)) return number;
  if (Number.isNaN(places) || Math.abs(places) >= MAXIMUM_PLACES + 1) return NaN;
  const [digits, fraction = ""] = numberText(Math.abs(number)).split(".");
  const count = Math.trunc(places);
  const all = digits.padStart(MAXIMUM_PLACES + 1, "0") + fraction.padEnd(MAXIMUM_PLACES, "0");
  const cut = Math.max(digits.length, MAXIMUM_PLACES + 1) + count;
  const [kept, dropped] = [BigInt(all.slice(0, cut)), all.slice(cut)];
  const half = "5".padEnd(dropped.length, "0");
  const up = dropped > half || (dropped === half && dropped !== "" && number > 0);
  const size = Number(`${kept + (up ? 1n : 0n)}e${-count}`);
  return (number < 0 ? -size : size) + 0;
}

const ofOne = (reckon) => (_frame, value) => reckon(numberOf(value)) + 0;
const ofTwo = (reckon) => (_frame, one, other) => reckon(numberOf(one), numberOf(other)) + 0;

export const NUMBER_FUNCTIONS = [
  ["abs", ofOne(Math.abs)],
  ["acos", ofOne(elementary.acos)],
  ["asin", ofOne(elementary.asin)],
  ["atan", ofOne(elementary.atan)],
  ["atan2", ofTwo(elementary.atan2)],
  ["ceiling", ofOne(Math.ceil)],
  ["cos", ofOne(elementary.cos)],
  ["exp", ofOne(elementary.exp)],
  ["exp10", ofOne((number) => elementary.power(10, number))],
  ["floor", ofOne(Math.floor)],
  ["int", ofOne(Math.trunc)],
  ["log", ofOne(elementary.log)],
  ["log10", ofOne(elementary.log10)],
  ["max", extreme((number, best) => number > best)],
  ["min", extreme((number, best) => number < best)],
  ["number", (_frame, value) => numberOf(value)],
  ["pi", () => Math.PI],
  ["pow", ofTwo(elementary.power)],
  ["random", (frame) => frame.answers.random()],
  ["round", round],
  ["sin", ofOne(elementary.sin)],
  ["sqrt", ofOne(Math.sqrt)],
  ["sum", (frame, ...values) => numbers(frame, values).reduce((total, number) => total + number, 0)],
  ["tan", ofOne(elementary.tan)],
];
