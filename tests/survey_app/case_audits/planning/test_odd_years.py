"""A year with a digit too many stops neither the form nor the nightly run."""

from __future__ import annotations

from datetime import date

import pytest

from survey_app.case_audits.kinds import KINDS
from survey_app.case_audits.peer_reviews.forms import ReviewForm
from survey_app.case_audits.planning.forms import AuditForm, FinishForm, MoreTimeForm, sensible_day
from survey_app.case_audits.planning.plans import AuditPlan, plan_problems
from survey_app.case_audits.sampling.key_dates import months_later
from survey_app.retention import add_months
from survey_app.rounds.forms import DayField


@pytest.mark.parametrize("odd", [date.min, date(1999, 12, 31), date(2101, 1, 1), date.max])
@pytest.mark.parametrize("field", ["window_starts_on", "window_ends_on", "returns_due_on", "panel_on", "re_audit_on"])
def test_a_plan_with_an_odd_year_is_refused_in_a_sentence(field: str, odd: date) -> None:
    days = {"window_starts_on": date(2025, 1, 1), "window_ends_on": date(2025, 12, 31)}
    assert plan_problems(AuditPlan(kind=next(iter(KINDS)), title="Neglect", **days)) == []
    problems = plan_problems(AuditPlan(kind=next(iter(KINDS)), title="Neglect", **{**days, field: odd}))
    assert any("between 2000 and 2100" in one for one in problems)


@pytest.mark.parametrize("form", [AuditForm, FinishForm, MoreTimeForm, ReviewForm])
def test_every_day_of_the_forms_is_checked(form: type) -> None:
    days = [field for name in dir(form) if getattr(field := getattr(form, name), "field_class", None) is DayField]
    assert days
    assert all(sensible_day in field.kwargs["validators"] for field in days)


@pytest.mark.parametrize(("day", "months", "expected"), [
    (date(9999, 12, 31), 84, date.max), (date(9999, 1, 31), 1, date(9999, 2, 28)), (date.min, -1, date.min),
    (date(2024, 1, 31), 1, date(2024, 2, 29)),
])  # fmt: skip
def test_months_after_the_last_year_end_with_the_calendar(day: date, months: int, expected: date) -> None:
    assert add_months(day, months) == expected
    if months > 0:
        assert months_later(day, months) == expected


@pytest.mark.parametrize("field", ["title", "theme", "purpose"])
def test_what_belongs_to_one_person_stands_in_no_plan(field: str) -> None:
    days = {"window_starts_on": date(2026, 1, 1), "window_ends_on": date(2026, 3, 31)}
    words = {"title": "Neglect", field: "As in the case of 943 476 5919"}
    (problem,) = plan_problems(AuditPlan(kind=next(iter(KINDS)), **words, **days))
    assert problem.startswith("Take “943 476 5919” out of")
