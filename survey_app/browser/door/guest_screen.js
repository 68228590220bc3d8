// Somebody without a place: a few questions, then whether they have a place elsewhere, then the room.
import { make, part, screenOf, show } from "../visits/app_markup.js";
import { readDoor, roomWords } from "./door_screen.js";
import { countOf, isHere, sameName } from "./people.js";

const EMAIL = /^[^@\s]+@[^@\s]+\.[^@\s]+$/;

export async function guestScreen(door, forum) {
  return new GuestScreen(door, forum);
}

class GuestScreen {
  constructor(door, forum) {
    Object.assign(this, { door, forum, element: screenOf("guest"), up: `#/${forum}` });
    this.form = this.element.querySelector("form");
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.send();
    });
    part(this.element, "cancel").href = this.up;
  }

  shown() {
    document.title = "Somebody without a place – Walkabout";
    this.element.querySelector("#guest-name").focus();
  }

  refresh() {}

  /** What was typed, as the server takes it. */
  guest() {
    const said = new FormData(this.form);
    const text = (name) => String(said.get(name) ?? "").trim().slice(0, 200);
    const agency = text("agency");
    return {
      name: text("name"), email: text("email"), agency: agency === "other" ? "" : agency,
      agency_name: agency === "" || agency === "other" ? text("agency_name") : "", sector: text("sector"),
      role_group: text("role_group"), may_contact: said.get("may_contact") === "yes",
    };
  }

  agencyWords({ agency, agency_name: typed }) {
    return agency ? this.form.elements.agency.selectedOptions[0].textContent.trim() : typed;
  }

  async send() {
    const guest = this.guest();
    const wrong = { name: guest.name ? "" : "Enter their name." };
    wrong.email = guest.email && !EMAIL.test(guest.email) ? "Enter an e-mail address such as name@agency.org.uk, or leave it out." : "";
    for (const [name, sentence] of Object.entries(wrong)) this.problem(name, sentence);
    const first = Object.keys(wrong).find((name) => wrong[name]);
    if (first) return this.element.querySelector(`#guest-${first}`).focus();
    const { content, people } = await readDoor(this.door.store, this.forum);
    Object.assign(this, { content, people });
    const known = sameName(people, guest.name);
    if (known) return this.askSame(guest, known);
    return this.askElsewhere(guest);
  }

  problem(name, sentence) {
    const told = part(this.element, `${name}-error`);
    told.textContent = sentence;
    told.hidden = !sentence;
    this.element.querySelector(`#guest-${name}`).toggleAttribute("aria-invalid", Boolean(sentence));
  }

  askSame(guest, known) {
    const lines = [`${known.name}${known.agency ? `, ${known.agency},` : ""} is on the list${isHere(known) ? " and has been checked in" : ""}.`];
    const check = ["That is them: check them in", () => this.letIn(known.id, null, known)];
    this.panel(`Is this ${known.name} from the list?`, lines, [
      ...(isHere(known) ? [] : [check]), ["No, somebody else", () => this.askElsewhere(guest)], this.back(),
    ]);
  }

  /** With a signal, look for a place at another forum of the cycle first; without one, the server does it later. */
  async askElsewhere(guest) {
    const found = await this.door.sync.elsewhere(this.forum, { name: guest.name, email: guest.email });
    if (!found?.length) return this.askRoom(guest);
    const lines = found.map((one) => {
      const what = one.was_there ? "was at" : "has a place at";
      return `${one.name}${one.agency ? `, ${one.agency},` : ""} ${what} “${one.forum}”, ${one.when}.`;
    });
    const moves = found.filter((one) => !one.was_there).map((one) => {
      const text = found.length > 1 ? `Move the place at “${one.forum}” here` : "Move their place here";
      return [text, () => this.askRoom(guest, one)];
    });
    const wasThere = found.some((one) => one.was_there && one.sure);
    const other = [wasThere ? "They come a second time: let them in" : "That is somebody else", () => this.askRoom(guest)];
    this.panel("They may have a place already", lines, [...moves, other, this.back()]);
    return undefined;
  }

  /** A full room is for whoever stands there to decide on. */
  askRoom(guest, elsewhere = null) {
    const { here, toCome } = countOf(this.people);
    const capacity = this.content?.forum.capacity ?? Infinity;
    const act = () => this.letIn(elsewhere?.id ?? null, elsewhere ? null : guest, elsewhere);
    if (here + toCome < capacity) return act();
    const title = here >= capacity ? "The room is full" : "Every place is taken";
    this.panel(title, [roomWords({ here, toCome, capacity })], [[`Let ${guest.name} in`, act], this.back()]);
    return undefined;
  }

  async letIn(person, guest, known) {
    const { store, sync, slug, me } = this.door;
    const shown = { name: known?.name ?? guest.name, agency: known ? known.agency : this.agencyWords(guest) };
    const id = person ?? crypto.randomUUID().replaceAll("-", "");
    const said = guest ? { guest } : {};
    const act = await store.act({ forum: this.forum, slug, kind: "in", person: id, at: sync.moment(), by: me, shown, ...said });
    this.door.welcome = { act, ...shown };
    sync.now();
    window.location.hash = this.up;
  }

  back() {
    return ["Go back", () => {
      show(this.element, { panel: false, form: true });
      this.element.querySelector("#guest-name").focus();
    }];
  }

  panel(title, lines, buttons) {
    const heading = make("h2", title, { class: "govuk-heading-l", tabindex: "-1" });
    const row = make("div", "", { class: "govuk-button-group" });
    buttons.forEach(([text, act], place) => {
      const look = place === 0 ? "govuk-button" : "govuk-button govuk-button--secondary";
      const button = make("button", text, { type: "button", class: look });
      button.addEventListener("click", act);
      row.append(button);
    });
    const words = lines.map((line) => make("p", line, { class: "govuk-body" }));
    part(this.element, "panel").replaceChildren(heading, ...words, row);
    show(this.element, { panel: true, form: false });
    heading.focus({ preventScroll: true });
  }
}
