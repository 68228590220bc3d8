"""A deep dive with what came out of it: learning, recommendations and a meeting, as browser tests look at them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.accounts.models import Membership
from survey_app.case_audits.learning.choosing import used_cases
from survey_app.case_audits.learning.clearing import clear, publish_strength
from survey_app.case_audits.learning.points import PointText, add_point
from survey_app.case_audits.learning.recommending import RecommendationText, add_recommendation
from survey_app.case_audits.meetings.services import MeetingText, add_meeting
from survey_app.case_audits.pages import today
from survey_app.designer.services import find_instrument
from survey_app.partnership.models import Partnership
from survey_app.partnership.services import agencies_of
from tests.survey_app.case_audits.figures.four_agencies import make_four_agencies
from tests.survey_app.factories import make_round

LEARNT = (
    ("strength", "Return interviews", "A worker whom the child chose came every time, and kept coming (constructed)."),
    ("enabler", "Sharing information", "One list of places and people, kept by all agencies together (constructed)."),
    ("challenge", "Sharing information", "Housing heard of a missing child days later (constructed)."),
    ("learning", "Return interviews", "Ask what the child was looking for, not only where they were (constructed)."),
)


def prepare_learning(session: Session, partnership: Partnership) -> dict[str, Any]:
    """The address of the deep dive, and one record of each kind that pages show."""
    instrument = find_instrument(session, partnership.id, "case-audit")
    assert instrument is not None
    audit = make_four_agencies(
        session, partnership, title="Children missing most often (constructed)", kind="deep_dive",
        theme="Missing from home", re_audit_on=today() - timedelta(days=12),
        round=make_round(session, partnership, instrument.versions[-1]),
    )  # fmt: skip
    qa = session.scalars(
        select(Membership.user_id).where(
            Membership.partnership_id == partnership.id, Membership.role_key == "qa_group"
        )
    ).first()  # fmt: skip
    assert qa is not None
    cases, agencies = used_cases(session, audit), agencies_of(session, partnership.id)
    points = [
        add_point(
            session, audit, PointText(kind=kind, text=text, theme=theme, case_id=cases[place].id if place else None),
            by=None,
        )
        for place, (kind, theme, text) in enumerate(LEARNT)
    ]  # fmt: skip
    clear(session, points[0], by=qa)
    publish_strength(session, points[0])
    recommendation = add_recommendation(
        session, audit,
        RecommendationText(
            text="Tell housing on the first day that a child is missing (constructed).",
            why="Housing heard days later, in three cases (constructed).", owner_id=agencies[0].id,
            theme="Sharing information",
        ),
        by=None,
    )  # fmt: skip
    meeting = add_meeting(
        session, audit,
        MeetingText(
            met_on=today() - timedelta(days=40), about="Where they go, and who they are with",
            attendees=(("Detective inspector", agencies[0].id), ("Designated nurse", agencies[-1].id)),
            cases={cases[0].id: "The same two places each time (constructed)."},
            decided="One list of places and people (constructed).", next_steps="Each agency adds what it knows.",
        ),
        by=None,
    )  # fmt: skip
    return {
        "deep_dive": audit.slug, "learning_point": points[1].id, "recommendation": recommendation.id,
        "audit_meeting": meeting.id,
    }  # fmt: skip
