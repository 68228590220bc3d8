from __future__ import annotations

import csv
import io

from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey_app.database import now
from survey_app.mail import OutboxMessage
from survey_app.partnership.models import Partnership
from survey_app.rounds import mailing
from survey_app.rounds.models import Invitation, Round
from survey_app.rounds.tokens import hash_token
from tests.survey_app.factories import make_agency, make_invitation, make_partnership, make_round, make_user, sign_in

GOOD = "name,email,forum\nAnn Example,ann@agency.example,North\nBob Example,bob@agency.example,South\n"


def make_setting(client: FlaskClient, session: Session, **values: object) -> tuple[Partnership, Round, str]:
    partnership = make_partnership(session)
    round_ = make_round(session, partnership, access="token", breakdowns=["agency", "forum"], **values)
    sign_in(client, make_user(session, partnership, roles=("qa_group",)))
    return partnership, round_, f"/p/{partnership.slug}/rounds/{round_.slug}/invitations"


def count(session: Session, round_: Round) -> int:
    return session.scalar(select(func.count()).where(Invitation.round_id == round_.id)) or 0


def test_a_pasted_list_without_problems_is_imported(client: FlaskClient, session: Session) -> None:
    _, round_, base = make_setting(client, session)
    assert client.post(f"{base}/import", data={"pasted": GOOD}).location == base
    page = client.get(base).text
    assert "2 invited, of whom 2 have not answered" in page
    assert "Ann Example" in page
    assert count(session, round_) == 2


def test_an_uploaded_file_is_read_as_well(client: FlaskClient, session: Session) -> None:
    _, round_, base = make_setting(client, session)
    data = {"upload": (io.BytesIO(GOOD.replace(",", ";").encode("utf-8-sig")), "people.csv")}
    assert client.post(f"{base}/import", data=data, content_type="multipart/form-data").status_code == 302
    assert count(session, round_) == 2


def test_nothing_is_stored_while_there_is_a_problem_unless_the_rest_is_asked_for(
    client: FlaskClient, session: Session
) -> None:
    _, round_, base = make_setting(client, session)
    agency = make_agency(session)
    text = f"name,email,agency\nAnn Example,ann@agency.example,{agency.name}\nBob Example,bob@agency.example,Nowhere\n"
    response = client.post(f"{base}/import", data={"pasted": text})
    assert response.status_code == 422
    assert "Nothing has been imported yet" in response.text
    assert '<td class="govuk-table__cell">3</td>' in response.text
    assert "<li>Nowhere</li>" in response.text
    assert count(session, round_) == 0
    assert client.post(f"{base}/import", data={"pasted": text, "skip_problems": "y"}).status_code == 302
    assert count(session, round_) == 1


def test_a_list_of_problems_only_stores_nothing_even_when_the_rest_is_asked_for(
    client: FlaskClient, session: Session
) -> None:
    _, round_, base = make_setting(client, session)
    response = client.post(f"{base}/import", data={"pasted": "who,where\nAnn,here\n", "skip_problems": "y"})
    assert response.status_code == 422
    assert count(session, round_) == 0


def test_an_empty_form_says_what_to_do(client: FlaskClient, session: Session) -> None:
    _, _, base = make_setting(client, session)
    response = client.post(f"{base}/import", data={"pasted": "  "})
    assert response.status_code == 422
    assert "Choose a file, or paste the list" in response.text


def test_links_are_downloaded_once_and_open_the_form(client: FlaskClient, session: Session) -> None:
    _, round_, base = make_setting(client, session)
    client.post(f"{base}/import", data={"pasted": GOOD})
    response = client.post(f"{base}/links")
    rows = list(csv.DictReader(io.StringIO(response.data.decode("utf-8-sig"))))
    assert [(row["name"], row["forum"]) for row in rows] == [("Ann Example", "North"), ("Bob Example", "South")]
    tokens = [row["link"].removeprefix("http://localhost/a/") for row in rows]
    session.expire_all()
    hashes = session.scalars(select(Invitation.token_hash).where(Invitation.round_id == round_.id)).all()
    assert set(hashes) == {hash_token(token) for token in tokens}
    assert client.get(f"/a/{tokens[0]}").status_code == 200
    assert not any(token in client.get(base).text for token in tokens)


def test_messages_are_queued_for_those_who_have_not_answered(client: FlaskClient, session: Session) -> None:
    partnership, round_, base = make_setting(client, session)
    client.post(f"{base}/import", data={"pasted": GOOD})
    invitation, _ = make_invitation(session, round_)
    session.commit()
    assert client.post(f"{base}/send").status_code == 302
    mailing.queue_due(session, at=now(), hours=None)
    messages = session.scalars(select(OutboxMessage).where(OutboxMessage.partnership_id == partnership.id)).all()
    assert sorted(message.to_address for message in messages) == ["ann@agency.example", "bob@agency.example"]
    assert invitation.id not in [message.about for message in messages]


def test_who_is_invited_is_seen_by_those_who_manage_rounds_only(client: FlaskClient, session: Session) -> None:
    partnership, _, base = make_setting(client, session)
    sign_in(client, make_user(session, partnership, roles=("executive_member",)))
    assert client.get(base).status_code == 403
    for action in ("import", "links", "send"):
        assert client.post(f"{base}/{action}").status_code == 403
