// How much work expressions may do, as instruments/expressions/frame.py has it: change both or neither.
import { lengthOf } from "./expression_values.js";

export const MAXIMUM_WORK = 200000; // steps of one evaluation
const MAXIMUM_WORK_IN_ALL = 1000000; // of all evaluations that one change of a form takes together
const CHARACTERS = 16; // of a text that are gone through in one step

export class Exhausted extends Error {}

/** The steps that are left, to all evaluations of a form or, taken out of those, to one of them. */
export class Work {
  isCutOff = false; // whether an evaluation was cut off, so that something has no value that would have one

  constructor(left = MAXIMUM_WORK_IN_ALL) {
    this.left = left;
  }

  spend(steps) {
    this.left -= steps;
    if (this.left < 0) throw new Exhausted("an expression takes too long");
  }

  /** A text that is to be gone through from one end to the other, paid for by its length. */
  read(text) {
    this.spend(Math.floor(lengthOf(text) / CHARACTERS));
    return text;
  }
}
