// The functions of dates and times, as instruments/expressions/date_functions.py has them.
import { strip, toDate, toDays, toNumber } from "./expression_values.js";

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const WEEKDAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const MILLISECONDS = 86400000;
const ZONE = /(?:Z|[+-][0-9]{2}(?::?[0-9]{2})?)$/;

const padded = (number, digits = 2) => String(number).padStart(digits, "0");

// What stands behind a % in a format, and what it makes of an ISO date, the milliseconds since midnight and the day of
// the week.
const SIGNS = new Map([
  ["%", () => "%"],
  ["Y", ({ date }) => date.slice(0, 4)],
  ["y", ({ date }) => date.slice(2, 4)],
  ["m", ({ date }) => date.slice(5, 7)],
  ["n", ({ date }) => String(Number(date.slice(5, 7)))],
  ["b", ({ date }) => MONTHS[Number(date.slice(5, 7)) - 1]],
  ["d", ({ date }) => date.slice(8, 10)],
  ["e", ({ date }) => String(Number(date.slice(8, 10)))],
  ["a", ({ weekday }) => WEEKDAYS[weekday]],
  ["H", ({ rest }) => padded(Math.floor(rest / 3600000))],
  ["h", ({ rest }) => String(Math.floor(rest / 3600000))],
  ["M", ({ rest }) => padded(Math.floor(rest / 60000) % 60)],
  ["S", ({ rest }) => padded(Math.floor(rest / 1000) % 60)],
  ["3", ({ rest }) => padded(rest % 1000, 3)],
]);

// The moment of a value as its own clock showed it; null where it is none.
function moment(value) {
  const days = toNumber(typeof value === "string" ? withoutZone(value) : value);
  if (!Number.isFinite(days) || Math.abs(days) > 1e7) return null;
  const total = Math.floor(days * MILLISECONDS + 0.5);
  const whole = Math.floor(total / MILLISECONDS);
  const date = toDate(whole);
  return date ? { date, rest: total - whole * MILLISECONDS, weekday: (((whole + 4) % 7) + 7) % 7 } : null;
}

function withoutZone(text) {
  const stripped = strip(text);
  const timed = stripped.includes(":") && (toDays(stripped) !== null || !stripped.includes("T"));
  return timed ? stripped.replace(ZONE, "") : text;
}

/** A date or moment, written as a format says. */
export function formatDate(value, format) {
  const found = moment(value);
  return found ? format.replace(/%(.)/gsu, (whole, sign) => SIGNS.get(sign)?.(found) ?? whole) : "";
}

/** The date of a date, of a date with time, or of a number of days since 1970; blank for anything else. */
export function date(value) {
  if (typeof value === "string") {
    const text = strip(value);
    if (text[4] === "-") return toDays(text) === null ? "" : text.slice(0, 10);
  }
  return toDate(toNumber(value));
}

/** A date with time stays what it is, a date begins at midnight, and a number is days since 1970. */
export function dateTime(value) {
  if (typeof value === "string" && value.includes("T")) {
    const text = strip(value);
    return toDays(text) === null ? "" : text;
  }
  const found = moment(value);
  if (!found) return "";
  const fraction = found.rest % 1000 ? `.${padded(found.rest % 1000, 3)}` : "";
  return formatDate(value, "%Y-%m-%dT%H:%M:%S") + fraction;
}

/** Days since 1970; a blank stays a blank. */
export function decimalDateTime(value) {
  return value === "" ? "" : toNumber(value);
}

/** The part of the day that had gone by on the clock; a blank stays a blank. */
export function decimalTime(value) {
  if (value === "") return "";
  const days = toNumber(typeof value === "string" ? withoutZone(value) : value);
  return Number.isFinite(days) ? days - Math.floor(days) : NaN;
}
