// Before a form is sent, asks whether the server can be reached and still knows who is signed in. If not, the page stays
// with everything that was written, and says so; nothing is kept on the device. A second click sends nothing twice.
const AGAIN_AFTER = 5000; // a page that is still there then was not left: the form can be sent again

for (const form of document.querySelectorAll("form[data-unsent]")) {
  const messages = {
    offline: form.querySelector("[data-unsent-offline]"),
    out: form.querySelector("[data-unsent-out]"),
  };
  let state = "written"; // then asking, reached, sent

  form.addEventListener("submit", async (event) => {
    if (state === "reached") {
      state = "sent";
      setTimeout(() => (state = "written"), AGAIN_AFTER);
      return;
    }
    event.preventDefault();
    if (state !== "written") {
      return;
    }
    state = "asking";
    const problem = await problemWithSending();
    for (const [name, element] of Object.entries(messages)) {
      element.hidden = name !== problem;
    }
    if (problem) {
      state = "written";
      messages[problem].scrollIntoView({ block: "center" });
      return;
    }
    state = "reached";
    form.requestSubmit(event.submitter);
  });

  // A page that comes back from the browser's memory can be sent again.
  window.addEventListener("pageshow", () => (state = "written"));
}

// "offline" or "out"; empty where the form can be sent.
async function problemWithSending() {
  try {
    const answer = await fetch(window.location.href, { method: "HEAD", cache: "no-store", redirect: "manual" });
    return answer.type === "opaqueredirect" ? "out" : "";
  } catch {
    return "offline";
  }
}
