from __future__ import annotations

import csv
import io
from datetime import timedelta

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from survey_app.database import now
from survey_app.mail import OutboxMessage
from survey_app.rounds.campaigns.services import campaigns_of, schools_of
from survey_app.rounds.invitations import invitations_of
from tests.survey_app.factories import make_partnership, make_user, publish, sign_in

LIST = (
    "URN,Name,Region,Lead name,Lead e-mail\n"
    "100001,Made-up Primary,North,Ann Example,ann@school.example\n"
    "100002,=Formula School,South,Bob Example,bob@school.example\n"
)


def officer(client: FlaskClient, session: Session) -> tuple[object, str]:
    partnership = make_partnership(session)
    sign_in(client, make_user(session, partnership, roles=("qa_group",)))
    session.commit()
    return partnership, f"/p/{partnership.slug}/campaigns"


def test_from_the_list_to_the_gaps(client: FlaskClient, session: Session) -> None:
    partnership, base = officer(client, session)
    version = publish(session, partnership, "school-safeguarding-audit")  # type: ignore[arg-type]
    session.commit()
    assert client.post(f"{base}/schools", data={"pasted": LIST}).status_code == 302
    assert "Made-up Primary" in client.get(f"{base}/schools").text
    last = (now() + timedelta(days=40)).date().isoformat()
    plan = {"title": "Audit of schools", "version": str(version.id), "closes_on": last, "reminders": "21, 7"}
    shown = client.post(f"{base}/new", data=plan).location
    assert "Open and write to every lead" in client.get(shown).text
    client.post(f"{shown}/begin")
    assert session.query(OutboxMessage).count() == 2
    (campaign,) = campaigns_of(session, partnership.id)  # type: ignore[attr-defined]
    assert campaign.reminder_days == [21, 7]
    invitations_of(session, campaign.round_id)[0].invitation.answered = True
    session.commit()
    page = client.get(shown).text
    assert "50% of 2 schools" in page
    assert "Bob Example" in page
    assert "Ann Example" not in page
    assert client.get(f"{shown}?region=North").text.count("Bob Example") == 0
    client.post(f"{shown}/remind", data={"region": "South"})
    assert "Sent on" in client.get(shown).text
    rows = list(csv.reader(io.StringIO(client.get(f"{shown}/gaps.csv").text.lstrip("\ufeff"))))
    assert rows[1][:3] == ["100002", "'=Formula School", "South"]


def test_a_list_with_problems_changes_nothing_and_can_be_taken_without_them(
    client: FlaskClient, session: Session
) -> None:
    partnership, base = officer(client, session)
    answer = client.post(f"{base}/schools", data={"pasted": LIST + "x,No URN,North,,\n"})
    assert answer.status_code == 422
    assert "“x” is not a URN" in answer.text
    assert schools_of(session, partnership.id) == []  # type: ignore[attr-defined]
    client.post(f"{base}/schools", data={"pasted": LIST + "x,No URN,North,,\n", "skip_problems": "y"})
    assert len(schools_of(session, partnership.id)) == 2  # type: ignore[attr-defined]


def test_what_is_wrong_with_a_plan_is_said(client: FlaskClient, session: Session) -> None:
    _, base = officer(client, session)
    answer = client.post(f"{base}/new", data={"title": "", "closes_on": "2020-01-01", "reminders": "soon"})
    assert answer.status_code == 422
    for sentence in ("Enter a title.", "The last day must be in the future.", "Enter numbers of days from 1 to 120"):
        assert sentence in answer.text


def test_another_partnerships_campaign_is_not_found(client: FlaskClient, session: Session) -> None:
    _, base = officer(client, session)
    assert client.get(f"{base}/elsewhere-round").status_code == 404
