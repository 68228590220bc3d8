"""Re-tests are put into the next visit, audit or round that fits, by themselves; called off, it gives them back.

A visit fits where it looks at the standard, goes to the agency and is on or after the day; an audit where its form asks
the question and the work it looks at reaches that day; a round where it is open, asks the question, and opened on or
after that day. The earliest that fits is taken.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from survey_app.case_audits.kinds import KINDS
from survey_app.case_audits.locking import lock_row
from survey_app.case_audits.models import CaseAudit
from survey_app.database import now
from survey_app.designer.services import compiled_version
from survey_app.happenings import alone
from survey_app.improvement.changing import change
from survey_app.improvement.models import Recommendation, ReTest
from survey_app.improvement.models.retests import FOLLOWED
from survey_app.improvement.retests.subjects import form_of_cycle, free_rounds
from survey_app.rounds.models import Round
from survey_app.walkabouts.cycles.standards import standards_for
from survey_app.walkabouts.models import Visit

VISIT, AUDIT, ROUND = "visit", "case_audit", "round"


def place_retests(session: Session, today: date, partnership_id: int | None = None) -> list[ReTest]:
    """Give back what lies in records that were called off or no longer fit, then place what waits; those placed now.

    Parameters
    ----------
    partnership_id
        Only of this partnership; of all where it is None.
    """
    for retest in session.scalars(_unfinished(partnership_id).where(ReTest.record_id != "")).all():
        with alone(session, f"re-test {retest.id}"):
            if _still_fits(session, retest):
                continue
            lock_row(session, retest.recommendation)
            session.refresh(retest)
            if retest.is_placed and not _still_fits(session, retest):
                _put(session, retest, "", "", "What it was placed in was called off, or no longer fits.")
    placed = []
    for retest in session.scalars(_unfinished(partnership_id).where(ReTest.record_id == "")).all():
        with alone(session, f"re-test {retest.id}"):
            found = next(_fitting(session, retest), None)
            if found is None:
                continue
            lock_row(session, retest.recommendation)
            session.refresh(retest)
            if retest.is_waiting:
                _put(session, retest, *found, "")
                placed.append(retest)
    return placed


def retests_in(session: Session, partnership_id: int, record_type: str, record_id: str) -> list[ReTest]:
    """The re-tests that lie in one record."""
    query = (
        select(ReTest)
        .join(Recommendation)
        .where(
            Recommendation.partnership_id == partnership_id, ReTest.record_type == record_type,
            ReTest.record_id == record_id, ReTest.cancelled_why == "", Recommendation.state.in_(FOLLOWED),
        )
        .order_by(Recommendation.number, ReTest.number)
    )  # fmt: skip
    return list(session.scalars(query))


def record_of(session: Session, retest: ReTest) -> Visit | CaseAudit | Round | None:
    """The record that a re-test lies in; None where it waits, or the record was destroyed."""
    if retest.record_type == VISIT:
        return session.get(Visit, retest.record_id)
    if not retest.record_id.isdecimal():
        return None
    if retest.record_type == AUDIT:
        return session.get(CaseAudit, int(retest.record_id))
    return session.get(Round, int(retest.record_id)) if retest.record_type == ROUND else None


def _unfinished(partnership_id: int | None) -> Select[ReTest]:
    query = (
        select(ReTest)
        .join(Recommendation)
        .where(ReTest.found_at.is_(None), ReTest.cancelled_why == "")
        .where(Recommendation.state.in_(FOLLOWED))
        .order_by(Recommendation.partnership_id, Recommendation.number, ReTest.number)
    )
    return query if partnership_id is None else query.where(Recommendation.partnership_id == partnership_id)


def _put(session: Session, retest: ReTest, record_type: str, record_id: str, why: str) -> None:
    values = {"record_type": record_type, "record_id": record_id, "placed_at": now() if record_id else None}
    change(session, retest, values, by_id=None, why=why)


def _fitting(session: Session, retest: ReTest) -> Iterator[tuple[str, str]]:
    finders = {"walkabout": _visits, "case_audit": _audits, "survey": _rounds}
    return finders[retest.way](session, retest)


def _visits(session: Session, retest: ReTest) -> Iterator[tuple[str, str]]:
    query = select(Visit).where(
        Visit.partnership_id == retest.recommendation.partnership_id, Visit.state == "planned",
        Visit.day >= retest.not_before,
    )  # fmt: skip
    for visit in session.scalars(query.order_by(Visit.day, Visit.starts_at, Visit.id)):
        if _visit_fits(visit, retest):
            yield VISIT, visit.id


def _visit_fits(visit: Visit, retest: ReTest) -> bool:
    assessment = visit.assessment
    return (
        visit.state in ("planned", "done")
        and visit.day is not None
        and visit.day >= retest.not_before
        and retest.agency_id in (None, visit.agency_id)
        and assessment is not None
        and assessment.stage not in ("withdrawn",)
        and form_of_cycle(assessment.cycle) == retest.form_id
        and retest.subject in {standard.name for standard in standards_for(assessment)}
    )


def _audits(session: Session, retest: ReTest) -> Iterator[tuple[str, str]]:
    query = select(CaseAudit).where(
        CaseAudit.partnership_id == retest.recommendation.partnership_id,
        CaseAudit.state.in_(("planning", "fieldwork")),
    )
    for audit in session.scalars(query.order_by(CaseAudit.window_ends_on, CaseAudit.id)):
        if _audit_fits(audit, retest):
            yield AUDIT, str(audit.id)


def _audit_fits(audit: CaseAudit, retest: ReTest) -> bool:
    """Work from before the day says nothing of what has changed since. One without a round has no version yet."""
    fits_form = KINDS[audit.kind].form_id == retest.form_id and (audit.round is None or _asks(audit.round, retest))
    return audit.state != "cancelled" and fits_form and audit.window_ends_on >= retest.not_before


def _rounds(session: Session, retest: ReTest) -> Iterator[tuple[str, str]]:
    found = [one for one in free_rounds(session, retest.recommendation.partnership_id) if one.state == "open"]
    for round_ in sorted(found, key=lambda one: (one.opens_on or date.max, one.id)):
        if _round_fits(round_, retest):
            yield ROUND, str(round_.id)


def _round_fits(round_: Round, retest: ReTest) -> bool:
    opened = round_.opens_on is not None and round_.opens_on >= retest.not_before
    return opened and _asks(round_, retest)


def _asks(round_: Round, retest: ReTest) -> bool:
    """Whether the version of the form that a round uses asks the question: an older or newer one may not."""
    form = round_.version.instrument.form_id == retest.form_id
    return form and retest.subject in {item.name for item in compiled_version(round_.version).items}


def _still_fits(session: Session, retest: ReTest) -> bool:
    record = record_of(session, retest)
    if isinstance(record, Visit):
        return _visit_fits(record, retest)
    if isinstance(record, CaseAudit):
        return _audit_fits(record, retest)
    return isinstance(record, Round) and _round_fits(record, retest)
