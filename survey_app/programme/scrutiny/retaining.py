"""Destroying records of the scrutineer's desk whose time has come, each with all that hangs on it."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from survey_app.deleting import delete_with_dependants
from survey_app.programme.scrutiny.models import (
    AssuranceRequest,
    ConversationNote,
    PartnerChallenge,
    ScrutinyDay,
    ScrutinyEntry,
    ScrutinyReport,
    YoungFinding,
)

Kept = (
    AssuranceRequest | ConversationNote | PartnerChallenge | ScrutinyDay | ScrutinyEntry | ScrutinyReport | YoungFinding
)
Destroyer = Callable[[Session, ColumnElement[bool]], int]


def _destroyer(model: type[Kept]) -> Destroyer:
    def destroy(session: Session, ripe: ColumnElement[bool]) -> int:
        return delete_with_dependants(session, model, session.scalars(select(model.id).where(ripe)).all())

    return destroy


DESTROYERS: dict[str, Destroyer] = {
    model.__tablename__: _destroyer(model)
    for model in (
        PartnerChallenge, AssuranceRequest, ScrutinyEntry, ScrutinyDay, ScrutinyReport, ConversationNote, YoungFinding,
    )
}  # fmt: skip
