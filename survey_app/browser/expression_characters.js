// Sets of characters, as ranges of code points, that a regular expression may name: the twin of
// instruments/expressions/character_classes.py.

const LAST = 0x10ffff;
// Where characters stand that have a meaning of their own.
const PLANES = [[0, 0x33480], [0xe0000, 0xe01f0]];
const CATEGORIES = /^(?:L[ultmo]?|M[nce]?|N[dlo]?|P[cdseifo]?|S[mcko]?|Z[slp]?)$/;

const DIGITS = [[0x30, 0x39]];
const CAPITALS = [[0x41, 0x5a]];
const SMALL = [[0x61, 0x7a]];
const SPACE = [[0x09, 0x0d], [0x20, 0x20]];
export const WORD = [...DIGITS, ...CAPITALS, [0x5f, 0x5f], ...SMALL];
export const LINE_BREAKS = [[0x0a, 0x0a], [0x0d, 0x0d], [0x85, 0x85], [0x2028, 0x2029]];

const NAMED = new Map([
  ["ASCII", [[0x00, 0x7f]]],
  ["Alnum", [...DIGITS, ...CAPITALS, ...SMALL]],
  ["Alpha", [...CAPITALS, ...SMALL]],
  ["Blank", [[0x09, 0x09], [0x20, 0x20]]],
  ["Digit", DIGITS],
  ["Lower", SMALL],
  ["Punct", [[0x21, 0x2f], [0x3a, 0x40], [0x5b, 0x60], [0x7b, 0x7e]]],
  ["Space", SPACE],
  ["Upper", CAPITALS],
  ["XDigit", [...DIGITS, [0x41, 0x46], [0x61, 0x66]]],
]);

/** All characters that the ranges leave out. */
export function complement(ranges) {
  const gaps = [];
  let following = 0;
  for (const [first, last] of [...ranges].sort((one, other) => one[0] - other[0] || one[1] - other[1])) {
    if (first > following) gaps.push([following, first - 1]);
    following = Math.max(following, last + 1);
  }
  if (following <= LAST) gaps.push([following, LAST]);
  return gaps;
}

export const CLASSES = new Map([
  ["d", DIGITS], ["w", WORD], ["s", SPACE],
  ["D", complement(DIGITS)], ["W", complement(WORD)], ["S", complement(SPACE)],
]);

/** The ranges with the other case of every ASCII letter in them. */
export function inBothCases(ranges) {
  const found = [...ranges];
  for (const [first, last] of ranges) {
    for (const [[start, end], shift] of [[CAPITALS[0], 32], [SMALL[0], -32]]) {
      const [low, high] = [Math.max(first, start), Math.min(last, end)];
      if (low <= high) found.push([low + shift, high + shift]);
    }
  }
  return found;
}

const kept = new Map();

/** The characters of \p{name}: a category of Unicode, or one of POSIX's classes; null for any other name. */
export function propertyOf(name) {
  if (NAMED.has(name)) return NAMED.get(name);
  if (!CATEGORIES.test(name)) return null;
  if (!kept.has(name)) kept.set(name, charactersOf(new RegExp(`^\\p{${name}}$`, "u")));
  return kept.get(name);
}

function charactersOf(expression) {
  const found = [];
  for (const [first, end] of PLANES) {
    for (let code = first; code < end; code += 1) {
      if (!expression.test(String.fromCodePoint(code))) continue;
      const before = found[found.length - 1];
      if (before && before[1] === code - 1) before[1] = code;
      else found.push([code, code]);
    }
  }
  return found;
}
