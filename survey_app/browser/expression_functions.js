// The functions of the expression language, as the tables in instruments/expressions/*_functions.py have them, function
// for function: change both or neither. A function is given the frame it stands in and the values of its arguments;
// those in UNEVALUATED are given the trees of their arguments instead.
import { every, numberOf, reading, textOf, truthOf, whole } from "./expression_arguments.js";
import * as dates from "./expression_dates.js";
import { area, distance, geofence, intersects } from "./expression_geography.js";
import { NUMBER_FUNCTIONS } from "./expression_numbers.js";
import { shuffled } from "./expression_shuffling.js";
import { TEXT_FUNCTIONS } from "./expression_texts.js";
import { last, Nodes, single, strip, toBoolean, toNumber, toText } from "./expression_values.js";

function choose(frame, condition, yes, no) {
  return single(frame.compute(truthOf(frame.compute(condition, frame)) ? yes : no, frame));
}

function coalesce(frame, ...trees) {
  let value = "";
  for (const tree of trees) {
    value = single(frame.compute(tree, frame));
    if (value !== "" && !Number.isNaN(value)) break;
  }
  return value;
}

function once(frame, tree) {
  const own = frame.context === null ? "" : frame.answers.value(frame.context);
  return toText(own) === "" ? single(frame.compute(tree, frame)) : own;
}

const wordsOf = (frame, value) => reading(frame, value).split(" ").filter((word) => word);

function selected(frame, chosen, wanted) {
  return ` ${reading(frame, chosen)} `.includes(` ${strip(reading(frame, wanted))} `);
}

function selectedAt(frame, value, index) {
  const words = wordsOf(frame, value);
  const at = whole(numberOf(index));
  return at >= 0 ? (words[at] ?? "") : "";
}

// '${name}', or the last step of a path.
function nameInText(text) {
  const name = last(strip(text).split("/")).trim();
  return (name.startsWith("${") && name.endsWith("}") ? name.slice(2, -1) : name).trim();
}

function pulldata(frame, ...values) {
  const [list, column, key, wanted] = values.map(textOf);
  const { answers } = frame;
  for (const row of answers.choices(list)) {
    frame.work.spend(1);
    if (answers.children(row, key).some((cell) => toText(answers.value(cell)) === wanted)) {
      const cells = answers.children(row, column);
      return cells.length ? answers.value(cells[0]) : "";
    }
  }
  return "";
}

function position(frame, value) {
  if (value === undefined) return frame.position;
  const nodes = value instanceof Nodes ? value.nodes : [];
  return nodes.length ? frame.answers.position(nodes[0]) : NaN;
}

// The name of what a ${name} or a path leads to.
function nameOf([kind, ...parts]) {
  if (kind === "answer") return parts[0];
  return kind === "path" ? (last(parts[2])?.[1] ?? "") : "";
}

function indexedRepeat(frame, question, ...pairs) {
  let node = frame.current;
  for (let index = 0; index < pairs.length; index += 2) {
    const at = Math.max(1, whole(numberOf(frame.compute(pairs[index + 1], frame))));
    const entries = frame.answers.find(nameOf(pairs[index]), node);
    frame.work.spend(entries.length);
    if (at > entries.length) return frame.nodes([]);
    node = entries[at - 1];
  }
  return frame.nodes(frame.answers.find(nameOf(question), node));
}

// See expression_shuffling.js.
function randomize(frame, value, seed) {
  const nodes = value instanceof Nodes ? value.nodes : [];
  const number = seed === undefined ? undefined : numberOf(seed);
  return frame.nodes(shuffled(nodes, number, () => frame.answers.random()));
}

// Between two values, of which -1 is no limit.
function within(amount, least, most) {
  const [from, to] = [numberOf(least), numberOf(most)];
  return (from === -1 || amount >= from) && (to === -1 || amount <= to);
}

function checklist(frame, least, most, ...values) {
  return within(every(frame, values).filter(toBoolean).length, least, most);
}

function weightedChecklist(frame, least, most, ...pairs) {
  let total = 0;
  for (let index = 0; index < pairs.length; index += 2) {
    const [flags, weights] = [every(frame, [pairs[index]]), every(frame, [pairs[index + 1]])];
    for (let at = 0; at < Math.min(flags.length, weights.length); at += 1) {
      total += toBoolean(flags[at]) ? toNumber(weights[at]) : 0;
    }
  }
  return within(total, least, most);
}

const formatDate = (frame, value, format) => dates.formatDate(single(value), reading(frame, format));

export const UNEVALUATED = new Set(["coalesce", "if", "indexed-repeat", "once"]);

export const FUNCTIONS = new Map([
  ["boolean", (_frame, value) => truthOf(value)],
  ["boolean-from-string", (frame, value) => ["true", "1"].includes(reading(frame, value).toLowerCase())],
  ["checklist", checklist],
  ["coalesce", coalesce],
  ["count", (_frame, value) => (value instanceof Nodes ? value.nodes.length : 0)],
  ["count-non-empty", (frame, value) => every(frame, [value]).filter((one) => one !== "").length],
  ["count-selected", (frame, value) => wordsOf(frame, value).length],
  ["false", () => false],
  ["if", choose],
  ["indexed-repeat", indexedRepeat],
  ["jr:choice-name", (frame, value, name) => frame.answers.label(nameInText(reading(frame, name)), reading(frame, value))],
  ["last", (frame) => frame.size],
  ["not", (_frame, value) => !truthOf(value)],
  ["once", once],
  ["position", position],
  ["pulldata", pulldata],
  ["randomize", randomize],
  ["selected", selected],
  ["selected-at", selectedAt],
  ["true", () => true],
  ["weighted-checklist", weightedChecklist],
  ...TEXT_FUNCTIONS,
  ...NUMBER_FUNCTIONS,
  ["date", (_frame, value) => dates.date(single(value))],
  ["date-time", (_frame, value) => dates.dateTime(single(value))],
  ["decimal-date-time", (_frame, value) => dates.decimalDateTime(single(value))],
  ["decimal-time", (_frame, value) => dates.decimalTime(single(value))],
  ["format-date", formatDate],
  ["format-date-time", formatDate],
  ["now", (frame) => frame.answers.now],
  ["today", (frame) => frame.answers.today],

  ["area", area],
  ["distance", distance],
  ["geofence", geofence],
  ["intersects", intersects],
]);
