// What is where, in plain words, always at the top; and what a screen reader hears of it. The line itself changes with
// every upload, so it is not live: a region beside it says what has changed, politely and not at every keystroke.
import { countWork } from "./app_kinds.js";
import { make, write } from "./app_markup.js";
import { clock } from "./app_words.js";

const PAUSE = 1500; // milliseconds without a change before "Saved" is said
const NO_SIGNAL = "No signal: all saved on this phone";
const UNTOLD = "No signal: a worry about a child waits to be told. Call now";
const SAVED = "Saved on this phone";
const UNTRUE = new Set(["uploaded", "waiting"]); // states that a new word makes untrue

/** The line for a state of things; `kind` gives its sign and colour, `said` is what is read out when it changes. */
export function statusOf({ drafts, sync, full, trouble, isSaving }) {
  const behind = drafts.filter((draft) => !draft.receipt && (draft.waiting || draft.filesWaiting));
  const waiting = behind.length ? ` · ${countWork(behind)} waiting to upload` : "";
  if (trouble) return { kind: "trouble", text: trouble, said: trouble };
  if (sync.alertsWaiting || drafts.some((draft) => draft.alertsWaiting)) return alertStatus(sync);
  if (isSaving) return SAVING;
  if (full) return { kind: "trouble", text: full, said: full };
  if (!sync.online) return line("offline", NO_SIGNAL, waiting, "Offline. All saved on this phone");
  if (sync.signedOut) return line("sign-in", "Sign in to upload: everything is saved on this phone", "");
  if (sync.trouble) return line("trouble", `All saved on this phone. ${sync.trouble}`, waiting);
  if (behind.length) return line("waiting", "All saved on this phone", waiting, "");
  return line("uploaded", "All saved and uploaded", "", "");
}

const SAVING = { kind: "waiting", text: "Saving on this phone…", said: "" };

const line = (kind, text, waiting, said = text) => ({ kind, text: text + waiting, said });

function alertStatus({ online }) {
  const text = online ? "Telling the duty list of a worry about a child…" : UNTOLD;
  return { kind: "trouble", text, said: text };
}

export class Status {
  #trouble = "";
  #keeping = null; // of what was changed last
  #kind = "";
  #timer = null;
  #update = null;
  #telling = 0;

  constructor(app, root) {
    this.app = app;
    const at = (id) => root.getElementById(id);
    Object.assign(this, { status: at("app-status"), savedAt: at("app-saved") });
    Object.assign(this, { said: at("app-said"), notices: at("app-notices") });
  }

  start() {
    this.app.sync.watch(() => this.show());
    this.app.store.watch(null, () => this.show());
    return this.show();
  }

  async show() {
    const turn = ++this.#telling;
    const drafts = await this.app.store.drafts();
    if (turn !== this.#telling) return; // a later one is under way
    const state = { sync: this.app.sync.state, full: this.app.store.trouble, trouble: this.#trouble };
    const { kind, text, said } = statusOf({ drafts, ...state, isSaving: this.#isSaving });
    this.#put(kind, text);
    if (kind !== this.#kind) this.#tellChange(this.#kind, kind, said);
    this.#kind = kind;
    this.#showNotices(drafts, kind);
  }

  #tellChange(before, kind, said) {
    if (said) this.say(said);
    else if (before === "offline" || before === "sign-in") this.say("There is a signal again. Uploading what is saved");
  }

  get #isSaving() {
    return this.#keeping !== null && !this.#keeping.isIdle;
  }

  #put(kind, text) {
    this.status.dataset.kind = kind;
    write(this.status, text);
  }

  /** Something was typed: nothing is said to be saved or uploaded until it is. */
  changed(keeping) {
    clearTimeout(this.#timer);
    this.#keeping = keeping;
    if (UNTRUE.has(this.status.dataset.kind)) this.#put(SAVING.kind, SAVING.text);
  }

  /** Everything made so far is in the database of this device. */
  kept() {
    this.#trouble = "";
    write(this.savedAt, `Saved ${clock(Date.now())}`);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.say(SAVED), PAUSE);
    return this.show();
  }

  /** The database refused a change. It is tried again; meanwhile it is on the screen only. */
  notKept(error) {
    this.#trouble = `Your last change is not saved yet; keep this page open, it is tried again. ${error.message}`;
    write(this.savedAt, "");
    return this.show();
  }

  /** Have something read out; the same text a second time is read out too. */
  say(text) {
    this.said.replaceChildren(make("p", text));
  }

  /** A new version of the app waits. */
  offerUpdate(apply) {
    this.#update = apply;
    this.say("A new version of the app is ready");
    return this.show();
  }

  #showNotices(drafts, kind) {
    const found = [];
    if (kind === "sign-in") found.push(this.#signIn());
    if (this.#update) found.push(this.#newVersion());
    const { clockTrouble } = this.app.sync.state;
    if (clockTrouble) found.push(make("p", clockTrouble, { class: "wa-app__notice" }));
    const key = found.map((one) => one.textContent).join("|");
    if (this.notices.dataset.key === key) return; // no button is taken from under a finger
    this.notices.dataset.key = key;
    this.notices.replaceChildren(...found);
  }

  #signIn() {
    const look = "govuk-link govuk-link--no-visited-state wa-app__tap";
    const link = make("a", "Sign in", { class: look, href: this.app.signIn });
    link.addEventListener("click", () => this.app.rememberPlace());
    return link;
  }

  #newVersion() {
    const row = make("p", "A new version is ready. ", { class: "wa-app__notice" });
    const button = make("button", "Use it now", { type: "button", class: "wa-button-link wa-app__tap" });
    button.addEventListener("click", async () => {
      await this.app.settle();
      this.app.rememberPlace();
      await this.#update();
      window.location.reload();
    });
    row.append(button);
    return row;
  }
}
