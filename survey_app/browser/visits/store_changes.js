// What a device has changed and the server does not have yet: an ordered log for each draft, and at most one message,
// which never changes once it was made. At any time: document = base, then the message's changes, then the log's.
// Every function works within the transaction it is given.
import { applyChange, conflictsAfter, sameAnswer } from "./merging.js";
import { changesToRestore } from "./document_paths.js";
import { Told } from "./store_database.js";
import { afterRefused } from "./store_refused.js";

export const CHANGE_TABLES = ["drafts", "bases", "messages", "changes"];
const LARGEST_MESSAGE = { changes: 400, characters: 400_000 };

/** 12 characters of chance, for changes, entries and devices. */
export function randomId(bytes = 6) {
  return [...crypto.getRandomValues(new Uint8Array(bytes))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

export async function draftIn(transaction, id) {
  const draft = await transaction.objectStore("drafts").get(id);
  if (!draft) throw new Told("These notes are no longer on this device.");
  return draft;
}

export function logOf(transaction, id) {
  return transaction.objectStore("changes").index("draft").getAll(id);
}

/** Take a person's change into the document and the log; the draft as it is then, and what became of the change. */
export async function takeChange(transaction, id, given, at) {
  const draft = await draftIn(transaction, id);
  const change = afterRefused(draft, { ...given, id: given.id ?? randomId(), at: given.at ?? at });
  const { merged, conflicts } = applied(draft, draft.document, draft.conflicts, change);
  const closes = !sameAnswer(conflicts, draft.conflicts);
  Object.assign(draft, { document: merged.document, conflicts });
  if (merged.outcome !== "same" || closes) await writeDown(transaction, id, change, merged.outcome);
  await transaction.objectStore("drafts").put(draft);
  return { draft, outcome: merged.outcome };
}

function applied(draft, document, conflicts, change) {
  const merged = applyChange(document, change);
  const told = { device: draft.device, at: change.at, newId: change.id };
  return { merged, conflicts: conflictsAfter(conflicts, change, merged, told) };
}

/** Put a change at the end of the log, or into the one that it goes on from. */
async function writeDown(transaction, id, change, outcome) {
  const table = transaction.objectStore("changes");
  const earlier = change.op === "set" ? goesOn(await logOf(transaction, id), change) : null;
  if (!earlier) {
    await table.add({ draft: id, change, outcome });
    return;
  }
  const resolves = [...new Set([...(earlier.change.resolves ?? []), ...(change.resolves ?? [])])];
  // Named anew: a conflict has the name of the change whose words it holds, and these are later ones.
  const { id: name, value, at } = change;
  earlier.change = { ...earlier.change, id: name, value, at, ...(resolves.length && { resolves }) };
  const isUndone = sameAnswer(earlier.change.value, earlier.change.was) && resolves.length === 0;
  const isPlain = earlier.outcome === "applied" && outcome === "applied";
  if (isUndone && isPlain) await table.delete(earlier.number);
  else await table.put({ ...earlier, outcome });
}

/** The last change of the same answer, if this one begins where it ended and no entry around it came or went since. */
function goesOn(log, change) {
  for (const earlier of log.reverse()) {
    const { op, path, value } = earlier.change;
    if (op === "set" && sameAnswer(path, change.path)) return sameAnswer(value, change.was) ? earlier : null;
    if (op !== "set" && path.every((step, index) => step === change.path[index])) return null;
  }
  return null;
}

/**
 * The message to be sent: the one that was made already, or a new one of what waits.
 *
 * @param {boolean} asks  make one also where nothing waits, to be told what is new
 */
export async function makeMessage(transaction, id, asks) {
  const messages = transaction.objectStore("messages");
  const made = await messages.get(id);
  if (made) return made;
  const draft = await draftIn(transaction, id);
  const taken = firstOf(await logOf(transaction, id));
  if (taken.length === 0 && !asks) return null;
  const changes = taken.map((entry) => entry.change);
  const message = { draft: id, device: draft.device, seq: draft.seq + 1, revision: draft.revision, changes };
  for (const entry of taken) await transaction.objectStore("changes").delete(entry.number);
  await messages.put(message);
  return message;
}

function firstOf(log) {
  const taken = [];
  let characters = 0;
  for (const entry of log) {
    characters += JSON.stringify(entry.change).length;
    const isTooMuch = taken.length >= LARGEST_MESSAGE.changes || characters > LARGEST_MESSAGE.characters;
    if (taken.length > 0 && isTooMuch) break;
    taken.push(entry);
  }
  return taken;
}

/** Take the server's answer to a message. False where that is not the present one: a late answer says nothing. */
export async function takeAnswer(transaction, sent, answer) {
  const found = await present(transaction, sent);
  if (!found) return false;
  const { draft, message, base } = found;
  const ours = rebuilt(draft, base.document, base.conflicts, message.changes);
  const document = answer.document ?? ours.document;
  const now = { id: draft.id, document, conflicts: answer.conflicts };
  Object.assign(draft, { seq: message.seq, revision: answer.revision, sent: answer.sent ?? null });
  await transaction.objectStore("messages").delete(draft.id);
  await putBase(transaction, draft, now, (await logOf(transaction, draft.id)).map((entry) => entry.change));
  return true;
}

/**
 * The numbers do not fit. Either the server was put back from a backup: what it had of us goes to it once more, before
 * what it never had. Or this device was: then what it never sent follows what the server has had meanwhile.
 */
export async function takeGap(transaction, sent, { expected, revision, document, conflicts = [] }) {
  const found = await present(transaction, sent);
  if (!found) return false;
  const { draft, message, base } = found;
  const log = await logOf(transaction, draft.id);
  const at = new Date().toISOString();
  const lost = expected < message.seq ? changesToRestore(base.document, document ?? {}) : [];
  const restoring = lost.map((change) => ({ ...change, id: randomId(), at }));
  const changes = [...restoring, ...message.changes, ...log.map((entry) => entry.change)];
  await relog(transaction, draft.id, changes);
  await transaction.objectStore("messages").delete(draft.id);
  Object.assign(draft, { seq: expected - 1, revision });
  await putBase(transaction, draft, { id: draft.id, document: document ?? {}, conflicts }, changes);
  return expected < message.seq;
}

/** Let these changes be the log, in their order. */
export async function relog(transaction, id, changes) {
  const table = transaction.objectStore("changes");
  for (const entry of await logOf(transaction, id)) await table.delete(entry.number);
  for (const change of changes) await table.add({ draft: id, change, outcome: "sent" });
}

/** The message as it is kept, with its draft and base; null where what was sent is not the present one. */
export async function present(transaction, sent) {
  const message = await transaction.objectStore("messages").get(sent.draft);
  const draft = await transaction.objectStore("drafts").get(sent.draft);
  if (!draft || message?.seq !== sent.seq || message.device !== sent.device) return null;
  return { draft, message, base: await transaction.objectStore("bases").get(sent.draft) };
}

/** Put what the server holds under what it does not have yet. */
export async function putBase(transaction, draft, base, changes) {
  await transaction.objectStore("bases").put(base);
  Object.assign(draft, rebuilt(draft, base.document, base.conflicts, changes));
  await transaction.objectStore("drafts").put(draft);
}

function rebuilt(draft, document, conflicts, changes) {
  for (const change of changes) {
    const step = applied(draft, document, conflicts, change);
    document = step.merged.document;
    conflicts = step.conflicts;
  }
  return { document, conflicts };
}

/** All changes that the server has not confirmed, in their order. */
export async function unconfirmed(transaction, id) {
  const message = await transaction.objectStore("messages").get(id);
  const log = await logOf(transaction, id);
  return [...(message?.changes ?? []), ...log.map((entry) => entry.change)];
}
