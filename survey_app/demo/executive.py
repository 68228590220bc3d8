"""Constructed meetings of the Executive, decisions, briefs and a member's question. They go through the services."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.database import now
from survey_app.partnership.models import Partnership
from survey_app.partnership.services import agencies_of
from survey_app.programme.executive import briefs
from survey_app.programme.executive.briefs import BriefText, Section
from survey_app.programme.executive.carrying_out import NoteText, note_what_came
from survey_app.programme.executive.deciding import DecisionText, decide
from survey_app.programme.executive.drafting import draft_brief
from survey_app.programme.executive.meetings import ItemText, hold, plan_meeting, send_agenda, take_onto, write_item
from survey_app.programme.executive.models import BRIEF_KINDS, Brief
from survey_app.programme.executive.waiting import waiting_for
from survey_app.programme.members import questions

EDUCATION = ItemText(
    title="A senior education worker at the front door (constructed)",
    asks="Agree to pay for the post for a year, from the partnership’s reserve.",
    paper="Three agencies would share the cost. Schools have seconded somebody until the end of term.",
)
ADVICE = ItemText(
    title="One number for advice at the front door (constructed)",
    asks="Agree to bring three advice lines together, and who does it.",
)
MEMBERS = ItemText(
    title="How elected members hear of visits (constructed)", asks="Agree to a briefing after each round of visits."
)
TIME = ItemText(
    title="Time for the quality assurance group (constructed)",
    asks="Decide who carries the group’s wider role.",
)


def load_executive(session: Session, partnership: Partnership, people: Mapping[str, User], *, today: date) -> None:
    """A meeting that was held, one whose agenda is being built, briefs that were sent and one that waits to be."""
    qa, second = people["qa"].id, people["second-qa"].id
    held = plan_meeting(session, partnership.id, today - timedelta(days=20), "Town hall, room 2 (constructed)", qa)
    agreed, advice, members, put_off = (
        write_item(session, held, words, qa, today - timedelta(days=40)) for words in (EDUCATION, ADVICE, MEMBERS, TIME)
    )
    agencies = {one.name: one.id for one in agencies_of(session, partnership.id)}
    send_agenda(session, held, qa)
    held.sent_at = now() - timedelta(days=27)
    decide(
        session, agreed,
        DecisionText(
            kind="agreed_in_part", text="Half a post is paid for until the end of the school year (constructed).",
            because="The reserve pays for half; schools bring the rest when budgets are set.",
            agency_id=agencies["Children's social care"], due_by=today + timedelta(days=60),
        ),
        qa, today,
    )  # fmt: skip
    one_number = decide(
        session, advice,
        DecisionText(
            kind="agreed", text="Police bring the three advice lines together under one number (constructed).",
            agency_id=agencies["Police"], due_by=today - timedelta(days=6),
        ),
        qa, today,
    )  # fmt: skip
    note_what_came(
        session, one_number,
        NoteText(
            state="under_way", text="The number is bought. Health has not said who answers at night (constructed).",
            day=today - timedelta(days=12),
        ),
        people["agency-lead"].id, today,
    )  # fmt: skip
    briefing = decide(
        session, members,
        DecisionText(
            kind="agreed", text="Members have a briefing after each round of visits (constructed).",
            due_by=today - timedelta(days=2),
        ),
        qa, today,
    )  # fmt: skip
    note_what_came(
        session, briefing,
        NoteText(
            state="carried_out", text="The first briefing went to members (constructed).", day=today - timedelta(days=9)
        ),
        qa, today,
    )  # fmt: skip
    put_off.state, put_off.state_why = "deferred", "The chair of the group could not come (constructed)."
    session.flush()
    hold(session, held, today)
    coming = plan_meeting(session, partnership.id, today + timedelta(days=14), "Online", qa)
    waiting = waiting_for(session, partnership.id, today)[:3]
    take_onto(session, coming, [(one.source_type, one.source_id) for one in waiting], qa, today)
    _brief(session, partnership, people, "chief_officers", today)
    _brief(session, partnership, people, "delegated_partners", today)
    _waiting_draft(session, partnership, people, today)
    member = _brief(session, partnership, people, "members", today)
    questions.ask(  # nobody has answered it, and its ten working days have passed
        session, partnership.id, "Which agencies have not been visited for two years, and why (constructed)?",
        people["councillor"].id, today - timedelta(days=21),
    )  # fmt: skip
    asked = questions.ask(
        session, partnership.id, "How soon do schools hear what became of a referral (constructed)?",
        people["councillor"].id, today - timedelta(days=8), brief=member,
    )  # fmt: skip
    questions.answer(
        session, asked, "Within one working day in nine of ten referrals since the summer (constructed).", second
    )
    questions.ask(
        session, partnership.id, "Who pays for the education worker after the summer (constructed)?",
        people["councillor"].id, today - timedelta(days=2),
    )  # fmt: skip


def _brief(session: Session, partnership: Partnership, people: Mapping[str, User], kind: str, today: date) -> Brief:
    words = BriefText(
        title=f"{BRIEF_KINDS[kind]}: what came of our work (constructed)",
        sections=[
            Section(
                heading="What was decided",
                text="• Half a post for education at the front door is paid for until the end of the school year.\n"
                "• Time for the quality assurance group waits for the next meeting.",
            ),
            Section(heading="What it means for children", text="Schools are at the table when decisions are made."),
        ],
    )
    sent_at = now() - timedelta(days=9)
    made = briefs.write_brief(session, partnership.id, kind, words, people["qa"].id, today - timedelta(days=9))
    briefs.send_brief(session, made, people["second-qa"].id, today - timedelta(days=9), seen=1, at=sent_at)
    if kind == "chief_officers":
        for copy in made.copies:
            briefs.note_opening(session, copy, sent_at + timedelta(days=1))
    return made


def _waiting_draft(session: Session, partnership: Partnership, people: Mapping[str, User], today: date) -> None:
    """A brief that one of the group wrote from the product's own draft, and another is to read and send."""
    drafted = draft_brief(session, partnership.id, "chief_officers", today)
    words = BriefText(title="Chief Officers: what still waits (constructed)", sections=drafted.sections)
    briefs.write_brief(session, partnership.id, "chief_officers", words, people["qa"].id, today, since=drafted.since)
