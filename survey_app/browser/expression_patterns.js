// Regular expressions that cannot hang: a pattern is made a small program, and a text is gone through once, from its end,
// noting at each place from which steps the rest would match. The twin of instruments/expressions/patterns.py: change both
// or neither.
import { WORD } from "./expression_characters.js";
import { NoPattern, readPattern } from "./expression_pattern_reading.js";

const MAXIMUM_STEPS = 1000;
const MAXIMUM_SUBJECT = 2000;
const MAXIMUM_KEPT = 512;

// How many steps a pattern needs, reckoned before any of them is made.
function sizeOf(pattern) {
  const sum = (parts, more) => parts.reduce((total, part) => total + sizeOf(part) + more, 0);
  if (pattern.kind === "series") return sum(pattern.parts, 0);
  if (pattern.kind === "alternatives") return sum(pattern.options, 2) - 2;
  if (pattern.kind === "look") return sizeOf(pattern.part) + 1;
  if (pattern.kind !== "repetition") return 1;
  const part = sizeOf(pattern.part);
  const { least, most } = pattern;
  return part * least + (most === null ? part + 2 : (part + 1) * (most - least));
}

function emit(pattern, program) {
  if (pattern.kind === "series") for (const part of pattern.parts) emit(part, program);
  else if (pattern.kind === "alternatives") emitAlternatives(pattern.options, program);
  else if (pattern.kind === "repetition") emitRepetition(pattern, program);
  else program.push(stepOf(pattern));
}

function stepOf({ kind, ranges, part, negated }) {
  if (kind === "characters") return [kind, ranges];
  if (kind === "boundary") return [kind, negated];
  if (kind !== "look") return [kind];
  const ahead = [];
  emit(part, ahead);
  return [kind, ahead, negated];
}

function emitAlternatives(options, program) {
  const jumps = [];
  for (const option of options.slice(0, -1)) {
    const split = program.push(null) - 1;
    emit(option, program);
    jumps.push(program.push(null) - 1);
    program[split] = ["split", split + 1, program.length];
  }
  emit(options[options.length - 1], program);
  for (const jump of jumps) program[jump] = ["jump", program.length];
}

function emitRepetition({ part, least, most }, program) {
  for (let count = 0; count < least; count += 1) emit(part, program);
  if (most === null) {
    const split = program.push(null) - 1;
    emit(part, program);
    program.push(["jump", split]);
    program[split] = ["split", split + 1, program.length];
    return;
  }
  const splits = [];
  for (let count = least; count < most; count += 1) {
    splits.push(program.push(null) - 1);
    emit(part, program);
  }
  for (const split of splits) program[split] = ["split", split + 1, program.length];
}

const compiled = new Map();

/** The program of a pattern; null where it cannot be used. */
export function compilePattern(text) {
  if (!compiled.has(text)) {
    if (compiled.size >= MAXIMUM_KEPT) compiled.clear();
    compiled.set(text, newProgram(text));
  }
  return compiled.get(text);
}

function newProgram(text) {
  try {
    const pattern = readPattern(text);
    if (sizeOf(pattern) > MAXIMUM_STEPS) return null;
    const program = [];
    emit(pattern, program);
    return program;
  } catch (error) {
    if (error instanceof NoPattern) return null;
    throw error;
  }
}

/** How many steps a program has, with those of the programs within it. */
export function lengthOfProgram(program) {
  return program.reduce((total, [kind, inner]) => total + 1 + (kind === "look" ? lengthOfProgram(inner) : 0), 0);
}

/** Whether a whole text matches a program. */
export function matches(program, text) {
  const codes = Array.from(text, (character) => character.codePointAt(0));
  return codes.length <= MAXIMUM_SUBJECT && matching(program, codes, false)[0];
}

// For each place of the text whether the program matches from there to the end; or to any place, `anywhere`.
function matching(program, codes, anywhere) {
  const looks = program.map(([kind, inner]) => (kind === "look" ? matching(inner, codes, true) : null));
  const sources = sourcesOf(program);
  const held = new Array(codes.length + 1).fill(false);
  let alive = new Set();
  for (let place = codes.length; place >= 0; place -= 1) {
    const stack = [];
    if (place < codes.length) for (const at of alive) if (admits(program[at - 1], codes[place])) stack.push(at - 1);
    if (anywhere || place === codes.length) stack.push(program.length);
    alive = new Set();
    while (stack.length) {
      const at = stack.pop();
      if (alive.has(at)) continue;
      alive.add(at);
      for (const source of sources[at]) if (passes(program[source], codes, place, looks[source])) stack.push(source);
    }
    held[place] = alive.has(0);
  }
  return held;
}

// For each step, those that lead to it without a character between.
function sourcesOf(program) {
  const sources = Array.from({ length: program.length + 1 }, () => []);
  for (const [at, [kind, ...targets]] of program.entries()) {
    if (kind === "split" || kind === "jump") for (const target of targets) sources[target].push(at);
    else if (kind !== "characters") sources[at + 1].push(at);
  }
  return sources;
}

const holds = (ranges, code) => ranges.some(([first, last]) => first <= code && code <= last);
const admits = (step, code) => step?.[0] === "characters" && holds(step[1], code);

// Whether a step that takes no character lets through at a place of the text.
function passes([kind, first, second], codes, place, look) {
  if (kind === "start") return place === 0;
  if (kind === "end") return place === codes.length;
  if (kind === "look") return look[place] !== second;
  if (kind !== "boundary") return true;
  const isWord = (index) => index >= 0 && index < codes.length && holds(WORD, codes[index]);
  return (isWord(place - 1) !== isWord(place)) !== first;
}
