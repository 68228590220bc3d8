"""What programs read of indicators: what the page shows, of the token's partnership alone, and nothing to solve for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.disclosure import DisclosurePolicy
from analysis.indicators import Shown
from analysis.indicators.series import series_of_shown
from survey_app.audit_log import AuditEvent
from survey_app.local_time import today
from survey_app.partnership.models import Agency, Partnership
from survey_app.programme.indicators.aggregating import release_aggregates
from survey_app.programme.indicators.defining import adopt, as_indicators, change_definition, share, text_of
from survey_app.programme.indicators.models import IndicatorAdoption
from survey_app.programme.indicators.reading import card_of
from tests.analysis.indicators.test_protection import attack
from tests.survey_app.factories import make_agency, make_partnership, make_user
from tests.survey_app.programme.indicators.indicator_factories import FIRST, give, make_indicator

Read = Callable[..., Any]
Figures = Sequence[Sequence[tuple[int, int]]]
FEW = range(1, DisclosurePolicy.default().threshold + 1)
MONTHS = [date(2026, month, 1) for month in range(1, 7)]
SMALL: Figures = [
    [(3, 60), (40, 60), (35, 60)],  # one hidden count beside two large ones and their sum
    [(58, 60), (40, 60), (0, 2)],  # a complement of two, and a base of two
    [(30, 60), (40, 60), (35, 60)],
    [(1, 1), (2, 60), (59, 60)],
    [(29, 60), (41, 60), (36, 60)],
    [(31, 60), (39, 60), (34, 60)],
]


@pytest.fixture
def agencies(session: Session, partnership: Partnership) -> list[Agency]:
    return [make_agency(session, partnership) for _ in range(3)]


def submitted(
    session: Session, partnership: Partnership, agencies: Sequence[Agency], figures: Figures
) -> IndicatorAdoption:
    """“decision”, with the figures of each agency for each month."""
    made = make_indicator(session, partnership, *agencies)
    for start, rows in zip(MONTHS, figures, strict=False):
        for agency, (value, base) in zip(agencies, rows, strict=True):
            give(session, made, agency, start, value, base)
    session.commit()
    return made


def figures_of(read: Read, name: str = "decision") -> list[dict[str, Any]]:
    return list(read(f"/indicators/{name}/figures?per_page=500")["items"])


def in_month(rows: Sequence[dict[str, Any]], start: date, agency: str | None) -> dict[str, Any]:
    return next(one for one in rows if one["period_start"] == start.isoformat() and one["agency"] == agency)


def shown_in(row: dict[str, Any]) -> Shown:
    return Shown(value=row["count"], base=row["base"], mark=row["mark"] or None)


def test_indicators_come_with_how_they_are_counted_today(
    session: Session, partnership: Partnership, read: Read
) -> None:
    council, user = make_agency(session, partnership), make_user(session, partnership)
    made = make_indicator(session, partnership, council, first_period=date(2024, 1, 1))
    make_indicator(session, partnership, council, name="referrals", measure="count")
    otherwise = replace(text_of(made.definition.versions[-1]), denominator="All referrals")
    change_definition(
        session, made.definition, otherwise, valid_from=date(2024, 6, 1), why="Constructed.", by_id=user.id
    )
    session.commit()
    first = read("/indicators?per_page=1")
    (found,) = first["items"]
    assert (found["name"], found["submitted_by"], found["target"]) == ("decision", council.name, 0.9)
    assert (found["version"], found["denominator"], found["counted_so_from"]) == (2, "All referrals", "2024-06-01")
    assert [one["measure"] for one in read(first["next"])["items"]] == ["count"]
    versions = [one["version"] for one in figures_of(read)[:7]]
    assert versions == [1, 1, 1, 1, 1, 2, 2], "each period has the version that it was counted by"


def test_the_figures_are_those_of_the_page(
    session: Session, partnership: Partnership, agencies: list[Agency], read: Read
) -> None:
    made = submitted(session, partnership, agencies, SMALL)
    rows = figures_of(read)
    courses = card_of(session, made, today=today()).courses
    assert courses.together is not None
    for agency, course in ((None, courses.together), *courses.by_agency.items()):
        mine = [one for one in rows if one["agency"] == agency]
        assert [(one["count"], one["base"], one["share"], one["low"], one["high"]) for one in mine] == [
            (point.count, point.base, point.share, point.low, point.high) for point in course.points
        ]
        assert [(one["mark"] or None, one["meets_target"]) for one in mine] == [
            (point.mark, point.meets_target) for point in course.points
        ]
    assert any(one["mark"] == "c" for one in rows)


@pytest.mark.parametrize("month", range(len(SMALL)))
def test_nobody_who_reads_it_and_knows_their_own_figures_works_out_a_small_one(
    session: Session, partnership: Partnership, agencies: list[Agency], read: Read, month: int
) -> None:
    submitted(session, partnership, agencies, SMALL)
    rows, start, true = figures_of(read), MONTHS[month], SMALL[month]
    names = [f"Agency {place}" for place in range(len(agencies))]
    whole = shown_in(in_month(rows, start, None))
    parts = {
        name: shown_in(in_month(rows, start, agency.name)) for name, agency in zip(names, agencies, strict=True)
    }  # fmt: skip
    for place, (count, base) in enumerate(true):
        for knows in (None, *(other for other in names if other != names[place])):
            for side, number in (("value", count), ("base", base)):
                if number in FEW:
                    low, high = attack(true, (whole, parts), knows=knows, side=side, at=names[place])
                    assert high - low >= 1, (month, knows, side, names[place])


def test_no_hidden_figure_is_in_a_centre_or_a_limit(
    session: Session, partnership: Partnership, agencies: list[Agency], read: Read
) -> None:
    """Whoever computes the chart from the rows that are shown gets every number of the answer."""
    made = submitted(session, partnership, agencies, SMALL)
    indicator = as_indicators(made.definition, "all")[-1]
    rows = figures_of(read)
    for agency in (None, *(one.name for one in agencies)):
        mine = [one for one in rows if one["agency"] == agency]
        starts = [date.fromisoformat(one["period_start"]) for one in mine]
        shown = {start: shown_in(one) for start, one in zip(starts, mine, strict=True) if one["mark"] != "z"}
        again = series_of_shown(indicator, shown, starts)
        assert {one["centre"] for one in mine if one["share"] is not None} <= {again.centre}
        assert [(one["low"], one["high"]) for one in mine] == [(point.low, point.high) for point in again.points]
    for one in rows:
        if one["mark"]:
            left = {key for key, value in one.items() if isinstance(value, int | float) and value is not False}
            assert left <= {"version", "count", "base"}
            assert None in (one["count"], one["base"])


def test_a_period_waits_for_its_last_agency_and_says_so(
    session: Session, partnership: Partnership, agencies: list[Agency], read: Read
) -> None:
    made = make_indicator(session, partnership, *agencies)
    for agency in agencies[:2]:
        give(session, made, agency, FIRST, 30, 60)
    session.commit()
    answer = read("/indicators/decision/figures")
    assert f"January 2026: {agencies[2].name}" in answer["waiting"]
    assert all(one["count"] is None and one["base"] is None for one in answer["items"])


def test_a_token_reads_the_rows_of_its_own_partnership_and_sums_over_several(
    session: Session, partnership: Partnership, agencies: list[Agency], read: Read
) -> None:
    made = make_indicator(session, partnership, agencies[0])
    share(session, made.definition, partnership.id)
    give(session, made, agencies[0], FIRST, 40, 50)
    for value, base in ((31, 61), (22, 42)):
        elsewhere = make_partnership(session)
        council = make_agency(session, elsewhere)
        taken = adopt(session, elsewhere.id, made.definition, first_period=FIRST, owners=[council.id], by_id=None)
        give(session, taken, council, FIRST, value, base)
        make_indicator(session, elsewhere, council, name="theirs")
    release_aggregates(session, today=date(2026, 2, 27))
    session.commit()
    assert [one["name"] for one in read("/indicators")["items"]] == ["decision"]
    assert [(one["count"], one["base"]) for one in figures_of(read) if not one["mark"]] == [(40, 50)]
    read("/indicators/theirs/figures", 404)
    read("/indicators/theirs/sums", 404)
    (found,) = read("/indicators/decision/sums")["items"]
    assert (found["count"], found["base"], found["partnerships"], found["mark"]) == (93, 153, 3, "")


def test_a_sum_that_would_tell_a_small_number_stays_hidden(
    session: Session, partnership: Partnership, agencies: list[Agency], read: Read
) -> None:
    made = make_indicator(session, partnership, agencies[0])
    share(session, made.definition, partnership.id)
    give(session, made, agencies[0], FIRST, 20, 50)
    for value in (1, 0):
        elsewhere = make_partnership(session)
        council = make_agency(session, elsewhere)
        taken = adopt(session, elsewhere.id, made.definition, first_period=FIRST, owners=[council.id], by_id=None)
        give(session, taken, council, FIRST, value, 50)
    release_aggregates(session, today=date(2026, 2, 27))
    session.commit()
    (found,) = read("/indicators/decision/sums")["items"]
    assert (found["count"], found["share"], found["mark"]) == (None, None, "c")
    assert found["why_hidden"]


def test_each_reading_is_recorded(
    session: Session, partnership: Partnership, agencies: list[Agency], read: Read
) -> None:
    make_indicator(session, partnership, agencies[0])
    session.commit()
    figures_of(read)
    events = session.scalars(select(AuditEvent).where(AuditEvent.action == "indicators downloaded")).all()
    assert [(one.subject, one.partnership_id) for one in events] == [("indicator decision", partnership.id)]
