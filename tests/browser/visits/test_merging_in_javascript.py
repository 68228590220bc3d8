"""The device's rule of merging is the server's: the same cases, and whatever else can be thought of."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey_app.collect.merging import apply_change, conflicts_after, find_entry
from tests.instruments.javascript import find_node

TESTS = Path(__file__).parents[2]
CASES = json.loads((TESTS / "survey_app" / "collect" / "merging_cases.json").read_text(encoding="utf-8"))
AT = "now"

Document = dict[str, Any]
Change = dict[str, Any]
Step = dict[str, Any]


class JavaScript:
    """A Node process that applies changes."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [find_node(), str(Path(__file__).with_name("run_merging.mjs"))],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8",
        )  # fmt: skip

    def steps(self, document: Document, conflicts: list[Document], changes: list[Change]) -> list[Step]:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        given = {"document": document, "conflicts": conflicts, "changes": changes, "at": AT}
        self.process.stdin.write(json.dumps(given) + "\n")
        self.process.stdin.flush()
        found: list[Step] = json.loads(self.process.stdout.readline())
        return found


@pytest.fixture(scope="module")
def javascript() -> Iterator[JavaScript]:
    running = JavaScript()
    yield running
    running.process.communicate()


def in_python(document: Document, conflicts: list[Document], changes: list[Change]) -> list[Step]:
    found = []
    for change in changes:
        merged = apply_change(document, change)
        conflicts = conflicts_after(
            conflicts, change, merged, device=change["device"], at=AT, new_id=change["newId"]
        )  # fmt: skip
        document = merged.document
        found.append(
            {
                "document": document,
                "conflicts": conflicts,
                "outcome": merged.outcome,
                "conflict": merged.conflict,
            }
        )
    return found


@pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in CASES["rules"]])
def test_the_device_gives_what_the_table_says(javascript: JavaScript, case: dict[str, Any]) -> None:
    (step,) = javascript.steps(case["document"], [], [case["change"] | {"device": "a", "newId": "new"}])
    assert (step["outcome"], step["document"], step["conflict"]) == (
        case["outcome"], case["expected"], case["conflict"]
    )  # fmt: skip


@pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in CASES["conflicts"]])
def test_the_device_opens_and_closes_the_conflicts_of_the_table(javascript: JavaScript, case: dict[str, Any]) -> None:
    change = case["change"] | {"device": case["device"], "newId": "new"}
    (step,) = javascript.steps(case["document"], case["conflicts"], [change])
    assert step["conflicts"] == case["after"]


# Few names and values, so that the steps meet: repeats in a repeat, answers of every JSON type, odd paths and places.
NAMES = st.sampled_from(["b1", "b2", "__proto__", "length"])
ENTRIES = st.sampled_from(["e1", "e2", "e3", "e4"])
REPEATS = st.sampled_from(["talk", "part"])
VALUES = st.one_of(
    st.sampled_from([None, "", [], "a", "ab", "ä", 0, 1, 1.5, True, False, ["x"], ["x", "y"], ["y", "x"]]),
    st.fixed_dictionaries({"lat": st.sampled_from([1, 2]), "note": st.sampled_from([None, "", "n"])}),
)
ENTRY_PATHS = st.lists(st.tuples(REPEATS, ENTRIES), max_size=2).map(
    lambda pairs: [step for pair in pairs for step in pair]
)
MEMBERS = st.fixed_dictionaries(
    {"device": st.sampled_from("ab"), "newId": st.integers(1, 9).map(str)},
    optional={"resolves": st.lists(st.integers(1, 9).map(str), max_size=2)},
)


@st.composite
def changes(draw: st.DrawFn) -> Change:
    members: Change = draw(MEMBERS)
    outer: list[str] = draw(ENTRY_PATHS)
    op = draw(st.sampled_from(["set", "set", "set", "add", "add", "remove", "order"]))
    if op == "set":
        return members | {"op": op, "path": [*outer, draw(NAMES)], "value": draw(VALUES), "was": draw(VALUES)}
    repeat = draw(REPEATS)
    if op == "order":
        return members | {"op": op, "path": [*outer, repeat], "ids": draw(st.lists(ENTRIES, max_size=5))}
    path = [*outer[:2], repeat, draw(ENTRIES)]
    if op == "add":
        return members | {"op": op, "path": path, "after": draw(st.one_of(st.none(), ENTRIES))}
    return members | {"op": op, "path": path, "was": draw(st.one_of(st.none(), st.just({"_id": path[-1]})))}


@given(steps=st.lists(changes(), max_size=40), seen=st.booleans())
def test_any_changes_come_to_the_same_in_python_and_on_the_device(
    javascript: JavaScript, steps: list[Change], seen: bool
) -> None:
    if seen:  # what was replaced is what stood there, as with somebody who looks before they write
        steps = _looked_at(steps)
    assert javascript.steps({}, [], steps) == json.loads(json.dumps(in_python({}, [], steps)))


def _looked_at(steps: list[Change]) -> list[Change]:
    document: Document = {}
    found = []
    for step in steps:
        if step["op"] == "set":
            step = step | {"was": (find_entry(document, step["path"][:-1]) or {}).get(step["path"][-1])}
        elif step["op"] == "remove":
            step = step | {"was": find_entry(document, step["path"])}
        document = apply_change(document, step).document
        found.append(step)
    return found
