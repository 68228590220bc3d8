// Codings on their way to the server. The newest state of each comment is kept in this browser until the server has said
// that it is saved; sending the same one twice saves it once, and a lost connection is tried again by itself.

const AT_ONCE = 20;
const FIRST_PAUSE = 1_000; // milliseconds; doubled after each failure
const LONGEST_PAUSE = 15_000;

export class WaitingSaves {
  /**
   * @param {{prefix: string, storage: Storage | null, send: (saves: object[]) => Promise<object[]>, told: Function}} parts
   *   `send` resolves to the outcomes, or throws an error with `kind`: "offline", "signed-out" or "refused".
   *   `told` is called with each outcome, and with null when only the state has changed.
   */
  constructor({ prefix, storage, send, told }) {
    Object.assign(this, { prefix, storage, send, told });
    this.items = new Map();
    this.trouble = null;
    this.pause = FIRST_PAUSE;
    this.sending = false;
  }

  /** How many comments are not saved yet, those that need a decision left out. */
  get count() {
    return this._sendable().length;
  }

  get conflicts() {
    return [...this.items.values()].filter((item) => item.theirs);
  }

  /** Take what was kept here when the page was left, and return it, so that the page can show it. */
  resume(known) {
    for (const name of Object.keys(this.storage ?? {})) {
      if (!name.startsWith(this.prefix)) continue;
      const item = read(this.storage, name);
      if (item && known(item.key)) this.items.set(item.key, item);
      else this.storage.removeItem(name);
    }
    return [...this.items.values()];
  }

  /** The newest state of a comment; it takes the place of one that still waits. */
  put(state) {
    const before = this.items.get(state.key);
    const item = { ...state, save_id: randomId(), earlier: before ? [...before.earlier, before.save_id].slice(-20) : [] };
    if (before) item.seen = before.seen;
    this.items.set(item.key, item);
    this._keep(item);
    this.told(null);
  }

  /** Send what waits, one request after another. */
  async flush() {
    clearTimeout(this.timer);
    if (this.sending || this.count === 0) return;
    this.sending = true;
    const sent = this._sendable().slice(0, AT_ONCE);
    try {
      const outcomes = await this.send(sent.map(({ theirs, ...save }) => save));
      this.trouble = null;
      this.pause = FIRST_PAUSE;
      for (const outcome of outcomes) this._settle(outcome);
    } catch (error) {
      this.trouble = error.kind ?? "offline";
      this.message = error.message;
      this.timer = setTimeout(() => this.flush(), this.pause);
      this.pause = Math.min(this.pause * 2, LONGEST_PAUSE);
    } finally {
      this.sending = false;
    }
    this.told(null);
    if (this.trouble === null && this.count > 0) await this.flush();
  }

  /** The decision of a conflict: send mine again over theirs, or forget mine. */
  decide(key, keepMine) {
    const item = this.items.get(key);
    if (!item) return;
    if (keepMine) {
      const { theirs, ...mine } = item;
      this.items.set(key, { ...mine, save_id: randomId(), earlier: [], seen: theirs.revision });
      this._keep(this.items.get(key));
    } else {
      this._forget(key);
    }
    this.told(null);
    this.flush();
  }

  _sendable() {
    return [...this.items.values()].filter((item) => !item.theirs);
  }

  _settle(outcome) {
    const item = this.items.get(outcome.key);
    if (!item) return;
    if (outcome.status === "saved") {
      if (item.save_id === outcome.save_id) this._forget(outcome.key);
      else this._keep(Object.assign(item, { seen: outcome.revision, earlier: [] })); // changed while it was under way
    } else if (outcome.status === "conflict") {
      this._keep(Object.assign(item, { theirs: outcome.theirs }));
    } else {
      this._forget(outcome.key);
    }
    this.told(outcome);
  }

  _keep(item) {
    try {
      this.storage?.setItem(this.prefix + item.key, JSON.stringify(item));
    } catch {
      this.storage = null; // full or refused: from now on leaving the page warns
    }
  }

  _forget(key) {
    this.items.delete(key);
    this.storage?.removeItem(this.prefix + key);
  }
}

/** The browser's storage where it may be used; private windows of some browsers refuse it. */
export function usableStorage(storage) {
  try {
    storage.getItem("walkabout");
    return storage;
  } catch {
    return null;
  }
}

function read(storage, name) {
  try {
    const item = JSON.parse(storage.getItem(name));
    const whole = typeof item?.key === "string" && typeof item.save_id === "string" && Array.isArray(item.earlier);
    return whole && typeof item.themes === "object" ? item : null;
  } catch {
    return null;
  }
}

// crypto.randomUUID is missing where a page is served without TLS under a name of its own.
function randomId() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
