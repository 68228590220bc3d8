// Sends what was done at the door whenever there is a signal, and asks what other doors have done. Sending twice does no
// harm: every act has an id of its own.
import { Requests, SignedOut, Unreachable } from "../visits/sync_requests.js";

const MOST_ACTS = 100; // in one message; the server takes more
const ASK_EVERY = 10_000; // for what other doors have done
const LONGEST_PAUSE = 30_000;
const NOT_YOURS = "You can no longer check people in at this forum. What you did is on this device.";

class DoorRequests extends Requests {
  /** Who is signed in, the key against forged requests, and the forums whose door is open. */
  async hello(slug) {
    const begun = Date.now();
    const { status, answer } = await this.send(`${base(slug)}/door/hello`, {});
    if (status !== 200 || typeof answer.csrf !== "string") throw new Unreachable(answer.error ?? "", { answered: true });
    this.offset = Math.round(Date.parse(answer.server_time) - (begun + Date.now()) / 2) || 0;
    this.greetings.set(slug, answer);
    this.person = answer.user;
    return answer;
  }
}

const base = (slug) => `/p/${encodeURIComponent(slug)}/learning-hub`;
const doorOf = (slug, forum) => `${base(slug)}/forums/${forum}/door`;

export class DoorSync {
  constructor(store, slug) {
    Object.assign(this, { store, slug, forum: null, failures: 0, running: Promise.resolve(), next: null });
    this.requests = new DoorRequests((...given) => window.fetch(...given));
    this.state = { online: navigator.onLine, signedOut: false, trouble: "" };
    this.listeners = new Set();
  }

  /** Keep the door of this forum; null for none. */
  follow(forum) {
    this.forum = forum;
    return this.now();
  }

  start() {
    window.addEventListener("online", () => this.now());
    window.addEventListener("offline", () => this._say({ online: false }));
    document.addEventListener("visibilitychange", () => document.hidden || this.now());
    this.now();
  }

  /** One pass, after the one that is under way. */
  now() {
    this.next ??= this.running.then(() => {
      this.next = null;
      return this._pass();
    });
    this.running = this.next.catch(() => {});
    return this.next;
  }

  watch(listener) {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** The present moment by the server's clock, as far as it is known. */
  moment() {
    return new Date(Date.now() + this.requests.offset).toISOString();
  }

  hello() {
    return this.requests.hello(this.slug);
  }

  /** What somebody has at other forums of the cycle; null without a signal. */
  async elsewhere(forum, who) {
    try {
      const { status, answer } = await this.requests.post(this.slug, `${doorOf(this.slug, forum)}/elsewhere`, who);
      return status === 200 ? answer.found : [];
    } catch {
      return null;
    }
  }

  /** Tell the server that a list is deleted here; it is deleted whether that succeeds or not. */
  async gone(slug, forum) {
    const device = await this.store.device();
    await this.requests.post(slug, `${doorOf(slug, forum)}/gone`, { device }).catch(() => null);
  }

  async _pass() {
    clearTimeout(this.timer);
    try {
      for (const { forum, slug } of await this._forums()) await this._forumPass(slug, forum);
      this.failures = 0;
      this._say({ online: true, signedOut: false });
    } catch (error) {
      this._fail(error);
    }
    this.timer = setTimeout(() => this.now(), Math.min(ASK_EVERY * 2 ** Math.min(this.failures, 2), LONGEST_PAUSE));
  }

  /** The forum whose door is kept here, and others of which something waits. */
  async _forums() {
    const waiting = (await this.store.allActs()).filter(({ why }) => !why);
    const found = new Map(waiting.map(({ forum, slug }) => [forum, { forum, slug }]));
    if (this.forum) found.set(this.forum, { forum: this.forum, slug: this.slug });
    return [...found.values()];
  }

  async _forumPass(slug, forum) {
    const device = await this.store.device();
    for (;;) {
      const list = await this.store.list(forum);
      const waiting = (await this.store.acts(forum)).filter(({ why }) => !why);
      const acts = waiting.slice(0, MOST_ACTS).map(asSent);
      const message = { device, seen: list?.seen ?? "", acts };
      const { status, answer } = await this.requests.post(slug, `${doorOf(slug, forum)}/sync`, message);
      if (status !== 200) return this._refused(forum, status, answer);
      await this.store.take(forum, { slug, answer });
      this._say({ trouble: answer.closed });
      if (waiting.length <= MOST_ACTS) return undefined;
    }
  }

  async _refused(forum, status, answer) {
    if (status === 403 || status === 404) await this.store.forget(forum);
    this._say({ trouble: status === 403 || status === 404 ? NOT_YOURS : (answer.error ?? NOT_YOURS) });
  }

  _fail(error) {
    this.failures += 1;
    if (error instanceof SignedOut) this._say({ online: true, signedOut: true });
    else if (error instanceof Unreachable) this._say({ online: false, trouble: error.message });
    else this._say({ trouble: error.message });
  }

  _say(news) {
    this.state = { ...this.state, ...news };
    for (const listener of [...this.listeners]) listener(this.state);
  }
}

/** An act without what only this device needs. */
function asSent({ id, kind, at, person, guest, ends }) {
  return kind === "out" ? { id, kind, at, ends } : { id, kind, at, person, ...(guest && { guest }) };
}
