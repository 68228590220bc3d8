"""Destroying records of the chain whose time has come: open recommendations wait, and history goes with its record."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import Session

from survey_app.deleting import delete_with_dependants
from survey_app.improvement.models import Action, ChainChange, Finding, OutsideReview, Recommendation, ReTest

ENDED = ("closed", "not_accepted", "withdrawn")


def destroy_recommendations(session: Session, ripe: ColumnElement[bool]) -> int:
    """Delete recommendations that are ended, with their actions, evidence, claims, re-tests and history."""
    ids = session.scalars(select(Recommendation.id).where(ripe, Recommendation.state.in_(ENDED))).all()
    actions = session.scalars(select(Action.id).where(Action.recommendation_id.in_(ids))).all()
    retests = session.scalars(select(ReTest.id).where(ReTest.recommendation_id.in_(ids))).all()
    for record_type, gone in (("recommendation", ids), ("action", actions), ("re_test", retests)):
        _forget(session, record_type, gone)
    return delete_with_dependants(session, Recommendation, ids)


def destroy_findings(session: Session, ripe: ColumnElement[bool]) -> int:
    """Delete findings that no open recommendation rests on, with what bears them out and their history."""
    in_use = select(Finding.id).join(Finding.recommendations).where(Recommendation.state.not_in(ENDED))
    ids = session.scalars(select(Finding.id).where(ripe, Finding.id.not_in(in_use))).all()
    _forget(session, "finding", ids)
    return delete_with_dependants(session, Finding, ids)


def destroy_outside_reviews(session: Session, ripe: ColumnElement[bool]) -> int:
    """Delete outside reviews with their passages; findings keep what they quoted."""
    ids = session.scalars(select(OutsideReview.id).where(ripe)).all()
    return delete_with_dependants(session, OutsideReview, ids)


def _forget(session: Session, record_type: str, ids: Sequence[Any]) -> None:
    session.execute(delete(ChainChange).where(ChainChange.record_type == record_type, ChainChange.record_id.in_(ids)))
