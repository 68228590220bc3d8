// Evaluates the JSON form of an expression (instruments/expressions/json_form.py) with the meaning that
// instruments/expressions/ gives it in Python, function for function: change both or neither. The cases in
// tests/instruments/expression_cases.json, and generated ones, hold the two to the same results.
//
// Evaluating never fails on any answers: whatever does not fit is blank, false or not a number.
import { Nodes, fromAnswer, near, single, strip, toBoolean, toDate, toDays, toNumber, toText } from "./expression_values.js";

export { Nodes, fromAnswer, toText };

const MAXIMUM_PLACES = 15;
const MAXIMUM_SUBJECT = 2000;

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
