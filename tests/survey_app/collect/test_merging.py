"""The rule of merging: a table of cases that JavaScript is held to as well, and that no words are ever lost."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey_app.collect.entry_ids import (
    ID,
    REMOVED,
    entry_of,
    ids_of,
    path_of,
    with_entry_ids,
    without_entry_ids,
)  # fmt: skip
from survey_app.collect.merging import apply_change, conflicts_after, find_entry, is_blank, same_answer

CASES = json.loads((Path(__file__).parent / "merging_cases.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in CASES["rules"]])
def test_the_rule_gives_what_the_table_says(case: dict[str, Any]) -> None:
    before = copy.deepcopy(case["document"])
    merged = apply_change(case["document"], case["change"])
    assert (merged.outcome, merged.document, merged.conflict) == (case["outcome"], case["expected"], case["conflict"])
    assert case["document"] == before, "the document is not changed in place"


@pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in CASES["conflicts"]])
def test_open_conflicts_are_what_the_table_says(case: dict[str, Any]) -> None:
    merged = apply_change(case["document"], case["change"])
    after = conflicts_after(
        case["conflicts"], case["change"], merged, device=case["device"], at="now", new_id="new"
    )  # fmt: skip
    assert after == case["after"]


def test_names_of_cases_are_told_apart() -> None:
    names = [case["name"] for case in CASES["rules"] + CASES["conflicts"]]
    assert len(set(names)) == len(names)


# Three devices, each with a view of its own that may be old. Every text is written once, so that it can be followed.
_STEPS = st.lists(
    st.tuples(
        st.sampled_from(("set", "set", "set", "set", "add", "remove", "order", "look", "blank", "decide", "keep")),
        st.integers(0, 2), st.integers(0, 5), st.integers(0, 5),
    ),
    max_size=60,
)  # fmt: skip


class Words:
    """Follows every text: where it was written, and whether somebody who saw it has replaced it."""

    def __init__(self) -> None:
        self.living: dict[tuple[str, ...], set[str]] = {}

    def wrote(self, path: list[str], text: str | None, was: object) -> None:
        here = self.living.setdefault(tuple(path), set())
        if isinstance(was, str):
            here.discard(was)
        if text:
            here.add(text)

    def knew_entry(self, path: list[str], entry: dict[str, Any]) -> None:
        for name, value in _texts(entry, path):
            self.living.get(tuple(name), set()).discard(value)


def _texts(answers: dict[str, Any], path: list[str]) -> list[tuple[list[str], str]]:
    found: list[tuple[list[str], str]] = []
    for name, value in answers.items():
        if isinstance(value, str) and name != ID:
            found.append(([*path, name], value))
        elif isinstance(value, list) and name != REMOVED:
            for entry in value:
                found += _texts(entry, [*path, name, entry[ID]])
    return found


class Table:
    """The present document and conflicts, and what each of three devices sees of them."""

    def __init__(self) -> None:
        self.document: dict[str, Any] = {}
        self.conflicts: list[dict[str, Any]] = []
        self.views: list[dict[str, Any]] = [{}, {}, {}]
        self.words = Words()
        self.number = 0

    def entries(self, device: int) -> list[list[str]]:
        """The paths of the entries that a device sees, and the document itself."""
        found: list[list[str]] = [[]]
        for outer in self.views[device].get("talk", []):
            found.append(["talk", outer[ID]])
            found += [["talk", outer[ID], "part", inner[ID]] for inner in outer.get("part", [])]
        return found

    def apply(self, device: int, change: dict[str, Any]) -> None:
        """By the device to its own view, and at once by everybody's rule to the document that all share."""
        self.number += 1
        merged = apply_change(self.document, change)
        self.conflicts = conflicts_after(
            self.conflicts, change, merged, device=str(device), at="now", new_id=str(self.number)
        )  # fmt: skip
        self.document = merged.document
        self.views[device] = apply_change(self.views[device], change).document

    def look(self, device: int) -> None:
        self.views[device] = copy.deepcopy(self.document)

    def set(self, device: int, at: int, name: str, text: str | None, resolves: list[str] | None = None) -> None:
        choices = self.entries(device)
        path = [*choices[at % len(choices)], name]
        was = (find_entry(self.views[device], path[:-1]) or {}).get(name)
        if was == text or (is_blank(was) and is_blank(text)):
            return
        self.words.wrote(path, text, was)
        self.apply(device, {"op": "set", "path": path, "value": text, "was": was})

    def decide(self, device: int, which: int) -> None:
        """The author of a conflict looks at both answers and writes a third."""
        if not self.conflicts:
            return
        conflict = self.conflicts[which % len(self.conflicts)]
        self.look(device)
        path = conflict["path"]
        if len(path) % 2 == 0:
            self.keep(device, path, [conflict["id"]])
            return
        was = (find_entry(self.document, path[:-1]) or {}).get(path[-1])
        text = f"text {self.number} decided"
        self.words.wrote(path, text, was)
        self.words.wrote(path, None, conflict["other"])
        self.apply(device, {"op": "set", "path": path, "value": text, "was": was, "resolves": [conflict["id"]]})

    def keep(self, device: int, path: list[str], resolves: list[str] | None = None) -> None:
        """Somebody decides that an entry stays, whatever has become of it and of what is around it meanwhile."""
        if path:
            self.apply(device, {"op": "add", "path": path, "after": None, "resolves": resolves or []})

    def remove(self, device: int, at: int) -> None:
        choices = self.entries(device)
        path = choices[at % len(choices)]
        entry = find_entry(self.views[device], path)
        if path and entry is not None:
            self.words.knew_entry(path, entry)
            self.apply(device, {"op": "remove", "path": path, "was": entry})

    def step(self, kind: str, device: int, at: int, other: int) -> None:
        choices = self.entries(device)
        if kind == "set":
            self.set(device, at, f"q{other % 2}", f"text {self.number} by {device}")
        elif kind == "blank":
            self.set(device, at, f"q{other % 2}", None)
        elif kind == "look":
            self.look(device)
        elif kind == "decide":
            self.decide(device, at)
        elif kind == "remove":
            self.remove(device, at)
        elif kind == "keep":
            self.keep(device, choices[at % len(choices)])
        elif kind == "add":
            outer = choices[at % len(choices)][:2]
            repeat = "part" if outer and other % 2 else "talk"
            path = [*(outer if repeat == "part" else []), repeat, f"e{self.number}"]
            self.apply(device, {"op": "add", "path": path, "after": None if other < 3 else f"e{other}"})
        else:
            ids = [entry[ID] for entry in self.views[device].get("talk", [])]
            turned = [*ids[other:], *ids[:other]][: at + 1]
            self.apply(device, {"op": "order", "path": ["talk"], "ids": turned})


def _kept_texts(table: Table) -> set[tuple[tuple[str, ...], str]]:
    kept = {(tuple(path), text) for path, text in _texts(table.document, [])}
    kept |= {(tuple(one["path"]), one["other"]) for one in table.conflicts if isinstance(one["other"], str)}
    for removed in table.document.get(REMOVED, []):
        kept |= {(tuple(path), text) for path, text in _texts(removed["entry"], removed["path"])}
    return kept


@given(_STEPS)
def test_every_text_is_kept_unless_somebody_who_saw_it_replaced_it(steps: list[tuple[str, int, int, int]]) -> None:
    table = Table()
    for step in steps:
        table.step(*step)
    kept = _kept_texts(table)
    lost = [(path, text) for path, texts in table.words.living.items() for text in texts if (path, text) not in kept]
    assert not lost


@given(_STEPS)
def test_every_entry_is_somewhere_and_only_once(steps: list[tuple[str, int, int, int]]) -> None:
    table = Table()
    for step in steps:
        table.step(*step)
    assert with_entry_ids(table.document) is table.document, "what is kept is what was merged: no id is given anew"
    ids = _ids(table.document) + [one["path"][-1] for one in table.document.get(REMOVED, [])]
    inside = [name for one in table.document.get(REMOVED, []) for name in _ids(one["entry"])]
    assert len(ids + inside) == len(set(ids + inside))


def _ids(answers: dict[str, Any]) -> list[str]:
    return [
        name
        for key, value in answers.items()
        if isinstance(value, list) and key != REMOVED
        for entry in value
        for name in (entry[ID], *_ids(entry))
    ]


def test_an_entry_that_somebody_keeps_while_another_removes_all_around_it_is_there_once() -> None:
    """Two have an open conflict about a part; one decides to keep it, the other removes the conversation with it."""
    table = Table()
    part = {ID: "p", "q0": "said"}
    talk = {ID: "t", "part": [part]}
    table.document = {"talk": [talk]}
    table.look(0)
    table.look(1)
    table.apply(0, {"op": "remove", "path": ["talk", "t"], "was": talk})
    table.apply(1, {"op": "add", "path": ["talk", "t", "part", "p"], "after": None, "resolves": ["k"]})
    table.apply(1, {"op": "set", "path": ["talk", "t", "part", "p", "q0"], "value": "and heard", "was": "said"})
    assert table.document == {"talk": [{ID: "t", "part": [{ID: "p", "q0": "and heard"}]}]}
    assert table.views[1] == table.document


@given(_STEPS)
def test_a_change_applied_twice_is_applied_once(steps: list[tuple[str, int, int, int]]) -> None:
    """A second time it changes nothing in the document, whatever it is, as long as nobody came between."""
    table = Table()
    for step in steps:
        table.step(*step)
    if table.views[0].get("talk"):
        path = ["talk", table.views[0]["talk"][0][ID], "q0"]
        was = (find_entry(table.views[0], path[:-1]) or {}).get("q0")
        change = {"op": "set", "path": path, "value": "twice", "was": was}
        once = apply_change(table.document, change).document
        assert apply_change(once, change).document == once


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.floats(-3, 3) | st.sampled_from(("", "a", "1", "true")),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("ab"), inner, max_size=2),
    max_leaves=6,
)


@given(_VALUES, _VALUES)
def test_sameness_is_the_same_from_both_sides_and_of_everything_with_itself(one: Any, other: Any) -> None:
    assert same_answer(one, one)
    assert same_answer(one, other) == same_answer(other, one)
    if same_answer(one, other):
        assert json.dumps(one) == json.dumps(other) or is_blank(one) or _has_blanks(one, other)


def _has_blanks(one: Any, other: Any) -> bool:
    """Two values that differ in writing may say the same only by blanks, by names' order, or by 1 and 1.0."""
    return isinstance(one, dict | list | int | float) and isinstance(other, dict | list | int | float)


def test_ids_are_given_where_they_are_missing_and_taken_out_again() -> None:
    document = {"b1": "x", "areas": ["n"], "talk": [{"q": 1}, {ID: "b", "part": [{"r": 2}]}], "none": []}
    names = iter("pqrst")
    named = with_entry_ids(document, new_id=lambda: next(names))
    assert named == {
        "b1": "x", "areas": ["n"], "none": [],
        "talk": [{ID: "p", "q": 1}, {ID: "b", "part": [{ID: "q", "r": 2}]}],
    }  # fmt: skip
    assert with_entry_ids(named) is named
    assert without_entry_ids(named | {REMOVED: [{"path": ["talk", "z"], "after": None, "entry": {}}]}) == {
        "b1": "x", "areas": ["n"], "none": [], "talk": [{"q": 1}, {"part": [{"r": 2}]}],
    }  # fmt: skip


def test_an_id_that_two_entries_have_is_given_anew_to_the_second() -> None:
    named = with_entry_ids({"talk": [{ID: "a", "q": 1}, {ID: "a", "q": 2}]}, new_id=lambda: "b")
    assert named == {"talk": [{ID: "a", "q": 1}, {ID: "b", "q": 2}]}


def test_entries_of_a_fixed_number_are_named_by_their_position() -> None:
    assert with_entry_ids({"site": [{"q": 1}, {}]}, {"site"}) == {"site": [{ID: "n1", "q": 1}, {ID: "n2"}]}


def test_a_place_by_ids_is_a_place_by_indexes_and_back() -> None:
    document = {"talk": [{ID: "a"}, {ID: "b", "part": [{ID: "c"}, {ID: "d"}]}]}
    repeats = ("talk", "part")
    assert ids_of(document, repeats, (1, 1)) == ["b", "d"]
    assert entry_of(document, repeats, ["b", "d"]) == (1, 1)
    assert path_of(repeats, ["b", "d"]) == ["talk", "b", "part", "d"]
    assert ids_of(document, repeats, ()) == []
    assert ids_of(document, repeats, (0, 0)) is None
    assert entry_of(document, repeats, ["a", "d"]) is None
