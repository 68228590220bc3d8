// The grid of standards: arrow keys move from box to box. Without this script Tab and the space bar do.
const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

function rowsOf(table) {
  return [...table.tBodies[0].rows].map((row) => [...row.querySelectorAll("input[type=checkbox]")]);
}

function move(event, rows) {
  const [down, right] = STEPS[event.key] || [0, 0];
  const row = rows.findIndex((boxes) => boxes.includes(event.target));
  if ((!down && !right) || row < 0 || event.altKey || event.ctrlKey || event.metaKey) return;
  const column = rows[row].indexOf(event.target);
  const next = rows[row + down]?.[column + right];
  event.preventDefault();
  next?.focus();
}

for (const table of document.querySelectorAll("[data-module=wa-applies]")) {
  const rows = rowsOf(table);
  table.addEventListener("keydown", (event) => move(event, rows));
}
