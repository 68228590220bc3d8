// What is on this device: forums as they were fetched last, what waits to be sent, and what is being typed.
import { Database } from "../visits/store_database.js";
import { answered, newKey, queued } from "./queue.js";

const UPGRADES = [
  (database) => {
    database.createObjectStore("forums", { keyPath: "id" });
    database.createObjectStore("changes", { keyPath: "number", autoIncrement: true }).createIndex("forum", "forum");
    database.createObjectStore("drafts", { keyPath: "key" });
    database.createObjectStore("facts", { keyPath: "name" });
  },
];

export class Store {
  constructor(options = {}) {
    this.database = new Database({ name: "walkabout-tables", upgrades: UPGRADES, ...options });
    this.listeners = new Set();
    this.database.told = () => this.tell();
  }

  get trouble() {
    return this.database.trouble;
  }

  /** Call after each change of what is on the device; gives what stops it. */
  watch(listener) {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  tell() {
    for (const listener of [...this.listeners]) listener();
  }

  fact(name) {
    return this.database.read(["facts"], async (tables) => (await tables.objectStore("facts").get(name))?.value ?? null);
  }

  saveFact(name, value) {
    return this.database.keep(["facts"], (tables) => tables.objectStore("facts").put({ name, value }));
  }

  forums() {
    return this.database.read(["forums"], (tables) => tables.objectStore("forums").getAll());
  }

  /** The state of a forum as the server told it last, and what waits. */
  forum(id) {
    return this.database.read(["forums", "changes"], async (tables) => ({
      state: (await tables.objectStore("forums").get(id))?.state ?? null,
      changes: await tables.objectStore("changes").index("forum").getAll(id),
    }));
  }

  async saveState(id, state) {
    await this.database.keep(["forums"], (tables) => tables.objectStore("forums").put({ id, state }));
    this.tell();
  }

  /** Everything that waits, of all forums. */
  waiting() {
    return this.database.read(["changes"], (tables) => tables.objectStore("changes").getAll());
  }

  /** Keep something that was written; it is on the disk when this resolves. */
  async write(forum, change) {
    await this.database.keep(["changes"], async (tables) => {
      const table = tables.objectStore("changes");
      const row = { ...change, forum, change: newKey(), sent: false, refused: "" };
      const { put, drop } = queued(await table.index("forum").getAll(forum), row);
      if (drop !== null) await table.delete(drop);
      if (put) await table.put(put);
    });
    this.tell();
  }

  /** From now on these may have reached the server: they change no more. */
  markSent(rows) {
    return this.database.write(["changes"], async (tables) => {
      for (const row of rows) await tables.objectStore("changes").put({ ...row, sent: true });
    });
  }

  /** Take an answer: what it settles goes, and the state that it told is kept. Gives what to tell. */
  async settle(forum, { results, state }) {
    const told = await this.database.keep(["forums", "changes"], async (tables) => {
      const table = tables.objectStore("changes");
      const outcome = answered(await table.index("forum").getAll(forum), results);
      for (const number of outcome.drop) await table.delete(number);
      for (const row of outcome.put) await table.put(row);
      await tables.objectStore("forums").put({ id: forum, state });
      return outcome.told;
    });
    this.tell();
    return told;
  }

  draft(key) {
    return this.database.read(["drafts"], async (tables) => (await tables.objectStore("drafts").get(key))?.words ?? null);
  }

  keepDraft(key, words) {
    return this.database.keep(["drafts"], (tables) => tables.objectStore("drafts").put({ key, words }));
  }

  dropDraft(key) {
    return this.database.keep(["drafts"], (tables) => tables.objectStore("drafts").delete(key));
  }
}
