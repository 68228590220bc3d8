// The clock of a conversation: when it was started and how long it ran, and nothing else. It survives closing the app.

const KEY = "walkabout.clocks";

function read() {
  try {
    return JSON.parse(localStorage.getItem(KEY)) ?? {};
  } catch {
    return {};
  }
}

function change(draft, update) {
  const all = read();
  all[draft] = update({ ...all[draft] });
  if (!all[draft] || !Object.keys(all[draft]).length) delete all[draft];
  try {
    localStorage.setItem(KEY, JSON.stringify(all));
  } catch {
    // no room: the clock is a convenience
  }
}

/** Seconds so far, and whether it runs. */
export function readClock(draft, entry, now = Date.now()) {
  const { ran = 0, since = null } = read()[draft]?.[entry] ?? {};
  const running = since === null ? 0 : Math.max(0, now - since) / 1000;
  return { seconds: ran + running, isRunning: since !== null };
}

/** Start a conversation's clock; any other of the visit stops, because one talks with one person at a time. */
export function startClock(draft, entry, now = Date.now()) {
  for (const other of Object.keys(read()[draft] ?? {})) stopClock(draft, other, now);
  change(draft, (clocks) => ({ ...clocks, [entry]: { ran: clocks[entry]?.ran ?? 0, since: now } }));
}

export function stopClock(draft, entry, now = Date.now()) {
  const { seconds, isRunning } = readClock(draft, entry, now);
  if (isRunning) change(draft, (clocks) => ({ ...clocks, [entry]: { ran: seconds, since: null } }));
}

/** The entry whose clock runs; null when none does. */
export function runningClock(draft) {
  return Object.entries(read()[draft] ?? {}).find(([, clock]) => clock.since !== null)?.[0] ?? null;
}

export function forgetClock(draft, entry) {
  change(draft, ({ [entry]: _, ...others }) => others);
}

export function forgetClocks(draft) {
  change(draft, () => undefined);
}
