// A page that says that something could not be saved, and holds it: after a while it is sent once more by itself.

/** Send the form of the page again after the seconds it names, and a little more, so that not all come back at once. */
export function startSendingAgain(root, wait = setTimeout) {
  const form = root.querySelector("form[data-send-again]");
  if (!form) return;
  root.querySelector("[data-send-again-words]").hidden = false;
  const seconds = Number(form.dataset.sendAgain);
  wait(() => form.requestSubmit(), seconds * 1000 * (1 + Math.random() / 2));
}
