// Moving rows: by the arrow buttons, each move said aloud, and by dragging. In the outline a move is saved at once; in a
// list of choices it is part of the form and saved with it.

/** Begin, on the outline or in a list of choices. */
export function startArranging(root) {
  const outline = root.querySelector("form[data-outline]");
  if (outline) arrange(outline, savingMoves(outline));
  const choices = root.querySelector("ol[data-sortable]");
  if (choices) arrange(choices.closest("form"), noted(choices.closest("form")));
}

function arrange(form, moved) {
  form.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-move]");
    if (!button) return;
    event.preventDefault();
    const row = button.closest("li[data-key]");
    const step = Number(button.dataset.move);
    if (shift(row, step)) moved(row, step < 0 ? "up" : "down");
    refresh(row.parentElement);
    focusAgain(row, button);
  });
  startDragging(form, moved);
}

/** Past the next row in that direction; rows without a key (blank ones) are no neighbours. */
function shift(row, step) {
  const rows = siblings(row);
  const other = rows[rows.indexOf(row) + step];
  if (!other) return false;
  if (step < 0) other.before(row);
  else other.after(row);
  return true;
}

function siblings(row) {
  return [...row.parentElement.children].filter((other) => other.dataset.key);
}

/** The button that was pressed; at the end of the list, where it is disabled now, the opposite one. */
function focusAgain(row, button) {
  const wanted = button.disabled ? row.querySelector("button[data-move]:not([disabled])") : button;
  wanted?.focus();
}

/** Only what can move can be pressed. */
function refresh(list) {
  const rows = [...list.children].filter((row) => row.dataset.key);
  rows.forEach((row, at) => {
    const [up, down] = row.querySelectorAll(":scope > div button[data-move]");
    if (up) up.disabled = at === 0;
    if (down) down.disabled = at === rows.length - 1;
  });
}

function place(row) {
  const rows = siblings(row);
  return `“${row.dataset.label}” is now ${rows.indexOf(row) + 1} of ${rows.length}`;
}

function announcer(form) {
  const spot = form.querySelector("[data-announce]");
  return (text) => {
    spot.textContent = text;
  };
}

/** In a form that is saved as a whole, a move is only said. */
function noted(form) {
  const announce = announcer(form);
  return (row) => {
    announce(`${place(row)}. Save to keep this order.`);
    form.dispatchEvent(new Event("input", { bubbles: true }));
  };
}

/** In the outline every move goes to the server, one after another, in the order in which they were made. */
function savingMoves(form) {
  const announce = announcer(form);
  let last = Promise.resolve();
  return (row) => {
    const list = row.parentElement;
    const next = row.nextElementSibling;
    const body = new URLSearchParams({
      csrf_token: form.elements.namedItem("csrf_token").value,
      do: `move:${row.dataset.key}`,
      to: `${list.dataset.rows}:${next?.dataset.key ?? ""}`,
    });
    announce(`${place(row)}.`);
    form.dataset.saving = "yes";
    last = last.then(() => post(form, body)).then((revision) => noteRevision(form, revision, announce));
  };
}

async function post(form, body) {
  try {
    const response = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
    return response.ok ? (await response.json()).revision : null;
  } catch {
    return null;
  }
}

function noteRevision(form, revision, announce) {
  delete form.dataset.saving;
  if (revision === null) {
    announce("This move was not saved. Reload the page to see the draft as it is.");
    form.querySelector("[data-announce]").classList.remove("govuk-visually-hidden");
    return;
  }
  const marks = form.ownerDocument.querySelector("[data-draft]");
  if (marks) marks.dataset.revision = revision;
}

function startDragging(form, moved) {
  let held = null;
  for (const row of form.querySelectorAll("li[data-key]")) addHandle(row);
  form.addEventListener("dragstart", (event) => {
    held = event.target.closest?.("li[data-key]");
    if (!held) return;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", held.dataset.label);
    held.classList.add("wa-held");
  });
  form.addEventListener("dragover", (event) => {
    const spot = held && spotAt(event, held);
    if (!spot) return;
    event.preventDefault();
    markSpot(form, spot);
  });
  form.addEventListener("drop", (event) => {
    const spot = held && spotAt(event, held);
    if (!spot) return;
    event.preventDefault();
    const from = held.parentElement;
    if (spot.before) spot.list.insertBefore(held, spot.before);
    else spot.list.append(held);
    refresh(from);
    refresh(spot.list);
    moved(held);
  });
  form.addEventListener("dragend", () => {
    held?.classList.remove("wa-held");
    held = null;
    markSpot(form, null);
  });
}

/** Only the handle starts a drag, so that text can still be selected and typed in. */
function addHandle(row) {
  const handle = row.ownerDocument.createElement("span");
  handle.className = "wa-handle";
  handle.setAttribute("aria-hidden", "true");
  handle.textContent = "⠿";
  handle.draggable = true;
  handle.addEventListener("mousedown", () => {
    row.draggable = true;
  });
  row.addEventListener("dragend", () => {
    row.draggable = false;
  });
  row.querySelector(":scope > div, :scope > fieldset").prepend(handle);
}

/** Where a row would land: before or after the row under the pointer, or in a section that is empty. */
function spotAt(event, held) {
  const over = event.target.closest?.("li[data-key], ol[data-rows], ol[data-sortable]");
  if (!over || held.contains(over)) return null;
  if (over.tagName === "OL") return { list: over, before: null };
  const box = over.getBoundingClientRect();
  const upper = event.clientY < box.top + Math.min(box.height, 60) / 2;
  const next = over.nextElementSibling;
  return { list: over.parentElement, before: upper ? over : next === held ? held.nextElementSibling : next };
}

function markSpot(form, spot) {
  for (const row of form.querySelectorAll(".wa-before, .wa-within")) row.classList.remove("wa-before", "wa-within");
  if (!spot) return;
  if (spot.before) spot.before.classList.add("wa-before");
  else spot.list.classList.add("wa-within");
}
