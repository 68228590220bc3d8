// A visit's form on a device: the server's pages filled in from the device's document, worked out by the same engine as
// online, and every answer told as a change that knows what it replaces (docs/decisions/offline-visits.md).
import { formNow } from "../conditions.js";
import { answerOf } from "../controls.js";
import { copy } from "../engine.js";
import { MAXIMUM_ENTRIES, holderOf, own } from "../engine_entries.js";
import { inListOrder } from "../engine_values.js";
import { FormChanges } from "./form_changes.js";
import { EntryNames, pathOf } from "./form_names.js";
import { inOrder } from "./form_order.js";
import { FormOutline } from "./form_outline.js";
import { FormView, isSame } from "./form_view.js";
import { FormWords, isBlank } from "./form_words.js";

export class VisitForm {
  /** `bundle` is what "make ready" fetched; `document` the device's answers, whose entries have names. */
  constructor(bundle, document) {
    this.bundle = bundle;
    this.pageRows = new Map(bundle.pages.map((page) => [page.section, page]));
    const lists = bundle.pages.filter((page) => page.kind === "list");
    this.lists = new Set(lists.map((page) => page.section));
    this.fixed = new Set(lists.filter((page) => page.fixed_number).map((page) => page.section));
    this.outline = new FormOutline(this);
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

  // What is on the form and how far it is (form_outline.js)

  pages() {
    return this.outline.pages();
  }

  title(section, outerIds = []) {
    return this.outline.title(section, outerIds);
  }

  hint(section, outerIds = []) {
    return this.outline.hint(section, outerIds);
  }

  entries(section, outerIds = []) {
    return this.outline.entries(section, outerIds);
  }

  problems() {
    return this.outline.problems();
  }

  worries() {
    return this.outline.worries();
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
      html: isList ? page.entry_html : page.html, repeats: this.repeatsAround(page), ids: entryIds,
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

  /** The names of a question's choices, where their order hangs on another answer; else null. */
  orderOf(name, entry) {
    const order = own(this.bundle.orders ?? {}, name); // a device may hold a bundle from before there were any
    if (!order) return null;
    const names = this.form.definition.list(this.form.definition.branch(name).list).map((row) => row.name);
    return inOrder(names, order, this.form.output(order.seed, name, entry));
  }

  /** The answer that the device's store has. */
  keptAt(view, name) {
    return this.changes.keptAt(view.repeats, view.ids, name);
  }

  /** The answer that the controls of a question hold; choices in the order of their list, whatever was shown. */
  held(question, name) {
    return this.#asKept(name, answerOf(question, name, this.form.kindOf(name)));
  }

  #asKept(name, answer) {
    if (this.form.kindOf(name) !== "select_multiple" || !Array.isArray(answer)) return answer;
    return inListOrder(answer, this.form.definition.list(this.form.definition.branch(name).list));
  }

  /** Somebody gave an answer on a page: tell it and what follows from it. */
  heard(view, name, given, places) {
    const answer = this.#asKept(name, given);
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
    const answer = this.held(question, name);
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

  /** What a question is called in a message; its own name where the form does not know it. */
  nameOf(path) {
    const [repeats, ids, name] = this.#partsOf(path);
    if (!this.form.definition.branch(name)) return name;
    return this.words.called(name, this.entryOf(repeats, ids) ?? []);
  }

  repeatsAround(page) {
    return page.kind === "list" ? [...page.repeats, page.section] : page.repeats;
  }

  #partsOf(path) {
    const around = path.slice(0, -1);
    return [around.filter((_, at) => at % 2 === 0), around.filter((_, at) => at % 2), path.at(-1)];
  }
}
