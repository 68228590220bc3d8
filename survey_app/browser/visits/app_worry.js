// An immediate worry about a child. The first screen shows the numbers and asks where to record it; the second is the
// stop itself, as on the form's ordinary pages. Both work without a signal, and the alert goes before anything else.
import { alertAt, isBehind, partsOf } from "./app_alerts.js";
import { holderAt, pageOf, pathOf, repeatsOf } from "./app_answers.js";
import { fill, linkTo, make, part, screenOf, show, slot, write } from "./app_markup.js";
import { isOfAnother } from "./app_person.js";
import { HOME, pageAt, stopAt, visitAt, worryAt } from "./app_places.js";
import { clock, small } from "./app_words.js";

/** From the list of visits: the numbers, and the visits in which to record it. */
export async function anyWorryScreen(app) {
  const drafts = (await app.store.drafts()).filter((draft) => !draft.receipt && !isOfAnother(draft.user, draft.kind));
  if (drafts.length === 1) {
    app.router.go(worryAt(drafts[0].id), { replace: true });
  }
  const element = screenOf("worry");
  const isVisits = drafts.every(({ kind = "visit" }) => kind === "visit");
  fill(element, { how: isVisits ? "In which visit are you?" : "What is it about?" });
  part(element, "choices").replaceChildren(...drafts.map((draft) => linkTo(worryAt(draft.id), draft.title)));
  show(element, { record: drafts.length > 0 });
  part(element, "back").href = HOME;
  return { element, title: "Immediate worry about a child", up: HOME, worry: null };
}

export async function worryScreen(app, [, id]) {
  const session = await app.session(id);
  if (!session) return null;
  const element = screenOf("worry");
  useRoute(session, element);
  const [question] = session.worryQuestions;
  const page = question && pageOf(session.bundle, question);
  show(element, { record: Boolean(page), nowhere: !page });
  if (page) offerPlaces(app, session, element, { question, page });
  const back = session.lastEntry ? pageAt(id, session.lastEntry.section, session.lastEntry.entry) : visitAt(id);
  part(element, "back").href = back;
  return { element, title: "Immediate worry about a child", up: back, upText: "Back", worry: null };
}

/** The partnership's route as it was when the visit was made ready, where that says it. */
function useRoute(session, element) {
  if (session.bundle.urgent_html) slot(element, "route").innerHTML = session.bundle.urgent_html; // from our own server
}

function offerPlaces(app, session, element, { question, page }) {
  const repeats = repeatsOf(page);
  const start = async (entry) => {
    const path = pathOf(page, entry, question);
    await app.raiseWorry(session, path);
    await session.set(path, "yes");
    app.router.go(stopAt(session.id, question, entry));
  };
  const choices = [];
  const last = session.lastEntry;
  if (!repeats.length) choices.push(choice("Record it, and alert the duty list", () => start([])));
  if (last?.section === page.section) {
    const entries = session.form.entries(page.section, last.entry.slice(0, -1));
    const title = entries.find((one) => one.id === last.entry.at(-1))?.title;
    if (title) choices.push(choice(`It came up in ${small(title)}`, () => start(last.entry)));
  }
  if (repeats.length === 1) {
    choices.push(choice(`It did not come up in ${choices.length ? "that" : "a"} ${page.entry_name}`, async () => {
      const [added] = session.form.addEntry(page.section).map((change) => session.take(change) && change);
      await start([added.path.at(-1)]);
    }, choices.length > 0));
  }
  fill(element, { how: "One press alerts the duty list as soon as there is a signal. Then record whom you told." });
  part(element, "choices").replaceChildren(...choices);
}

function choice(text, action, isSecond = false) {
  const look = isSecond ? "govuk-button--secondary" : "govuk-button--warning";
  const button = make("button", text, { type: "button", class: `govuk-button ${look}` });
  button.addEventListener("click", () => {
    button.disabled = true;
    return action();
  });
  return button;
}

/** The stop: the route, then who was told, when, and what was said. */
export async function stopScreen(app, [, id, , question, ...entry]) {
  const session = await app.session(id);
  const page = session && pageOf(session.bundle, question);
  if (!page || !session.worryQuestions.includes(question)) return null;
  const path = pathOf(page, entry, question);
  if (!holderAt(session.form.document(), path)) return null; // the conversation was removed
  if (!alertAt(session, path)) await app.raiseWorry(session, path);
  const element = screenOf("stop");
  useRoute(session, element);
  const title = session.form.entries?.(page.section, entry.slice(0, -1))?.find((one) => one.id === entry.at(-1))?.title;
  fill(element, { about: title ?? "" });
  const opened = session.form.openWorry(part(element, "form"), question, entry);
  const update = () => tellWhere(session, element, path);
  update();
  const stops = [session.listen(update), app.sync.watch(() => session.readAlerts().then(update))];
  const keep = async () => {
    await session.keeping.flush();
    await app.raiseWorry(session, path);
  };
  const timer = setInterval(() => isBehind(session, path) && keep(), 1000);
  part(element, "done").addEventListener("click", async () => {
    await keep();
    const missing = missingOf(session, path);
    if (missing.length) showMissing(element, question, missing);
    else app.router.go(pageAt(id, page.section, entry));
  });
  part(element, "later").href = visitAt(id);
  part(element, "mistake").href = pageAt(id, page.section, entry, question);
  return {
    element, title: "Stop: a child may be at risk now", up: visitAt(id), upText: session.words.here, worry: null,
    close: async () => {
      clearInterval(timer);
      for (const stop of stops) stop();
      opened.close();
      if (session.answer(path) === "yes") await keep();
    },
  };
}

function missingOf(session, path) {
  const { told, told_at: time } = partsOf(session, path);
  return [!told && ["told", "Write whom you told"], !time && ["time", "Write when you told them"]].filter(Boolean);
}

function showMissing(element, question, missing) {
  const rows = missing.map(([name, text]) => {
    const link = make("a", text, { href: "#" });
    link.addEventListener("click", (event) => {
      event.preventDefault();
      controlOf(element, `${question}_${name}`)?.focus();
    });
    const row = make("li");
    row.append(link);
    return row;
  });
  part(element, "problem-list").replaceChildren(...rows);
  show(element, { problems: true });
  part(element, "problems").focus();
}

const CONTROLS = ":is(input:not([type=hidden]), textarea, select)";
const controlOf = (element, name) => element.querySelector(`[data-question="${CSS.escape(name)}"] ${CONTROLS}`);

function tellWhere(session, element, path) {
  const alert = alertAt(session, path);
  const text = alert?.received_at
    ? `It is on the duty list of ${session.bundle.partnership.name} since ${clock(alert.received_at)}.`
    : "The duty list is told as soon as there is a signal, signed in or not. Do not wait for that: call now.";
  write(slot(element, "listed"), text);
}
