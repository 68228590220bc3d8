// A visit's form on a device: the server's pages filled in from the device's document, worked out by the same engine as
// online, and every answer told as a change that knows what it replaces (docs/decisions/offline-visits.md).
import { formNow } from "../conditions.js";
import { answerOf } from "../controls.js";
import { copy } from "../engine.js";
import { MAXIMUM_ENTRIES, holderOf, own } from "../engine_entries.js";
import { FormChanges } from "./form_changes.js";
import { EntryNames, pathOf } from "./form_names.js";
import { isOnPath, problemsOf, statusOf } from "./form_problems.js";
import { FormView, inWords, isSame } from "./form_view.js";
import { FormWords, isBlank } from "./form_words.js";

export class VisitForm {
  /** `bundle` is what "make ready" fetched; `document` the device's answers, whose entries have names. */
  constructor(bundle, document) {
    this.bundle = bundle;
    this.pageRows = new Map(bundle.pages.map((page) => [page.section, page]));
    const lists = bundle.pages.filter((page) => page.kind === "list");
    this.lists = new Set(lists.map((page) => page.section));
    this.fixed = new Set(lists.filter((page) => page.fixed_number).map((page) => page.section));
    this.views = new Set();
    this.onItsWay = new Map(); // path → how many changes of it are on their way into the store
    /** Told of each change that is made on an open page; may give a promise of when it is stored. */
    this.onChange = () => {};
    /** Told of a file that was chosen or drawn on an open page: {question, path, file, element}. */
    this.onFile = () => {};
    this.#begin(document);
  }

  #begin(document) {
    this.names = new EntryNames(document, this.lists, this.fixed);
    this.form = formNow(this.bundle.form, this.names.plain, this.bundle.username);
    this.words = new FormWords(this.bundle, this.form);
    this.changes = new FormChanges(this.form, this.names, copy(document));
    this.#keepUp();
  }

  #keepUp() {
    this.names.keepUpWith(this.form.walk.document);
  }

  /** The answers with all that the form has worked out. */
  document() {
    return this.names.woven(this.form.document());
  }

  /** The form's own pages with how far each is, in form order. */
  pages() {
    const problems = new Map();
    for (const { section } of problemsOf(this.form, this.words, this.pageRows)) {
      const outermost = this.#outermost(section);
      problems.set(outermost, (problems.get(outermost) ?? 0) + 1);
    }
    return this.bundle.pages.filter((page) => page.parent === null).map((page) => {
      const asked = isOnPath(this.form, page, []);
      const entries = page.kind === "list" && asked ? this.entries(page.section) : [];
      const status = asked ? statusOf(this.form, page, problems.get(page.section)) : "to do";
      return { section: page.section, kind: page.kind, title: this.title(page.section), asked, status, entries };
    });
  }

  /** The title of a page, or of a list in an entry of what it stands in. */
  title(section, outerIds = []) {
    const page = this.pageRows.get(section);
    const entry = this.entryOf(page.repeats, outerIds) ?? [];
    return this.#plain(page.title, entry);
  }

  /** What stands above the questions of a page, or above a list: HTML. */
  hint(section, outerIds = []) {
    const page = this.pageRows.get(section);
    return inWords(page.hint_html, this.form, this.entryOf(page.repeats, outerIds) ?? []);
  }

  /** The entries of a repeat, as its page lists them. */
  entries(section, outerIds = []) {
    const page = this.pageRows.get(section);
    const outer = this.entryOf(page.repeats, outerIds);
    if (outer === null) return [];
    const ids = this.names.listed(page.repeats, section, outer);
    const count = this.form.entries(section, outer);
    return Array.from({ length: count }, (_, at) => this.#entryRow(page, ids[at], [...outer, at]));
  }

  #entryRow(page, id, entry) {
    const answers = holderOf(this.form.walk.document, [...page.repeats, page.section], entry);
    const number = this.words.entryTitle(page.entry_name, entry.at(-1));
    const chosen = page.fields.find((name) => this.#isChosen(name, own(answers, name)));
    const title = chosen === undefined ? number : `${number}: ${this.words.answerText(chosen, answers[chosen], entry)}`;
    const summary = this.words.firstAnswers(page.fields, answers, entry);
    return { id, number, title, summary, inner: this.#inner(page.section, entry) };
  }

  /** Whether an answer names an entry: a choice, and none about a worry. */
  #isChosen(name, answer) {
    return !isBlank(answer) && this.form.kindOf(name) === "select_one" && !(name in this.bundle.worries);
  }

  #inner(section, entry) {
    const within = this.bundle.pages.filter((page) => page.parent === section && this.form.isOpen(page.section, entry));
    return within.map((page) => {
      const title = this.#plain(page.title, entry);
      return { section: page.section, title, count: this.form.entries(page.section, entry) };
    });
  }

  /** Everything that stands in the way of sending, in the server's words. */
  problems() {
    return problemsOf(this.form, this.words, this.pageRows).map(({ section, entry, name, message }) => {
      const page = this.pageRows.get(section);
      const repeats = page ? this.#repeatsAround(page) : [];
      return { section, entry: this.names.idsOf(repeats, entry), name, message, where: this.#where(repeats, entry) };
    });
  }

  #where(repeats, entry) {
    const titles = entry.map((at, level) => this.words.entryTitle(this.pageRows.get(repeats[level]).entry_name, at));
    return titles.map((title, at) => (at ? title.slice(0, 1).toLowerCase() + title.slice(1) : title)).join(", ");
  }

  /** Every worry about a child: a safety question answered "yes", and whether it is recorded who was told and when. */
  worries() {
    return Object.keys(this.bundle.worries).flatMap((question) => {
      const { repeats } = this.form.definition.branch(question);
      return this.changes.everyEntry(repeats).flatMap(([entry, answers]) => {
        if (own(answers, question) !== "yes") return [];
        const recorded = [`${question}_told`, `${question}_time`].every((name) => typeof own(answers, name) === "string" && answers[name]);
        return [{ question, entry: this.names.idsOf(repeats, entry), recorded }];
      });
    });
  }

  /** Show a page, or an entry of a repeat. */
  open(container, section, entryIds = []) {
    const view = this.prepared(section, entryIds);
    const page = this.pageRows.get(section);
    this.#start(view, container);
    return Object.assign(view, {
      title: page.kind === "list" ? this.words.entryTitle(page.entry_name, view.entry.at(-1)) : this.title(section),
      hint: page.kind === "list" ? "" : this.hint(section), marking: this.#marking(page, view.entry),
      hasComments: page.has_comments, hasFiles: page.has_files,
    });
  }

  /** Show what is asked where a worry about a child stops the form. */
  openWorry(container, question, entryIds = []) {
    const { repeats } = this.form.definition.branch(question);
    const view = new FormView(this, { html: this.bundle.worries[question].html, repeats, ids: entryIds });
    this.#offerNow(view, `${question}_time`);
    this.#start(view, container);
    return view;
  }

  /** A page that is filled in and not in place yet. */
  prepared(section, entryIds = []) {
    const page = this.pageRows.get(section);
    if (!page) throw new RangeError(`there is no page ‘${section}’`);
    const isList = page.kind === "list";
    if (isList && entryIds.length !== page.repeats.length + 1) throw new RangeError(`‘${section}’ has a page for each entry`);
    return new FormView(this, {
      html: isList ? page.entry_html : page.html, repeats: this.#repeatsAround(page), ids: entryIds,
    });
  }

  #start(view, container) {
    this.views.add(view);
    view.start(container);
  }

  closed(view) {
    this.views.delete(view);
  }

  /** The present as the time at which somebody was told: it is in the controls, and no answer before one is given. */
  #offerNow(view, name) {
    const question = view.question(name);
    if (!question || !isBlank(this.given(name, view.entry))) return;
    view.offer(question, this.form.walk.answers.now.slice(0, 16));
  }

  #marking(page, entry) {
    const seen = page.marked.filter((name) => this.form.isAsked(name, entry));
    const { few_required: few, none_required: none } = this.words.labels;
    const required = (name) => this.form.definition.branch(name).required;
    if (seen.some((name) => required(name) !== undefined)) return page.few_required ? few : "";
    return seen.length > 1 ? none : "";
  }

  /** Give an answer from outside an open page; the changes that follow, the answer's own first. */
  set(path, value) {
    const [repeats, ids, name] = this.#partsOf(path);
    const entry = this.entryOf(repeats, ids);
    if (entry === null) return [];
    const was = this.changes.isKept(repeats, ids) ? this.changes.keptAt(repeats, ids, name) : this.given(name, entry);
    return this.changes.collected(() => {
      const places = this.form.set(name, entry, value);
      this.#keepUp();
      this.changes.told(name, entry, value, places, was);
      for (const view of this.views) {
        const question = isSame(view.ids, ids) && isSame(view.repeats, repeats) ? view.question(name) : null;
        if (question) view.refill(question);
        if (!view.gone) view.page.showWhatFollows(places);
      }
    });
  }

  /** Add an entry to a repeat; the changes: the entry, and what it begins with. */
  addEntry(section, outerIds = []) {
    const page = this.pageRows.get(section);
    const outer = this.entryOf(page.repeats, outerIds);
    if (outer === null || page.fixed_number || !this.form.isOpen(section, outer)) return [];
    const at = this.names.listed(page.repeats, section, outer).length;
    if (at >= MAXIMUM_ENTRIES) return [];
    return this.changes.collected(() => {
      const places = this.form.addEntry(section, outer);
      this.#keepUp();
      this.changes.toldNew([...page.repeats, section], [...outer, at], places);
      for (const view of this.views) if (!view.gone) view.page.showWhatFollows(places);
    });
  }

  /** Remove an entry; the change, which has the whole entry in it. */
  removeEntry(section, ids) {
    const page = this.pageRows.get(section);
    const repeats = [...page.repeats, section];
    const entry = this.entryOf(repeats, ids);
    if (entry === null || page.fixed_number) return [];
    return this.changes.collected(() => {
      this.changes.toldRemoved(repeats, ids);
      this.form.removeEntry(section, entry);
      this.names.remove(repeats, entry);
      for (const view of this.views) view.refresh();
    });
  }

  /** Put the entries of a repeat into an order. */
  order(section, outerIds, ids) {
    const page = this.pageRows.get(section);
    if (this.entryOf(page.repeats, outerIds) === null || page.fixed_number) return [];
    const changes = this.changes.ordered(page.repeats, outerIds, section, ids);
    this.take(this.changes.kept);
    return changes;
  }

  /** Answers came from elsewhere: another tab, another device, or the store after one of this page's own changes. */
  take(document) {
    this.#begin(document);
    for (const view of this.views) view.refresh();
  }

  // What open pages ask for

  entryOf(repeats, ids) {
    return this.names.numbersOf(repeats, ids);
  }

  pathOf(repeats, ids, name) {
    return pathOf(repeats, ids, name);
  }

  /** The answer that the document has, as it is, whether it is asked or not; null for none. */
  given(name, entry) {
    const { repeats } = this.form.definition.branch(name);
    return own(holderOf(this.form.walk.document, repeats, entry), name) ?? null;
  }

  /** The answer that the device's store has. */
  keptAt(view, name) {
    return this.changes.keptAt(view.repeats, view.ids, name);
  }

  /** Somebody gave an answer on a page: tell it and what follows from it. */
  heard(view, name, answer, places) {
    const was = view.seen.get(name) ?? null;
    view.seen.set(name, answer);
    this.#keepUp();
    const made = () => this.changes.told(name, view.entry, answer, places, was);
    if (this.changes.isCollecting) made();
    else this.#tell(this.changes.collected(made));
  }

  /** Somebody went on typing in an entry that was removed elsewhere: the change brings it back. */
  heardOfGone(view, question) {
    const name = question.dataset.question;
    const answer = answerOf(question, name, this.form.kindOf(name));
    const was = view.seen.get(name) ?? null;
    if (answer === undefined || isSame(answer, was)) return;
    view.seen.set(name, answer);
    this.#tell([{ op: "set", path: this.pathOf(view.repeats, view.ids, name), value: answer, was }]);
  }

  #tell(changes) {
    for (const change of changes) {
      const key = JSON.stringify(change.path);
      const stored = this.onChange(change);
      if (typeof stored?.then !== "function") continue;
      this.onItsWay.set(key, (this.onItsWay.get(key) ?? 0) + 1);
      const arrived = () => this.onItsWay.set(key, this.onItsWay.get(key) - 1);
      stored.then(arrived, arrived);
    }
  }

  isOnItsWay(view, name) {
    return (this.onItsWay.get(JSON.stringify(this.pathOf(view.repeats, view.ids, name))) ?? 0) > 0;
  }

  // Names of pages and paths

  #repeatsAround(page) {
    return page.kind === "list" ? [...page.repeats, page.section] : page.repeats;
  }

  #outermost(section) {
    const page = this.pageRows.get(section);
    return page ? this.#repeatsAround(page)[0] ?? section : section;
  }

  #partsOf(path) {
    const around = path.slice(0, -1);
    return [around.filter((_, at) => at % 2 === 0), around.filter((_, at) => at % 2), path.at(-1)];
  }

  #plain(text, entry) {
    const holder = document.createElement("template");
    holder.innerHTML = inWords(text.replace(/[&<>]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[sign]), this.form, entry);
    return holder.content.textContent.split(/\s+/).filter(Boolean).join(" ");
  }
}
