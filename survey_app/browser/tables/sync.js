// Between this device and the server: what waits is sent, what others wrote is fetched, again and again.
import { Requests, SignedOut, Unreachable } from "../visits/sync_requests.js";
import { ready } from "./queue.js";

const EVERY = 5_000; // milliseconds while all is well
const LONGEST = 30_000;

class TablesRequests extends Requests {
  async hello(slug) {
    const { status, answer } = await this.send(`/p/${encodeURIComponent(slug)}/learning-hub/tables/hello`, {});
    if (status !== 200 || typeof answer.csrf !== "string") throw new Unreachable(answer.error ?? "", { answered: true });
    this.greetings.set(slug, answer);
    this.person = answer.user;
    return answer;
  }
}

export class Sync {
  constructor(store, slug, fetch = window.fetch.bind(window)) {
    Object.assign(this, { store, slug, requests: new TablesRequests(fetch), listeners: new Set(), forum: null });
    this.state = { online: true, signedOut: false, others: "", waiting: 0 };
    this.pause = EVERY;
    this.running = null;
  }

  watch(listener) {
    this.listeners.add(listener);
  }

  _set(state, told = []) {
    this.state = { ...this.state, ...state };
    for (const listener of this.listeners) listener(this.state, told);
  }

  start() {
    window.addEventListener("online", () => this.now());
    document.addEventListener("visibilitychange", () => document.hidden || this.now());
    this.store.watch(() => this.count());
    this.now();
  }

  async count() {
    const rows = await this.store.waiting();
    this._set({ waiting: rows.filter((row) => !row.refused).length });
  }

  /** Try at once; one attempt at a time. */
  now() {
    clearTimeout(this.timer);
    this.running ??= this._pass().finally(() => {
      this.running = null;
      this.timer = setTimeout(() => document.hidden || this.now(), this.pause);
    });
    return this.running;
  }

  async _pass() {
    try {
      await this._everything();
      this.pause = EVERY;
      this._set({ online: true, signedOut: false });
    } catch (error) {
      if (!(error instanceof SignedOut) && !(error instanceof Unreachable)) throw error;
      this.pause = Math.min(this.pause * 2, LONGEST);
      this._set({ online: error instanceof SignedOut, signedOut: error instanceof SignedOut });
    }
    await this.count();
  }

  async _everything() {
    const isGreeted = this.requests.greetings.has(this.slug);
    const { user, forums } = await this.requests.greeting(this.slug);
    if (!isGreeted) {
      await this.store.saveFact("person", user);
      await this.store.saveFact("forums", forums);
      this.store.tell();
    }
    const rows = await this.store.waiting();
    const mine = rows.filter((row) => row.by === null || row.by === user.id);
    this._set({ others: rows.find((row) => !mine.includes(row))?.byName ?? "" });
    const forumsToSend = new Set(mine.filter((row) => !row.refused).map((row) => row.forum));
    for (const forum of forumsToSend) await this._send(forum, mine.filter((row) => row.forum === forum));
    if (this.forum !== null && !forumsToSend.has(this.forum)) await this._fetch(this.forum);
  }

  async _send(forum, rows) {
    const going = ready(rows);
    if (going.length === 0) return;
    await this.store.markSent(going);
    const changes = going.map(({ number: _number, forum: _forum, sent: _sent, refused: _refused, by: _by, byName: _name, ...rest }) => rest);
    const { status, answer } = await this.requests.post(this.slug, this._address(forum, "sync"), { changes });
    if (status === 404 || status === 403) return; // no longer this person's to send
    if (status !== 200) throw new Unreachable(answer.error ?? "", { answered: true });
    const told = await this.store.settle(forum, answer);
    if (told.length > 0) this._set({}, told);
    const left = (await this.store.forum(forum)).changes.filter((row) => row.by === null || row.by === rows[0].by);
    if (ready(left).length > 0) await this._send(forum, left);
  }

  async _fetch(forum) {
    const { status, answer } = await this.requests.get(this._address(forum, "state"));
    if (status !== 200) return;
    const kept = (await this.store.forum(forum)).state;
    if (JSON.stringify(kept) !== JSON.stringify(answer)) await this.store.saveState(forum, answer);
  }

  _address(forum, what) {
    return `/p/${encodeURIComponent(this.slug)}/learning-hub/forums/${forum}/tables/${what}`;
  }
}
