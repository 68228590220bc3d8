// Reading a regular expression to a tree: the twin of instruments/expressions/pattern_reading.py, which says what is wrong
// with a pattern where this only says that something is.
import { CLASSES, complement, inBothCases, LINE_BREAKS, propertyOf } from "./expression_characters.js";

const MAXIMUM_GROUPS_DEEP = 20;
const MAXIMUM_TIMES = 1000;
const MAXIMUM_NAME = 20000;

const CONTROLS = new Map([["t", 0x09], ["n", 0x0a], ["r", 0x0d], ["f", 0x0c]]);
const SIGNS = new Map([["*", [0, null]], ["+", [1, null]], ["?", [0, 1]]]);
const TIMES = /^\{([0-9]{1,4})(,([0-9]{1,4})?)?\}/;
const EDGES = new Map([["A", "start"], ["z", "end"], ["Z", "end"]]);
const GROUP_NAME = /^\?<[A-Za-z][A-Za-z0-9]*>/;
const PROPERTY = /^([pP])(?:\{([A-Za-z]{1,12})\}|([A-Z]))/;
const CODE = /^(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4}))/;

/** What is thrown where a text is no pattern of ours. */
export class NoPattern extends Error {}

function refuse() {
  throw new NoPattern("this is no pattern of ours");
}

const exactly = (sign) => [[sign.codePointAt(0), sign.codePointAt(0)]];

// The text of a pattern, a character at a time, and how far it is read.
class Reader {
  constructor(text) {
    this.signs = Array.from(text);
    this.at = 0;
    this.anyCase = this.take("(?i)");
  }

  get ended() {
    return this.at >= this.signs.length;
  }

  ahead(text) {
    return this.signs.slice(this.at, this.at + text.length).join("") === text;
  }

  take(text) {
    const found = this.ahead(text);
    if (found) this.at += text.length;
    return found;
  }

  match(expression, size) {
    const match = expression.exec(this.signs.slice(this.at, this.at + size).join(""));
    if (match) this.at += match[0].length;
    return match;
  }

  alternatives(deep) {
    if (deep > MAXIMUM_GROUPS_DEEP) refuse();
    const options = [this.series(deep)];
    while (this.take("|")) options.push(this.series(deep));
    return options.length === 1 ? options[0] : { kind: "alternatives", options };
  }

  series(deep) {
    const parts = [];
    while (!this.ended && !"|)".includes(this.signs[this.at])) parts.push(this.repeated(this.part(deep)));
    return parts.length === 1 ? parts[0] : { kind: "series", parts };
  }

  part(deep) {
    const sign = this.signs[this.at];
    if ("*+?{".includes(sign)) refuse();
    this.at += 1;
    if (sign === "^" || sign === "$") return { kind: sign === "$" ? "end" : "start" };
    if (sign === "(") return this.group(deep);
    if (sign === "[") return this.bracket();
    if (sign === "\\") return this.escapedPlace() ?? this.characters(this.escape());
    return this.characters(sign === "." ? complement(LINE_BREAKS) : exactly(sign));
  }

  characters(given, negated = false) {
    const ranges = this.anyCase ? inBothCases(given) : given;
    return { kind: "characters", ranges: negated ? complement(ranges) : ranges };
  }

  escapedPlace() {
    const sign = this.signs[this.at];
    if (this.ended || !"bBAzZ".includes(sign)) return null;
    this.at += 1;
    return EDGES.has(sign) ? { kind: EDGES.get(sign) } : { kind: "boundary", negated: sign === "B" };
  }

  group(deep) {
    for (const [sign, negated] of [["?=", false], ["?!", true]]) {
      if (this.take(sign)) return { kind: "look", part: this.inside(deep), negated };
    }
    if (!this.match(GROUP_NAME, MAXIMUM_NAME) && !this.take("?:") && this.ahead("?")) refuse();
    return this.inside(deep);
  }

  inside(deep) {
    const inside = this.alternatives(deep + 1);
    if (!this.take(")")) refuse();
    return inside;
  }

  repeated(part) {
    if (this.ended || !"*+?{".includes(this.signs[this.at])) return part;
    const [least, most] = this.times();
    this.take("?");
    if (!this.ended && "*+?{".includes(this.signs[this.at])) refuse();
    return { kind: "repetition", part, least, most };
  }

  times() {
    const sign = this.signs[this.at];
    if (SIGNS.has(sign)) {
      this.at += 1;
      return SIGNS.get(sign);
    }
    const match = this.match(TIMES, 12);
    if (!match) refuse();
    const least = Number(match[1]);
    const most = match[2] === undefined ? least : match[3] === undefined ? null : Number(match[3]);
    if (Math.max(least, most ?? 0) > MAXIMUM_TIMES || (most !== null && most < least)) refuse();
    return [least, most];
  }

  escape() {
    if (this.ended) refuse();
    const code = this.match(CODE, 5);
    if (code) {
      const value = parseInt(code[1] ?? code[2], 16);
      return [[value, value]];
    }
    const named = this.match(PROPERTY, 15);
    if (named) {
      const ranges = propertyOf(named[2] ?? named[3]) ?? refuse();
      return named[1] === "P" ? complement(ranges) : ranges;
    }
    const sign = this.signs[this.at];
    if (!CLASSES.has(sign) && !CONTROLS.has(sign) && /[\p{L}\p{N}]/u.test(sign)) refuse();
    this.at += 1;
    if (CONTROLS.has(sign)) return [[CONTROLS.get(sign), CONTROLS.get(sign)]];
    return CLASSES.get(sign) ?? exactly(sign);
  }

  bracket() {
    const negated = this.take("^");
    const ranges = [];
    while (!this.ahead("]") || !ranges.length) {
      if (this.ended || this.ahead("[") || this.ahead("&&")) refuse();
      ranges.push(...this.bracketItem());
    }
    this.at += 1;
    return this.characters(ranges, negated);
  }

  bracketItem() {
    const first = this.bracketSign();
    if (!this.ahead("-") || this.ahead("-]")) return first;
    this.at += 1;
    const last = this.bracketSign();
    const one = (ranges) => ranges.length === 1 && ranges[0][0] === ranges[0][1];
    if (!one(first) || !one(last) || first[0][0] > last[0][0]) refuse();
    return [[first[0][0], last[0][0]]];
  }

  bracketSign() {
    if (this.ended) refuse();
    if (this.take("\\")) return this.escape();
    this.at += 1;
    return exactly(this.signs[this.at - 1]);
  }
}

/** The tree of a pattern. */
export function readPattern(text) {
  const reader = new Reader(text);
  const pattern = reader.alternatives(0);
  if (!reader.ended) refuse();
  return pattern;
}
