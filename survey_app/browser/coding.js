// The coding grid: one comment after another, themes by key press, saving in the background. Every comment can be coded
// without this too, on a page of its own.
import { Comments } from "./coding_comments.js";
import { Page } from "./coding_page.js";
import { WaitingSaves, usableStorage } from "./coding_waiting.js";

const IDLE = 1_500; // milliseconds after a change until it is sent, if one stays at the comment
const KEYS_OFF = "walkabout.coding-keys-off";
const DEFINITIONS_OFF = "walkabout.coding-definitions-off";

function startCoding(root) {
  const app = root.querySelector("[data-coder]");
  if (!app) return;
  const data = JSON.parse(root.querySelector("[data-coder-data]").textContent);
  new Grid(root, app, data).start();
}

class Grid {
  constructor(root, app, data) {
    Object.assign(this, { root, app, data });
    this.storage = usableStorage(window.localStorage);
    this.comments = new Comments(data);
    this.page = new Page(app, data);
    this.themeOf = new Map(data.themes.filter((theme) => theme.key).map((theme) => [theme.key, theme.name]));
    this.waiting = new WaitingSaves({
      prefix: data.store,
      storage: this.storage,
      send: (saves) => this.send(saves),
      told: (outcome) => this.told(outcome),
    });
    this.actions = {
      enter: () => this.goOn(),
      arrowright: () => this.goOn(),
      arrowleft: () => this.goBack(),
      s: () => this.give("strength"),
      c: () => this.give("concern"),
      n: () => this.give("neutral"),
      0: () => this.changed(this.comments.nothingFits() ? "No theme fits" : "Not coded"),
      q: () => this.changed(this.comments.quote() ? "Worth quoting" : "Not to be quoted"),
      a: () => this.accept(),
      u: () => this.undo(),
      "/": () => this.page.find("search").focus(),
      "?": () => this.help(),
    };
  }

  start() {
    for (const item of this.waiting.resume((key) => this.comments.byKey.has(key))) this.putBack(item);
    const asked = new URLSearchParams(window.location.search).get("question") ?? "";
    const known = this.data.questions.some(([name]) => name === asked);
    this.comments.apply({ ...this.comments.filter, question: known ? asked : "" });
    this.root.querySelector("[data-coder-plain]").hidden = true;
    this.app.hidden = false;
    this.page.choices(this.comments);
    this.remembered();
    this.listen();
    this.show();
    this.told(null); // what was kept here is not saved yet, and the page may not say so
    this.app.scrollIntoView(); // the whole screen is for the comment
    this.waiting.flush();
    this.fetchSuggestions();
  }

  /** A coding that was kept in this browser is shown as it was given, and is on its way. */
  putBack({ key, themes, accepted, done, quote }) {
    Object.assign(this.comments.byKey.get(key), { themes, accepted, done, quote });
  }

  listen() {
    this.root.addEventListener("keydown", (event) => this.pressed(event));
    this.app.addEventListener("click", (event) => this.clicked(event));
    // A click leaves focus where it is, so that the next key goes to the comment and not to a button.
    this.page.find("pad").addEventListener("mousedown", (event) => {
      if (event.target.closest("button")) event.preventDefault();
    });
    const filter = this.page.find("filter");
    filter.addEventListener("submit", (event) => {
      event.preventDefault();
      this.choose();
      this.focus();
    });
    filter.addEventListener("change", () => this.choose());
    this.page.find("search").addEventListener("input", () => this.choose());
    window.addEventListener("online", () => this.waiting.flush());
    window.addEventListener("pagehide", () => this.waiting.flush());
    window.addEventListener("beforeunload", (event) => {
      const lost = this.waiting.count && (this.waiting.trouble || !this.waiting.storage);
      if (lost || this.waiting.conflicts.length) event.preventDefault();
    });
  }

  pressed(event) {
    if (event.isComposing || event.altKey) return;
    const target = event.target.closest?.("input, select, textarea, button, a, summary");
    if (event.ctrlKey || event.metaKey) {
      if (event.key.toLowerCase() !== "z" || event.shiftKey || target?.matches("input, textarea")) return;
      event.preventDefault();
      this.undo();
      return;
    }
    if (target?.matches("input, select, textarea")) {
      if (event.key === "Escape" && target.closest("[data-coder-filter]")) this.focus();
      return;
    }
    if (!this.page.find("keys").checked || (target && ["Enter", " "].includes(event.key))) return;
    const key = event.key.toLowerCase();
    const theme = this.themeOf.get(key);
    if (event.repeat && !key.startsWith("arrow")) return;
    if (theme === undefined && !Object.hasOwn(this.actions, key)) return;
    event.preventDefault();
    this.act(key, theme);
  }

  act(key, theme) {
    if (!this.comments.current && !["/", "?", "u"].includes(key)) return;
    if (theme === undefined) this.actions[key]();
    else this.toggle(theme);
  }

  clicked(event) {
    const button = event.target.closest("button");
    if (!button) return;
    const { coderDo, coderStance, theme, decide } = button.dataset;
    if (coderDo) this.act(coderDo);
    else if (coderStance) this.setStance(theme, coderStance);
    else if (theme) this.toggle(theme);
    else if (decide) this.decide(decide === "mine");
    else if ("coderDefinitions" in button.dataset) this.definitions(button.textContent.startsWith("Show"));
  }

  toggle(theme) {
    const label = this.page.labels.get(theme);
    this.changed(this.comments.toggle(theme) ? label : `${label} taken away`);
  }

  give(stance) {
    const theme = this.comments.last;
    if (theme) this.setStance(theme, stance);
    else this.say("Give a theme first.");
  }

  setStance(theme, stance) {
    const focused = this.root.activeElement?.dataset?.coderStance && this.root.activeElement.dataset.theme === theme;
    this.comments.stance(theme, stance);
    this.changed(`${this.page.labels.get(theme)}: ${this.page.stances.get(stance)}`);
    if (focused) this.app.querySelector(`[data-coder-stance="${stance}"][data-theme="${CSS.escape(theme)}"]`)?.focus();
  }

  accept() {
    const suggestion = this.comments.nextSuggestion();
    if (suggestion) this.toggle(suggestion.theme);
    else this.say("There is no suggestion.");
  }

  /** Something about the comment has changed: it waits to be saved from now on. */
  changed(words) {
    this.keep(this.comments.current);
    this.page.draw(this.comments);
    this.say(words);
  }

  keep(comment) {
    const { key, themes, accepted, done, quote, revision } = comment;
    this.waiting.put({ key, themes: { ...themes }, accepted: { ...accepted }, done, quote, seen: revision });
    clearTimeout(this.idle);
    this.idle = setTimeout(() => this.waiting.flush(), IDLE);
  }

  goOn() {
    const more = this.comments.next();
    this.waiting.flush();
    this.show(more || !this.comments.current ? "" : "This is the last comment.");
  }

  goBack() {
    this.show(this.comments.back() ? "" : "This is the first comment.");
  }

  undo() {
    const comment = this.comments.undo();
    if (!comment) {
      this.say("There is nothing to undo.");
      return;
    }
    this.keep(comment);
    this.show("Undone.");
  }

  /** Show the comment one is at, and say so. */
  show(words = "") {
    this.page.draw(this.comments);
    const comment = this.comments.current;
    const position = comment ? this.page.find("position").textContent : this.page.find("empty").textContent;
    this.focus();
    this.say([words, position, comment?.label, comment?.text].filter(Boolean).join(". "));
  }

  focus() {
    if (this.comments.current) this.page.find("position").focus({ preventScroll: true });
    else this.root.activeElement?.blur();
  }

  say(words) {
    this.page.find("said").textContent = words;
  }

  choose() {
    this.comments.apply({
      show: this.page.find("show").value,
      question: this.page.find("question").value,
      words: this.page.find("search").value,
    });
    this.page.draw(this.comments);
    const found = this.comments.shown.length;
    this.say(found === 1 ? "1 comment" : `${found} comments`);
  }

  decide(keepMine) {
    const item = this.waiting.conflicts[0];
    const comment = this.comments.byKey.get(item.key);
    const { themes, done, quote, revision, coder } = item.theirs;
    if (!keepMine) Object.assign(comment, { themes: { ...themes }, accepted: {}, done, quote });
    Object.assign(comment, { revision, coder });
    this.waiting.decide(item.key, keepMine);
    this.show();
  }

  help() {
    const help = this.page.find("help");
    help.open = !help.open;
    if (help.open) help.querySelector("summary").focus();
  }

  remembered() {
    const keys = this.page.find("keys");
    keys.checked = this.storage?.getItem(KEYS_OFF) !== "yes";
    keys.addEventListener("change", () => this.remember(KEYS_OFF, !keys.checked));
    this.definitions(this.storage?.getItem(DEFINITIONS_OFF) !== "yes");
  }

  definitions(shown) {
    this.page.find("themes").classList.toggle("wa-coder__themes--bare", !shown);
    this.page.find("definitions").textContent = shown ? "Hide definitions" : "Show definitions";
    this.remember(DEFINITIONS_OFF, !shown);
  }

  remember(name, off) {
    try {
      if (off) this.storage?.setItem(name, "yes");
      else this.storage?.removeItem(name);
    } catch {
      // the browser is full: the choice holds for this page only
    }
  }

  /** What became of a save, or that something waits. */
  told(outcome) {
    const comment = outcome ? this.comments.byKey.get(outcome.key) : null;
    if (outcome?.status === "saved") comment.revision = outcome.revision;
    if (outcome?.status === "refused") this.say(outcome.message);
    this.page.saved(this.waiting);
    this.page.conflict(this.waiting, this.comments);
  }

  async send(saves) {
    const headers = { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": this.data.token };
    let response;
    try {
      response = await fetch(this.data.save, {
        method: "POST",
        headers,
        body: JSON.stringify({ saves }),
        keepalive: true, // a save under way arrives also when the page is left
        redirect: "error",
      });
    } catch {
      throw Object.assign(new Error("no connection"), { kind: "offline" });
    }
    if (response.ok) return (await response.json()).outcomes;
    if (response.status === 401) throw Object.assign(new Error("signed out"), { kind: "signed-out" });
    if (response.status >= 500) throw Object.assign(new Error("the server failed"), { kind: "offline" });
    const said = await response.json().catch(() => ({}));
    throw Object.assign(new Error(said.error ?? "Reload the page."), { kind: "refused" });
  }

  async fetchSuggestions() {
    try {
      const response = await fetch(this.data.suggestions, { headers: { Accept: "application/json" } });
      if (!response.ok) return;
      const { comments, order, about } = await response.json();
      this.comments.suggested = new Map(Object.entries(comments));
      this.comments.order = order.length ? order : null;
      this.page.find("about").textContent = about;
      this.page.find("suggested").hidden = !about;
      this.page.choices(this.comments);
      this.page.draw(this.comments);
    } catch {
      // without suggestions the grid works as well
    }
  }
}

startCoding(document);
