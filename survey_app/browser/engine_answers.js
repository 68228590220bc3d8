// The answers as expressions see them: the members that expressions.js asks for (instruments/expressions/scope.py says
// what each must do), on the cells of a form.
import { RowNode } from "./engine_cells.js";
import { columnsOf } from "./engine_definition.js";

export class Answers {
  /** `chance` has random() and newUuid(); tests give their own. */
  constructor(cells, { today, now }, chance, work) {
    this.cells = cells;
    this.work = work;
    this.definition = cells.definition;
    this.today = today;
    this.now = now;
    this.chance = chance;
  }

  find(name, context) {
    const branch = this.definition.branch(name);
    return branch ? this.cells.find(branch, context) : [];
  }

  value(node) {
    if (node instanceof RowNode) return node.column === null ? "" : columnsOf(node.row).get(node.column) ?? "";
    return node.asked ? node.value : "";
  }

  parent(node) {
    return node instanceof RowNode ? null : this.cells.parent(node);
  }

  children(node, name) {
    if (!(node instanceof RowNode)) return this.cells.children(node, name);
    if (node.column !== null) return [];
    const names = [...columnsOf(node.row).keys()];
    return names.filter((one) => name === null || one === name).map((one) => this.cells.row(node.row, one));
  }

  position(node) {
    return node instanceof RowNode || node.branch.kind !== "repeat" || !node.entry.length ? 1 : node.entry.at(-1) + 1;
  }

  root() {
    return this.cells.root;
  }

  choices(list) {
    return this.definition.list(list).map((row) => this.cells.row(row));
  }

  label(name, value) {
    const branch = this.definition.branch(name);
    return (branch?.list && this.definition.label(branch.list, value)) ?? "";
  }

  random() {
    return this.chance.random();
  }

  newUuid() {
    return this.chance.newUuid();
  }
}

/** The browser's own chance. */
export const CHANCE = {
  random: () => Math.random(),
  newUuid: () => crypto.randomUUID(),
};
