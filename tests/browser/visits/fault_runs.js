// One run: two devices, the first with two tabs, on one draft, over a faulty network, until all is well again.
import { openStore } from "../../../survey_app/browser/visits/store.js";
import { Sync } from "../../../survey_app/browser/visits/sync.js";
import { applyChange, findEntry } from "../../../survey_app/browser/visits/merging.js";
import { bundleOf } from "./device.js";
import { Network, chanceOf } from "./faulty_network.js";
import { Words } from "./written_words.js";

const DAY = 86_400_000;
const STEPS = 45;
const SHARE = 0.5; // of requests that meet a fault
const MOST_ROUNDS = 12;
const ACTS = [
  "write", "write", "write", "write", "write", "write", "blank", "add", "add", "remove", "order", "look", "decide",
  "file", "sync", "sync", "sync", "sync", "sync", "sync", "sync", "late", "sign in or out", "crash", "full", "clock",
  "restart",
];

/** Run several seeds at a time; what each came to. */
export async function runSeeds(seeds, beside = 4) {
  const waiting = [...seeds];
  const reports = [];
  const work = async () => {
    for (let plan = waiting.shift(); plan; plan = waiting.shift()) reports.push(await runSeed(plan));
  };
  await Promise.all(Array.from({ length: beside }, work));
  return reports;
}

/**
 * @param {{seed: number, draft: string, slug: string, revision: number, document: object, pictures: string[],
 *   restarts: boolean}} plan
 */
export async function runSeed(plan) {
  const run = new Run(plan);
  try {
    await run.begin();
    for (let step = 0; step < STEPS; step += 1) await run.step();
    await run.settle();
    const undecided = await run.states();
    const words = run.words.told();
    await run.decideAll();
    const decided = await run.states();
    return {
      seed: plan.seed, draft: plan.draft, error: "", undecided, words, decided, wordsDecided: run.words.told(),
      met: run.network.met, acts: run.acts, requests: run.network.requests, files: run.files,
    };
  } catch (error) {
    return { seed: plan.seed, draft: plan.draft, error: `${error.stack ?? error}` };
  } finally {
    await run.end();
  }
}

class Tab {
  constructor(run, device) {
    Object.assign(this, { run, device, isDead: false, isSignedOut: false, full: 0, skew: 0, work: [], view: {} });
  }

  async open() {
    const clock = () => Date.now() + this.skew;
    const fault = () => {
      if (this.isDead) throw new Error("the page is gone");
      if ((this.full -= 1) >= 0) throw new DOMException("full", "QuotaExceededError");
    };
    const isoClock = () => new Date(clock()).toISOString();
    this.store = await openStore({ name: this.device, fault, pause: 1, clock: isoClock });
    const fetch = this.run.network.fetchOf(this);
    this.sync = new Sync({ store: this.store, fetch, clock, random: this.run.chance.next });
    return this;
  }

  /** What is under way, to its end. */
  async rest() {
    while (this.work.length) await this.work.shift();
  }

  async look() {
    this.view = structuredClone((await this.store.document(this.run.draft)).document);
  }
}

class Run {
  constructor({ seed, draft, slug, user, revision, document, pictures, restarts }) {
    Object.assign(this, { seed, draft, slug, user, revision, document, pictures, restarts });
    this.chance = chanceOf(seed);
    this.network = new Network(chanceOf(seed + 1_000_000), SHARE);
    this.words = new Words();
    this.acts = {};
    this.number = 0;
    this.files = [];
  }

  async begin() {
    const names = [`run-${this.draft}-a`, `run-${this.draft}-b`];
    this.tabs = [];
    for (const name of [names[0], names[0], names[1]]) this.tabs.push(await new Tab(this, name).open());
    const base = `/p/${this.slug}/walkabouts/notes/${this.draft}`;
    const links = { sync: `${base}/sync`, files: `${base}/files`, send: `${base}/send`, alert: "" };
    const { user, slug } = this;
    const bundle = bundleOf(this.draft, this.document, { links, user, partnership: { slug, name: "Made-up" } });
    bundle.draft.revision = this.revision;
    for (const tab of [this.tabs[0], this.tabs[2]]) await tab.store.saveBundle(bundle);
  }

  async end() {
    for (const tab of this.tabs) await tab.store.close();
    for (const name of new Set(this.tabs.map((tab) => tab.device))) indexedDB.deleteDatabase(name);
  }

  async step() {
    const at = this.chance.below(this.tabs.length);
    const act = this.chance.of(ACTS);
    this.acts[act] = (this.acts[act] ?? 0) + 1;
    if (this.chance.is(0.6)) await this.tabs[at].look();
    await this[`_${act.replaceAll(" ", "_")}`](this.tabs[at], at);
    if (this.chance.is(0.3)) await this.tabs[at].rest();
  }

  text() {
    this.number += 1;
    return `s${this.seed}n${this.number}`;
  }

  /** The paths of the entries that somebody sees, and of the document itself. */
  places(view) {
    const found = [[]];
    for (const talk of view.talk ?? []) {
      found.push(["talk", talk._id], ...(talk.part ?? []).map((part) => ["talk", talk._id, "part", part._id]));
    }
    return found;
  }

  question(place) {
    const names = { 0: ["b1", "b2"], 2: ["c1", "c2"], 4: ["p1"] };
    return [...place, this.chance.of(names[place.length])];
  }

  /** Somebody does something; what they see changes at once, as on a page. */
  change(tab, change) {
    tab.view = applyChange(tab.view, change).document;
    tab.work.push(tab.store.change(this.draft, change));
  }

  set(tab, path, value) {
    const was = findEntry(tab.view, path.slice(0, -1))?.[path.at(-1)] ?? null;
    if (was === value) return;
    this.words.wrote(path, value, was);
    this.change(tab, { op: "set", path, value, was });
  }

  _write(tab) {
    this.set(tab, this.question(this.chance.of(this.places(tab.view))), this.text());
  }

  _blank(tab) {
    this.set(tab, this.question(this.chance.of(this.places(tab.view))), null);
  }

  _add(tab) {
    const place = this.chance.of(this.places(tab.view).filter((one) => one.length < 4));
    const repeat = place.length ? "part" : "talk";
    const there = (findEntry(tab.view, place)?.[repeat] ?? []).map((entry) => entry._id);
    const path = [...place, repeat, `e${this.text()}`];
    this.words.added(path);
    this.change(tab, { op: "add", path, after: this.chance.is(0.3) ? null : (there.at(-1) ?? null) });
    this.set(tab, this.question(path), this.text());
  }

  _remove(tab) {
    const path = this.chance.of(this.places(tab.view));
    if (path.length === 0) return;
    const was = structuredClone(findEntry(tab.view, path));
    this.words.removed(path, was);
    this.change(tab, { op: "remove", path, was });
  }

  _order(tab) {
    const ids = (tab.view.talk ?? []).map((entry) => entry._id).sort(() => this.chance.next() - 0.5);
    if (ids.length > 1) this.change(tab, { op: "order", path: ["talk"], ids });
  }

  _look(tab) {
    return tab.look();
  }

  /** The author of two answers sees both, and chooses one or writes a third. */
  async _decide(tab) {
    await tab.rest();
    const { document, conflicts } = await tab.store.document(this.draft);
    if (conflicts.length === 0) return;
    tab.view = structuredClone(document);
    const { id, path, other } = this.chance.of(conflicts);
    if (path.length % 2 === 0) {
      this.decideOnEntry(tab, id, path);
      return;
    }
    const was = findEntry(document, path.slice(0, -1))?.[path.at(-1)] ?? null;
    const value = this.chance.of([was, other, this.text()]);
    this.words.decided(path, [was, other], value);
    this.change(tab, { op: "set", path, value, was, resolves: [id] });
  }

  decideOnEntry(tab, id, path) {
    const was = structuredClone(findEntry(tab.view, path));
    if (was === null || this.chance.is(0.5)) {
      this.change(tab, { op: "add", path, after: null, resolves: [id] });
      return;
    }
    this.words.removed(path, was);
    this.change(tab, { op: "remove", path, was, resolves: [id] });
  }

  async _file(tab) {
    if (this.files.length >= 2) return;
    const content = this.pictures[this.files.length];
    const bytes = Uint8Array.from(atob(content), (character) => character.charCodeAt(0));
    const name = `board-${(this.seed * 16 + this.files.length).toString(16).padStart(8, "0")}.png`;
    this.files.push(name);
    const blob = new Blob([bytes], { type: "image/png" });
    tab.work.push(tab.store.addFile(this.draft, { name, blob, question: "photo" }));
    this.set(tab, ["photo"], name);
  }

  _sync(tab) {
    tab.work.push(tab.sync.now());
  }

  _late() {
    return this.network.deliverLate();
  }

  _sign_in_or_out(tab) {
    const isSignedOut = !tab.isSignedOut;
    for (const one of this.tabs) if (one.device === tab.device) one.isSignedOut = isSignedOut;
  }

  /** The page is gone in the middle of sending; what its person wrote had been kept. */
  async _crash(tab, at) {
    tab.full = 0;
    await tab.rest();
    tab.sync.now();
    for (let turns = this.chance.below(30); turns > 0; turns -= 1) await new Promise((resolve) => setTimeout(resolve));
    tab.isDead = true;
    await tab.store.close();
    this.tabs[at] = await new Tab(this, tab.device).open();
    this.tabs[at].isSignedOut = tab.isSignedOut;
    await this.tabs[at].look();
  }

  _full(tab) {
    tab.full = 1 + this.chance.below(4);
  }

  _clock(tab) {
    tab.skew = this.chance.of([-DAY, DAY, 0]);
  }

  async _restart() {
    if (this.restarts) await fetch("/restart-the-server", { method: "POST" });
    this.restarts = false; // once is enough for a run
  }

  /** The network is well, everybody is signed in: send until nothing waits and all devices hold the same. */
  async settle() {
    this.network.isFaulty = false;
    for (const tab of this.tabs) Object.assign(tab, { isSignedOut: false, full: 0 });
    for (const tab of this.tabs) await tab.rest();
    await this.network.deliverLate();
    await this.untilTheSame();
  }

  async untilTheSame() {
    for (let round = 0; round < MOST_ROUNDS; round += 1) {
      for (const tab of [this.tabs[0], this.tabs[2]]) await tab.sync.now();
      const [one, other] = await this.states();
      const isSent = [one, other].every((state) => state.waiting + state.filesWaiting === 0);
      if (isSent && one.revision === other.revision && round > 0) return;
    }
    throw new Error(`nothing settles: ${JSON.stringify(await this.states())} ${JSON.stringify(this.tabs[0].sync.state)}`);
  }

  async decideAll() {
    for (let round = 0; round < 10; round += 1) {
      const { conflicts } = await this.tabs[1].store.document(this.draft);
      for (const _ of conflicts) await this._decide(this.tabs[1]);
      await this.tabs[1].rest();
      await this.untilTheSame();
      if (conflicts.length === 0) return;
    }
    throw new Error("conflicts do not end");
  }

  /** What the first device and the second hold. */
  async states() {
    const found = [];
    for (const { store } of [this.tabs[1], this.tabs[2]]) {
      const { waiting, filesWaiting, trouble } = (await store.drafts()).find((draft) => draft.id === this.draft);
      found.push({ ...(await store.document(this.draft)), waiting, filesWaiting, trouble });
    }
    return found;
  }
}
