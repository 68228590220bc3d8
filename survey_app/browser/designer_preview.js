// Keeps the panel beside a preview true while one answers: the server says anew why each question is asked or hidden.

const WAIT = 400; // milliseconds after the last keystroke

/** Begin, on a page of a preview. */
export function startPreview(root) {
  const panel = root.querySelector("[data-preview-panel]");
  const form = root.querySelector("form#answers");
  if (!panel || !form) return;
  let timer;
  let asked = 0;
  const refresh = async () => {
    asked += 1;
    const mine = asked;
    const html = await panelFor(form);
    if (mine === asked && html !== null) put(panel, html);
  };
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(refresh, WAIT);
  };
  form.addEventListener("input", later);
  form.addEventListener("change", later);
}

async function panelFor(form) {
  const body = new FormData(form);
  body.set("go", "panel");
  try {
    const response = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
    return response.ok ? (await response.json()).html : null;
  } catch {
    return null;
  }
}

/** What was folded or unfolded stays so. */
function put(panel, html) {
  const open = new Map([...panel.querySelectorAll("[data-section]")].map((part) => [part.dataset.section, part.open]));
  panel.innerHTML = html;
  for (const part of panel.querySelectorAll("[data-section]")) {
    if (open.has(part.dataset.section)) part.open = open.get(part.dataset.section);
  }
}
