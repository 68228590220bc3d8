// Shows and hides the questions of a page as their conditions come true. The server's word is final: what this shows or
// hides differently is put right by the page that comes back.
import { holds, plainScope } from "./expressions.js";

const PREFIX = "q.";

/** Begin, when the page has conditions. */
export function startConditions(root) {
  const data = root.getElementById("conditions");
  const form = root.getElementById("answers");
  if (!data || !form) return;
  const conditions = JSON.parse(data.textContent);
  const update = () => apply(form, conditions);
  form.addEventListener("input", update);
  form.addEventListener("change", update);
  update();
}

/** One pass in the order in which conditions hang on each other; a hidden question counts as blank for the next. */
export function apply(form, conditions) {
  const values = { ...conditions.answers, ...visibleAnswers(form) };
  for (const [name, trees] of conditions.questions) {
    const question = form.querySelector(`[data-question="${CSS.escape(name)}"]`);
    if (!question) continue;
    const shown = holds(trees, plainScope({ values, position: conditions.position, ...moment(new Date()) }));
    show(question, shown);
    if (shown) values[name] = answerOf(question, name);
    else delete values[name];
  }
  for (const block of form.querySelectorAll("[data-block]")) {
    block.hidden = !block.querySelector("[data-question]:not([hidden])");
  }
}

/** The answer that a question's controls hold now, as the answers document would have it. */
export function answerOf(question, name) {
  const controls = [...question.querySelectorAll("input, textarea, select")].filter((c) => c.name.startsWith(PREFIX));
  const parts = Object.fromEntries(controls.map((c) => [c.name.slice(PREFIX.length + name.length + 1), c]));
  if ("day" in parts) return dateOf(parts);
  if (controls.some((c) => c.type === "checkbox")) return controls.filter((c) => c.checked).map((c) => c.value);
  if (controls.some((c) => c.type === "radio")) return controls.find((c) => c.checked)?.value ?? "";
  return numberOf(controls[0]) ?? controls[0]?.value.trim() ?? "";
}

/** The number that a control for numbers holds; null where it holds none, so that what was typed stands for itself. */
function numberOf(control) {
  const text = control?.value.trim() ?? "";
  const takesNumbers = ["numeric", "decimal"].includes(control?.inputMode);
  return takesNumbers && /^[+-]?[0-9]+([.][0-9]+)?$/.test(text) ? Number(text) : null;
}

function visibleAnswers(form) {
  const found = {};
  for (const question of form.querySelectorAll("[data-question]:not([hidden])")) {
    const name = question.dataset.question;
    found[name] = answerOf(question, name);
  }
  return found;
}

/** Hidden questions keep what was typed, but do not tell the server that they were seen. */
function show(question, shown) {
  question.hidden = !shown;
  for (const mark of question.querySelectorAll('input[name="shown"]')) mark.disabled = !shown;
}

function dateOf(parts) {
  const [year, month, day] = ["year", "month", "day"].map((part) => parts[part].value.trim());
  if (!/^[0-9]{4}$/.test(year) || !/^[0-9]{1,2}$/.test(month) || !/^[0-9]{1,2}$/.test(day)) return "";
  const date = `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
  return parts.time ? `${date}T${parts.time.value.trim()}` : date;
}

function moment(date) {
  const two = (number) => String(number).padStart(2, "0");
  const today = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return { today, now: `${today}T${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}` };
}
