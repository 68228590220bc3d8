// What is on a form and how far it is: its pages and their titles, the entries of its repeats, everything that stands in
// the way of sending, and every worry about a child. It reads the answers of a VisitForm and changes none.
import { holderOf, own } from "../engine_entries.js";
import { isOnPath, problemsOf, statusOf } from "./form_problems.js";
import { inWords } from "./form_view.js";
import { isBlank } from "./form_words.js";

const SIGNS = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

export class FormOutline {
  constructor(visit) {
    this.visit = visit;
  }

  /** The form's own pages with how far each is, in form order. */
  pages() {
    const problems = new Map();
    for (const { section } of problemsOf(this.visit.form, this.visit.words, this.visit.pageRows)) {
      const outermost = this.#outermost(section);
      problems.set(outermost, (problems.get(outermost) ?? 0) + 1);
    }
    return this.visit.bundle.pages.filter((page) => page.parent === null).map((page) => {
      const asked = isOnPath(this.visit.form, page, []);
      const entries = page.kind === "list" && asked ? this.entries(page.section) : [];
      const status = asked ? statusOf(this.visit.form, page, problems.get(page.section)) : "to do";
      return { section: page.section, kind: page.kind, title: this.title(page.section), asked, status, entries };
    });
  }

  /** The title of a page, or of a list in an entry of what it stands in. */
  title(section, outerIds = []) {
    const page = this.visit.pageRows.get(section);
    const entry = this.visit.entryOf(page.repeats, outerIds) ?? [];
    return this.#plain(page.title, entry);
  }

  /** What stands above the questions of a page, or above a list: HTML. */
  hint(section, outerIds = []) {
    const page = this.visit.pageRows.get(section);
    return inWords(page.hint_html, this.visit.form, this.visit.entryOf(page.repeats, outerIds) ?? []);
  }

  /** The entries of a repeat, as its page lists them. */
  entries(section, outerIds = []) {
    const page = this.visit.pageRows.get(section);
    const outer = this.visit.entryOf(page.repeats, outerIds);
    if (outer === null) return [];
    const ids = this.visit.names.listed(page.repeats, section, outer);
    const count = this.visit.form.entries(section, outer);
    return Array.from({ length: count }, (_, at) => this.#entryRow(page, ids[at], [...outer, at]));
  }

  #entryRow(page, id, entry) {
    const answers = holderOf(this.visit.form.walk.document, [...page.repeats, page.section], entry);
    const number = this.visit.words.entryTitle(page.entry_name, entry.at(-1));
    const chosen = page.fields.find((name) => this.#isChosen(name, own(answers, name)));
    const { words } = this.visit;
    const title = chosen === undefined ? number : `${number}: ${words.answerText(chosen, answers[chosen], entry)}`;
    const summary = words.firstAnswers(page.fields, answers, entry);
    return { id, number, title, summary, inner: this.#inner(page.section, entry) };
  }

  /** Whether an answer names an entry: a choice, and none about a worry. */
  #isChosen(name, answer) {
    return !isBlank(answer) && this.visit.form.kindOf(name) === "select_one" && !(name in this.visit.bundle.worries);
  }

  #inner(section, entry) {
    const { bundle, form } = this.visit;
    const within = bundle.pages.filter((page) => page.parent === section && form.isOpen(page.section, entry));
    return within.map((page) => {
      const title = this.#plain(page.title, entry);
      return { section: page.section, title, count: form.entries(page.section, entry) };
    });
  }

  /** Everything that stands in the way of sending, in the server's words. */
  problems() {
    const { form, words, pageRows, names } = this.visit;
    return problemsOf(form, words, pageRows).map(({ section, entry, name, message }) => {
      const page = pageRows.get(section);
      const repeats = page ? this.visit.repeatsAround(page) : [];
      return { section, entry: names.idsOf(repeats, entry), name, message, where: this.#where(repeats, entry) };
    });
  }

  #where(repeats, entry) {
    const { words, pageRows } = this.visit;
    const titles = entry.map((at, level) => words.entryTitle(pageRows.get(repeats[level]).entry_name, at));
    return titles.map((title, at) => (at ? title.slice(0, 1).toLowerCase() + title.slice(1) : title)).join(", ");
  }

  /** Every worry about a child: a safety question answered "yes", and whether it is recorded who was told and when. */
  worries() {
    return Object.keys(this.visit.bundle.worries).flatMap((question) => {
      const { repeats } = this.visit.form.definition.branch(question);
      return this.visit.changes.everyEntry(repeats).flatMap(([entry, answers]) => {
        if (own(answers, question) !== "yes") return [];
        const isSaid = (name) => typeof own(answers, name) === "string" && answers[name];
        const recorded = [`${question}_told`, `${question}_time`].every(isSaid);
        return [{ question, entry: this.visit.names.idsOf(repeats, entry), recorded }];
      });
    });
  }

  #outermost(section) {
    const page = this.visit.pageRows.get(section);
    return page ? this.visit.repeatsAround(page)[0] ?? section : section;
  }

  #plain(text, entry) {
    const holder = document.createElement("template");
    holder.innerHTML = inWords(text.replace(/[&<>]/g, (sign) => SIGNS[sign]), this.visit.form, entry);
    return holder.content.textContent.split(/\s+/).filter(Boolean).join(" ");
  }
}
