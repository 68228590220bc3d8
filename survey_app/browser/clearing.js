// A radio button that was pressed by mistake cannot be released. Where an answer is optional, this offers to clear it.

const OPTIONAL = "[data-question][data-optional], [data-question][data-may-be-required]";

/** Begin: one button to each question that is answered by radio buttons and optional, or may become so. */
export function startClearing(root) {
  for (const question of root.querySelectorAll(OPTIONAL)) {
    if (question.closest("[data-easy]")) continue; // there "Skip" does it
    const radios = [...question.querySelectorAll('input[type="radio"]')];
    if (radios.length) offerToClear(question, radios);
  }
}

function offerToClear(question, radios) {
  const button = question.ownerDocument.createElement("button");
  button.type = "button";
  button.className = "wa-button-link wa-clear";
  button.textContent = question.closest("form")?.dataset.clearWords ?? "Clear this answer";
  button.setAttribute("aria-describedby", legendOf(question, radios[0].id));
  const update = () => {
    button.hidden = !("optional" in question.dataset) || !radios.some((radio) => radio.checked);
  };
  button.addEventListener("click", () => {
    for (const radio of radios) radio.checked = false;
    radios[0].focus();
    radios[0].dispatchEvent(new Event("change", { bubbles: true }));
  });
  question.addEventListener("change", update);
  question.addEventListener("wa-required", update);
  (question.querySelector("fieldset") ?? question.querySelector("th")).append(button); // a row of a table has no fieldset
  update();
}

/** The id of the question's legend, given one when it has none. */
function legendOf(question, base) {
  const legend = question.querySelector("legend") ?? question.querySelector("th > span");
  legend.id ||= `${base}-legend`;
  return legend.id;
}
