// The page of downloads: how far each file is, asked for every few seconds. Without this, a link shows it anew.

const FIRST_PAUSE = 2_000; // milliseconds; longer each time, so that an open tab costs next to nothing
const LONGEST_PAUSE = 15_000;
const STEP = 25; // per cent between two pieces of news for a screen reader

class MakingFile {
  constructor(item, news) {
    Object.assign(this, { item, news });
    this.sentence = item.querySelector("[data-export-sentence]");
    this.bar = item.querySelector("[data-export-bar]");
    this.told = 0;
    this.pause = FIRST_PAUSE;
  }

  start() {
    this.timer = setTimeout(() => this.look(), this.pause);
  }

  async look() {
    this.pause = Math.min(this.pause * 1.3, LONGEST_PAUSE);
    try {
      const response = await fetch(this.item.dataset.export, { headers: { Accept: "application/json" } });
      if (response.status === 401 || response.status === 403 || response.status === 404) return;
      if (response.ok && !this.show(await response.json())) return;
    } catch {
      // no connection: the next look may find one
    }
    this.start();
  }

  /** Show a state; whether there is more to come. */
  show(state) {
    if (state.state !== "queued" && state.state !== "running") {
      this.item.ownerDocument.location.reload(); // with the button that fetches the file, or the reason
      return false;
    }
    if (this.sentence.textContent !== state.sentence) this.sentence.textContent = state.sentence;
    if (this.bar) this.bar.value = state.done;
    const step = state.total ? Math.floor((state.done / state.total) * (100 / STEP)) : 0;
    if (step > this.told) this.news.textContent = `${step * STEP} per cent: ${state.sentence}`;
    this.told = step;
    return true;
  }
}

/** Begin: one watcher for each file that is being made. */
export function startDownloads(root) {
  const news = root.querySelector("[data-export-news]");
  for (const item of root.querySelectorAll("[data-export]")) new MakingFile(item, news).start();
}

startDownloads(document);
