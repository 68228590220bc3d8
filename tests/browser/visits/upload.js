// A visit's notes written, uploaded and handed in, with the page cut off at one request of it.
import { openStore } from "../../../survey_app/browser/visits/store.js";
import { Sync } from "../../../survey_app/browser/visits/sync.js";
import { bundleOf } from "./device.js";

const SECTIONS = ["hello", "alert", "sync", "files", "send"];

/** A page of a device. `cut` is {at, how}: its request number `at` is "before" or "after" the server the last it makes. */
export class Page {
  constructor({ draft, slug, alertKey, user, document = {}, revision = 0 }, name) {
    Object.assign(this, { draft, slug, alertKey, user, document, revision, name, requests: [], cut: null, isDead: false });
    this.taken = [];
    this.meets = null; // (kind, reach, options) → response, for a test's own fault
    this.credentials = "same-origin";
  }

  async open() {
    const fault = () => {
      if (this.isDead) throw new Error("the page is gone");
    };
    this.store = await openStore({ name: this.name, fault });
    const fetch = (url, options) => this.fetch(url, options);
    this.sync = new Sync({ store: this.store, fetch, keepApp: async () => true });
    return this;
  }

  /** Take the notes onto the device as making ready does, without the form. */
  async begin() {
    const base = `/p/${this.slug}/walkabouts/notes`;
    const own = `${base}/${this.draft}`;
    const alert = `${base}/alert/${this.alertKey}`;
    const links = { sync: `${own}/sync`, files: `${own}/files`, send: `${own}/send`, alert };
    const { user, slug } = this;
    const bundle = bundleOf(this.draft, this.document, { links, user, partnership: { slug, name: "Made-up" } });
    bundle.draft.revision = this.revision;
    await this.store.saveBundle(bundle);
    return this;
  }

  async fetch(url, options = {}) {
    if (this.isDead) throw new TypeError("the page is gone");
    const kind = SECTIONS.find((name) => url.includes(`/${name}`)) ?? "other";
    this.requests.push(kind);
    const isCut = this.cut && this.requests.length === this.cut.at;
    if (isCut) this.isDead = true;
    if (isCut && this.cut.how === "before") throw new TypeError("cut off");
    const reach = () => fetch(url, { ...options, credentials: this.credentials });
    const response = await (this.meets ? this.meets(kind, reach, options) : reach());
    if (isCut) throw new TypeError("cut off");
    if (response.status !== 400) this.taken.push(kind); // 400: the token is old
    return response;
  }

  /** The same device, opened again after its page is gone. */
  async again() {
    this.isDead = true;
    await this.store.close();
    return new Page(this, this.name).open();
  }

  /** Write an answer as somebody who sees what stands there. */
  async write(name, value) {
    const state = await this.store.document(this.draft);
    if (!state) return;
    const was = state.document[name] ?? null;
    if (was !== value) await this.store.change(this.draft, { op: "set", path: [name], value, was });
  }

  async addPicture(question, name, content) {
    if (!(await this.store.document(this.draft))) return;
    const bytes = Uint8Array.from(atob(content), (character) => character.charCodeAt(0));
    await this.store.addFile(this.draft, { name, blob: new Blob([bytes], { type: "image/png" }), question });
    await this.write(question, name);
  }

  async worry(alert, note) {
    const raised_at = new Date().toISOString();
    const told = { told: "", told_at: "", note };
    await this.store.raiseAlert(this.draft, { alert, question: "worry", entry: [], raised_at, ...told });
  }

  async line() {
    return (await this.store.drafts()).find((draft) => draft.id === this.draft) ?? null;
  }
}

const NAMES = ["board-0000000a.png", "board-0000000b.png"];

/** Everything that somebody does; each step does nothing where it was done already, so it can be begun again. */
async function work(page, pictures) {
  await page.write("b1", "first");
  await page.write("worry", "no");
  await page.sync.now();
  await page.write("b2", "second");
  await page.worry("7b4b6d3e-0f54-4a1c-9d9f-2f4f4f1f0a01", "constructed");
  await page.sync.now();
  await page.addPicture("photo", NAMES[0], pictures[0]);
  await page.addPicture("photo_2", NAMES[1], pictures[1]);
  await page.sync.now();
  await page.write("b1", "first, mended");
  return page.sync.send(page.draft);
}

/** Cut a whole upload off at one request, open the app again and finish. */
export async function cutOff(given, cut, pictures) {
  const first = await (await new Page(given, `cut-${given.draft}`).open()).begin();
  first.cut = cut;
  await work(first, pictures).catch(() => null); // its page is gone
  const isCut = first.isDead;
  const second = await first.again();
  const before = await second.store.document(given.draft);
  const sent = await work(second, pictures);
  const line = await second.line();
  const left = await second.store.document(given.draft);
  const requests = [...first.requests, "|", ...second.requests];
  return { isCut, before, sent, line, left, requests, alerts: await second.store.alertsWaiting() };
}

export async function openPage(given, name = given.draft) {
  return (await new Page(given, name).open()).begin();
}
