// A phone that two people use: whose notes it holds, and who is there. The last to sign in counts as whoever holds the
// phone; the notes of others are opened only by somebody who says that they are theirs. That is a door with a name on it
// and no lock: what keeps notes from others is the lock of the phone (docs/decisions/offline-visits.md).
import { fill, part, screenOf } from "./app_markup.js";
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
export function isOfAnother(author) {
  const person = lastPerson();
  if (!author || !person || author.id === person.id) return false;
  return sessionStorage.getItem(SAID) !== String(author.id);
}

/** Whose notes a draft are, where it has to be said: not on a phone with the notes of one person, who holds it. */
export function whoseNotes(drafts) {
  const authors = new Set(drafts.map(({ user }) => user?.id));
  const isShared = authors.size > 1 || drafts.some(({ user }) => user && user.id !== (lastPerson()?.id ?? user.id));
  return (draft) => (isShared && draft?.user ? `Notes of ${draft.user.name}` : "");
}

/** A screen of a visit, for its author alone. */
export function forAuthor(screen) {
  return async (app, path, at) => {
    const session = await app.session(path[1]);
    const author = session?.bundle.user;
    return isOfAnother(author) ? whoseScreen(app, session, author) : screen(app, path, at);
  };
}

function whoseScreen(app, session, author) {
  const element = screenOf("whose");
  const title = `These are the notes of ${author.name}`;
  const person = lastPerson().name;
  fill(element, { heading: title, about: session.bundle.visit.title, person, author: author.name });
  const open = part(element, "open");
  open.textContent = `I am ${author.name}: open them`;
  open.addEventListener("click", () => {
    sessionStorage.setItem(SAID, String(author.id));
    app.router.go(visitAt(session.id));
  });
  return { element, title, up: HOME, upText: "My visits" };
}
