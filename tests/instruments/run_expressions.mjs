// Reads {"tree", "context"} a line, writes {"value"} a line: the browser's evaluator, driven by the tests.
import { createInterface } from "node:readline";
import { evaluate, Nodes, plainScope } from "../../survey_app/browser/expressions.js";

// Numbers go as text, since JSON has no NaN; the text is the shortest that reads back as the same number.
function written(value) {
  if (value instanceof Nodes) return { nodes: value.values.map(written) };
  return typeof value === "number" ? { number: Object.is(value, -0) ? "0" : String(value) } : value;
}

for await (const line of createInterface({ input: process.stdin })) {
  const { tree, context } = JSON.parse(line);
  let answer;
  try {
    answer = { value: written(evaluate(tree, plainScope(context))) };
  } catch (error) {
    answer = { error: String(error) };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
