"""Pinned copies: complete in themselves, as they were seen, and changed by nobody without a trace."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.mail import OutboxMessage
from survey_app.partnership.models import Partnership
from survey_app.results.scrutiny.models import Pin, PinChanged
from survey_app.results.scrutiny.pins import check_pins
from survey_app.rounds.models import Round
from tests.survey_app.answers import add_answer
from tests.survey_app.factories import make_agency, make_partnership, make_round, make_user, publish, sign_in

DASHBOARD = "/p/north/dashboard"


@pytest.fixture
def partnership(session: Session) -> Partnership:
    """A partnership whose round has thirteen answers and a chart."""
    found = make_partnership(session, slug="north")
    make_agency(session, found, agency_type="health")
    round_ = make_round(session, found, publish(session, found), slug="answering", title="Heard <b>and</b> seen")
    for n in range(13):
        add_answer(session, round_, {"useful": "yes" if n < 7 else "no", "comment": None})
    session.commit()
    return found


@pytest.fixture
def scrutineer(session: Session, partnership: Partnership) -> User:
    return make_user(session, partnership, roles=("scrutineer",))


@pytest.fixture
def client(app: Flask, scrutineer: User) -> FlaskClient:
    return sign_in(app.test_client(), scrutineer)


@pytest.fixture
def pin(client: FlaskClient) -> Callable[..., str]:
    """``pin(address)``: pin a page; the copy as its page shows it."""

    def do(address: str = DASHBOARD, note: str = "") -> str:
        answer = client.post("/p/north/scrutiny/pins/new", data={"of": address, "note": note}, follow_redirects=True)
        assert answer.status_code == 200, answer.get_data(as_text=True)
        return answer.get_data(as_text=True)

    return do


def content(page: str) -> str:
    found = re.search(r'<div class="wa-pinned">(.*)</div>\s*</main>', page, re.DOTALL)
    assert found is not None
    return found[1]


def test_a_copy_stays_as_it_was_seen_whatever_happens_afterwards(
    session: Session, partnership: Partnership, pin: Callable[..., str], client: FlaskClient
) -> None:
    before = content(pin(f"{DASHBOARD}/rounds/answering"))
    round_ = session.scalars(select(Round).where(Round.slug == "answering")).one()
    round_.title = "Renamed"
    for _ in range(20):
        add_answer(session, round_, {"useful": "no", "comment": None})
    now = client.get(f"{DASHBOARD}/rounds/answering").get_data(as_text=True)
    assert "Renamed" in now
    assert content(client.get("/p/north/scrutiny/pins/1").get_data(as_text=True)) == before
    assert "13 of 40" in before
    assert "33 of 40" in now


def test_a_copy_carries_its_charts_and_needs_nothing_from_elsewhere(pin: Callable[..., str]) -> None:
    page = content(pin())
    images = re.findall(r'(?:src|srcset)="([^"]+)"', page)
    assert images, "the page has a chart"
    for image in images:
        assert image.startswith("data:image/svg+xml;base64,")
        assert base64.b64decode(image.partition(",")[2]).startswith(b"<svg ")
    assert "<form" not in page
    assert "<script" not in page


def test_what_people_named_stays_text(pin: Callable[..., str]) -> None:
    page = pin(f"{DASHBOARD}/rounds/answering", note="<script>alert(1)</script>")
    assert "Heard &lt;b&gt;and&lt;/b&gt; seen" in content(page)
    assert "<script>alert" not in page


def test_the_choices_of_the_address_are_part_of_the_copy(session: Session, pin: Callable[..., str]) -> None:
    pin(f"{DASHBOARD}?agency_type=health")
    assert session.scalars(select(Pin)).one().address == f"{DASHBOARD}?agency_type=health"


@pytest.mark.parametrize(
    "address",
    [
        "https://elsewhere.example/p/north/dashboard", "//elsewhere.example/p/north/dashboard", "", "/",
        "/p/north/settings/audit-log", "/p/elsewhere/dashboard", "/p/north/rounds/answering/results",
        f"{DASHBOARD}/rounds/answering?paper=working", f"{DASHBOARD}/rounds/answering?x=1&paper=working", "\x00",
        f"{DASHBOARD}?{'a' * 3000}",
    ],
)  # fmt: skip
def test_only_released_pages_of_this_dashboard_can_be_pinned(
    session: Session, client: FlaskClient, address: str
) -> None:
    answer = client.post("/p/north/scrutiny/pins/new", data={"of": address})
    assert answer.status_code == 400
    assert "cannot be pinned" in answer.get_data(as_text=True)
    assert session.scalars(select(Pin)).all() == []


def test_a_working_paper_is_not_pinned_by_writing_its_address_otherwise(session: Session, client: FlaskClient) -> None:
    for query in ("paper=%77orking", "p%61per=working", "paper=working%20", "paper=release&paper=working"):
        client.post("/p/north/scrutiny/pins/new", data={"of": f"{DASHBOARD}/rounds/answering?{query}"})
    for copy in session.scalars(select(Pin)):
        assert "Working paper" not in copy.html


def test_the_fingerprint_goes_to_everybody_who_may_pin(
    session: Session, partnership: Partnership, scrutineer: User, pin: Callable[..., str]
) -> None:
    colleague = make_user(session, partnership, roles=("qa_group",))
    make_user(session, partnership, roles=("councillor",))
    page = pin(note="Before item 4")
    copy = session.scalars(select(Pin)).one()
    assert copy.fingerprint in page
    messages = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "pin")).all()
    assert {message.to_address for message in messages} == {scrutineer.email, colleague.email}
    assert all(copy.fingerprint in message.body for message in messages)
    assert all("Before item 4" not in message.body for message in messages)


@pytest.mark.parametrize("field", ["title", "address", "note", "html", "fingerprint", "previous"])
def test_a_change_in_the_database_is_seen(
    session: Session, partnership: Partnership, client: FlaskClient, pin: Callable[..., str], field: str
) -> None:
    for _ in range(3):
        pin()
    assert check_pins(session, partnership.id).sound
    session.execute(update(Pin).where(Pin.number == 2).values({field: "something else"}))
    session.commit()
    assert 2 in check_pins(session, partnership.id).altered
    assert "Altered: 2" in client.get("/p/north/scrutiny/pins").get_data(as_text=True)
    assert "altered since it was pinned" in client.get("/p/north/scrutiny/pins/2").get_data(as_text=True)


def test_a_changed_copy_with_a_fitting_fingerprint_breaks_the_chain(
    session: Session, partnership: Partnership, pin: Callable[..., str]
) -> None:
    for _ in range(3):
        pin()
    copy = session.scalars(select(Pin).where(Pin.number == 2)).one()
    session.expunge(copy)
    copy.html = "Everything was fine"
    forged = copy.own_fingerprint()
    session.execute(update(Pin).where(Pin.number == 2).values(html=copy.html, fingerprint=forged))
    session.commit()
    assert check_pins(session, partnership.id).altered == (3,), "the next one no longer follows it"


def test_a_missing_copy_is_noticed(session: Session, partnership: Partnership, pin: Callable[..., str]) -> None:
    for _ in range(3):
        pin()
    session.execute(delete(Pin).where(Pin.number == 2))
    session.commit()
    assert check_pins(session, partnership.id).missing == (2,)


def test_the_application_itself_never_changes_or_deletes_a_copy(session: Session, pin: Callable[..., str]) -> None:
    pin()
    copy = session.scalars(select(Pin)).one()
    copy.note = "changed"
    with pytest.raises(PinChanged):
        session.flush()
    session.rollback()
    session.delete(session.scalars(select(Pin)).one())
    with pytest.raises(PinChanged):
        session.flush()
    session.rollback()


def test_each_partnership_counts_its_own_copies(
    app: Flask, session: Session, scrutineer: User, pin: Callable[..., str]
) -> None:
    pin()
    south = make_partnership(session, slug="south")
    other = sign_in(app.test_client(), make_user(session, south, roles=("scrutineer",)))
    assert other.get("/p/north/scrutiny/pins/1").status_code == 404
    other.post("/p/south/scrutiny/pins/new", data={"of": "/p/south/dashboard"})
    assert other.get("/p/south/scrutiny/pins/1").status_code == 200


def test_whoever_may_not_pin_may_still_read_the_copies(
    app: Flask, session: Session, partnership: Partnership, pin: Callable[..., str]
) -> None:
    pin()
    councillor = sign_in(app.test_client(), make_user(session, partnership, roles=("councillor",)))
    assert councillor.get("/p/north/scrutiny/pins/1").status_code == 200
    assert councillor.post("/p/north/scrutiny/pins/new", data={"of": DASHBOARD}).status_code == 403
