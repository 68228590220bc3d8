// Another order of a set: by chance or, with a seed, always the same one, which is also ODK Collect's. The twin of
// instruments/expressions/shuffling.py.
import { whole } from "./expression_arguments.js";

const PRIME = 2147483647;

/** The members in another order; without a seed by numbers from 0 to below 1 that are drawn. */
export function shuffled(members, seed, draw = Math.random) {
  let state = seed === undefined ? 0 : whole(seed) % PRIME;
  if (state <= 0) state += PRIME - 1;
  const found = [];
  for (const [index, member] of members.entries()) {
    state = (state * 16807) % PRIME;
    const drawn = seed === undefined ? draw() : (state - 1) / (PRIME - 1);
    const at = Math.floor(drawn * (index + 1));
    found.push(at < index ? found[at] : member);
    found[at] = member;
  }
  return found;
}
