// What is wrong with the answers on a device, and how far each page is: the twin of check_answers in
// instruments/answers.py and of tasks() in collect/summary.py.
import { MAXIMUM_ENTRIES, holderOf, listed, own } from "../engine_entries.js";
import { isBlank, put, shortened } from "./form_words.js";

/** Everything that is wrong, in form order, each {section, entry, name, message} with the entry's numbers. */
export function problemsOf(form, words, pages) {
  return [...new Judge(form, words, pages).everything()];
}

class Judge {
  constructor(form, words, pages) {
    this.form = form;
    this.words = words;
    this.pages = pages;
    this.sections = form.definition.json.sections;
  }

  *everything() {
    if (this.form.isCutOff) yield { section: "", entry: [], name: "", message: this.words.labels.too_much };
    for (const section of this.#within(undefined)) {
      if (section.repeat) yield* this.#repeat(section, []);
      else yield* this.#page(section, []);
    }
  }

  #within(parent) {
    return this.sections.filter((section) => section.parent === parent);
  }

  *#repeat(section, outer) {
    if (!this.form.isOpen(section.name, outer)) return;
    yield* this.#numberOfEntries(section, outer);
    for (let at = 0; at < this.form.entries(section.name, outer); at += 1) {
      yield* this.#page(section, [...outer, at]);
      for (const inner of this.#within(section.name)) yield* this.#repeat(inner, [...outer, at]);
    }
  }

  *#numberOfEntries(section, outer) {
    const page = this.pages.get(section.name);
    const branch = this.form.definition.branch(section.name);
    const given = listed(holderOf(this.form.walk.document, section.repeats.slice(0, -1), outer), section.name).length;
    const repeat = shortened(this.form.text(section.label, section.name, outer));
    const found = (message) => ({ section: section.name, entry: outer, name: section.name, message });
    if (given > MAXIMUM_ENTRIES && (branch.count === undefined || branch.grows)) {
      yield found(this.words.translated(`‘${repeat}’ has ${given} entries; the most is ${MAXIMUM_ENTRIES}`));
    } else if (!given && this.#isRequired(page, branch, outer)) {
      const said = page.required_message ?? put("Add at least one %(entry)s under ‘%(repeat)s’", { entry: page.entry_name, repeat });
      yield found(this.words.translated(this.form.text(said, section.name, outer)));
    }
  }

  #isRequired({ required }, branch, outer) {
    if (typeof required === "boolean") return required;
    return this.form.walk.holds([required], { branch: branch.stand, entry: outer });
  }

  *#page(section, entry) {
    for (const name of section.items ?? []) {
      const message = this.form.has(name) ? this.form.problem(name, entry) : null;
      if (message === null) continue;
      yield { section: section.name, entry, name, message: this.words.problemText(name, entry, message) };
    }
  }
}

/** Whether a page is on the path: a repeat whose condition holds, or a page with something to show. */
export function isOnPath(form, page, entry) {
  if (page.kind === "list") {
    const hasEntries = !page.fixed_number || form.entries(page.section, entry) > 0;
    return form.isOpen(page.section, entry) && hasEntries;
  }
  const { items = [] } = form.definition.json.sections.find(({ name }) => name === page.section);
  return items.some((name) => form.definition.branch(name)?.isSeen && form.isAsked(name, entry));
}

/** How far a page of the form is, given how many problems it and what is in it have. */
export function statusOf(form, page, problems) {
  const asks = page.fields.filter((name) => !page.told.includes(name));
  const answered = (name) => form.isAsked(name) && !isBlank(own(form.walk.document, name));
  const isList = page.kind === "list";
  const isBegun = isList ? form.entries(page.section) > 0 : asks.some(answered);
  if (isBegun) return problems ? "begun" : "completed";
  return isList || asks.length ? "to do" : "to read";
}
