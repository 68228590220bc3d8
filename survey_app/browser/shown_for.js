// Parts of a form that only some choices need. Without this, all of them are there, and say when they may stay blank.
// The form names the field in data-shows-by; a part lists the values in data-shown-for, and none in an empty list.

/** Show what the chosen value needs. Before anything is chosen, nothing of it is needed. */
function show(form, name) {
  const chosen = new FormData(form).get(name) ?? "";
  for (const part of form.querySelectorAll("[data-shown-for]")) {
    const values = part.dataset.shownFor.split(" ").filter(Boolean);
    part.hidden = !values.includes(chosen);
  }
}

export function startShownFor(root) {
  for (const form of root.querySelectorAll("form[data-shows-by]")) {
    const name = form.dataset.showsBy;
    form.addEventListener("change", (event) => {
      if (event.target.name === name) show(form, name);
    });
    show(form, name);
  }
}
