// Sends what is on the device, whenever there is a signal and without anybody's doing: one tab at a time, again after
// every failure, and never more than once what the server has had.
import { keepApp } from "./worker.js";
import { Told } from "./store_database.js";
import { sendAgain } from "./store_files.js";
import { forItsAuthor } from "./sync_author.js";
import { sendAlerts, sendChanges, sendFiles } from "./sync_pass.js";
import { Requests, SignedOut, Unreachable } from "./sync_requests.js";

const LOCK = "walkabout-sync";
const PATIENCE_FOR_LOCK = 15_000; // a tab that sleeps may hold it; sending twice does no harm, never sending does
const SOON = 400; // milliseconds after a change
const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 60_000;
const ASK_EVERY = 60_000; // for what others have written
const LOOK_EVERY = 15_000;
const CLOCK_TOLERANCE = 5 * 60_000;
const ATTEMPTS_TO_SEND = 5;
const NO_SIGNAL = "There is no connection to the server. Try again when there is a signal.";
const SIGN_IN = "Sign in first.";
const NOT_READY = "Making ready needs a connection to the server. There is none now.";
const NO_PICTURE = "A picture of the form could not be fetched, so the visit is not ready. Try again.";
const FAILED = "What you wrote is on this device, but sending it failed. It is tried again.";

export class Sync {
  /**
   * @param {{store: Store, fetch?: Function, clock?: () => number, random?: () => number, keepApp?: Function}} parts
   */
  constructor({ store, fetch, clock = Date.now, random = Math.random, ...rest }) {
    Object.assign(this, { store, clock, random, keepApp: rest.keepApp ?? keepApp });
    this.requests = new Requests(fetch ?? ((...given) => window.fetch(...given)));
    this.listeners = new Set();
    this.state = {
      online: navigator.onLine, signedOut: false, sending: false, waiting: 0, changesWaiting: 0, filesWaiting: 0,
      alertsWaiting: 0, trouble: "", clockTrouble: "", lastSent: null, person: null,
    };
    this.failures = 0;
    this.notBefore = 0;
    this.askedAt = -Infinity;
    this.running = Promise.resolve();
    this.next = null;
  }

  /** Begin; gives a function that stops it. */
  start() {
    const back = () => this.now();
    const shown = () => document.visibilityState === "visible" && this.now();
    const lost = () => this._say({ online: false });
    addEventListener("online", back);
    addEventListener("offline", lost);
    document.addEventListener("visibilitychange", shown);
    const stopWatching = this.store.watch(null, () => this._soon());
    const timer = setInterval(() => this._look(), LOOK_EVERY);
    this.now();
    return () => {
      removeEventListener("online", back);
      removeEventListener("offline", lost);
      document.removeEventListener("visibilitychange", shown);
      stopWatching();
      clearInterval(timer);
      clearTimeout(this.timer);
    };
  }

  /** Something is to be sent: at once, unless the server could not be reached a moment ago. */
  kick() {
    return this.clock() >= this.notBefore ? this.pass() : this.running;
  }

  /** Send now, whatever happened before, and ask for what others have written. */
  now() {
    this.notBefore = 0;
    this.askedAt = -Infinity;
    return this.pass();
  }

  /** Hear of every change of the state. */
  watch(listener) {
    this.listeners.add(listener);
    listener(this.state);
    return () => this.listeners.delete(listener);
  }

  /** One pass over everything that waits; passes of this tab follow each other, those of other tabs wait. */
  pass() {
    this.next ??= this.running.then(() => {
      this.next = null;
      return this._alone(() => this._pass());
    });
    this.running = this.next.catch(() => {});
    return this.next;
  }

  /**
   * Take a visit onto this device.
   *
   * @returns {Promise<{size: number, persisted: boolean, opensOffline: boolean}>}  rejects with a sentence
   */
  async makeReady(draftId, slug) {
    const base = `/p/${encodeURIComponent(slug)}/walkabouts/notes`;
    const bundle = await this._fetchToKeep(`${base}/${encodeURIComponent(draftId)}/bundle`);
    const media = [];
    for (const url of bundle.media ?? []) media.push(await this._fetchMedia(url));
    const size = await this.store.saveBundle(bundle, media);
    const persisted = (await navigator.storage?.persist?.().catch(() => false)) ?? false;
    const opensOffline = await this.keepApp(`${base}/app`).catch(() => false);
    return { size, persisted, opensOffline };
  }

  /**
   * Hand a visit's notes in, once the server has everything.
   *
   * @returns {Promise<{receipt: object} | {problems: object[]} | {waiting: string} | {trouble: string}>}
   */
  async send(draftId) {
    for (let attempt = 0; attempt < ATTEMPTS_TO_SEND; attempt += 1) {
      await this.now();
      const draft = (await this.store.drafts()).find((one) => one.id === draftId && !one.receipt);
      if (!draft) return { trouble: "These notes are no longer on this device." };
      const waiting = this._reasonToWait(draft);
      if (waiting) return waiting;
      const found = await this._handIn(draft);
      if (found) return found;
    }
    return { waiting: "The notes are still being changed on another device. Try again in a moment." };
  }

  _reasonToWait(draft) {
    if (this.state.signedOut) return { waiting: SIGN_IN };
    if (draft.conflicts) return { waiting: "Two answers to one question wait for your decision." };
    if (draft.trouble) return { trouble: draft.trouble };
    if (draft.waiting || !this.state.online) return { waiting: NO_SIGNAL };
    return null;
  }

  /** Ask for the receipt; null where something has to be sent first and it is worth trying again. */
  async _handIn(draft) {
    const { partnership, links, revision } = draft;
    try {
      const { status, answer } = await this.requests.post(partnership.slug, links.send, { revision });
      if (status === 200 || status === 201) {
        await this.store.forget(draft.id, answer); // false: more was written meanwhile, and follows as an amendment
        return { receipt: answer };
      }
      if (status === 422) return { problems: answer.problems ?? [], trouble: answer.error ?? "" };
      if (answer.reason === "files") return await this._sendMissing(draft, answer.missing ?? []);
      if (answer.reason === "revision" || answer.reason === "conflicts") return null;
      return { trouble: answer.error ?? "The server did not take these notes. They stay on this device." };
    } catch (error) {
      if (error instanceof SignedOut) this._say({ signedOut: true });
      return { waiting: error instanceof SignedOut ? SIGN_IN : NO_SIGNAL };
    }
  }

  async _sendMissing(draft, names) {
    const files = await this.store.files(draft.id);
    const refused = files.find((file) => names.includes(file.name) && file.trouble);
    if (refused) return { trouble: `${refused.name}: ${refused.trouble}` };
    const lost = await this.store.settle(draft.id, ["files"], (transaction) => sendAgain(transaction, draft.id, names));
    if (lost.length === 0) return null;
    return { trouble: `These files are on another device, and have to be uploaded there first: ${lost.join(", ")}.` };
  }

  /** Run where no other tab runs, as far as the browser can tell. */
  async _alone(work) {
    if (!navigator.locks) return work();
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), PATIENCE_FOR_LOCK);
    try {
      return await navigator.locks.request(`${LOCK}-${this.store.database.name}`, { signal: abort.signal }, () => {
        clearTimeout(timer);
        return work();
      });
    } catch (error) {
      if (error.name !== "AbortError") throw error;
      return work();
    } finally {
      clearTimeout(timer);
    }
  }

  async _pass() {
    this._say({ sending: true });
    const before = this.requests.answers;
    let trouble = "";
    try {
      if (await this._sendAll()) this.failures = 0;
      else this._pause();
    } catch (error) {
      trouble = this._take(error);
    }
    // The server may have answered some of it before something went wrong.
    const isReached = this.requests.answers > before && this.failures === 0;
    if (isReached) this._say({ online: true, signedOut: false, lastSent: new Date(this.clock()).toISOString() });
    await this._count(trouble);
  }

  /** Worries, then changes, then files. False where the server refused something, which stays here and is told. */
  async _sendAll() {
    let isTaken = true;
    let failed = null;
    const attempt = async (work) => {
      try {
        isTaken = (await work()) && isTaken;
      } catch (error) {
        if (!error.answered) throw error;
        failed ??= error; // the server fails at this; it may be well with the rest
      }
    };
    await attempt(() => sendAlerts(this.store, this.requests, () => this.store.clock()));
    const asks = this.clock() - this.askedAt >= ASK_EVERY;
    const drafts = (await this.store.drafts()).filter((draft) => !draft.receipt);
    for (const draft of drafts.filter((one) => asks || one.waiting > 0)) {
      await attempt(() => this._forItsAuthor(draft, () => sendChanges(this.store, this.requests, draft, asks)));
    }
    if (asks) this.askedAt = this.clock();
    for (const { id } of drafts) {
      const draft = (await this.store.drafts()).find((one) => one.id === id);
      if (!draft?.filesWaiting || draft.waiting) continue;
      await attempt(() => this._forItsAuthor(draft, () => sendFiles(this.store, this.requests, draft)));
    }
    if (failed) throw failed;
    return isTaken;
  }

  _forItsAuthor(draft, work) {
    return forItsAuthor(this.store, this.requests, draft, work);
  }

  _pause(wait = 0) {
    this.failures += 1;
    const pause = Math.min(FIRST_PAUSE * 2 ** (this.failures - 1), LONGEST_PAUSE);
    this.notBefore = this.clock() + Math.max(pause * (0.5 + this.random() / 2), wait * 1000);
  }

  /** What went wrong, as a state, a time for the next attempt, and a sentence where there is something to say. */
  _take(error) {
    this._pause(error.wait);
    if (error instanceof SignedOut) {
      this._say({ online: true, signedOut: true });
      return "";
    }
    if (error instanceof Unreachable) {
      this._say({ online: false });
      return "";
    }
    return error instanceof Told ? error.message : this.store.trouble || FAILED;
  }

  async _count(trouble) {
    const drafts = await this.store.drafts().catch(() => []);
    const sum = (name) => drafts.reduce((total, draft) => total + draft[name], 0);
    const alerts = await this.store.alertsWaiting().catch(() => 0);
    const ofADraft = drafts.find((draft) => draft.trouble)?.trouble ?? "";
    this._say({
      sending: false,
      waiting: drafts.filter((draft) => draft.waiting + draft.filesWaiting > 0).length,
      changesWaiting: sum("waiting"),
      filesWaiting: sum("filesWaiting"),
      alertsWaiting: alerts,
      trouble: this.store.trouble || trouble || ofADraft,
      clockTrouble: clockTrouble(this.requests.offset),
      person: this.requests.person,
    });
    this.store.offset = this.requests.offset;
  }

  /** A change was made: send soon, unless the server could not be reached a moment ago. */
  _soon() {
    if (this.timer) return;
    this.timer = setTimeout(() => {
      this.timer = null;
      this._look();
    }, SOON);
  }

  async _look() {
    await this._count(this.state.trouble);
    const { waiting, alertsWaiting } = this.state;
    const asks = this.clock() - this.askedAt >= ASK_EVERY && document.visibilityState === "visible";
    if ((waiting || alertsWaiting || asks) && this.clock() >= this.notBefore && !this.state.sending) await this.pass();
  }

  async _fetchToKeep(url) {
    try {
      const { status, answer } = await this.requests.get(url);
      if (status === 200 && answer.format === 1) return answer;
      throw new Told(answer.error ?? "This cannot be made ready: it may have been taken off your list.");
    } catch (error) {
      if (error instanceof SignedOut) throw new Told("Sign in first, then make the visit ready.");
      if (error instanceof Unreachable) throw new Told(NOT_READY);
      throw error;
    }
  }

  async _fetchMedia(url) {
    const response = await this.requests.fetch(url, { credentials: "same-origin" }).catch(() => null);
    if (!response?.ok) throw new Told(NO_PICTURE);
    return { url, type: response.headers.get("Content-Type") ?? "", bytes: await response.arrayBuffer() };
  }

  _say(news) {
    const before = this.state;
    this.state = { ...before, ...news };
    if (Object.keys(news).every((name) => before[name] === news[name])) return;
    for (const listener of [...this.listeners]) listener(this.state);
  }
}

function clockTrouble(offset) {
  if (Math.abs(offset) < CLOCK_TOLERANCE) return "";
  const minutes = Math.round(Math.abs(offset) / 60_000);
  const amount = minutes < 120 ? `${minutes} minutes` : `${Math.round(minutes / 60)} hours`;
  const way = offset > 0 ? "slow" : "fast";
  return `This device’s clock is ${amount} ${way}. Nothing is lost by it, but times you note by it will be wrong.`;
}
