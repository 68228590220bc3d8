// What is wrong with an answer of the wrong kind, in the words of instruments/answer_types.py: change both or neither.
import { lengthOf, toDays } from "./expression_values.js";

const MAXIMUM_TEXT = 20000;
const MAXIMUM_NUMBER = 10 ** 15;
const MAXIMUM_POINTS = 1000;
const EMAIL = /^[^\s@<>(),;:"[\]\\]+@(?:[\p{L}\p{N}](?:[\p{L}\p{N}]|-)*\.)+(?:\p{L}{2,}|xn--[a-z0-9-]+)$/iu;
const HOST = "(?:[\\p{L}\\p{N}][\\p{L}\\p{N}_.-]*|\\[[0-9a-f:.]+\\])";
const URL = new RegExp(`^https?://(?:[^\\s/?#@]+@)?${HOST}(?::[0-9]{1,5})?(?:[/?#]\\S*)?$`, "iu");
const PHONE_SIGNS = /[\s().\-–/]|(?:ext\.?|x|#)(?=\s*[0-9]+$)/gi;
const ZONE = /(?:Z|[+-][0-9]{2}:[0-9]{2})$/;
const TIME = /^[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?$/;
const NUMBER = /^[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]{1,3})?$/;

/** What is wrong with an answer that is not blank, given the rows that its question offers; null where nothing is. */
export function typeProblem(branch, answer, offered) {
  return CHECKS.get(branch.type)?.(answer, offered, branch) ?? null;
}

const isText = (answer) => typeof answer === "string";
const isNumber = (answer) => typeof answer === "number" && Number.isFinite(answer);
const counted = (number) => number.toLocaleString("en-GB");

function text(answer) {
  if (!isText(answer)) return "enter text";
  const length = lengthOf(answer);
  return length > MAXIMUM_TEXT
    ? `this is ${counted(length)} characters long; shorten it to ${counted(MAXIMUM_TEXT)} or fewer`
    : null;
}

function email(answer) {
  const isOne = isText(answer) && lengthOf(answer) <= 254 && EMAIL.test(answer.trim());
  const isUsable = isOne && !answer.includes("..") && !answer.trim().startsWith(".") && !answer.includes(".@");
  return isUsable ? null : "enter an email address, such as name@example.org";
}

function phone(answer) {
  const bare = isText(answer) && lengthOf(answer) <= 60 ? answer.trim().replace(PHONE_SIGNS, "") : "";
  const isOne = /^\+?[0-9*#]{3,20}$/.test(bare);
  return isOne ? null : "enter a phone number, such as 01632 960 001 or +44 808 157 0192";
}

function url(answer) {
  const isOne = isText(answer) && lengthOf(answer) <= 2000 && URL.test(answer.trim());
  return isOne ? null : "enter a web address that begins with https://, such as https://www.example.org";
}

const size = (number) => (Math.abs(number) <= MAXIMUM_NUMBER ? null : "this number is too large; check it");

const integer = (answer) => (Number.isSafeInteger(answer) ? size(answer) : "enter a whole number, such as 12");

const decimal = (answer) => (isNumber(answer) ? size(answer) : "enter a number, such as 12.5");

function range(answer, _offered, { range: [start, end, step] }) {
  const bySteps = step === 1 ? "" : ` in steps of ${short(step)}`;
  const shown = `choose a number from ${short(start)} to ${short(end)}${bySteps}`;
  if (decimal(answer) !== null || answer < start || answer > end) return shown;
  const steps = (answer - start) / step;
  const isStep = Math.abs(steps - Math.round(steps)) < 1e-9 * Math.max(1, steps);
  return answer === end || isStep ? null : shown;
}

/** A number in six digits, as Python's "g" writes it. */
function short(number) {
  const [digits, exponent] = number.toExponential(5).split("e");
  const trimmed = (one) => (one.includes(".") ? one.replace(/\.?0+$/, "") : one);
  const power = Number(exponent);
  if (power >= -4 && power < 6) return trimmed(number.toFixed(5 - power));
  return `${trimmed(digits)}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
}

const isDate = (answer) => isText(answer) && /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(answer) && toDays(answer) !== null;
const isTime = (answer) => TIME.test(answer) && toDays(answer) !== null;

const date = (answer) => (isDate(answer) ? null : "enter a real date, such as 27 3 2026");

function time(answer) {
  const isOne = isText(answer) && isTime(answer.replace(ZONE, ""));
  return isOne ? null : "enter a time on the 24-hour clock, such as 14:30";
}

function dateTime(answer) {
  const at = isText(answer) ? answer.indexOf("T") : -1;
  const [day, clock] = at < 0 ? ["", ""] : [answer.slice(0, at), answer.slice(at + 1)];
  const [, hours = 0, minutes = 0] = /[+-]([0-9]{2}):([0-9]{2})$/.exec(clock) ?? [];
  const isOne = isDate(day) && isTime(clock.replace(ZONE, "")) && Number(hours) < 24 && Number(minutes) < 60;
  return isOne ? null : "enter a real date with a time on the 24-hour clock, such as 27 3 2026 at 14:30";
}

function choice(answer, offered) {
  return offered.some((row) => row.name === answer) ? null : "select one of the answers in the list";
}

function choices(answer, offered) {
  const rows = new Map(offered.map((row) => [row.name, row]));
  if (!Array.isArray(answer) || !answer.every((name) => rows.has(name))) return "select answers from the list";
  const alone = answer.length > 1 ? answer.map((name) => rows.get(name)).find((row) => row.exclusive) : undefined;
  return alone ? `select ‘${alone.label}’ alone, or the other answers without it` : null;
}

function rank(answer, offered) {
  const wanted = JSON.stringify(offered.map((row) => row.name).sort());
  const isWhole = Array.isArray(answer) && answer.every(isText) && JSON.stringify([...answer].sort()) === wanted;
  return isWhole ? null : `put all ${offered.length} answers in order, each of them once`;
}

const acknowledge = (answer) => (answer === "OK" ? null : "tick the box to confirm, or leave it blank");

const calculated = (answer) => (isText(answer) ? text(answer) : decimal(answer));

function file(answer) {
  const isName = isText(answer) && lengthOf(answer) <= 255 && !/[/\\\n]/.test(answer);
  return isName ? null : "add the file again; what was sent is not the name of a file";
}

function pointOf(words) {
  const parts = words.trim().split(/\s+/);
  return parts.length >= 2 && parts.length <= 4 && parts.every((part) => NUMBER.test(part)) ? parts.map(Number) : null;
}

function place(answer) {
  const point = isText(answer) ? pointOf(answer) : null;
  if (point) return outOfRange(point);
  return "record the place again, or enter it as latitude and longitude, such as 51.5 -0.12";
}

function outOfRange([latitude, longitude, , accuracy]) {
  if (Math.abs(latitude) > 90) return `the latitude, ${short(latitude)}, must be from -90 to 90`;
  if (Math.abs(longitude) > 180) return `the longitude, ${short(longitude)}, must be from -180 to 180`;
  return accuracy < 0 ? `the accuracy, ${short(accuracy)} metres, cannot be less than 0` : null;
}

const line = (isClosed) => (answer) => {
  const points = isText(answer) ? answer.split(";").filter((part) => part.trim()).map(pointOf) : [];
  if (points.length < (isClosed ? 4 : 2) || !points.every(Boolean)) {
    return `record ${isClosed ? "an area of at least three points" : "a line of at least two points"}`;
  }
  if (points.length > MAXIMUM_POINTS) {
    return `this has ${counted(points.length)} points; record it with ${counted(MAXIMUM_POINTS)} or fewer`;
  }
  const wrong = points.map(outOfRange).find(Boolean);
  const [first, last] = [points[0], points.at(-1)];
  const isOpen = isClosed && (first[0] !== last[0] || first[1] !== last[1]);
  return wrong ?? (isOpen ? "the area is not closed; end where it begins" : null);
};

const CHECKS = new Map([
  ...["text", "barcode", "username"].map((kind) => [kind, text]),
  ["email", email],
  ["phone", phone],
  ["url", url],
  ["integer", integer],
  ["decimal", decimal],
  ["range", range],
  ["date", date],
  ["time", time],
  ["dateTime", dateTime],
  ["today", date],
  ["start", dateTime],
  ["end", dateTime],
  ["select_one", choice],
  ["select_multiple", choices],
  ["rank", rank],
  ["acknowledge", acknowledge],
  ["calculate", calculated],
  ["hidden", calculated],
  ...["image", "audio", "video", "file", "signature"].map((kind) => [kind, file]),
  ["geopoint", place],
  ["geotrace", line(false)],
  ["geoshape", line(true)],
]);
