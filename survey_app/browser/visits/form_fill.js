// Puts answers into the controls of a page, as the fields of collect/ do on the server: the reverse of controls.js.
import { dateParts, shortNumber, written } from "./form_words.js";

const PREFIX = "q.";
// Kinds whose controls do not say the answer as the document has it; it stands beside them.
const SAID_BESIDE = new Set(["rank", "image", "audio", "video", "file", "signature", "geopoint", "geotrace", "geoshape"]);
export const FILES = new Set(["image", "audio", "video", "file", "signature"]);

/** Show an answer of a kind in the controls of a question; null is a blank. */
export function fill(question, name, kind, answer) {
  if (SAID_BESIDE.has(kind) && "answer" in question.dataset) question.dataset.answer = JSON.stringify(answer);
  const all = [...question.querySelectorAll("input, textarea, select")];
  const controls = all.filter((one) => one.name === PREFIX + name || one.name.startsWith(`${PREFIX}${name}:`));
  if (!controls.length) return;
  const part = (wanted) => controls.find((one) => one.name === `${PREFIX}${name}:${wanted}`);
  (FILLERS.get(kind) ?? line)({ question, controls, first: controls[0], name, part }, answer);
}

const textOf = (answer) => (answer === null ? "" : typeof answer === "number" ? written(answer) : String(answer));

const line = ({ first }, answer) => {
  first.value = textOf(answer);
};

function range({ controls, first }, answer) {
  const text = typeof answer === "number" ? shortNumber(answer) : textOf(answer);
  if (first.type === "radio") check(controls, (control) => control.value === text);
  else first.value = text;
}

function check(controls, isChosen) {
  for (const control of controls) control.checked = isChosen(control);
}

function date({ part }, answer) {
  const parts = dateParts(textOf(answer).slice(0, 10));
  for (const one of ["day", "month", "year"]) {
    if (part(one)) part(one).value = parts ? String(parts[one]) : "";
  }
  if (part("time")) part("time").value = parts ? textOf(answer).slice(11, 16) : "";
}

const time = ({ first }, answer) => {
  first.value = answer ? textOf(answer).slice(0, 5) : "";
};

function oneChoice({ controls, first }, answer) {
  const text = textOf(answer);
  if (first.type === "radio") check(controls, (control) => control.value === text);
  else {
    for (const option of first.options) option.selected = option.value === text;
    if (first.selectedIndex < 0) first.value = "";
  }
}

const choices = ({ controls }, answer) => {
  check(controls, (control) => Array.isArray(answer) && answer.includes(control.value));
};

/** Give each choice its place, and put the rows into that order. */
function ranking({ question, name, part }, answer) {
  const order = Array.isArray(answer) ? answer.map(String) : [];
  const list = question.querySelector("[data-rank]");
  // As they were written first, whatever order they have been put in since.
  const rows = [...list.querySelectorAll(".wa-rank__row")].sort((one, other) => drawnAt(one) - drawnAt(other));
  const placeOf = (row) => order.lastIndexOf(row.dataset.choice) + 1;
  for (const row of rows) part(row.dataset.choice).value = placeOf(row) || "";
  const sorted = [...rows].sort((one, other) => (placeOf(one) || rows.length) - (placeOf(other) || rows.length));
  if (sorted.some((row, at) => row !== list.querySelectorAll(".wa-rank__row")[at])) list.append(...sorted);
  list.dispatchEvent(new Event("wa-filled"));
}

const drawnAt = (row) => Number(/[0-9]+$/.exec(row.querySelector("select").id)?.[0] ?? 0);

const tick = ({ first }, answer) => {
  first.checked = textOf(answer) !== "";
};

/** Say which file is stored; the place for that is made anew from the page as it was drawn. */
function file({ question, first, part }, answer) {
  const name = typeof answer === "string" ? answer : "";
  const stored = question.querySelector("[data-stored]");
  if (stored) {
    stored.hidden = !name;
    stored.querySelector("strong").textContent = name;
    stored.querySelector("label .govuk-visually-hidden").textContent = ` ${name}`;
    part("kept").value = name;
    for (const control of [part("kept"), part("remove")]) control.disabled = !name;
    part("remove").checked = false;
  }
  if (part("typed")) part("typed").value = "";
  if (first.type === "file" && first.value) first.value = "";
}

function point({ part }, answer) {
  const numbers = answer ? textOf(answer).trim().split(/\s+/) : [];
  for (const [at, one] of ["latitude", "longitude", "altitude", "accuracy"].entries()) part(one).value = numbers[at] ?? "";
}

const points = ({ first }, answer) => {
  first.value = answer ? textOf(answer).split(";").map((one) => one.trim()).join("\n") : "";
};

const FILLERS = new Map([
  ["range", range],
  ["date", date],
  ["time", time],
  ["dateTime", date],
  ["select_one", oneChoice],
  ["select_multiple", choices],
  ["rank", ranking],
  ["acknowledge", tick],
  ["geopoint", point],
  ["geotrace", points],
  ["geoshape", points],
  ...[...FILES].map((kind) => [kind, file]),
]);
