// The page "Show to the room": tells when more waits for a look, without changing what somebody is reading.
const EVERY = 5_000;

const section = document.querySelector("[data-waiting]");

async function ask(note) {
  try {
    const response = await fetch(section.dataset.waiting, { headers: { Accept: "application/json" }, cache: "no-store" });
    const { waiting } = response.ok ? await response.json() : {};
    tell(note, waiting - Number(section.dataset.count));
  } catch {
    // asked again
  }
  setTimeout(() => ask(note), EVERY);
}

function tell(note, more) {
  if (!(more > 0) || note.dataset.more === String(more)) return;
  note.dataset.more = String(more);
  const link = document.createElement("a");
  Object.assign(link, { className: "govuk-link", href: window.location.pathname, textContent: "Show what has come" });
  note.replaceChildren(`${more === 1 ? "One more waits" : `${more} more wait`}. `, link);
  note.hidden = false;
}

if (section) ask(section.querySelector("[data-waiting-note]"));
