// Keeps what is typed in a form of the designer in this browser until it is saved, and offers it back after a reload, a
// closed tab or a lost connection.

const WAIT = 300; // milliseconds after the last keystroke
const PREFIX = "walkabout.designer";
const NOT_TYPED = ["csrf_token", "seen"];

/** Begin, where a page shows a form of a draft. */
export function startKeepingDrafts(root, storage) {
  const marks = root.querySelector("[data-draft]");
  if (!marks || !usable(storage)) return;
  forgetSaved(storage, marks);
  const form = root.querySelector("form[data-autosave]");
  if (!form) return;
  const key = `${PREFIX}:${marks.dataset.draft}:${form.dataset.autosave}`;
  const kept = read(storage, key);
  if (kept && differs(form, kept)) offer(root, form, kept, () => storage.removeItem(key));
  keepWhileTyping(form, storage, key, marks);
}

function usable(storage) {
  try {
    storage.getItem(PREFIX);
    return true;
  } catch {
    return false; // private windows of some browsers
  }
}

/** What was sent, and has made the draft a later one, is saved. */
function forgetSaved(storage, marks) {
  const revision = Number(marks.dataset.revision);
  const saved = Object.keys(storage).filter((key) => {
    const kept = key.startsWith(`${PREFIX}:${marks.dataset.draft}:`) ? read(storage, key) : null;
    return kept?.sent && kept.revision < revision;
  });
  for (const key of saved) storage.removeItem(key);
}

function read(storage, key) {
  try {
    const kept = JSON.parse(storage.getItem(key));
    return Array.isArray(kept?.fields) ? kept : null;
  } catch {
    return null;
  }
}

function typed(form) {
  return [...new FormData(form)].filter(([name, value]) => !NOT_TYPED.includes(name) && typeof value === "string");
}

function differs(form, kept) {
  return JSON.stringify(typed(form)) !== JSON.stringify(kept.fields);
}

function keepWhileTyping(form, storage, key, marks) {
  const begun = JSON.stringify(typed(form));
  let timer;
  const keep = (sent) => {
    clearTimeout(timer);
    const fields = typed(form);
    if (!sent && JSON.stringify(fields) === begun) return;
    const seen = form.elements.namedItem("seen")?.value ?? "";
    try {
      storage.setItem(key, JSON.stringify({ fields, seen, sent, revision: Number(marks.dataset.revision) }));
    } catch {
      // the browser is full or refuses: the form still works
    }
  };
  let submitted = false;
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => keep(false), WAIT);
  });
  form.addEventListener("submit", () => {
    submitted = true;
    keep(true);
  });
  form.ownerDocument.defaultView.addEventListener("pagehide", () => {
    if (!submitted && timer) keep(false);
  });
}

function offer(root, form, kept, forget) {
  const notice = root.querySelector("[data-unsaved]");
  if (!notice) return;
  notice.hidden = false;
  notice.querySelector("[data-unsaved-restore]").addEventListener("click", () => {
    restore(form, kept);
    notice.hidden = true;
    form.querySelector("input:not([type=hidden]), textarea, select")?.focus();
  });
  notice.querySelector("[data-unsaved-forget]").addEventListener("click", () => {
    forget();
    notice.hidden = true;
    form.querySelector("input:not([type=hidden]), textarea, select")?.focus();
  });
}

/** Put the values back, and what they were typed over: if that has changed meanwhile, saving says so. */
function restore(form, kept) {
  const values = new Map();
  for (const [name, value] of kept.fields) values.set(name, [...(values.get(name) ?? []), value]);
  for (const control of form.elements) {
    if (!control.name || NOT_TYPED.includes(control.name) || control.type === "hidden" || control.type === "submit") continue;
    const given = values.get(control.name) ?? [];
    if (control.type === "checkbox" || control.type === "radio") control.checked = given.includes(control.value);
    else control.value = given[0] ?? "";
    control.dispatchEvent(new Event("change", { bubbles: true }));
  }
  // Twice for what shows only after another control has changed: the value of a condition after its question.
  for (const control of form.elements) {
    const given = values.get(control.name);
    if (given && ["SELECT", "TEXTAREA"].includes(control.tagName)) control.value = given[0];
  }
  const seen = form.elements.namedItem("seen");
  if (seen && kept.seen) seen.value = kept.seen;
}
