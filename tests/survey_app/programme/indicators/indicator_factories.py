"""Indicators for tests, a call each. Every name and figure is made up."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from survey_app.partnership.models import Agency, Partnership
from survey_app.programme.indicators.checking import Typed
from survey_app.programme.indicators.defining import IndicatorText, define
from survey_app.programme.indicators.models import IndicatorAdoption, IndicatorSubmission
from survey_app.programme.indicators.submitting import submit

FIRST = date(2026, 1, 1)
LATER = date(2026, 12, 20)


def text(**values: Any) -> IndicatorText:
    given = {
        "title": "Decision within one working day", "why": "Constructed.", "numerator": "Decided in time",
        "denominator": "Referrals", "source": "Constructed.", "direction": "higher", "deadline_days": 10,
        "target": 0.9, "subject": "Front door",
    }  # fmt: skip
    return IndicatorText(**{**given, **values})


def make_indicator(
    session: Session, partnership: Partnership, *agencies: Agency, name: str = "decision", measure: str = "share",
    period: str = "month", first_period: date = FIRST, on_front_door: bool = False, **values: Any,
) -> IndicatorAdoption:  # fmt: skip
    """An indicator that these agencies submit."""
    if measure != "share":
        values = {"target": None, "denominator": "", **values}
    return define(
        session, partnership.id, name=name, measure=measure, period=period, text=text(**values),
        first_period=first_period, owners=[agency.id for agency in agencies], by_id=None, on_front_door=on_front_door,
    )  # fmt: skip


def give(
    session: Session, adoption: IndicatorAdoption, agency: Agency, start: date, value: float | str,
    base: int | str = "", **more: Any,
) -> IndicatorSubmission | None:  # fmt: skip
    """A figure that is submitted, whatever those before were."""
    typed = Typed(value=str(value), base=str(base), comment=more.pop("comment", "Checked."))
    more = {"by_id": None, "today": LATER, **more}
    return submit(session, adoption, agency.id, start, typed, **more)
