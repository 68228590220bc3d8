// Checks an expression while it is being typed, so that a slip is seen where it is made.

const WAIT = 500; // milliseconds after the last keystroke

/** Begin, on a page that names where expressions are checked. */
export function startChecking(root) {
  const form = root.querySelector("form[data-checks]");
  if (!form) return;
  for (const box of form.querySelectorAll("[data-expression]")) watch(form, box);
}

function watch(form, box) {
  const said = form.ownerDocument.createElement("p");
  said.className = "govuk-hint wa-checked";
  said.setAttribute("role", "status");
  box.after(said);
  let timer;
  let asked = 0;
  box.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      asked += 1;
      const mine = asked;
      const answer = await check(form, box);
      if (mine !== asked || !answer) return; // a later question is under way
      said.textContent = answer.message;
      said.classList.toggle("wa-checked--wrong", !answer.ok);
    }, WAIT);
  });
}

async function check(form, box) {
  const body = new URLSearchParams({
    csrf_token: form.elements.namedItem("csrf_token").value,
    key: form.dataset.key,
    column: box.dataset.expression,
    text: box.value,
  });
  try {
    const response = await fetch(form.dataset.checks, { method: "POST", body, headers: { Accept: "application/json" } });
    return response.ok ? await response.json() : null;
  } catch {
    return null;
  }
}
