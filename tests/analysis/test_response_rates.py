from __future__ import annotations

import pandas as pd
import pytest

from analysis.response_rates import frame_cells, rate_tables, response_rate
from analysis.round_data import Population


@pytest.mark.parametrize(
    ("answered", "size", "known", "sentence"),
    [
        (39, 225, True, "17% (39 of 225)"),
        (33, 395, False, "at most 8.4% (33 of 395 or more)"),
        (33, None, False, "33 responses; the number asked is not known, so there is no rate"),
        (1, None, False, "1 response; the number asked is not known, so there is no rate"),
        (0, 225, True, "0% (0 of 225)"),
        (12, 12, True, "100% (12 of 12)"),
        (0, 0, True, "0 responses; nobody was asked, so there is no rate"),
        (13, 12, True, "13 responses, more than the 12 asked, so there is no rate"),
        (13, 12, False, "13 responses; at least 12 were asked, but fewer than answered, so there is no rate"),
        (1234, 5000, True, "25% (1,234 of 5,000)"),
    ],
)
def test_the_rate_is_stated_as_what_is_known_allows(
    answered: int, size: int | None, known: bool, sentence: str
) -> None:
    assert response_rate(answered, Population(size=size, known=known)).sentence == sentence


def test_a_rate_of_an_unknown_population_is_an_upper_limit() -> None:
    rate = response_rate(33, Population(size=395, known=False, note="and the waiting lists"))
    assert rate.at_most
    assert rate.rate == pytest.approx(33 / 395)
    assert rate.note == "and the waiting lists"


@pytest.mark.parametrize(("answered", "size"), [(13, 12), (0, 0)])
def test_there_is_no_rate_of_more_than_all_or_of_nobody(answered: int, size: int) -> None:
    rate = response_rate(answered, Population(size=size, known=True))
    assert (rate.rate, rate.at_most) == (None, False)


@pytest.mark.parametrize(
    ("answered", "population", "message"),
    [
        (-1, Population(size=3, known=True), "answered is -1"),
        (1, Population(size=-3, known=True), "population is -3"),
        (1, Population(size=None, known=True), "known, but has no size"),
    ],
)
def test_a_contradictory_population_is_refused(answered: int, population: Population, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        response_rate(answered, population)


def make_frame() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "agency": ["Police", "Police", "Health", "Health"],
            "forum": ["North", "South", "North", None],
            "invited": pd.array([10, 20, 30, None], dtype="Int64"),
            "answered": [5, 5, 3, 2],
        }
    )


def test_each_breakdown_adds_up_the_frame() -> None:
    agency, forum = rate_tables(frame_cells(make_frame()), {"agency": "Agency"})
    assert agency.label == "Agency"
    assert [(row.label, row.invited, row.answered, row.rate) for row in agency.rows] == [
        ("Police", 30, 10, pytest.approx(1 / 3)),
        ("Health", None, 5, None),
    ]
    assert agency.rows[1].mark == "z"
    assert agency.note == "Where the number invited is not known there is no rate."
    assert [(row.label, row.invited, row.answered) for row in forum.rows] == [
        ("North", 40, 8),
        ("South", 20, 5),
        ("Not stated", None, 2),
    ]
    assert forum.label == "Forum"


def test_more_answers_than_invited_give_a_note_and_no_rate() -> None:
    frame = pd.DataFrame({"forum": ["North", "South"], "invited": [4, 0], "answered": [6, 0]})
    (table,) = rate_tables(frame_cells(frame), {})
    assert [row.rate for row in table.rows] == [None, None]
    assert table.note is not None
    assert "more answered than were invited" in table.note


@pytest.mark.parametrize("frame", [None, pd.DataFrame(), pd.DataFrame({"forum": [], "answered": []})])
def test_without_a_frame_there_are_no_tables(frame: pd.DataFrame | None) -> None:
    assert rate_tables(frame_cells(frame), {}) == ()


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"forum": ["North"], "invited": [3]}, "no column 'answered'"),
        ({"forum": ["North"], "answered": [None]}, "row 1 of the frame has no number in column 'answered'"),
        ({"forum": ["North"], "answered": [-1]}, "column 'answered': -1 is not a number of people"),
        ({"forum": ["North"], "invited": [2.5], "answered": [1]}, "column 'invited': 2.5 is not a number of people"),
    ],
)
def test_a_frame_that_cannot_be_counted_is_refused(columns: dict[str, list[object]], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        frame_cells(pd.DataFrame(columns))
