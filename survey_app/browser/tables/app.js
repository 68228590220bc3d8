// Taking down what tables say, on a phone or laptop, with a network and without. What is written is on the device at
// once, and is sent whenever there is a signal.
import "../frontend.js";
import { keepApp, startWorker } from "../visits/worker.js";
import { forumScreen, forumsScreen } from "./choosing.js";
import { Store } from "./store.js";
import { Sync } from "./sync.js";
import { Status } from "./status.js";
import { TableScreen } from "./table_screen.js";

class App {
  constructor(body) {
    this.slug = body.dataset.partnership;
    this.store = new Store();
    this.sync = new Sync(this.store, this.slug);
    this.status = new Status(this, body.dataset.signIn);
    this.main = document.getElementById("main-content");
    this.screen = null;
  }

  /** Keep what somebody wrote, and send it if that is possible. */
  async write(forum, change) {
    const person = await this.store.fact("person");
    await this.store.write(forum, { ...change, by: person?.id ?? null, byName: person?.name ?? "" });
    this.sync.now();
  }

  /** The screen of the address: #/, #/forum/3, #/forum/3/table/table%204. */
  async open() {
    const [, kind, number, , key] = window.location.hash.split("/");
    await this.screen?.close?.();
    const forum = kind === "forum" ? Number(number) : null;
    this.sync.forum = forum;
    this.screen = screenFor(this, forum, key);
    this.up(forum, key);
    await this.screen.show();
    this.main.replaceChildren(this.screen.element);
    this.main.focus({ preventScroll: true });
    window.scrollTo(0, 0);
    this.sync.now();
  }

  up(forum, key) {
    const up = document.getElementById("app-up");
    up.hidden = forum === null;
    up.href = key ? `#/forum/${forum}` : "#/";
    document.getElementById("app-up-text").textContent = key ? "All tables" : "All forums";
  }
}

function screenFor(app, forum, key) {
  if (forum && key) return new TableScreen(app, forum, decodeURIComponent(key));
  return forum ? forumScreen(app, forum) : forumsScreen(app);
}

async function start() {
  const app = new App(document.body);
  window.addEventListener("hashchange", () => app.open());
  window.addEventListener("pagehide", () => app.screen?.close?.());
  let wish = Promise.resolve(); // one after another, so that an older look never stands over a newer
  app.store.watch(() => {
    wish = wish.then(() => app.screen?.show()).catch(() => {});
  });
  app.sync.watch((state, told) => app.status.show(state, told));
  await app.open();
  app.sync.start();
  await startWorker().catch(() => null); // without a worker the app works with a network
  app.status.keeps = await keepApp(window.location.pathname).catch(() => false);
  document.body.dataset.kept = String(app.status.keeps);
}

start().catch((error) => {
  document.getElementById("app-status").textContent =
    "This browser cannot keep anything on this device. Use the pages of the forum, or another browser, not a private window.";
  throw error;
});
