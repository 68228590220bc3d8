// On every page of Walkabout: lists for the door that are on this device go when their day has come, or on sign-out.
// What was done at the door and not sent yet stays; it goes up under the next sign-in of somebody who may check in.
import { DoorStore } from "./store.js";
import { DoorSync } from "./sync.js";

const PATIENCE = 4_000; // milliseconds for telling the server

async function hasLists() {
  const names = await indexedDB.databases?.().catch(() => []);
  return (names ?? []).some(({ name }) => name === "walkabout-door");
}

async function tellGone(store, gone) {
  const tell = gone.map(({ forum, slug }) => new DoorSync(store, slug).gone(slug, forum));
  await Promise.race([Promise.all(tell), new Promise((resolve) => setTimeout(resolve, PATIENCE))]);
}

async function forgetAll() {
  const store = new DoorStore();
  try {
    const gone = await store.lists();
    await sendFirst(store, gone);
    for (const { forum } of gone) await store.forget(forum);
    await tellGone(store, gone);
  } finally {
    await store.close();
  }
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
  event.preventDefault();
  hasLists()
    .then((found) => found && forgetAll())
    .catch(() => {})
    .then(() => form.submit());
}

async function forgetOver() {
  if (!(await hasLists())) return;
  const store = new DoorStore();
  await tellGone(store, await store.forgetOver(Date.now()));
  await store.close();
}

if ("indexedDB" in window) {
  document.addEventListener("submit", onSignOut);
  forgetOver().catch(() => {});
}
