// A page of the form, or of one entry of a repeat. Everything is kept as it is written; there is nothing to press.
import { showConflicts } from "./app_conflicts.js";
import { fill, make, part, putMarkup, screenOf, write, slot } from "./app_markup.js";
import { showFiles } from "./app_files.js";
import { listAt, pageAt, sendAt, stopAt, visitAt, worryAt } from "./app_places.js";
import { readClock, startClock, stopClock } from "./app_timer.js";
import { duration, small } from "./app_words.js";
import { showMedia } from "./media.js";

export async function pageScreen(app, [, id, , section, ...entry], at) {
  const session = await app.session(id);
  const page = session?.page(section);
  if (!page) return null;
  const screen = new PageScreen(app, session, page, entry);
  if (!(await screen.open())) return null;
  return screen.given(at);
}

class PageScreen {
  constructor(app, session, page, entry) {
    Object.assign(this, { app, session, page, entry, element: screenOf("page"), stops: [] });
    this.form = part(this.element, "form");
  }

  async open() {
    const { session, page, entry } = this;
    try {
      this.opened = session.form.open(this.form, page.section, entry);
    } catch (error) {
      if (error instanceof RangeError) return false; // removed meanwhile
      throw error;
    }
    this.release = showMedia(this.form, await this.app.store.media(session.id));
    if (entry.length) session.lastEntry = { section: page.section, entry };
    fill(this.element, { about: session.bundle.visit.title });
    this.#showWords();
    this.#showSteps();
    if (entry.length && page.kind === "list") this.#showClock();
    this.files = await showFiles(this.app, session, this.form, page, entry);
    this.conflicts = showConflicts(this.app, session, this.form, page, entry);
    session.onWorry = ({ path }) => this.#stopFor(path);
    this.stops.push(
      session.listen(() => this.#heard()),
      this.app.sync.watch(() => this.files.update()),
    );
    this.form.addEventListener("change", () => session.keeping.flush());
    return true;
  }

  given(at) {
    const { session, page } = this;
    const isEntry = page.kind === "list" && this.entry.length > 0;
    return {
      element: this.element,
      title: slot(this.element, "heading").textContent,
      up: isEntry ? listAt(session.id, page.section, this.entry.slice(0, -1)) : visitAt(session.id),
      upText: isEntry ? "List" : session.words.here,
      worry: worryAt(session.id),
      hasFocus: Boolean(at) && this.#has(at),
      shown: () => at && this.#goTo(at),
      close: () => this.close(),
    };
  }

  close() {
    this.session.onWorry = null;
    for (const stop of this.stops) stop();
    this.session.keeping.flush(); // not waited for: a full device must not hold anybody on a page
    this.release();
    this.opened.close();
  }

  #heard() {
    if (this.opened.gone) {
      this.app.status.say("This entry was removed on another device");
      this.app.router.go(listAt(this.session.id, this.page.section, this.entry.slice(0, -1)), { replace: true });
      return;
    }
    this.conflicts.update();
    this.files.update();
    this.#showWords();
  }

  #showWords() {
    const heading = slot(this.element, "heading");
    write(heading, this.#heading());
    const markup = [this.opened.hint, this.opened.marking && `<p class="govuk-hint">${this.opened.marking}</p>`];
    putMarkup(slot(this.element, "hint"), markup.filter(Boolean).join("")); // made by our own server, from escaped text
    const note = this.opened.hasComments ? (this.session.bundle.disclosure_html ?? "") : "";
    putMarkup(slot(this.element, "disclosure"), note);
  }

  #heading() {
    const entries = this.#entries();
    const found = entries.find((one) => one.id === this.entry.at(-1));
    return (this.page.kind === "list" && found?.title) || this.opened.title || this.page.title;
  }

  #entries() {
    const { page, entry, session } = this;
    return page.kind === "list" && entry.length ? session.form.entries(page.section, entry.slice(0, -1)) : [];
  }

  /** To the page or the conversation before and after this one. */
  #showSteps() {
    const { before, after } = this.entry.length && this.page.kind === "list" ? this.#nextEntries() : this.#nextPages();
    put(part(this.element, "before"), before);
    put(part(this.element, "after"), after);
    put(part(this.element, "all"), this.entry.length && this.page.kind === "list" ? this.#allEntries() : {
      text: `All pages of ${small(this.session.words.here)}`, href: visitAt(this.session.id),
    });
  }

  #allEntries() {
    const { page, entry, session } = this;
    return { text: `All: ${page.title}`, href: listAt(session.id, page.section, entry.slice(0, -1)) };
  }

  #nextEntries() {
    const entries = this.#entries();
    const at = entries.findIndex((one) => one.id === this.entry.at(-1));
    const step = (one, word) => one && {
      text: word, about: one.title,
      href: pageAt(this.session.id, this.page.section, [...this.entry.slice(0, -1), one.id]),
    };
    const name = this.page.entry_name;
    return { before: step(entries[at - 1], `Previous ${name}`), after: step(entries[at + 1], `Next ${name}`) };
  }

  #nextPages() {
    const pages = this.session.form.pages().filter((page) => page.asked);
    const at = pages.findIndex((page) => page.section === this.page.section);
    const step = (page, word) => page && {
      text: word, about: page.title,
      href: page.kind === "list" ? listAt(this.session.id, page.section) : pageAt(this.session.id, page.section),
    };
    const last = { text: "Check and send", href: sendAt(this.session.id) };
    return { before: step(pages[at - 1], "Previous page"), after: step(pages[at + 1], "Next page") ?? last };
  }

  #showClock() {
    const { id } = this.session;
    const key = this.entry.at(-1);
    const [holder, button] = [part(this.element, "clock"), part(this.element, "clock-button")];
    const time = slot(this.element, "time");
    const tick = () => {
      const { seconds, isRunning } = readClock(id, key);
      write(time, duration(seconds));
      write(button, isRunning ? "Stop the clock" : seconds ? "Go on" : "Start the clock");
      holder.classList.toggle("wa-app__clock--runs", isRunning);
    };
    holder.hidden = false;
    button.addEventListener("click", () => {
      if (readClock(id, key).isRunning) stopClock(id, key);
      else startClock(id, key);
      tick();
      this.app.status.say(readClock(id, key).isRunning ? "The clock runs" : `The clock stopped at ${time.textContent}`);
    });
    tick();
    const timer = setInterval(tick, 1000);
    this.stops.push(() => clearInterval(timer));
  }

  /** A worry stops everything: it is on its way to the duty list before the next screen is there. */
  async #stopFor(path) {
    await this.app.raiseWorry(this.session, path);
    this.app.router.go(stopAt(this.session.id, path.at(-1), this.entry));
  }

  #question(name) {
    return this.form.querySelector(`[data-question="${CSS.escape(name)}"]`);
  }

  #has(name) {
    return Boolean(this.#question(name));
  }

  /** The question that a problem leads to. */
  #goTo(name) {
    const question = this.#question(name);
    if (!question) return;
    const folded = question.closest("details");
    if (folded) folded.open = true;
    const control = question.querySelector("input:not([type=hidden]), select, textarea, button") ?? question;
    question.scrollIntoView({ block: "start" });
    control.focus({ preventScroll: true });
  }
}

function put(link, step) {
  link.hidden = !step;
  if (!step) return;
  link.href = step.href;
  link.replaceChildren(step.text);
  if (step.about) link.append(make("span", `: ${step.about}`, { class: "govuk-visually-hidden" }));
}
