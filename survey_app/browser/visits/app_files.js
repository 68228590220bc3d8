// Questions that are answered by a file: a picture is made ready and looked at first; then it is kept on the device,
// and uploaded by itself whenever there is a signal.
import { pathOf } from "./app_answers.js";
import { fill, make, part, partOf, show, write } from "./app_markup.js";
import { size } from "./app_words.js";
import { PhotoRefused, drawInto, prepare, random } from "./photos.js";

const PREVIEW = 640; // pixels wide
const THUMB = 240;

/** Take over the file questions of a page. */
export async function showFiles(app, session, form, page, entry) {
  const isFile = (question) => question.querySelector("input[type=file]") !== null;
  const questions = [...form.querySelectorAll("[data-question]")].filter(isFile);
  keepFromForm(form, questions);
  const all = questions.map((one) => new FileQuestion(app, session, one, pathOf(page, entry, one.dataset.question)));
  const update = () => Promise.all(all.map((one) => one.update()));
  await update();
  return { update };
}

/** The form does not hear of the controls themselves: the answer is the name of a file that is kept. */
function keepFromForm(form, questions) {
  for (const kind of ["input", "change"]) {
    form.addEventListener(kind, (event) => {
      if (event.target.type !== "file" && !event.target.closest(".wa-app__photo")) return;
      if (!questions.some((question) => question.contains(event.target))) return;
      event.stopPropagation();
      event.target.dispatchEvent(new CustomEvent(`wa-${kind}`));
    }, { capture: true });
  }
}

class FileQuestion {
  #shown = null; // the name of the file that is drawn

  constructor(app, session, question, path) {
    Object.assign(this, { app, session, question, path, ready: null });
    this.input = question.querySelector("input[type=file]");
    this.isPicture = this.input.accept.includes("image") || /\.jpe?g/.test(this.input.accept);
    this.input.removeAttribute("capture"); // the camera or the gallery, as the person likes
    this.box = partOf("photo");
    this.input.after(this.box);
    this.input.addEventListener("wa-change", () => this.#chosen());
    this.#name();
    const press = (name, action) => part(this.box, name).addEventListener("click", action);
    press("add", () => this.#add());
    press("drop", () => this.#drop());
    press("remove", () => this.#remove());
  }

  #name() {
    const id = `${this.input.id}-looked`;
    part(this.box, "looked").id = id;
    part(this.box, "looked-label").htmlFor = id;
    const label = this.question.querySelector("label, legend")?.textContent.trim() ?? "";
    fill(this.box, { "remove-about": `: ${label}` });
    part(this.box, "thumb").setAttribute("aria-label", label);
  }

  async update() {
    const name = this.session.answer(this.path);
    const files = await this.app.store.files(this.session.id);
    const file = files.find((one) => one.name === name) ?? null;
    show(this.box, { added: Boolean(name) });
    this.input.hidden = Boolean(name) || this.ready !== null;
    if (!name) {
      this.#shown = null;
      return;
    }
    fill(this.box, { name, "name-size": file ? size(file.size) : "" });
    write(this.box.querySelector('[data-slot="where"]'), whereIs(file));
    if (this.#shown !== name) await this.#draw(name, file);
  }

  async #draw(name, file) {
    this.#shown = name;
    const thumb = part(this.box, "thumb");
    const kept = file && (await this.app.store.file(this.session.id, name));
    thumb.hidden = !kept || !this.isPicture;
    if (!thumb.hidden) await drawInto(thumb, kept, THUMB).catch(() => { thumb.hidden = true; });
  }

  async #chosen() {
    const [file] = this.input.files;
    this.input.value = "";
    if (!file) return;
    show(this.box, { trouble: false, busy: true, review: false });
    try {
      this.ready = this.isPicture ? await prepare(file) : plainFile(file, this.session.bundle.limits);
      await this.#review();
    } catch (error) {
      if (!(error instanceof PhotoRefused)) throw error;
      this.#say(error.message);
    } finally {
      show(this.box, { busy: false });
    }
  }

  #say(sentence) {
    this.ready = null;
    part(this.box, "trouble").textContent = sentence;
    show(this.box, { trouble: true, review: false });
    this.input.hidden = false;
    this.input.focus();
  }

  async #review() {
    const { blob, warnings, before } = this.ready;
    const picture = part(this.box, "picture");
    picture.hidden = !this.isPicture;
    if (this.isPicture) await drawInto(picture, blob, PREVIEW);
    const smaller = before > blob.size ? `${size(before)}, made smaller: ` : "";
    fill(this.box, { size: `${smaller}${size(blob.size)}` });
    const lines = warnings.map(({ kind, text }) => make("li", text, { "data-kind": kind }));
    part(this.box, "warnings").replaceChildren(...lines);
    part(this.box, "looked").checked = false;
    show(this.box, { review: true, "looked-group": this.isPicture, "looked-error": false });
    this.input.hidden = true;
    (this.isPicture ? part(this.box, "looked") : part(this.box, "add")).focus();
  }

  async #add() {
    const looked = part(this.box, "looked");
    if (this.isPicture && !looked.checked) {
      show(this.box, { "looked-error": true });
      looked.focus();
      return;
    }
    const { blob, name } = this.ready;
    try {
      await this.app.store.addFile(this.session.id, { name, blob, question: this.path.at(-1) });
    } catch (error) {
      this.#say(`The picture is not kept. ${error.message}`);
      return;
    }
    this.ready = null;
    show(this.box, { review: false });
    await this.session.set(this.path, name); // after the file: an answer never names what is not there
    await this.session.keeping.flush();
    this.app.sync.kick();
    await this.update();
    this.app.status.say("The picture is saved on this phone");
    part(this.box, "remove").focus();
  }

  #drop() {
    this.ready = null;
    show(this.box, { review: false });
    this.input.hidden = false;
    this.input.focus();
  }

  async #remove() {
    const name = this.session.answer(this.path);
    await this.session.set(this.path, null);
    await this.session.keeping.flush();
    await this.app.store.removeFile(this.session.id, name);
    await this.update();
    this.app.status.say("Taken out");
    this.input.focus();
  }
}

function whereIs(file) {
  if (!file) return "Uploaded from another device";
  if (file.trouble) return file.trouble;
  return file.sent ? "Uploaded" : "Saved on this phone, waiting to upload";
}

/** A recording or a document goes as it is. */
function plainFile(file, { file_mb: limit = 10 } = {}) {
  if (file.size > limit * 1024 * 1024) {
    throw new PhotoRefused(`This file has ${size(file.size)}; ${limit} MB is the most.`);
  }
  const [, stem, ending] = file.name.match(/^(.*?)(\.[A-Za-z0-9]{1,5})?$/);
  const plain = stem.normalize("NFKD").replace(/[^A-Za-z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 40) || "file";
  return { blob: file, name: `${plain}-${random()}${(ending ?? "").toLowerCase()}`, warnings: [], before: file.size };
}
