// Reading an answers document whose entries have names: where an answer is, and on which page it is asked.

/** The answers that a path lies in: the document, or an entry; undefined when the entry is not there. */
export function holderAt(document, path) {
  let holder = document;
  for (let step = 0; step + 1 < path.length && holder; step += 2) {
    holder = (holder[path[step]] ?? []).find((entry) => entry._id === path[step + 1]);
  }
  return holder;
}

/** The answer at a path; null for a blank. */
export function answerAt(document, path) {
  if (path.length % 2 === 0) return holderAt(document, path) ?? null;
  return holderAt(document, path)?.[path.at(-1)] ?? null;
}

/** The path of a question on a page: the page's repeats with the entries that it stands in. */
export function pathOf(page, entry, question) {
  return [...repeatsOf(page).slice(0, entry.length).flatMap((repeat, level) => [repeat, entry[level]]), question];
}

/** The repeats around the questions of a page, outermost first. */
export function repeatsOf(page) {
  return page.kind === "list" ? [...page.repeats, page.section] : page.repeats;
}

/** The page on which a question is asked. */
export function pageOf(bundle, question) {
  const mark = `data-question="${question}"`;
  return bundle.pages.find((page) => (page.html || page.entry_html || "").includes(mark));
}

/** The entries that a path goes through. */
export const entryOf = (path) => path.filter((_, index) => index % 2 === 1);

/** An answer as a line of text, where no choice of a page gives it words. */
export function plain(value) {
  if (value === null || value === undefined || value === "") return "Not answered";
  if (Array.isArray(value)) return value.map(plain).join(", ");
  return typeof value === "object" ? "An entry" : String(value);
}
