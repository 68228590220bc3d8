// One point as it is read at a table: its words, where they are kept, and what can be done with it.
import { fill, make, part, partOf, show } from "../visits/app_markup.js";

const TONES = { strength: ["+", "Strength"], concern: ["!", "Concern"], "": ["", ""] };
const WALL = { waiting: "Waits for a look before the room sees it", off: "Not on the screen" };

/** A card for a point; `acts` are [[word, what it does], …]. */
export function cardOf(point, { theme, acts, online }) {
  const card = partOf("point");
  card.dataset.id = point.id;
  const [sign, tone] = TONES[point.tone];
  fill(card, {
    text: point.text, quote: point.quote && `“${point.quote}”`, sign, tone, theme: theme && `Theme: ${theme}`,
    state: stateOf(point, online), telling: tellingOf(point), refused: point.refused,
  });
  for (const name of ["quote", "theme", "state", "telling", "refused"]) {
    const element = card.querySelector(`[data-slot="${name}"]`);
    element.hidden = element.textContent === "";
  }
  show(card, { beside: Boolean(point.beside), tone: Boolean(point.tone) });
  card.classList.toggle("wa-talk--beside", Boolean(point.beside));
  if (point.tone) part(card, "tone").classList.add(`wa-tone--${point.tone}`);
  part(card, "acts").replaceChildren(...acts.map(([word, act]) => buttonOf(word, act, point)));
  return card;
}

function stateOf(point, online) {
  if (point.refused) return "Not saved";
  if (!point.isSaved) return online ? "Saving…" : "On this device: will be sent when there is a signal";
  return WALL[point.wall] ?? "Saved";
}

function tellingOf({ telling }) {
  if (telling.length === 0) return "";
  return `Could this tell who somebody is? ${telling.map((text) => `“${text}”`).join(", ")}. Change it, or leave it if it cannot.`;
}

function buttonOf(word, act, point) {
  const button = make("button", word, { type: "button", class: "wa-button-link", "data-act": word });
  button.append(make("span", ` “${point.text.slice(0, 40)}”`, { class: "govuk-visually-hidden" }));
  button.addEventListener("click", act);
  return button;
}
