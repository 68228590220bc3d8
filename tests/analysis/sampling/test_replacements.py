"""A case that cannot be used is replaced by the next of the draw's own order, and anybody gets the same one."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace as changed
from hashlib import sha256

import pandas as pd
import pytest

from analysis.sampling import DrawRecord, draw_record_to_json, draw_simple, draw_stratified, draw_systematic
from analysis.sampling.replacements import (
    Replacement,
    SampleRecord,
    redraw_sample,
    replace,
    reserves,
    sample_record_from_json,
    sample_record_to_json,
)

ROWS = pd.DataFrame(
    {
        "case": [f"C{number:03}" for number in range(60)],
        "outcome": (["assessment"] * 3 + ["early help"] * 2 + ["closed"]) * 10,
        "on": [f"2026-{1 + number // 28:02}-{1 + number % 28:02}" for number in range(60)],
    }
)
WHY = "The file cannot be found"


def simple(n: int = 6, seed: int = 7) -> DrawRecord:
    return draw_simple(ROWS, n, key="case", seed=seed, exclusions={"C003": "in the pilot"})


def stratified(seed: int = 7) -> DrawRecord:
    return draw_stratified(ROWS, 9, key="case", stratum="outcome", seed=seed, allocation="equal")


def test_the_reserves_of_a_simple_draw_are_the_rest_of_its_order_worked_out_by_hand() -> None:
    """Independently: the SHA-256 of seed, tab and key, sorted."""
    by_hand = sorted(
        (one for one in ROWS["case"] if one != "C003"), key=lambda key: sha256(f"7\t{key}".encode()).hexdigest()
    )
    draw = simple()
    assert (*draw.drawn, *reserves(draw, ROWS, draw.drawn[0])) == tuple(by_hand)


def test_a_larger_draw_with_the_same_seed_would_have_drawn_the_replacements() -> None:
    sample = SampleRecord(draw=simple(6))
    for key in simple(6).drawn[:3]:
        sample = replace(sample, ROWS, key, WHY)
    assert set(sample.in_use) | set(simple(6).drawn[:3]) == set(simple(9).drawn)


def test_a_replacement_is_of_the_same_stratum_and_stands_in_the_same_place() -> None:
    outcome = dict(zip(ROWS["case"], ROWS["outcome"], strict=True))
    sample = SampleRecord(draw=stratified())
    for key in stratified().drawn:
        sample = replace(sample, ROWS, key, WHY)
    assert [outcome[key] for key in sample.in_use] == [outcome[key] for key in stratified().drawn]
    assert not set(sample.in_use) & set(stratified().drawn)


def test_a_replacement_of_a_replacement_goes_on_in_the_order() -> None:
    first = replace(SampleRecord(draw=simple()), ROWS, simple().drawn[2], WHY)
    taken = first.replacements[0].by
    assert taken is not None
    second = replace(first, ROWS, taken, WHY)
    assert second.replacements[1].by == reserves(simple(), ROWS, simple().drawn[0])[1]
    assert second.in_use[2] == second.replacements[1].by


def test_a_systematic_draw_is_replaced_within_its_own_step() -> None:
    draw = draw_systematic(ROWS, 7, key="case", seed=3, order="on")
    for step, key in enumerate(draw.drawn):
        others = {draw_systematic(ROWS, 7, key="case", seed=seed, order="on").drawn[step] for seed in range(400)}
        assert set(reserves(draw, ROWS, key)) == others - set(draw.drawn), "those that another random start draws there"


def test_each_case_of_a_stratum_is_as_often_a_replacement_as_any_other() -> None:
    rows = ROWS[ROWS["outcome"] == "closed"]
    counts: Counter[str | None] = Counter()
    for seed in range(3000):
        sample = SampleRecord(draw=draw_simple(rows, 2, key="case", seed=seed))
        counts[replace(sample, rows, sample.draw.drawn[0], WHY).replacements[0].by] += 1
    assert len(counts) == 10
    assert sum((count - 300) ** 2 / 300 for count in counts.values()) < 27.88, "chi-square, 9 degrees of freedom, 0.1%"


def test_a_stratum_that_is_drawn_out_has_nothing_to_put_in_its_place() -> None:
    draw = draw_stratified(
        ROWS, {"assessment": 1, "closed": 10, "early help": 1}, key="case", stratum="outcome", seed=1
    )
    closed = draw.drawn[1]
    sample = replace(SampleRecord(draw=draw), ROWS, closed, WHY)
    assert sample.replacements[0].by is None
    assert closed not in sample.in_use
    assert len(sample.in_use) == 11
    assert redraw_sample(sample, ROWS) == sample


def test_who_cannot_be_drawn_any_more_is_passed_over_and_the_record_says_so() -> None:
    first, second = reserves(simple(), ROWS, simple().drawn[0])[:2]
    sample = replace(SampleRecord(draw=simple()), ROWS, simple().drawn[0], WHY, skipping={first: "drawn before"})
    assert sample.replacements[0].by == second
    assert [one.key for one in sample.replacements[0].skipped] == [first]
    assert redraw_sample(sample, ROWS) == sample


def test_the_sample_is_drawn_again_from_its_json_with_the_rows_in_any_order() -> None:
    sample = replace(SampleRecord(draw=stratified()), ROWS, stratified().drawn[4], WHY)
    again = sample_record_from_json(sample_record_to_json(sample))
    assert again == sample
    assert redraw_sample(again, ROWS.sample(frac=1, random_state=2)) == sample


def test_the_record_of_a_draw_alone_is_one_without_replacements() -> None:
    assert sample_record_from_json(draw_record_to_json(simple())) == SampleRecord(draw=simple())


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"draw": {}}'], ids=["nothing", "empty", "list", "half"])
def test_what_is_no_record_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"validation error|Invalid"):
        sample_record_from_json(text)


def test_another_replacement_than_the_rules_is_found_out() -> None:
    sample = replace(SampleRecord(draw=simple()), ROWS, simple().drawn[0], WHY)
    picked = reserves(simple(), ROWS, simple().drawn[0])[4]
    forged = changed(sample, replacements=(changed(sample.replacements[0], by=picked),))
    with pytest.raises(ValueError, match="does not say what its rule gives"):
        redraw_sample(forged, ROWS)


def test_a_changed_seed_list_or_drawn_case_is_found_out() -> None:
    sample = SampleRecord(draw=simple())
    other_list = ROWS.assign(case=ROWS["case"].replace("C059", "C060"))
    swapped = (*sample.draw.drawn[:-1], reserves(simple(), ROWS, simple().drawn[0])[0])
    for forged, rows in (
        (changed(sample, draw=changed(sample.draw, seed=8)), ROWS),
        (changed(sample, draw=changed(sample.draw, drawn=swapped)), ROWS),
        (sample, other_list),
    ):
        with pytest.raises(ValueError, match=r"does not say what its seed draws|not the frame"):
            redraw_sample(forged, rows)


@pytest.mark.parametrize(
    ("key", "why", "says"), [("C003", WHY, "not in use"), ("", WHY, "not in use"), ("*", " ", "reason")]
)
def test_what_cannot_be_replaced_is_refused(key: str, why: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        replace(SampleRecord(draw=simple()), ROWS, simple().drawn[0] if key == "*" else key, why)


def test_a_case_that_was_replaced_cannot_be_replaced_again() -> None:
    sample = replace(SampleRecord(draw=simple()), ROWS, simple().drawn[0], WHY)
    with pytest.raises(ValueError, match="not in use"):
        replace(sample, ROWS, simple().drawn[0], WHY)


def test_the_record_names_its_parts_for_other_programs() -> None:
    sample = SampleRecord(draw=simple(), replacements=(Replacement(unusable="C001", reason=WHY, by=None),))
    held = json.loads(sample_record_to_json(sample))
    assert set(held) == {"draw", "replacements"}
    assert held["replacements"][0] == {"unusable": "C001", "reason": WHY, "by": None, "skipped": []}
