// The panel's question by keyboard. What was typed and not kept is asked about before the page is left. Ctrl + Enter keeps the form. Single keys act only once they are switched on on this
// device (WCAG 2.1.4), never while somebody types, and never together with another key. Without this script the page's
// links and buttons do all of it.
const KEPT = "wa-moderate-keys";

function remembered() {
  try {
    return localStorage.getItem(KEPT) === "on";
  } catch {
    return false; // a browser that keeps nothing: the keys stay off
  }
}

function remember(on) {
  try {
    localStorage.setItem(KEPT, on ? "on" : "off");
  } catch {
    // they act until the page is left
  }
}

function isTyping(element) {
  return element.matches("textarea, select, input:not([type=radio], [type=checkbox])") || element.isContentEditable;
}

function act(page, key) {
  const link = page.querySelector(`a[data-key="${CSS.escape(key)}"]`);
  if (key === "t") {
    foldAll(page, link);
    return true;
  }
  if (link) {
    link.click();
    return true;
  }
  const place = { g: page.querySelector("input[name=grade]:checked, input[name=grade]"), r: page.querySelector("#reason") };
  const target = place[key] ?? page.querySelector(`input[data-grade="${CSS.escape(key)}"]`);
  if (!target) return false;
  if (target.dataset.grade === key) target.checked = true;
  target.focus();
  return true;
}

function foldAll(page, link) {
  const texts = [...page.querySelectorAll(".wa-question__text")];
  const open = !texts.every((one) => one.open);
  for (const one of texts) one.open = open;
  if (link) link.textContent = open ? "Fold all" : "Unfold all";
}

function askBeforeLeaving(form) {
  let typed = false;
  form?.addEventListener("input", () => (typed = true));
  form?.addEventListener("submit", (event) => {
    if (!event.defaultPrevented) typed = false; // unsent.js first asks whether the server can be reached
  });
  window.addEventListener("beforeunload", (event) => {
    if (typed) event.preventDefault();
  });
}

for (const page of document.querySelectorAll("[data-module=wa-moderate-keys]")) {
  const help = page.querySelector("[data-panel-keys]");
  const box = page.querySelector("[data-panel-keys-switch]");
  const unfold = page.querySelector('a[data-key="t"]');
  unfold?.addEventListener("click", (event) => {
    event.preventDefault();
    foldAll(page, unfold);
  });
  askBeforeLeaving(page.querySelector("form[data-unsent]"));
  if (!box) continue;
  help.hidden = false;
  box.checked = remembered();
  box.addEventListener("change", () => remember(box.checked));

  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.ctrlKey && page.contains(event.target)) {
      const form = event.target.form;
      if (form) {
        event.preventDefault();
        form.requestSubmit(form.querySelector("button[type=submit]"));
      }
      return;
    }
    const alone = !event.ctrlKey && !event.altKey && !event.metaKey && !event.shiftKey && !event.isComposing;
    if (!box.checked || !alone || event.defaultPrevented || isTyping(event.target)) return;
    if (act(page, event.key)) event.preventDefault();
  });
}
