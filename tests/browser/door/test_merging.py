"""Who is here hangs neither on the order of acts nor on how often they arrive; the device says what the server says."""

from __future__ import annotations

import json
import random
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey_app.forums.door.merging import standing_of_acts
from tests.instruments.javascript import find_node

CASES = json.loads(
    (Path(__file__).parents[2] / "survey_app" / "forums" / "door" / "merging_cases.json").read_text(encoding="utf-8")
)
BEGIN = datetime(2027, 3, 9, 9, tzinfo=UTC)
Act = dict[str, Any]


class JavaScript:
    """A Node process that merges."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [find_node(), str(Path(__file__).with_name("run_merging.mjs"))],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8",
        )  # fmt: skip

    def standing(self, acts: list[Act]) -> dict[str, list[str]]:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(acts) + "\n")
        self.process.stdin.flush()
        return dict(json.loads(self.process.stdout.readline()))


@pytest.fixture(scope="module")
def javascript() -> Iterator[JavaScript]:
    running = JavaScript()
    yield running
    running.process.communicate()


def in_python(acts: list[Act]) -> dict[str, list[str]]:
    return standing_of_acts([act | {"at": datetime.fromisoformat(act["at"])} for act in acts])


@pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in CASES])
def test_device_and_server_give_what_the_table_says(javascript: JavaScript, case: dict[str, Any]) -> None:
    assert in_python(case["acts"]) == case["here"]
    assert javascript.standing(case["acts"]) == case["here"]


@st.composite
def acts_of_a_forum(draw: st.DrawFn) -> list[Act]:
    """Check-ins of few people at few moments, and acts that take back any of them, or what nobody has seen."""
    ids = [f"in-{number}" for number in range(draw(st.integers(0, 8)))]
    moment = st.integers(0, 3).map(lambda minutes: (BEGIN + timedelta(minutes=minutes)).isoformat())
    acts = [{"id": one, "kind": "in", "person": draw(st.sampled_from("pqr")), "at": draw(moment)} for one in ids]
    for number in range(draw(st.integers(0, 4))):
        ends = draw(st.lists(st.sampled_from([*ids, "in-unknown"]), min_size=1, max_size=3, unique=True))
        acts.append({"id": f"out-{number}", "kind": "out", "ends": ends, "at": draw(moment)})
    return acts


@given(acts=acts_of_a_forum(), seed=st.integers(0, 2**16), again=st.integers(0, 3))
def test_order_and_repetition_change_nothing_and_both_sides_agree(
    javascript: JavaScript, acts: list[Act], seed: int, again: int
) -> None:
    once = in_python(acts)
    shuffled = [*acts, *acts[:again]]
    random.Random(seed).shuffle(shuffled)
    assert in_python(shuffled) == once
    assert javascript.standing(shuffled) == once


@given(acts=acts_of_a_forum())
def test_somebody_is_here_just_where_a_check_in_of_theirs_was_not_taken_back(acts: list[Act]) -> None:
    taken_back = {end for act in acts if act["kind"] == "out" for end in act["ends"]}
    expected: dict[str, set[str]] = {}
    for act in acts:
        if act["kind"] == "in" and act["id"] not in taken_back:
            expected.setdefault(act["person"], set()).add(act["id"])
    found = in_python(acts)
    assert {person: set(ids) for person, ids in found.items()} == expected
    first = {person: ids[0] for person, ids in found.items()}
    at = {act["id"]: act["at"] for act in acts if act["kind"] == "in"}
    assert all(at[one] == min(at[other] for other in expected[person]) for person, one in first.items())
