// An answer that was written twice: both stand beside the question until their author has chosen.
import { pathOf, plain } from "./app_answers.js";
import { fill, part, partOf, show } from "./app_markup.js";
import { moment } from "./app_words.js";

/** Put the open conflicts of a page beside their questions, and keep them so. */
export function showConflicts(app, session, form, page, entry) {
  const shown = new Map();
  const update = () => {
    const here = session.conflicts.filter((one) => isOn(form, page, entry, one));
    const wanted = new Set(here.map((one) => one.id));
    for (const [id, box] of shown) {
      if (!wanted.has(id)) shown.delete(id) && box.remove();
    }
    for (const conflict of here) {
      if (shown.has(conflict.id)) continue;
      const question = questionOf(form, conflict.path.at(-1));
      const box = conflictBox(session, conflict, question);
      question.before(box);
      shown.set(conflict.id, box);
      app.status.say("Written on another device too: choose which to keep");
    }
  };
  update();
  return { update };
}

const questionOf = (form, name) => form.querySelector(`[data-question="${CSS.escape(name)}"]`);

function isOn(form, page, entry, { path }) {
  const name = path.at(-1);
  return path.length % 2 === 1 && questionOf(form, name) && pathOf(page, entry, name).join("/") === path.join("/");
}

/** Both versions, and the ways to settle it. */
export function conflictBox(session, conflict, question = null) {
  const box = partOf("conflict");
  box.dataset.conflict = conflict.id;
  const isEntry = conflict.path.length % 2 === 0;
  const kept = isEntry ? null : session.keptAnswer(conflict.path);
  const words = (value) => (isEntry ? "" : wordsOf(question, value));
  fill(box, isEntry ? ENTRY_WORDS : { why: whyOf(conflict), kept: words(kept), other: words(conflict.other) });
  if (isEntry) fill(box, { title: "Removed on another device" });
  const areTexts = typeof kept === "string" && typeof conflict.other === "string" && isWritten(question);
  show(box, { both: areTexts });
  box.querySelector("dl").hidden = isEntry;
  part(box, "keep").textContent = isEntry ? "Keep it" : "Keep this";
  part(box, "other").hidden = isEntry;
  const settle = async (value) => {
    await session.settle(conflict, value);
    box.remove();
    const control = question?.querySelector("textarea, input:not([type=hidden]), select");
    (control ?? document.querySelector("main h1")).focus();
  };
  part(box, "keep").addEventListener("click", () => settle(kept));
  part(box, "other").addEventListener("click", () => settle(conflict.other));
  part(box, "both").addEventListener("click", () => settle(`${kept}\n\n${conflict.other}`));
  return box;
}

const ENTRY_WORDS = {
  why: "It was taken out on another device, and had been changed on this one. It stays unless you remove it.",
};

function whyOf({ at }) {

  const when = at ? `, ${moment(at)}` : "";
  return `This question was answered differently in two places${when}. Both answers are kept until you choose.`;
}

/** Texts of several lines or one: both may stand after each other. */
function isWritten(question) {
  return Boolean(question?.querySelector("textarea, input[type=text]"));
}

/** An answer as the question words it. */
function wordsOf(question, value) {
  const one = (name) => {
    const choice = question?.querySelector(`[data-choice="${CSS.escape(String(name))}"]`);
    return (choice?.querySelector("label") ?? choice)?.textContent.trim() || plain(name);
  };
  return Array.isArray(value) ? value.map(one).join(", ") || plain(null) : value === null ? plain(null) : one(value);
}
