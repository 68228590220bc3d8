// Evaluates the JSON form of an expression (instruments/expressions/json_form.py) with the meaning that
// instruments/expressions/ gives it in Python, function for function: change both or neither. The cases in
// tests/instruments/expression_cases.json, and generated ones, hold the two to the same results.
//
// A value is a text, a number or a truth value; an answer left blank, and one that is not asked, is the text ''.
// Evaluating never fails on any answers: whatever does not fit is blank, false or not a number.

const TOLERANCE = 1e-12; // JavaRosa's: numbers nearer than this are equal, and zero
const MAXIMUM_DAYS = 2932896; // 9999-12-31
const MINIMUM_DAYS = -719162; // 0001-01-01
const MAXIMUM_PLACES = 15;
const MAXIMUM_SUBJECT = 2000;
const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const NUMBER = /^-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)$/;
const TIME = "([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\\.([0-9]{1,9}))?)?";
const TIME_ALONE = new RegExp(`^${TIME}$`);
const DATE_TIME = new RegExp(`^([0-9]{4})-([0-9]{2})-([0-9]{2})(?:T${TIME}(Z|[+-][0-9]{2}:?[0-9]{2})?)?$`);

/** All answers to a question that is asked in a repeat, in the order of the entries. */
export class Nodes {
  constructor(values) {
    this.values = values;
  }
}

/** The value of one answer of an answers document; whatever is not an answer is blank. */
export function fromAnswer(answer) {
  if (typeof answer === "string" || typeof answer === "boolean") return answer;
  if (typeof answer === "number") return Number.isFinite(answer) ? answer : "";
  if (Array.isArray(answer)) return answer.filter((part) => typeof part === "string").join(" ");
  return "";
}

/**
 * A scope made of given answers: `values` maps names to answers, and to `{nodes: [answer, …]}` where a question is
 * asked in a repeat further off. Any object with the same five members will do instead.
 */
export function plainScope({ values = {}, itself = "", today = "1970-01-01", now = "1970-01-01T00:00:00", position = null } = {}) {
  const answers = new Map(Object.entries(values));
  return {
    itself: fromAnswer(itself),
    today,
    now,
    position,
    value(name) {
      const found = answers.get(name);
      return Array.isArray(found?.nodes) ? new Nodes(found.nodes.map(fromAnswer)) : fromAnswer(found);
    },
  };
}

/** The value of an expression in a scope. */
export function evaluate(tree, scope) {
  const [kind, ...parts] = tree;
  if (kind === "text" || kind === "number" || kind === "pattern") return parts[0];
  if (kind === "answer") return scope.value(parts[0]);
  if (kind === "self") return scope.itself;
  if (kind === "parent") return "";
  if (kind === "and") return parts.every((part) => toBoolean(single(evaluate(part, scope))));
  if (kind === "or") return parts.some((part) => toBoolean(single(evaluate(part, scope))));
  if (kind === "negate") return -toNumber(single(evaluate(parts[0], scope)));
  if (kind === "call") return call(parts, scope);
  const [left, right] = parts.map((part) => evaluate(part, scope));
  if (COMPARISONS.has(kind)) return compare(COMPARISONS.get(kind), left, right);
  if (ARITHMETIC.has(kind)) return ARITHMETIC.get(kind)(toNumber(single(left)), toNumber(single(right)));
  throw new Error(`an expression has a part of unknown kind: ${kind}`);
}

/** Whether all of several expressions are true in a scope: what the conditions of a question ask. */
export function holds(trees, scope) {
  return trees.every((tree) => toBoolean(single(evaluate(tree, scope))));
}

/** The value itself, or the first of a set; an empty set is blank. */
export function single(value) {
  if (!(value instanceof Nodes)) return value;
  return value.values.length ? value.values[0] : "";
}

/** The text of a value; a number never in exponent form. */
export function toText(value) {
  return typeof value === "number" ? numberText(value) : String(value);
}

/** The number of a value: a blank or a word is not a number, a date is its day. */
export function toNumber(value) {
  if (typeof value !== "string") return Number(value);
  const stripped = strip(value);
  return NUMBER.test(stripped) ? Number(stripped) : toDays(stripped) ?? NaN;
}

/** The truth of a value: blank, zero and not-a-number are false, any other text is true. */
export function toBoolean(value) {
  if (typeof value === "number") return Math.abs(value) > TOLERANCE;
  return typeof value === "string" ? value !== "" : value;
}

function strip(text) {
  return text.replace(/^[ \t\r\n]+/, "").replace(/[ \t\r\n]+$/, "");
}

function numberText(value) {
  if (value === 0) return "0";
  const [digits, exponent] = String(value).split("e");
  if (exponent === undefined) return digits;
  const sign = value < 0 ? "-" : "";
  const [whole, fraction = ""] = digits.replace("-", "").split(".");
  const point = whole.length + Number(exponent);
  const all = whole + fraction;
  if (point <= 0) return `${sign}0.${"0".repeat(-point)}${all}`;
  return sign + all.padEnd(point, "0"); // an exponent above zero comes with 21 digits and more: no fraction is left
}

function toDays(text) {
  const time = TIME_ALONE.exec(text);
  if (time) {
    const seconds = secondsOfDay(...time.slice(1));
    return seconds === null ? null : seconds / 86400;
  }
  const match = DATE_TIME.exec(text);
  if (!match) return null;
  const [year, month, day, hour, minute, second, fraction, zone] = match.slice(1);
  const days = daysSince1970(Number(year), Number(month), Number(day));
  if (days === null || hour === undefined) return days;
  const seconds = secondsOfDay(hour, minute, second, fraction);
  const offset = offsetMinutes(zone);
  // Seconds first and one division, so that the same moment written in two zones is the same number.
  return seconds === null || offset === null ? null : (days * 86400 + seconds - offset * 60) / 86400;
}

function secondsOfDay(hour, minute, second = "0", fraction = "0") {
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return null;
  return Number(hour) * 3600 + Number(minute) * 60 + Number(second) + Number(`0.${fraction}`);
}

function offsetMinutes(zone) {
  if (zone === undefined || zone === "Z") return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(-2));
  if (hours > 14 || minutes > 59) return null;
  return (hours * 60 + minutes) * (zone[0] === "-" ? -1 : 1);
}

// Days are counted from 1 March of the year 0, so that the leap day is the last of its year.
function daysSince1970(year, month, day) {
  if (year < 1 || month < 1 || month > 12) return null;
  const leap = month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  if (day < 1 || day > MONTH_DAYS[month - 1] + (leap ? 1 : 0)) return null;
  const shiftedYear = year - (month <= 2 ? 1 : 0);
  const era = Math.floor(shiftedYear / 400);
  const yearOfEra = shiftedYear - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146097 + dayOfEra - 719468;
}

function toDate(days) {
  const whole = Math.floor(days);
  if (!(whole >= MINIMUM_DAYS && whole <= MAXIMUM_DAYS)) return "";
  const shifted = whole + 719468;
  const era = Math.floor(shifted / 146097);
  const dayOfEra = shifted - era * 146097;
  const leapDays = Math.floor(dayOfEra / 1460) - Math.floor(dayOfEra / 36524) + Math.floor(dayOfEra / 146096);
  const yearOfEra = Math.floor((dayOfEra - leapDays) / 365);
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1;
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return [String(year).padStart(4, "0"), String(month).padStart(2, "0"), String(day).padStart(2, "0")].join("-");
}

function near(left, right) {
  return left === right || Math.abs(left - right) < TOLERANCE;
}

function equal(left, right) {
  if (typeof left === "boolean" || typeof right === "boolean") return toBoolean(left) === toBoolean(right);
  if (typeof left === "number" || typeof right === "number") return near(toNumber(left), toNumber(right));
  if (left === right) return true;
  const [first, second] = [toDays(strip(left)), toDays(strip(right))];
  return first !== null && second !== null && near(first, second);
}

const COMPARISONS = new Map([
  ["=", equal],
  ["!=", (left, right) => !equal(left, right)],
  ["<", (left, right) => toNumber(left) < toNumber(right)],
  ["<=", (left, right) => toNumber(left) <= toNumber(right)],
  [">", (left, right) => toNumber(left) > toNumber(right)],
  [">=", (left, right) => toNumber(left) >= toNumber(right)],
]);

const ARITHMETIC = new Map([
  ["+", (left, right) => left + right],
  ["-", (left, right) => left - right],
  ["*", (left, right) => left * right],
  ["div", (left, right) => left / right],
  ["mod", (left, right) => (Number.isFinite(left) ? left % right : NaN)],
]);

// A set of answers compares true where any one of them does, and an empty set is blank.
function compare(test, left, right) {
  const alternatives = (value) => (value instanceof Nodes && value.values.length ? value.values : [single(value)]);
  return alternatives(left).some((first) => alternatives(right).some((second) => test(first, second)));
}

function every(values) {
  return values.flatMap((value) => (value instanceof Nodes ? value.values : [value]));
}

function answered(values) {
  return every(values).filter((value) => value !== "").map(toNumber);
}

function extreme(better) {
  return (_scope, ...values) => {
    const numbers = answered(values);
    if (!numbers.length || numbers.some(Number.isNaN)) return NaN;
    return numbers.reduce((best, number) => (better(number, best) ? number : best));
  };
}

function round(value, placesWanted) {
  if (!Number.isFinite(value) || Number.isNaN(placesWanted)) return Math.abs(value) === Infinity ? value : NaN;
  const places = Math.trunc(Math.max(-MAXIMUM_PLACES, Math.min(MAXIMUM_PLACES, placesWanted)));
  const power = Number(`1e${Math.abs(places)}`);
  const scaled = places >= 0 ? value * power : value / power;
  if (!Number.isFinite(scaled)) return value;
  const below = Math.floor(scaled);
  const nearest = (scaled - below >= 0.5 ? below + 1 : below) + 0; // + 0: never a negative zero
  return places >= 0 ? nearest / power : nearest * power;
}

function date(value) {
  if (typeof value === "string") {
    const text = strip(value);
    if (text[4] === "-") return toDays(text) === null ? "" : text.slice(0, 10);
  }
  return toDate(toNumber(value));
}

// The steps of a pattern that wait for a character, or its end, from these steps on.
function reach(program, starts, atStart, atEnd) {
  const seen = new Set();
  const waiting = [];
  const stack = starts.slice().reverse();
  while (stack.length) {
    const at = stack.pop();
    if (seen.has(at)) continue;
    seen.add(at);
    const [kind, ...targets] = at < program.length ? program[at] : ["characters"];
    if (kind === "characters") waiting.push(at);
    else if (kind === "split" || kind === "jump") stack.push(...targets);
    else if (kind === "start" ? atStart : atEnd) stack.push(at + 1);
  }
  return waiting;
}

// Whether a whole text matches. All paths through the pattern's program are followed at once, so no pattern can hang.
function matches(program, text) {
  const codes = Array.from(text, (character) => character.codePointAt(0));
  if (codes.length > MAXIMUM_SUBJECT) return false;
  const admits = (step, code) => step[1].some(([first, last]) => first <= code && code <= last);
  let reached = reach(program, [0], true, codes.length === 0);
  for (const [index, code] of codes.entries()) {
    const following = reached.filter((at) => at < program.length && admits(program[at], code)).map((at) => at + 1);
    if (!following.length) return false;
    reached = reach(program, following, false, index === codes.length - 1);
  }
  return reached.includes(program.length);
}

const textOf = (value) => toText(single(value));
const numberOf = (value) => toNumber(single(value));
const truthOf = (value) => toBoolean(single(value));

// The twin of FUNCTIONS in instruments/expressions/functions.py.
const FUNCTIONS = new Map([
  ["boolean", (_scope, value) => truthOf(value)],
  ["coalesce", (_scope, ...values) => values.map(single).find((value) => toText(value) !== "") ?? ""],
  ["concat", (_scope, ...values) => every(values).map(toText).join("")],
  ["contains", (_scope, whole, part) => textOf(whole).includes(textOf(part))],
  ["count", (_scope, ...values) => every(values).length],
  ["count-non-empty", (_scope, ...values) => answered(values).length],
  ["count-selected", (_scope, value) => textOf(value).split(" ").filter((word) => word).length],
  ["date", (_scope, value) => date(single(value))],
  ["false", () => false],
  ["if", (_scope, condition, yes, no) => single(truthOf(condition) ? yes : no)],
  ["int", (_scope, value) => Math.trunc(numberOf(value)) + 0],
  ["max", extreme((number, best) => number > best)],
  ["min", extreme((number, best) => number < best)],
  ["not", (_scope, value) => !truthOf(value)],
  ["now", (scope) => scope.now],
  ["number", (_scope, value) => numberOf(value)],
  ["position", (scope) => scope.position || NaN],
  ["regex", (_scope, value, program) => matches(program, textOf(value))],
  ["round", (_scope, value, places = 0) => round(numberOf(value), numberOf(places))],
  ["selected", (_scope, chosen, wanted) => ` ${textOf(chosen)} `.includes(` ${strip(textOf(wanted))} `)],
  ["starts-with", (_scope, whole, part) => textOf(whole).startsWith(textOf(part))],
  ["string", (_scope, value) => textOf(value)],
  ["string-length", (_scope, value) => Array.from(textOf(value)).length],
  ["sum", (_scope, ...values) => answered(values).reduce((total, number) => total + number, 0)],
  ["today", (scope) => scope.today],
  ["true", () => true],
]);

function call([name, ...given], scope) {
  const meaning = FUNCTIONS.get(name);
  if (!meaning) throw new Error(`an expression calls an unknown function: ${name}`);
  return meaning(scope, ...given.map((argument) => evaluate(argument, scope)));
}
