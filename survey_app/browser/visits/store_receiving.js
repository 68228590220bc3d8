// Drafts coming onto a device and leaving it: a bundle made ready, and the receipt after which the device forgets.
import { filesOf, isWaiting } from "./store_files.js";
import { logOf, putBase, randomId, unconfirmed } from "./store_changes.js";

export const ALL_TABLES = [
  "drafts", "bases", "bundles", "receipts", "media", "messages", "changes", "files", "bytes",
  "alerts",
];

const NOT_TAKEN =
  "Something you wrote was not taken by the server. It is kept on this phone: open the visit to see it.";

/** Put a bundle on the device. What was changed here and not sent stays, on top of what the bundle brings. */
export async function putBundle(transaction, bundle, media, { at, size }) {
  const { document, ...rest } = bundle.draft;
  const { id } = rest;
  await transaction.objectStore("bundles").put({ id, bundle: { ...bundle, draft: rest } });
  await transaction.objectStore("media").delete(everyOf(id));
  for (const { url, type, bytes } of media) await transaction.objectStore("media").put({ draft: id, url, type, bytes });
  const before = await transaction.objectStore("drafts").get(id);
  const draft = { ...(before ?? newDraft(id)), ...headOf(bundle), readyAt: at, size };
  if (before && before.revision > rest.revision) {
    await transaction.objectStore("drafts").put(draft); // a sync was quicker than the bundle
    return;
  }
  draft.revision = rest.revision;
  const conflicts = rest.conflicts ?? before?.conflicts ?? [];
  await putBase(transaction, draft, { id, document: document ?? {}, conflicts }, await unconfirmed(transaction, id));
}

function newDraft(id) {
  return { id, device: randomId(8), seq: 0, revision: 0, document: {}, conflicts: [], sent: null };
}

/** What a list of drafts shows, and what sending needs, without opening the bundle. */
function headOf({ visit, partnership, user, links, limits = {} }) {
  const { kind, title, site, day, starts_at, ends_at } = visit;
  return { kind, title, site, day, starts_at, ends_at, partnership, user, links, limits };
}

/** A line of the list of drafts. */
export async function summaryOf(transaction, draft) {
  const waiting = (await unconfirmed(transaction, draft.id)).length;
  const files = await filesOf(transaction, draft.id);
  const alerts = await transaction.objectStore("alerts").index("draft").getAll(draft.id);
  const { document, conflicts, device, seq, limits, refused = [], ...line } = draft;
  return {
    ...line, waiting,
    filesWaiting: files.filter((file) => !file.sent).length,
    alertsWaiting: alerts.filter(isWaiting).length,
    conflicts: conflicts.length,
    refused: refused.length,
    trouble: draft.trouble || (refused.length ? NOT_TAKEN : ""),
    receipt: null,
  };
}

/** Whether the server has all that is here. */
export async function isUploaded(transaction, id) {
  const files = await filesOf(transaction, id);
  return (await unconfirmed(transaction, id)).length === 0 && files.every((file) => file.sent);
}

/**
 * Delete everything of a draft but its receipt, and worries that nobody has been told of yet.
 *
 * Does nothing and gives false where something was written after what the receipt is for.
 */
export async function forgetDraft(transaction, id, receipt, at) {
  const draft = await transaction.objectStore("drafts").get(id);
  if (draft && (draft.refused?.length || !(await isUploaded(transaction, id)))) return false;
  if (draft) {
    const { kind, title, site, day, partnership } = draft;
    await transaction.objectStore("receipts").put({ id, kind, title, site, day, partnership, at, ...receipt });
  }
  for (const name of ["drafts", "bases", "bundles", "messages"]) await transaction.objectStore(name).delete(id);
  for (const entry of await logOf(transaction, id)) await transaction.objectStore("changes").delete(entry.number);
  for (const name of ["media", "files", "bytes"]) await transaction.objectStore(name).delete(everyOf(id));
  for (const alert of await transaction.objectStore("alerts").index("draft").getAll(id)) {
    if (!isWaiting(alert)) await transaction.objectStore("alerts").delete(alert.alert);
  }
  return true;
}

/** All keys that begin with this draft. */
export function everyOf(id) {
  return IDBKeyRange.bound([id], [id, []]);
}
