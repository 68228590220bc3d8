// Choices whose order hangs on another answer (a seed): a page that is opened on a device puts them into the order in which
// the server draws them for the same answers. Orders that hang on the draft alone are drawn by the server as they are.
import { shuffled } from "../expression_shuffling.js";
import { toNumber } from "../expression_values.js";

const NAMING = ["id", "for", "aria-describedby", "aria-labelledby"];

/** The names of a question's choices in the order of a seed; `last` stay at the end, as "none of these" does. */
export function inOrder(names, { last }, seed) {
  const free = names.filter((name) => !last.includes(name));
  return [...shuffled(free, toNumber(seed)), ...names.filter((name) => last.includes(name))];
}

/** Put the choices of a question that is drawn already into an order. */
export function arrange(question, names) {
  const drawn = [...question.querySelectorAll("[data-choice]")];
  const placeOf = new Map(names.map((name, at) => [name, at]));
  const sorted = [...drawn].sort((one, other) => placeOf.get(one.dataset.choice) - placeOf.get(other.dataset.choice));
  const ids = drawn.map(controlId);
  arrangeHeads(question, sorted.map((one) => drawn.indexOf(one)));
  putInPlaces(drawn, sorted);
  for (const [at, one] of sorted.entries()) rename(one, ids[drawn.indexOf(one)], ids[at]);
}

/** Elements of which each takes another's place; what stands between them stays. */
function putInPlaces(elements, sorted) {
  const places = elements.map((element) => {
    const place = document.createComment("");
    element.before(place);
    return place;
  });
  for (const [at, place] of places.entries()) place.replaceWith(sorted[at]);
}

/** The headings of a table of choices are in the order of its first row. */
function arrangeHeads(question, order) {
  if (!question.matches("tbody tr:first-child")) return;
  const heads = [...question.closest("table").querySelectorAll("thead th")];
  putInPlaces(heads, order.map((from) => heads[from]));
}

const controlId = (choice) => choice.querySelector("input, select")?.id ?? "";

/** A control is called by its place among the choices, as the server calls it. */
function rename(choice, before, after) {
  if (!before || before === after) return;
  for (const element of [choice, ...choice.querySelectorAll("*")]) {
    for (const name of NAMING.filter((one) => element.hasAttribute(one))) {
      const renamed = (word) => [`${before}`, `${before}-label`, `${before}-item-hint`].includes(word)
        ? after + word.slice(before.length) : word;
      element.setAttribute(name, element.getAttribute(name).split(" ").map(renamed).join(" "));
    }
  }
}
