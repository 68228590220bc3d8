"""Rounds that one reader must not read yet: an agency's own grades are hidden from those who still grade it.

Who reads is noted on the session once a request knows it, so that services take no request. Three kinds of round are
hidden:

- self-assessments, from a member of a visiting team, as long as an assessment of the cycle that they visit has not come
  to the stage "compared";
- notes of walkabouts, from those who read more than what is released and work for an agency of the cycle, until its
  assessment has been sent to it: a QA group is made up of people of the agencies that are assessed;
- interviews of peer reviews, from all but those who read every peer review and are not of the reviewed area.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from flask import Flask, g
from flask_login import current_user
from sqlalchemy import select
from sqlalchemy.orm import Session, object_session

from survey_app.accounts.models import Membership, Role
from survey_app.case_audits.models import PeerReview, PeerSeat
from survey_app.database import db
from survey_app.rounds.models import Round
from survey_app.walkabouts.models import (
    AssessmentMember,
    Section11Assessment,
    Section11Cycle,
    Visit,
    VisitMember,
)
from survey_app.walkabouts.self_assessment.access import COMPARED

READER, HIDDEN = "reader_id", "rounds_hidden_from_reader"
SENT = ("replying", "final")  # the stages at which an agency has been sent what the walkabout found
INTERVIEWS = (
    "“{title}” holds the interviews of a peer review. They are read by its team, and by those who read every peer "
    "review and do not belong to the area that is reviewed."
)
WORKING = {"results.working", "results.raw", "coding.read", "quotes.propose"}
VISITING = (
    "You are in a visiting team, and “{title}” holds how agencies grade themselves. It is hidden from you until the "
    "walkabout's own grades of the agencies you visit are recorded."
)
OWN_AGENCY = (
    "You work for an agency that is assessed, and “{title}” holds what its visiting team has noted. It is hidden from "
    "you until the assessment of your agency has been sent to it for factual accuracy."
)


def note_reader(session: Session, user_id: int | None) -> None:
    """Say whose request this session serves; None for nobody who signs in, and for the worker."""
    session.info[READER] = user_id
    session.info.pop(HIDDEN, None)


def is_hidden(round_: Round) -> bool:
    """Whether the reader of this session must not read the answers of this round yet."""
    return bool(why_hidden(round_))


def why_hidden(round_: Round) -> str:
    """Why the reader of this session must not read the answers of this round yet; empty where they may."""
    session = object_session(round_)
    why = hidden_from_reader(session).get(round_.id, "") if session is not None else ""
    return why.format(title=round_.title)


def hidden_from_reader(session: Session) -> Mapping[int, str]:
    """The rounds that are hidden from whom this session serves, each with the reason."""
    if session.info.get(READER) is None:
        return {}
    if HIDDEN not in session.info:
        session.info[HIDDEN] = hidden_rounds(session, session.info[READER])
    found: Mapping[int, str] = session.info[HIDDEN]
    return found


def hidden_rounds(session: Session, user_id: int) -> Mapping[int, str]:
    """The rounds that are hidden from a person at present, each with the reason."""
    return (
        dict.fromkeys(_notes_on_own_agency(session, user_id), OWN_AGENCY)
        | dict.fromkeys(_grades_of_visited(session, user_id), VISITING)
        | dict.fromkeys(_interviews_of_reviews(session, user_id), INTERVIEWS)
    )


def _interviews_of_reviews(session: Session, user_id: int) -> Iterator[int]:
    """The interviews of peer reviews, but for those who read all of these and are not of the reviewed area."""
    found = session.execute(
        select(PeerReview.id, PeerReview.round_id, PeerReview.partnership_id, PeerReview.agency_id).where(
            PeerReview.round_id.is_not(None)
        )
    ).all()
    if not found:
        return
    reads = _partnerships_with(session, user_id, {"peer_reviews.read"})
    own = set(session.scalars(select(Membership.agency_id).where(Membership.user_id == user_id)))
    seated = set(
        session.scalars(select(PeerSeat.review_id).where(PeerSeat.user_id == user_id, PeerSeat.side == "area"))
    )
    for review_id, round_id, partnership_id, agency_id in found:
        is_area = review_id in seated or (agency_id is not None and agency_id in own)
        if round_id is not None and (is_area or partnership_id not in reads):
            yield round_id


def _grades_of_visited(session: Session, user_id: int) -> Iterator[int]:
    found = session.scalars(
        select(Section11Cycle.self_round_id)
        .join(Section11Assessment, Section11Assessment.cycle_id == Section11Cycle.id)
        .join(Visit, Visit.assessment_id == Section11Assessment.id)
        .join(VisitMember, VisitMember.visit_id == Visit.id)
        .where(
            VisitMember.user_id == user_id,
            Visit.state != "cancelled",
            Section11Assessment.stage.not_in((*COMPARED, "withdrawn")),
            Section11Cycle.self_round_id.is_not(None),
        )
    )
    return (one for one in found if one is not None)


def _notes_on_own_agency(session: Session, user_id: int) -> Iterator[int]:
    own = select(Membership.agency_id).where(Membership.user_id == user_id, Membership.agency_id.is_not(None))
    found = session.execute(
        select(Section11Cycle.walkabout_round_id, Section11Cycle.partnership_id)
        .join(Section11Assessment, Section11Assessment.cycle_id == Section11Cycle.id)
        .join(AssessmentMember, AssessmentMember.assessment_id == Section11Assessment.id)
        .where(
            AssessmentMember.agency_id.in_(own),
            Section11Assessment.stage.not_in((*SENT, "withdrawn")),
            Section11Cycle.walkabout_round_id.is_not(None),
        )
        .distinct()
    ).all()
    reads = _reads_working_in(session, user_id) if found else frozenset()
    return (round_id for round_id, partnership_id in found if round_id is not None and partnership_id in reads)


def _reads_working_in(session: Session, user_id: int) -> frozenset[int]:
    """The partnerships in which a person reads more than what is released."""
    return _partnerships_with(session, user_id, WORKING)


def _partnerships_with(session: Session, user_id: int, wanted: set[str]) -> frozenset[int]:
    """The partnerships in which a person holds one of these permissions."""
    rows = session.execute(
        select(Membership.partnership_id, Role.permissions)
        .join(Role, Role.key == Membership.role_key)
        .where(Membership.user_id == user_id)
    )
    return frozenset(partnership_id for partnership_id, held in rows if wanted & set(held))


def init_hidden_rounds(app: Flask) -> None:
    """Note the reader of every request: who is signed in, or whose access token it carries."""

    @app.before_request
    def note() -> None:
        token = g.get("api_token")
        if token is not None:
            note_reader(db.session(), token.user_id)
        elif current_user.is_authenticated:
            note_reader(db.session(), current_user.id)
