// The screen at a table: each question with what is said to it.
import { fill, part, partOf, screenOf, show } from "../visits/app_markup.js";
import { Editor } from "./editor.js";
import { cardOf } from "./point_card.js";
import { newKey } from "./queue.js";
import { standing } from "./standing.js";

export class TableScreen {
  constructor(app, forum, key) {
    Object.assign(this, { app, forum, key, element: screenOf("table"), sections: new Map(), editors: new Map(), cards: new Map() });
    this.removed = null;
    part(this.element, "undo-button").addEventListener("click", () => this.undo());
  }

  get draftStem() {
    return `${this.forum}/${this.key}`;
  }

  /** Show what is on the device. What somebody is writing is left alone. */
  async show() {
    const { state, changes } = await this.app.store.forum(this.forum);
    if (!state) return;
    const { tables, points } = standing(state, changes);
    this.table = tables.get(this.key) ?? { id: null, name: this.key, size: null };
    this.state = state;
    this.points = points.filter((point) => point.table === this.key);
    fill(this.element, { forum: `${state.forum.title}, ${state.forum.theme}`, name: this.table.name });
    const questions = [...new Set([...state.questions, ...this.points.map(({ question }) => question)])];
    for (const question of questions) await this.showQuestion(question);
    show(this.element, { undo: this.removed !== null });
  }

  async showQuestion(question) {
    if (!this.sections.has(question)) await this.addSection(question);
    const section = this.sections.get(question);
    const points = this.points.filter((point) => point.question === question);
    show(section, { none: points.length === 0 && !this.editors.has(`new ${question}`) });
    const list = part(section, "points");
    const held = heldButton(list);
    arrange(list, points.map((point, place) => this.itemOf(point, place, points)));
    if (held && !list.contains(document.activeElement)) focusAgain(list, held);
  }

  itemOf(point, place, points) {
    const editor = this.editors.get(point.id);
    if (editor) return editor.holder;
    const { online } = this.app.sync.state;
    const theme = this.state.themes.find(({ id }) => id === point.theme_id)?.title ?? "";
    const looks = JSON.stringify([point, theme, online, points.map(({ id }) => id)]);
    const known = this.cards.get(point.id);
    if (known?.looks === looks) return known.card;
    const card = cardOf(point, { theme, online, acts: this.actsOf(point, place, points) });
    this.cards.set(point.id, { looks, card });
    return card;
  }

  actsOf(point, place, points) {
    if (point.beside) {
      const decide = (choice) => () => this.write({ kind: "decide", id: point.id, choice });
      return [["Keep this version", decide("this")], ["Keep the other", decide("other")], ["Keep both", decide("both")]];
    }
    const move = (step) => () => this.move(points, place, step);
    return [
      ["Change", () => this.change(point)],
      ...(place > 0 ? [["Up", move(-1)]] : []),
      ...(place < points.length - 1 ? [["Down", move(1)]] : []),
      ["Remove", () => this.remove(point)],
    ];
  }

  async addSection(question) {
    const section = partOf("question");
    this.sections.set(question, section);
    fill(section, { question, about: `: ${question}` });
    part(section, "add").addEventListener("click", () => this.add(question));
    part(this.element, "questions").append(section);
    const kept = await this.app.store.draft(`${this.draftStem}/new/${question}`);
    if (kept?.text) this.openNew(question, kept);
  }

  add(question) {
    const open = this.editors.get(`new ${question}`);
    (open ?? this.openNew(question, {})).focus();
  }

  openNew(question, words) {
    const section = this.sections.get(question);
    const name = `new ${question}`;
    const close = () => {
      this.editors.delete(name);
      part(section, "editor").replaceChildren();
      part(section, "add").hidden = false;
      this.show();
      part(section, "add").focus();
    };
    const onSave = async (written) => {
      await this.write({ kind: "point", id: newKey(), seen: 0, removed: false, question, ...written });
      editor.put({}); // ready for the next
      editor.focus();
    };
    const editor = this.editorOf(words, `new/${question}`, onSave, close);
    this.editors.set(name, editor);
    part(section, "editor").replaceChildren(editor.element);
    part(section, "add").hidden = true;
    show(section, { none: false });
    return editor;
  }

  async change(point) {
    const kept = await this.app.store.draft(`${this.draftStem}/${point.id}`);
    const done = () => {
      this.editors.delete(point.id);
      this.show().then(() => this.element.querySelector(`[data-id="${point.id}"]`)?.focus());
    };
    const { id, question, revision } = point;
    const onSave = async (written) => {
      await this.write({ kind: "point", id, seen: revision, removed: false, question, ...written });
      done();
    };
    const editor = this.editorOf(kept ?? point, id, onSave, done);
    editor.holder = document.createElement("li");
    editor.holder.className = "wa-talk";
    editor.holder.append(editor.element);
    this.editors.set(id, editor);
    await this.show();
    editor.focus();
  }

  editorOf(words, name, onSave, onCancel) {
    const key = `${this.draftStem}/${name}`;
    const { store } = this.app;
    const draft = { keep: (typed) => store.keepDraft(key, typed), drop: () => store.dropDraft(key) };
    return new Editor({ words, themes: this.state.themes, draft, onSave, onCancel });
  }

  async remove(point) {
    this.removed = point;
    await this.write(pointChange(point, true));
    part(this.element, "undo-button").focus();
  }

  async undo() {
    const point = this.removed;
    this.removed = null;
    await this.write(pointChange(point, false));
    this.element.querySelector(`[data-id="${point.id}"]`)?.focus();
  }

  move(points, place, step) {
    const ids = points.map(({ id }) => id);
    [ids[place], ids[place + step]] = [ids[place + step], ids[place]];
    return this.write({ kind: "order", question: points[place].question, ids });
  }

  async write(change) {
    const { id, name, size } = this.table;
    await this.app.write(this.forum, { ...change, table: { id, name, size } });
    await this.show();
  }

  /** Keep what is typed before this screen goes. */
  async close() {
    for (const editor of this.editors.values()) await editor.settle();
  }
}

function pointChange({ id, question, text, tone, quote, theme_id, revision }, removed) {
  return { kind: "point", id, seen: revision, removed, question, text, tone, quote, theme_id };
}

/** Put items into a list in their order. What stands there already is not taken out, so that a caret stays. */
function arrange(list, items) {
  for (const child of [...list.children]) if (!items.includes(child)) child.remove();
  items.forEach((item, place) => {
    if (list.children[place] !== item) list.insertBefore(item, list.children[place] ?? null);
  });
}

function focusAgain(list, { id, act }) {
  const card = list.querySelector(`[data-id="${id}"]`);
  (card?.querySelector(`[data-act="${act}"]`) ?? card)?.focus();
}

/** Which button of a list has the focus, so that it has it again after the list was written anew. */
function heldButton(list) {
  const button = list.contains(document.activeElement) ? document.activeElement.closest("[data-act]") : null;
  return button ? { id: button.closest("[data-id]").dataset.id, act: button.dataset.act } : null;
}
