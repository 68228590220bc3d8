// What stands on the wall: questions with their points, what came last first, and what is new.

export const TONES = ["strength", "concern", "neither"];
const NEW_FOR = 60_000; // milliseconds for which a point is marked

export class Board {
  constructor(theme) {
    Object.assign(this, { theme, seen: new Map(), began: false });
    this.isNew = (point) => (this.seen.get(point.key)?.until ?? 0) > this.at;
    this.clear();
  }

  clear() {
    Object.assign(this, { questions: [], paused: false, phones: false, at: 0 });
  }

  /** Take what the server says. Gives the place of the question to which something has come, or null. */
  take(content, at) {
    Object.assign(this, { paused: content.paused, phones: content.phones, at });
    let newest = null;
    content.questions.forEach(({ points }, place) => {
      for (const { key } of points) {
        if (this.seen.has(key)) continue;
        this.seen.set(key, { number: this.began ? this.seen.size + 1 : 0, until: this.began ? at + NEW_FOR : 0 });
        if (this.began) newest = place;
      }
    });
    if (!content.paused) this.began = true;
    this.questions = content.questions.map(({ question, points }) => ({ question, points: this._inOrder(points) }));
    return newest;
  }

  /** What came since the page was opened stands first; the server's order holds for the rest. */
  _inOrder(points) {
    const numberOf = ({ key }) => this.seen.get(key).number;
    return [...points].sort((one, other) => numberOf(other) - numberOf(one));
  }

  pointsOf(question, tone) {
    return this.questions[question].points.filter((point) => (point.tone || "neither") === tone);
  }

  isEmpty(question) {
    return !this.questions[question]?.points.length;
  }

  /** The next question to which something was said, or this one. */
  after(question) {
    const count = this.questions.length;
    for (let step = 1; step <= count; step += 1) {
      const place = (question + step) % count;
      if (!this.isEmpty(place)) return place;
    }
    return question;
  }
}
