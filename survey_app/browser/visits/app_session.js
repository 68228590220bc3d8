// One visit, or one return, while it is open: its form, the changes on their way to the database, what came from elsewhere meanwhile.
import { endAlert } from "./app_alerts.js";
import { answerAt } from "./app_answers.js";
import { Keeping } from "./app_keeping.js";
import { wordsOf } from "./app_kinds.js";
import { VisitForm } from "./form_page.js";

export class Session {
  #worrying = Promise.resolve();

  /** Open a visit that is on this device; null when it is not. */
  static async open(app, id) {
    const bundle = await app.store.bundle(id);
    if (!bundle) return null;
    const kept = await app.store.document(id);
    const session = new Session(app, id, bundle, kept);
    await session.readAlerts();
    return session;
  }

  constructor(app, id, bundle, { document, conflicts, refused }) {
    Object.assign(this, { app, id, bundle, kept: document, conflicts: conflicts ?? [], refused: refused ?? [] });
    Object.assign(this, { alerts: [], lastEntry: null });
    this.form = new VisitForm(bundle, document);
    this.form.onChange = (change) => this.take(change);
    this.keeping = new Keeping((change) => app.store.change(id, change), {
      saved: (results) => this.#saved(results),
      trouble: (error) => app.status.notKept(error),
    });
    this.listeners = new Set();
    this.stopWatching = app.store.watch(id, (news) => this.#hear(news));
  }

  /** What this is called: a visit, a return. */
  get words() {
    return wordsOf(this.bundle.visit.kind);
  }

  /** A change that the form or a screen made. */
  take(change) {
    const kept = this.keeping.take(change);
    this.app.status.changed(this.keeping);
    if (this.#isWorry(change)) {
      if (change.value === "yes") this.onWorry?.(change);
      else this.worrying(() => endAlert(this.app.store, this, change.path));
    }
    return kept;
  }

  /** Give an answer from outside the form's own controls, or change the entries of a repeat: `changes` of the form. */
  takeAll(changes) {
    return Promise.all(changes.map((change) => this.take(change)));
  }

  set(path, value) {
    return this.takeAll(this.form.set(path, value));
  }

  /** Decide an answer that was written twice; the change closes the conflict wherever it is known. */
  async settle(conflict, value) {
    const { path, id } = conflict;
    const was = this.keptAnswer(path);
    const isEntry = path.length % 2 === 0; // it was removed elsewhere; here it stays
    const changes = isEntry ? [] : this.form.set(path, value);
    const first = changes[0] ?? (isEntry ? { op: "add", path, after: null } : { op: "set", path, value, was });
    this.conflicts = this.conflicts.filter((one) => one.id !== id);
    await this.takeAll([{ ...first, resolves: [id] }, ...changes.slice(1)]);
  }

  answer(path) {
    return answerAt(this.form.document(), path);
  }

  /** The answer that the device's database has; what is being typed may differ from it. */
  keptAnswer(path) {
    return answerAt(this.kept, path);
  }

  page(section) {
    return this.bundle.pages.find((page) => page.section === section);
  }

  /** The same page as the form sees it now: asked or not, its status, its entries. */
  view(section) {
    return this.form.pages().find((page) => page.section === section);
  }

  /** "Add conversation", "Add another conversation". */
  addText(page, count) {
    const { add, add_another: another } = this.bundle.labels;
    return (count ? another : add).replace("%(entry)s", page.entry_name);
  }

  get worryQuestions() {
    return Object.keys(this.bundle.worries ?? {});
  }

  #isWorry(change) {
    return change.op === "set" && this.worryQuestions.includes(change.path.at(-1));
  }

  /** What is done about worries happens one after another: "no" and "yes" may follow quickly. */
  worrying(work) {
    const done = this.#worrying.then(work);
    this.#worrying = done.catch(() => {});
    return done;
  }

  async readAlerts() {
    this.alerts = await this.app.store.alerts(this.id);
  }

  /** Call `listener` when answers, conflicts or files changed from elsewhere; gives what stops that. */
  listen(listener) {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  async #hear({ paths = [] } = {}) {
    await this.keeping.flush(); // what stands here first, so that nothing typed is taken back
    const { document, conflicts, refused } = await this.app.store.document(this.id);
    Object.assign(this, { kept: document, conflicts: conflicts ?? [], refused: refused ?? [] });
    if (paths.length && this.keeping.isIdle) this.form.take(document);
    for (const listener of [...this.listeners]) listener({ paths });
  }

  async #saved(results) {
    this.kept = results.at(-1).document ?? this.kept;
    this.app.status.kept();
    const isConflict = results.some((result) => result.outcome === "conflict");
    if (isConflict) await this.#hear({ paths: results.map((result) => result.change.path) });
  }

  async close() {
    this.stopWatching();
    await this.keeping.flush();
  }
}
