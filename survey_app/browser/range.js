// A number of a range: a slider beside the box into which it is typed. The box stays, and what stands in it counts.

/** Begin: one slider to each range. */
export function startRanges(root) {
  for (const holder of root.querySelectorAll("[data-range]")) addSlider(holder);
}

function addSlider(holder) {
  const box = holder.querySelector("input");
  const { min, max, step, label } = holder.dataset;
  const [low, high] = [Number(min), Number(max)].sort((one, other) => one - other);
  const slider = holder.ownerDocument.createElement("input");
  Object.assign(slider, { type: "range", min: low, max: high, step, className: "wa-range__slider" });
  slider.setAttribute("aria-label", label);
  const ends = holder.ownerDocument.createElement("div");
  ends.className = "wa-range__ends";
  ends.setAttribute("aria-hidden", "true");
  ends.append(...[low, high].map((number) => textIn(holder.ownerDocument, number)));
  const follow = () => {
    slider.classList.toggle("wa-range__slider--unset", box.value.trim() === "");
    if (box.value.trim() !== "" && Number.isFinite(Number(box.value))) slider.value = box.value;
  };
  slider.addEventListener("input", () => {
    box.value = slider.value;
    follow();
    box.dispatchEvent(new Event("input", { bubbles: true }));
  });
  box.addEventListener("input", follow);
  holder.append(slider, ends);
  follow();
}

function textIn(document, text) {
  const span = document.createElement("span");
  span.textContent = text;
  return span;
}
