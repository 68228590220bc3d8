"""Destroying records of the year whose time has come, with all that hangs on them."""

from __future__ import annotations

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from survey_app.deleting import delete_with_dependants
from survey_app.programme.year.models import AnnualReport, ReviewCommission, ScrutinyProgramme


def destroy_programmes(session: Session, ripe: ColumnElement[bool]) -> int:
    """Delete programmes with their topics and versions; the audits and reviews that these became stay."""
    ids = session.scalars(select(ScrutinyProgramme.id).where(ripe)).all()
    return delete_with_dependants(session, ScrutinyProgramme, ids)


def destroy_commissions(session: Session, ripe: ColumnElement[bool]) -> int:
    """Delete commissions of external reviews with their objectives; the imported review stays."""
    return delete_with_dependants(
        session, ReviewCommission, session.scalars(select(ReviewCommission.id).where(ripe)).all()
    )


def destroy_annual_reports(session: Session, ripe: ColumnElement[bool]) -> int:
    """Delete what was written for a year's report."""
    return delete_with_dependants(session, AnnualReport, session.scalars(select(AnnualReport.id).where(ripe)).all())
