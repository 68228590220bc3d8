// What is asked, and the value of everything: the twin of Walk in instruments/walking.py, which works on after a change
// instead of beginning again. Every place is decided after all that it hangs on, in the order that Python has found.
import { Answers } from "./engine_answers.js";
import { Cell, Cells } from "./engine_cells.js";
import { sharedLevels } from "./engine_definition.js";
import { MAXIMUM_ENTRIES, holderOf, listed, own } from "./engine_entries.js";
import { Queue } from "./engine_queue.js";
import { cleanAnswer, toAnswer, toValue } from "./engine_values.js";
import { momentOf, single, toNumber } from "./expression_values.js";
import { Work, evaluate, holds } from "./expressions.js";

const MAXIMUM_ENTRIES_IN_ALL = 2000;
const LONG_LIST = 30;

export class Walk {
  constructor(definition, document, moment, chance) {
    this.definition = definition;
    this.document = document;
    this.touched = new Set();
    this.wasCutOff = false;
    this.#begin(moment, chance, new Work());
  }

  #begin(moment, chance, work) {
    this.cells = new Cells(this.definition);
    this.answers = new Answers(this.cells, moment, chance, work);
    this.decideAll();
  }

  /** Begin something that may take as much work as the whole form did. */
  startWork() {
    this.wasCutOff = this.isCutOff;
    this.answers.work = new Work();
  }

  /** Whether the form has taken too long to work out, so that some of it has no value. */
  get isCutOff() {
    return this.wasCutOff || this.answers.work.isCutOff;
  }

  /** Forget what is known and decide everything; all cells that were there or are. */
  beginAgain() {
    const before = this.cells.everything();
    this.touched = new Set();
    this.#begin(this.answers, this.answers.chance, this.answers.work);
    return new Set([...before, ...this.touched]);
  }

  /** Decide everything. */
  decideAll() {
    this.isFull = true;
    this.hasMore = false; // whether there are more entries than are looked at
    this.entriesLeft = MAXIMUM_ENTRIES_IN_ALL;
    this.#work(this.definition.order.map((branch) => [branch, []]));
  }

  /** Decide again what is named here, each a branch with the beginning of its entries, and all that hangs on it. */
  decide(places) {
    this.touched = new Set();
    this.isFull = false;
    const before = this.hasMore;
    this.#work(places);
    if ((this.hasResized && before) || this.entriesLeft < 0) this.decideAll();
    return this.touched;
  }

  /** Whether all these expressions are true as seen from a cell. */
  holds(trees, cell) {
    return holds(trees, this.answers, cell);
  }

  /** The value of an expression as seen from a cell. */
  evaluate(tree, cell) {
    return single(evaluate(tree, this.answers, cell));
  }

  /** The rows of its list that a question offers. */
  offered(cell) {
    const { branch } = cell;
    if (branch.filter === undefined) return this.definition.list(branch.list);
    const passes = (row) => holds([branch.filter], this.answers, this.cells.row(row), cell);
    cell.offered ??= this.#narrowed(cell).filter((row) => row.name === branch.always || passes(row));
    return cell.offered;
  }

  // The rows of a long list that may pass: where the filter wants a text in a column, only those with it.
  #narrowed(cell) {
    const { branch } = cell;
    const rows = this.definition.list(branch.list);
    if (rows.length < LONG_LIST || branch.always !== undefined) return rows;
    for (const [column, wanted] of wantedColumns(branch.filter)) {
      const value = this.evaluate(wanted, cell);
      if (typeof value === "string" && momentOf(value) === null) { // a date is equal to other spellings of it
        return this.definition.rowsWith(branch.list, column, value);
      }
    }
    return rows;
  }

  /** The answer that the document has, tidied, whether on the path or not. */
  given(branch, entry) {
    const found = own(holderOf(this.document, branch.repeats, entry), branch.name);
    return cleanAnswer(branch.type, found, this.definition.list(branch.list));
  }

  /** How many entries `repeat_count` asks for. */
  countOf(repeat, around) {
    const number = toNumber(this.evaluate(repeat.count, new Cell(repeat.stand, around)));
    return Number.isNaN(number) ? 0 : Math.max(0, Math.min(Math.trunc(number), MAXIMUM_ENTRIES));
  }

  #work(places) {
    this.queue = new Queue(this.definition.order.length);
    this.watching = new Map();
    this.hasResized = false;
    for (const [branch, beginning] of places) this.queue.add(branch, beginning);
    for (let next = this.queue.next(); next !== null; next = this.queue.next()) {
      const branch = this.definition.order[next.rank];
      const decide = branch.kind === "repeat" ? this.#decideRepeat : this.#decideEntry;
      const line = branch.around;
      for (const beginning of next.beginnings) {
        for (const entry of this.cells.entries(line, beginning)) decide.call(this, branch, entry);
      }
    }
    for (const { branch, beginning } of this.watching.values()) this.#touch(branch, beginning);
  }

  #touch(branch, beginning) {
    for (const entry of this.cells.entries(branch.line, beginning)) {
      const cell = this.cells.get(branch, entry);
      cell.offered = null;
      this.touched.add(cell);
    }
  }

  #decideEntry(branch, entry) {
    const isNew = this.cells.get(branch, entry) === undefined;
    const cell = this.cells.make(branch, entry);
    const { asked, value } = cell;
    this.cells.setAsked(cell, this.#isOpen(branch, cell));
    if (branch.kind === "item") this.#answer(cell);
    if (isNew || asked !== cell.asked || value !== cell.value) this.#spread(cell);
    else if (branch.filter !== undefined) this.touched.add(cell);
  }

  // What no answer of the page can change is asked where the document has it.
  #isOpen(branch, cell) {
    if (!this.cells.parent(cell).asked) return false;
    if (!branch.fixed) return this.holds(branch.conditions, cell);
    if (branch.kind !== "item") return true;
    return own(holderOf(this.document, branch.repeats, cell.entry), branch.name) !== undefined;
  }

  #answer(cell) {
    const { branch, entry } = cell;
    cell.offered = null;
    // What is there already comes first: a calculation may ask for it.
    this.#put(cell, cell.asked && branch.isAnswered ? this.given(branch, entry) : null);
    if (!cell.asked) return;
    if (branch.isCalculated && !(branch.isVolatile && cell.answer !== null)) {
      const answer = toAnswer(branch.type, this.evaluate(branch.calculation, cell));
      this.#put(cell, cleanAnswer(branch.type, answer, this.definition.list(branch.list)));
    }
    if (branch.clears && cell.answer !== null) this.#put(cell, this.#withoutLeftOut(cell));
  }

  #put(cell, answer) {
    cell.answer = answer;
    cell.value = toValue(answer);
  }

  // What was never in the list stays, to be reported.
  #withoutLeftOut(cell) {
    const { answer } = cell;
    const offered = new Set(this.offered(cell).map((row) => row.name));
    const rows = this.definition.list(cell.branch.list);
    const leftOut = new Set(rows.map((row) => row.name).filter((name) => !offered.has(name)));
    if (typeof answer === "string") return leftOut.has(answer) ? null : answer;
    if (!Array.isArray(answer) || !answer.every((name) => typeof name === "string")) return answer;
    const kept = answer.filter((name) => !leftOut.has(name));
    return kept.length ? kept : null;
  }

  #decideRepeat(repeat, around) {
    const isOpen = this.#isOpen(repeat, new Cell(repeat.stand, around));
    const before = this.cells.count(repeat, around);
    const wanted = isOpen ? this.#wanted(repeat, around) : 0;
    const count = this.isFull ? Math.min(wanted, this.entriesLeft) : wanted;
    this.hasMore ||= count < wanted;
    this.entriesLeft -= this.isFull ? count : count - before;
    if (this.entriesLeft < 0) return; // all is decided once more, and then no further than the limit
    const wasOpen = this.cells.isOpen(repeat, around);
    this.cells.setRepeat(repeat, around, count, isOpen);
    if (before !== count || wasOpen !== isOpen) this.#resize(repeat, around, before, count);
  }

  #wanted(repeat, around) {
    if (repeat.count !== undefined && !repeat.grows) return this.countOf(repeat, around);
    const names = repeat.around.map((one) => one.name);
    return Math.min(listed(holderOf(this.document, names, around), repeat.name).length, MAXIMUM_ENTRIES);
  }

  /** Make the cells of new entries, and take away those of entries that are gone. */
  #resize(repeat, around, before, count) {
    this.hasResized = true;
    this.#spread(new Cell(repeat, around));
    for (let index = before; index < count; index += 1) {
      const entry = [...around, index];
      this.cells.setAsked(this.cells.make(repeat, entry), true);
      for (const branch of repeat.below) this.queue.add(branch, entry);
    }
    for (let index = count; index < before; index += 1) {
      for (const cell of this.cells.removeEntry(repeat, [...around, index])) this.#spread(cell);
    }
  }

  /** Note that a cell has changed, and have all that hangs on it decided again. */
  #spread(cell) {
    this.touched.add(cell);
    for (const branch of cell.branch.dependents) this.queue.add(branch, beginningFor(branch, cell));
    for (const branch of cell.branch.watchers) {
      const beginning = beginningFor(branch, cell);
      this.watching.set(`${branch.index}:${beginning}`, { branch, beginning });
    }
  }
}

/** The columns for which a filter wants one value, whatever else it says: column = ${name} and the like. */
function wantedColumns(filter) {
  const parts = filter[0] === "and" ? filter.slice(1) : [filter];
  return parts.filter(([operator]) => operator === "=").flatMap(([, left, right]) => {
    const ways = [[columnOf(left), right], [columnOf(right), left]];
    return ways.filter(([column, [kind]]) => column !== null && (kind === "answer" || kind === "text"));
  });
}

/** The column that a bare name is; null for anything else. */
function columnOf([kind, start, predicates, steps]) {
  if (kind !== "path" || start[0] !== "self" || predicates.length || steps.length !== 1) return null;
  const [axis, name, conditions] = steps[0];
  return axis === "child" && !conditions.length ? name : null;
}

/** Which entries of a branch a change of a cell reaches. */
function beginningFor(branch, cell) {
  return branch.everywhere ? [] : cell.entry.slice(0, sharedLevels(branch.around, cell.branch.line));
}
