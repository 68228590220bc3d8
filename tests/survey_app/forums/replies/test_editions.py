"""The report is compiled from the cycle, frozen as it is sent, and an edition never changes."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import docx
import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.database import now
from survey_app.forums.hub.heard import Heard
from survey_app.forums.models import HubCycle, HubTheme
from survey_app.forums.pages import today
from survey_app.forums.replies import editions, report, themes
from survey_app.forums.replies.figures import attendance
from survey_app.forums.replies.mailing import compose_report_mail
from survey_app.forums.replies.models import FrozenChanged, ReportEdition
from survey_app.forums.replies.refusals import RepliesRefused
from survey_app.forums.replies.standing import standing_of_theme
from survey_app.mail import Composed, OutboxMessage
from survey_app.partnership.models import Partnership
from tests.survey_app.factories import make_user, sign_in
from tests.survey_app.forums.hub_factories import make_booking, make_forum
from tests.survey_app.forums.replies.conftest import SaidSource
from tests.survey_app.forums.replies.reply_factories import sent

ADDRESS = "/p/north/learning-hub/cycles/gangs"


def heard_under(theme: HubTheme, said: SaidSource, count: int = 3) -> None:
    said.pieces[theme.cycle_id] = [
        Heard(key=str(number), text=f"Point {number}", tone="concern", where="North", theme_id=theme.id)
        for number in range(count)
    ] + [Heard(key="q", text="We wait.", quote="We wait for weeks.", where="North", theme_id=theme.id)]


def held(session: Session, cycle: HubCycle, title: str, came: int) -> None:
    forum = make_forum(session, cycle, title=title, capacity=50, in_hours=-48)
    for _ in range(came):
        make_booking(session, forum, checked_in_at=now())


def test_the_report_says_what_is_under_each_theme(session: Session, theme: HubTheme, said: SaidSource) -> None:
    heard_under(theme, said, 11)
    content = report.compile_report(session, theme.cycle, now())
    [only] = content["themes"]
    assert only["concerns"] == {"points": [f"Point {number}" for number in range(8)], "more": 3}
    assert only["quotes"] == [{"text": "We wait for weeks.", "where": "North"}]
    assert only["sources"] == ["What was said (12)"]
    assert only["heard"] == "Teams read the levels of need in two ways."


def test_an_edition_stays_as_it_was_sent(session: Session, theme: HubTheme, said: SaidSource, planner: User) -> None:
    heard_under(theme, said)
    edition = sent(session, theme.cycle, planner)
    before, mark = report.fingerprint_of(edition.content), edition.fingerprint
    themes.change_theme(session, theme, "Another title", "Other words")
    themes.add_theme(session, theme.cycle, "One more")
    said.pieces.clear()
    session.expire_all()
    kept = session.scalars(select(ReportEdition)).one()
    assert (report.fingerprint_of(kept.content), kept.fingerprint) == (before, mark)
    assert before == mark
    later = sent(session, theme.cycle, planner, reason="A theme was missing.")
    assert later.number == 2
    assert [one["title"] for one in later.content["themes"]] == ["Another title", "One more"]


def test_an_edition_cannot_be_rewritten(session: Session, theme: HubTheme, said: SaidSource, planner: User) -> None:
    edition = sent(session, theme.cycle, planner)
    edition.content = {**edition.content, "opening": "Other words"}
    with pytest.raises(FrozenChanged):
        session.flush()
    session.rollback()


def test_a_later_edition_says_why(session: Session, theme: HubTheme, said: SaidSource, planner: User) -> None:
    sent(session, theme.cycle, planner)
    with pytest.raises(RepliesRefused, match="Say why"):
        sent(session, theme.cycle, planner)


def test_what_was_not_read_is_not_sent(session: Session, theme: HubTheme, said: SaidSource, planner: User) -> None:
    with pytest.raises(RepliesRefused, match="has changed since you read it"):
        sent(session, theme.cycle, planner, seen="0" * 64)


def test_names_are_noticed_before_it_is_sent(
    session: Session, theme: HubTheme, said: SaidSource, planner: User
) -> None:
    said.pieces[theme.cycle_id] = [Heard(key="1", text="Jane Invented never rings back", theme_id=theme.id)]
    with pytest.raises(RepliesRefused, match="Jane Invented"):
        sent(session, theme.cycle, planner, checked=False)
    assert sent(session, theme.cycle, planner).number == 1


def test_only_those_who_may_read_it_are_sent_its_address_each_once(
    session: Session, partnership: Partnership, theme: HubTheme, said: SaidSource, planner: User
) -> None:
    leader = make_user(session, partnership, roles=("executive_member",))
    outsider = make_user(session, partnership, roles=("agency_lead",))
    with pytest.raises(RepliesRefused, match="may not read"):
        sent(session, theme.cycle, planner, meeting="", members=[leader.id, outsider.id])
    edition = sent(session, theme.cycle, planner, meeting="", members=[leader.id])
    again = editions.Sending(seen=edition.fingerprint, members=[leader.id])
    assert editions.deliver(session, edition, again, by=planner.id) == 0
    [message] = session.scalars(select(OutboxMessage)).all()
    assert message.to_address == leader.email
    composed = compose_report_mail(session, message)
    assert isinstance(composed, Composed)
    assert "/cycles/gangs/report/1" in composed.text
    assert "levels of need" not in composed.text


def test_who_came_is_shown_by_forum_only_where_every_number_is_large_enough(session: Session, cycle: HubCycle) -> None:
    held(session, cycle, "North", 7)
    held(session, cycle, "South", 6)
    assert {one.label: one.value for one in attendance(session, cycle, now())} == {
        "Forums held": "2", "People who came": "13", "By forum": "North 7; South 6",
    }  # fmt: skip
    held(session, cycle, "West", 4)
    shown = {one.label: one.value for one in attendance(session, cycle, now())}
    assert shown["People who came"] == "17"
    assert not any(number in shown["By forum"] for number in ("7", "4", "13"))


def test_a_handful_of_people_is_no_figure(session: Session, cycle: HubCycle) -> None:
    held(session, cycle, "North", 3)
    assert "3" not in "".join(one.value for one in attendance(session, cycle, now()))


def test_words_of_two_people_at_once_are_not_passed_over(session: Session, theme: HubTheme, planner: User) -> None:
    words = {"opening": "Dear leaders", "closing": "", "heard": {}, "asked": {str(theme.id): "One guide"}}
    report.save_words(session, theme.cycle, words, by=planner.id, seen=0)
    with pytest.raises(RepliesRefused, match="Somebody else"):
        report.save_words(session, theme.cycle, words, by=planner.id, seen=0)
    content = report.compile_report(session, theme.cycle, now())
    assert content["opening"] == "Dear leaders"
    assert content["themes"][0]["asked"] == "One guide"


def test_the_report_is_worded_sent_read_and_downloaded(
    page: FlaskClient, session: Session, theme: HubTheme, said: SaidSource, partnership: Partnership
) -> None:
    heard_under(theme, said)
    key = theme.id
    words = {"seen": "0", "opening": "Dear leaders", "closing": "Thank you", f"heard-{key}": "In short",
             f"asked-{key}": "One guide"}  # fmt: skip
    assert page.post(f"{ADDRESS}/report/words", data=words).status_code == 302
    refused = page.post(f"{ADDRESS}/report/words", data=words | {"opening": "Mine, typed at the same time"})
    assert refused.status_code == 422
    assert "Mine, typed at the same time" in refused.text
    form = page.get(f"{ADDRESS}/report/send").text
    seen = form.split('name="seen"')[1].split('value="')[1].split('"')[0]
    late = page.post(f"{ADDRESS}/report/send", data={"seen": seen, "meeting": "Strategic Group"})
    assert late.status_code == 422
    assert "Enter the day of the meeting" in late.text
    made = page.post(
        f"{ADDRESS}/report/send", data={"seen": seen, "meeting": "Strategic Group", "on_day": today().isoformat()}
    )
    assert made.status_code == 302
    assert made.location.endswith("/report/1")
    leader = sign_in(page, make_user(session, partnership, roles=("executive_member",)))
    shown = leader.get(f"{ADDRESS}/report/1").text
    assert "Dear leaders" in shown
    assert "We wait for weeks." in shown
    assert "One guide" in shown
    assert "As it would be sent now" not in leader.get(f"{ADDRESS}/report").text
    document = docx.Document(BytesIO(leader.get(f"{ADDRESS}/report/1/report.docx").data))
    text = "\n".join(one.text for one in document.paragraphs)
    assert "Dear leaders" in text
    assert "“We wait for weeks.”" in text
    assert "1. Thresholds differ" in text
    assert leader.get(f"{ADDRESS}/report/send").status_code == 403
    assert leader.post(f"{ADDRESS}/report/1/tabled", data={"meeting": "x", "on_day": "2027-01-01"}).status_code == 403


def test_a_meeting_without_a_real_day_is_not_noted(
    page: FlaskClient, session: Session, theme: HubTheme, said: SaidSource, planner: User
) -> None:
    sent(session, theme.cycle, planner)
    for day in ("", "tomorrow", "2027-02-31", "0001-01-01"):
        answer = page.post(f"{ADDRESS}/report/1/tabled", data={"meeting": "Executive", "on_day": day})
        assert answer.status_code == 400, day
        assert "Enter the meeting" in answer.text


def test_the_days_of_waiting_count_from_the_first_edition(
    session: Session, theme: HubTheme, said: SaidSource, planner: User
) -> None:
    assert standing_of_theme(session, theme, today()).days_waiting is None
    sent(session, theme.cycle, planner)
    sent(session, theme.cycle, planner, reason="Again")
    standing = standing_of_theme(session, theme, today() + timedelta(days=41))
    assert standing.days_waiting in (41, 42)


def test_it_is_sent_to_people_without_a_meeting(
    page: FlaskClient, session: Session, theme: HubTheme, said: SaidSource, partnership: Partnership
) -> None:
    leader = make_user(session, partnership, roles=("executive_member",))
    form = page.get(f"{ADDRESS}/report/send").text
    seen = form.split('name="seen"')[1].split('value="')[1].split('"')[0]
    data = {"seen": seen, "members": [leader.id], "meeting": "", "on_day": ""}
    assert page.post(f"{ADDRESS}/report/send", data=data).status_code == 302
    assert session.scalars(select(OutboxMessage.to_address)).all() == [leader.email]
    assert f"Sent to {leader.name}" in page.get(f"{ADDRESS}/report/1").text
