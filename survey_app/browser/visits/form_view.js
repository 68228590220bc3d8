// One page of a form that is open on a device: the page as the server has drawn it, filled in from the answers.
import { startAutocompletes } from "../autocomplete.js";
import { startClearing } from "../clearing.js";
import { startControls } from "../components.js";
import { LivePage } from "../conditions.js";
import { startFiles } from "../files.js";
import { startLocations } from "../location.js";
import { startRanges } from "../range.js";
import { startRanks } from "../rank.js";
import { startSignatures } from "../signature.js";
import { FILES, fill } from "./form_fill.js";
import { arrange } from "./form_order.js";

// Where a page shows an answer in its words (collect/blank_pages.py): the question it is seen from, and its name.
const PLACE = /\ue010([^\ue011]*)\ue011([^\ue012]*)\ue012/g;
const PLACE_IN_ADDRESS = /%EE%80%90(.*?)%EE%80%91(.*?)%EE%80%92/g;

/** The page as it reads in an entry of the answers. */
export function inWords(html, form, entry) {
  const output = (owner, name) => form.output(name, owner || null, entry);
  return html
    .replace(PLACE, (_, owner, name) => escaped(output(owner, name)))
    .replace(PLACE_IN_ADDRESS, (_, owner, name) => {
      return encodeURIComponent(output(decodeURIComponent(owner), decodeURIComponent(name)));
    });
}

const STARTS = [
  startControls, startAutocompletes, startFiles, startLocations, startRanges, startRanks, startSignatures, startClearing,
];
const SIGNS = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&#34;", "'": "&#39;" };
const escaped = (text) => text.replace(/[&<>"']/g, (sign) => SIGNS[sign]);

export class FormView {
  /** `visit` is the VisitForm; `ids` name the entry within `repeats`, all repeats around the questions. */
  constructor(visit, { html, repeats, ids }) {
    this.visit = visit;
    this.repeats = repeats;
    this.ids = ids;
    this.gone = false;
    this.seen = new Map(); // question → the answer that stands in its controls, as the document had it
    this.handedOver = new WeakSet(); // files that the app has been told of
    this.offered = null; // a question whose controls offer what is no answer yet
    const entry = visit.entryOf(repeats, ids);
    if (entry === null) throw new RangeError("there is no such entry");
    this.element = document.createElement("form");
    Object.assign(this.element, { noValidate: true, autocomplete: "off", className: "wa-visit-form" });
    this.element.dataset.clearWords = visit.words.labels.clear;
    this.element.innerHTML = inWords(html, visit.form, entry);
    this.page = new LivePage(this.element, visit.form, entry, {
      heard: (name, _, answer, places) => visit.heard(this, name, answer, places),
      words: (name, at) => visit.words.answerText(name, visit.form.value(name, at), at),
    });
    for (const { element } of this.page.questions.values()) {
      this.#arrange(element);
      this.fill(element);
    }
    this.#openFolded();
    this.page.showAll({ takesBack: false });
  }

  get entry() {
    return this.page.entry;
  }

  /** Put the page in place and follow what is done on it. */
  start(container) {
    const tooMuch = document.createElement("p");
    Object.assign(tooMuch, { className: "govuk-inset-text wa-urgent", hidden: true });
    tooMuch.textContent = `${this.visit.words.labels.too_much}.`;
    tooMuch.dataset.tooMuch = "";
    tooMuch.setAttribute("role", "alert");
    this.#dress();
    container.replaceChildren(tooMuch, this.element);
    const update = ({ target }) => this.#answered(target);
    this.element.addEventListener("input", update);
    this.element.addEventListener("change", update);
    this.element.addEventListener("focusout", ({ target }) => this.#left(target.closest("[data-question]")));
    this.element.addEventListener("submit", (event) => event.preventDefault());
  }

  /** Begin what makes controls easier to use. It looks for labels in the document, and is to find none of another page. */
  #dress() {
    const holder = document.createElement("div");
    holder.hidden = true;
    holder.append(this.element);
    document.body.prepend(holder);
    for (const start of STARTS) start(this.element);
    holder.remove();
  }

  close() {
    this.visit.closed(this);
    this.element.remove();
  }

  #arrange(question) {
    const order = this.visit.orderOf(question.dataset.question, this.entry);
    if (order) arrange(question, order);
  }

  /** Show the document's answer in the controls of a question. */
  fill(question) {
    const name = question.dataset.question;
    if (!this.visit.form.has(name)) return;
    const answer = this.visit.given(name, this.entry);
    fill(question, name, this.visit.form.kindOf(name), answer);
    this.seen.set(name, answer);
  }

  /** Put an answer into the controls of a question that becomes one with the first answer given on the page. */
  offer(question, answer) {
    fill(question, question.dataset.question, this.visit.form.kindOf(question.dataset.question), answer);
    this.offered = question;
  }

  /** The answer that the controls of a question hold. */
  held(question) {
    return this.visit.held(question, question.dataset.question);
  }

  /** The question of a name, if this page has it. */
  question(name) {
    return this.element.querySelector(`[data-question="${CSS.escape(name)}"]`);
  }

  /** The answers have changed elsewhere, or entries have: show what is there now, except under somebody's caret. */
  refresh() {
    const entry = this.visit.entryOf(this.repeats, this.ids);
    this.gone = entry === null;
    if (this.gone) return;
    this.page.goOnWith(this.visit.form, entry);
    for (const { element } of this.page.questions.values()) this.#refreshQuestion(element);
    this.page.showAll({ takesBack: false });
  }

  /** Show one question as the document has it, with what was added to its controls. */
  refill(question) {
    this.fill(question);
    for (const control of question.querySelectorAll("input, select")) {
      if (control.closest("[data-range]") && control.type !== "range") control.dispatchEvent(new Event("input"));
      else if (control.tagName === "SELECT") control.dispatchEvent(new Event("change"));
    }
    question.dispatchEvent(new Event("change"));
  }

  #refreshQuestion(question) {
    const name = question.dataset.question;
    if (!this.visit.form.has(name)) return;
    if (question.contains(document.activeElement) && this.#isTyped(document.activeElement)) this.#keepTyped(question);
    else if (this.visit.isOnItsWay(this, name)) this.#keepTyped(question);
    else if (!isSame(this.seen.get(name), this.visit.given(name, this.entry))) this.refill(question);
  }

  // A button or box that was pressed keeps the focus, and nobody is typing there.
  #isTyped(control) {
    return control.matches("textarea, select, input:not([type=radio], [type=checkbox], [type=file], [type=range])");
  }

  /** What is being typed stays, and counts for what hangs on it. */
  #keepTyped(question) {
    const held = this.held(question);
    if (held !== undefined) this.visit.form.set(question.dataset.question, this.entry, held);
  }

  #answered(control) {
    const question = control.closest("[data-question]");
    if (!question || this.#isFile(question, control)) return;
    if (this.gone) this.visit.heardOfGone(this, question);
    else this.page.answered(question);
    const { offered } = this;
    this.offered = null;
    if (offered !== null && offered !== question) this.#answered(offered);
  }

  /** A file that was chosen is kept by the app, which says under which name; taking a stored one away is an answer. */
  #isFile(question, control) {
    if (!FILES.has(this.visit.form.kindOf(question.dataset.question))) return false;
    if (control.name?.endsWith(":remove")) return false;
    const file = control.files?.[0] ?? null;
    if (file && !this.handedOver.has(file)) {
      this.handedOver.add(file);
      this.visit.onFile({ question: question.dataset.question, path: this.pathOf(question), file, element: question });
    }
    return true;
  }

  /** The path of a question's answer, as changes have it. */
  pathOf(question) {
    return this.visit.pathOf(this.repeats, this.ids, question.dataset.question);
  }

  /** Whoever leaves a question without having typed on sees what came from elsewhere meanwhile. */
  #left(question) {
    if (!question || this.gone) return;
    const name = question.dataset.question;
    if (!this.visit.form.has(name) || this.visit.isOnItsWay(this, name)) return;
    const kept = this.visit.keptAt(this, name);
    if (isSame(this.seen.get(name), kept) || !isSame(this.held(question) ?? null, this.seen.get(name))) return;
    this.page.showWhatFollows(this.visit.form.set(name, this.entry, kept));
    this.refill(question);
  }

  /** Folded questions lie open where one of them has an answer. */
  #openFolded() {
    for (const block of this.element.querySelectorAll("details[data-block]")) {
      const names = [...block.querySelectorAll("[data-question]")].map((question) => question.dataset.question);
      block.open = names.some((name) => (this.seen.get(name) ?? null) !== null && this.question(name).querySelector("[name^='q.']"));
    }
  }
}

export const isSame = (one, other) => JSON.stringify(one ?? null) === JSON.stringify(other ?? null);
