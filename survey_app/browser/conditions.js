// What a page of questions does while it is answered: shows and hides questions as their conditions come true, works
// out calculations, and offers the choices that a filter leaves. The server's word is final: what this shows or hides
// differently is put right by the page that comes back.
//
// The server renders, and this only changes what is there:
//   script#conditions        {"form": form_json(…), "document": …, "entry": [0, 2], "username": …} (collect/live.py)
//   data-question="name"     a question or note, hidden while it is not asked; in it <input name="shown"> says that it
//                            was seen. data-entry="0,2" on it when it stands in another entry than the page's own
//   data-answer='["a"]'      on data-question: the answer as the document has it, in JSON, where the controls do not
//                            say it (a drawing, a file that is stored). A script that changes it then dispatches
//                            "change"; data-answer="null" is a blank answer
//   data-block               a heading with questions, hidden while all of them are
//   data-choice="name"       what holds one choice: a radio button or checkbox with its label, or an option. All are
//                            there; those that the filter leaves out are hidden (an option also disabled)
//   data-output="name"       in a label, hint or heading: the value of ${name}, as seen from the question around it
//   data-too-much            a sentence, shown when the form takes too long to work out
//   data-mark="required"     in a label: "(required)" or "(optional)", where another answer decides which it is; then
//                            data-may-be-required is on data-question, and data-optional comes and goes
//   data-open, data-fixed    of a question that another answer opens: its controls, and its answer while it is fixed
//   data-value               in a question that is shown and not asked: its answer
//
// The app for visits (visits/form_view.js) shows the same pages on the answers of a device, with the same LivePage.
import { answerOf, wordsOf } from "./controls.js";
import { Form } from "./engine.js";
import { entryOf, keyOf } from "./engine_entries.js";

/** Begin, when the page has conditions. */
export function startConditions(root) {
  const data = root.getElementById("conditions");
  const form = root.getElementById("answers");
  if (!data || !form) return;
  const { form: definition, document, entry, username } = JSON.parse(data.textContent);
  const page = new LivePage(form, formNow(definition, document, username), entry);
  page.takeAll();
  page.showAll();
  page.listen();
}

/** A form with answers at this moment. */
export function formNow(definition, document, username) {
  return new Form(definition, document, { ...moment(new Date()), username });
}

/** The questions of a page and the form that they are part of. */
export class LivePage {
  /**
   * `heard(name, entry, answer, places)` is told of each answer that somebody gives on the page, with the places of the
   * form that may look different since; `words(name, entry)` are those of an answer that is shown and not asked.
   */
  constructor(element, form, entry, { heard = () => {}, words = null } = {}) {
    this.element = element;
    this.form = form;
    this.entry = entry;
    this.heard = heard;
    this.words = words ?? ((name, at) => this.form.shownAnswer(name, at));
    this.readsControls = words === null;
    const found = [...element.querySelectorAll("[data-question]")].map((one) => new Question(one));
    this.questions = new Map(found.map((question) => [this.#keyOf(question.element), question]));
    const outputs = [...element.querySelectorAll("[data-output]")];
    this.outputs = outputs.filter((output) => !output.closest("[data-question]"));
  }

  /** Follow what is typed and chosen. */
  listen() {
    const update = ({ target }) => this.answered(target.closest("[data-question]"));
    this.element.addEventListener("input", update);
    this.element.addEventListener("change", update);
  }

  /** Take what the page's controls say into the form. */
  takeAll() {
    for (const question of this.questions.values()) this.#take(question);
  }

  /** Show every question as it is now. */
  showAll({ takesBack = true } = {}) {
    for (const question of this.questions.values()) this.#show(question, takesBack);
    this.#showAround(this.questions.values());
    this.#tellTooMuch();
  }

  /** Go on with another form, or as another entry of it: the answers were changed elsewhere. */
  goOnWith(form, entry) {
    this.form = form;
    this.entry = entry;
    const found = [...this.questions.values()];
    this.questions = new Map(found.map((question) => [this.#keyOf(question.element), question]));
  }

  /** Something was typed or chosen in a question. */
  answered(element) {
    const question = element && this.questions.get(this.#keyOf(element));
    if (question) this.showWhatFollows(this.#take(question));
  }

  /** Show again what may look different: places of the form, as its changes give them. */
  showWhatFollows(places) {
    const shown = new Set();
    const waiting = [...places];
    while (waiting.length) {
      const { name, entry } = waiting.pop();
      const found = this.questions.get(`${name} ${keyOf(entry)}`);
      if (!found) continue;
      shown.add(found);
      // A choice that is not offered any more is taken back; each can be only once, so this comes to an end.
      if (this.#show(found)) waiting.push(...this.#take(found));
    }
    if (shown.size) this.#showAround(shown);
    this.#tellTooMuch();
  }

  // The form may take too long to work out with these answers: it is said, and the server says it too.
  #tellTooMuch() {
    const said = this.element.ownerDocument.querySelector("[data-too-much]");
    if (said && this.form.isCutOff) said.hidden = false;
  }

  #placeOf(element) {
    const { question, entry } = element.dataset;
    return [question, entry === undefined ? this.entry : entryOf(entry)];
  }

  #keyOf(element) {
    const [name, entry] = this.#placeOf(element);
    return `${name} ${keyOf(entry)}`;
  }

  /** Take the answer of a question into the form; what may look different now. */
  #take(question) {
    const [name, entry] = this.#placeOf(question.element);
    const answer = answerOf(question.element, name, this.form.kindOf(name));
    if (answer === undefined) return [];
    const places = this.form.set(name, entry, answer);
    this.heard(name, entry, answer, places);
    return places;
  }

  /** Show a question as it is now; whether its own answer had to change for that. */
  #show(question, takesBack = true) {
    const [name, entry] = this.#placeOf(question.element);
    if (!this.form.has(name)) return false;
    const answer = () => this.words(name, entry);
    question.show(this.form.isAsked(name, entry));
    question.require(() => this.form.required(name, entry));
    question.fix(() => this.form.readOnly(name, entry), this.readsControls ? null : answer);
    question.write((other) => this.form.output(other, name, entry), answer);
    return this.form.isFiltered(name) && question.offer(new Set(this.form.choices(name, entry)), takesBack);
  }

  #showAround(questions) {
    const blocks = new Set([...questions].map((question) => question.block));
    for (const block of blocks) if (block) block.hidden = !block.querySelector("[data-question]:not([hidden])");
    const [first] = this.questions.values();
    if (!this.outputs.length || !first) return;
    const [name, entry] = this.#placeOf(first.element);
    for (const output of this.outputs) write(output, this.form.output(output.dataset.output, name, entry));
  }
}

/** One question of a page. */
class Question {
  constructor(element) {
    this.element = element;
    this.block = element.closest("[data-block]");
    this.marks = [...element.querySelectorAll('input[name="shown"]')];
    this.outputs = [...element.querySelectorAll("[data-output]")];
    this.values = [...element.querySelectorAll("[data-value]")].filter((value) => !value.closest("[data-fixed]"));
    this.options = [...element.querySelectorAll("[data-choice]")];
    this.mark = element.querySelector("[data-mark]");
    this.open = element.querySelector("[data-open]");
    this.fixed = element.querySelector("[data-fixed]");
  }

  /** A hidden question keeps what was typed, but does not tell the server that it was seen. */
  show(isAsked) {
    if (this.element.hidden === !isAsked) return;
    this.element.hidden = !isAsked;
    for (const mark of this.marks) mark.disabled = !isAsked;
  }

  /** Mark as required or optional what other answers make so. */
  require(isRequired) {
    if (!("mayBeRequired" in this.element.dataset)) return;
    const now = isRequired();
    if (this.mark) this.mark.hidden = (this.mark.dataset.mark === "required") !== now;
    if (now === !("optional" in this.element.dataset)) return;
    if (now) delete this.element.dataset.optional;
    else this.element.dataset.optional = "";
    this.element.dispatchEvent(new Event("wa-required"));
  }

  /** Show the answer instead of its controls while other answers keep it from being changed. */
  fix(isFixed, answer) {
    if (!this.fixed) return;
    const value = this.fixed.querySelector("[data-value]");
    if (answer) write(value, answer());
    if (this.fixed.hidden === !isFixed()) return;
    this.fixed.hidden = !this.fixed.hidden;
    this.open.hidden = !this.open.hidden;
    if (!answer) write(value, wordsOf(this.open) || this.fixed.dataset.blank);
  }

  write(outputOf, answer) {
    for (const output of this.outputs) write(output, outputOf(output.dataset.output));
    for (const value of this.values) write(value, answer());
  }

  /** Hide the choices that are not offered, and take them back where they were chosen; whether any were. */
  offer(names, takesBack) {
    let isChanged = false;
    for (const option of this.options) {
      const isOffered = names.has(option.dataset.choice);
      option.hidden = !isOffered;
      if (option.tagName === "OPTION") option.disabled = !isOffered;
      if (takesBack && !isOffered && clear(option)) isChanged = true;
    }
    return isChanged;
  }
}

/** Take a choice back; whether it was chosen. */
function clear(option) {
  if (option.tagName === "OPTION") {
    const wasSelected = option.selected && option.value !== "";
    if (wasSelected) option.closest("select").value = "";
    return wasSelected;
  }
  const chosen = [...option.querySelectorAll("input:checked")];
  for (const control of chosen) control.checked = false;
  return chosen.length > 0;
}

/** Text that is the same is left alone, so that nothing is drawn or read out again. */
function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

// England's clock, as on the server, wherever the device is.
const CLOCK = new Intl.DateTimeFormat("en-CA", {
  timeZone: "Europe/London", year: "numeric", month: "2-digit", day: "2-digit",
  hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23",
});

function moment(date) {
  const part = Object.fromEntries(CLOCK.formatToParts(date).map(({ type, value }) => [type, value]));
  const today = `${part.year}-${part.month}-${part.day}`;
  return { today, now: `${today}T${part.hour}:${part.minute}:${part.second}` };
}
