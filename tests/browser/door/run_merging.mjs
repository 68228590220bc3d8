// Says on a line who is here after the acts that the test writes on a line.
import { createInterface } from "node:readline";
import { standingOfActs } from "../../../survey_app/browser/door/merging.js";

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify([...standingOfActs(JSON.parse(line))])}\n`);
}
