// Photographs and other files of a draft, and worries about a child, on the device until the server has them.
// Bytes are kept rather than Blobs: some browsers lose Blobs that lie in a database.
import { Told, isFull } from "./store_database.js";

const LOW = 100 * 1024 * 1024; // bytes left, below which it is told
const ROOM_FOR_A_FILE = 5 * 1024 * 1024;

/** Keep a file; one of the same name that the server has already is left as it is. */
export async function putFile(transaction, id, { name, question, type, bytes }) {
  const table = transaction.objectStore("files");
  const before = await table.get([id, name]);
  if (before?.sent) return;
  await table.put({ draft: id, name, question, type, size: bytes.byteLength, sent: false, trouble: "" });
  await transaction.objectStore("bytes").put({ draft: id, name, bytes });
}

export function filesOf(transaction, id) {
  return transaction.objectStore("files").index("draft").getAll(id);
}

/** Files that the server does not have (any more) are sent again; a name that is not here stays in what is returned. */
export async function sendAgain(transaction, id, names) {
  const files = await filesOf(transaction, id);
  for (const file of files.filter((one) => names.includes(one.name))) {
    await transaction.objectStore("files").put({ ...file, sent: false, trouble: "" });
  }
  return names.filter((name) => !files.some((file) => file.name === name));
}

/** A file itself, or null. */
export async function fileIn(transaction, id, name) {
  const found = await transaction.objectStore("files").get([id, name]);
  const kept = await transaction.objectStore("bytes").get([id, name]);
  return found && kept ? new File([kept.bytes], name, { type: found.type }) : null;
}

/** Keep a worry, or bring it up to date; it waits until the server has had just this state of it. */
export async function putAlert(transaction, id, url, alert) {
  const table = transaction.objectStore("alerts");
  const before = await table.get(alert.alert);
  const state = (before?.state ?? 0) + 1;
  const told = { received_at: before?.received_at ?? null, stateSent: before?.stateSent ?? 0, trouble: "" };
  await table.put({ ...told, ...alert, draft: id, url: before?.url ?? url, state });
}

/** A worry was taken back on this device: whoever says it again says another one. What is to be told of it still is. */
export async function endAlert(transaction, alert) {
  const table = transaction.objectStore("alerts");
  const found = await table.get(alert);
  if (found) await table.put({ ...found, isOver: true });
}

export function isWaiting(alert) {
  return alert.state !== alert.stateSent;
}

/** How much room the browser gives, and a sentence when little is left. */
export async function roomLeft(storage = globalThis.navigator?.storage) {
  if (!storage?.estimate) return { usage: 0, quota: 0, trouble: "" };
  const { usage = 0, quota = 0 } = await storage.estimate();
  const left = quota - usage;
  const isLow = quota > 0 && left < Math.min(LOW, quota / 4);
  return { usage, quota, trouble: isLow ? lowOn(left) : "" };
}

function lowOn(left) {
  const count = Math.floor(left / ROOM_FOR_A_FILE);
  const room = count < 1 ? "no more photographs" : `about ${count} more photograph${count === 1 ? "" : "s"}`;
  return (
    `This device is nearly full: there is room for your notes and ${room}. Upload what waits, or free some space, ` +
    "before you go on."
  );
}

/** A sentence for what went wrong while keeping a file. */
export function fileTrouble(error) {
  return error instanceof Told || isFull(error) ? error : new Told("This file could not be read. Choose it again.");
}
