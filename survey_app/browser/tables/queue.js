// The changes that wait: one for each point until it has been sent, and none that changes after that.

/** A name of 32 hexadecimal digits, which nobody else makes. */
export function newKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * What becomes of the queue when something is written.
 *
 * @returns {{put: object|null, drop: number|null}}  the row to keep, and the number of one that falls out
 */
export function queued(rows, change) {
  const same = rows.filter((row) => change.kind === "point" && row.kind === "point" && row.id === change.id);
  const last = same.at(-1);
  if (!last) return { put: { ...change, seen: change.seen ?? 0 }, drop: null };
  if (last.sent) return { put: { ...change, seen: null }, drop: null }; // after the one before has been answered
  if (change.removed && last.seen === 0) return { put: null, drop: last.number }; // the server never heard of it
  return { put: { ...change, number: last.number, change: last.change, seen: last.seen }, drop: null };
}

/** What can go in one message: everything in its order, but of each point only the first that is ready. */
export function ready(rows, most = 200) {
  const held = new Set();
  const found = [];
  for (const row of rows) {
    const isHeld = row.kind === "point" && (held.has(row.id) || row.seen === null);
    if (row.kind === "point") held.add(row.id);
    if (!isHeld && !row.refused) found.push(row);
    if (found.length === most) break;
  }
  return found;
}

/**
 * What the queue is after an answer.
 *
 * @returns {{drop: number[], put: object[], told: string[]}}  told are sentences for whoever writes here
 */
export function answered(rows, results) {
  const outcomes = new Map(results.map((result) => [result.change, result]));
  const drop = [];
  const put = [];
  const told = [];
  const moved = new Map();
  for (const row of rows) {
    const result = row.sent ? outcomes.get(row.change) : null;
    if (result?.outcome === "refused") {
      put.push({ ...row, sent: false, refused: result.message });
    } else if (result) {
      drop.push(row.number);
      if (row.kind === "point") moved.set(row.id, result);
      if (row.id !== result.id && result.outcome === "both") told.push(BOTH);
      if (result.outcome === "stays") told.push(STAYS);
    } else if (row.kind === "point" && moved.has(row.id)) {
      const { id, revision } = moved.get(row.id);
      put.push({ ...row, id, seen: revision });
    }
  }
  return { drop, put, told };
}

const BOTH = "Somebody else changed the same point at the same time. Both are kept: choose below.";
const STAYS = "Somebody else changed a point that you removed, so it was not removed.";
