// The list as the door sees it: what the server last said, with what was done on this device since.
import { standing } from "./merging.js";

const HAS_A_PLACE = new Set(["booked", "offered"]);

/**
 * @param {{people: object[]}} content  the list
 * @param {object[]} acts  what waits to be sent, without what was refused
 * @returns {object[]}  people in the order of their names, each with `ins`: the check-ins that stand
 */
export function peopleOf(content, acts) {
  const people = new Map(content.people.map((one) => [one.id, { ...one, ins: [] }]));
  const checkIns = content.people.flatMap((one) => one.ins.map((known) => ({ ...known, person: one.id })));
  for (const act of acts.filter(({ kind }) => kind === "in")) {
    if (!people.has(act.person)) people.set(act.person, { id: act.person, ...act.shown, code: "", state: "door", ins: [] });
    checkIns.push({ id: act.id, person: act.person, at: act.at, by: act.by, waits: true });
  }
  const takenBack = acts.filter(({ kind }) => kind === "out").flatMap(({ ends }) => ends);
  for (const [person, found] of standing(checkIns, takenBack)) people.get(person).ins = found;
  const shown = [...people.values()].filter((one) => one.state !== "door" || one.ins.length);
  return shown.sort((one, other) => folded(one.name).localeCompare(folded(other.name), "en"));
}

/** How many are here, of how many who have a place or came without one. */
export function countOf(people) {
  const here = people.filter(isHere).length;
  const expected = people.filter((one) => HAS_A_PLACE.has(one.state) || isHere(one)).length;
  return { here, expected, toCome: expected - here };
}

export const isHere = (person) => person.ins.length > 0;

/** Everybody whose name or agency has words that begin as those typed do; a whole code finds whoever has it. */
export function matching(people, typed) {
  const code = plainCode(typed);
  const byCode = code && people.filter((one) => one.code === code);
  if (byCode?.length) return byCode;
  const wanted = folded(typed).split(" ").filter(Boolean);
  return people.filter((one) => {
    const words = folded(`${one.name} ${one.agency}`).split(" ");
    return wanted.every((start) => words.some((word) => word.startsWith(start)));
  });
}

/** Whoever is on the list under the very same name. */
export function sameName(people, name) {
  return people.find((one) => folded(one.name) === folded(name));
}

/** The code in what a camera read or somebody typed; empty where there is none. */
export function codeIn(text) {
  return plainCode(/\/d\/[^/]+\/([A-Za-z0-9-]+)/.exec(text)?.[1] ?? text);
}

function plainCode(text) {
  const plain = text.toUpperCase().replace(/[\s-]/g, "");
  return /^[2-9A-Z]{8}$/.test(plain) ? plain : "";
}

function folded(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim();
}
