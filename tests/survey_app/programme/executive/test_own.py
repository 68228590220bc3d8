"""What the home page says to whom: briefs to read, questions to answer, decisions to note."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.programme.executive import briefs
from survey_app.programme.executive.briefs import BriefText, Section
from survey_app.programme.executive.models import Brief, ExecutiveMeeting
from survey_app.programme.members import questions
from tests.survey_app.factories import make_user, sign_in
from tests.survey_app.improvement.actions.action_world import World


@pytest.fixture
def councillor(session: Session, world: World) -> User:
    return make_user(session, world.partnership, roles=("councillor",))


def write(session: Session, world: World, kind: str, title: str, today: date) -> Brief:
    words = BriefText(title=title, sections=[Section(heading="Decided", text="• Half a post.")])
    return briefs.write_brief(session, world.partnership.id, kind, words, world.qa.id, today)


def home(client: FlaskClient, session: Session, world: World, user: User) -> list[str]:
    session.commit()
    page = sign_in(client.application.test_client(), user)
    text = page.get(f"/p/{world.partnership.slug}/").text
    if "Waits for you" not in text:
        return []
    listed = text.split("Waits for you")[1].split("</ul>")[0]
    return [one.split("</a>")[0].split(">")[-1] for one in listed.split("<li>")[1:]]


def test_a_chief_officer_is_told_of_a_brief_until_they_acknowledge_it(
    client: FlaskClient, session: Session, world: World, second: User, chief: User, councillor: User, today: date
) -> None:
    made = write(session, world, "chief_officers", "November", today)
    assert home(client, session, world, chief) == []
    briefs.send_brief(session, made, second.id, today, seen=1)
    assert home(client, session, world, chief) == ["Acknowledge “November”"]
    assert home(client, session, world, councillor) == []
    briefs.note_opening(session, made.copies[0], made.copies[0].sent_at)
    assert home(client, session, world, chief) == ["Acknowledge “November”"]
    briefs.acknowledge(session, made.copies[0], "", made.copies[0].sent_at)
    assert home(client, session, world, chief) == []


def test_a_councillor_is_told_of_a_briefing_until_they_read_it(
    client: FlaskClient, session: Session, world: World, second: User, councillor: User, today: date
) -> None:
    made = write(session, world, "members", "For members", today)
    briefs.send_brief(session, made, second.id, today, seen=1)
    assert home(client, session, world, councillor) == ["Read “For members”"]
    page = sign_in(client.application.test_client(), councillor)
    assert ">\n      New\n" in page.get(f"/p/{world.partnership.slug}/members/").text.replace("  New", "      New")
    page.get(f"/p/{world.partnership.slug}/members/briefings/{made.number}")
    assert home(client, session, world, councillor) == []


def test_the_group_is_told_of_drafts_of_others_of_questions_and_of_meetings_to_note(
    client: FlaskClient, session: Session, world: World, second: User, councillor: User, meeting: ExecutiveMeeting,
    today: date,
) -> None:  # fmt: skip
    write(session, world, "chief_officers", "November", today)
    asked = questions.ask(session, world.partnership.id, "How soon?", councillor.id, today - timedelta(days=30))
    noted = [
        f"Answer question Q-001 of an elected member, was due by {asked.answer_by:%-d %B %Y}",
        f"Note what the Executive decided on {meeting.day:%-d %B %Y}",
    ]
    assert home(client, session, world, world.qa) == noted
    assert home(client, session, world, second) == [*noted, f"Read and send “November”, written by {world.qa.name}"]
    questions.answer(session, asked, "Soon.", second.id)
    meeting.day = today + timedelta(days=1)
    assert home(client, session, world, world.qa) == []
