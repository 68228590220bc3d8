// One visit, or one return: conversations in front, the pages of the form with their states, the brief, who else takes notes.
import { fill, linkTo, make, part, partOf, putChildren, screenOf, show } from "./app_markup.js";
import { ownedBy } from "./app_person.js";
import { showRefused } from "./app_refused.js";
import { HOME, listAt, pageAt, receiptAt, sendAt, stopAt, worryAt } from "./app_places.js";
import { readClock, runningClock } from "./app_timer.js";
import { count, duration, small, whenOf } from "./app_words.js";

const TAGS = { completed: "", begun: "govuk-tag govuk-tag--light-blue", "to do": "govuk-tag govuk-tag--blue" };
const STATES = { completed: "Completed", begun: "Begun", "to do": "To do" };

export async function visitScreen(app, [, id]) {
  const session = await app.session(id);
  if (!session) return sentScreen(app, id);
  const element = screenOf("visit");
  const { visit } = session.bundle;
  const whose = ownedBy(visit.kind, session.bundle.user);
  fill(element, { when: whenOf(visit), heading: visit.title, site: visit.site, whose });
  const brief = element.querySelector('[data-slot="brief"]');
  brief.innerHTML = visit.brief_html; // made by our own server, from escaped text
  part(element, "brief").hidden = !visit.brief_html;
  fill(element, { "brief-name": session.words.brief });
  part(element, "finish").href = sendAt(id);
  const team = visit.team ?? [];
  part(element, "team").replaceChildren(...team.map((one) => make("li", memberOf(one))));
  for (const name of ["team-heading", "team-text", "team"]) part(element, name).hidden = team.length < 2;
  const update = () => showState(app, session, element);
  update();
  const stop = session.listen(update);
  return { element, title: visit.title, up: HOME, worry: worryAt(id), close: stop };
}

function memberOf({ name, role, me }) {
  return `${name}${role ? `, ${small(role)}` : ""}${me ? " (you)" : ""}`;
}

/** A visit that was sent has its receipt. */
async function sentScreen(app, id) {
  const draft = (await app.store.drafts()).find((one) => one.id === id);
  if (draft?.receipt) app.router.go(receiptAt(id), { replace: true });
  else app.router.go(HOME, { replace: true });
  return { element: make("div"), title: "Walkabout", up: HOME, hasFocus: true };
}

function showState(app, session, element) {
  const { id, form } = session;
  const pages = form.pages().filter((page) => page.asked);
  const open = form.worries().filter((worry) => !worry.recorded);
  show(element, { worries: open.length > 0 });
  showRefused(app, session, element);
  putChildren(part(element, "worry-list"), open.map(({ question, entry }) => {
    const row = make("li");
    row.append(linkTo(stopAt(id, question, entry), "Record who was told, and when"));
    return row;
  }));
  const lists = pages.filter((page) => page.kind === "list");
  putChildren(part(element, "talks"), lists.map((page) => talks(app, session, page)));
  putChildren(part(element, "pages"), pages.map((page) => row(session, page)));
}

/** The card of a repeat: how many there are, adding one, the clock that runs. */
function talks(app, session, page) {
  const card = partOf("talks");
  const own = session.page(page.section);
  const { entry_name: name, fixed_number: isFixed } = own;
  const { entries } = page;
  const many = entries.length ? count(entries.length, name) : "None yet";
  fill(card, { title: page.title, count: many });
  const add = part(card, "add");
  add.textContent = session.addText(own, entries.length);
  add.hidden = isFixed;
  add.addEventListener("click", () => app.addEntry(session, page.section));
  const all = part(card, "all");
  all.href = listAt(session.id, page.section);
  all.textContent = entries.length ? "See all" : "Open the list";
  all.append(make("span", `: ${page.title}`, { class: "govuk-visually-hidden" }));
  const running = entries.find((entry) => entry.id === runningClock(session.id));
  if (running) {
    const { seconds } = readClock(session.id, running.id);
    const line = part(card, "clock");
    line.hidden = false;
    const to = linkTo(pageAt(session.id, page.section, [running.id]), running.title);
    line.append(`The clock runs, ${duration(seconds)} so far: `, to);
  }
  return card;
}

function row(session, page) {
  const item = partOf("page");
  const link = part(item, "link");
  link.textContent = page.title;
  link.href = page.kind === "list" ? listAt(session.id, page.section) : pageAt(session.id, page.section);
  const tag = make("span", STATES[page.status] ?? "To read", { class: TAGS[page.status] ?? "" });
  part(item, "link").setAttribute("aria-describedby", `status-${page.section}`);
  tag.id = `status-${page.section}`;
  item.querySelector('[data-slot="status"]').append(tag);
  return item;
}
