// Reads a page aloud: its question, the hint and the choices, each in its own language, one after the other. What is being
// read is marked. The button is hidden where the browser cannot speak, or has no voice for the language of the page:
// Welsh in an English voice is no Welsh.
//
//   data-listen            the button; data-stop-words is what it says while it reads
//   data-listen-words      in it, the words that change
//   data-read              what is read, beside questions, hints and choices

const READ = "[data-read], legend h1, h1, .govuk-label-wrapper, .govuk-hint:not([data-keep-notice]), .govuk-radios__label, .govuk-checkboxes__label";
const READING = "wa-reading";

/** Begin, on a page that has the button. */
export function startListening(root, speech = window.speechSynthesis, Utterance = window.SpeechSynthesisUtterance) {
  const button = root.querySelector("[data-listen]");
  if (!button || !speech || !Utterance) return;
  const reader = new Reader(root, button, speech, Utterance);
  const offer = () => reader.offer();
  speech.addEventListener?.("voiceschanged", offer); // Chrome knows its voices only after a while
  offer();
  button.addEventListener("click", () => (reader.isReading ? reader.stop() : reader.start()));
  root.defaultView.addEventListener("pagehide", () => reader.stop());
}

class Reader {
  constructor(root, button, speech, Utterance) {
    Object.assign(this, { root, button, speech, Utterance, isReading: false, turn: 0 });
    this.words = button.querySelector("[data-listen-words]");
    this.listenWords = this.words.textContent;
  }

  /** Show the button where there is a voice; a browser that names none may still have one. */
  offer() {
    const voices = this.speech.getVoices();
    const [first] = passages(this.root);
    const language = base(first ? languageOf(first) : this.root.documentElement.lang);
    this.button.hidden = voices.length > 0 && !voices.some((voice) => base(voice.lang) === language);
  }

  start() {
    this.speech.cancel();
    this.isReading = true;
    this.words.textContent = this.button.dataset.stopWords;
    this.turn += 1;
    this.readOn(passages(this.root), this.turn);
  }

  /** Read the first of these, then the others; unless it was stopped meanwhile. */
  readOn([element, ...others], turn) {
    if (turn !== this.turn) return;
    if (!element) {
      this.stop();
      return;
    }
    const spoken = new this.Utterance(wordsOf(element));
    spoken.lang = languageOf(element);
    spoken.rate = 0.9;
    const go = () => {
      element.classList.remove(READING);
      this.readOn(others, turn);
    };
    spoken.addEventListener("end", go);
    spoken.addEventListener("error", go);
    element.classList.add(READING);
    this.speech.speak(spoken);
  }

  stop() {
    this.turn += 1;
    this.isReading = false;
    this.words.textContent = this.listenWords;
    for (const element of this.root.querySelectorAll(`.${READING}`)) element.classList.remove(READING);
    this.speech.cancel();
  }
}

/** What can be read now, in the order of the page: nothing hidden or folded away, and nothing twice. */
function passages(root) {
  const page = root.querySelector("[data-easy]") ?? root.body;
  const found = [...page.querySelectorAll(READ)].filter((element) => wordsOf(element) && element.checkVisibility());
  return found.filter((element) => !found.some((other) => other !== element && other.contains(element)));
}

/** A link to a number is read with what stands before it; what only eyes or fingers use is not. */
function wordsOf(element) {
  const copy = element.cloneNode(true);
  for (const silent of copy.querySelectorAll("audio, video, svg, [hidden]")) silent.remove();
  return copy.textContent.replace(/\s+/g, " ").trim();
}

/** The language of a text that stands whole in an element which names it, as a form's own text does; else the page's. */
function languageOf(element) {
  const inner = element.querySelector("[lang]");
  const isWhole = inner && wordsOf(inner) === wordsOf(element);
  return (isWhole ? inner : element.closest("[lang]")).lang;
}

function base(language) {
  return language.toLowerCase().split(/[-_]/)[0];
}
