"""What can be said of a form with answers, by Python and by the browser's engine, in the same words."""

from __future__ import annotations

import copy
import json
import re
import subprocess
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser

from instruments.answers import check_answers, recalculate
from instruments.compiled import CompiledInstrument
from instruments.form_json import form_json
from instruments.items import Entry
from instruments.page_needs import page_document
from instruments.paths import Path as FormPath
from instruments.walking import Walk
from tests.instruments.javascript import bundle, find_node

RUNNER = Path(__file__).with_name("run_form.mjs")
_OUTPUT = re.compile(r"\$\{([^}]+)\}")
NOW = datetime(2026, 3, 28, 14, 30)
MOMENT = {"today": "2026-03-28", "now": "2026-03-28T14:30:00", "username": "ada"}

State = dict[str, Any]


class JavaScriptForms:
    """A Node process in which the browser's engine works on one form after another."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [find_node(), str(RUNNER)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )

    def states(
        self, definition: object, document: object, steps: Sequence[object] = (), asks: Sequence[object] = ()
    ) -> list[State]:
        """The state at the beginning and after each step; RuntimeError with what the engine threw."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        given = {"definition": definition, "document": document, "moment": MOMENT, "steps": steps, "asks": asks}
        self.process.stdin.write(json.dumps(given) + "\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        if "error" in answer:
            raise RuntimeError(answer["error"])
        return answer["value"]  # type: ignore[no-any-return]

    def close(self) -> None:
        """End the process."""
        self.process.communicate()


class ChromiumForms(JavaScriptForms):
    """The same in a page of Chromium."""

    def __init__(self, chromium: Browser, folder: Path) -> None:
        self.page = chromium.new_page()
        script = bundle(RUNNER.with_name("form_state.js"), "forms", folder / "forms.js")
        self.page.add_script_tag(content=script.read_text(encoding="utf-8"))

    def states(
        self, definition: object, document: object, steps: Sequence[object] = (), asks: Sequence[object] = ()
    ) -> list[State]:
        given = {"definition": definition, "document": document, "moment": MOMENT, "steps": steps, "asks": asks}
        found: list[State] = self.page.evaluate("given => forms.run(JSON.parse(given))", json.dumps(given))
        return found

    def close(self) -> None:
        self.page.close()


def state_in_python(compiled: CompiledInstrument, document: dict[str, Any]) -> State:
    """The state of a form with these answers."""
    walk = Walk(compiled, document, NOW)
    items = {}
    for item in compiled.items:
        branch = compiled.branches[item.name]
        for entry in walk.at[branch]:
            items[_key(item.name, entry)] = _question(walk, item.name, entry)
    counts = {
        _key(branch.name, outer): len(walk.entries_of(branch, outer))
        for branch, opened in walk.opened.items()
        for outer in opened
    }
    problems = {
        _key(problem.name, problem.entry): problem.message
        for problem in reversed(check_answers(compiled, document, now=NOW))
        if _key(problem.name, problem.entry) in items and "remove its answer" not in problem.message
    }
    cut_off = walk.work.is_cut_off
    return {
        "items": items, "problems": problems, "counts": counts, "document": document, "said": [], "isCutOff": cut_off
    }  # fmt: skip


def _question(walk: Walk, name: str, entry: Entry) -> dict[str, Any]:
    path = FormPath(walk)
    label = walk.compiled.item(name).question.label
    return {
        "value": path.value(name, entry),
        "choices": [choice.name for choice in path.choices(name, entry)],
        "required": path.required(name, entry),
        "readOnly": path.read_only(name, entry),
        "label": None if label is None else path.text(label, name, entry),
    }


def _key(name: str, entry: Entry) -> str:
    return " ".join([name, *map(str, entry)])


def states_in_python(
    compiled: CompiledInstrument, document: dict[str, Any], steps: Sequence[list[Any]]
) -> list[tuple[list[Any] | None, State]]:
    """The state at the beginning and after each step that can be taken, with the step."""
    document = recalculate(compiled, document, now=NOW, username=MOMENT["username"])
    found: list[tuple[list[Any] | None, State]] = [(None, state_in_python(compiled, document))]
    for step in steps:
        changed = copy.deepcopy(document)
        if not _take(compiled, changed, *step):
            continue
        # Nobody has changed an answer by removing an entry, though later entries have new numbers.
        previous = changed if step[0] == "remove" else document
        document = recalculate(compiled, changed, previous=previous, now=NOW, username=MOMENT["username"])
        found.append((step, state_in_python(compiled, document)))
    return found


def page_states_in_python(
    compiled: CompiledInstrument,
    document: dict[str, Any],
    names: Sequence[str],
    entry: Entry,
    steps: Sequence[list[Any]],
) -> list[State]:
    """The questions of one page at the beginning and after each step, as the whole form has them."""
    documents = [document]
    for step in steps:
        changed = copy.deepcopy(documents[-1])
        taken = _take(compiled, changed, *step)
        given = {"previous": documents[-1], "now": NOW, "username": MOMENT["username"]}
        documents.append(recalculate(compiled, changed, **given) if taken else documents[-1])
    states = []
    for one in documents:
        walk = Walk(compiled, one, NOW)
        path = FormPath(walk)
        items = {_key(name, entry): _question(walk, name, entry) for name in names if path.has(name, entry)}
        outputs = [path.text(f"${{{other}}}", name, entry) for _, other, name, _ in outputs_on(compiled, names, entry)]
        states.append({"items": items, "said": outputs})
    return states


def page_states_in_javascript(
    javascript: JavaScriptForms,
    compiled: CompiledInstrument,
    document: dict[str, Any],
    names: Sequence[str],
    entry: Entry,
    steps: Sequence[list[Any]],
) -> list[State]:
    """The same, as the browser has them from what it is sent for the page."""
    definition = form_json(compiled, only=names)
    part = page_document(compiled, document, names, Walk(compiled, document, NOW))
    states = javascript.states(definition, part, steps, outputs_on(compiled, names, entry))
    keys = {_key(name, entry): compiled.item(name) for name in names}
    for state in states:
        state["items"] = {key: found for key, found in state["items"].items() if key in keys}
    return [{"items": state["items"], "said": state["said"]} for state in states]


def outputs_on(compiled: CompiledInstrument, names: Sequence[str], entry: Entry) -> list[list[Any]]:
    """What the outputs in the labels of some questions are asked as."""
    labels = [(name, compiled.item(name).question.label or "") for name in names]
    return [["output", match[1], name, list(entry)] for name, label in labels for match in _OUTPUT.finditer(label)]


def _take(
    compiled: CompiledInstrument, document: dict[str, Any], kind: str, name: str, entry: list[int], *answer: Any
) -> bool:
    """Do one thing; False where the document has no such place."""
    repeats = compiled.branches[name].repeats
    holder = holder_of(document, repeats, entry[:-1] if kind == "remove" else entry)
    if holder is None:
        return False
    if kind == "set":
        is_new = holder.get(name) != answer[0]
        holder[name] = answer[0]
        return is_new
    entries = holder.get(name)
    if kind == "add":
        holder[name] = [*entries, {}] if isinstance(entries, list) else [{}]
        return True
    if not isinstance(entries, list) or entry[-1] >= len(entries):
        return False
    del entries[entry[-1]]
    return True


def holder_of(document: Any, repeats: Sequence[str], entry: Sequence[int]) -> dict[str, Any] | None:
    """The part of a document that has the answers of an entry; None where there is none."""
    at = document
    for repeat, index in zip(repeats, entry, strict=False):
        entries = at.get(repeat)
        if not isinstance(entries, list) or index >= len(entries) or not isinstance(entries[index], dict):
            return None
        at = entries[index]
    return at  # type: ignore[no-any-return]


def definition_of(compiled: CompiledInstrument) -> dict[str, Any]:
    """The definition as it arrives in the browser."""
    return json.loads(json.dumps(form_json(compiled)))  # type: ignore[no-any-return]
