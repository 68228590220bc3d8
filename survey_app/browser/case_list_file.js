import { startPart } from "./components.js";

// Loading a case list takes two looks at one file, of which the server keeps nothing. A browser lets go of a chosen file
// when the next page comes; so the page is fetched and its parts exchanged, and the file and what was typed into the
// passphrase stay where they are. Without a script the file is chosen again.
const KEPT = ['input[type="file"]', 'input[name^="key_password"]'];
const SAID = ["aria-describedby", "aria-invalid"];

function keepFields(before, after) {
  for (const selector of KEPT) {
    for (const field of before.querySelectorAll(selector)) {
      const place = after.querySelector(`[name="${field.name}"]`);
      if (place && (field.type === "file" || field.value)) {
        field.className = place.className;
        field.type = place.type; // a passphrase that was shown is hidden again, as the new button says
        for (const name of SAID) {
          const value = place.getAttribute(name); // such as the error that now stands at the field
          if (value === null) {
            field.removeAttribute(name);
          } else {
            field.setAttribute(name, value);
          }
        }
        place.replaceWith(field);
      }
    }
  }
}

function show(before, page) {
  const after = page.querySelector("[data-case-list]");
  if (!after) {
    return false;
  }
  const file = before.querySelector('input[type="file"]');
  const isChosen = file && file.files.length > 0;
  keepFields(before, after);
  if (isChosen) {
    after.querySelectorAll("[data-without-script]").forEach((part) => part.remove());
    after.querySelectorAll("[data-with-script]").forEach((part) => part.removeAttribute("hidden"));
  }
  before.replaceWith(document.adoptNode(after));
  startPart(after); // the components of the new part: showing the passphrase, the summary of errors
  document.title = page.title;
  start(after);
  const target = after.querySelector(".govuk-error-summary") ?? after.querySelector("#columns");
  target?.setAttribute("tabindex", "-1");
  target?.focus();
  target?.scrollIntoView();
  return true;
}

async function send(part, form, button) {
  const body = new FormData(form, button);
  const buttons = form.querySelectorAll("button");
  form.querySelector("[data-no-connection]").setAttribute("hidden", "");
  buttons.forEach((one) => one.setAttribute("aria-disabled", "true"));
  try {
    const response = await fetch(form.action, { method: "POST", body, credentials: "same-origin" });
    if (response.redirected) {
      window.location.assign(response.url);
      return true;
    }
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    return show(part, page);
  } catch {
    form.querySelector("[data-no-connection]").removeAttribute("hidden"); // the browser's own page would lose the file
    return true;
  } finally {
    buttons.forEach((one) => one.removeAttribute("aria-disabled"));
  }
}

function start(part) {
  const form = part.querySelector("[data-case-list-form]");
  let isSending = false;
  form?.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (isSending) {
      return;
    }
    isSending = true;
    const button = event.submitter ?? form.querySelector("button[name=step]");
    if (!(await send(part, form, button))) {
      const step = Object.assign(document.createElement("input"), { type: "hidden", name: "step", value: button.value });
      form.append(step);
      form.submit();
    }
    isSending = false;
  });
}

document.querySelectorAll("[data-case-list]").forEach(start);
