// What a test can say of a form in the browser's engine, in the words of tests/instruments/form_states.py.
import { Form } from "../../survey_app/browser/engine.js";

const CHANCE = { random: () => 0.5, newUuid: () => "made-up-uuid" };

/**
 * The state of a form at the beginning and after each step: ["set", name, entry, answer], ["add", …], ["remove", …].
 * `asks` are methods of the form with their arguments, such as ["output", name, …].
 */
export function run({ definition, document, moment, steps = [], asks = [] }) {
  const form = new Form(definition, document, moment, CHANCE);
  const states = [stateOf(form, asks)];
  for (const [kind, ...given] of steps) {
    const changed = STEPS[kind](form, ...given);
    states.push({ ...stateOf(form, asks), changed: changed.map(({ name, entry }) => keyOf(name, entry)).sort() });
  }
  return states;
}

const STEPS = {
  set: (form, name, entry, answer) => form.set(name, entry, answer),
  add: (form, name, entry) => form.addEntry(name, entry),
  remove: (form, name, entry) => form.removeEntry(name, entry),
};

const keyOf = (name, entry) => [name, ...entry].join(" ");

function stateOf(form, asks) {
  const items = {};
  const problems = {};
  const counts = {};
  for (const [branch, cells] of form.walk.cells.cells) {
    if (branch.kind !== "item") continue;
    for (const cell of [...cells.values()].filter((one) => one.asked)) {
      const key = keyOf(branch.name, cell.entry);
      const problem = definitionIsPart(form) ? null : form.problem(branch.name, cell.entry);
      items[key] = questionOf(form, cell);
      if (problem !== null) problems[key] = problem;
    }
  }
  for (const [branch, repeats] of form.walk.cells.repeats) {
    for (const [key, { count, isOpen }] of repeats) {
      if (isOpen) counts[`${branch.name} ${key}`.trim().replaceAll(",", " ")] = count;
    }
  }
  const said = asks.map(([ask, ...given]) => form[ask](...given));
  return { items, problems, counts, document: form.document(), said, isCutOff: form.isCutOff };
}

// The server says what is wrong with the answers of a page.
const definitionIsPart = (form) => form.definition.json.isPart;

function questionOf(form, { branch, entry }) {
  return {
    value: form.value(branch.name, entry),
    choices: form.choices(branch.name, entry),
    required: form.required(branch.name, entry),
    readOnly: form.readOnly(branch.name, entry),
    label: branch.label === undefined ? null : form.text(branch.label, branch.name, entry),
  };
}
