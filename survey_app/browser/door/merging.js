// What the acts at the doors of a forum come to: the same rule as survey_app/forums/door/merging.py, held to the same
// table of cases. Somebody is here while a check-in of theirs stands; one is taken back by its id alone.

/**
 * @param {{id: string, person: string, at: string}[]} checkIns  moments as ISO texts in UTC
 * @param {Iterable<string>} takenBack  ids of check-ins
 * @returns {Map<string, object[]>}  person → the check-ins of theirs that stand, the earliest first
 */
export function standing(checkIns, takenBack) {
  const gone = new Set(takenBack);
  const known = new Map(checkIns.map((one) => [one.id, one]));
  const found = new Map();
  for (const one of [...known.values()].sort(inOrder)) {
    if (gone.has(one.id)) continue;
    if (!found.has(one.person)) found.set(one.person, []);
    found.get(one.person).push(one);
  }
  return found;
}

/** The same for acts as they are sent: person → ids, the one that counts first. */
export function standingOfActs(acts) {
  const checkIns = acts.filter((act) => act.kind === "in");
  const ends = acts.filter((act) => act.kind === "out").flatMap((act) => act.ends);
  return new Map([...standing(checkIns, ends)].map(([person, found]) => [person, found.map((one) => one.id)]));
}

function inOrder(one, other) {
  return Date.parse(one.at) - Date.parse(other.at) || (one.id < other.id ? -1 : Number(one.id > other.id));
}
