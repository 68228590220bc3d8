// The device's database: its tables by version, and writing so that what is said to be kept is on the disk.
import { openDB } from "idb";

export const NAME = "walkabout";
export const FULL =
  "This device’s storage is full. What you have just written is on the screen but not saved yet. Free some space, " +
  "for example by deleting videos or apps you do not need: it is saved by itself as soon as there is room.";
const SUPERSEDED = "A newer version of Walkabout is open in another tab. Load this page again.";
const PAUSE = 3_000; // milliseconds between attempts to write to a full device

// One upgrade for each version of the database, the oldest first; drafts that are on a device go through all of them.
export const UPGRADES = [
  (database) => {
    for (const name of ["drafts", "bases", "bundles", "receipts"]) database.createObjectStore(name, { keyPath: "id" });
    database.createObjectStore("media", { keyPath: ["draft", "url"] });
    database.createObjectStore("bytes", { keyPath: ["draft", "name"] });
    database.createObjectStore("messages", { keyPath: "draft" });
    for (const name of ["changes", "files", "alerts"]) {
      const options = name === "changes" ? { keyPath: "number", autoIncrement: true } : { keyPath: ["draft", "name"] };
      const table = database.createObjectStore(name, name === "alerts" ? { keyPath: "alert" } : options);
      table.createIndex("draft", "draft");
    }
  },
];

/** An error whose message is a sentence for the person. */
export class Told extends Error {}

export class Database {
  /**
   * @param {{name?: string, upgrades?: Function[], beforeClose?: () => Promise<void>, fault?: () => void,
   *   pause?: number}} options  `beforeClose` is waited for when a newer version asks this tab to let go; `fault` is
   *   called before each write and may throw, in tests.
   */
  constructor({ name = NAME, upgrades = UPGRADES, beforeClose = async () => {}, fault = () => {}, ...rest } = {}) {
    const { pause = PAUSE } = rest;
    Object.assign(this, { name, upgrades, beforeClose, fault, pause });
    this.trouble = "";
    this.told = () => {};
    this.queue = Promise.resolve();
    this.opening = null;
    this.superseded = false;
  }

  /** The open connection; opened anew where the browser has closed it. */
  async connection() {
    if (this.superseded) throw new Told(SUPERSEDED);
    this.opening ??= openDB(this.name, this.upgrades.length, {
      upgrade: (database, before, _after, transaction) => {
        for (const upgrade of this.upgrades.slice(before)) upgrade(database, transaction);
      },
      blocking: () => this._letGo(),
      terminated: () => {
        this.opening = null;
      },
    }).catch((error) => {
      this.opening = null;
      throw error.name === "VersionError" ? new Told(SUPERSEDED) : error;
    });
    return this.opening;
  }

  /** A newer version of the app wants to open the database: keep what is still on its way, then close. */
  async _letGo() {
    const connection = await this.opening;
    await this.beforeClose();
    await this.queue;
    this.superseded = true;
    connection.close();
    this._tell(SUPERSEDED);
  }

  async close() {
    const connection = await this.opening;
    this.opening = null;
    connection?.close();
  }

  /** Read within one transaction. */
  async read(tables, work) {
    const transaction = await this._begin(tables, "readonly");
    const found = await work(transaction);
    await transaction.done;
    return found;
  }

  /**
   * Write within one transaction that is on the disk when this resolves; rejects, with nothing written, when it is not.
   */
  async write(tables, work) {
    const transaction = await this._begin(tables, "readwrite", { durability: "strict" });
    try {
      this.fault();
      const found = await work(transaction);
      transaction.commit?.();
      await transaction.done;
      return found;
    } catch (error) {
      transaction.done.catch(() => {});
      try {
        transaction.abort();
      } catch {
        // it has ended by itself
      }
      throw error;
    }
  }

  /**
   * Write what a person has made, one after another, and do not give up: on a full device it is told, and tried again
   * until there is room. What is not written stays in the page's memory meanwhile, in its order.
   */
  keep(tables, work) {
    const written = this.queue.then(() => this._keepTrying(tables, work));
    this.queue = written.catch(() => {});
    return written;
  }

  async _keepTrying(tables, work) {
    for (;;) {
      try {
        const found = await this.write(tables, work);
        if (!this.superseded) this._tell("");
        return found;
      } catch (error) {
        if (!isFull(error)) throw error;
        this._tell(FULL);
        await new Promise((resolve) => setTimeout(resolve, this.pause));
      }
    }
  }

  async _begin(tables, mode, options) {
    const connection = await this.connection();
    try {
      return connection.transaction(tables, mode, options);
    } catch (error) {
      if (error.name !== "InvalidStateError") throw error;
      this.opening = null; // the browser closed it behind us
      return (await this.connection()).transaction(tables, mode, options);
    }
  }

  _tell(trouble) {
    if (trouble === this.trouble) return;
    this.trouble = trouble;
    this.told();
  }
}

export function isFull(error) {
  return error?.name === "QuotaExceededError" || error?.inner?.name === "QuotaExceededError";
}
