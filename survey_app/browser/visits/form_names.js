// On a device the entries of repeats have names ("_id"), so that two devices mean the same one whatever its place; in
// the form's engine they have numbers. Here is which is which.
import { listed, own, put } from "../engine_entries.js";

const ID = "_id";
const REMOVED = "_removed"; // where the document keeps entries that were taken out

/** The names of a document's entries. `fixed` holds the repeats of which the form says how many entries they have. */
export class EntryNames {
  constructor(document, repeats, fixed) {
    this.repeats = repeats;
    this.fixed = fixed;
    this.root = { id: null, lists: new Map() };
    this.plain = this.#read(document, this.root);
    delete this.plain[REMOVED];
  }

  /** The numbers of an entry, from the names of the repeats around it and its own; null where it is not there. */
  numbersOf(repeats, ids) {
    const entry = [];
    let node = this.root;
    for (const [level, id] of ids.entries()) {
      const at = (node.lists.get(repeats[level]) ?? []).findIndex((one) => one.id === id);
      if (at < 0) return null;
      entry.push(at);
      node = node.lists.get(repeats[level])[at];
    }
    return entry;
  }

  /** The names of an entry, from its numbers. */
  idsOf(repeats, entry) {
    let node = this.root;
    return entry.map((at, level) => {
      node = this.#node(node, repeats[level], at);
      return node.id;
    });
  }

  /** The names of the entries of a repeat within an entry. */
  listed(repeats, repeat, entry) {
    let node = this.root;
    for (const [level, at] of entry.entries()) node = this.#node(node, repeats[level], at);
    return (node.lists.get(repeat) ?? []).map((one) => one.id);
  }

  /** Forget an entry; later ones move up. */
  remove(repeats, entry) {
    let node = this.root;
    for (const [level, at] of entry.slice(0, -1).entries()) node = this.#node(node, repeats[level], at);
    node.lists.get(repeats[entry.length - 1]).splice(entry.at(-1), 1);
  }

  /** Name the entries that the form has added to a document of the engine by itself. */
  keepUpWith(document) {
    if (this.fixed.size) this.#weave(document, this.root);
  }

  /** A document of the engine with the names in it. */
  woven(document) {
    return this.#weave(document, this.root);
  }

  #read(holder, node) {
    const plain = {};
    for (const [key, value] of Object.entries(holder)) {
      if (key === ID) continue;
      const isList = this.repeats.has(key) && Array.isArray(value);
      put(plain, key, isList ? value.map((entry, at) => this.#readEntry(entry, node, key, at)) : value);
    }
    return plain;
  }

  #readEntry(entry, node, repeat, at) {
    if (!isHolder(entry)) return entry;
    const inner = this.#node(node, repeat, at, own(entry, ID));
    return this.#read(entry, inner);
  }

  /** What is known of an entry; made with a name where it is new. */
  #node(node, repeat, at, id) {
    if (!node.lists.has(repeat)) node.lists.set(repeat, []);
    const nodes = node.lists.get(repeat);
    while (nodes.length <= at) {
      const last = nodes.length === at ? id : undefined;
      nodes.push({ id: last ?? this.#name(repeat, nodes.length), lists: new Map() });
    }
    return nodes[at];
  }

  // Entries that the form asks for by number have the same names on every device, so that nobody adds them twice.
  #name(repeat, at) {
    return this.fixed.has(repeat) ? `n${at + 1}` : newName();
  }

  #weave(holder, node) {
    const woven = node.id === null ? {} : { [ID]: node.id };
    for (const [key, value] of Object.entries(holder)) {
      const isList = this.repeats.has(key) && Array.isArray(value);
      const named = (entry, at) => (isHolder(entry) ? this.#weave(entry, this.#node(node, key, at)) : entry);
      put(woven, key, isList ? value.map(named) : value);
    }
    return woven;
  }
}

/** The part of a document with names that holds the answers of an entry; undefined where it is not there. */
export function holderNamed(document, repeats, ids) {
  let holder = document;
  for (const [level, id] of ids.entries()) {
    holder = listed(holder, repeats[level]).find((entry) => own(entry, ID) === id);
    if (holder === undefined) return undefined;
  }
  return holder;
}

/** A path as changes have it: the repeats with the names of their entries, then the question. */
export function pathOf(repeats, ids, ...rest) {
  return [...ids.flatMap((id, level) => [repeats[level], id]), ...rest];
}

/** A random name. */
export function newName() {
  const bytes = crypto.getRandomValues(new Uint8Array(6));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

const isHolder = (value) => value !== null && typeof value === "object" && !Array.isArray(value);
