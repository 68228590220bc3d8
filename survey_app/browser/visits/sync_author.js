// Notes go up under the sign-in of whoever wrote them, and of nobody else who uses the same phone.
import { noteTrouble } from "./sync_pass.js";

const waitsFor = (name) => `The notes of ${name} on this phone are uploaded when ${name} signs in on it.`;

/** Do something for a draft where its author is signed in; otherwise it stays here, and that is told. */
export async function forItsAuthor(store, requests, draft, work) {
  const { slug } = draft.partnership;
  const isTheirs = ({ user }) => !draft.user || !user || draft.user.id === user.id;
  // Who was signed in a moment ago may not be now: another tab has signed in and out since.
  if (isTheirs(await requests.greeting(slug)) || isTheirs(await requests.hello(slug))) return work();
  await noteTrouble(store, draft.id, draft.waiting || draft.filesWaiting ? waitsFor(draft.user.name) : "");
  return true;
}
