// What a device keeps of the door: the list of each forum, and what was done at the door until the server has it.
import { Database } from "../visits/store_database.js";

const UPGRADES = [
  (database) => {
    database.createObjectStore("lists", { keyPath: "forum" });
    database.createObjectStore("acts", { keyPath: "number", autoIncrement: true }).createIndex("forum", "forum");
    database.createObjectStore("facts", { keyPath: "name" });
  },
];
const NEWS = "walkabout-door";
const MARK = "walkabout.door.lists"; // that there may be lists here: other pages then look, and open no database else

/** Whether a list was ever taken onto this device; also where that cannot be known. */
export function mayHoldLists() {
  try {
    return localStorage.getItem(MARK) !== null;
  } catch {
    return true;
  }
}

function markLists() {
  try {
    localStorage.setItem(MARK, "yes");
  } catch {
    // without it, only the page at the door deletes what is over
  }
}

export class DoorStore {
  constructor(options = {}) {
    this.database = new Database({ name: "walkabout-door", upgrades: UPGRADES, ...options });
    this.listeners = new Set();
    this.takesLists = true;
    this.channel = new BroadcastChannel(NEWS);
    this.channel.onmessage = () => this._hear();
    this.database.told = () => this._hear();
  }

  /** What stands in the way of writing, in a sentence; empty where nothing does. */
  get trouble() {
    return this.database.trouble;
  }

  /** A name of this device, made once. */
  device() {
    return this.database.write(["facts"], async (transaction) => {
      const facts = transaction.objectStore("facts");
      const known = await facts.get("device");
      if (known) return known.value;
      const value = crypto.randomUUID();
      await facts.put({ name: "device", value });
      return value;
    });
  }

  list(forum) {
    return this.database.read(["lists"], (transaction) => transaction.objectStore("lists").get(forum));
  }

  lists() {
    return this.database.read(["lists"], (transaction) => transaction.objectStore("lists").getAll());
  }

  /** Everything of a forum that the server has not taken, the oldest first; what it refused says `why`. */
  acts(forum) {
    return this.database.read(["acts"], (transaction) => transaction.objectStore("acts").index("forum").getAll(forum));
  }

  allActs() {
    return this.database.read(["acts"], (transaction) => transaction.objectStore("acts").getAll());
  }

  /** Keep what was done; it is on the disk when this resolves. */
  async act(given) {
    const act = { id: crypto.randomUUID(), why: "", ...given };
    await this.database.keep(["acts"], (transaction) => transaction.objectStore("acts").add(act));
    this._tell();
    return act;
  }

  /** The server's answer: its list, and what it has taken or refused, in one step. */
  async take(forum, { slug, answer }) {
    if (answer.list) markLists();
    await this.database.write(["lists", "acts"], async (transaction) => {
      const [lists, acts] = [transaction.objectStore("lists"), transaction.objectStore("acts")];
      if (answer.closed) await lists.delete(forum);
      else if (answer.list && this.takesLists) await lists.put({ forum, slug, seen: answer.seen, content: answer.list });
      const [taken, refused] = [new Set(answer.taken), new Map(answer.refused.map(({ id, why }) => [id, why]))];
      for (const act of await acts.index("forum").getAll(forum)) {
        if (taken.has(act.id)) await acts.delete(act.number);
        else if (refused.has(act.id)) await acts.put({ ...act, why: refused.get(act.id) });
      }
    });
    this._tell();
  }

  /** Put away what was refused, once somebody has read it. */
  async putAway(number) {
    await this.database.write(["acts"], (transaction) => transaction.objectStore("acts").delete(number));
    this._tell();
  }

  /** Delete a list; what is still to be sent stays. */
  async forget(forum) {
    await this.database.write(["lists"], (transaction) => transaction.objectStore("lists").delete(forum));
    this._tell();
  }

  /** Delete the lists of forums that have been over for a day; the ids of these forums. */
  async forgetOver(now) {
    const over = (await this.lists()).filter(({ content }) => Date.parse(content.forum.ends) <= now);
    for (const { forum } of over) await this.forget(forum);
    return over.map(({ forum, slug }) => ({ forum, slug }));
  }

  /** Hear of every change, in this tab or in another. */
  watch(listener) {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  async close() {
    this.channel.close();
    await this.database.close();
  }

  _tell() {
    this.channel.postMessage("changed");
    this._hear();
  }

  _hear() {
    for (const listener of [...this.listeners]) listener();
  }
}
