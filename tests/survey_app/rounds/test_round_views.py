from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.audit_log import AuditEvent
from survey_app.collect.keys import KeyStore
from survey_app.collect.models import AnonymousResponse, SealedAnswer
from survey_app.collect.services import submit
from survey_app.database import new_uuid
from survey_app.rounds.models import Round
from tests.survey_app.answers import add_opened_answers
from tests.survey_app.factories import make_invitation, make_partnership, make_round, make_user, publish, sign_in

PLAN = {
    "title": "Forum evaluation",
    "access": "open",
    "anonymous": "y",
    "population_kind": "known",
    "population_size": "1,200",
    "population_note": "All who attended",
    "breakdowns": ["forum", "agency"],
    "opens_on": "2027-03-01",
    "closes_on": "2027-03-31",
    "introduction": "Two minutes of your time.",
    "policy": "default",
}


def planned(session: Session, slug: str = "forum-evaluation") -> Round | None:
    session.expire_all()
    return session.scalars(select(Round).where(Round.slug == slug)).first()


def test_a_round_is_planned_opened_and_closed_and_each_step_is_logged(client: FlaskClient, session: Session) -> None:
    partnership = make_partnership(session)
    version = publish(session, partnership)
    sign_in(client, make_user(session, partnership, roles=("qa_group",)))
    base = f"/p/{partnership.slug}/rounds"
    plan = PLAN | {"version": str(version.id), "opens_on": "", "closes_on": ""}
    assert client.post(f"{base}/new", data=plan).location == f"{base}/forum-evaluation"
    round_ = planned(session)
    assert round_ is not None
    assert (round_.state, round_.anonymous, round_.population_size, round_.population_known) == (
        "draft",
        True,
        1200,
        True,
    )
    assert round_.breakdowns == ["forum", "agency"]
    assert "1,200" in client.get(f"{base}/forum-evaluation").text
    assert client.post(f"{base}/forum-evaluation/open").status_code == 302
    assert client.post(f"{base}/forum-evaluation/plan", data=plan).status_code == 400
    assert "Close “Forum evaluation”?" in client.get(f"{base}/forum-evaluation/close").text
    assert client.post(f"{base}/forum-evaluation/close").status_code == 302
    assert planned(session).state == "closed"  # type: ignore[union-attr]
    query = select(AuditEvent.action).where(AuditEvent.partnership_id == partnership.id).order_by(AuditEvent.id)
    assert session.scalars(query).all() == ["round created", "round opened", "round closed"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"title": " "}, "Enter a title."),
        ({"version": "999999"}, "Not a valid choice"),
        ({"access": ""}, "Choose who answers, and how."),
        ({"access": "named"}, "their answers cannot be anonymous"),
        ({"population_kind": ""}, "Say whether the size of the population is known."),
        ({"population_size": "many"}, "Enter the population as a whole number"),
        ({"population_size": "0"}, "Enter the population as a whole number"),
        ({"population_kind": "at_least", "population_size": ""}, "Enter the population as a whole number"),
        ({"population_kind": "unknown", "population_size": "9"}, "Leave the number blank"),
        (
            {"population_kind": "unknown", "population_size": "", "population_note": " "},
            "why the number is not fully known",
        ),
        ({"closes_on": "2027-02-30"}, "enter a real date"),
        ({"closes_on": "2027-02-01"}, "must not be before the first day"),
        ({"policy_reason": "Published in 2019"}, "Choose “Hide nothing”, or leave these fields blank."),
        ({"policy": "none"}, "Say who decided that nothing is hidden."),
        ({"policy": "none", "policy_decided_by": "QA group"}, "Say why nothing is hidden"),
        ({"breakdowns": ["shoe size"]}, "not a valid choice"),
    ],
)
def test_what_is_missing_from_a_plan_is_said_and_nothing_is_stored(
    client: FlaskClient, session: Session, change: dict[str, object], message: str
) -> None:
    partnership = make_partnership(session)
    version = publish(session, partnership)
    sign_in(client, make_user(session, partnership, roles=("qa_group",)))
    response = client.post(f"/p/{partnership.slug}/rounds/new", data=PLAN | {"version": str(version.id)} | change)
    assert response.status_code == 422
    assert "There is a problem" in response.text
    assert message in response.text
    assert planned(session) is None


def test_a_population_that_is_not_known_is_recorded_with_its_reason(client: FlaskClient, session: Session) -> None:
    partnership = make_partnership(session)
    version = publish(session, partnership)
    sign_in(client, make_user(session, partnership, roles=("qa_group",)))
    data = PLAN | {"version": str(version.id), "population_kind": "at_least", "population_size": "395"}
    client.post(f"/p/{partnership.slug}/rounds/new", data=data | {"population_note": "and waiting lists"})
    round_ = planned(session)
    assert round_ is not None
    assert (round_.population_size, round_.population_known) == (395, False)
    edit = client.get(f"/p/{partnership.slug}/rounds/forum-evaluation/plan").text
    assert re.search(r'value="at_least"\s+checked', edit)
    assert 'value="395"' in edit


def test_a_decision_to_hide_nothing_names_who_and_why(client: FlaskClient, session: Session) -> None:
    partnership = make_partnership(session)
    version = publish(session, partnership)
    sign_in(client, make_user(session, partnership, roles=("qa_group",)))
    decision = {"policy": "none", "policy_decided_by": "Executive", "policy_reason": "Published in 2019"}
    plan = PLAN | {"version": str(version.id)} | decision
    client.post(f"/p/{partnership.slug}/rounds/new", data=plan)
    round_ = planned(session)
    assert round_ is not None
    assert (round_.policy.policy, round_.policy.decided_by, round_.policy.reason) == (
        "none", "Executive", "Published in 2019",
    )  # fmt: skip
    first = round_.policy_id
    client.post(f"/p/{partnership.slug}/rounds/forum-evaluation/plan", data=plan | {"title": "Renamed"})
    assert planned(session).policy_id == first  # type: ignore[union-attr]


def test_closing_an_anonymous_round_opens_what_is_sealed_and_destroys_the_keys(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    partnership = make_partnership(session)
    round_ = make_round(session, partnership, access="open", anonymous=True)
    keys = KeyStore(Path(app.config["WALKABOUT_KEY_DIR"]))
    for number in range(7):
        submit(session, keys, round_, new_uuid(), {"useful": "yes", "comment": f"Comment {number}"})
    sign_in(client, make_user(session, partnership, roles=("qa_group",)))
    base = f"/p/{partnership.slug}/rounds/{round_.slug}"
    assert "7 still sealed" in client.get(base).text
    client.post(f"{base}/close")
    session.expire_all()
    opened = session.scalars(select(AnonymousResponse).where(AnonymousResponse.round_id == round_.id)).all()
    assert len(opened) == 7
    assert session.scalars(select(SealedAnswer)).all() == []
    assert list(keys.held()) == []


def test_a_damaged_key_stops_the_closing_with_a_sentence_and_changes_nothing(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    partnership = make_partnership(session)
    round_ = make_round(session, partnership, access="open", anonymous=True)
    directory = Path(app.config["WALKABOUT_KEY_DIR"])
    for number in range(6):
        submit(session, KeyStore(directory), round_, new_uuid(), {"useful": "yes", "comment": f"Comment {number}"})
    sign_in(client, make_user(session, partnership, roles=("qa_group",)))
    for file in directory.glob("*.key"):
        file.write_bytes(b"damaged")
    answer = client.post(f"/p/{partnership.slug}/rounds/{round_.slug}/close")
    assert answer.status_code == 400
    assert "the key of its sealed answers cannot be read" in answer.text
    session.expire_all()
    assert round_.state == "open"
    assert len(session.scalars(select(SealedAnswer)).all()) == 6


def test_closing_with_fewer_than_five_anonymous_answers_warns_that_they_are_destroyed(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    partnership = make_partnership(session)
    round_ = make_round(session, partnership, access="open", anonymous=True)
    submit(
        session, KeyStore(Path(app.config["WALKABOUT_KEY_DIR"])), round_, new_uuid(), {"useful": "yes", "comment": None}
    )
    sign_in(client, make_user(session, partnership, roles=("qa_group",)))
    assert "destroyed unread" in client.get(f"/p/{partnership.slug}/rounds/{round_.slug}/close").text


def test_response_by_agency_on_the_round_page_has_passed_the_gate(client: FlaskClient, session: Session) -> None:
    partnership = make_partnership(session)
    round_ = make_round(session, partnership, access="token", anonymous=True, breakdowns=["forum"], population_size=120)
    add_opened_answers(session, round_, [{"useful": "yes", "comment": None}] * 32)
    for forum, answered in (("North", 12), ("South", 10), ("East", 8), ("West", 2)):
        for number in range(30):
            invitation, _ = make_invitation(session, round_, strata={"forum": forum})
            invitation.answered = number < answered
    sign_in(client, make_user(session, partnership, roles=("qa_group",)))
    page = client.get(f"/p/{partnership.slug}/rounds/{round_.slug}").text
    table = re.search(r"Response by forum</caption>(.*?)</table>", page, re.DOTALL)
    assert table is not None
    assert "[c]" in table[1]
    assert not re.search(r">\s*2\s*</td>", table[1])


def test_readers_see_rounds_but_no_button_that_changes_them(client: FlaskClient, session: Session) -> None:
    partnership = make_partnership(session)
    round_ = make_round(session, partnership)
    sign_in(client, make_user(session, partnership, roles=("scrutineer",)))
    base = f"/p/{partnership.slug}/rounds"
    page = client.get(f"{base}/").text + client.get(f"{base}/{round_.slug}").text
    assert round_.title in page
    assert "Plan a new round" not in page
    assert "Close the round" not in page
    for target in (f"{base}/new", f"{base}/{round_.slug}/open", f"{base}/{round_.slug}/close"):
        assert client.post(target).status_code == 403


def test_case_audits_show_no_way_to_results_while_they_are_blind(client: FlaskClient, session: Session) -> None:
    partnership = make_partnership(session)
    round_ = make_round(session, partnership, publish(session, partnership, "case-audit"))
    sign_in(client, make_user(session, partnership, roles=("qa_group",)))
    base = f"/p/{partnership.slug}/rounds/{round_.slug}"
    page = client.get(base).text
    assert "without seeing the others" in page
    assert f"{base}/results" not in page + client.get(f"/p/{partnership.slug}/rounds/").text
    assert client.get(f"{base}/results").status_code == 403
    assert client.get(f"{base}/coding").status_code == 403


def test_the_round_page_shows_the_way_to_answer(client: FlaskClient, session: Session) -> None:
    partnership = make_partnership(session)
    version = publish(session, partnership)
    for_all = make_round(session, partnership, version, access="open")
    named = make_round(session, partnership, version)
    sign_in(client, make_user(session, partnership, roles=("auditor",)))
    base = f"/p/{partnership.slug}/rounds"
    assert f"http://localhost/s/{partnership.slug}/{for_all.slug}" in client.get(f"{base}/{for_all.slug}").text
    assert f'href="{base}/{named.slug}/answer"' in client.get(f"{base}/{named.slug}").text
