"""Figures of the chain in words that need no statistics, and the list behind each is the figure's own."""

from __future__ import annotations

import pandas as pd
import pytest
from sqlalchemy.orm import Session

from analysis.improvement import chain_figures
from survey_app.improvement.lists.attention import READERS
from survey_app.improvement.lists.choosing import ListQuery
from survey_app.improvement.lists.figures import chain_figures as figures_of
from survey_app.improvement.lists.shown_figures import ShownFigure, shown_figures
from tests.survey_app.improvement.actions.action_world import (
    DUE,
    TODAY,
    World,
    claim,
    judged,
    make_action,
    make_recommendation,
)

NAME = "Until half of the recommendations are closed"


def half(closed: list[str | None]) -> ShownFigure:
    """What is said of how long half of them take, each made on 1 January 2026, on 1 June 2026."""
    made = pd.DataFrame({
        "recommendation": [f"R{one}" for one in range(len(closed))], "made": ["2026-01-01"] * len(closed),
        "state": ["closed" if one else "open" for one in closed], "closed": closed, "reopened": [0] * len(closed),
    })  # fmt: skip
    none = pd.DataFrame(columns=["recommendation", "opened", "due", "closed", "state", "verdict", "reopened"])
    found = shown_figures(chain_figures(made, none, as_of=TODAY))
    return next(one for one in found if one.name == NAME)


@pytest.mark.parametrize(
    ("closed", "value", "says"),
    [
        (["2026-01-11", "2026-01-21", None], "20 days", "2 closed, 1 still open"),
        (["2026-01-02", "2026-01-02", None], "1 day", "2 closed, 1 still open"),
        (["2026-01-11", None, None], "", "Too early to say: 1 closed, 2 still open."),
        ([None, None], "", "None of the recommendations is closed yet."),
        ([], "", "There are no recommendations yet."),
    ],
    ids=["half", "one day", "too early", "none closed", "none"],
)
def test_how_long_half_take_is_said_in_plain_words(closed: list[str | None], value: str, says: str) -> None:
    shown = half(closed)
    assert shown.value == value
    assert says in f"{shown.of} {shown.means}"


def test_each_figure_leads_to_the_list_of_what_it_counts(session: Session, world: World) -> None:
    claim(session, make_action(session, world), world.owner)
    make_action(session, world)
    judged(session, world, make_action(session, world), "activity_only")
    make_recommendation(session, world.partnership, world.agency)
    make_recommendation(session, world.partnership, world.agency, state="retest", reopened=1)
    later = DUE.replace(year=DUE.year + 1)
    counted = {}
    for one in shown_figures(figures_of(session, world.partnership.id, later)):
        if one.value and one.chosen.get("mark"):
            rows = READERS[one.list_name](session, world.partnership.id, ListQuery(**one.chosen), later)
            counted[one.name] = len(rows)
            assert (one.of.split()[0] if "%" in one.value else one.value) == str(len(rows)), one.name
    assert counted == {
        "Open recommendations": 3, "Without any action": 2, "Recommendations opened again": 1, "Overdue actions": 2,
        "Closed as activity only": 1,
    }  # fmt: skip
