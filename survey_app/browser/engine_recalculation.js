// What a form writes into its document by itself as answers change: defaults, calculations, the entries that it asks
// for and the moment. The twin of instruments/recalculation.py.
import { Cell } from "./engine_cells.js";
import { MAXIMUM_ENTRIES, allEntries, existingHolder, listed, madeHolder, own, put } from "./engine_entries.js";
import { cleanAnswer, toAnswer, toValue } from "./engine_values.js";

const MAXIMUM_ROUNDS = 10; // of entries that are asked for by entries just added

export class Recalculation {
  constructor(walk, moment) {
    this.walk = walk;
    this.moment = moment;
    this.document = walk.document;
    this.touched = new Set();
    const order = walk.definition.order.filter((branch) => !branch.fixed);
    this.calculated = order.filter((branch) => branch.isCalculated);
    this.readingThemselves = order.filter((branch) => branch.readsItself);
    this.triggered = order.filter((branch) => branch.triggers && branch.calculation !== undefined);
    this.triggers = new Set(this.triggered.flatMap((branch) => branch.triggers));
    this.pulled = new Map(); // the triggers whose answers have changed, with the entries
    this.counted = order.filter((branch) => branch.count !== undefined);
    const startable = order.filter((branch) => branch.default !== undefined || branch.startsWith !== undefined);
    this.startable = startable.filter((branch) => branch.isAnswered);
    this.repeats = order.filter((branch) => branch.kind === "repeat");
    this.moments = order.filter((branch) => MOMENTS.has(branch.type) && branch.line.length === 0);
  }

  /** What a form without any answers begins with. */
  begin() {
    this.#writeMoments();
    this.#startWith([[this.walk.definition.root, []]]);
    this.#addEntries();
    this.#writeAllCalculations();
  }

  /**
   * What is to be done for answers that come from elsewhere: entries without any answer count as new,
   * unless this is a part of a form, whose entries have answers that it does not know.
   */
  complete() {
    this.#writeMoments();
    if (!this.walk.definition.json.isPart) this.#startWith(this.#emptyEntries());
    this.#addEntries();
    this.#writeAllCalculations();
  }

  /** Take an answer and do what follows from it; the cells that may look different. */
  set(branch, entry, answer) {
    this.walk.startWork();
    this.#begin();
    const holder = madeHolder(this.document, branch.repeats, entry);
    const before = own(holder, branch.name);
    if (isSame(before, answer)) return this.touched;
    put(holder, branch.name, answer);
    this.#pull(branch, entry, before, answer);
    this.#decide([[branch, entry], ...this.readingThemselves.map((one) => [one, []])]);
    this.#writeMoments();
    this.#addEntries();
    return this.#finish();
  }

  /** Add an entry to a repeat after those that it has. */
  addEntry(repeat, around) {
    this.walk.startWork();
    this.#begin();
    const holder = madeHolder(this.document, repeat.parent.repeats, around);
    const entries = listed(holder, repeat.name);
    put(holder, repeat.name, [...entries, {}]);
    this.#decide([[repeat, around]]);
    this.#startWith([[repeat, [...around, entries.length]]]);
    this.#addEntries();
    return this.#finish();
  }

  /** Remove an entry. The later ones move up, so that everything is decided anew. */
  removeEntry(repeat, entry) {
    this.walk.startWork();
    const holder = existingHolder(this.document, repeat.parent.repeats, entry.slice(0, -1));
    listed(holder, repeat.name).splice(entry.at(-1), 1);
    this.#begin();
    this.touched = this.walk.beginAgain();
    this.#writeMoments();
    this.#addEntries();
    this.pulled.clear(); // later entries have new numbers, and nobody has changed an answer by that
    this.#writeAllCalculations();
    return this.#finish();
  }

  #begin() {
    this.touched = new Set();
    this.pulled.clear();
  }

  #finish() {
    this.#writeCalculations();
    if (this.pulled.size) {
      this.#fire();
      this.#writeCalculations();
    }
    return this.touched;
  }

  #decide(places) {
    for (const cell of this.walk.decide(places)) this.touched.add(cell);
  }

  #write(branch, entry, answer) {
    const holder = existingHolder(this.document, branch.repeats, entry);
    const before = own(holder, branch.name);
    if (holder === undefined || (answer === null && before === undefined)) return;
    put(holder, branch.name, answer);
    this.#pull(branch, entry, before, answer);
  }

  #pull(branch, entry, before, after) {
    if (!this.triggers.has(branch.name) || this.#valueIn(branch, before) === this.#valueIn(branch, after)) return;
    if (!this.pulled.has(branch.name)) this.pulled.set(branch.name, []);
    this.pulled.get(branch.name).push([branch, entry]);
  }

  #writeMoments() {
    for (const branch of this.moments) {
      if (branch.type !== "end" && (own(this.document, branch.name) ?? null) !== null) continue;
      this.#write(branch, [], MOMENTS.get(branch.type)(this.moment));
      this.#decide([[branch, []]]);
    }
  }

  // Entries

  #emptyEntries() {
    const isEmpty = ([, holder]) => Object.keys(holder).length === 0;
    return this.repeats.flatMap((repeat) => {
      return allEntries(this.document, repeat.repeats).filter(isEmpty).map(([entry]) => [repeat, entry]);
    });
  }

  /** Add the entries that a `repeat_count` asks for, with their defaults. */
  #addEntries() {
    for (let round = 0; round < MAXIMUM_ROUNDS; round += 1) {
      const added = this.counted.flatMap((repeat) => this.#addMissing(repeat));
      if (!added.length) return;
      this.#decide(added.map(([repeat, entry]) => [repeat, entry.slice(0, -1)]));
      this.#startWith(added);
    }
  }

  #addMissing(repeat) {
    const { cells } = this.walk;
    const added = [];
    for (const around of cells.entries(repeat.around)) {
      const holder = existingHolder(this.document, repeat.parent.repeats, around);
      if (holder === undefined || !cells.isOpen(repeat, around)) continue;
      const entries = listed(holder, repeat.name);
      const wanted = repeat.grows ? this.walk.countOf(repeat, around) : cells.count(repeat, around);
      if (entries.length >= Math.min(wanted, MAXIMUM_ENTRIES)) continue;
      const first = entries.length;
      const missing = Array.from({ length: wanted - first }, (_, index) => [...around, first + index]);
      put(holder, repeat.name, [...entries, ...missing.map(() => ({}))]);
      added.push(...missing.map((entry) => [repeat, entry]));
    }
    return added;
  }

  // Answers

  /** Write the defaults of new entries (and of the form), texts first: a default may reckon with another. */
  #startWith(added) {
    const found = this.startable.flatMap((branch) => {
      const here = added.filter(([home]) => home === homeOf(branch)).map(([, entry]) => entry);
      return here.filter((entry) => this.#isFree(branch, entry)).map((entry) => [branch, entry]);
    });
    const texts = found.filter(([branch]) => branch.startsWith === undefined);
    const worked = found.filter(([branch]) => branch.startsWith !== undefined);
    for (const [branch, entry] of texts) this.#write(branch, entry, branch.default);
    this.#decide(texts);
    for (const [branch, entry] of worked) this.#compute(branch, entry, branch.startsWith);
  }

  #isFree(branch, entry) {
    const holder = existingHolder(this.document, branch.repeats, entry);
    return holder !== undefined && own(holder, branch.name) === undefined;
  }

  #compute(branch, entry, tree) {
    const cell = this.walk.cells.get(branch, entry) ?? new Cell(branch, entry);
    this.#write(branch, entry, this.#cleaned(branch, toAnswer(branch.type, this.walk.evaluate(tree, cell))));
    this.#decide([[branch, entry]]);
  }

  /** Make the calculations whose trigger has changed, each after those that it may hang on. */
  #fire() {
    for (const branch of this.triggered) {
      const causes = branch.triggers.flatMap((name) => this.pulled.get(name) ?? []);
      for (const [entry] of causes.length ? allEntries(this.document, branch.repeats) : []) {
        const isCaused = causes.some(([cause, where]) => isSeenFrom(cause, where, entry));
        if (isCaused) this.#compute(branch, entry, branch.calculation);
      }
    }
  }

  #writeCalculations() {
    for (const { branch, entry } of this.touched) {
      if (branch.isCalculated && !branch.fixed) this.#writeCalculation(branch, entry);
    }
  }

  #writeAllCalculations() {
    for (const branch of this.calculated) {
      for (const [entry] of allEntries(this.document, branch.repeats)) this.#writeCalculation(branch, entry);
    }
  }

  // What is worked out goes when it is not asked, since it can be worked out again.
  #writeCalculation(branch, entry) {
    if (!branch.isAnswered) return; // a note shows what it works out, and keeps nothing
    const cell = this.walk.cells.get(branch, entry);
    if (cell?.asked) this.#write(branch, entry, cell.answer);
    else if (!branch.isVolatile) this.#takeAway(branch, entry);
  }

  #takeAway(branch, entry) {
    const holder = existingHolder(this.document, branch.repeats, entry);
    const before = own(holder, branch.name);
    if (before === undefined) return;
    delete holder[branch.name];
    this.#pull(branch, entry, before, null);
  }

  #valueIn(branch, answer) {
    return toValue(this.#cleaned(branch, answer));
  }

  #cleaned(branch, answer) {
    return cleanAnswer(branch.type, answer, this.walk.definition.list(branch.list));
  }
}

const MOMENTS = new Map([
  ["start", ({ now }) => now],
  ["end", ({ now }) => now],
  ["today", ({ today }) => today],
  ["username", ({ username }) => username ?? null],
]);

const isSame = (one, other) => JSON.stringify(one ?? null) === JSON.stringify(other ?? null);

function homeOf(branch) {
  return branch.line.at(-1) ?? rootOf(branch);
}

function rootOf(branch) {
  let root = branch;
  while (root.parent) root = root.parent;
  return root;
}

/** Whether a question has the trigger's entry around it. */
function isSeenFrom(trigger, where, entry) {
  return trigger.line.length <= entry.length && where.every((index, level) => entry[level] === index);
}
