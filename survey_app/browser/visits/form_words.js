// The form's own words on a device: answers as people read them, questions in messages, problems, titles of entries.
// The twin of collect/display.py, messages.py and summary.py; a test holds the two to the same words.
import { holderOf, own } from "../engine_entries.js";

const LONGEST = 80;
const WORRY_PARTS = ["_told", "_time", "_note"];
const DAY = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/;

export class FormWords {
  /** `bundle` is what the device has of the form; `form` the engine with the answers. */
  constructor(bundle, form) {
    this.bundle = bundle;
    this.form = form;
    this.labels = bundle.labels;
  }

  /** An answer in words, as seen in an entry. */
  answerText(name, value, entry) {
    if (isBlank(value)) return this.labels.not_answered;
    const branch = this.form.definition.branch(name);
    if (branch.list !== undefined) return this.#choicesText(branch, value, entry);
    if (typeof value === "number") return shortNumber(value);
    const text = String(value);
    return this.#kinds.get(branch.type)?.(text) ?? text;
  }

  /** The words of a choice. */
  choiceText(name, choice, entry) {
    const { list } = this.form.definition.branch(name);
    const marked = own(own(this.bundle.choices, name) ?? {}, choice);
    return this.filled(marked ?? this.form.definition.label(list, choice) ?? choice, name, entry);
  }

  #choicesText(branch, value, entry) {
    const texts = [value].flat().map((name) => this.choiceText(branch.name, String(name), entry));
    if (branch.type === "rank") return texts.map((text, at) => `${at + 1}. ${text}`).join("\n");
    return texts.join(", ");
  }

  #kinds = new Map([
    ["date", (text) => this.#day(text)],
    ...["dateTime", "start", "end"].map((kind) => [kind, (text) => this.#dayAndTime(text)]),
    ["acknowledge", () => this.labels.ticked],
    ["geopoint", firstTwo],
    ...["geotrace", "geoshape"].map((kind) => [kind, (text) => text.split(";").map(firstTwo).join("\n")]),
  ]);

  #day(text) {
    const parts = dateParts(text);
    return parts ? put(this.labels.days[parts.month - 1], { day: parts.day, year: text.slice(0, 4) }) : text;
  }

  #dayAndTime(text) {
    return put(this.labels.date_at_time, { date: this.#day(text.slice(0, 10)), time: text.slice(11, 16) });
  }

  /** A text with the answers that it shows, in one line. */
  filled(template, name, entry) {
    return inOneLine(this.form.text(template, name, entry));
  }

  /** What to call a question in a message: its label, after that of the composite question it is part of. */
  called(name, entry) {
    const { of } = this.#question(name);
    const caption = this.#caption(name, entry);
    return of === undefined ? caption : `${caption}’ ${this.labels.of} ‘${this.#caption(of, entry)}`;
  }

  #caption(name, entry) {
    const template = this.#question(name).label ?? this.form.definition.branch(name)?.label ?? name;
    return shortened(this.filled(template, name, entry));
  }

  #question(name) {
    return own(this.bundle.questions, name) ?? {};
  }

  /** The server's sentence for what is wrong with an answer; `message` is the engine's. */
  problemText(name, entry, message) {
    const branch = this.form.definition.branch(name);
    const { missing, wrong } = this.#question(name);
    if (isBlank(own(holderOf(this.form.walk.document, branch.repeats, entry), name))) {
      return missing ? this.filled(missing, name, entry) : this.#ask(branch, entry);
    }
    const template = branch.constraintMessage;
    if (wrong && template && this.form.text(template, name, entry) === message) return this.filled(wrong, name, entry);
    const at = message.lastIndexOf("’: ");
    if (at < 0) return this.translated(inOneLine(message));
    return `‘${this.called(name, entry)}’: ${this.translated(message.slice(at + 3))}`;
  }

  #ask(branch, entry) {
    const { ask } = this.labels;
    return put(own(ask, branch.type) ?? ask[""], { question: this.called(branch.name, entry) });
  }

  /** A sentence of the engine in the language of the page. */
  translated(text) {
    for (const [known, translation] of this.labels.sentences) {
      const values = valuesIn(text, known);
      if (values) return put(translation, values);
    }
    return text;
  }

  /** The first two answers of an entry that somebody gave; a list tells nothing of a worry. */
  firstAnswers(fields, answers, entry) {
    const untold = Object.keys(this.bundle.worries).flatMap((name) => [name, ...WORRY_PARTS.map((part) => name + part)]);
    const told = fields.filter((name) => !untold.includes(name));
    const given = told.filter((name) => !isBlank(own(answers, name)) && this.form.has(name)).slice(0, 2);
    const texts = given.map((name) => this.answerText(name, answers[name], entry).replaceAll("\n", " "));
    return texts.map((text) => (lengthOf(text) <= LONGEST ? text : `${first(text, LONGEST - 1)}…`)).join(", ");
  }

  /** One entry with its number: "Conversation 2". */
  entryTitle(entryName, at) {
    return `${entryName.slice(0, 1).toUpperCase()}${entryName.slice(1)} ${at + 1}`;
  }
}

export const isBlank = (value) => value === undefined || value === null || value === "" || isEmptyList(value);

const isEmptyList = (value) => Array.isArray(value) && value.length === 0;

/** Words with their places filled in: "%(name)s". */
export const put = (text, values) => text.replace(/%\((\w+)\)s/g, (whole, name) => values[name] ?? whole);

const inOneLine = (text) => text.split(/\s+/).filter(Boolean).join(" ");

const lengthOf = (text) => Array.from(text).length;

const first = (text, length) => Array.from(text).slice(0, length).join("");

/** The text or, of a long one, its beginning, as instruments/shortening.py has it. */
export function shortened(text) {
  return lengthOf(text) <= LONGEST ? text : `${first(text, LONGEST - 1).trimEnd()}…`;
}

const firstTwo = (text) => text.trim().split(/\s+/).slice(0, 2).join(", ");

/** Year, month and day of a real date written as 2026-03-27; null for any other text. */
export function dateParts(text) {
  const [, year, month, day] = (DAY.exec(text) ?? []).map(Number);
  const found = new Date(Date.UTC(2000, month - 1, day));
  found.setUTCFullYear(year, month - 1, day);
  const isReal = year >= 1 && found.getUTCMonth() === month - 1 && found.getUTCDate() === day;
  return isReal ? { year, month, day } : null;
}

/** A number in ten digits, without a needless fraction. */
export function shortNumber(number) {
  if (Number.isInteger(number)) return String(BigInt(number));
  return written(Number(number.toPrecision(10)));
}

/** A number as Python writes it: short ones with all their digits, very small ones with a power of ten. */
export function written(number) {
  if (Number.isInteger(number)) return String(number);
  if (Math.abs(number) >= 1e-4) return String(number);
  return number.toExponential().replace(/e([+-])([0-9])$/, "e$10$2");
}

/** What stands in the places of a known sentence; null where a text is another one. */
function valuesIn(text, known) {
  const pieces = known.split(/%\((\w+)\)s/);
  const pattern = pieces.map((piece, at) => (at % 2 ? "(.+?)" : piece.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"))).join("");
  const found = new RegExp(`^${pattern}$`, "su").exec(text);
  return found && Object.fromEntries(pieces.filter((_, at) => at % 2).map((name, at) => [name, found[at + 1]]));
}
