// The entries of a repeat, such as staff conversations: adding with one thumb, going back to one, changing their order
// with buttons, taking one out after a question.
import { conflictBox } from "./app_conflicts.js";
import { fill, make, part, partOf, putChildren, screenOf, show, slot } from "./app_markup.js";
import { listAt, pageAt, removeAt, sendAt, visitAt, worryAt } from "./app_places.js";
import { forgetClock } from "./app_timer.js";
import { repeatsOf } from "./app_answers.js";

export async function listScreen(app, [, id, , section, ...outer]) {
  const session = await app.session(id);
  const page = session?.page(section);
  if (page?.kind !== "list") return null;
  const element = screenOf("list");
  const list = new EntryList(app, session, page, outer, element);
  list.show();
  const stop = session.listen(() => list.show());
  return {
    element, title: slot(element, "heading").textContent, worry: worryAt(id), close: stop,
    up: outer.length ? pageAt(id, repeatsOf(page).at(-2), outer) : visitAt(id),
    upText: outer.length ? "Back" : session.words.here,
  };
}

class EntryList {
  #key = "";

  constructor(app, session, page, outer, element) {
    Object.assign(this, { app, session, page, outer, element });
    fill(element, { about: session.bundle.visit.title, heading: session.form.title(page.section, outer) });
    // Made by our own server, from escaped text.
    slot(element, "hint").innerHTML = session.form.hint(page.section, outer);
    const add = part(element, "add");
    add.hidden = page.fixed_number;
    add.parentElement.hidden = page.fixed_number;
    add.addEventListener("click", () => app.addEntry(session, page.section, outer));
    this.#showNext();
  }

  #showNext() {
    const pages = this.session.form.pages().filter((page) => page.asked);
    const next = pages[pages.findIndex((page) => page.section === this.page.section) + 1];
    const after = part(this.element, "after");
    after.hidden = this.outer.length > 0;
    after.textContent = next ? "Next page" : "Check and send";
    if (next) after.append(make("span", `: ${next.title}`, { class: "govuk-visually-hidden" }));
    after.href = next ? this.#addressOf(next) : sendAt(this.session.id);
  }

  #addressOf(page) {
    return page.kind === "list" ? listAt(this.session.id, page.section) : pageAt(this.session.id, page.section);
  }

  get entries() {
    return this.session.form.entries(this.page.section, this.outer);
  }

  show() {
    const entries = this.entries;
    const key = JSON.stringify([entries, this.session.conflicts]);
    if (key === this.#key) return;
    this.#key = key;
    show(this.element, { none: !entries.length });
    part(this.element, "add").textContent = this.session.addText(this.page, entries.length);
    putChildren(part(this.element, "entries"), entries.map((entry, index) => this.#row(entry, index, entries)));
  }

  #row(entry, index, entries) {
    const row = partOf("entry");
    row.dataset.entry = entry.id;
    const ids = [...this.outer, entry.id];
    const about = ` ${entry.title}`;
    fill(row, { title: entry.title, summary: beyondTitle(entry) });
    fill(row, { "up-about": about, "down-about": about, "remove-about": about });
    part(row, "open").href = pageAt(this.session.id, this.page.section, ids);
    part(row, "remove").href = removeAt(this.session.id, this.page.section, ids);
    part(row, "remove").hidden = this.page.fixed_number;
    const [up, down] = [part(row, "up"), part(row, "down")];
    up.disabled = index === 0;
    down.disabled = index === entries.length - 1;
    up.addEventListener("click", () => this.#move(entry, -1));
    down.addEventListener("click", () => this.#move(entry, 1));
    for (const inner of entry.inner ?? []) row.append(this.#innerLink(ids, inner));
    const conflict = this.session.conflicts.find((one) => one.path.length % 2 === 0 && one.path.at(-1) === entry.id);
    if (conflict) row.append(conflictBox(this.session, conflict));
    return row;
  }

  #innerLink(ids, inner) {
    return make("a", `${inner.title} (${inner.count})`, {
      class: "govuk-link govuk-link--no-visited-state wa-app__tap", href: listAt(this.session.id, inner.section, ids),
    });
  }

  /** One place up or down; the button pressed keeps the focus, and what became of it is said. */
  async #move(entry, step) {
    const ids = this.entries.map((one) => one.id);
    const from = ids.indexOf(entry.id);
    ids.splice(from, 1);
    ids.splice(from + step, 0, entry.id);
    const kept = this.session.takeAll(this.session.form.order(this.page.section, this.outer, ids));
    this.show();
    const row = this.element.querySelector(`[data-entry="${entry.id}"]`);
    const [wanted, other] = step < 0 ? ["up", "down"] : ["down", "up"];
    const button = part(row, wanted);
    (button.disabled ? part(row, other) : button).focus();
    await kept;
    this.app.status.say(`Now number ${from + step + 1} of ${ids.length}`);
  }
}

/** The first answers, without the one that the title says. */
function beyondTitle({ number, title, summary }) {
  const said = title.slice(number.length + 2);
  return said && summary.startsWith(said) ? summary.slice(said.length).replace(/^[\s,;·–-]+/, "") : summary;
}

export async function removeScreen(app, [, id, , section, ...ids]) {
  const session = await app.session(id);
  const page = session?.page(section);
  const outer = ids.slice(0, -1);
  const entry = page && session.form.entries(section, outer).find((one) => one.id === ids.at(-1));
  if (!entry) return null;
  const element = screenOf("remove");
  const back = listAt(id, section, outer);
  const title = `Remove ${entry.title}?`;
  fill(element, { heading: title, summary: beyondTitle(entry) });
  const hasWorry = session.alerts.some((alert) => alert.entry.join("/") === ids.join("/"));
  show(element, { worry: hasWorry });
  part(element, "keep").href = back;
  part(element, "remove").addEventListener("click", async () => {
    await session.takeAll(session.form.removeEntry(section, ids));
    forgetClock(id, ids.at(-1));
    app.status.say("Removed");
    app.router.go(back, { replace: true });
  });
  return { element, title, up: back, upText: "List", worry: worryAt(id) };
}
