// Reads {"definition", "document", "moment", "steps"} a line, writes what the browser's engine makes of it: a list with
// the state of the form at the beginning and after each step.
import { createInterface } from "node:readline";
import { run } from "./form_state.js";

for await (const line of createInterface({ input: process.stdin })) {
  let answer;
  try {
    answer = { value: run(JSON.parse(line)) };
  } catch (error) {
    answer = { error: String(error?.stack ?? error) };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
