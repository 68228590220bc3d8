// A form while it is answered: what is asked, calculated, offered and required, after every answer. It knows nothing of
// pages and works wherever JavaScript does. Its twin is instruments/paths.py with recalculation.py and answers.py; the
// tests hold the two to the same results.
import { typeProblem } from "./engine_answer_types.js";
import { CHANCE } from "./engine_answers.js";
import { Cell } from "./engine_cells.js";
import { Definition } from "./engine_definition.js";
import { Recalculation } from "./engine_recalculation.js";
import { Walk } from "./engine_walk.js";
import { toText } from "./expression_values.js";

const OUTPUT = /\$\{\s*([^\s{}]+)\s*\}/g;

export class Form {
  /**
   * A form with answers. `definition` is what form_json() gives, `document` the answers so far, which are not changed;
   * `moment` has `today` and `now` as ISO texts in local time, and perhaps `username`.
   */
  constructor(definition, document, moment, chance = CHANCE) {
    this.definition = new Definition(definition);
    this.walk = new Walk(this.definition, copy(document ?? {}), moment, chance);
    this.recalculation = new Recalculation(this.walk, moment);
    if (document === null) this.recalculation.begin();
    else this.recalculation.complete();
  }

  /** Give an answer (null for none); the questions, groups and entries that may look different now. */
  set(name, entry, answer) {
    const branch = this.definition.branch(name);
    const canBeGiven = branch?.kind === "item" && !branch.isCalculated;
    return canBeGiven ? places(this.recalculation.set(branch, entry, answer)) : [];
  }

  /** Add an entry to a repeat, after those that it has in an entry of those around it. */
  addEntry(repeat, around = []) {
    return places(this.recalculation.addEntry(this.definition.branch(repeat), around));
  }

  /** Remove an entry with all its answers. */
  removeEntry(repeat, entry) {
    return places(this.recalculation.removeEntry(this.definition.branch(repeat), entry));
  }

  /** Whether the form has taken too long to work out with these answers, so that some of it has no value. */
  get isCutOff() {
    return this.walk.isCutOff;
  }

  has(name) {
    return this.definition.branch(name) !== undefined;
  }

  /** The type of a question, without its list. */
  kindOf(name) {
    return this.definition.branch(name)?.type;
  }

  /** Whether the choices of a question depend on other answers. */
  isFiltered(name) {
    return this.definition.branch(name)?.filter !== undefined;
  }

  /** Whether a question is asked, or a group or an entry is there. */
  isAsked(name, entry = []) {
    return this.#cell(name, entry)?.asked ?? false;
  }

  /** Whether the conditions of a repeat hold, though it may have no entries. */
  isOpen(repeat, around = []) {
    return this.walk.cells.isOpen(this.definition.branch(repeat), around);
  }

  /** How many entries a repeat has. */
  entries(repeat, around = []) {
    const branch = this.definition.branch(repeat);
    return branch?.kind === "repeat" ? this.walk.cells.count(branch, around) : 0;
  }

  /** The answer as it is kept, calculated ones included; null for a blank and for what is not asked. */
  value(name, entry = []) {
    const cell = this.#cell(name, entry);
    return cell?.asked ? cell.answer : null;
  }

  /** The names of the choices that a question offers. */
  choices(name, entry = []) {
    const branch = this.definition.branch(name);
    if (branch?.kind !== "item") return [];
    return this.walk.offered(this.#at(branch, entry)).map((row) => row.name);
  }

  /** Whether a question has to be answered. */
  required(name, entry = []) {
    return this.#holds(name, entry, (branch) => branch.required);
  }

  /** The first thing wrong with an answer: it is missing, of the wrong kind, or against its constraint; else null. */
  problem(name, entry = []) {
    const cell = this.#cell(name, entry);
    const message = cell?.asked && cell.branch.isAnswered ? this.#problemWith(cell) : null;
    return message === null ? null : this.text(message, name, entry);
  }

  #problemWith(cell) {
    const { branch, answer } = cell;
    if (branch.isCalculated && !branch.isVolatile && !branch.isSeen) return null; // nobody can change it
    if (answer === null) return branch.isSeen && this.required(branch.name, cell.entry) ? branch.requiredMessage : null;
    const isWorkedOut = branch.isCalculated && !branch.isVolatile;
    const wrong = isWorkedOut ? null : typeProblem(branch, answer, this.walk.offered(cell));
    if (wrong !== null) return `${branch.title}: ${wrong}`;
    if (branch.constraint === undefined || this.walk.holds([branch.constraint], cell)) return null;
    return branch.constraintMessage ?? `${branch.title}: this answer is not one that can be accepted`;
  }

  /** Whether a question shows an answer that cannot be changed. */
  readOnly(name, entry = []) {
    return this.#holds(name, entry, (branch) => branch.isCalculated || branch.readOnly);
  }

  /** A label or hint with each ${name} in it filled in, as seen from a question (or from the form). */
  text(template, name = null, entry = []) {
    return template.replace(OUTPUT, (_, other) => this.output(other, name, entry));
  }

  /** What ${other} shows in the texts of a question. */
  output(other, name = null, entry = []) {
    const from = this.definition.branch(name) ?? this.definition.root;
    const [found] = this.walk.answers.find(other, this.#at(from, entry));
    return found === undefined ? "" : toText(this.walk.answers.value(found));
  }

  /** An answer as people read it: choices by their labels, where the definition has them. */
  shownAnswer(name, entry = []) {
    const { list } = this.definition.branch(name) ?? {};
    const answer = this.value(name, entry);
    if (answer === null) return "";
    const parts = Array.isArray(answer) ? answer : [answer];
    return parts.map((one) => this.definition.label(list, one) ?? toText(one)).join(", ");
  }

  /** Why a question is not asked: the names of what has a condition that does not hold, itself or what it stands in. */
  reasons(name, entry = []) {
    const branch = this.definition.branch(name);
    const found = [];
    for (let one = branch; one?.parent; one = one.parent) {
      const cell = this.#at(one.stand, entry.slice(0, one.around.length));
      if (!this.walk.holds(one.conditions, cell)) found.unshift(one.name);
    }
    return found;
  }

  /** The answers with all that the form has worked out; answers that are not asked are still there. */
  document() {
    return copy(this.walk.document);
  }

  #cell(name, entry) {
    const branch = this.definition.branch(name);
    return branch && this.walk.cells.get(branch, entry);
  }

  #at(branch, entry) {
    return (branch.index < 0 ? undefined : this.walk.cells.get(branch, entry)) ?? new Cell(branch, entry);
  }

  #holds(name, entry, part) {
    const branch = this.definition.branch(name);
    const tree = branch && part(branch);
    return typeof tree === "object" ? this.walk.holds([tree], this.#at(branch, entry)) : tree === true;
  }
}

const places = (cells) => [...cells].map(({ branch, entry }) => ({ name: branch.name, entry }));

/** A copy of an answers document that shares nothing with it. */
export function copy(document) {
  return JSON.parse(JSON.stringify(document));
}
