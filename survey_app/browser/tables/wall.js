// The screen of a forum: asks every few seconds what stands on it, and shows one question after the other.
import { Board, TONES } from "./wall_board.js";
import { fill } from "./wall_columns.js";

const ASK = 3_000; // milliseconds between questions to the server
const LONGEST = 20_000; // while it cannot be reached
const TURN = 15_000; // how long a page stands while all are shown in turn

class Wall {
  constructor(body, board) {
    Object.assign(this, { body, board, etag: "", pause: ASK, question: 0, page: 0, starts: [{}], inTurn: true });
    this.part = (name) => body.querySelector(`[data-${name}]`);
    this.part("turn").addEventListener("click", () => this.turn(!this.inTurn));
    document.addEventListener("keydown", (event) => this.key(event));
    window.addEventListener("resize", () => this.restart());
  }

  async ask() {
    try {
      const headers = { Accept: "application/json", ...(this.etag && { "If-None-Match": this.etag }) };
      const response = await fetch(this.body.dataset.points, { headers, cache: "no-store", credentials: "omit" });
      if (response.status === 404) return this.close();
      if (response.status === 200) this.take(await response.json(), response.headers.get("ETag"));
      if (response.status !== 200 && response.status !== 304) throw new Error(String(response.status));
      this.pause = ASK;
      this.say("");
    } catch {
      this.pause = Math.min(this.pause * 1.5, LONGEST);
      this.say("No connection. The screen goes on by itself.");
    }
    setTimeout(() => this.ask(), this.pause);
  }

  take(content, etag) {
    this.etag = etag ?? "";
    const newest = this.board.take(content, Date.now());
    const last = Math.max(0, this.board.questions.length - 1);
    this.question = Math.min(this.question, last);
    if (newest !== null && this.inTurn) this.question = newest;
    this.restart();
  }

  /** Show the present question from its first page. */
  restart() {
    this.page = 0;
    this.starts = [{}];
    this.show();
    this.wait();
  }

  show() {
    const { board } = this;
    board.at = Date.now();
    const isShown = !board.paused && board.questions.length > 0;
    this.part("columns").hidden = !isShown || board.isEmpty(this.question);
    this.part("foot").hidden = !isShown;
    this.part("phones").hidden = !board.phones;
    this.part("note").hidden = isShown && !board.isEmpty(this.question);
    this.part("note").textContent = isShown ? "Nothing yet. What the tables say comes here." : "";
    this.part("question").textContent = isShown ? board.questions[this.question].question : board.theme;
    if (this.part("columns").hidden) this.emptyColumns(); // what is not shown is not in the page either
    if (!isShown) return;
    this.next = board.isEmpty(this.question) ? null : this.fillColumns();
    this.listQuestions();
    this.part("pages").textContent = this.page > 0 || this.next ? `Page ${this.page + 1}` : "";
  }

  /** Fill each column from where this page begins; where the next page begins, or null on the last. */
  fillColumns() {
    const starts = this.starts[this.page];
    const next = {};
    for (const column of this.body.querySelectorAll("[data-column]")) {
      const points = this.board.pointsOf(this.question, column.dataset.column);
      column.hidden = points.length === 0;
      column.querySelector("[data-count]").textContent = String(points.length);
    }
    for (const tone of TONES) {
      const list = this.body.querySelector(`[data-column="${tone}"] [data-list]`);
      const points = this.board.pointsOf(this.question, tone);
      const start = starts[tone] ?? 0;
      next[tone] = start + fill(list, points.slice(start), this.board.isNew);
    }
    const more = TONES.some((tone) => next[tone] < this.board.pointsOf(this.question, tone).length);
    return more ? next : null;
  }

  emptyColumns() {
    for (const list of this.body.querySelectorAll("[data-list]")) list.replaceChildren();
  }

  listQuestions() {
    const buttons = this.board.questions.map(({ question, points }, place) => {
      const button = document.createElement("button");
      Object.assign(button, { type: "button", className: "wa-wall__number", textContent: String(place + 1) });
      button.setAttribute("aria-label", `${place + 1}: ${question} (${points.length})`);
      if (place === this.question) button.setAttribute("aria-current", "true");
      button.addEventListener("click", () => this.choose(place));
      return button;
    });
    const nav = this.part("questions");
    const held = nav.contains(document.activeElement) ? [...nav.children].indexOf(document.activeElement) : -1;
    nav.replaceChildren(...buttons);
    if (held >= 0) buttons[Math.min(held, buttons.length - 1)]?.focus();
  }

  /** The next page, or the next question that has something. */
  forward() {
    if (this.next) {
      this.page += 1;
      this.starts[this.page] = this.next;
      this.show();
      this.wait();
      return;
    }
    if (this.inTurn) this.question = this.board.after(this.question);
    this.restart();
  }

  choose(place) {
    this.turn(false);
    this.question = place;
    this.restart();
  }

  turn(inTurn) {
    this.inTurn = inTurn;
    this.part("turn").setAttribute("aria-pressed", String(inTurn));
    this.wait();
  }

  wait() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => (this.inTurn ? this.forward() : this.wait()), TURN);
  }

  key(event) {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const count = this.board.questions.length;
    if (/^[1-9]$/.test(event.key) && Number(event.key) <= count) this.choose(Number(event.key) - 1);
    if (event.key === "ArrowRight") this.forwardByHand();
    if (event.key === "ArrowLeft") this.choose(Math.max(0, this.question - 1));
  }

  forwardByHand() {
    if (this.next) return this.forward();
    return this.choose(Math.min(this.question + 1, this.board.questions.length - 1));
  }

  say(text) {
    const state = this.part("state");
    if (state.textContent !== text) state.textContent = text;
  }

  /** The address is no longer open: nothing of what stood here stays. */
  close() {
    clearTimeout(this.timer);
    this.board.clear();
    this.show();
    for (const kept of this.body.querySelectorAll("noscript")) kept.remove();
    this.part("question").textContent = "This screen is closed";
  }
}

const wall = new Wall(document.body, new Board(document.querySelector("[data-question]").textContent));
wall.ask();
