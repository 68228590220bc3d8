// For controls that do not say their answer as the document has it: the answer stands beside them, on data-answer.

/** Put down the answer of the question around an element, and tell the page that it has changed. */
export function tell(element, answer) {
  const question = element.closest("[data-question]");
  if (!question) return;
  question.dataset.answer = JSON.stringify(answer ?? null);
  question.dispatchEvent(new Event("change", { bubbles: true }));
}
