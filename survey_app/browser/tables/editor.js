// The form of one point. What is typed is kept on the device at once, and becomes a point when it is saved.
import { fill, make, part, partOf, show, slot } from "../visits/app_markup.js";

const TONES = [["strength", "Strength"], ["concern", "Concern"], ["", "Neither"]];
const PAUSE = 300; // milliseconds after the last key
const KEPT = "What you type is kept on this device until you save it.";
let number = 0;

export class Editor {
  /**
   * @param {object} options  `words` to begin with, `themes` of the cycle, `draft` {keep, drop} on the device,
   *   `onSave(words)` and `onCancel()`
   */
  constructor({ words, themes, draft, onSave, onCancel }) {
    Object.assign(this, { draft, onSave, onCancel, id: (number += 1), element: partOf("editor") });
    const { element } = this;
    fill(element, { problem: "", kept: KEPT, "and-theme": themes.length > 0 ? " and theme" : "" });
    for (const name of ["text", "quote", "theme"]) {
      part(element, name).id = `point-${this.id}-${name}`;
      part(element, `${name}-label`).htmlFor = `point-${this.id}-${name}`;
    }
    part(element, "tones").replaceChildren(...TONES.map(([value, text]) => this._radio(value, text)));
    const options = [["", "None yet"], ...themes.map(({ id, title }) => [String(id), title])];
    part(element, "theme").replaceChildren(...options.map(([value, text]) => make("option", text, { value })));
    show(element, { themes: themes.length > 0 });
    this.put(words);
    element.addEventListener("input", () => this._typed());
    element.addEventListener("submit", (event) => this._submit(event));
    part(element, "cancel").addEventListener("click", () => this.cancel());
  }

  put({ text = "", tone = "", quote = "", theme_id = null }) {
    part(this.element, "text").value = text;
    part(this.element, "quote").value = quote;
    part(this.element, "theme").value = String(theme_id ?? "");
    for (const radio of this.element.querySelectorAll("input[type=radio]")) radio.checked = radio.value === tone;
    part(this.element, "more").open = Boolean(quote || theme_id);
  }

  words() {
    const theme = Number(part(this.element, "theme").value);
    return {
      text: part(this.element, "text").value.trim(),
      tone: this.element.querySelector("input[type=radio]:checked")?.value ?? "",
      quote: part(this.element, "quote").value.trim(),
      theme_id: theme || null,
    };
  }

  focus() {
    part(this.element, "text").focus();
  }

  async cancel() {
    await this.settle();
    await this.draft.drop();
    this.onCancel();
  }

  /** Keep at once what was typed last. */
  async settle() {
    clearTimeout(this.timer);
    await this.keeping;
  }

  _typed() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => (this.keeping = this.draft.keep(this.words())), PAUSE);
  }

  async _submit(event) {
    event.preventDefault();
    const words = this.words();
    const text = part(this.element, "text");
    slot(this.element, "problem").textContent = words.text ? "" : "Enter what was said.";
    text.toggleAttribute("aria-invalid", !words.text);
    if (!words.text) return text.focus();
    await this.settle();
    await this.onSave(words);
    await this.draft.drop();
    return null;
  }

  _radio(value, text) {
    const id = `point-${this.id}-${value || "neither"}`;
    const item = make("div", "", { class: "govuk-radios__item" });
    const radio = make("input", "", { class: "govuk-radios__input", type: "radio", name: `tone-${this.id}`, id, value });
    item.append(radio, make("label", text, { class: "govuk-label govuk-radios__label", for: id }));
    return item;
  }
}
