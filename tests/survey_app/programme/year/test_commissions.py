"""The yearly external review: from outside, judged by its report and never by whoever commissioned it."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.orm import Session

from survey_app.programme.year.arrangements import decide, decisions_of
from survey_app.programme.year.commissions import (
    CommissionPlan,
    commission,
    judge_objective,
    link_report,
    state_of,
    years_of_review,
)
from survey_app.programme.year.models import ReviewCommission
from survey_app.programme.year.refusals import YearRefused
from tests.survey_app.factories import make_partnership
from tests.survey_app.programme.year.year_world import TODAY, YearWorld


def plan(**values: object) -> CommissionPlan:
    details: dict[str, object] = {
        "year": 2026, "reviewer": "Institute for Child Welfare", "independent_because": "it has no contract here.",
        "starts_on": date(2026, 9, 1), "report_by": date(2027, 1, 31), "objectives": ("Did practice change?",),
    }  # fmt: skip
    return CommissionPlan(**{**details, **values})  # type: ignore[arg-type]


def commissioned(world: YearWorld, **values: object) -> ReviewCommission:
    return commission(world.session, world.id, plan(**values), by_id=world.qa.id)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        pytest.param({"objectives": (" ",)}, "objectives", id="no-objective"),
        pytest.param({"independent_because": ""}, "independent", id="no-independence"),
        pytest.param({"report_by": date(2026, 8, 31)}, "before the review starts", id="report-first"),
        pytest.param({"report_by": date(2028, 4, 1)}, "by 31 March 2028 at the latest", id="report-years-later"),
        pytest.param({"starts_on": date(2026, 3, 31)}, "starts in that year", id="day-before-the-year"),
        pytest.param({"starts_on": date(2027, 4, 1), "report_by": date(2027, 5, 1)}, "in that year", id="day-after"),
    ],
)
def test_a_commission_that_says_too_little_is_refused(
    world: YearWorld, values: dict[str, object], sentence: str
) -> None:
    with pytest.raises(YearRefused, match=sentence):
        commissioned(world, **values)


def test_nobody_of_the_partnership_reviews_it_and_each_year_has_one_review(world: YearWorld) -> None:
    for own in (world.police.name.upper(), world.partnership.name):
        with pytest.raises(YearRefused, match="belongs to the partnership"):
            commissioned(world, reviewer=own)
    commissioned(world)
    with pytest.raises(YearRefused, match="commissioned already"):
        commissioned(world)


def test_objectives_are_judged_by_the_report_and_not_by_whoever_commissioned_it(
    world: YearWorld, session: Session
) -> None:
    found = commissioned(world)
    objective = found.objectives[0]
    with pytest.raises(YearRefused, match="Link the review’s report"):
        judge_objective(session, objective, "met", "It says so.", by_id=world.executive.id, today=TODAY)
    with pytest.raises(YearRefused, match="before this review started"):
        link_report(session, found, world.review(dated=date(2026, 8, 31)).id)
    link_report(session, found, world.review(number=2).id)
    with pytest.raises(YearRefused, match="You commissioned"):
        judge_objective(session, objective, "met", "It says so.", by_id=world.qa.id, today=TODAY)
    with pytest.raises(YearRefused, match="say why"):
        judge_objective(session, objective, "met", " ", by_id=world.executive.id, today=TODAY)
    assert state_of(found, 2026, TODAY)[0].startswith("Reported")
    judge_objective(session, objective, "partly", "Two teams changed.", by_id=world.executive.id, today=TODAY)
    assert state_of(found, 2026, TODAY) == ("Judged", False)


def test_a_report_of_another_partnership_is_none(world: YearWorld, session: Session) -> None:
    theirs = YearWorld(session).review()
    with pytest.raises(YearRefused, match="imported"):
        link_report(session, commissioned(world), theirs.id)


def test_next_years_review_is_due_and_a_year_without_one_is_missed(world: YearWorld, session: Session) -> None:
    commissioned(world, year=2024, starts_on=date(2024, 9, 1), report_by=date(2025, 1, 31))
    rows = years_of_review(session, world.id, date(2027, 3, 31))
    assert [(one.year, one.is_late) for one in rows] == [(2026, False), (2025, True), (2024, True)]
    assert rows[0].state == "Due: not commissioned yet"
    rows = years_of_review(session, world.id, date(2027, 4, 1))
    assert [(one.year, one.is_late) for one in rows][:2] == [(2027, False), (2026, True)]
    assert years_of_review(session, make_partnership(session).id, TODAY)[0].commission is None


def test_a_decision_on_arrangements_says_why_and_is_never_changed(world: YearWorld, session: Session) -> None:
    given = {"chairing": "independent_chair", "scrutiny": "mixed", "decided_by": "Executive", "by_id": world.qa.id,
             "today": TODAY}  # fmt: skip
    with pytest.raises(YearRefused, match="no reason by itself"):
        decide(session, world.id, reason=" ", decided_on=TODAY, **given)  # type: ignore[arg-type]
    with pytest.raises(YearRefused, match="still to come"):
        decide(session, world.id, reason="One voice.", decided_on=date(2026, 6, 2), **given)  # type: ignore[arg-type]
    decide(session, world.id, reason="One voice.", decided_on=TODAY, **given)  # type: ignore[arg-type]
    with pytest.raises(YearRefused, match="only ever followed"):
        decide(session, world.id, reason="Earlier.", decided_on=date(2026, 5, 1), **given)  # type: ignore[arg-type]
    assert len(decisions_of(session, world.id)) == 1
    assert decisions_of(session, make_partnership(session).id) == []
