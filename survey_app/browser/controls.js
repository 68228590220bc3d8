// Reads the answer that a question's controls hold, as the answers document would have it: what the fields of collect/
// read when the page is posted. What cannot be read stands as it was typed; the server says what is wrong with it.

const PREFIX = "q.";
const MONTHS = [
  "january february march april may june july august september october november december",
  "ionawr chwefror mawrth ebrill mai mehefin gorffennaf awst medi hydref tachwedd rhagfyr",
].map((names) => names.split(" "));

/** The answer to a question of a kind (null where blank), or undefined where nothing on the page says it. */
export function answerOf(question, name, kind) {
  const said = question.dataset.answer === undefined ? undefined : parsed(question.dataset.answer);
  const all = [...question.querySelectorAll("input, textarea, select")];
  const controls = all.filter((one) => one.name === PREFIX + name || one.name.startsWith(`${PREFIX}${name}:`));
  if (!controls.length) return said;
  const part = (wanted) => controls.find((one) => one.name === `${PREFIX}${name}:${wanted}`);
  return (READERS.get(kind) ?? line)({ controls, first: controls[0], name, part, said });
}

/** What a question's controls say, as one reads it on the page; "" where they are blank. */
export function wordsOf(element) {
  const controls = [...element.querySelectorAll("input, textarea, select")].filter((one) => one.name.startsWith(PREFIX));
  const words = controls.filter((one) => one.type !== "hidden").map((one) => {
    if (one.type === "radio" || one.type === "checkbox") return one.checked ? labelOf(one) : "";
    if (one.type === "file") return [...one.files].map((file) => file.name).join(", ");
    return one.tagName === "SELECT" ? one.selectedOptions[0]?.text ?? "" : one.value.trim();
  });
  const parts = controls.some((one) => one.type === "checkbox") ? ", " : " ";
  return words.filter(Boolean).join(parts);
}

const labelOf = (control) => control.labels[0]?.textContent.trim() ?? control.value;

function parsed(json) {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}

const textOf = (control) => control?.value.trim() ?? "";

const line = ({ first }) => textOf(first) || null;

function number({ controls, first }) {
  const text = first.type === "radio" ? controls.find((one) => one.checked)?.value ?? "" : textOf(first);
  return numberOf(text) ?? (text || null);
}

function numberOf(text) {
  const bare = text.replaceAll(" ", "");
  return /^[+-]?(?:[0-9]+[.]?[0-9]*|[.][0-9]+)(?:[eE][+-]?[0-9]{1,3})?$/.test(bare) ? Number(bare) : null;
}

function wholeNumber({ first }) {
  const text = textOf(first);
  const bare = text.replace(/[ ,]/g, "");
  return /^[+-]?[0-9]{1,18}$/.test(bare) ? Number(bare) : text || null;
}

// A form may ask for the month and year alone, or for the year: the first of them is meant.
function date({ part }) {
  const [year, month, day] = ["year", "month", "day"].map((one) => (part(one) ? textOf(part(one)) : null));
  if (!year && !month && !day) return null;
  const at = month === null ? 1 : monthNumber(month);
  const isDate = /^[0-9]{4}$/.test(year) && at !== null && /^[0-9]{1,2}$/.test(day ?? "1");
  return isDate ? `${year}-${two(at)}-${two(day ?? 1)}` : [day, month, year].filter(Boolean).join(" ");
}

function dateTime(found) {
  const [day, clock] = [date(found), clockTime(textOf(found.part("time")))];
  return day === null && !clock ? null : `${day ?? ""}T${clock}`;
}

const time = ({ first }) => clockTime(textOf(first)) || null;

function clockTime(text) {
  const match = /^([01]?[0-9]|2[0-3])[:.]?([0-5][0-9])$/.exec(text.replaceAll(" ", ""));
  return match ? `${two(match[1])}:${match[2]}` : text;
}

/** The number of a month, written as a number or as a word of at least three letters. */
function monthNumber(text) {
  if (/^[0-9]{1,2}$/.test(text)) return Number(text);
  const word = text.toLowerCase().replace(/[.]$/, "");
  const places = MONTHS.map((names) => (word.length < 3 ? -1 : names.findIndex((name) => name.startsWith(word))));
  const place = places.find((found) => found >= 0);
  return place === undefined ? null : place + 1;
}

const two = (number) => String(number).padStart(2, "0");

function oneChoice({ controls, first }) {
  if (first.type !== "radio") return first.value || null;
  return controls.find((control) => control.checked)?.value ?? null;
}

function choices({ controls }) {
  const chosen = controls.filter((control) => control.checked).map((control) => control.value);
  return chosen.length ? chosen : null;
}

/** The choices by the places they have been given; an order that is not complete is none yet. */
function ranking({ controls, name, said }) {
  const places = controls.filter((one) => one.name.startsWith(`${PREFIX}${name}:`));
  if (!places.length) return said;
  const nameOf = (control) => control.name.slice(PREFIX.length + name.length + 1);
  const ordered = [...places].sort((one, other) => Number(one.value) - Number(other.value));
  return ordered.every((control, index) => Number(control.value) === index + 1) ? ordered.map(nameOf) : null;
}

const tick = ({ first }) => (first.checked ? first.value : null);

/** The name of the file that was chosen, else what was signed, else what is stored already. */
function file({ controls, part, said }) {
  const chosen = controls.find((control) => control.files?.length)?.files[0].name;
  if (chosen || textOf(part("typed"))) return chosen ?? textOf(part("typed"));
  return part("remove")?.checked ? null : said;
}

function point({ part, said }) {
  const parts = ["latitude", "longitude", "altitude", "accuracy"];
  const [latitude, longitude, altitude, accuracy] = parts.map((one) => textOf(part(one)));
  if (!part("latitude")) return said;
  if (!latitude && !longitude) return null;
  return [latitude, longitude, altitude || "0", accuracy || "0"].map((one) => String(numberOf(one) ?? one)).join(" ");
}

function points({ first }) {
  const lines = textOf(first).split(/[;\n]+/).map((one) => one.trim()).filter(Boolean);
  return lines.length ? lines.map((one) => [...one.split(/[,\s]+/), "0", "0"].slice(0, 4).join(" ")).join("; ") : null;
}

const READERS = new Map([
  ["integer", wholeNumber],
  ["decimal", number],
  ["range", number],
  ["date", date],
  ["time", time],
  ["dateTime", dateTime],
  ["select_one", oneChoice],
  ["select_multiple", choices],
  ["rank", ranking],
  ["acknowledge", tick],
  ["geopoint", point],
  ["geotrace", points],
  ["geoshape", points],
  ...["image", "audio", "video", "file", "signature"].map((kind) => [kind, file]),
]);
