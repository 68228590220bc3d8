// Reads {"tree", "context", "at", "row"} a line, writes {"value"} a line: the browser's evaluator, driven by the tests.
import { createInterface } from "node:readline";
import { evaluated } from "./evaluated.js";

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(evaluated(JSON.parse(line)))}\n`);
}
