from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from survey_app.partnership.models import Agency, Partnership
from survey_app.results.dashboard.glance import Foundation, Glance, glance, lay_foundation
from survey_app.results.dashboard.standing import Alert
from survey_app.rounds.models import Round
from tests.survey_app.answers import OUTSIDER
from tests.survey_app.factories import make_round
from tests.survey_app.results.dashboard.rounds import AT, TODAY, days_ago, make_evaluation, make_place


def page_of(session: Session, partnership: Partnership, **asked: str) -> tuple[Foundation, Glance]:
    on = lay_foundation(session, partnership, asked, reader=OUTSIDER, at=AT)
    return on, glance(session, on, sees_duty_list=False)


def alerts(session: Session, partnership: Partnership, **asked: str) -> list[tuple[str, str]]:
    found: tuple[Alert, ...] = page_of(session, partnership, **asked)[1].alerts
    return [(alert.kind, place.of) for alert in found for place in alert.places]


def make_low(session: Session, partnership: Partnership, agencies: list[Agency], **values: Any) -> Round:
    """A round of which so few answered that it is not reportable."""
    return make_evaluation(session, partnership, agencies, answered=6, agreeing=0, population_size=600, **values)


def test_a_round_past_its_closing_date_is_overdue(session: Session) -> None:
    partnership, _ = make_place(session)
    late = make_round(session, partnership, opens_on=days_ago(30), closes_on=days_ago(2), population_size=None,
                      population_known=False, population_note="Not known")  # fmt: skip
    make_round(session, partnership, late.version, opens_on=days_ago(30), closes_on=TODAY)
    on, page = page_of(session, partnership)
    assert ("overdue", late.slug) in alerts(session, partnership)
    assert [line.slug for line in page.open_rounds if line.is_overdue] == [late.slug]
    assert page.tiles[0].base == "1 past the closing date"
    assert [line.when for line in on.lines() if line.is_overdue] == ["2 days past its closing date"]


def test_low_response_is_said_once_half_of_the_time_has_passed(session: Session) -> None:
    partnership, agencies = make_place(session)
    early = make_low(session, partnership, agencies, state="open", opens_on=days_ago(3), closes_on=TODAY + timedelta(9))
    half = make_low(session, partnership, agencies, state="open", opens_on=days_ago(9), closes_on=TODAY + timedelta(9))
    endless = make_low(session, partnership, agencies, state="open", opens_on=days_ago(14), closes_on=None)
    found = alerts(session, partnership)
    assert ("response", early.slug) not in found
    assert ("response", half.slug) in found
    assert ("response", endless.slug) in found


def test_a_closed_round_that_is_not_reportable_needs_attention_for_a_year(session: Session) -> None:
    partnership, agencies = make_place(session)
    recent = make_low(session, partnership, agencies)
    make_low(session, partnership, agencies, closes_on=days_ago(500), opens_on=days_ago(520))
    make_evaluation(session, partnership, agencies)
    assert alerts(session, partnership) == [("not reportable", recent.slug)]


def test_where_nobody_is_known_to_have_been_asked_the_rate_is_at_most_and_hatched(session: Session) -> None:
    partnership, agencies = make_place(session)
    make_evaluation(session, partnership, agencies, population_known=False, population_note="And waiting lists")
    page = page_of(session, partnership)[1]
    assert page.closed_rounds[0].response == "at most 50.0% (30 of 60 or more)"
    chart = page.charts["response"]
    assert chart.rows[0].is_limit  # type: ignore[union-attr]
    assert "at most" in chart.description


def test_a_type_of_agency_picks_its_released_rates(session: Session) -> None:
    partnership, agencies = make_place(session)
    make_evaluation(session, partnership, agencies)
    other = make_round(session, partnership, state="closed", closes_on=days_ago(3), population_size=9)
    page = page_of(session, partnership, agency_type="police")[1]
    first, second = sorted(page.closed_rounds, key=lambda line: line.slug == other.slug)
    assert [(group.label, group.text, group.rate) for group in first.groups] == [(agencies[0].name, "[c]", None)]
    assert second.groups == ()
    health = page_of(session, partnership, agency_type="health")[1]
    line = next(one for one in health.closed_rounds if one.slug == first.slug)
    assert {group.label for group in line.groups} == {agency.name for agency in agencies[1:]}


def test_a_period_leaves_out_the_rounds_of_other_years(session: Session) -> None:
    partnership, agencies = make_place(session)
    old = make_evaluation(session, partnership, agencies, opens_on=days_ago(420), closes_on=days_ago(400))
    new = make_evaluation(session, partnership, agencies)
    assert [line.slug for line in page_of(session, partnership, period="2025-26")[1].closed_rounds] == [old.slug]
    assert [line.slug for line in page_of(session, partnership, period="2026-27")[1].closed_rounds] == [new.slug]
    assert page_of(session, partnership, period="2026-27")[1].chosen == ("April 2026 to March 2027",)
