// Evaluates the JSON form of an expression (instruments/expressions/json_form.py) with the meaning that
// instruments/expressions/ gives it in Python: change both or neither. The cases in
// tests/instruments/expression_cases.json, and generated ones, hold the two to the same results.
//
// What an expression sees of the answers it asks of an object with these members, as scope.py has them: today and now;
// work (a Work for all that is evaluated together), find(name, node), value(node), parent(node), children(node, name),
// position(node), root(), choices(list), label(name, value), random(), newUuid(). What a node is, is that object's affair, but the same node must be the same
// value (===) every time.
//
// Evaluating never fails on any answers: whatever does not fit is blank, false or not a number.
import { FUNCTIONS, UNEVALUATED } from "./expression_functions.js";
import { Exhausted, MAXIMUM_WORK, Work } from "./expression_work.js";
import { Nodes, fromAnswer, last, momentOf, near, single, toBoolean, toNumber, toText } from "./expression_values.js";

export { Nodes, Work, fromAnswer, single, toText };

// The answers, the node that is looked from, its place in its set, and the node of the whole expression.
class Frame {
  constructor(answers, context, current, work, position = 1, size = 1) {
    this.answers = answers;
    this.context = context;
    this.current = current;
    this.work = work;
    this.position = position;
    this.size = size;
  }

  compute(tree, frame) {
    return compute(tree, frame);
  }

  nodes(found) {
    this.work.spend(found.length);
    return new Nodes(found, (node) => this.answers.value(node));
  }

  inside(node, position, size) {
    return new Frame(this.answers, node, this.current, this.work, position, size);
  }
}

/** The value of an expression, as seen from a node of the answers; `current` is what current() and ${name} start at. */
export function evaluate(tree, answers, context = null, current = context) {
  const given = Math.min(MAXIMUM_WORK, answers.work.left);
  const work = new Work(given);
  try {
    return compute(tree, new Frame(answers, context, current, work));
  } catch (error) {
    if (!(error instanceof Exhausted)) throw error;
    answers.work.isCutOff = true;
    return "";
  } finally {
    answers.work.left -= given - Math.max(work.left, 0);
  }
}

/** Whether all of several expressions are true as seen from a node: what the conditions of a question ask. */
export function holds(trees, answers, context = null, current = context) {
  return trees.every((tree) => toBoolean(single(evaluate(tree, answers, context, current))));
}

function compute(tree, frame) {
  frame.work.spend(1);
  const meaning = MEANINGS.get(tree[0]);
  if (!meaning) throw new Error(`an expression has a part of unknown kind: ${tree[0]}`);
  return meaning(tree, frame);
}

function equal(left, right) {
  if (typeof left === "boolean" || typeof right === "boolean") return toBoolean(left) === toBoolean(right);
  if (typeof left === "number" || typeof right === "number") return near(toNumber(left), toNumber(right));
  if (left === right) return true;
  const [first, second] = [momentOf(left), momentOf(right)];
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

// A set of nodes compares true where any one of them does, and an empty set is blank; reckoning takes the first.
function join(operator, left, right, work) {
  const reckon = ARITHMETIC.get(operator);
  if (reckon) return reckon(toNumber(single(left)), toNumber(single(right)));
  const test = COMPARISONS.get(operator);
  const alternatives = (value) => (value instanceof Nodes && value.nodes.length ? value.values : [single(value)]);
  const [lefts, rights] = [alternatives(left), alternatives(right)];
  work.spend(lefts.length * rights.length);
  return lefts.some((first) => rights.some((second) => test(first, second)));
}

// A row of operators is gone through from left to right, however long it is.
function operation(tree, frame) {
  const row = [tree];
  while (isOperation(last(row)[1])) row.push(last(row)[1]);
  let value = compute(last(row)[1], frame);
  for (const [operator, , right] of row.reverse()) value = join(operator, value, compute(right, frame), frame.work);
  return value;
}

const isOperation = (tree) => ARITHMETIC.has(tree[0]) || COMPARISONS.has(tree[0]);

function call([, name, ...parts], frame) {
  const meaning = FUNCTIONS.get(name);
  if (!meaning) throw new Error(`an expression calls an unknown function: ${name}`);
  if (UNEVALUATED.has(name)) return meaning(frame, ...parts);
  return meaning(frame, ...parts.map((part) => compute(part, frame)));
}

const only = (node, frame) => frame.nodes(node === null ? [] : [node]);

const MEANINGS = new Map([
  ["text", (tree) => tree[1]],
  ["number", (tree) => tree[1]],
  ["answer", (tree, frame) => frame.nodes(frame.answers.find(tree[1], frame.current))],
  ["self", (_tree, frame) => only(frame.context, frame)],
  ["current", (_tree, frame) => only(frame.current, frame)],
  ["root", (_tree, frame) => only(frame.answers.root(), frame)],
  ["instance", (_tree, frame) => only(null, frame)],
  ["path", follow],
  ["and", (tree, frame) => tree.slice(1).every((part) => toBoolean(single(compute(part, frame))))],
  ["or", (tree, frame) => tree.slice(1).some((part) => toBoolean(single(compute(part, frame))))],
  ["negate", (tree, frame) => -toNumber(single(compute(tree[1], frame)))],
  ["call", call],
  ...[...ARITHMETIC.keys(), ...COMPARISONS.keys()].map((operator) => [operator, operation]),
]);

// The nodes that a path leads to.
function follow([, start, predicates, steps], frame) {
  let [found, rest] = begin(start, steps, frame) ?? [];
  if (!found) {
    const first = compute(start, frame);
    [found, rest] = [choose(first instanceof Nodes ? first.nodes : [], predicates, frame), steps];
  }
  for (const step of rest) found = take(step, found, frame);
  return frame.nodes(found);
}

function begin([kind, list], steps, frame) {
  if (kind === "root") return fromRoot(steps, frame);
  return kind === "instance" ? fromList(list, steps, frame) : null;
}

// The nodes for which every predicate holds; a number stands for a position, counted from 1.
function choose(nodes, predicates, frame) {
  let found = nodes;
  for (const predicate of predicates) {
    const all = found;
    found = all.filter((node, index) => {
      const value = single(compute(predicate, frame.inside(node, index + 1, all.length)));
      return typeof value === "number" ? value === index + 1 : toBoolean(value);
    });
  }
  return found;
}

// The nodes one step further, each once.
function take([axis, name, predicates], found, frame) {
  const reached = [];
  for (const node of found) {
    let below = [node];
    if (axis === "child") below = frame.answers.children(node, name);
    else if (axis === "parent") below = [frame.answers.parent(node)].filter((above) => isNew(above, reached));
    frame.work.spend(1 + below.length);
    reached.push(...(predicates.length ? choose(below, predicates, frame) : below));
  }
  return reached;
}

// Nodes come in the order of the form, so those of one parent stand together.
const isNew = (above, reached) => above !== null && above !== undefined && above !== last(reached);

// An absolute path is looked at from within the entry it stands in, as is ${name}: so says ODK's standard. Its first
// name is that of the form and the names up to the first condition lead to the last of them.
function fromRoot(steps, frame) {
  const named = ([axis, name]) => axis === "child" && name !== null;
  let leading = 1;
  while (leading < steps.length && named(steps[leading])) {
    leading += 1;
    if (steps[leading - 1][2].length) break;
  }
  if (leading === 1) return [[frame.answers.root()], steps.slice(1)];
  const [, name, predicates] = steps[leading - 1];
  const found = frame.answers.find(name, frame.current);
  frame.work.spend(found.length);
  return [chooseByParent(found, predicates, frame), steps.slice(leading)];
}

// A step's conditions choose among the nodes below each parent on its own.
function chooseByParent(found, predicates, frame) {
  if (!predicates.length) return found;
  const groups = [];
  for (const node of found) {
    const above = frame.answers.parent(node);
    if (!groups.length || above !== last(groups).above) groups.push({ above, nodes: [] });
    last(groups).nodes.push(node);
  }
  return groups.flatMap(({ nodes }) => choose(nodes, predicates, frame));
}

// The rows of a list are its /root/item.
function fromList(list, steps, frame) {
  if (steps.length < 2 || steps[0][1] !== "root" || steps[1][1] !== "item") return [[], []];
  const rows = frame.answers.choices(list);
  frame.work.spend(rows.length);
  return [choose(rows, steps[1][2], frame), steps.slice(2)];
}
