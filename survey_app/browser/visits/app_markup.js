// Screens are <template>s of the page (survey_app/walkabouts/templates/notes/); this puts them in place and fills them.

/** What a template holds, in an element of its own; `element` is given when the template has one root. */
export function screenOf(name) {
  const holder = document.createElement("div");
  holder.className = `wa-app__screen wa-app__screen--${name}`;
  holder.append(copyOf(`screen-${name}`));
  return holder;
}

/** The one element of a template that is repeated. */
export function partOf(name) {
  return copyOf(`part-${name}`).firstElementChild;
}

function copyOf(id) {
  return document.importNode(document.getElementById(id).content, true);
}

/** The element that a screen fills with text. */
export const slot = (element, name) => element.querySelector(`[data-slot="${name}"]`);

/** The element that a screen repeats, shows, hides or listens to. */
export const part = (element, name) => element.querySelector(`[data-part="${name}"]`);

/** Put texts into their slots; a text that is the same is left alone, so that nothing is read out again. */
export function fill(element, texts) {
  for (const [name, text] of Object.entries(texts)) write(slot(element, name), text ?? "");
}

export function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** Show or hide parts. */
export function show(element, parts) {
  for (const [name, isShown] of Object.entries(parts)) part(element, name).hidden = !isShown;
}

const drawn = new WeakMap(); // element → the markup that stands in it

/** Put markup of our own server in place. The same is left alone: no link is taken from under a finger or the focus. */
export function putMarkup(element, markup) {
  if ((drawn.get(element) ?? "") === markup) return;
  drawn.set(element, markup);
  element.innerHTML = markup;
}

/**
 * Let an element have these children. Those that say the same as before stay as they are, with what is pressed or has
 * the focus in them; where the focus was in one that is drawn anew, it goes to the same place in what stands there now.
 */
export function putChildren(parent, children) {
  const before = [...parent.children];
  const held = before.findIndex((one) => one.contains(document.activeElement));
  const place = held < 0 ? -1 : tappedIn(before[held]).indexOf(document.activeElement);
  const left = new Set(before);
  const wanted = children.map((child) => {
    const same = [...left].find((one) => one.isEqualNode(child)) ?? child;
    left.delete(same);
    return same;
  });
  for (const one of left) one.remove();
  for (const [index, one] of wanted.entries()) {
    if (parent.children[index] !== one) parent.insertBefore(one, parent.children[index] ?? null);
  }
  const isLost = held >= 0 && !parent.contains(document.activeElement);
  const now = wanted[Math.min(held, wanted.length - 1)];
  if (isLost && now) tappedIn(now)[place]?.focus({ preventScroll: true });
}

const tappedIn = (element) => [element, ...element.querySelectorAll("*")].filter((one) => one.matches("a, button"));

/** An element with text and attributes. */
export function make(tag, text = "", attributes = {}) {
  const element = document.createElement(tag);
  element.textContent = text;
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

/** A link as the other pages have them, large enough for a thumb. */
export function linkTo(href, text, about = "") {
  const link = make("a", text, { class: "govuk-link govuk-link--no-visited-state wa-app__tap", href });
  if (about) link.append(make("span", ` ${about}`, { class: "govuk-visually-hidden" }));
  return link;
}

/** Rows of a summary list: [[name, value], …]. */
export function factsIn(list, rows) {
  putChildren(list, rows.map(([name, value]) => {
    const row = make("div", "", { class: "govuk-summary-list__row" });
    const text = make("dd", typeof value === "string" ? value : "", { class: "govuk-summary-list__value" });
    if (typeof value !== "string") text.append(value);
    row.append(make("dt", name, { class: "govuk-summary-list__key" }), text);
    return row;
  }));
}
