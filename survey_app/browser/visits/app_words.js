// How the app writes numbers, sizes and moments, as the other pages do: people see the time of England.

const ZONE = "Europe/London";
const DAY = new Intl.DateTimeFormat("en-GB", { timeZone: ZONE, day: "numeric", month: "long" });
const LONG_DAY = new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", weekday: "long", day: "numeric", month: "long" });
const TIME = new Intl.DateTimeFormat("en-GB", { timeZone: ZONE, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

/** "1 visit", "3 visits". */
export function count(number, one, many = `${one}s`) {
  return `${number} ${number === 1 ? one : many}`;
}

/** "29 November, 16:20", of a moment. */
export function moment(value) {
  const date = new Date(value);
  return `${DAY.format(date)}, ${TIME.format(date)}`;
}

/** "16:20", of a moment. */
export const clock = (value) => TIME.format(new Date(value));

/** "Monday 30 November, 09:30 to 12:00", of a visit; "Due Monday 30 November", of other work. */
export function whenOf({ kind = "visit", day, starts_at: starts, ends_at: ends }) {
  const isVisit = kind === "visit";
  if (!day) return isVisit ? "No day yet" : "";
  const text = LONG_DAY.format(new Date(`${day}T12:00:00Z`)).replace(",", "");
  if (!isVisit) return `Due ${text}`;
  if (!starts) return text;
  return ends ? `${text}, ${starts} to ${ends}` : `${text}, ${starts}`;
}

/** "212 KB", "1.4 MB". */
export function size(bytes) {
  const kilobytes = Math.max(1, Math.round(bytes / 1000));
  return kilobytes < 1000 ? `${kilobytes} KB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

/** "4:05", "1:02:30", of seconds. */
export function duration(seconds) {
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60)];
  const rest = String(Math.floor(seconds % 60)).padStart(2, "0");
  return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${rest}` : `${minutes}:${rest}`;
}

/** Titles of entries and roles as they stand inside a sentence. */
export const small = (text) => text.charAt(0).toLowerCase() + text.slice(1);

/** The beginning of a sentence. */
export const large = (text) => text.charAt(0).toUpperCase() + text.slice(1);
