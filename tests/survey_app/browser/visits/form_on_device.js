// What a test can see of a form on a device, beside the same page as the server draws it.
import { fill } from "../../../../survey_app/browser/visits/form_fill.js";
import { applyChange } from "../../../../survey_app/browser/visits/merging.js";
import { VisitForm } from "../../../../survey_app/browser/visits/form_page.js";

const bundles = new Map();

/** Keep a bundle under a name, so that it is sent to the page once. */
export function keep(name, json) {
  bundles.set(name, JSON.parse(json));
}

export const formOf = (name, document) => new VisitForm(bundles.get(name), document);

/** Where pages of the device differ from the server's: a line for each page that does. */
export function differences(name, document, pages) {
  const form = formOf(name, document);
  return pages.flatMap(({ section, ids, html }) => {
    const ours = lines(form.prepared(section, ids).element);
    const server = window.document.createElement("form");
    server.innerHTML = html;
    const theirs = lines(server);
    const at = theirs.findIndex((line, index) => line !== ours[index]);
    if (at < 0 && ours.length === theirs.length) return [];
    const place = at < 0 ? theirs.length : at;
    const near = (found) => found.slice(Math.max(0, place - 3), place + 2).join("\n    ");
    return [`${section} ${ids}:\n  server:\n    ${near(theirs)}\n  device:\n    ${near(ours)}`];
  });
}

const LEFT_OUT = new Set(["class", "checked", "selected", "value", "open", "data-answer", "novalidate", "autocomplete"]);

/** An element as lines of text: what it is, what it says, and what its controls hold. */
function lines(element) {
  return [...element.childNodes].flatMap((node) => {
    if (node.nodeType === Node.TEXT_NODE) return node.data.trim() ? [node.data.trim().split(/\s+/).join(" ")] : [];
    if (node.nodeType !== Node.ELEMENT_NODE || node.matches("script, [data-stored][hidden]")) return [];
    const inner = node.localName === "textarea" ? [] : lines(node); // what a text box holds is said with it
    return [described(node), ...inner, `</${node.localName}>`];
  });
}

function described(node) {
  const attributes = [...node.attributes].filter(({ name }) => !LEFT_OUT.has(name));
  const said = attributes.map(({ name, value }) => `${name}="${value}"`).sort();
  if (node.dataset.answer !== undefined) said.push(`answer=${JSON.stringify(JSON.parse(node.dataset.answer))}`);
  if (node.localName === "details") said.push(`open=${node.open}`);
  if (node.matches("input, select, textarea")) said.push(`holds=${JSON.stringify([node.value, node.checked ?? null])}`);
  return `<${node.localName} ${said.join(" ")}>`;
}

/** What the controls of pages hold, read back: "question entry" → answer. */
export function readBack(name, document, pages) {
  const form = formOf(name, document);
  const found = {};
  for (const { section, ids } of pages) {
    const view = form.prepared(section, ids);
    for (const question of view.element.querySelectorAll("[data-question]")) {
      const key = question.dataset.question;
      if (!question.querySelector("[name^='q.']") || !form.form.has(key)) continue;
      found[[key, ...ids].join(" ")] = view.held(question) ?? null;
    }
  }
  return found;
}

/** What a form says of itself. */
export function said(name, document) {
  const form = formOf(name, document);
  return { pages: form.pages(), problems: form.problems(), worries: form.worries(), document: form.document() };
}

/**
 * Do what somebody may do with a form, one step after the other; what came of it. Entries are meant by their places.
 * Each change is put into a document as the device's store would, which must never be a conflict.
 */
export function play(name, document, steps) {
  const played = new Played(name, document);
  for (const [kind, ...given] of steps) played[kind](...given);
  return { store: played.store, document: played.form.document(), refused: played.refused, changes: played.changes.length };
}

class Played {
  constructor(name, document) {
    this.form = formOf(name, document);
    this.store = document;
    this.changes = [];
    this.refused = [];
    this.container = window.document.createElement("div");
    window.document.body.replaceChildren(this.container);
    this.form.onChange = (change) => this.#keep([change]);
  }

  #keep(changes) {
    for (const change of changes) {
      const { document, outcome } = applyChange(this.store, JSON.parse(JSON.stringify(change)));
      this.store = document;
      this.changes.push(change);
      if (outcome !== "applied") this.refused.push([outcome, change]);
    }
  }

  /** The names of an entry that is meant by places: [1, 0] is the first room of the second visit; null for none. */
  #ids(section, places) {
    const { repeats, kind } = this.form.pageRows.get(section);
    const line = kind === "list" ? [...repeats, section] : repeats;
    const ids = [];
    for (const [level, place] of places.entries()) {
      const there = this.form.entries(line[level], ids);
      if (!there.length) return null;
      ids.push(there[place % there.length].id);
    }
    return ids;
  }

  /** Open a page and give an answer in its controls. */
  type(section, places, question, answer) {
    const ids = this.#ids(section, places);
    if (ids === null) return;
    const view = this.form.open(this.container, section, ids);
    const element = view.question(question);
    if (element && !element.hidden && element.querySelector("[name^='q.']")) {
      fill(element, question, this.form.form.kindOf(question), answer);
      const control = element.querySelector("[name^='q.']");
      control.dispatchEvent(new Event("input", { bubbles: true }));
    }
    view.close();
  }

  set(section, places, question, answer) {
    const ids = this.#ids(section, places);
    const { repeats, kind } = this.form.pageRows.get(section);
    const line = kind === "list" ? [...repeats, section] : repeats;
    if (ids !== null) this.#keep(this.form.set(this.form.pathOf(line, ids, question), answer));
  }

  add(section, places) {
    const ids = this.#ids(section, places);
    if (ids !== null) this.#keep(this.form.addEntry(section, ids));
  }

  remove(section, places) {
    const ids = this.#ids(section, places);
    if (ids !== null) this.#keep(this.form.removeEntry(section, ids));
  }

  reverse(section, places) {
    const ids = this.#ids(section, places);
    if (ids !== null) this.#keep(this.form.order(section, ids, this.form.entries(section, ids).map((entry) => entry.id).reverse()));
  }

  /** Begin anew from what the store has, as after a reload. */
  take() {
    this.form.take(JSON.parse(JSON.stringify(this.store)));
  }
}

/** Open a page for real keys and clicks; `changes` then has what it told. */
export function open(name, document, section, ids, { worry = false, waits = false } = {}) {
  const form = formOf(name, document);
  const container = window.document.createElement("div");
  window.document.body.replaceChildren(container);
  Object.assign(window, { form, changes: [], files: [], arrived: () => {} });
  form.onChange = (change) => {
    window.changes.push(change);
    return waits ? new Promise((resolve) => (window.arrived = resolve)) : undefined;
  };
  form.onFile = ({ path, file }) => window.files.push([path, file.name]);
  window.view = worry ? form.openWorry(container, section, ids) : form.open(container, section, ids);
}
