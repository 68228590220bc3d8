// Keeps the unsent answers of an anonymous round in this browser, and nowhere else, until the receipt is there.
// The copy is what the page carries, plus what has been typed since; it is put back by posting it to the form.

const WAIT = 300; // milliseconds after the last keystroke

/** Begin, on whichever of the pages of an anonymous round this is. */
export function startKeeping(root, storage) {
  if (!usable(storage)) return;
  const sent = root.querySelector("[data-sent]");
  if (sent) storage.removeItem(sent.dataset.sent); // the receipt is here, or the link has been used
  const form = root.querySelector("form[data-keep]");
  if (!form) return;
  const resume = root.querySelector("[data-resume]");
  if (resume && offerToResume(root, form, resume, storage)) return;
  if (!resume || resume.dataset.resume === "one-tap") keepWhileTyping(root, form, storage);
}

function usable(storage) {
  try {
    storage.getItem("walkabout");
    return true;
  } catch {
    return false; // private windows of some browsers
  }
}

function keepWhileTyping(root, form, storage) {
  const notice = root.querySelector("[data-keep-notice]");
  let timer;
  const keep = () => {
    if (!store(form, storage) || !notice) return;
    notice.textContent = form.dataset.keptWords;
    notice.hidden = false;
  };
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(keep, WAIT);
  });
  const keepNow = () => {
    clearTimeout(timer);
    store(form, storage);
  };
  form.addEventListener("submit", keepNow);
  form.ownerDocument.defaultView.addEventListener("pagehide", keepNow); // a link, a closed tab, a phone put away
  if (!root.querySelector("[data-begin]") && hasAnswers(form)) keep();
}

/** Whether what the page carries holds any answer. */
function hasAnswers(form) {
  try {
    return Object.keys(JSON.parse(form.elements.namedItem("carried").value).document).length > 0;
  } catch {
    return false;
  }
}

/** Put the page's state away; false when the browser is full or refuses. */
function store(form, storage) {
  const fields = [...new FormData(form)].filter(([name]) => name.startsWith("q.") || name === "shown");
  const value = (name) => form.elements.namedItem(name).value;
  try {
    const kept = { carried: value("carried"), at: value("at"), fields, go: form.dataset.keepGo }; // undefined is left out
    storage.setItem(form.dataset.keep, JSON.stringify(kept));
    return true;
  } catch {
    return false;
  }
}

/** Offer what is kept instead of the page; false when nothing is. Until it is decided, nothing is written over. */
function offerToResume(root, form, resume, storage) {
  const kept = read(storage, form.dataset.keep);
  if (!kept) return false;
  const begin = root.querySelector("[data-begin]");
  resume.hidden = false;
  begin.hidden = true;
  root.querySelector("[data-resume-continue]").addEventListener("click", () => putBack(form, kept));
  root.querySelector("[data-resume-forget]").addEventListener("click", () => {
    storage.removeItem(form.dataset.keep);
    resume.hidden = true;
    begin.hidden = false;
    begin.querySelector("button").focus();
    if (resume.dataset.resume === "one-tap") keepWhileTyping(root, form, storage);
  });
  return true;
}

function read(storage, key) {
  try {
    const kept = JSON.parse(storage.getItem(key));
    return typeof kept?.carried === "string" && typeof kept.at === "string" && Array.isArray(kept.fields) ? kept : null;
  } catch {
    return null;
  }
}

/** Post what was kept, so that the server shows the page where it was left, with what was typed on it. */
function putBack(form, kept) {
  form.elements.namedItem("carried").value = kept.carried;
  form.elements.namedItem("at").value = kept.at;
  for (const [name, value] of [...kept.fields, ["go", kept.go ?? kept.at]]) {
    const input = form.ownerDocument.createElement("input");
    Object.assign(input, { type: "hidden", name, value });
    form.append(input);
  }
  form.submit();
}
