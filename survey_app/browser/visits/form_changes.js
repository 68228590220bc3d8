// What a form on a device tells its store: each answer as a change that says what it replaces. What the form works out
// by itself is told by nobody, since every device and the server work it out again.
import { allEntries, holderOf, listed, own, put } from "../engine_entries.js";
import { holderNamed, pathOf } from "./form_names.js";

const NOTED = new Set(["start", "end", "today", "username"]); // what the server notes itself

export class FormChanges {
  /** `kept` is the document as the store has it, with the names of its entries; it is brought up to date here. */
  constructor(form, names, kept) {
    this.form = form;
    this.names = names;
    this.kept = kept;
    this.collecting = null;
  }

  get isCollecting() {
    return this.collecting !== null;
  }

  /** The changes that something makes. */
  collected(work) {
    const changes = [];
    this.collecting = changes;
    try {
      work();
    } finally {
      this.collecting = null;
    }
    return changes;
  }

  /** An answer was given, in place of one that somebody saw; with it, other answers may have come. */
  told(name, entry, answer, places, was) {
    const branch = this.form.definition.branch(name);
    const isOwn = (place) => place.name === name && String(place.entry) === String(entry);
    if (this.#isTold(branch) && !isSame(answer, was)) this.#set(branch, entry, answer ?? null, was ?? null);
    this.#toldWritten(places.filter((place) => !isOwn(place)));
  }

  /** An entry was added after the others: it, and what it begins with. */
  toldNew(repeats, entry, places) {
    this.#add(repeats, entry);
    this.#toldWritten(places);
  }

  toldRemoved(repeats, ids) {
    const repeat = repeats.at(-1);
    const holder = holderNamed(this.kept, repeats, ids.slice(0, -1));
    const entries = listed(holder ?? {}, repeat);
    const at = entries.findIndex((one) => own(one, "_id") === ids.at(-1));
    if (at < 0) return;
    const [was] = entries.splice(at, 1);
    this.collecting.push({ op: "remove", path: pathOf(repeats, ids), was });
  }

  /** Put entries of a repeat into an order; those that are not named keep their place after the one before them. */
  ordered(repeats, outerIds, repeat, ids) {
    const holder = holderNamed(this.kept, repeats, outerIds);
    const entries = listed(holder ?? {}, repeat);
    const there = new Map(entries.map((entry) => [own(entry, "_id"), entry]));
    const named = ids.filter((id) => there.has(id));
    const wanted = new Set(named);
    const first = entries.findIndex((entry) => wanted.has(own(entry, "_id")));
    const before = first < 0 ? entries : entries.slice(0, first);
    const following = new Map(named.map((id) => [id, []]));
    let last = null;
    for (const entry of entries.slice(before.length)) {
      if (wanted.has(own(entry, "_id"))) last = own(entry, "_id");
      else following.get(last).push(entry);
    }
    const sorted = [...before, ...named.flatMap((id) => [there.get(id), ...following.get(id)])];
    if (sorted.every((entry, at) => entry === entries[at])) return [];
    put(holder, repeat, sorted);
    return [{ op: "order", path: pathOf(repeats, outerIds, repeat), ids: sorted.map((entry) => own(entry, "_id")) }];
  }

  /** The answer that the store has. */
  keptAt(repeats, ids, name) {
    return own(holderNamed(this.kept, repeats, ids), name) ?? null;
  }

  /** Whether the store has an entry; not (yet) one that the form has added by itself. */
  isKept(repeats, ids) {
    return holderNamed(this.kept, repeats, ids) !== undefined;
  }

  /** Each entry of the innermost of these repeats with its answers, as the form has them. */
  everyEntry(repeats) {
    return allEntries(this.form.walk.document, repeats);
  }

  #isTold(branch) {
    return branch?.kind === "item" && branch.isAnswered && !branch.isCalculated && !NOTED.has(branch.type);
  }

  #toldWritten(places) {
    const { triggered } = this.form.recalculation;
    const pulled = triggered.flatMap((branch) => this.everyEntry(branch.repeats).map(([entry]) => ({ name: branch.name, entry })));
    for (const { name, entry } of [...places, ...pulled]) {
      const branch = this.form.definition.branch(name);
      if (!this.#isTold(branch) || !this.#isThere(branch.repeats, entry)) continue;
      const answer = this.#given(branch, entry);
      const was = this.keptAt(branch.repeats, this.names.idsOf(branch.repeats, entry), name);
      if (!isSame(answer, was)) this.#set(branch, entry, answer, was);
    }
  }

  #given(branch, entry) {
    return own(holderOf(this.form.walk.document, branch.repeats, entry), branch.name) ?? null;
  }

  #isThere(repeats, entry) {
    return this.isKept(repeats, this.names.idsOf(repeats, entry));
  }

  #set({ name, repeats }, entry, value, was) {
    const isNew = !this.#isThere(repeats, entry);
    this.#addMissing(repeats, entry);
    const ids = this.names.idsOf(repeats, entry);
    const kept = this.keptAt(repeats, ids, name);
    // An entry that the form has added by itself began with an answer, which is taken away now.
    if (isNew && value === null && kept === null && was !== null) this.#push(repeats, ids, name, was, null);
    else if (isSame(kept, value)) return; // it came with its entry
    this.#push(repeats, ids, name, value, was);
  }

  #push(repeats, ids, name, value, was) {
    put(holderNamed(this.kept, repeats, ids), name, value);
    this.collecting.push({ op: "set", path: pathOf(repeats, ids, name), value, was });
  }

  /** Tell of the entries around an answer that the form has added by itself, with what these begin with. */
  #addMissing(repeats, entry) {
    for (let level = 1; level <= entry.length; level += 1) {
      const line = repeats.slice(0, level);
      for (let at = 0; at <= entry[level - 1]; at += 1) {
        const here = [...entry.slice(0, level - 1), at];
        if (!this.#isThere(line, here)) this.#addWhole(line, here);
      }
    }
  }

  #addWhole(repeats, entry) {
    this.#add(repeats, entry);
    const repeat = this.form.definition.branch(repeats.at(-1));
    const begun = repeat.below.filter((branch) => this.#isTold(branch) && branch.line.length === entry.length);
    this.#toldWritten(begun.map(({ name }) => ({ name, entry })));
  }

  #add(repeats, entry) {
    const ids = this.names.idsOf(repeats, entry);
    const repeat = repeats.at(-1);
    const holder = holderNamed(this.kept, repeats, ids.slice(0, -1));
    const entries = listed(holder, repeat);
    const after = entry.at(-1) ? this.names.idsOf(repeats, [...entry.slice(0, -1), entry.at(-1) - 1]).at(-1) : null;
    const at = entries.findIndex((one) => own(one, "_id") === after) + 1;
    put(holder, repeat, [...entries.slice(0, at), { _id: ids.at(-1) }, ...entries.slice(at)]);
    this.collecting.push({ op: "add", path: pathOf(repeats, ids), after });
  }
}

const isSame = (one, other) => JSON.stringify(one ?? null) === JSON.stringify(other ?? null);
