// Runs a scenario of the queue of a table's device: JSON on standard input, what is left on standard output.
import { readFileSync } from "node:fs";
import { answered, queued, ready } from "../../../../survey_app/browser/tables/queue.js";
import { standing } from "../../../../survey_app/browser/tables/standing.js";

let rows = [];
let number = 0;
const told = [];
const sent = [];

function write(change) {
  const { put, drop } = queued(rows, { sent: false, refused: "", ...change });
  if (drop !== null) rows = rows.filter((row) => row.number !== drop);
  if (put && put.number) rows = rows.map((row) => (row.number === put.number ? put : row));
  else if (put) rows.push({ ...put, number: (number += 1) });
}

function send() {
  const going = ready(rows);
  rows = rows.map((row) => (going.includes(row) ? { ...row, sent: true } : row));
  sent.push(going.map(({ change, seen, id }) => ({ change, seen, id })));
}

function answer(results) {
  const outcome = answered(rows, results);
  rows = rows.filter((row) => !outcome.drop.includes(row.number));
  for (const put of outcome.put) rows = rows.map((row) => (row.number === put.number ? put : row));
  told.push(...outcome.told);
}

const { steps, state } = JSON.parse(readFileSync(0, "utf-8"));
for (const [act, value] of steps) ({ write, send, answer })[act](value);
const { points } = standing(state ?? null, rows);
process.stdout.write(JSON.stringify({ rows, sent, told, points }));
