// The app that auditors use on site. Everything it shows is on the device; what is written goes into the device's own
// database at once, and from there to the server whenever there is a signal (docs/decisions/offline-visits.md).
import "../frontend.js";
import { listScreen, removeScreen } from "./app_entries.js";
import { applyLook } from "./app_look.js";
import { pageScreen } from "./app_page.js";
import { phoneScreen } from "./app_phone.js";
import { forAuthor, isOfAnother, rememberPerson } from "./app_person.js";
import { pageAt } from "./app_places.js";
import { Router } from "./app_router.js";
import { receiptScreen, sendScreen, sendVisit, wishes } from "./app_send.js";
import { Session } from "./app_session.js";
import { Status } from "./app_status.js";
import { visitScreen } from "./app_visit.js";
import { visitsScreen } from "./app_visits.js";
import { anyWorryScreen, stopScreen, worryScreen } from "./app_worry.js";
import { raiseAlert } from "./app_alerts.js";
import { openStore } from "./store.js";
import { Sync } from "./sync.js";
import { startWorker } from "./worker.js";

const PLACE = "walkabout.place"; // where somebody was when they went to sign in
const PATIENCE = 3000; // milliseconds for who has signed in
const OF_VISIT = {
  page: pageScreen, list: listScreen, remove: removeScreen, worry: worryScreen, stop: stopScreen, send: sendScreen,
  sent: receiptScreen,
};

/** The screen of an address. */
function screenFor([first, , kind]) {
  if (first === "visit") return forAuthor(kind ? (OF_VISIT[kind] ?? nothing) : visitScreen);
  return { phone: phoneScreen, worry: anyWorryScreen }[first] ?? visitsScreen;
}

const nothing = async () => null;

class App {
  #sessions = new Map();

  constructor(store, sync, body) {
    Object.assign(this, { store, sync, slug: body.dataset.partnership, signIn: body.dataset.signIn });
    this.status = new Status(this, document);
    this.router = new Router(this, screenFor);
  }

  /** A visit that is on this device, opened once; null when it is not here. */
  async session(id) {
    if (!this.#sessions.has(id)) this.#sessions.set(id, Session.open(this, id));
    const session = await this.#sessions.get(id);
    if (!session) this.#sessions.delete(id);
    return session;
  }

  /** Put everything typed into the database. */
  async settle() {
    for (const opened of this.#sessions.values()) await (await opened)?.keeping.flush();
  }

  async leave(id) {
    const session = await this.#sessions.get(id);
    this.#sessions.delete(id);
    await session?.close();
  }

  async leaveAll() {
    for (const id of [...this.#sessions.keys()]) await this.leave(id);
  }

  /** What the server says of this person's visits; null without a signal or a sign-in. */
  async hello() {
    try {
      const address = window.location.pathname.replace(/app$/, "hello");
      const response = await fetch(address, { headers: { Accept: "application/json" }, credentials: "same-origin" });
      const answer = response.ok && !response.redirected ? await response.json() : null;
      if (answer?.user) this.meet(answer.user);
      return answer;
    } catch {
      return null;
    }
  }

  /** Somebody is signed in. Where that is another person than before, the screen may not be for their eyes. */
  meet(person) {
    if (rememberPerson(person)) this.router.show();
  }

  /** Add an entry and open it. */
  async addEntry(session, section, outer = []) {
    const changes = session.form.addEntry(section, outer);
    const added = changes.find((change) => change.op === "add");
    await session.takeAll(changes);
    this.router.go(pageAt(session.id, section, [...outer, added.path.at(-1)]));
  }

  /** Put a worry where it goes to the duty list from, before anything else, or bring it up to date there. */
  async raiseWorry(session, path) {
    if (await session.worrying(() => raiseAlert(this.store, session, path))) this.sync.now(); // whatever failed before
  }

  sendVisit(session) {
    return sendVisit(this, session);
  }

  /** Visits that are to be sent go when there is a signal again, whatever screen is shown. */
  async sendWished() {
    const { online, signedOut } = this.sync.state;
    if (!online || signedOut || placeIsSend()) return;
    for (const id of wishes()) {
      const session = await this.session(id);
      if (session && !isOfAnother(session.bundle.user, session.bundle.visit.kind)) await this.sendVisit(session);
    }
  }

  /** Signing in leaves this page: come back to the same place. */
  rememberPlace() {
    sessionStorage.setItem(PLACE, window.location.hash);
  }

  async returnToPlace() {
    const place = sessionStorage.getItem(PLACE);
    sessionStorage.removeItem(PLACE);
    if (!place || window.location.hash) return;
    window.history.replaceState(null, "", place);
    await Promise.race([this.hello(), new Promise((resolve) => setTimeout(resolve, PATIENCE))]); // who it is now
  }
}

const placeIsSend = () => window.location.hash.endsWith("/send");

async function start() {
  applyLook();
  const store = await openStore();
  const app = new App(store, new Sync({ store }), document.body);
  await app.returnToPlace();
  document.addEventListener("visibilitychange", () => document.hidden && app.settle());
  window.addEventListener("pagehide", () => app.settle());
  app.sync.watch(({ person }) => person && app.meet(person));
  app.sync.start();
  await app.status.start();
  await app.router.start();
  let isTrying = false;
  app.sync.watch(async () => {
    if (isTrying) return;
    isTrying = true;
    await app.sendWished();
    isTrying = false;
  });
  // Without a worker the app works online.
  await startWorker({ onUpdate: (apply) => app.status.offerUpdate(apply) }).catch(() => null);
}

start().catch((error) => {
  document.getElementById("app-status").textContent =
    "This browser cannot keep notes on this phone. Use Chrome, Edge, Firefox or Safari, not a private window.";
  throw error;
});
