// Where an answer stands in an answers document. An entry is one index (from 0) for each repeat that a question stands
// in, outermost first: [0, 2] is the third room of the first visit, and lies at document.visit[0].room[2].

export const MAXIMUM_ENTRIES = 200; // of one repeat, within one entry of those around it

/** An entry as a key of a Map, and as data-entry has it: "0,2"; "" outside repeats. */
export const keyOf = (entry) => entry.join(",");

/** The entry of a key. */
export const entryOf = (key) => (key === "" ? [] : key.split(",").map(Number));

/** Whether an entry is the other one or lies in it. */
export const isWithin = (entry, outer) => outer.every((index, level) => entry[level] === index);

/** The value of a key of an answers document that is its own, and nothing that objects carry by themselves. */
export function own(holder, name) {
  return isHolder(holder) && Object.prototype.hasOwnProperty.call(holder, name) ? holder[name] : undefined;
}

/** Put a value under a name, whatever the name: "__proto__" too is a key like another. */
export function put(holder, name, value) {
  Object.defineProperty(holder, name, { value, writable: true, enumerable: true, configurable: true });
}

/** The entries of a repeat that the part of a document around it has; none where there is no list. */
export function listed(holder, repeat) {
  const found = own(holder, repeat);
  return Array.isArray(found) ? found : [];
}

/** The part of a document that holds the answers of an entry; what is not an entry counts as an empty one. */
export function holderOf(document, repeats, entry) {
  let holder = document;
  for (const [level, index] of entry.entries()) {
    const found = listed(holder, repeats[level])[index];
    holder = isHolder(found) ? found : {};
  }
  return holder;
}

/** The same, made where it is missing, so that something can be put there. */
export function madeHolder(document, repeats, entry) {
  let holder = document;
  for (const [level, index] of entry.entries()) {
    if (!Array.isArray(own(holder, repeats[level]))) put(holder, repeats[level], []);
    const entries = holder[repeats[level]];
    while (entries.length <= index) entries.push({});
    if (!isHolder(entries[index])) entries[index] = {};
    holder = entries[index];
  }
  return holder;
}

/** The same, or undefined where the document has no such entry. */
export function existingHolder(document, repeats, entry) {
  let holder = document;
  for (const [level, index] of entry.entries()) {
    holder = listed(holder, repeats[level])[index];
    if (!isHolder(holder)) return undefined;
  }
  return holder;
}

/** Each entry of the innermost of these repeats that a document has, with the part that holds its answers. */
export function allEntries(document, repeats) {
  let found = [[[], document]];
  for (const repeat of repeats) {
    found = found.flatMap(([entry, holder]) => {
      const inner = listed(holder, repeat).slice(0, MAXIMUM_ENTRIES).map((one, index) => [[...entry, index], one]);
      return inner.filter(([, one]) => isHolder(one));
    });
  }
  return found;
}

const isHolder = (value) => value !== null && typeof value === "object" && !Array.isArray(value);
