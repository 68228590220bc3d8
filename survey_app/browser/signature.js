// Signing by drawing: the drawing becomes a picture in the file control, so that it is sent like a chosen one. Whoever
// cannot or does not want to draw types the name, or chooses a picture; these ways are there without a script too.

const INK = "#0b0c0c";
const WIDTH = 3;

/** Begin, for each signature. */
export function startSignatures(root) {
  if (typeof DataTransfer === "undefined") return; // without it no drawing could be put into a file control
  for (const holder of root.querySelectorAll("[data-signature]")) new Signature(holder);
}

class Signature {
  constructor(holder) {
    this.holder = holder;
    this.document = holder.ownerDocument;
    this.input = this.document.getElementById(holder.dataset.signature);
    this.canvas = this.document.createElement("canvas");
    this.canvas.className = "wa-signature__canvas";
    // A drawing has no keys; a screen reader is told of the other ways instead.
    this.canvas.setAttribute("role", "img");
    this.canvas.setAttribute("aria-label", holder.dataset.draw);
    const hint = this.document.createElement("p");
    hint.className = "govuk-hint";
    hint.textContent = holder.dataset.draw;
    this.clearing = this.document.createElement("button");
    Object.assign(this.clearing, { type: "button", className: "wa-button-link wa-clear", textContent: holder.dataset.clear });
    this.clearing.hidden = true;
    this.clearing.addEventListener("click", () => this.clear());
    holder.prepend(hint, this.canvas, this.clearing);
    this.#listen();
    this.#size();
  }

  /** Take the drawing away again. */
  clear() {
    this.canvas.getContext("2d").clearRect(0, 0, this.canvas.width, this.canvas.height);
    this.clearing.hidden = true;
    this.#put(null);
    this.input.focus();
  }

  #size() {
    const ratio = this.document.defaultView.devicePixelRatio || 1;
    const box = this.canvas.getBoundingClientRect();
    this.canvas.width = Math.max(1, Math.round(box.width * ratio));
    this.canvas.height = Math.max(1, Math.round(box.height * ratio));
    this.ratio = ratio;
  }

  #listen() {
    this.canvas.addEventListener("pointerdown", (event) => {
      if (this.clearing.hidden) this.#size(); // the page may not have been in place before
      if (this.canvas.width > 1) this.#begin(event);
    });
    this.canvas.addEventListener("pointermove", (event) => this.#draw(event));
    for (const end of ["pointerup", "pointercancel"]) this.canvas.addEventListener(end, () => this.#finish());
  }

  #begin(event) {
    this.canvas.setPointerCapture(event.pointerId);
    this.pen = this.canvas.getContext("2d");
    Object.assign(this.pen, { strokeStyle: INK, lineWidth: WIDTH * this.ratio, lineCap: "round", lineJoin: "round" });
    this.pen.beginPath();
    this.pen.moveTo(event.offsetX * this.ratio, event.offsetY * this.ratio);
    this.#draw(event);
  }

  #draw(event) {
    if (!this.pen) return;
    this.pen.lineTo(event.offsetX * this.ratio, event.offsetY * this.ratio);
    this.pen.stroke();
  }

  #finish() {
    if (!this.pen) return;
    this.pen = null;
    this.clearing.hidden = false;
    this.canvas.setAttribute("aria-label", this.holder.dataset.drawn);
    this.canvas.toBlob((blob) => this.#put(blob), "image/png");
  }

  #put(blob) {
    const files = new DataTransfer();
    if (blob) files.items.add(new File([blob], "signature.png", { type: "image/png" }));
    this.input.files = files.files;
    this.input.dispatchEvent(new Event("input", { bubbles: true }));
  }
}
