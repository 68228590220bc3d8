// Words that the server has refused: they stand on the visit's screen until their author has put them away.
import { plain } from "./app_answers.js";
import { fill, part, partOf, putChildren, show } from "./app_markup.js";

const PLACE = /^Change \d+: /; // in the message that was sent, which says nothing to a person
const WITHOUT_WORDS = {
  add: "Adding an entry", remove: "Taking out an entry", order: "Changing the order of the entries",
};

/** Show what was refused, each with its question, the words, and the reason as the server gave it. */
export function showRefused(app, session, element) {
  const found = session.refused;
  show(element, { refused: found.length > 0 });
  putChildren(part(element, "refused-list"), found.map((one) => row(app, session, one)));
}

function row(app, session, { change, why }) {
  const item = partOf("refused");
  item.dataset.change = change.id;
  const title = change.op === "set" ? session.form.nameOf(change.path) : WITHOUT_WORDS[change.op];
  fill(item, { title, words: change.op === "set" ? plain(change.value) : "", why: why.replace(PLACE, "") });
  part(item, "words").hidden = change.op !== "set";
  fill(item, { about: `: ${title}` });
  part(item, "away").addEventListener("click", async () => {
    await app.store.putAway(session.id, change.id);
    app.status.say("Put away");
    document.querySelector("main h1").focus();
  });
  return item;
}

/** What stands in the way of sending while words are kept that the server did not take. */
export function refusedProblems(session, href) {
  return session.refused.map(({ change }) => {
    const name = change.op === "set" ? session.form.nameOf(change.path) : WITHOUT_WORDS[change.op];
    return { href, text: `${name}: the server did not take this. See it, and put it away` };
  });
}
