from __future__ import annotations

import json
from dataclasses import replace
from hashlib import sha256

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.sampling import (
    DrawRecord,
    Exclusion,
    draw_record_from_json,
    draw_record_to_json,
    draw_simple,
    draw_stratified,
    draw_systematic,
    drawn_rows,
    redraw,
)

ROWS = pd.DataFrame(
    {
        "case": [f"R{number}" for number in range(60)],
        "outcome": ["assessment", "early help", "none"] * 20,
        "received": pd.date_range("2026-01-01", periods=60),
        "note": "constructed",
    }
)
SPREADS = {"assessment": 0.5, "early help": 0.3, "none": 0.1}


def records() -> dict[str, DrawRecord]:
    pilot = {"R7": "in the pilot", "R8": "no file"}
    return {
        "simple": draw_simple(ROWS, 12, key="case", seed=11, exclusions=pilot),
        "proportional": draw_stratified(ROWS, 12, key="case", stratum="outcome", seed=11, minimum=2, exclusions=pilot),
        "stated": draw_stratified(
            ROWS, {"assessment": 1, "early help": 4, "none": 3}, key="case", stratum="outcome", seed=11
        ),
        "neyman": draw_stratified(
            ROWS, 12, key="case", stratum="outcome", seed=11, allocation="neyman", spreads=SPREADS
        ),
        "systematic": draw_systematic(ROWS, 12, key="case", seed=11, order="received", exclusions=pilot),
        "systematic by key": draw_systematic(ROWS, 12, key="case", seed=11),
    }


EVERY = pytest.mark.parametrize("name", list(records()))


@EVERY
def test_another_person_draws_the_same_from_the_file_and_the_record(name: str) -> None:
    record = records()[name]
    their_record = draw_record_from_json(draw_record_to_json(record))
    their_rows = ROWS[::-1].reset_index(drop=True)[["received", "outcome", "case"]]
    assert their_record == record
    assert redraw(their_record, their_rows) == record


def test_the_record_is_enough_without_this_program() -> None:
    record = json.loads(draw_record_to_json(records()["simple"]))
    lines = sorted(ROWS["case"])
    assert sha256("".join(f"{line}\n" for line in lines).encode()).hexdigest() == record["frame_hash"]
    left = [line for line in lines if line not in {one["key"] for one in record["exclusions"]}]
    left.sort(key=lambda key: sha256(f"{record['seed']}\t{key}".encode()).hexdigest())
    assert left[: record["n"]] == record["drawn"]


@EVERY
@pytest.mark.parametrize(
    "tamper",
    [
        lambda rows: rows.drop(index=3),
        lambda rows: rows.assign(case=rows["case"].replace("R9", "R9a")),
        lambda rows: pd.concat([rows, rows.tail(1).assign(case="R60")]),
    ],
)
def test_a_list_that_was_tampered_with_is_refused(name: str, tamper) -> None:
    with pytest.raises(ValueError, match="not the frame that was drawn from"):
        redraw(records()[name], tamper(ROWS))
    with pytest.raises(ValueError, match="not the frame that was drawn from"):
        drawn_rows(records()[name], tamper(ROWS))


@pytest.mark.parametrize(("name", "column"), [("neyman", "outcome"), ("systematic", "received")])
def test_a_list_with_moved_strata_or_places_is_refused(name: str, column: str) -> None:
    with pytest.raises(ValueError, match="not the frame that was drawn from"):
        redraw(records()[name], ROWS.assign(**{column: ROWS[column].to_numpy()[::-1]}))


@EVERY
@pytest.mark.parametrize(
    ("field", "value"),
    [("seed", 12), ("n", 11), ("frame_size", 59), ("drawn", ("R1", "R2"))],
)
def test_a_record_that_was_tampered_with_is_refused(name: str, field: str, value) -> None:
    with pytest.raises(ValueError, match="the record does not say what its seed draws: "):
        redraw(replace(records()[name], **{field: value}), ROWS)


@EVERY
def test_an_exclusion_put_in_afterwards_is_refused(name: str) -> None:
    record = records()[name]
    afterwards = Exclusion(key=record.drawn[0], reason="no longer wanted")
    with pytest.raises(ValueError, match="the record does not say what its seed draws: "):
        redraw(replace(record, exclusions=(*record.exclusions, afterwards)), ROWS)


def test_numbers_to_a_stratum_that_no_allocation_gives_are_refused() -> None:
    record = records()["proportional"]
    moved = tuple(replace(one, n=one.n + change) for one, change in zip(record.strata, (1, -1, 0), strict=True))
    with pytest.raises(ValueError, match="strata is"):
        redraw(replace(record, strata=moved), ROWS)


def test_another_algorithm_and_a_record_without_its_strata_are_refused() -> None:
    with pytest.raises(ValueError, match="algorithm is 'walkabout-draw 2'"):
        redraw(replace(records()["simple"], algorithm="walkabout-draw 2"), ROWS)
    with pytest.raises(ValueError, match="stratum_column is None"):
        redraw(replace(records()["simple"], method="stratified"), ROWS)


@EVERY
def test_the_drawn_rows_come_in_the_order_of_the_draw(name: str) -> None:
    record = records()[name]
    rows = drawn_rows(record, ROWS)
    assert tuple(rows["case"]) == record.drawn
    assert set(rows.columns) == set(ROWS.columns)


def test_keys_that_are_numbers_find_their_rows() -> None:
    rows = pd.DataFrame({"case": [30, 4, 200], "what": ["a", "b", "c"]})
    record = draw_simple(rows, 3, key="case", seed=1)
    assert sorted(drawn_rows(record, rows)["what"]) == ["a", "b", "c"]
    assert redraw(record, rows.astype(str)) == record


@given(st.integers(0, 2**53 - 1), st.integers(1, 60))
def test_every_draw_can_be_drawn_again(seed: int, n: int) -> None:
    for record in (
        draw_simple(ROWS, n, key="case", seed=seed),
        draw_stratified(ROWS, n, key="case", stratum="outcome", seed=seed, allocation="equal"),
        draw_systematic(ROWS, n, key="case", seed=seed, order="received"),
    ):
        assert redraw(draw_record_from_json(draw_record_to_json(record)), ROWS) == record


@pytest.mark.parametrize(
    ("change", "message"),
    [({"seed": "11"}, "seed"), ({"extra": 1}, "extra"), ({"drawn": None}, "drawn"), ({"method": "lucky"}, "method")],
)
def test_what_is_no_record_is_refused_with_the_member(change: dict[str, object], message: str) -> None:
    document = json.loads(draw_record_to_json(records()["simple"])) | change
    with pytest.raises(ValueError, match=message):
        draw_record_from_json(json.dumps(document))
