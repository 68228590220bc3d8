// Which screen an address stands for. A new screen has the title of the page and the focus on its heading, so that
// everybody knows where they are.
import { linkTo, make } from "./app_markup.js";
import { homeText } from "./app_kinds.js";
import { HOME, placeOf } from "./app_places.js";
import { small } from "./app_words.js";

export class Router {
  #app;
  #screens;
  #present = null;
  #turn = 0;

  /** `screens(path)` gives the function that makes a screen: (app, path, at) → {element, title, up, close?}. */
  constructor(app, screens, root = document) {
    this.#app = app;
    this.#screens = screens;
    const at = (id) => root.getElementById(id);
    Object.assign(this, { main: at("main-content"), worry: at("app-worry") });
    Object.assign(this, { up: at("app-up"), upText: at("app-up-text"), name: at("app-name") });
  }

  start() {
    window.addEventListener("hashchange", () => this.show());
    return this.show({ isFirst: true });
  }

  /** Go to an address; the same one again shows its screen anew. */
  go(hash, { replace = false } = {}) {
    if (window.location.hash === hash) return this.show();
    if (replace) window.location.replace(hash);
    else window.location.hash = hash;
    return undefined;
  }

  async show({ isFirst = false } = {}) {
    const turn = ++this.#turn;
    const { path, at } = placeOf(window.location.hash);
    await this.#present?.close?.();
    const screen = await this.#made(path, at);
    if (turn !== this.#turn) return screen?.close?.(); // another address was chosen meanwhile
    if (!screen) return this.go(HOME, { replace: true });
    this.#present = screen;
    this.#put(screen);
    screen.shown?.();
    if (!screen.hasFocus && !isFirst) this.#focus(screen.element.querySelector("h1"));
    return undefined;
  }

  async #made(path, at) {
    try {
      return await this.#screens(path)(this.#app, path, at);
    } catch (error) {
      console.error(error);
      const element = document.createElement("div");
      const title = "This screen could not be opened";
      element.append(
        make("h1", title, { class: "govuk-heading-l" }),
        make("p", `What you wrote is saved on this phone. ${error.message}`, { class: "govuk-body" }),
        linkTo(HOME, `Go to ${small(homeText())}`),
      );
      return { element, title, up: HOME };
    }
  }

  #put({ element, title, up, upText = "Back", worry = "#/worry" }) {
    document.title = `${title} – ${document.body.dataset.partnershipName} – Walkabout`;
    this.up.hidden = !up;
    this.name.hidden = Boolean(up);
    if (up) this.up.href = up;
    this.upText.textContent = up === HOME ? homeText() : upText;
    for (const link of element.querySelectorAll("[data-home]")) link.textContent = `Go to ${small(homeText())}`;
    this.worry.hidden = worry === null;
    if (worry) this.worry.href = worry;
    this.main.replaceChildren(element);
    window.scrollTo(0, 0);
  }

  #focus(heading) {
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
  }
}
