// A phone that two people use: whose notes it holds, and who is there. The last to sign in counts as whoever holds the
// phone; the notes of others are opened only by somebody who says that they are theirs. That is a door with a name on it
// and no lock: what keeps notes from others is the lock of the phone (docs/decisions/offline-visits.md). A return on a
// case is blind, so it opens to nobody but its author, once they have signed in.
import { fill, part, screenOf, show } from "./app_markup.js";
import { HOME, visitAt } from "./app_places.js";

const PERSON = "walkabout.person"; // who signed in on this phone last
const SAID = "walkabout.said"; // who has said, in this tab, that the notes are theirs

/** Who signed in last, {id, name}; null where that is not known. */
export function lastPerson() {
  try {
    return JSON.parse(localStorage.getItem(PERSON));
  } catch {
    return null;
  }
}

/** Note who is signed in; whether that is somebody else than before. */
export function rememberPerson({ id, name }) {
  const before = lastPerson();
  if (before?.id === id && before.name === name) return false;
  localStorage.setItem(PERSON, JSON.stringify({ id, name }));
  sessionStorage.removeItem(SAID);
  return before !== null && before.id !== id;
}

/** Whether notes are those of somebody else than whoever is there. */
export function isOfAnother(author, kind = "visit") {
  const person = lastPerson();
  if (!author || !person || author.id === person.id) return false;
  return isBlind(kind) || sessionStorage.getItem(SAID) !== String(author.id);
}

const isBlind = (kind) => kind !== "visit";

/** Whose notes a draft are, where it has to be said: not on a phone with the notes of one person, who holds it. */
export function whoseNotes(drafts) {
  const authors = new Set(drafts.map(({ user }) => user?.id));
  const isShared = authors.size > 1 || drafts.some(({ user }) => user && user.id !== (lastPerson()?.id ?? user.id));
  return (draft) => (isShared && draft?.user ? ownedBy(draft.kind, draft.user) : "");
}

/** "Notes of …", "Return of …". */
export const ownedBy = (kind, { name }) => `${kind === "return" ? "Return" : "Notes"} of ${name}`;

/** A screen of a visit, for its author alone. */
export function forAuthor(screen) {
  return async (app, path, at) => {
    const session = await app.session(path[1]);
    const author = session?.bundle.user;
    const isClosed = isOfAnother(author, session?.bundle.visit.kind);
    return isClosed ? whoseScreen(app, session, author) : screen(app, path, at);
  };
}

function whoseScreen(app, session, author) {
  const element = screenOf("whose");
  const { kind = "visit" } = session.bundle.visit;
  const title = kind === "return" ? `This is the return of ${author.name}` : `These are the notes of ${author.name}`;
  const person = lastPerson().name;
  fill(element, { heading: title, about: session.bundle.visit.title, person, author: author.name });
  const open = part(element, "open");
  open.hidden = isBlind(kind);
  show(element, { blind: isBlind(kind) });
  open.textContent = `I am ${author.name}: open them`;
  open.addEventListener("click", () => {
    sessionStorage.setItem(SAID, String(author.id));
    app.router.go(visitAt(session.id));
  });
  return { element, title, up: HOME };
}
