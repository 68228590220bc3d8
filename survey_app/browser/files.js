// A file that is chosen counts as an answer before it is sent; one that is to be removed counts no more.
import { tell } from "./answers_beside.js";

/** Begin, for each control that takes a file. */
export function startFiles(root) {
  for (const input of root.querySelectorAll("input[type=file][data-file]")) {
    const question = input.closest("[data-question]");
    if (question) watch(question, input);
  }
}

function watch(question, input) {
  const part = (name) => question.querySelector(`[name="${CSS.escape(`${input.name}:${name}`)}"]`);
  const answer = () => {
    const typed = part("typed")?.value.trim();
    if (input.files.length) return input.files[0].name;
    if (typed) return typed;
    return part("remove")?.checked ? null : part("kept")?.value || null;
  };
  question.addEventListener("input", (event) => {
    const isOurs = event.target === input || event.target.name?.startsWith(`${input.name}:`);
    if (isOurs) tell(input, answer());
  });
}
