"""What the history of a recommendation says of its re-tests, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from survey_app.case_audits.models import CaseAudit
from survey_app.case_audits.numbers import number_of
from survey_app.improvement.chain.shown import figure_text
from survey_app.improvement.models import RETEST_RESULTS, ReTest
from survey_app.rounds.models import Round
from survey_app.walkabouts.models import Visit

OF_THE_RESULT = frozenset({"record_id", "found"})
"""The fields of a re-test that only whoever may read its result reads."""
GONE = "A record that is gone"


def of_retest(session: Session, retest: ReTest, field: str, value: str) -> str:
    """A value of a re-test's field as the history kept it, in words."""
    if field == "found":  # it is found once, so what was kept is what the re-test has
        return _figure(retest.found) if value not in ("", "{}") else ""
    if field == "record_id":
        return _place(session, retest.way, value) if value else ""
    return RETEST_RESULTS.get(value, value) if field == "result" else value


def _figure(found: Mapping[str, Any]) -> str:
    said = found.get("why_not") or found.get("grade_label") or figure_text(dict(found)) or "No figure was frozen"
    details = [str(found[name]) for name in ("label", "of") if found.get(name) and name not in _said_by(found)]
    return ". ".join([str(said).rstrip("."), *details])


def _said_by(found: Mapping[str, Any]) -> tuple[str, ...]:
    """A grade is of one standard, which the re-test names already."""
    return ("label",) if found.get("grade_label") else ()


def _place(session: Session, way: str, record_id: str) -> str:
    if way == "walkabout":
        visit = session.get(Visit, record_id)
        day = f" on {visit.day:%-d %B %Y}" if visit is not None and visit.day else ""
        return f"The visit to {visit.agency.name}{day}" if visit is not None else GONE
    if (number := number_of(record_id)) is None:
        return GONE
    if way == "case_audit":
        audit = session.get(CaseAudit, number)
        return f"The audit “{audit.title}”" if audit is not None else GONE
    round_ = session.get(Round, number)
    return f"The round “{round_.title}”" if round_ is not None else GONE
