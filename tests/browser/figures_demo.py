"""An audit in moderation with all its figures, and the one before it, as browser tests look at them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.case_audits.models import AgencyReturn, AuditCase, CaseModeration, Dissent
from survey_app.designer.services import find_instrument
from survey_app.partnership.models import Partnership
from tests.survey_app.case_audits.figures.four_agencies import make_four_agencies
from tests.survey_app.factories import make_round


def prepare_figures(session: Session, partnership: Partnership) -> dict[str, Any]:
    """Four agencies and eight cases, the last audit of nine, and one dissent."""
    instrument = find_instrument(session, partnership.id, "case-audit")
    assert instrument is not None
    version = instrument.versions[-1]
    last = make_four_agencies(
        session, partnership, file="last_audit.csv", title="Neglect, spring (constructed)",
        round=make_round(session, partnership, version),
    )  # fmt: skip
    audit = make_four_agencies(
        session, partnership, title="Neglect, autumn (constructed)", earlier_id=last.id,
        round=make_round(session, partnership, version),
    )  # fmt: skip
    asked = session.scalars(
        select(AgencyReturn).join(AuditCase).where(AuditCase.audit_id == audit.id).order_by(AuditCase.number)
    ).first()
    assert asked is not None
    moderation = session.get_one(CaseModeration, asked.case_id)
    moderation.dissents.append(
        Dissent(question="b1", agency_id=asked.agency_id, grade="good", reason="Seen in time (constructed).")
    )
    session.flush()
    return {"figured_audit": audit.slug}
