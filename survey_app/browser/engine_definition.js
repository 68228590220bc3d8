// The definition of a form (instruments/form_json.py) made ready for evaluation: the tree of its questions, groups and
// repeats, in which each knows what it stands in, what stands in it and what hangs on it.

/** What a form works on; nothing in it changes afterwards. */
export class Definition {
  constructor(json) {
    this.json = json;
    this.branches = json.branches.map(branchOf);
    this.order = json.order.map((index) => this.branches[index]);
    this.order.forEach((branch, rank) => Object.assign(branch, { rank }));
    this.lists = new Map(Object.entries(json.lists));
    this.labels = new Map();
    this.indexes = new Map();
    this.names = new Map();
    for (const branch of this.branches.slice(1)) this.#place(branch);
    for (const branch of this.branches) this.#connect(branch);
    for (const branch of [...this.branches].reverse()) {
      branch.below = branch.children.flatMap((child) => [child, ...child.below]);
    }
  }

  get root() {
    return this.branches[0];
  }

  /** The question of a name, else the group or repeat; undefined where there is none. */
  branch(name) {
    return this.names.get(name);
  }

  /** The rows of a list of choices. */
  list(name) {
    return this.lists.get(name) ?? [];
  }

  /** The rows of a list that have a text in a column. */
  rowsWith(name, column, text) {
    const key = `${name} ${column}`;
    if (!this.indexes.has(key)) {
      const index = new Map();
      for (const row of this.list(name)) {
        const value = columnsOf(row).get(column) ?? "";
        if (!index.has(value)) index.set(value, []);
        index.get(value).push(row);
      }
      this.indexes.set(key, index);
    }
    return this.indexes.get(key).get(text) ?? [];
  }

  /** The label of a choice of a list in the language of the form, or undefined. */
  label(list, name) {
    if (!this.labels.has(list)) {
      const labels = this.list(list).map((row) => [row.name, row.text ?? row.label]);
      this.labels.set(list, new Map(labels.reverse())); // of two with one name, the first counts
    }
    return this.labels.get(list).get(name);
  }

  // A standard's own answer has the name of the group that the standard is; the name means the answer.
  #place(branch) {
    branch.parent = this.branches[branch.in];
    branch.parent.children.push(branch);
    if (branch.kind === "item" || !this.names.has(branch.name)) this.names.set(branch.name, branch);
    const isRepeat = branch.kind === "repeat";
    branch.line = isRepeat ? [...branch.parent.line, branch] : branch.parent.line;
    branch.around = isRepeat ? branch.parent.line : branch.line;
    branch.repeats = branch.line.map((repeat) => repeat.name);
    // Where conditions are judged from: of a repeat, a place beside it that is in none of its entries.
    branch.stand = isRepeat ? beside(branch) : branch;
  }

  // A change of one answer reaches the entries that share its own; where an expression may look into other entries as
  // well, it reaches all.
  #connect(branch) {
    for (const index of branch.needs) this.branches[index].dependents.push(branch);
    for (const index of branch.watches) this.branches[index].watchers.push(branch);
  }
}

// line: the repeats it stands in, outermost first, itself included; around: the same without itself.
function branchOf(row, index) {
  return {
    conditions: [], needs: [], watches: [], everywhere: false, ...row,
    index, rank: -1, parent: null, children: [], below: [], dependents: [], watchers: [],
    line: [], around: [], repeats: [],
  };
}

function beside({ name, parent }) {
  const { line, repeats } = parent;
  return { ...branchOf({ name, kind: "group" }, -1), parent, line, around: line, repeats };
}

/** A row as XLSForm's choices sheet has it. */
export function columnsOf(row) {
  return new Map([...Object.entries(row.columns ?? {}), ["name", row.name], ["label", row.label]]);
}

/** How many repeats two places share, from the outermost inwards. */
export function sharedLevels(left, right) {
  let level = 0;
  while (level < left.length && level < right.length && left[level] === right[level]) level += 1;
  return level;
}
