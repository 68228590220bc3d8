// An order given by moving rows up and down with buttons. The drop-downs of the page without a script stay, hidden, and
// hold the places that are posted. Nothing is answered before somebody moves a row or says that the order is right.
import { tell } from "./answers_beside.js";

/** Begin, for each question that asks for an order. */
export function startRanks(root) {
  for (const list of root.querySelectorAll("[data-rank]")) new Rank(list);
}

class Rank {
  constructor(list) {
    this.list = list;
    this.words = list.dataset;
    this.document = list.ownerDocument;
    this.status = this.#element("p", "govuk-visually-hidden");
    this.status.setAttribute("role", "status");
    this.given = this.rows.some((row) => this.#place(row).value !== "");
    this.document.getElementById(this.words.rank).textContent = this.words.how;
    list.classList.add("wa-rank");
    for (const row of this.rows) this.#dress(row);
    this.keep = this.#button(this.words.set, "govuk-button govuk-button--secondary wa-rank__keep", () => this.#changed());
    list.after(this.keep, this.status);
    list.addEventListener("wa-filled", () => this.#takeOver());
    this.#update();
  }

  /** Another order was put into the list, or none. */
  #takeOver() {
    this.given = this.rows.some((row) => this.#place(row).value !== "");
    this.#update();
  }

  get rows() {
    return [...this.list.querySelectorAll(".wa-rank__row")];
  }

  #dress(row) {
    const name = row.querySelector("label").textContent.trim();
    const number = this.#element("span", "wa-rank__number");
    number.setAttribute("aria-hidden", "true");
    const up = this.#button(this.words.up, "govuk-button govuk-button--secondary wa-rank__button", () => this.#move(row, -1));
    const down = this.#button(this.words.down, "govuk-button govuk-button--secondary wa-rank__button", () => this.#move(row, 1));
    for (const [button, way] of [[up, "up"], [down, "down"]]) {
      button.dataset.way = way;
      button.append(this.#element("span", "govuk-visually-hidden", ` ${name}`));
    }
    const text = this.#element("span", "wa-rank__text");
    text.append(...row.querySelector("label").cloneNode(true).childNodes);
    this.#place(row).hidden = true;
    row.querySelector("label").hidden = true;
    row.append(number, text, up, down);
  }

  #move(row, step) {
    const rows = this.rows;
    const other = rows[rows.indexOf(row) + step];
    if (!other) return;
    if (step < 0) other.before(row);
    else other.after(row);
    this.#changed();
    const wanted = row.querySelector(`[data-way="${step < 0 ? "up" : "down"}"]`);
    (wanted.disabled ? row.querySelector("button:not([disabled])") : wanted)?.focus();
    const at = this.rows.indexOf(row) + 1;
    this.status.textContent = `${row.querySelector(".wa-rank__text").textContent.trim()} ${this.words.moved} ${at}`;
  }

  #changed() {
    this.given = true;
    this.#update();
    tell(this.list, this.rows.map((row) => row.dataset.choice));
  }

  #update() {
    const rows = this.rows;
    rows.forEach((row, at) => {
      row.querySelector(".wa-rank__number").textContent = this.given ? `${at + 1}.` : "–";
      if (this.given) this.#place(row).value = String(at + 1);
      row.querySelector('[data-way="up"]').disabled = at === 0;
      row.querySelector('[data-way="down"]').disabled = at === rows.length - 1;
    });
    this.keep.hidden = this.given;
  }

  #place(row) {
    return row.querySelector("select");
  }

  #button(text, classes, press) {
    const button = this.#element("button", classes, text);
    button.type = "button";
    button.addEventListener("click", press);
    return button;
  }

  #element(tag, classes, text = "") {
    const element = this.document.createElement(tag);
    element.className = classes;
    element.textContent = text;
    return element;
  }
}
