// Applies changes one after another, as the test asks on a line, and says on a line what became of each.
import { createInterface } from "node:readline";
import { applyChange, conflictsAfter } from "../../../survey_app/browser/visits/merging.js";

for await (const line of createInterface({ input: process.stdin })) {
  const { document, conflicts, changes, at } = JSON.parse(line);
  let now = { document, conflicts };
  const steps = changes.map(({ device, newId, ...change }) => {
    const merged = applyChange(now.document, change);
    now = { document: merged.document, conflicts: conflictsAfter(now.conflicts, change, merged, { device, at, newId }) };
    return { ...now, outcome: merged.outcome, conflict: merged.conflict };
  });
  process.stdout.write(`${JSON.stringify(steps)}\n`);
}
