// The device: what it holds, how the app looks, and a copy of the notes in an encrypted file.
import { countWork } from "./app_kinds.js";
import { factsIn, part, screenOf, show } from "./app_markup.js";
import { HOME } from "./app_places.js";
import { chooseLook, chosenLook } from "./app_look.js";
import { count, size } from "./app_words.js";
import { lastPerson } from "./app_person.js";
import * as lifeboat from "./lifeboat.js";

const SHORTEST = 12; // characters of a passphrase
const MAY_BE_CLEARED =
  "It may clear this when the phone is full. Put the app on the home screen, and upload soon.";

export async function phoneScreen(app) {
  const element = screenOf("phone");
  await showFacts(app, element);
  startLooks(part(element, "looks"));
  part(element, "save").addEventListener("submit", (event) => {
    event.preventDefault();
    return saveFile(app, element);
  });
  part(element, "read").addEventListener("submit", (event) => {
    event.preventDefault();
    return readFile(app, element);
  });
  const stop = app.sync.watch(() => showFacts(app, element));
  return { element, title: "This phone", up: HOME, close: stop };
}

async function showFacts(app, element) {
  const drafts = (await app.store.drafts()).filter((draft) => !draft.receipt);
  const files = drafts.reduce((sum, draft) => sum + draft.filesWaiting, 0);
  const waiting = countWork(drafts.filter((draft) => draft.waiting || draft.filesWaiting));
  const pictures = files ? `, with ${count(files, "picture")}` : "";
  const isKept = await navigator.storage?.persisted?.().catch(() => false);
  const estimate = await navigator.storage?.estimate?.().catch(() => null);
  const authors = [...new Set(drafts.map(({ user }) => user?.name).filter(Boolean))];
  factsIn(part(element, "facts"), [
    ["On this phone", countWork(drafts) || "Nothing"],
    ["Notes of", authors.join(", ") || "Nobody"],
    ["Signed in last", lastPerson()?.name ?? "Nobody"],
    ["Waiting to upload", waiting ? `${waiting}${pictures}` : "Nothing"],
    ["Room", estimate?.quota ? roomOf(estimate) : "This browser does not say"],
    ["Kept by the browser", isKept ? "Yes: it will not clear this by itself" : MAY_BE_CLEARED],
  ]);
}

const roomOf = ({ usage, quota }) => `${size(usage)} used, ${size(quota - usage)} left`;

function wrongWith(passphrase, again) {
  if (passphrase.length < SHORTEST) return `Use at least ${SHORTEST} characters`;
  return passphrase === again ? "" : "The two passphrases are not the same";
}

function startLooks(group) {
  const chosen = chosenLook();
  for (const input of group.querySelectorAll("input")) {
    input.checked = input.value === chosen;
    input.addEventListener("change", () => chooseLook(input.value));
  }
}

function problem(element, name, sentence) {
  part(element, `${name}-error`).textContent = sentence;
  show(element, { [`${name}-error`]: Boolean(sentence) });
}

async function saveFile(app, element) {
  const [first, again] = ["save-passphrase", "save-again"].map((id) => element.querySelector(`#${id}`));
  const wrong = wrongWith(first.value, again.value);
  problem(element, "save", wrong);
  if (wrong) {
    first.focus();
    return;
  }
  await app.settle();
  download(await lifeboat.save(app.store, first.value));
  first.value = "";
  again.value = "";
  app.status.say("The file is saved");
}

function download(blob) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = `walkabout-notes-${new Date().toISOString().slice(0, 10)}.walkabout`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

async function readFile(app, element) {
  const [input, passphrase] = ["read-file", "read-passphrase"].map((id) => element.querySelector(`#${id}`));
  const [file] = input.files;
  problem(element, "read", file ? "" : "Choose the file");
  if (!file) {
    input.focus();
    return;
  }
  try {
    const { drafts } = await lifeboat.read(app.store, file, passphrase.value);
    await app.leaveAll();
    app.status.say(`Read: ${countWork(drafts)}`);
    await app.status.show();
    app.sync.kick();
    app.router.go(HOME);
  } catch (error) {
    problem(element, "read", error.message);
    input.focus();
  }
}
