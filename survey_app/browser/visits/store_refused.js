// Words that the server has refused, kept beside the answers until their author has put them away.
import { sameAnswer } from "./merging.js";

/** A change that goes on from words which were refused: it replaces what stood there before them. */
export function afterRefused(draft, change) {
  const earlier = (draft.refused ?? []).find((one) => goesOnFrom(change, one.change));
  if (!earlier) return change;
  draft.refused = draft.refused.filter((one) => one !== earlier);
  return { ...change, was: earlier.change.was };
}

/** Whether an author wrote on from words that were refused. */
export function goesOnFrom(change, refused) {
  const areAnswers = change.op === "set" && refused.op === "set" && sameAnswer(change.path, refused.path);
  return areAnswers && sameAnswer(change.was, refused.value);
}

/** Its author has seen it. */
export async function putAway(transaction, id, changeId) {
  const draft = await transaction.objectStore("drafts").get(id);
  if (!draft?.refused) return;
  const refused = draft.refused.filter((one) => one.change.id !== changeId);
  await transaction.objectStore("drafts").put({ ...draft, refused });
}

/** What another copy of the notes has put aside, beside what this one has. */
export async function keepRefused(transaction, id, others = []) {
  const draft = await transaction.objectStore("drafts").get(id);
  const here = draft.refused ?? [];
  const known = new Set(here.map((one) => one.change.id));
  const fresh = others.filter((one) => !known.has(one.change.id));
  if (fresh.length) await transaction.objectStore("drafts").put({ ...draft, refused: [...here, ...fresh] });
}
