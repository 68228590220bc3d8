// What has to be there at the end, told from what people saw and wrote alone: every text is written once, and lives
// until somebody who saw it there replaces it or takes it away.

export class Words {
  constructor() {
    this.living = new Map(); // path → texts
    // Gone with an entry that somebody removed, or given up for another answer: what somebody else does at the same
    // time without knowing may bring it back, and nothing says that it has to be there.
    this.doubtful = new Set();
    this.entries = new Map(); // path of an entry → whether somebody removed it
  }

  wrote(path, text, was) {
    const key = path.join("/");
    if (!this.living.has(key)) this.living.set(key, new Set());
    if (was !== null) this.living.get(key).delete(was);
    if (text !== null) this.living.get(key).add(text);
  }

  /**
   * Somebody saw both answers and decided. Who keeps one of them writes nothing new: if somebody else who saw it has
   * given it up meanwhile, it depends on which of them was there first.
   */
  decided(path, seen, value) {
    const wasLiving = this.living.get(path.join("/"))?.has(value) ?? false;
    for (const text of seen.filter((one) => one !== null)) {
      this.wrote(path, null, text);
      this.doubtful.add(text);
    }
    if (wasLiving || !seen.includes(value)) this.wrote(path, value, null);
  }

  added(path) {
    this.entries.set(path.join("/"), false);
  }

  /** Somebody removed an entry that they saw so. */
  removed(path, entry) {
    this.entries.set(path.join("/"), true);
    for (const [name, value] of Object.entries(entry)) {
      if (name === "_id" || value === null) continue;
      if (Array.isArray(value)) {
        for (const inner of value) this.removed([...path, name, inner._id], inner);
        continue;
      }
      this.living.get([...path, name].join("/"))?.delete(value);
      this.doubtful.add(value);
    }
  }

  /** As plain lists, for the test. */
  told() {
    return {
      living: Object.fromEntries([...this.living].map(([key, texts]) => [key, [...texts]])),
      doubtful: [...this.doubtful],
      entries: Object.fromEntries(this.entries),
    };
  }
}
