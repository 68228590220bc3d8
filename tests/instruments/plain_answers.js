// Answers made of a nested document alone, as instruments/expressions/plain.py has them, for the tests that hold the
// browser's evaluator to Python's: a plain object is a group, an array of them a repeat, any other value an answer.
import { Work, fromAnswer } from "../../survey_app/browser/expressions.js";

const isGroup = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const isRepeat = (value) => Array.isArray(value) && value.every(isGroup);

/** The answers of a context of the case table. */
export class PlainAnswers {
  constructor({ document = {}, lists = {}, labels = {}, today = "1970-01-01", now = "1970-01-01T00:00:00", draws = [0.5] }) {
    Object.assign(this, { labels, today, now, draws, drawn: 0, work: new Work() });
    this.whole = node(null, null, null, document);
    this.named = new Map();
    for (const below of everyNode(this.whole)) {
      this.named.set(below.name, [...(this.named.get(below.name) ?? []), below]);
    }
    this.lists = new Map(Object.entries(lists).map(([name, rows]) => [name, rows.map((row, index) => node(null, name, index, row))]));
  }

  /** The node at the end of a way: names, and indexes of entries; one that the document lacks is blank. */
  at(way) {
    if (way === null || way === undefined) return null;
    if (way[0] === 0) return this.lists.get(way[1])[way[2]];
    let found = this.whole;
    for (let index = 0; index < way.length; index += 1) {
      const entry = Number.isInteger(way[index + 1]) ? way[index + 1] : null;
      const next = this.children(found, way[index]).find((below) => below.index === entry);
      found = next ?? node(found, way[index], entry, null);
      if (entry !== null) index += 1;
    }
    return found;
  }

  find(name, context) {
    const around = entriesOf(context);
    return (this.named.get(name) ?? []).filter((found) => meets(entriesOf(found.above), around));
  }

  value = (found) => (isGroup(found.value) ? "" : fromAnswer(found.value));

  parent = (found) => found.above;

  children = (found, name) => (name === null ? [...found.below.values()].flat() : (found.below.get(name) ?? []));

  position = (found) => (found.index ?? 0) + 1;

  root = () => this.whole;

  choices = (list) => this.lists.get(list) ?? [];

  label = (name, value) => new Map(Object.entries(new Map(Object.entries(this.labels)).get(name) ?? {})).get(value) ?? "";

  random() {
    this.drawn += 1;
    return this.draws[(this.drawn - 1) % this.draws.length];
  }

  newUuid() {
    const digits = BigInt(Math.trunc(this.random() * 2 ** 52)) << 72n;
    const text = digits.toString(16).padStart(32, "0");
    const variant = ((parseInt(text[16], 16) & 3) | 8).toString(16);
    return [text.slice(0, 8), text.slice(8, 12), `4${text.slice(13, 16)}`, variant + text.slice(17, 20), text.slice(20)].join("-");
  }
}

function node(above, name, index, value) {
  const made = { above, name, index, value, below: new Map() };
  if (isGroup(value)) {
    for (const [key, inside] of Object.entries(value)) {
      const parts = isRepeat(inside) ? inside.map((entry, at) => node(made, key, at, entry)) : [node(made, key, null, inside)];
      made.below.set(key, parts);
    }
  }
  return made;
}

function* everyNode(above) {
  for (const below of [...above.below.values()].flat()) {
    yield below;
    yield* everyNode(below);
  }
}

function entriesOf(found) {
  const entries = [];
  for (let at = found; at; at = at.above) if (at.index !== null) entries.unshift(at);
  return entries;
}

function meets(mine, around) {
  for (const [index, entry] of mine.entries()) {
    const other = around[index];
    if (!other || entry.name !== other.name || entry.above !== other.above) return true;
    if (entry !== other) return false;
  }
  return true;
}
