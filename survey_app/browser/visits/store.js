// The notes on this device, in IndexedDB. A promise is kept when it resolves: by then the change is on the disk. Tabs
// share the database; each hears of what another one, or sending, has changed.
import { changedPaths } from "./document_paths.js";
import * as changes from "./store_changes.js";
import { Database, Told } from "./store_database.js";
import * as files from "./store_files.js";
import * as receiving from "./store_receiving.js";
import { putAway } from "./store_refused.js";

const { CHANGE_TABLES } = changes;
const { ALL_TABLES } = receiving;
const FILE_TABLES = ["files", "bytes"];

/** Open the store; `options` are those of Database, and `clock()` gives the time as ISO text. */
export async function openStore(options = {}) {
  const store = new Store(options);
  await store.database.connection();
  await store.lookAround();
  return store;
}

export class Store {
  constructor({ clock, storage, ...options } = {}) {
    this.database = new Database(options);
    this.offset = 0; // milliseconds by which this device's clock is behind the server's, as far as is known
    this.clock = clock ?? (() => new Date(Date.now() + this.offset).toISOString());
    this.storage = storage;
    this.listeners = new Set();
    this.room = { usage: 0, quota: 0, trouble: "" };
    this.channel = new BroadcastChannel(this.database.name);
    this.channel.onmessage = (event) => this._hear(event.data);
    this.database.told = () => this._tell({ id: null, paths: [] });
  }

  /** A sentence for the person when this device cannot keep what is written, or soon will not; else "". */
  get trouble() {
    return this.database.trouble || this.room.trouble;
  }

  /** Called before a newer version of the app, in another tab, makes this one let go of the database. */
  set beforeClose(work) {
    this.database.beforeClose = work;
  }

  async close() {
    this.channel.close();
    await this.database.close();
  }

  /** Every draft on this device, and the receipts of those that were sent from it, by the day of the visit. */
  async drafts() {
    const lines = await this.database.read(ALL_TABLES, async (transaction) => {
      const drafts = await transaction.objectStore("drafts").getAll();
      const receipts = await transaction.objectStore("receipts").getAll();
      const gone = receipts.filter((receipt) => !drafts.some((draft) => draft.id === receipt.id));
      const found = [];
      for (const draft of drafts) found.push(await receiving.summaryOf(transaction, draft));
      return [...found, ...gone.map(receiptLine)];
    });
    const moment = ({ day, starts_at }) => `${day} ${starts_at ?? ""}`;
    return lines.sort((one, other) => moment(one).localeCompare(moment(other)));
  }

  /** Put a bundle on the device; `media` are {url, type, bytes}. Gives its size in bytes. */
  async saveBundle(bundle, media = []) {
    const { document, ...draft } = bundle.draft;
    const text = JSON.stringify({ ...bundle, draft });
    const size = new Blob([text]).size + media.reduce((sum, { bytes }) => sum + bytes.byteLength, 0);
    await this._keep(ALL_TABLES, bundle.draft.id, (transaction) =>
      receiving.putBundle(transaction, bundle, media, { at: this.clock(), size }),
    );
    await this.lookAround();
    return size;
  }

  async bundle(id) {
    return (await this._get("bundles", id))?.bundle ?? null;
  }

  /** Url → Blob of the form's own pictures and recordings. */
  async media(id) {
    const every = receiving.everyOf(id);
    const found = await this.database.read(["media"], (transaction) => transaction.objectStore("media").getAll(every));
    return new Map(found.map(({ url, type, bytes }) => [url, new Blob([bytes], { type })]));
  }

  /** The document as it stands on this device, or null where the draft is not here. */
  async document(id) {
    const draft = await this._get("drafts", id);
    const { document, revision, conflicts, refused = [] } = draft ?? {};
    return draft ? { document, revision, conflicts, refused } : null;
  }

  /** Keep a change of a person. */
  async change(id, change) {
    const { draft, outcome, paths } = await this.database.keep(CHANGE_TABLES, async (transaction) => {
      const before = await changes.draftIn(transaction, id);
      const taken = await changes.takeChange(transaction, id, change, this.clock());
      return { ...taken, paths: changedPaths(before.document, taken.draft.document) };
    });
    this._tell({ id, paths }, { here: outcome === "conflict" });
    return { outcome, document: draft.document };
  }

  /** Keep a file under the name that the answer carries. */
  async addFile(id, { name, blob, question }) {
    let bytes;
    try {
      bytes = await blob.arrayBuffer();
    } catch (error) {
      throw files.fileTrouble(error);
    }
    await this._keep(["drafts", ...FILE_TABLES], id, async (transaction) => {
      await changes.draftIn(transaction, id);
      await files.putFile(transaction, id, { name, question, type: blob.type, bytes });
    });
    await this.lookAround();
  }

  /** What is known of each file of a draft: name, question, type, size, sent, trouble. */
  async files(id) {
    return this.database.read(["files"], (transaction) => files.filesOf(transaction, id));
  }

  /** A file itself, or null. */
  async file(id, name) {
    return this.database.read(FILE_TABLES, (transaction) => files.fileIn(transaction, id, name));
  }

  async removeFile(id, name) {
    await this._keep(FILE_TABLES, id, async (transaction) => {
      for (const table of FILE_TABLES) await transaction.objectStore(table).delete([id, name]);
    });
  }

  /** Keep a worry about a child until the server has it; the same `alert` again brings it up to date. */
  async raiseAlert(id, alert) {
    await this._keep(["drafts", "alerts"], id, async (transaction) => {
      const { links } = await changes.draftIn(transaction, id);
      await files.putAlert(transaction, id, links.alert, alert);
    });
  }

  /** Forget words that the server refused: their author has seen them. */
  putAway(id, changeId) {
    return this._keep(["drafts"], id, (transaction) => putAway(transaction, id, changeId));
  }

  /** A worry was answered "no" after all. */
  endAlert(id, alert) {
    return this._keep(["alerts"], id, (transaction) => files.endAlert(transaction, alert));
  }

  async alerts(id) {
    return this.database.read(["alerts"], (transaction) => transaction.objectStore("alerts").index("draft").getAll(id));
  }

  /** How many worries the server does not know yet, also of drafts that have left this device. */
  async alertsWaiting() {
    const found = await this.database.read(["alerts"], (transaction) => transaction.objectStore("alerts").getAll());
    return found.filter(files.isWaiting).length;
  }

  /**
   * Delete a draft that the server has received, and keep {reference, title, at}. False, with everything kept, where
   * something was written since.
   */
  async forget(id, receipt) {
    const { reference, uuid = id } = receipt;
    const isGone = await this._keep(ALL_TABLES, id, (transaction) =>
      receiving.forgetDraft(transaction, id, { reference, uuid }, this.clock()),
    );
    await this.lookAround();
    return isGone;
  }

  /**
   * Hear of changes by another tab, by sending, or of a conflict: listener({document, paths, conflicts}). With null
   * for an id, of anything: listener({id}).
   */
  watch(id, listener) {
    const entry = { id, listener };
    this.listeners.add(entry);
    return () => this.listeners.delete(entry);
  }

  /** Look how much room is left. */
  async lookAround() {
    const before = this.trouble;
    this.room = await files.roomLeft(this.storage);
    if (this.trouble !== before) this._tell({ id: null, paths: [] });
  }

  /** Write for sending: rejects when it cannot be written, and tells of what changed in the document. */
  async settle(id, tables, work) {
    const { found, paths } = await this.database.write(tables, async (transaction) => {
      const table = tables.includes("drafts") ? transaction.objectStore("drafts") : null;
      const before = (await table?.get(id))?.document ?? {};
      const result = await work(transaction);
      const after = (await table?.get(id))?.document ?? {};
      return { found: result, paths: changedPaths(before, after) };
    });
    this._tell({ id, paths }, { here: true });
    return found;
  }

  async _keep(tables, id, work) {
    const found = await this.database.keep(tables, work);
    this._tell({ id, paths: [] }, { here: true });
    return found;
  }

  _get(table, key) {
    return this.database.read([table], (transaction) => transaction.objectStore(table).get(key));
  }

  /** Tell other tabs, and this one's listeners of everything; those of the draft only if they cannot know it. */
  _tell(news, { here = false } = {}) {
    try {
      if (news.id) this.channel.postMessage(news);
    } catch {
      // closed: the page is going
    }
    this._hear(news, { here });
  }

  async _hear(news, { here = true } = {}) {
    const all = [...this.listeners];
    for (const { listener } of all.filter((entry) => entry.id === null)) listener({ id: news.id });
    const concerned = all.filter((entry) => entry.id === news.id && here);
    if (!news.id || concerned.length === 0) return;
    const state = await this.document(news.id).catch(() => null);
    if (!state) return;
    for (const { listener } of concerned) listener({ ...state, paths: news.paths });
  }
}

function receiptLine({ id, kind, title, site, day, partnership, reference, uuid, at }) {
  return {
    id, kind, title, site, day, partnership, waiting: 0, filesWaiting: 0, alertsWaiting: 0, conflicts: 0, refused: 0, trouble: "",
    receipt: { reference, uuid, title, at },
  };
}

export { Told };
