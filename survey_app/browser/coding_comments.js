// The comments of the grid: what each has been given, which of them are shown, where one is, and what can be undone.

export class Comments {
  constructor(data) {
    this.all = data.comments.map((comment) => ({ ...comment, accepted: {} }));
    this.byKey = new Map(this.all.map((comment) => [comment.key, comment]));
    this.suggested = new Map(); // key → [{theme, confidence, source}], the surest first
    this.order = null; // keys, the most useful next one first
    this.undoable = [];
    this.filter = { show: "uncoded", question: "", words: "" };
    this.apply(this.filter);
  }

  get current() {
    return this.byKey.get(this.shown[this.at]) ?? null;
  }

  get coded() {
    return this.all.filter((comment) => comment.done).length;
  }

  /** Choose what is shown; the list then stays as it is, so that one can go back to what has been coded. */
  apply(filter) {
    this.filter = filter;
    const words = folded(filter.words).split(/\s+/).filter(Boolean);
    const fitting = this.all.filter((comment) => this._fits(comment, filter, words));
    if (filter.show === "useful" && this.order) {
      const rank = new Map(this.order.map((key, position) => [key, position]));
      fitting.sort((one, other) => (rank.get(one.key) ?? Infinity) - (rank.get(other.key) ?? Infinity));
    }
    this.shown = fitting.map((comment) => comment.key);
    this.at = 0;
  }

  _fits(comment, { show, question }, words) {
    if (question && comment.question !== question) return false;
    if (words.length && !words.every((word) => folded(comment.text).includes(word))) return false;
    const [kind, theme] = show.split(/:(.*)/s);
    const kinds = {
      all: () => true,
      coded: () => comment.done,
      quote: () => comment.quote,
      theme: () => theme in comment.themes,
      suggested: () => (this.suggested.get(comment.key) ?? []).some((one) => one.theme === theme),
    };
    return (kinds[kind] ?? (() => !comment.done))();
  }

  /** Go on; at the end begin again with what is left. True if there is another comment. */
  next() {
    if (this.at + 1 < this.shown.length) {
      this.at += 1;
      return true;
    }
    if (!["uncoded", "useful"].includes(this.filter.show)) return false;
    this.apply(this.filter);
    return this.shown.length > 0;
  }

  back() {
    if (this.at === 0) return false;
    this.at -= 1;
    return true;
  }

  /** Give a theme, or take it away. */
  toggle(theme) {
    const comment = this._change();
    if (theme in comment.themes) {
      delete comment.themes[theme];
      delete comment.accepted[theme];
    } else {
      comment.themes[theme] = "neutral";
      const suggestion = (this.suggested.get(comment.key) ?? []).find((one) => one.theme === theme);
      if (suggestion) comment.accepted[theme] = { source: suggestion.source, confidence: suggestion.confidence };
    }
    comment.done = Object.keys(comment.themes).length > 0;
    return theme in comment.themes;
  }

  /** What the stance keys speak of: the theme given last. */
  get last() {
    return Object.keys(this.current?.themes ?? {}).at(-1) ?? null;
  }

  stance(theme, stance) {
    this._change().themes[theme] = stance;
  }

  nothingFits() {
    const comment = this._change();
    comment.done = !(comment.done && Object.keys(comment.themes).length === 0);
    comment.themes = {};
    comment.accepted = {};
    return comment.done;
  }

  quote() {
    const comment = this._change();
    comment.quote = !comment.quote;
    return comment.quote;
  }

  /** The surest suggestion that is not given yet. */
  nextSuggestion() {
    const comment = this.current;
    return (this.suggested.get(comment?.key) ?? []).find((one) => !(one.theme in comment.themes)) ?? null;
  }

  /** Put the last change back and go to its comment; null where nothing is left to undo. */
  undo() {
    const before = this.undoable.pop();
    if (!before) return null;
    const comment = this.byKey.get(before.key);
    Object.assign(comment, before.state);
    const position = this.shown.indexOf(before.key);
    if (position >= 0) this.at = position;
    else this.shown.splice(this.at, 0, before.key);
    return comment;
  }

  _change() {
    const { key, themes, accepted, done, quote } = this.current;
    this.undoable.push({ key, state: { themes: { ...themes }, accepted: { ...accepted }, done, quote } });
    return this.current;
  }
}

/** Lower case, without accents: how words are searched. */
export function folded(text) {
  return text
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase();
}
