// A message that the server refuses: what it will not take is put aside, so that everything else goes on.
import { logOf, present, putBase, relog } from "./store_changes.js";
import { goesOnFrom } from "./store_refused.js";

/**
 * Take a refusal of a message, of which the server has taken nothing. Where it names the change, that is put aside and
 * the rest follows; where it does not, the message is halved until it is one change.
 *
 * @param {{change?: number | null, error?: string}} answer  `change` is the place of what was refused
 */
export async function setAside(transaction, sent, answer, at) {
  const found = await present(transaction, sent);
  if (!found) return false;
  const { draft, message, base } = found;
  const later = (await logOf(transaction, draft.id)).map((entry) => entry.change);
  const { changes } = message;
  const place = Number.isInteger(answer.change) && changes[answer.change] ? answer.change : null;
  const half = place === null && changes.length > 1 ? Math.ceil(changes.length / 2) : null;
  const refused = half === null ? changes[place ?? 0] : null;
  const first = half === null ? changes.filter((change) => change !== refused) : changes.slice(0, half);
  const rest = half === null ? later : [...changes.slice(half), ...later];
  const left = refused ? putAside(draft, refused, answer.error ?? "", at, first, rest) : { first, rest };
  if (left.first.length) await transaction.objectStore("messages").put({ ...message, changes: left.first });
  else await transaction.objectStore("messages").delete(draft.id);
  await relog(transaction, draft.id, left.rest);
  await putBase(transaction, draft, base, [...left.first, ...left.rest]);
  return true;
}

/** Note a refused change, unless its author has written over it since; that then follows what stood there before. */
function putAside(draft, refused, why, at, first, rest) {
  let isWrittenOver = false;
  const goOn = (change) => {
    if (isWrittenOver || !goesOnFrom(change, refused)) return change;
    isWrittenOver = true;
    return { ...change, was: refused.was };
  };
  const left = { first: first.map(goOn), rest: rest.map(goOn) };
  if (!isWrittenOver) draft.refused = [...(draft.refused ?? []), { change: refused, why, at }];
  return left;
}
