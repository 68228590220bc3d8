// The lifeboat: everything on this device in one encrypted file, and back onto this or another device. Reading one
// overwrites nothing: what the file has and the device has not is taken as changes, by the rule of merging.
import { check } from "./lifeboat_check.js";
import { joined, number, numberAt, seal, unseal } from "./lifeboat_file.js";
import { draftIn, logOf, putBase, takeChange, unconfirmed } from "./store_changes.js";
import { Told } from "./store_database.js";
import { putAlert, putFile } from "./store_files.js";
import { ALL_TABLES, everyOf } from "./store_receiving.js";
import { keepRefused } from "./store_refused.js";

const FORMAT = 1;
const NEWER =
  "This file is from a newer version of Walkabout. Open the app with a signal once, so that it renews itself.";

/** A file with all drafts of this device, sealed with a passphrase. */
export async function save(store, passphrase) {
  const bytes = [];
  const head = await store.database.read(ALL_TABLES, async (transaction) => {
    const drafts = [];
    for (const draft of await transaction.objectStore("drafts").getAll()) {
      drafts.push(await packed(transaction, draft, bytes));
    }
    return { format: FORMAT, saved_at: store.clock(), drafts };
  });
  const text = new TextEncoder().encode(JSON.stringify(head));
  return seal(joined([number(text.length), text, ...bytes]), passphrase);
}

async function packed(transaction, draft, bytes) {
  const { id } = draft;
  const keep = ({ bytes: found, ...rest }) => {
    bytes.push(new Uint8Array(found));
    return { ...rest, length: found.byteLength };
  };
  const rows = await transaction.objectStore("bytes").getAll(everyOf(id));
  const kept = new Map(rows.map((row) => [row.name, row.bytes]));
  const files = await transaction.objectStore("files").index("draft").getAll(id);
  return {
    draft,
    base: await transaction.objectStore("bases").get(id),
    bundle: (await transaction.objectStore("bundles").get(id)).bundle,
    changes: await unconfirmed(transaction, id),
    alerts: await transaction.objectStore("alerts").index("draft").getAll(id),
    media: (await transaction.objectStore("media").getAll(everyOf(id))).map(keep),
    files: files.filter((file) => kept.has(file.name)).map((file) => keep({ ...file, bytes: kept.get(file.name) })),
  };
}

/**
 * Take what a lifeboat file holds onto this device.
 *
 * @returns {Promise<{drafts: {id: string, title: string, outcome: "new" | "merged" | "sent"}[]}>}  "sent": it was
 *   handed in from this device, so it stays away. Rejects with a sentence, and then nothing was taken.
 */
export async function read(store, blob, passphrase) {
  const content = await unseal(blob, passphrase);
  const length = numberAt(content, 0);
  const head = JSON.parse(new TextDecoder().decode(content.subarray(4, 4 + length)));
  if (head.format !== FORMAT) throw new Told(NEWER);
  check(head);
  let at = 4 + length;
  const take = ({ length: size, ...rest }) => {
    at += size;
    return { ...rest, bytes: content.slice(at - size, at).buffer };
  };
  const found = head.drafts.map((one) => ({ ...one, media: one.media.map(take), files: one.files.map(take) }));
  const drafts = [];
  for (const one of found) {
    const { id, kind, title } = one.draft;
    const outcome = await store.settle(id, ALL_TABLES, (transaction) => unpack(transaction, one, store));
    drafts.push({ id, title, outcome, ...(kind && { kind }) });
  }
  return { drafts };
}

async function unpack(transaction, packedDraft, store) {
  const { draft, changes, alerts, files } = packedDraft;
  const { id } = draft;
  const here = await transaction.objectStore("drafts").get(id);
  const receipt = await transaction.objectStore("receipts").get(id);
  if (!here && receipt && changes.length === 0) return "sent";
  if (!here) await putDraft(transaction, packedDraft);
  else if (draft.revision > here.revision) await putLaterBase(transaction, packedDraft);
  else for (const change of changes) await takeChange(transaction, id, change, store.clock());
  if (here) await keepRefused(transaction, id, draft.refused);
  for (const file of files) await putFile(transaction, id, file);
  for (const alert of alerts) await putUnknownAlert(transaction, id, alert);
  return here ? "merged" : "new";
}

/** A draft that is not here, as a device of its own: numbers of messages are never shared. */
async function putDraft(transaction, { draft, base, bundle, changes, media }) {
  const { id } = draft;
  await transaction.objectStore("bundles").put({ id, bundle });
  for (const one of media) await transaction.objectStore("media").put(one);
  await putLog(transaction, id, changes);
  await putBase(transaction, { ...draft, device: crypto.randomUUID(), seq: 0 }, base, changes);
}

/** The file knows a later state of the server: that goes under what waits in the file, and then what waits here. */
async function putLaterBase(transaction, { draft, base, changes }) {
  const { id } = draft;
  const here = await draftIn(transaction, id);
  const log = await logOf(transaction, id);
  for (const entry of log) await transaction.objectStore("changes").delete(entry.number);
  const later = [...changes, ...log.map((entry) => entry.change)];
  await putLog(transaction, id, later);
  const message = await transaction.objectStore("messages").get(id);
  await putBase(transaction, { ...here, revision: draft.revision }, base, [...(message?.changes ?? []), ...later]);
}

async function putLog(transaction, id, changes) {
  for (const change of changes) await transaction.objectStore("changes").add({ draft: id, change, outcome: "read" });
}

async function putUnknownAlert(transaction, id, { state, stateSent, draft, trouble, ...alert }) {
  const isKnown = await transaction.objectStore("alerts").get(alert.alert);
  if (!isKnown && state !== stateSent) await putAlert(transaction, id, alert.url, alert);
}
