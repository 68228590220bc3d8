// One pass of sending: worries first, then what was written, then files one by one. Everything may be tried again.
import { CHANGE_TABLES, makeMessage, takeAnswer, takeGap } from "./store_changes.js";
import { setAside } from "./store_aside.js";
import { filesOf, isWaiting, sendAgain } from "./store_files.js";
import { Unreachable } from "./sync_requests.js";

const GONE =
  "The server does not take these notes from you. Perhaps you are signed in as somebody else, or the visit was taken " +
  "off your list. They stay on this device; ask your QA group, and keep a lifeboat file.";
const REFUSED = "The server did not take these notes. They stay on this device; tell your administrator:";
const FILE_GONE = "The server did not take this file:";
const NO_FILE = "It could not be read.";
const MOST_GAPS = 3;

/** Tell the duty list of every worry that it does not know yet, or not as it is now. False where it took one not. */
export async function sendAlerts(store, requests, clock) {
  const alerts = await store.database.read(["alerts"], (transaction) => transaction.objectStore("alerts").getAll());
  let areTaken = true;
  for (const alert of alerts.filter(isWaiting)) {
    const { question, entry, raised_at, told, told_at, note } = alert;
    const body = { alert: alert.alert, question, entry, raised_at, told, told_at, note, sent_at: clock() };
    const { status, answer } = await requests.postOpenly(alert.url, body);
    const news = status === 200 ? { received_at: answer.received_at, stateSent: alert.state, trouble: "" } : null;
    await noteAlert(store, alert, news ?? { trouble: answer.error ?? "The duty list did not take this worry." });
    areTaken &&= Boolean(news);
  }
  return areTaken;
}

function noteAlert(store, { draft, alert }, news) {
  return store.settle(draft, ["alerts", "drafts"], async (transaction) => {
    const table = transaction.objectStore("alerts");
    const now = await table.get(alert);
    const isForgotten = !(await transaction.objectStore("drafts").get(draft));
    if (now && isForgotten && news.stateSent === now.state) await table.delete(alert);
    else if (now) await table.put({ ...now, ...news });
  });
}

/**
 * Send what was written to a draft, message by message, until nothing waits. False where the server refuses them.
 *
 * @param {boolean} asks  send a message also where nothing waits, to be told what is new
 */
export async function sendChanges(store, requests, draft, asks) {
  let gaps = 0;
  for (let first = true; ; first = false) {
    const make = (transaction) => makeMessage(transaction, draft.id, asks && first);
    const message = await store.settle(draft.id, CHANGE_TABLES, make);
    if (!message) return true;
    const { device, seq, revision, changes } = message;
    const { status, answer } = await requests.post(draft.partnership.slug, draft.links.sync, {
      device, seq, revision, changes,
    });
    if (status === 409 && (gaps += 1) > MOST_GAPS) throw new Unreachable("", { answered: true });
    if (!(await takeReply(store, message, status, answer))) return false;
  }
}

async function takeReply(store, message, status, answer) {
  const id = message.draft;
  if ((status === 200 || status === 409) && !Array.isArray(answer.conflicts)) throw new Unreachable("");
  if (status === 200) {
    await store.settle(id, CHANGE_TABLES, (transaction) => takeAnswer(transaction, message, answer));
    await noteTrouble(store, id, "");
    return true;
  }
  if (status === 409) {
    const tables = [...CHANGE_TABLES, "files"];
    await store.settle(id, tables, async (transaction) => {
      if (!(await takeGap(transaction, message, answer))) return;
      const names = (await filesOf(transaction, id)).map((file) => file.name);
      await sendAgain(transaction, id, names); // it may have lost them too
    });
    return true;
  }
  if (isRefused(status) && message.changes.length) {
    await store.settle(id, CHANGE_TABLES, (transaction) => setAside(transaction, message, answer, store.clock()));
    return true;
  }
  const isGone = status === 403 || status === 404;
  await noteTrouble(store, id, isGone ? GONE : `${REFUSED} ${answer.error ?? status}`);
  return false;
}

// What is in the message will not do: a change that the form does not know, or too much of it.
const isRefused = (status) => status === 422 || status === 413;

export function noteTrouble(store, id, trouble) {
  return store.settle(id, ["drafts"], async (transaction) => {
    const draft = await transaction.objectStore("drafts").get(id);
    if (draft && (draft.trouble ?? "") !== trouble) await transaction.objectStore("drafts").put({ ...draft, trouble });
  });
}

/** Send the files of a draft that the server does not have, each by itself. False where it refuses one. */
export async function sendFiles(store, requests, draft) {
  let areTaken = true;
  for (const { name, sent } of await store.files(draft.id)) {
    if (sent) continue;
    const file = await store.file(draft.id, name);
    if (!file) continue;
    const body = new FormData();
    body.append("name", name);
    body.append("file", file, name);
    const { status, answer } = await requests.post(draft.partnership.slug, draft.links.files, body);
    const isThere = status === 200 || status === 201;
    const trouble = isThere ? "" : `${FILE_GONE} ${answer.error ?? NO_FILE}`;
    await store.settle(draft.id, ["files"], async (transaction) => {
      const now = await transaction.objectStore("files").get([draft.id, name]);
      if (now) await transaction.objectStore("files").put({ ...now, sent: isThere, trouble });
    });
    areTaken &&= isThere;
  }
  return areTaken;
}
