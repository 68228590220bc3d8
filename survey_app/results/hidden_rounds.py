"""Rounds that one reader must not read yet: an agency's own grades are hidden from those who still grade it.

Who reads is noted on the session once a request knows it, so that services take no request. A round is hidden from a
member of a visiting team as long as it collects the self-assessments of a cycle in which an assessment that they visit
has not come to the stage "compared".
"""

from __future__ import annotations

from flask import Flask, g
from flask_login import current_user
from sqlalchemy import select
from sqlalchemy.orm import Session, object_session

from survey_app.database import db
from survey_app.rounds.models import Round
from survey_app.walkabouts.models import Section11Assessment, Section11Cycle, Visit, VisitMember

READER, HIDDEN = "reader_id", "rounds_hidden_from_reader"
NOT_GRADED_YET = ("planned", "fieldwork", "reconciled", "graded")


def note_reader(session: Session, user_id: int | None) -> None:
    """Say whose request this session serves; None for nobody who signs in, and for the worker."""
    session.info[READER] = user_id
    session.info.pop(HIDDEN, None)


def is_hidden(round_: Round) -> bool:
    """Whether the reader of this session still grades an agency whose self-assessment is in this round."""
    session = object_session(round_)
    if session is None or session.info.get(READER) is None:
        return False
    if HIDDEN not in session.info:
        session.info[HIDDEN] = hidden_rounds(session, session.info[READER])
    return round_.id in session.info[HIDDEN]


def hidden_rounds(session: Session, user_id: int) -> frozenset[int]:
    """The rounds that are hidden from a person at present."""
    found = session.scalars(
        select(Section11Cycle.self_round_id)
        .join(Section11Assessment, Section11Assessment.cycle_id == Section11Cycle.id)
        .join(Visit, Visit.assessment_id == Section11Assessment.id)
        .join(VisitMember, VisitMember.visit_id == Visit.id)
        .where(
            VisitMember.user_id == user_id,
            Visit.state != "cancelled",
            Section11Assessment.stage.in_(NOT_GRADED_YET),
            Section11Cycle.self_round_id.is_not(None),
        )
    )
    return frozenset(one for one in found if one is not None)


def init_hidden_rounds(app: Flask) -> None:
    """Note the reader of every request: who is signed in, or whose access token it carries."""

    @app.before_request
    def note() -> None:
        token = g.get("api_token")
        if token is not None:
            note_reader(db.session(), token.user_id)
        elif current_user.is_authenticated:
            note_reader(db.session(), current_user.id)
