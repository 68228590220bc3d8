// Checking and sending: what is missing leads to its question; sending waits for changes and files; then the receipt.
import { entryOf, pageOf } from "./app_answers.js";
import { factsIn, fill, make, part, putChildren, screenOf, show } from "./app_markup.js";
import { wordsOf } from "./app_kinds.js";
import { HOME, listAt, pageAt, receiptAt, stopAt, visitAt, worryAt } from "./app_places.js";
import { refusedProblems } from "./app_refused.js";
import { forgetClocks } from "./app_timer.js";
import { large, moment } from "./app_words.js";

const WISH = "walkabout.to-send"; // visits that are to be sent as soon as there is a signal

export async function sendScreen(app, [, id]) {
  const session = await app.session(id);
  if (!session) return null;
  const element = screenOf("send");
  const screen = new SendScreen(app, session, element);
  await screen.show();
  const stops = [session.listen(() => screen.show()), app.sync.watch(() => screen.hear())];
  return {
    element, title: "Check and send", up: visitAt(id), upText: session.words.here, worry: worryAt(id),
    close: () => stops.forEach((stop) => stop()),
  };
}

class SendScreen {
  #isSending = false;

  constructor(app, session, element) {
    Object.assign(this, { app, session, element });
    fill(element, { about: session.bundle.visit.title, handed: session.words.handed });
    part(element, "send").addEventListener("click", () => this.#send());
    part(element, "not-yet").addEventListener("click", () => {
      wish(session.id, false);
      return this.show();
    });
    part(element, "problems").tabIndex = -1;
  }

  async show(refused = []) {
    await soon(this.session.keeping.flush());
    const problems = [...problemsOf(this.session), ...refused];
    putChildren(part(this.element, "problem-list"), problems.map(problemRow));
    show(this.element, { problems: problems.length > 0, clear: !problems.length });
    await this.#showFacts();
    this.#showWaiting();
    return problems;
  }

  async #showFacts() {
    const { session } = this;
    const lists = session.form.pages().filter((page) => page.asked && page.kind === "list");
    const files = await this.app.store.files(session.id);
    const waiting = files.filter((file) => !file.sent).length;
    const rows = lists.map((page) => [page.title, String(page.entries.length)]);
    const state = waiting ? `${waiting} waiting to upload` : "all uploaded";
    rows.push(["Pictures and files", files.length ? `${files.length}, ${state}` : "None"]);
    factsIn(part(this.element, "facts"), rows);
  }

  #showWaiting() {
    const isWished = wishes().includes(this.session.id);
    const { online, signedOut } = this.app.sync.state;
    const { sending } = this.session.words;
    const line = part(this.element, "waiting");
    line.textContent = !online ? `No signal. ${large(sending)} as soon as there is one, if the app is open then.`
      : signedOut ? `Sign in, at the top of this page: then ${sending}.` : "Sending…";
    line.hidden = !isWished && !this.#isSending;
    part(this.element, "send").hidden = isWished;
    show(this.element, { "not-yet": isWished && !this.#isSending });
  }

  async #send() {
    const problems = await this.show();
    if (problems.length) {
      part(this.element, "problems").focus();
      return;
    }
    wish(this.session.id, true);
    this.app.status.say("Sending");
    await this.#try();
  }

  /** Sending again whenever something has changed: a signal, a sign-in, the last picture. */
  async hear() {
    if (wishes().includes(this.session.id)) await this.#try();
    else await this.#showFacts();
  }

  async #try() {
    if (this.#isSending) return;
    this.#isSending = true;
    this.#showWaiting();
    const outcome = await this.app.sendVisit(this.session);
    this.#isSending = false;
    if (outcome.receipt) return;
    if (outcome.problems?.length) {
      wish(this.session.id, false);
      await this.show(outcome.problems.map((problem) => problemOf(this.session, problem)));
      part(this.element, "problems").focus();
      return;
    }
    this.#showWaiting();
    const { online, signedOut } = this.app.sync.state;
    const why = outcome.trouble || outcome.waiting;
    if (online && !signedOut && why) part(this.element, "waiting").textContent = why;
  }
}

/** A full device keeps us waiting; what is known is shown all the same. */
function soon(work) {
  return Promise.race([work, new Promise((resolve) => setTimeout(resolve, 1000))]);
}

/** What has to be settled first: conflicts, worries without a record, and what the form asks for. */
function problemsOf(session) {
  const { id, form } = session;
  const conflicts = session.conflicts.map((one) => conflictProblem(session, one));
  const worries = form.worries().filter((worry) => !worry.recorded).map(({ question, entry }) => ({
    href: stopAt(id, question, entry), text: "A worry about a child: record who was told, and when",
  }));
  const others = form.problems().filter(({ name }) => !isOfAWorry(session, name)); // those stand on the stop itself
  const refused = refusedProblems(session, visitAt(id));
  return [...worries, ...conflicts, ...refused, ...others.map((problem) => problemOf(session, problem))];
}

function isOfAWorry(session, name) {
  const names = session.worryQuestions.flatMap((one) => ["told", "time", "note"].map((part) => `${one}_${part}`));
  return names.includes(name);
}

function conflictProblem({ id, bundle }, { path }) {
  const page = pageOf(bundle, path.at(-1));
  const entry = entryOf(path);
  if (path.length % 2 === 0 || !page) {
    const href = listAt(id, path.at(-2), entry.slice(0, -1));
    return { href, text: "An entry was removed on another device: choose" };
  }
  const href = pageAt(id, page.section, entry, path.at(-1));
  return { href, text: `${page.title}: an answer was written twice, choose which to keep` };
}

function problemOf({ id }, { section, entry = [], name, message, where = "" }) {
  const isList = !name;
  const href = isList ? listAt(id, section, entry) : pageAt(id, section, entry, name);
  return { href, text: where ? `${where}: ${message}` : message };
}

function problemRow({ href, text }) {
  const row = make("li");
  row.append(make("a", text, { href }));
  return row;
}

/** The visits that their author wants sent. */
export function wishes() {
  try {
    const found = JSON.parse(localStorage.getItem(WISH));
    return Array.isArray(found) ? found : [];
  } catch {
    return [];
  }
}

function wish(id, isWanted) {
  const others = wishes().filter((one) => one !== id);
  localStorage.setItem(WISH, JSON.stringify(isWanted ? [...others, id] : others));
}

/** Send, and forget what the device kept beside the answers. */
export async function sendVisit(app, session) {
  await session.keeping.flush();
  const outcome = await app.sync.send(session.id);
  if (!outcome.receipt) return outcome;
  wish(session.id, false);
  forgetClocks(session.id);
  await app.leave(session.id);
  if (await app.store.bundle(session.id)) {
    const { reference } = outcome.receipt;
    const trouble = `Received: ${reference}. More was written meanwhile; it is uploaded and kept as a new version.`;
    return { trouble };
  }
  app.status.say(`${session.words.received}. Nothing of your answers stays on this phone`);
  app.router.go(receiptAt(session.id), { replace: true });
  return outcome;
}

export async function receiptScreen(app, [, id]) {
  const draft = (await app.store.drafts()).find((one) => one.id === id);
  if (!draft?.receipt) return null;
  const element = screenOf("receipt");
  const { reference, at, received_at: received } = draft.receipt;
  const when = received ?? at;
  const words = wordsOf(draft.kind);
  fill(element, { heading: words.received, change: words.change });
  fill(element, { reference, about: `${draft.title}${when ? `, received ${moment(when)}` : ""}.` });
  return { element, title: words.received, up: HOME };
}

