"""The result of a re-test comes back by itself, as soon as its record is final, and is frozen beside the figure before.

A walkabout is final with the final copy of its assessment, an audit when it is finished, a round when it has closed and
its answers are opened. Nobody's grade is read before.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.case_audits.models import CaseAudit
from survey_app.collect.models import SealingBatch
from survey_app.database import now
from survey_app.improvement.changing import change
from survey_app.improvement.models import Recommendation, ReTest
from survey_app.improvement.retests.figures import Figure, audit_figure, final_of, grade_figure, survey_figure
from survey_app.improvement.retests.placing import record_of
from survey_app.results.services import is_audited_blind
from survey_app.rounds.models import Round
from survey_app.walkabouts.models import Visit


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
        .order_by(Recommendation.partnership_id, Recommendation.number, ReTest.number)
    )
    if partnership_id is not None:
        query = query.where(Recommendation.partnership_id == partnership_id)
    came = []
    for retest in session.scalars(query).all():
        figure = result_of(session, retest)
        if figure is not None:
            values = {"found": figure | {"on": today.isoformat()}, "found_at": now()}
            change(session, retest, values, by_id=None)
            came.append(retest)
    return came


def result_of(session: Session, retest: ReTest) -> Figure | None:
    """What the record of a re-test says, once it is final; None before."""
    record = record_of(session, retest)
    if isinstance(record, Visit):
        final = final_of(session, record.assessment) if record.assessment is not None else None
        fits = final is not None and record.state == "done"
        return grade_figure(record.assessment, final, retest.subject) if fits else None  # type: ignore[arg-type]
    if isinstance(record, CaseAudit):
        return audit_figure(session, record, retest.subject) if record.state == "finished" else None
    if isinstance(record, Round) and _is_open_to_all(session, record):
        return survey_figure(session, record, retest.subject)
    return None


def _is_open_to_all(session: Session, round_: Round) -> bool:
    """Whether a round has closed, nothing of it waits under seal, and nobody still grades in it."""
    sealed = select(SealingBatch.id).where(
        SealingBatch.round_id == round_.id, SealingBatch.state.in_(("filling", "full"))
    )
    return round_.state == "closed" and not session.scalars(sealed).all() and not is_audited_blind(round_)
