// On every page of Walkabout: lists for the door that are on this device go when their day has come, or on sign-out.
// What was done at the door and not sent yet stays; it goes up under the next sign-in of somebody who may check in.
import { DoorStore, mayHoldLists } from "./store.js";
import { DoorSync } from "./sync.js";

const PATIENCE = 4_000; // milliseconds for telling the server
const LEFT = "walkabout.door.left"; // this tab has just signed out

async function tellGone(store, gone) {
  const tell = gone.map(({ forum, slug }) => new DoorSync(store, slug).gone(slug, forum));
  await Promise.race([Promise.all(tell), new Promise((resolve) => setTimeout(resolve, PATIENCE))]);
}

async function forgetAll() {
  const store = new DoorStore();
  store.takesLists = false;
  try {
    const gone = await store.lists();
    await sendFirst(store, gone);
    await forgetEach(store);
    await tellGone(store, gone);
  } finally {
    await store.close();
  }
}

async function forgetEach(store) {
  for (const { forum } of await store.lists()) await store.forget(forum);
}

/** What waits goes up before the sign-in ends, if there is a signal. */
async function sendFirst(store, lists) {
  if (!(await store.allActs()).some(({ why }) => !why)) return;
  const slug = lists[0]?.slug ?? (await store.allActs())[0].slug;
  const sync = new DoorSync(store, slug);
  await Promise.race([sync.now(), new Promise((resolve) => setTimeout(resolve, PATIENCE))]);
  clearTimeout(sync.timer);
}

function onSignOut(event) {
  const form = event.target;
  if (new URL(form.action, window.location.href).pathname !== "/sign-out") return;
  if (!mayHoldLists()) return;
  event.preventDefault();
  sessionStorage.setItem(LEFT, "yes");
  forgetAll()
    .catch(() => {})
    .then(() => form.submit());
}

async function forgetOver() {
  if (!mayHoldLists()) return;
  const store = new DoorStore();
  if (sessionStorage.getItem(LEFT)) await forgetEach(store); // another tab may have taken it anew meanwhile
  sessionStorage.removeItem(LEFT);
  await tellGone(store, await store.forgetOver(Date.now()));
  await store.close();
}

if ("indexedDB" in window) {
  document.addEventListener("submit", onSignOut);
  forgetOver().catch(() => {});
}
