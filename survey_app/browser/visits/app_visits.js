// My visits and returns: those on this phone, and with a signal those that could be.
import { fill, linkTo, make, part, partOf, screenOf, show, slot } from "./app_markup.js";
import { homeText, noteKinds } from "./app_kinds.js";
import { lastPerson, whoseNotes } from "./app_person.js";
import { receiptAt, visitAt } from "./app_places.js";
import { moment, size, whenOf } from "./app_words.js";

const NOT_OFFLINE =
  "It is on this phone, but this browser cannot open the app without a signal. Use Chrome, Edge, Firefox or " +
  "Safari, not a private window.";

export async function visitsScreen(app) {
  const element = screenOf("visits");
  const list = new VisitList(app, element);
  await list.show();
  const stop = app.sync.watch(() => list.show());
  list.askServer();
  return { element, title: `${homeText()} on this phone`, up: null, close: stop };
}

class VisitList {
  #offered = [];
  #busy = new Set();
  #words = new Map(); // why a visit could not be made ready
  #key = "";

  constructor(app, element) {
    Object.assign(this, { app, element });
  }

  /** With a signal: the visits of today and later, whether on this phone or not. */
  async askServer() {
    const hello = await this.app.hello();
    if (!hello) return;
    this.#offered = hello.visits;
    await this.show();
  }

  async show() {
    const drafts = await this.app.store.drafts();
    const here = drafts.filter((draft) => !draft.receipt);
    const sent = drafts.filter((draft) => draft.receipt);
    const known = new Set(drafts.map((draft) => draft.id));
    const bundles = await Promise.all(here.map((draft) => this.app.store.bundle(draft.id)));
    const rows = here.map((draft, index) => ({ id: draft.id, draft, visit: bundles[index]?.visit ?? draft }));
    const others = this.#offered.filter((visit) => !known.has(visit.draft_id));
    rows.push(...others.map((visit) => ({ id: visit.draft_id, draft: null, visit })));
    rows.sort((one, other) => `${one.visit.day}`.localeCompare(`${other.visit.day}`));
    const key = JSON.stringify([rows, sent, lastPerson(), [...this.#busy], [...this.#words]]);
    if (key === this.#key) return; // nothing is drawn anew under a finger
    this.#key = key;
    noteKinds([...rows.map(({ visit }) => visit), ...sent]);
    fill(this.element, { heading: `${homeText()} on this phone` });
    const focused = document.activeElement?.closest?.("[data-draft]")?.dataset.draft;
    const whose = whoseNotes(here);
    part(this.element, "list").replaceChildren(...rows.map((row) => this.#card(row, whose(row.draft))));
    if (focused) this.element.querySelector(`[data-draft="${focused}"] :is(a, button):not([hidden])`)?.focus();
    show(this.element, { none: !rows.length, away: !this.app.sync.state.online, "sent-heading": sent.length > 0 });
    part(this.element, "sent").replaceChildren(...sent.map((draft) => sentRow(draft)));
  }

  #card({ id, draft, visit }, whose) {
    const card = partOf("visit");
    card.dataset.draft = id;
    fill(card, {
      title: visit.title, when: [whenOf(visit), visit.site].filter(Boolean).join(" · "),
      state: this.#stateOf(id, draft, visit), whose,
      "open-about": ` ${visit.title}`, "ready-about": `: ${visit.title}`,
    });
    slot(card, "state").classList.toggle("govuk-error-message", this.#words.has(id));
    slot(card, "whose").hidden = !whose;
    const [open, ready] = [part(card, "open"), part(card, "ready")];
    open.hidden = !draft;
    open.href = visitAt(id);
    ready.hidden = Boolean(draft) || !id;
    ready.disabled = this.#busy.has(id);
    ready.addEventListener("click", () => this.#makeReady(id));
    return card;
  }

  #stateOf(id, draft, visit) {
    if (this.#busy.has(id)) return "Fetching the form and the brief…";
    if (this.#words.has(id)) return this.#words.get(id);
    if (!draft) return visit.why || (visit.reference ? `Sent: ${visit.reference}` : "Not on this phone yet");
    const waiting = draft.filesWaiting || draft.waiting ? " Waiting to upload." : "";
    const conflicts = draft.conflicts ? " An answer was written twice: open it to choose." : "";
    return `Ready for offline: ${moment(draft.readyAt)}, ${size(draft.size)}.${waiting}${conflicts}`;
  }

  async #makeReady(id) {
    this.#busy.add(id);
    this.#words.delete(id);
    await this.show();
    try {
      const { opensOffline } = await this.app.sync.makeReady(id, this.app.slug);
      if (!opensOffline) {
        this.#words.set(id, NOT_OFFLINE);
      }
      this.app.status.say("Ready for offline");
    } catch (error) {
      this.#words.set(id, error.message);
    }
    this.#busy.delete(id);
    await this.show();
    this.element.querySelector(`[data-draft="${id}"] :is(a, button):not([hidden])`)?.focus();
    await this.app.status.show();
  }
}

function sentRow({ id, title, receipt }) {
  const row = make("li", "");
  row.append(linkTo(receiptAt(id), `${title}: ${receipt.reference}`));
  return row;
}
