// What is known of each question, group and entry of a repeat, and how these stand to each other. These are the nodes
// that expressions walk, as instruments/walking.py has them.
import { sharedLevels } from "./engine_definition.js";
import { entryOf, isWithin, keyOf } from "./engine_entries.js";

/** One question or group in one entry of the repeats around it; of a repeat, one of its entries. */
export class Cell {
  asked = false;
  answer = null; // as the answers document has it
  value = ""; // as expressions see it
  offered = null; // the rows that a filter leaves; null until somebody asks

  constructor(branch, entry) {
    this.branch = branch;
    this.entry = entry;
  }
}

/** A row of a choice list, or one column of it, as a node of an expression. */
export class RowNode {
  constructor(row, column = null) {
    this.row = row;
    this.column = column;
  }
}

/** All cells of a form. */
export class Cells {
  constructor(definition) {
    this.definition = definition;
    this.cells = new Map(definition.branches.map((branch) => [branch, new Map()]));
    const repeats = definition.branches.filter((branch) => branch.kind === "repeat");
    this.repeats = new Map(repeats.map((repeat) => [repeat, new Map()]));
    this.known = new Map(); // what asked() has found, by branch, until one of its cells changes
    this.rows = new Map();
    this.root = this.make(definition.root, []);
    this.setAsked(this.root, true);
  }

  get(branch, entry) {
    return this.cells.get(branch).get(keyOf(entry));
  }

  /** The cell, made when it is not there yet. */
  make(branch, entry) {
    const cells = this.cells.get(branch);
    const key = keyOf(entry);
    if (!cells.has(key)) cells.set(key, new Cell(branch, entry));
    return cells.get(key);
  }

  everything() {
    return [...this.cells.values()].flatMap((cells) => [...cells.values()]);
  }

  /** How many entries a repeat has within one entry of those around it. */
  count(repeat, around) {
    return this.repeats.get(repeat).get(keyOf(around))?.count ?? 0;
  }

  /** Whether the conditions of a repeat hold there; it may have no entries. */
  isOpen(repeat, around) {
    return this.repeats.get(repeat)?.get(keyOf(around))?.isOpen ?? false;
  }

  setRepeat(repeat, around, count, isOpen) {
    this.repeats.get(repeat).set(keyOf(around), { count, isOpen });
  }

  /** Take away one entry of a repeat with everything in it; the cells that were there, now not asked. */
  removeEntry(repeat, entry) {
    const removed = [];
    for (const branch of [repeat, ...repeat.below]) {
      for (const [key, cell] of this.cells.get(branch)) {
        if (!isWithin(cell.entry, entry)) continue;
        this.cells.get(branch).delete(key);
        this.setAsked(cell, false);
        removed.push(cell);
      }
      for (const key of this.repeats.get(branch)?.keys() ?? []) {
        if (branch !== repeat && isWithin(entryOf(key), entry)) this.repeats.get(branch).delete(key);
      }
    }
    return removed;
  }

  /** The entries of these repeats (outermost first) that begin with the given numbers, in the order of the document. */
  entries(line, beginning = []) {
    if (beginning.some((index, level) => index >= this.count(line[level], beginning.slice(0, level)))) return [];
    let found = [beginning];
    for (const repeat of line.slice(beginning.length)) {
      const within = (entry) => Array.from({ length: this.count(repeat, entry) }, (_, index) => [...entry, index]);
      found = found.flatMap(within);
    }
    return found;
  }

  /** Those of a branch that are asked, in the entries that begin with the given numbers. */
  asked(branch, beginning) {
    if (beginning.length === branch.line.length) {
      const cell = this.get(branch, beginning);
      return cell?.asked ? [cell] : [];
    }
    if (!this.known.has(branch)) this.known.set(branch, new Map());
    const known = this.known.get(branch);
    const key = keyOf(beginning);
    if (!known.has(key)) {
      const cells = this.entries(branch.line, beginning).map((entry) => this.get(branch, entry));
      known.set(key, cells.filter((cell) => cell?.asked));
    }
    return known.get(key);
  }

  /** Whether a question or group is asked, or an entry is there. */
  setAsked(cell, asked) {
    if (cell.asked !== asked) this.known.delete(cell.branch);
    cell.asked = asked;
  }

  /** The cell of what a question, group or entry stands in; null at the top. */
  parent(cell) {
    const { parent } = cell.branch;
    return parent === null ? null : this.get(parent, cell.entry.slice(0, parent.line.length));
  }

  /** The cells of a branch as seen from another cell: those within the innermost entry that both share. */
  find(branch, from) {
    const shared = from instanceof Cell ? sharedLevels(branch.around, from.branch.line) : 0;
    return this.asked(branch, from instanceof Cell ? from.entry.slice(0, shared) : []);
  }

  /** What stands directly in a group, an entry or the whole form. */
  children(cell, name) {
    const children = cell.branch.children.filter((branch) => name === null || branch.name === name);
    return children.flatMap((branch) => this.asked(branch, cell.entry));
  }

  /** The node of a row of a list, or of one column of it. */
  row(row, column = null) {
    if (!this.rows.has(row)) this.rows.set(row, new Map());
    const nodes = this.rows.get(row);
    if (!nodes.has(column)) nodes.set(column, new RowNode(row, column));
    return nodes.get(column);
  }
}
