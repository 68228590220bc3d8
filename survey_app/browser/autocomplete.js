// A long list that narrows as one types: a text box with a list of choices (the ARIA combobox pattern) over the
// drop-down of the page without a script, which stays, hidden, and holds what is posted.

const MOST_SHOWN = 50;

/** Begin, for each drop-down that asks for it. */
export function startAutocompletes(root) {
  for (const select of root.querySelectorAll("select[data-autocomplete]")) new Combobox(select);
}

class Combobox {
  constructor(select) {
    this.select = select;
    this.document = select.ownerDocument;
    this.active = -1;
    this.#build();
    this.#listen();
    this.#showChosen();
  }

  #build() {
    const { id } = this.select;
    this.box = this.#element("input", "govuk-input");
    Object.assign(this.box, { type: "text", id, autocomplete: "off", spellcheck: false });
    if (this.select.classList.contains("govuk-select--error")) this.box.classList.add("govuk-input--error");
    this.list = this.#element("ul", "wa-combobox__list");
    Object.assign(this.list, { id: `${id}-list`, hidden: true });
    this.list.setAttribute("role", "listbox");
    const label = this.document.querySelector(`label[for="${CSS.escape(id)}"]`);
    label.id ||= `${id}-label`;
    this.list.setAttribute("aria-labelledby", label.id);
    const described = this.select.getAttribute("aria-describedby");
    const attributes = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.list.id };
    for (const [name, value] of Object.entries(described ? { ...attributes, "aria-describedby": described } : attributes)) {
      this.box.setAttribute(name, value);
    }
    this.status = this.#element("div", "govuk-visually-hidden");
    this.status.setAttribute("role", "status");
    this.select.id = `${id}-select`;
    this.select.hidden = true;
    const holder = this.#element("div", "wa-combobox");
    this.select.before(holder);
    holder.append(this.box, this.list, this.status);
  }

  #listen() {
    this.box.addEventListener("input", (event) => {
      event.stopPropagation(); // what is typed is no answer yet
      if (this.box.value.trim() === "") this.#choose(null);
      this.#open();
    });
    this.box.addEventListener("click", () => this.#open());
    this.box.addEventListener("keydown", (event) => this.#key(event));
    this.box.addEventListener("blur", () => this.#leave());
    this.list.addEventListener("mousedown", (event) => event.preventDefault()); // the box keeps the focus
    this.list.addEventListener("click", (event) => {
      const row = event.target.closest("[role=option]");
      if (row) this.#take(row);
    });
    this.select.addEventListener("change", () => this.#showChosen());
  }

  #key(event) {
    const rows = [...this.list.children];
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (this.list.hidden) this.#open();
      else this.#activate((this.active + (event.key === "ArrowDown" ? 1 : -1) + rows.length) % Math.max(1, rows.length));
    } else if (event.key === "Enter" && !this.list.hidden && rows[this.active]) {
      event.preventDefault();
      this.#take(rows[this.active]);
    } else if (event.key === "Escape") {
      this.#showChosen();
    }
  }

  #open() {
    const typed = this.box.value.trim().toLowerCase();
    const chosen = this.#chosen?.text.toLowerCase();
    const options = [...this.select.options].filter((option) => option.value && !option.disabled);
    const found = typed === chosen ? options : options.filter((option) => option.text.toLowerCase().includes(typed));
    this.list.replaceChildren(...found.slice(0, MOST_SHOWN).map((option, at) => this.#row(option, at)));
    this.#activate(-1);
    this.list.hidden = !found.length;
    this.box.setAttribute("aria-expanded", String(found.length > 0));
    const { none, foundOne, found: many } = this.select.dataset;
    this.status.textContent = !found.length ? none : found.length === 1 ? foundOne : many.replace("%(count)s", found.length);
  }

  #row(option, at) {
    const row = this.#element("li", "wa-combobox__option", option.text);
    row.id = `${this.list.id}-${at}`;
    row.dataset.value = option.value;
    row.setAttribute("role", "option");
    row.setAttribute("aria-selected", "false");
    if (option.lang) row.lang = option.lang;
    return row;
  }

  #activate(at) {
    this.active = at;
    [...this.list.children].forEach((row, index) => row.setAttribute("aria-selected", String(index === at)));
    const row = this.list.children[at];
    if (row) {
      this.box.setAttribute("aria-activedescendant", row.id);
      row.scrollIntoView({ block: "nearest" });
    } else this.box.removeAttribute("aria-activedescendant");
  }

  #take(row) {
    this.#choose(row.dataset.value);
    this.#showChosen();
  }

  #leave() {
    const typed = this.box.value.trim().toLowerCase();
    const exact = [...this.select.options].find((option) => option.value && option.text.toLowerCase() === typed);
    if (exact) this.#choose(exact.value);
    this.#showChosen();
  }

  #choose(value) {
    if (this.select.value === (value ?? "")) return;
    this.select.value = value ?? "";
    this.select.dispatchEvent(new Event("change", { bubbles: true }));
  }

  get #chosen() {
    return this.select.value ? this.select.selectedOptions[0] : null;
  }

  #showChosen() {
    this.box.value = this.#chosen?.text ?? "";
    this.list.hidden = true;
    this.box.setAttribute("aria-expanded", "false");
    this.box.removeAttribute("aria-activedescendant");
  }

  #element(tag, classes, text = "") {
    const element = this.document.createElement(tag);
    element.className = classes;
    element.textContent = text;
    return element;
  }
}
