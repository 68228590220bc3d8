// Counts the time for which a page of a case is open and seen, and tells the server about once a minute and on leaving.
// Two screens of one case are counted once (the server does that). It stops when nobody has touched anything for half an
// hour. Without this script the time is written down by hand.
const BEAT = 60_000;
const IDLE = 30 * 60_000;

for (const form of document.querySelectorAll("form[data-panel-time]")) {
  const clock = document.querySelector("[data-panel-clock]");
  let since = document.hidden ? null : Date.now(); // when the stretch began that is not told yet
  let touched = Date.now();

  const tell = () => {
    if (since === null) return;
    const upTo = Math.min(Date.now(), touched + IDLE);
    const seconds = Math.round((upTo - since) / 1000);
    if (seconds < 1) return;
    since = Date.now();
    const body = new FormData(form);
    body.set("seconds", String(seconds));
    fetch(form.action, { method: "POST", body, keepalive: true, headers: { Accept: "application/json" } })
      .then((answer) => (answer.ok ? answer.json() : null))
      .then((counted) => counted && clock && show(clock, counted.seconds))
      .catch(() => {}); // no connection: this stretch is put in by hand
  };

  for (const name of ["keydown", "pointerdown", "pointermove", "scroll"]) {
    document.addEventListener(name, () => (touched = Date.now()), { passive: true, capture: true });
  }
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) {
      tell();
      since = null;
    } else {
      since = Date.now();
      touched = since;
    }
  });
  window.addEventListener("pagehide", tell);
  setInterval(tell, BEAT);
}

function show(clock, seconds) {
  const minutes = Math.round(seconds / 60);
  const hours = Math.floor(minutes / 60);
  clock.textContent =
    minutes < 60 ? `${minutes} minute${minutes === 1 ? "" : "s"}` : `${hours} h ${String(minutes % 60).padStart(2, "0")} min`;
}
