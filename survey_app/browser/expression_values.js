// The values of expressions and how one kind becomes another, as instruments/expressions/values.py has it.
//
// A value is a text, a number or a truth value; an answer left blank, and one that is not asked, is the text ''. Dates
// and times are ISO texts, and count as days since 1970 wherever a number is wanted.

const MAXIMUM_DIGITS = 400; // characters of the longest text that is a number or a date
const TOLERANCE = 1e-12; // JavaRosa's: numbers nearer than this are equal, and zero
const MAXIMUM_DAYS = 2932896; // 9999-12-31
const MINIMUM_DAYS = -719162; // 0001-01-01
const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const NUMBER = /^-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)$/;
const BEYOND_16_BITS = /[\ud800-\udfff]/;
const TIME = "([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\\.([0-9]{1,9}))?)?";
const TIME_ALONE = new RegExp(`^${TIME}$`);
const DATE_TIME = new RegExp(`^([0-9]{4})-([0-9]{2})-([0-9]{2})(?:T${TIME}(Z|[+-][0-9]{2}:?[0-9]{2})?)?$`);

/**
 * A set of nodes, in the order of the form; `values` are looked up when they are asked for. Without `lookUp` the nodes
 * are the values themselves.
 */
export class Nodes {
  #values;

  constructor(nodes = [], lookUp = null) {
    this.nodes = nodes;
    this.lookUp = lookUp;
    if (!lookUp) this.#values = nodes;
  }

  get values() {
    this.#values ??= this.nodes.map((node) => this.lookUp(node));
    return this.#values;
  }

  /** The value of the first node; of an empty set, a blank. */
  get first() {
    if (!this.nodes.length) return "";
    return this.#values ? this.#values[0] : this.lookUp(this.nodes[0]);
  }
}

/** The value of one answer of an answers document; whatever is not an answer is blank. */
export function fromAnswer(answer) {
  if (typeof answer === "string" || typeof answer === "boolean") return answer;
  if (typeof answer === "number") return Number.isFinite(answer) ? answer : "";
  if (Array.isArray(answer)) return answer.filter((part) => typeof part === "string").join(" ");
  return "";
}

/** The value itself, or the first of a set; an empty set is blank. */
export function single(value) {
  return value instanceof Nodes ? value.first : value;
}

/** How many characters a text has: code points, as Python counts. */
export function lengthOf(text) {
  return BEYOND_16_BITS.test(text) ? Array.from(text).length : text.length;
}

/** The characters from one index to before another. */
export function slice(text, start, end) {
  return BEYOND_16_BITS.test(text) ? Array.from(text).slice(start, end).join("") : text.slice(start, end);
}

/** The text of a value; a number never in exponent form. */
export function toText(value) {
  return typeof value === "number" ? numberText(value) : String(value);
}

/** The number of a value: a blank or a word is not a number, a date is its day. */
export function toNumber(value) {
  if (typeof value !== "string") return Number(value);
  if (value.length > MAXIMUM_DIGITS) return NaN;
  const stripped = strip(value);
  return NUMBER.test(stripped) ? Number(stripped) : toDays(stripped) ?? NaN;
}

/** The truth of a value: blank, zero and not-a-number are false, any other text is true. */
export function toBoolean(value) {
  if (typeof value === "number") return Math.abs(value) > TOLERANCE;
  return typeof value === "string" ? value !== "" : value;
}

/** The text without the white space around it: XPath's white space, which is less than what trim() takes away. */
export function strip(text) {
  let [start, end] = [0, text.length];
  while (start < end && " \t\r\n".includes(text[start])) start += 1;
  while (end > start && " \t\r\n".includes(text[end - 1])) end -= 1;
  return text.slice(start, end);
}

/** The digits of a number, never in exponent form. */
export function numberText(value) {
  if (value === 0) return "0";
  const [digits, exponent] = String(value).split("e");
  if (exponent === undefined) return digits;
  const sign = value < 0 ? "-" : "";
  const [whole, fraction = ""] = digits.replace("-", "").split(".");
  const point = whole.length + Number(exponent);
  const all = whole + fraction;
  if (point <= 0) return `${sign}0.${"0".repeat(-point)}${all}`;
  return sign + all.padEnd(point, "0"); // an exponent above zero comes with 21 digits and more: no fraction is left
}

/** The days of a text with white space around it, as comparing texts asks for them. */
export function momentOf(text) {
  return text.length > MAXIMUM_DIGITS ? null : toDays(strip(text));
}

/** Days since 1970 of an ISO date, date with time, or time; null for any other text. */
export function toDays(text) {
  const time = TIME_ALONE.exec(text);
  if (time) {
    const seconds = secondsOfDay(...time.slice(1));
    return seconds === null ? null : seconds / 86400;
  }
  const match = DATE_TIME.exec(text);
  if (!match) return null;
  const [year, month, day, hour, minute, second, fraction, zone] = match.slice(1);
  const days = daysSince1970(Number(year), Number(month), Number(day));
  if (days === null || hour === undefined) return days;
  const seconds = secondsOfDay(hour, minute, second, fraction);
  const offset = offsetMinutes(zone);
  // Seconds first and one division, so that the same moment written in two zones is the same number.
  return seconds === null || offset === null ? null : (days * 86400 + seconds - offset * 60) / 86400;
}

function secondsOfDay(hour, minute, second = "0", fraction = "0") {
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return null;
  return Number(hour) * 3600 + Number(minute) * 60 + Number(second) + Number(`0.${fraction}`);
}

function offsetMinutes(zone) {
  if (zone === undefined || zone === "Z") return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(-2));
  if (hours > 14 || minutes > 59) return null;
  return (hours * 60 + minutes) * (zone[0] === "-" ? -1 : 1);
}

// Days are counted from 1 March of the year 0, so that the leap day is the last of its year.
function daysSince1970(year, month, day) {
  if (year < 1 || month < 1 || month > 12) return null;
  const leap = month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  if (day < 1 || day > MONTH_DAYS[month - 1] + (leap ? 1 : 0)) return null;
  const shiftedYear = year - (month <= 2 ? 1 : 0);
  const era = Math.floor(shiftedYear / 400);
  const yearOfEra = shiftedYear - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146097 + dayOfEra - 719468;
}

/** The ISO date of a number of days since 1970; blank where there is none. */
export function toDate(days) {
  const whole = Math.floor(days);
  if (!(whole >= MINIMUM_DAYS && whole <= MAXIMUM_DAYS)) return "";
  const shifted = whole + 719468;
  const era = Math.floor(shifted / 146097);
  const dayOfEra = shifted - era * 146097;
  const leapDays = Math.floor(dayOfEra / 1460) - Math.floor(dayOfEra / 36524) + Math.floor(dayOfEra / 146096);
  const yearOfEra = Math.floor((dayOfEra - leapDays) / 365);
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1;
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return [String(year).padStart(4, "0"), String(month).padStart(2, "0"), String(day).padStart(2, "0")].join("-");
}

/** The last member of a list; undefined where it has none. */
export function last(list) {
  return list[list.length - 1];
}

/** Whether two numbers are the same as far as anybody can tell. */
export function near(left, right) {
  return left === right || Math.abs(left - right) < TOLERANCE;
}
