// Draws the grid: the comment one is at, what it has been given, and the themes with their keys.

const STANCE_KEYS = { strength: "S", concern: "C", neutral: "N" };

export class Page {
  constructor(root, data) {
    this.root = root;
    this.data = data;
    this.stances = new Map(data.stances);
    this.labels = new Map(data.themes.map((theme) => [theme.name, theme.label]));
  }

  find(name) {
    return this.root.querySelector(`[data-coder-${name}]`);
  }

  make(tag, attributes = {}, ...children) {
    const made = this.root.ownerDocument.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...children);
    return made;
  }

  key(name) {
    return this.make("span", { class: "wa-key", "aria-hidden": "true" }, name);
  }

  /** The choices of what is shown; suggested themes once there are suggestions. */
  choices(comments) {
    const option = (value, text) => this.make("option", { value }, text);
    const show = this.find("show");
    const chosen = comments.filter.show;
    const suggested = new Set([...comments.suggested.values()].flat().map((one) => one.theme));
    show.replaceChildren(
      option("uncoded", "Not coded yet"),
      ...(comments.order ? [option("useful", "Not coded yet, most useful first")] : []),
      option("all", "All comments"),
      option("coded", "Coded"),
      option("quote", "Worth quoting"),
      ...this.data.themes.map((theme) => option(`theme:${theme.name}`, `With ${theme.label}`)),
      ...this.data.themes
        .filter((theme) => suggested.has(theme.name))
        .map((theme) => option(`suggested:${theme.name}`, `Suggested: ${theme.label}`)),
    );
    show.value = chosen;
    const question = this.find("question");
    question.replaceChildren(
      option("", "All questions"),
      ...this.data.questions.map(([name, label]) => option(name, label)),
    );
    question.value = comments.filter.question;
  }

  draw(comments) {
    const comment = comments.current;
    this.find("pad").hidden = !comment;
    const empty = this.find("empty");
    empty.hidden = Boolean(comment);
    this.find("progress").textContent = `${comments.coded} of ${comments.all.length} coded`;
    Object.assign(this.find("bar"), { max: comments.all.length || 1, value: comments.coded });
    if (!comment) {
      empty.textContent = this._nothing(comments);
      return;
    }
    this.find("position").textContent = `Comment ${comments.at + 1} of ${comments.shown.length}`;
    this.find("label").textContent = comment.label;
    this.find("text").textContent = comment.text;
    this._groups(comment);
    this._given(comments, comment);
    this._buttons(comment);
    this._themes(comments, comment);
  }

  _nothing(comments) {
    const { show, question, words } = comments.filter;
    if (words.trim()) return "No comment holds these words.";
    if (["uncoded", "useful"].includes(show)) {
      return question ? "Every comment on this question is coded." : "Every comment is coded.";
    }
    return "There is no such comment.";
  }

  _groups(comment) {
    const groups = this.find("groups");
    groups.hidden = comment.groups.length === 0;
    groups.replaceChildren(
      ...comment.groups.map(([name, value]) =>
        this.make("div", {}, this.make("dt", {}, name), this.make("dd", {}, value)),
      ),
    );
  }

  _given(comments, comment) {
    const rows = Object.entries(comment.themes).map(([theme, stance]) => this._row(comments, theme, stance));
    if (rows.length === 0) {
      const words = comment.done ? "No theme fits." : "No theme given yet.";
      rows.push(this.make("li", { class: "wa-coder__none" }, words));
    }
    this.find("given").replaceChildren(...rows);
    this.find("by").textContent = comment.coder ? `Coded by ${comment.coder}` : "";
  }

  /** A theme that is given, with the three stances; the keys belong to the theme given last. */
  _row(comments, theme, stance) {
    const label = this.labels.get(theme) ?? theme;
    const isLast = comments.last === theme;
    const stances = this.data.stances.map(([value, text]) =>
      this.make(
        "button",
        {
          type: "button",
          class: "wa-coder__stance",
          "data-coder-stance": value,
          "data-theme": theme,
          "aria-pressed": String(value === stance),
        },
        text,
        ...(isLast ? [" ", this.key(STANCE_KEYS[value])] : []),
      ),
    );
    const group = this.make("span", { role: "group", "aria-label": `${label}: said as`, class: "wa-coder__stances" });
    group.append(...stances);
    const row = this.make("li", { class: `wa-coder__row wa-theme--${stance}` });
    row.append(this.make("strong", {}, label), group);
    return row;
  }

  _buttons(comment) {
    const press = (name, pressed) =>
      this.root.querySelector(`[data-coder-do="${name}"]`).setAttribute("aria-pressed", String(pressed));
    press("0", comment.done && Object.keys(comment.themes).length === 0);
    press("q", comment.quote);
  }

  /** The buttons are made once; afterwards only their state changes, so that focus stays where it is. */
  _themes(comments, comment) {
    const list = this.find("themes");
    if (!list.children.length) list.append(...this.data.themes.map((theme) => this._button(theme)));
    const suggested = new Map((comments.suggested.get(comment.key) ?? []).map((one) => [one.theme, one]));
    for (const button of list.querySelectorAll("[data-theme]")) {
      button.setAttribute("aria-pressed", String(button.dataset.theme in comment.themes));
      const suggestion = suggested.get(button.dataset.theme);
      button.classList.toggle("wa-coder__theme--suggested", Boolean(suggestion));
      button.querySelector("[data-suggestion]").textContent = suggestion ? suggestionText(suggestion) : "";
    }
  }

  _button(theme) {
    const name = theme.parent ? `${theme.parent}: ${theme.label}` : theme.label;
    const words = this.make("span", { class: "wa-coder__words" }, this.make("span", { class: "wa-coder__name" }, name));
    words.append(this.make("span", { class: "wa-coder__suggestion", "data-suggestion": "" }));
    if (theme.definition) words.append(this.make("span", { class: "wa-coder__definition" }, theme.definition));
    const button = this.make("button", {
      type: "button",
      class: "wa-coder__theme",
      "data-theme": theme.name,
      "aria-pressed": "false",
    });
    if (theme.key) button.setAttribute("aria-keyshortcuts", theme.key.toUpperCase());
    button.append(theme.key ? this.key(theme.key.toUpperCase()) : "", words);
    return this.make("li", {}, button);
  }

  /** What is saved and what waits, in words. */
  saved(waiting) {
    const line = this.find("saved");
    const count = waiting.count;
    const codings = count === 1 ? "1 coding" : `${count} codings`;
    const decisions = waiting.conflicts.length;
    let words = count ? `Saving ${codings} …` : "All saved";
    if (decisions) words = decisions === 1 ? "1 coding needs your decision" : `${decisions} codings need your decision`;
    if (count && waiting.trouble === "offline") {
      words = `No connection. ${codings} kept here; they are sent by themselves when it is back.`;
    }
    if (count && waiting.trouble === "signed-out") {
      words = `You are signed out. ${codings} kept here: sign in again in another tab.`;
    }
    if (count && waiting.trouble === "refused") words = `${codings} not saved. ${waiting.message}`;
    if (line.textContent !== words) line.textContent = words;
    line.classList.toggle("wa-coder__saved--trouble", Boolean(count && waiting.trouble) || decisions > 0);
  }

  /** Two codings of one comment: which of them is to count. */
  conflict(waiting, comments) {
    const box = this.find("conflict");
    const item = waiting.conflicts[0];
    box.hidden = !item;
    if (!item || box.dataset.key === item.key) {
      if (!item) delete box.dataset.key;
      return;
    }
    box.dataset.key = item.key;
    const theirs = Object.keys(item.theirs.themes).map((theme) => this.labels.get(theme) ?? theme);
    const who = item.theirs.coder || "Somebody else";
    const comment = comments.byKey.get(item.key);
    box.replaceChildren(
      this.make("p", { class: "govuk-body" }, `${who} has coded a comment that you coded as well: “${comment.text.slice(0, 120)}”`),
      this.make("p", { class: "govuk-body" }, `Their themes: ${theirs.join(", ") || "no theme fits"}.`),
      this.make("button", { type: "button", class: "govuk-button govuk-!-margin-bottom-0", "data-decide": "mine" }, "Keep mine"),
      " ",
      this.make(
        "button",
        { type: "button", class: "govuk-button govuk-button--secondary govuk-!-margin-bottom-0", "data-decide": "theirs" },
        "Take theirs",
      ),
    );
  }
}

/** How sure the model is; likeness to the words of a definition is no probability, and is not shown as one. */
function suggestionText({ source, confidence }) {
  const share = Math.round(confidence * 100);
  return source === "model" ? `Suggested, ${share}%` : "Suggested by its words";
}
