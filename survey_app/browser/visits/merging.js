// One rule for one document that several people change: a change says what it replaces, and nothing is overwritten.
// The twin of survey_app/collect/merging.py, held to the same cases; see docs/decisions/offline-visits.md. Documents are
// never changed in place.

export const ID = "_id";
export const REMOVED = "_removed";

/**
 * The document after one change.
 *
 * @returns {{document: object, outcome: "applied" | "same" | "conflict", conflict: object | null}}
 *   `conflict` has `path`, `kept` (the present answer) and `other` (the change's).
 */
export function applyChange(document, change) {
  return RULES[change.op](document, change);
}

/**
 * The open conflicts once a change has been applied.
 *
 * A change closes those that it `resolves`, and those whose other answer now stands in the document. A device that goes
 * on from its own other answer ("ab" → "abc") has one conflict, with the later answer and a name of its own: who decides
 * on "ab" elsewhere has not seen "abc".
 */
export function conflictsAfter(conflicts, change, merged, { device, at, newId }) {
  let left = conflicts.filter((conflict) => !(change.resolves ?? []).includes(conflict.id));
  if (change.op === "set") {
    const isOver = (conflict) => goesOnFrom(conflict, change, device) || isSettled(conflict, change, merged);
    left = left.filter((conflict) => !isOver(conflict));
  }
  const fresh = merged.conflict;
  const isThere = (one) => sameAnswer(one.path, fresh.path) && sameAnswer(one.other, fresh.other);
  if (!fresh || left.some(isThere)) return left;
  return [...left, { id: newId, ...fresh, device, at }];
}

/** Whether two answers, or two entries, say the same; blanks are all alike, and yes is no number. */
export function sameAnswer(one, other) {
  if (isBlank(one) || isBlank(other)) return isBlank(one) && isBlank(other);
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((value, index) => sameAnswer(value, other[index]));
  }
  if (isRecord(one) && isRecord(other)) {
    const names = new Set([...Object.keys(one), ...Object.keys(other)]);
    return [...names].every((name) => sameAnswer(own(one, name), own(other, name)));
  }
  return one === other;
}

/** Whether nothing is said: null, an empty text, or no choice at all. */
export function isBlank(value) {
  if (value === null || value === undefined) return true;
  return (typeof value === "string" || Array.isArray(value)) && value.length === 0;
}

/** The answers in an entry that is there, by its path of repeats and ids; the document itself for no path. */
export function findEntry(document, path) {
  return answersAt(document, pairsOf(path));
}

const RULES = { set: setAnswer, add: addEntry, remove: removeEntry, order: orderEntries };

function goesOnFrom(conflict, change, device) {
  const isOwn = sameAnswer(conflict.path, change.path) && conflict.device === device;
  return isOwn && sameAnswer(conflict.other, change.was);
}

function isSettled(conflict, change, merged) {
  const isHere = sameAnswer(conflict.path, change.path) && merged.outcome !== "conflict";
  return isHere && sameAnswer(conflict.other, change.value);
}

function setAnswer(document, change) {
  const pairs = pairsOf(change.path.slice(0, -1));
  const name = change.path.at(-1);
  const value = isBlank(change.value) ? null : change.value;
  const opened = openedTo(document, pairs);
  const answers = answersAt(opened, pairs) ?? {};
  const present = own(answers, name);
  if (sameAnswer(present, value)) return result(opened, opened === document ? "same" : "applied");
  if (!sameAnswer(present, change.was)) {
    return result(opened, "conflict", { path: change.path, kept: present ?? null, other: value });
  }
  return result(withAnswers(opened, pairs, { ...answers, [name]: value }), "applied");
}

function addEntry(document, change) {
  const pairs = pairsOf(change.path);
  const outer = pairs.slice(0, -1);
  const opened = openedTo(document, outer);
  // Looked for only now: it may have been removed with the entry around it, and come back with that.
  if (answersAt(opened, pairs) !== null) return result(opened, opened === document ? "same" : "applied");
  if (removedAt(opened, pairs)) return result(broughtBack(opened, pairs), "applied");
  const [repeat, name] = pairs.at(-1);
  const entries = entriesOf(answersAt(opened, outer) ?? {}, repeat);
  entries.splice(placeAfter(opened, outer, repeat, change.after ?? null), 0, { [ID]: name });
  return result(withEntries(opened, outer, repeat, entries), "applied");
}

function removeEntry(document, change) {
  const pairs = pairsOf(change.path);
  const present = answersAt(document, pairs);
  if (present === null) return result(document, "same");
  if (!sameAnswer(present, change.was)) {
    return result(document, "conflict", { path: change.path, kept: present, other: null });
  }
  const outer = pairs.slice(0, -1);
  const [repeat, name] = pairs.at(-1);
  const entries = entriesOf(answersAt(document, outer) ?? {}, repeat);
  const place = entries.findIndex((entry) => idOf(entry) === name);
  const before = place > 0 ? idOf(entries[place - 1]) : null;
  const removed = { path: [...change.path], after: before, entry: entries[place] };
  entries.splice(place, 1);
  const shorter = withEntries(document, outer, repeat, entries);
  return result({ ...shorter, [REMOVED]: [...(document[REMOVED] ?? []), removed] }, "applied");
}

function orderEntries(document, change) {
  const outer = pairsOf(change.path.slice(0, -1));
  const repeat = change.path.at(-1);
  const entries = entriesOf(answersAt(document, outer) ?? {}, repeat);
  const wanted = [...new Set(change.ids)];
  const first = [];
  const groups = new Map();
  let group = first;
  for (const entry of entries) {
    if (wanted.includes(idOf(entry))) {
      if (!groups.has(idOf(entry))) groups.set(idOf(entry), []);
      group = groups.get(idOf(entry));
    }
    group.push(entry);
  }
  const ordered = [...first, ...wanted.flatMap((name) => groups.get(name) ?? [])];
  if (ordered.every((entry, index) => idOf(entry) === idOf(entries[index]))) return result(document, "same");
  return result(withEntries(document, outer, repeat, ordered), "applied");
}

function result(document, outcome, conflict = null) {
  return { document, outcome, conflict };
}

/** Repeat and id of every entry that a path goes through. */
function pairsOf(path) {
  return Array.from({ length: path.length / 2 }, (_, index) => [path[2 * index], path[2 * index + 1]]);
}

function idOf(entry) {
  return isRecord(entry) ? (entry[ID] ?? null) : null;
}

function entriesOf(answers, repeat) {
  const found = own(answers, repeat);
  return Array.isArray(found) ? [...found] : [];
}

/** The answers of an entry that is there, or null. */
function answersAt(document, pairs) {
  let found = document;
  for (const [repeat, name] of pairs) {
    found = entriesOf(found, repeat).find((entry) => idOf(entry) === name) ?? null;
    if (found === null) return null;
  }
  return found;
}

/** The document with other answers in an entry that is there. */
function withAnswers(document, pairs, answers) {
  if (pairs.length === 0) return answers;
  const [[repeat, name], ...inner] = pairs;
  const entries = entriesOf(document, repeat).map((entry) =>
    idOf(entry) === name ? withAnswers(entry, inner, answers) : entry,
  );
  return { ...document, [repeat]: entries };
}

function withEntries(document, outer, repeat, entries) {
  return withAnswers(document, outer, { ...(answersAt(document, outer) ?? {}), [repeat]: entries });
}

/** The document with every entry of a path in it; the same object where they all are there. */
function openedTo(document, pairs) {
  for (let level = 1; level <= pairs.length; level += 1) {
    if (answersAt(document, pairs.slice(0, level)) === null) document = broughtBack(document, pairs.slice(0, level));
  }
  return document;
}

/** An entry as it was when it was removed; of one that nobody knows a new one, the last of its repeat. */
function broughtBack(document, pairs) {
  const removed = removedAt(document, pairs);
  const outer = pairs.slice(0, -1);
  const [repeat, name] = pairs.at(-1);
  const entries = entriesOf(answersAt(document, outer) ?? {}, repeat);
  let place = entries.length;
  if (removed) {
    place = placeAfter(document, outer, repeat, removed.after);
    const { [REMOVED]: all, ...rest } = document;
    const left = all.filter((one) => one !== removed);
    document = left.length ? { ...rest, [REMOVED]: left } : rest;
  }
  entries.splice(place, 0, removed ? removed.entry : { [ID]: name });
  return withEntries(document, outer, repeat, entries);
}

function removedAt(document, pairs) {
  return (document[REMOVED] ?? []).find((one) => sameAnswer(one.path, pairs.flat())) ?? null;
}

/** Where an entry goes that stands after another: where that is removed, after the one that it stood after. */
function placeAfter(document, outer, repeat, after) {
  const there = entriesOf(answersAt(document, outer) ?? {}, repeat).map(idOf);
  const met = new Set();
  while (after !== null && !there.includes(after)) {
    const removed = met.has(after) ? null : removedAt(document, [...outer, [repeat, after]]);
    if (!removed) return there.length;
    met.add(after);
    after = removed.after;
  }
  return after === null ? 0 : there.indexOf(after) + 1;
}

/** An answer by its name; a question may be called as something that every object inherits. */
function own(answers, name) {
  return Object.hasOwn(answers, name) ? answers[name] : undefined;
}

function isRecord(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
