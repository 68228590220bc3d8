// The page at the door of a forum: find somebody by name or code, let them in, with or without a network. What is done
// goes into the device's own database at once, and from there to the server whenever there is a signal.
import "../frontend.js";
import { make, write } from "../visits/app_markup.js";
import { keepApp, startWorker } from "../visits/worker.js";
import { doorScreen } from "./door_screen.js";
import { homeScreen } from "./home_screen.js";
import { DoorStore } from "./store.js";
import { DoorSync } from "./sync.js";
import { guestScreen } from "./guest_screen.js";

const NO_SIGNAL = "No signal: this list works without one";
const PLACE = "walkabout.door"; // where somebody was when they went to sign in
const LOOK_EVERY = 60_000; // for lists whose time has come

class Door {
  constructor(store, body) {
    this.store = store;
    this.slug = body.dataset.partnership;
    this.sync = new DoorSync(store, this.slug);
    this.main = document.getElementById("main-content");
    this.screen = null;
  }

  get me() {
    return this.sync.requests.person?.name ?? "this device";
  }

  async start() {
    returnToPlace();
    this.store.watch(() => this.changed());
    this.sync.watch(() => this.showState());
    window.addEventListener("hashchange", () => this.show());
    await this.forgetOver();
    setInterval(() => this.forgetOver(), LOOK_EVERY);
    this.sync.start();
    await this.show();
    navigator.storage?.persist?.().catch(() => false);
    const worker = await startWorker({ onUpdate: (apply) => this.offerUpdate(apply) }).catch(() => null);
    this.opensOffline = worker ? await keepApp(window.location.pathname).catch(() => false) : false;
    document.body.dataset.opensOffline = this.opensOffline;
    this.showState();
  }

  /** The screen of the address: the forums, the door of one, or the form for somebody without a place. */
  async show() {
    const [forum, kind, value] = window.location.hash.replace(/^#\/?/, "").split("/");
    const id = /^\d+$/.test(forum) ? Number(forum) : null;
    this.screen?.close?.();
    if (this.sync.forum !== id) this.sync.follow(id);
    const make = id === null ? homeScreen : kind === "guest" ? guestScreen : doorScreen;
    this.screen = await make(this, id, kind === "code" ? decodeURIComponent(value ?? "") : "");
    this.main.replaceChildren(this.screen.element);
    const up = document.getElementById("app-up");
    up.hidden = !this.screen.up;
    document.getElementById("app-name").hidden = !up.hidden;
    if (this.screen.up) up.href = this.screen.up;
    window.scrollTo(0, 0);
    this.screen.shown?.();
    await this.changed();
  }

  async changed() {
    await this.screen?.refresh?.();
    await this.showState();
  }

  /** Delete the lists whose day has come, and tell the server so. */
  async forgetOver() {
    for (const { forum, slug } of await this.store.forgetOver(Date.parse(this.sync.moment()))) {
      await this.sync.gone(slug, forum);
    }
  }

  /** What is where, in one line. */
  async showState() {
    const waiting = (await this.store.allActs()).filter(({ why }) => !why).length;
    const { kind, text } = stateOf(this.sync.state, waiting, this.store.trouble);
    const line = document.getElementById("app-status");
    line.dataset.kind = kind;
    write(line, text);
    document.getElementById("app-sign-in").hidden = !this.sync.state.signedOut;
  }

  /** Have something read out. */
  say(text) {
    document.getElementById("app-said").replaceChildren(make("p", text));
  }

  offerUpdate(apply) {
    const notices = document.getElementById("app-notices");
    const button = make("button", "Use the new version", { type: "button", class: "wa-button-link wa-app__tap" });
    button.addEventListener("click", () => apply().then(() => window.location.reload()));
    notices.replaceChildren(button);
  }
}

function stateOf({ online, signedOut, trouble }, waiting, full) {
  const kept = waiting === 1 ? "1 change waits on this device" : `${waiting} changes wait on this device`;
  const then = waiting ? ` · ${kept}` : "";
  if (full) return { kind: "trouble", text: full };
  if (signedOut) return { kind: "sign-in", text: `Sign in to send: everything is kept here${then}` };
  if (!online) return { kind: "offline", text: trouble ? `${trouble}${then}` : `${NO_SIGNAL}${then}` };
  if (trouble) return { kind: "trouble", text: `${trouble}${then}` };
  return waiting ? { kind: "waiting", text: kept } : { kind: "uploaded", text: "Every door has the same list" };
}

/** Signing in leaves this page: come back to the same door. */
function returnToPlace() {
  const link = document.querySelector("#app-sign-in a");
  link.addEventListener("click", () => sessionStorage.setItem(PLACE, window.location.hash));
  const place = sessionStorage.getItem(PLACE);
  sessionStorage.removeItem(PLACE);
  if (place && !window.location.hash) window.history.replaceState(null, "", place);
}

async function start() {
  const store = new DoorStore();
  await store.device();
  await new Door(store, document.body).start();
}

start().catch((error) => {
  document.getElementById("app-status").textContent =
    "This browser cannot keep a list on this device. Use Chrome, Edge, Firefox or Safari, not a private window.";
  throw error;
});
