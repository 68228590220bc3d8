"""The result of a re-test comes back by itself, as soon as its record is final, and is frozen beside the figure before.

A walkabout is final with the final copy of its assessment, an audit when it is finished, a round when it has closed and
its answers are opened. Nobody's grade is read before.
"""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.case_audits.locking import lock_row
from survey_app.case_audits.models import CaseAudit
from survey_app.collect.models import SealingBatch
from survey_app.database import now
from survey_app.happenings import alone
from survey_app.improvement.changing import change
from survey_app.improvement.models import Recommendation, ReTest
from survey_app.improvement.models.retests import FOLLOWED
from survey_app.improvement.retests.figures import Figure, audit_figure, final_of, grade_figure, survey_figure
from survey_app.improvement.retests.placing import record_of
from survey_app.results.services import is_audited_blind
from survey_app.rounds.models import Round
from survey_app.walkabouts.models import Visit

GIVEN_UP_AFTER = timedelta(days=14)  # after closing: answers are opened within the hour where their key is there
SEALED = "Not told: answers cannot be opened. Their key is not here."


def collect_results(session: Session, today: date, partnership_id: int | None = None) -> list[ReTest]:
    """Freeze the results that are in; those whose result came now.

    Parameters
    ----------
    partnership_id
        Only of this partnership; of all where it is None.
    """
    query = (
        select(ReTest)
        .join(Recommendation)
        .where(ReTest.found_at.is_(None), ReTest.cancelled_why == "", ReTest.record_id != "")
        .where(Recommendation.state.in_(FOLLOWED))
        .order_by(Recommendation.partnership_id, Recommendation.number, ReTest.number)
    )
    if partnership_id is not None:
        query = query.where(Recommendation.partnership_id == partnership_id)
    came = []
    for retest in session.scalars(query).all():
        with alone(session, f"re-test {retest.id}"):
            figure = result_of(session, retest, today)
            if figure is not None and _freeze(session, retest, figure | {"on": today.isoformat()}):
                came.append(retest)
    return came


def _freeze(session: Session, retest: ReTest, figure: Figure) -> bool:
    """Write a result down, unless the re-test was called off, moved or read meanwhile."""
    read_in = (retest.record_type, retest.record_id)
    lock_row(session, retest.recommendation)
    session.refresh(retest)
    if not retest.is_placed or (retest.record_type, retest.record_id) != read_in:
        return False
    change(session, retest, {"found": figure, "found_at": now()}, by_id=None)
    return True


def result_of(session: Session, retest: ReTest, today: date) -> Figure | None:
    """What the record of a re-test says, once it is final; None before."""
    record = record_of(session, retest)
    if isinstance(record, Visit):
        final = final_of(session, record.assessment) if record.assessment is not None else None
        fits = final is not None and record.state == "done"
        return grade_figure(record.assessment, final, retest.subject) if fits else None  # type: ignore[arg-type]
    if isinstance(record, CaseAudit):
        return audit_figure(session, record, retest.subject) if record.state == "finished" else None
    if not isinstance(record, Round) or record.state != "closed" or is_audited_blind(record):
        return None
    if not _waits_under_seal(session, record):
        return survey_figure(session, record, retest.subject)
    closed_on = record.closes_on or today
    return {"of": record.title, "why_not": SEALED} if today > closed_on + GIVEN_UP_AFTER else None


def _waits_under_seal(session: Session, round_: Round) -> bool:
    sealed = select(SealingBatch.id).where(
        SealingBatch.round_id == round_.id, SealingBatch.state.in_(("filling", "full"))
    )
    return session.scalars(sealed).first() is not None
