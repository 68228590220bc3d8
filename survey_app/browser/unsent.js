// Before a form is sent, asks whether the server can be reached and still knows who is signed in. If not, the page stays
// with everything that was written, and says so; nothing is kept on the device.
for (const form of document.querySelectorAll("form[data-unsent]")) {
  let reached = false;
  let asking = false;
  const say = (which) => {
    for (const [name, element] of Object.entries(messages)) {
      element.hidden = name !== which;
    }
  };
  const messages = {
    offline: form.querySelector("[data-unsent-offline]"),
    out: form.querySelector("[data-unsent-out]"),
  };

  form.addEventListener("submit", async (event) => {
    if (reached) {
      return;
    }
    event.preventDefault();
    if (asking) {
      return;
    }
    asking = true;
    const problem = await problemWithSending();
    asking = false;
    say(problem);
    if (problem) {
      messages[problem].scrollIntoView({ block: "center" });
      return;
    }
    reached = true;
    form.requestSubmit(event.submitter);
  });

  // A page that comes back from the browser's memory can be sent again.
  window.addEventListener("pageshow", () => {
    reached = false;
  });
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
