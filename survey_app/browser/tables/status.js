// The line that says what is saved where, and notices below it.
import { make } from "../visits/app_markup.js";

export class Status {
  constructor(app, signIn) {
    Object.assign(this, { app, signIn, line: document.getElementById("app-status"), text: "", keeps: false });
    this.notices = document.getElementById("app-notices");
  }

  show(state, told) {
    const [kind, text] = this.words(state);
    if (text !== this.text) {
      this.line.dataset.kind = kind;
      this.line.textContent = text;
      if (state.signedOut) this.line.append(" ", make("a", "Sign in", { href: this.signIn }));
      this.text = text;
    }
    for (const sentence of told) this.tell(sentence);
  }

  words({ online, signedOut, waiting, others }) {
    const { trouble } = this.app.store;
    const points = waiting === 1 ? "One change" : `${waiting} changes`;
    if (trouble) return ["trouble", trouble];
    if (signedOut) return ["trouble", waiting ? `You are signed out. ${points} on this device will be sent afterwards.` : "You are signed out."];
    if (others && waiting) return ["wait", `${points} on this device will be sent when ${others} signs in here.`];
    if (!online) return ["offline", waiting ? `On this device: ${points.toLowerCase()} will be sent when there is a signal` : "No signal. You can go on writing."];
    return waiting ? ["wait", "Saving…"] : ["saved", "Saved"];
  }

  /** A sentence that stays until it is put away. */
  tell(sentence) {
    const notice = make("p", sentence, { class: "wa-tables__notice" });
    const away = make("button", "Put away", { type: "button", class: "wa-button-link" });
    away.addEventListener("click", () => notice.remove());
    notice.append(" ", away);
    this.notices.append(notice);
  }
}
