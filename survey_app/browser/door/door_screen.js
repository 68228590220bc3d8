// One door: search, let in, take back. The list shows who is here as every door knows it.
import { fill, make, part, putChildren, screenOf, show, slot, write } from "../visits/app_markup.js";
import { clock } from "../visits/app_words.js";
import { codeIn, countOf, isHere, matching, peopleOf } from "./people.js";
import { canScan, startScanning } from "./scanning.js";

const STATES = { waiting: "Waiting list", offered: "Offered a place", door: "Came without a place" };
const AT_ONCE = new Set(["booked", "offered", "door"]);

export async function doorScreen(door, forum, code) {
  const screen = new DoorScreen(door, forum);
  if (code) await screen.found(code, { ask: true });
  return screen;
}

/** What is kept of a door: its list with what waits to be sent; null where the list is not here. */
export async function readDoor(store, forum) {
  const [list, acts] = [await store.list(forum), await store.acts(forum)];
  if (!list) return { content: null, people: [], refused: acts.filter(({ why }) => why) };
  const people = peopleOf(list.content, acts.filter(({ why }) => !why));
  return { content: list.content, people, refused: acts.filter(({ why }) => why) };
}

class DoorScreen {
  constructor(door, forum) {
    Object.assign(this, { door, forum, element: screenOf("door"), up: "#/", people: [], camera: null });
    this.search = this.element.querySelector("#door-search");
    this.search.addEventListener("input", () => this.showFound());
    part(this.element, "guest").href = `#/${forum}/guest`;
    part(this.element, "scan").addEventListener("click", () => this.scan());
    part(this.element, "scan-end").addEventListener("click", () => this.endScan());
    show(this.element, { scan: canScan() });
  }

  shown() {
    const welcome = this.door.welcome;
    this.door.welcome = null;
    if (welcome) this.welcome(welcome.act, welcome.name, welcome.agency);
  }

  close() {
    this.endScan();
  }

  async refresh() {
    const { content, people, refused } = await readDoor(this.door.store, this.forum);
    Object.assign(this, { content, people });
    show(this.element, { list: content !== null, wait: content === null });
    this.showRefused(refused);
    if (content === null) return;
    const { here, expected } = countOf(people);
    document.title = `${here} of ${expected} – ${content.forum.title} – Walkabout`;
    fill(this.element, { title: content.forum.title, when: content.forum.when });
    fill(this.element, { here: String(here), expected: ` of ${expected} are here` });
    this.showFound();
  }

  showFound() {
    const typed = this.search.value;
    const found = matching(this.people, typed);
    const many = found.length === 1 ? "1 person" : `${found.length} people`;
    write(slot(this.element, "found"), typed.trim() ? `${found.length ? many : "Nobody"} found` : "Everybody on the list");
    putChildren(part(this.element, "people"), found.map((person) => this.row(person)));
    show(this.element, { nobody: !found.length });
  }

  row(person) {
    const item = make("li", "", { "data-person": person.id });
    const look = `wa-door__person${isHere(person) ? " wa-door__person--here" : ""}`;
    const button = make("button", "", { type: "button", class: look });
    const name = make("span", person.name, { class: "wa-door__name" });
    const side = isHere(person) ? `✓ Here since ${clock(person.ins[0].at)}` : (STATES[person.state] ?? "");
    button.append(name, make("span", person.agency, { class: "wa-door__agency" }), make("span", side, { class: "wa-door__side" }));
    const asNow = () => this.people.find(({ id }) => id === person.id); // a row that looks the same is not drawn anew
    button.addEventListener("click", () => this.chosen(asNow()));
    item.append(button);
    return item;
  }

  /** Somebody was tapped: let in at once where they have a place, and asked about where they have none. */
  async chosen(person) {
    if (isHere(person)) return this.tellOf(person);
    const { here, toCome } = countOf(this.people);
    const { capacity } = this.content.forum;
    if (AT_ONCE.has(person.state) && here < capacity) return this.letIn(person);
    const list = person.state === "waiting" ? `${person.name} is on the waiting list. ` : "";
    const room = roomWords({ here, toCome, capacity });
    const buttons = [["Let them in", () => this.letIn(person)], ["Not now", () => this.clear()]];
    return this.panel({ kind: "ask", title: person.name, lines: [list + room], buttons });
  }

  async letIn(person) {
    const shown = { name: person.name, agency: person.agency };
    const { store, sync, slug, me } = this.door;
    const act = await store.act({ forum: this.forum, slug, kind: "in", person: person.id, at: sync.moment(), by: me, shown });
    this.search.value = "";
    await this.refresh();
    this.welcome(act, person.name, person.agency);
    this.search.focus({ preventScroll: true });
    sync.now();
  }

  welcome(act, name, agency) {
    const undo = () => this.takeBack([act.id], name);
    this.panel({ kind: "welcome", title: `Come in, ${name}`, lines: [agency], buttons: [["Undo", undo]] });
    this.door.say(`Come in, ${name}. Checked in`);
  }

  /** Who checked somebody in, and taking it back. */
  tellOf(person) {
    const told = person.ins.map(({ at, by, waits }) => {
      return `Checked in at ${clock(at)} by ${by}${waits ? ". Not sent yet" : ""}`;
    });
    const others = [...new Set(person.ins.map(({ by }) => by))].filter((name) => name !== this.door.me);
    const undo = others.length ? `Undo the check-in by ${others.join(" and ")}` : "Undo";
    const buttons = [
      [undo, () => this.takeBack(person.ins.map(({ id }) => id), person.name)], ["Close", () => this.clear()],
    ];
    this.panel({ kind: "ask", title: `${person.name} is here`, lines: [person.agency, ...told], buttons });
  }

  async takeBack(ends, name) {
    const { store, sync, slug, me } = this.door;
    await store.act({ forum: this.forum, slug, kind: "out", ends, at: sync.moment(), by: me });
    await this.refresh();
    const still = this.people.find((one) => one.name === name && isHere(one));
    const lines = still ? [`${still.ins[0].by} has checked them in as well, so they stay checked in.`] : [];
    this.panel({ kind: "ask", title: `Taken back: ${name}`, lines, buttons: [["Close", () => this.clear()]] });
    this.door.say(`Taken back: ${name}. ${lines.join(" ")}`);
    sync.now();
  }

  panel({ kind, title, lines, buttons }) {
    const panel = part(this.element, "panel");
    panel.className = `wa-door__panel wa-door__panel--${kind}`;
    const heading = make("h2", title, { class: "govuk-heading-l", tabindex: "-1" });
    const row = make("div", "", { class: "govuk-button-group" });
    for (const [text, act] of buttons) {
      const first = row.childElementCount === 0 && kind !== "welcome";
      const look = first ? "govuk-button" : "govuk-button govuk-button--secondary";
      const button = make("button", text, { type: "button", class: look });
      button.addEventListener("click", act);
      row.append(button);
    }
    panel.replaceChildren(heading, ...lines.filter(Boolean).map((line) => make("p", line, { class: "govuk-body" })), row);
    panel.hidden = false;
    panel.scrollIntoView({ block: "nearest" });
    if (kind !== "welcome") heading.focus({ preventScroll: true });
  }

  clear() {
    part(this.element, "panel").hidden = true;
    this.search.focus({ preventScroll: true });
  }

  /** A code was read or opened: `ask` where it came by an address, which anybody can send. */
  async found(text, { ask = false } = {}) {
    await this.refresh();
    const code = codeIn(text);
    const person = this.people.find((one) => code && one.code === code);
    const buttons = [["Close", () => this.clear()]];
    if (!this.content && ask) {
      this.search.value = code;
    } else if (!person) {
      const lines = ["Nobody on this list has this code. They may have a place at another forum: search by name."];
      this.panel({ kind: "ask", title: "This code is not on the list", lines, buttons });
    } else if (ask && !isHere(person)) {
      const given = [["Check in", () => this.chosen(person)], ["Not now", () => this.clear()]];
      this.panel({ kind: "ask", title: person.name, lines: [person.agency], buttons: given });
    } else {
      await this.chosen(person);
    }
  }

  async scan() {
    const video = part(this.element, "video");
    show(this.element, { camera: true, scan: false });
    try {
      this.camera = await startScanning(video, (text) => this.found(text));
    } catch {
      this.endScan();
      const lines = ["The camera could not be opened. Allow it in the settings of the browser, or search by name or code."];
      this.panel({ kind: "ask", title: "No camera", lines, buttons: [["Close", () => this.clear()]] });
    }
  }

  endScan() {
    this.camera?.stop();
    this.camera = null;
    show(this.element, { camera: false, scan: canScan() });
  }

  /** What the server could not take, with its reason, until somebody has read it. */
  showRefused(refused) {
    const rows = refused.map((act) => {
      const item = make("li", "", { class: "wa-door__refused", "data-act": act.number });
      const button = make("button", "I have seen this", { type: "button", class: "wa-button-link wa-app__tap" });
      button.addEventListener("click", () => this.door.store.putAway(act.number));
      item.append(make("strong", act.shown?.name ?? "A check-in"), make("p", act.why, { class: "govuk-body" }), button);
      return item;
    });
    putChildren(part(this.element, "refused"), rows);
    show(this.element, { trouble: rows.length > 0 });
  }
}

/** Whether there is room, in a sentence for whoever decides. */
export function roomWords({ here, toCome, capacity }) {
  if (here >= capacity) return `The room is full: ${here} people are here, and it has ${capacity} places.`;
  const left = capacity - here;
  const places = left === 1 ? "1 place is" : `${left} places are`;
  if (toCome === 0) return `${places} free.`;
  const wait = toCome === 1 ? "1 person with a place has not come yet" : `${toCome} people with a place have not come yet`;
  return `${places} free now, and ${wait}.`;
}
