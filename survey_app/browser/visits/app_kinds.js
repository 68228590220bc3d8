// What a piece of work is called on its screens: notes on a visit, an agency's return on a case, somebody's voice.
const ON_MY_RETURNS = "open it again under “My returns” on the partnership’s pages";
const KINDS = {
  visit: {
    one: "visit", many: "visits", here: "This visit", brief: "The brief for this visit", received: "Notes received",
    handed: "your notes", sending: "your notes are sent", change: "open your notes again on the partnership’s pages",
  },
  return: {
    one: "return", many: "returns", here: "This return", brief: "The brief for this return",
    received: "Return received", handed: "your return", sending: "your return is sent", change: ON_MY_RETURNS,
  },
  voice: {
    one: "voice", many: "voices", here: "This voice", brief: "Before you ask", received: "Voice received",
    handed: "what you wrote", sending: "what you wrote is sent", change: ON_MY_RETURNS,
  },
};
const SEEN = "walkabout.kinds"; // the kinds that this phone has had to do with

const kindOf = ({ kind }) => (kind in KINDS ? kind : "visit"); // one from before there were others is a visit

/** The words for a kind. */
export const wordsOf = (kind) => KINDS[kindOf({ kind })];

/** Note which kinds there are, for the name of the first screen. */
export function noteKinds(work) {
  const kinds = [...new Set(work.map(kindOf))];
  if (kinds.length) localStorage.setItem(SEEN, JSON.stringify(kinds));
}

/** "My visits", "My returns", or both. */
export function homeText() {
  const kinds = seenKinds();
  const hasReturns = kinds.some((kind) => kind !== "visit");
  if (!hasReturns) return "My visits";
  return kinds.includes("visit") ? "My visits and returns" : "My returns";
}

function seenKinds() {
  try {
    const found = JSON.parse(localStorage.getItem(SEEN));
    return Array.isArray(found) ? found : [];
  } catch {
    return [];
  }
}

/** "1 visit", "2 visits and 1 return"; empty for none. */
export function countWork(work) {
  const said = Object.entries(KINDS).flatMap(([kind, words]) => {
    const number = work.filter((one) => kindOf(one) === kind).length;
    return number ? [`${number} ${number === 1 ? words.one : words.many}`] : [];
  });
  return said.length > 1 ? `${said.slice(0, -1).join(", ")} and ${said.at(-1)}` : (said[0] ?? "");
}
