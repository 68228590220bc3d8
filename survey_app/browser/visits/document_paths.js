// Two states of one document: where they differ, and the changes that bring one of them to what the other holds.
import { ID, REMOVED, isBlank, sameAnswer } from "./merging.js";

/** Whether a value is the list of a repeat's entries. */
export function isRepeat(value) {
  return Array.isArray(value) && value.length > 0 && value.every((entry) => typeof entry === "object" && entry?.[ID]);
}

/** The paths of all answers that differ, of entries that came or went, and of repeats whose order differs. */
export function changedPaths(before, after, path = []) {
  const found = [];
  for (const name of namesOf(before, after)) {
    const [one, other] = [before[name], after[name]];
    if (!isRepeat(one) && !isRepeat(other)) {
      if (!sameAnswer(one, other)) found.push([...path, name]);
      continue;
    }
    found.push(...changedEntries(one ?? [], other ?? [], [...path, name]));
  }
  return found;
}

function changedEntries(before, after, path) {
  const [old, now] = [byId(before), byId(after)];
  const found = [];
  for (const id of new Set([...old.keys(), ...now.keys()])) {
    if (old.has(id) && now.has(id)) found.push(...changedPaths(old.get(id), now.get(id), [...path, id]));
    else found.push([...path, id]);
  }
  const stayed = (entries, others) => entries.map((entry) => entry[ID]).filter((id) => others.has(id));
  if (!sameAnswer(stayed(before, now), stayed(after, old))) found.push(path);
  return found;
}

/**
 * The changes that bring a server back to what it knew before it was put back from a backup.
 *
 * What stands there now is never replaced by them: where it is another answer, the rule opens a conflict.
 */
export function changesToRestore(known, present, path = []) {
  const changes = [];
  for (const name of namesOf(known, {})) {
    const value = known[name];
    if (isRepeat(value)) changes.push(...entriesToRestore(value, present[name] ?? [], [...path, name]));
    else if (!isBlank(value) && !sameAnswer(value, present[name])) {
      changes.push({ op: "set", path: [...path, name], value, was: null });
    }
  }
  if (path.length === 0) changes.push(...removalsToRestore(known));
  return changes;
}

function entriesToRestore(known, present, path) {
  const there = byId(present);
  const changes = [];
  let after = null;
  for (const entry of known) {
    const at = [...path, entry[ID]];
    if (!there.has(entry[ID])) changes.push({ op: "add", path: at, after });
    changes.push(...changesToRestore(entry, there.get(entry[ID]) ?? {}, at));
    after = entry[ID];
  }
  const ids = known.map((entry) => entry[ID]);
  const common = present.map((entry) => entry[ID]).filter((id) => ids.includes(id));
  if (!sameAnswer(common, ids.filter((id) => there.has(id)))) changes.push({ op: "order", path, ids });
  return changes;
}

/** An entry that was removed goes again, if it is as it was; what changed there meanwhile keeps it. */
function removalsToRestore(known) {
  return (known[REMOVED] ?? []).map((removed) => ({ op: "remove", path: removed.path, was: removed.entry }));
}

function namesOf(one, other) {
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...names].filter((name) => name !== ID && name !== REMOVED);
}

function byId(entries) {
  return new Map((isRepeat(entries) ? entries : []).map((entry) => [entry[ID], entry]));
}
