// Says now and then that one is here, and hears who else is, and whether the draft has changed since the page was made.

const EVERY = 30_000; // milliseconds

/** Begin, on every page of a draft. */
export function startPresence(root) {
  const marks = root.querySelector("[data-draft][data-presence]");
  if (!marks) return;
  const spot = marks.querySelector("[data-companions]");
  const ask = async () => {
    if (root.visibilityState !== "visible") return;
    const heard = await hear(marks);
    if (!heard) return;
    const lines = [...heard.others];
    if (heard.revision > Number(marks.dataset.revision)) {
      lines.push("The draft was changed since this page was opened. Reload the page to see it as it is now.");
    }
    show(spot, lines);
  };
  ask();
  setInterval(ask, EVERY);
  root.addEventListener("visibilitychange", ask);
}

async function hear(marks) {
  try {
    const response = await fetch(marks.dataset.presence, {
      method: "POST",
      body: new URLSearchParams({ csrf_token: marks.dataset.token }),
      headers: { Accept: "application/json" },
    });
    return response.ok ? await response.json() : null;
  } catch {
    return null; // no connection: nothing to tell
  }
}

/** Only what is new is written, so that a screen reader does not hear the same again. */
function show(spot, lines) {
  if ([...spot.children].map((line) => line.textContent).join("\n") === lines.join("\n")) return;
  spot.replaceChildren(
    ...lines.map((text) => {
      const line = spot.ownerDocument.createElement("p");
      line.className = "govuk-body-s";
      line.textContent = text;
      return line;
    }),
  );
}
