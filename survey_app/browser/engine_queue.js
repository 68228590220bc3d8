// What is to be evaluated again, by the rank of the nodes, so that each is done after all that it hangs on.
import { keyOf } from "./engine_entries.js";

/** Nodes waiting, each with the beginnings of the entries that are concerned: [] for all of them. */
export class Queue {
  constructor(size) {
    this.waiting = new Array(size);
    this.rank = 0;
    this.length = 0;
  }

  /** Wait for a node; false when it is this node's turn already, or past it. */
  add(node, beginning) {
    if (node.rank < this.rank) return;
    if (this.waiting[node.rank] === undefined) {
      this.waiting[node.rank] = new Map();
      this.length += 1;
    }
    this.waiting[node.rank].set(keyOf(beginning), beginning);
  }

  /** The next rank with its beginnings, or null when nothing is left. */
  next() {
    if (this.length === 0) return null;
    while (this.waiting[this.rank] === undefined) this.rank += 1;
    const beginnings = this.waiting[this.rank];
    const rank = this.rank;
    this.waiting[rank] = undefined;
    this.length -= 1;
    this.rank += 1;
    return { rank, beginnings: beginnings.has("") ? [[]] : [...beginnings.values()] };
  }
}
