// What the duty list is told of a worry about a child, on the device until it has been. A worry that was taken back
// ("no" after "yes") and is said again is another one, once the duty list has had the first: somebody may have dealt with
// that already, and would not look again.
import { answerAt, entryOf } from "./app_answers.js";

/** The worry of a place that stands now; null where there is none, or it was taken back. */
export function alertAt(session, path) {
  return session.alerts.find((one) => isAt(one, path) && !one.isOver) ?? null;
}

const isAt = (alert, path) => alert.question === path.at(-1) && alert.entry.join("/") === entryOf(path).join("/");

/** What the parts of a worry say so far. */
export function partsOf(session, path) {
  const document = session.form.document();
  const at = (part) => answerAt(document, [...path.slice(0, -1), `${path.at(-1)}_${part}`]);
  return { told: at("told") ?? "", told_at: at("time") ?? "", note: at("note") ?? "" };
}

/** Whether the duty list is to be told something that it does not know yet. */
export function isBehind(session, path) {
  const alert = alertAt(session, path);
  return alert !== null && !saysAll(alert, partsOf(session, path));
}

const saysAll = (alert, parts) => Object.entries(parts).every(([name, value]) => (alert[name] ?? "") === value);

/** Keep a worry for the duty list, or bring it up to date; whether there is something to tell. */
export async function raiseAlert(store, session, path) {
  await session.readAlerts(); // another tab may have told of it
  const standing = alertAt(session, path);
  const parts = partsOf(session, path);
  if (standing && saysAll(standing, parts)) return false;
  const untold = session.alerts.find((one) => isAt(one, path) && one.isOver && !one.received_at);
  const { alert, raised_at } = standing ?? untold ?? { alert: crypto.randomUUID(), raised_at: localMoment(new Date()) };
  const told = { alert, question: path.at(-1), entry: entryOf(path), raised_at, isOver: false, ...parts };
  await store.raiseAlert(session.id, told);
  await session.readAlerts();
  return true;
}

/** A worry was answered otherwise after all. The duty list keeps it; "yes" again is another one. */
export async function endAlert(store, session, path) {
  await session.readAlerts();
  const standing = alertAt(session, path);
  if (!standing) return;
  await store.endAlert(session.id, standing.alert);
  await session.readAlerts();
}

/** The device's clock with its offset, as in 2026-11-29T10:05:00+00:00. */
function localMoment(date) {
  const offset = -date.getTimezoneOffset();
  const two = (number) => String(Math.abs(number)).padStart(2, "0");
  const local = new Date(date.getTime() + offset * 60_000).toISOString().slice(0, 19);
  return `${local}${offset < 0 ? "-" : "+"}${two(Math.trunc(offset / 60))}:${two(offset % 60)}`;
}
