// Changes on their way to the device's database: each is there within a second, in the order in which it was made, with
// nothing to press. What is typed in one go becomes one change, which still says what stood there before it.

const WAIT = 250; // milliseconds from the first keystroke to the database; later ones do not put it off
const AGAIN = 2000; // milliseconds before another try, when the database refused

export class Keeping {
  #write;
  #told;
  #waiting = [];
  #timer = null;
  #chain = Promise.resolve();
  #isWriting = false;
  #next = null; // resolves when what waits now is kept

  /** `write(change)` resolves when the change is kept; `told` has saved(results) and trouble(error). */
  constructor(write, told) {
    this.#write = write;
    this.#told = told;
  }

  /** Whether everything that was made is in the database. */
  get isIdle() {
    return this.#waiting.length === 0 && !this.#isWriting;
  }

  /** Take a change; resolves when it is in the database. */
  take(change) {
    this.#next ??= unsettled();
    const { promise } = this.#next;
    const last = this.#waiting.at(-1);
    if (last && isSameAnswer(last, change)) last.value = change.value;
    else this.#waiting.push({ ...change });
    if (change.op !== "set") this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), WAIT);
    return promise;
  }

  /** Write what waits; resolves when it is kept, or when the database has refused and another try is to come. */
  flush() {
    clearTimeout(this.#timer);
    this.#timer = null;
    this.#chain = this.#chain.then(() => this.#writeAll());
    return this.#chain;
  }

  async #writeAll() {
    const results = [];
    const next = this.#next;
    while (this.#waiting.length) {
      const change = this.#waiting.shift(); // what is typed from now on is a change of its own
      this.#isWriting = true;
      try {
        results.push({ change, ...(await this.#write(change)) });
      } catch (error) {
        this.#waiting.unshift(change);
        this.#timer ??= setTimeout(() => this.flush(), AGAIN);
        this.#told.trouble(error);
        return;
      } finally {
        this.#isWriting = false;
      }
    }
    if (this.#next === next) this.#next = null;
    next?.resolve();
    if (results.length) this.#told.saved(results);
  }
}

function unsettled() {
  let resolve;
  const promise = new Promise((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

function isSameAnswer(one, other) {
  const isPlain = (change) => change.op === "set" && !change.resolves;
  return isPlain(one) && isPlain(other) && one.path.join("/") === other.path.join("/");
}
