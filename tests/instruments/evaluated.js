// What the browser's evaluator makes of a case of the table, in a form that JSON can carry: for Node and for a page.
import { evaluate, Nodes } from "../../survey_app/browser/expressions.js";
import { PlainAnswers } from "./plain_answers.js";

// Numbers go as text, since JSON has no NaN; the text is the shortest that reads back as the same number.
function written(value) {
  if (value instanceof Nodes) return { nodes: value.values.map(written) };
  return typeof value === "number" ? { number: Object.is(value, -0) ? "0" : String(value) } : value;
}

/** The value of a tree in a context, or the error that evaluating it threw. */
export function evaluated({ tree, context = {}, at = null, row = null }) {
  try {
    const answers = new PlainAnswers(context);
    const current = answers.at(at);
    const before = answers.work.left;
    const value = written(evaluate(tree, answers, row ? answers.at(row) : current, current));
    return { value, steps: before - answers.work.left };
  } catch (error) {
    return { error: String(error) };
  }
}
