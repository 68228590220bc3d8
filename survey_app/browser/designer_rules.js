// Shows the controls that matter now: conditions when the rule is made of them, the choices of the question that a
// condition is about, the list of choices for a type that has one.

/** Begin, on the page of a question or of a new one. */
export function startRules(root) {
  showWhenChosen(root, 'input[name="rule_mode"]', { rules: "[data-rules]", expression: "[data-rule-expression]" });
  showWhenChosen(root, 'input[name="required"]', { when: "[data-required-when]" });
  const rules = root.querySelector("[data-rules]");
  if (rules) offerChoices(rules);
  const list = root.querySelector("[data-list-part]");
  if (list) showForTypes(root, list);
}

function showWhenChosen(root, selector, parts) {
  const radios = [...root.querySelectorAll(selector)];
  if (!radios.length) return;
  const update = () => {
    const chosen = radios.find((radio) => radio.checked)?.value;
    for (const [value, part] of Object.entries(parts)) {
      const element = root.querySelector(part);
      if (element) element.hidden = value !== chosen;
    }
  };
  for (const radio of radios) radio.addEventListener("change", update);
  update();
}

function showForTypes(root, list) {
  const radios = [...root.querySelectorAll('input[name="kind"]')];
  const update = () => {
    const chosen = radios.find((radio) => radio.checked);
    list.hidden = Boolean(chosen) && !("needsList" in chosen.dataset);
  };
  for (const radio of radios) radio.addEventListener("change", update);
  update();
}

function offerChoices(rules) {
  const vocabulary = JSON.parse(rules.dataset.vocabulary);
  for (const row of rules.querySelectorAll("[data-rule]")) watch(row, vocabulary);
  const blank = [...rules.querySelectorAll("[data-rule]")].filter((row) => !row.querySelector("select").value);
  const all = rules.querySelectorAll("[data-rule]").length;
  for (const row of blank.slice(all === blank.length ? 1 : 0)) row.hidden = true;
  const button = rules.ownerDocument.createElement("button");
  button.type = "button";
  button.className = "govuk-button govuk-button--secondary";
  button.textContent = "Add a condition";
  button.addEventListener("click", () => addCondition(rules, vocabulary));
  rules.append(button);
  const join = rules.querySelector('input[name="join"]')?.closest(".govuk-form-group");
  const update = () => {
    join.hidden = rules.querySelectorAll("[data-rule]:not([hidden])").length < 2;
  };
  rules.addEventListener("click", update);
  update();
}

function addCondition(rules, vocabulary) {
  let row = rules.querySelector("[data-rule][hidden]");
  if (!row) {
    const rows = rules.querySelectorAll("[data-rule]");
    row = rows[rows.length - 1].cloneNode(true);
    renumber(row, rows.length);
    rows[rows.length - 1].after(row);
    watch(row, vocabulary);
  }
  row.hidden = false;
  row.querySelector("select").focus();
}

function renumber(row, number) {
  row.querySelector("legend").textContent = `Condition ${number + 1}`;
  for (const element of row.querySelectorAll("[name], [for]")) {
    for (const attribute of ["name", "id", "for"]) {
      const value = element.getAttribute(attribute);
      if (value) element.setAttribute(attribute, value.replace(/-\d+-/, `-${number}-`));
    }
    if ("value" in element && element.tagName === "INPUT") element.value = "";
    if (element.tagName === "SELECT") element.selectedIndex = 0;
  }
}

/** The value is chosen from the question's choices, if it has any, and typed otherwise; some comparisons need none. */
function watch(row, vocabulary) {
  const [question, operator] = row.querySelectorAll("select");
  const update = () => {
    fitValue(row, vocabulary[question.value] ?? {});
    row.lastElementChild.hidden = ["answered", "blank"].includes(operator.value);
  };
  question.addEventListener("change", update);
  operator.addEventListener("change", update);
  update();
}

function fitValue(row, choices) {
  const old = row.lastElementChild.querySelector("input, select");
  const names = Object.keys(choices);
  const fresh = row.ownerDocument.createElement(names.length ? "select" : "input");
  fresh.className = names.length ? "govuk-select" : "govuk-input";
  [fresh.name, fresh.id] = [old.name, old.id];
  for (const name of names.length ? ["", ...names] : []) {
    const chosen = name !== "" && (name === old.value || choices[name] === old.value);
    fresh.append(new Option(name === "" ? "Choose" : choices[name], name, chosen, chosen));
  }
  if (!names.length) fresh.value = old.tagName === "SELECT" ? "" : old.value;
  old.replaceWith(fresh);
}
