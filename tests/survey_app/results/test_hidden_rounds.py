"""What is hidden from one reader stays hidden on every way to it: notes on their own agency, copies pinned before."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.accounts.roles import ROLES
from survey_app.accounts.tokens import make_token
from survey_app.database import now
from survey_app.results.scrutiny.pins import pin_page
from survey_app.results.scrutiny.seen import SeenPage
from tests.survey_app.factories import make_user, sign_in
from tests.survey_app.walkabouts.outcomes.visited import Visited, make_visited, to_stage

PAGES = ("results", "results/report.json", "results/downloads", "results/downloads/answers-csv", "coding", "quotes")


@pytest.fixture
def found(session: Session) -> Visited:
    return make_visited(session)


def round_address(found: Visited, kind: str, page: str) -> str:
    round_ = getattr(found.assessment.cycle, f"{kind}_round")
    return f"/p/{found.partnership.slug}/rounds/{round_.slug}/{page}"


def colleague_of_the_agency(session: Session, found: Visited) -> User:
    """A member of the QA group who works for the agency that is assessed."""
    return make_user(session, found.partnership, roles=("qa_group",), agency=found.assessment.members[0].agency)


def test_the_team_s_notes_are_hidden_from_a_qa_group_member_of_that_agency_until_they_are_sent(
    app: Flask, session: Session, found: Visited
) -> None:
    own, other = colleague_of_the_agency(session, found), found.qa
    session.commit()
    for page in PAGES:
        address = round_address(found, "walkabout", page)
        assert sign_in(app.test_client(), other).get(address).status_code == 200, address
        refused = sign_in(app.test_client(), own).get(address)
        assert refused.status_code == 403, address
        assert "You work for an agency that is assessed" in refused.get_data(as_text=True)
    overview = sign_in(app.test_client(), own).get(round_address(found, "walkabout", "").rstrip("/"))
    assert "You work for an agency that is assessed" in overview.get_data(as_text=True)
    to_stage(session, found, "replying")
    for page in PAGES:
        address = round_address(found, "walkabout", page)
        assert sign_in(app.test_client(), own).get(address).status_code == 200, address


def test_nor_does_an_access_token_of_theirs_read_them(app: Flask, session: Session, found: Visited) -> None:
    own = colleague_of_the_agency(session, found)
    _, text = make_token(
        session, own, found.partnership.id, name="Test", scopes=("rounds", "results", "working", "raw"),
        held=frozenset(ROLES["qa_group"][1]), days=30, today=date.today(),
    )  # fmt: skip
    session.commit()
    round_ = found.assessment.cycle.walkabout_round
    assert round_ is not None
    for part in ("answers", "report", "figures"):
        answer = app.test_client().get(
            f"/api/v1/rounds/{round_.slug}/{part}", headers={"Authorization": f"Bearer {text}"}
        )
        assert answer.status_code in (403, 404), part
        assert "Leader on st5." not in answer.get_data(as_text=True)


def test_an_agency_lead_still_reads_what_is_released(app: Flask, session: Session, found: Visited) -> None:
    session.commit()
    assert sign_in(app.test_client(), found.lead).get(round_address(found, "walkabout", "results")).status_code == 200


def pinned(session: Session, found: Visited, path: str) -> str:
    """A copy that the QA group pinned; its address."""
    page = SeenPage(address=f"/p/{found.partnership.slug}{path}", title="Seen", html="<p>The agency’s own grades</p>")
    pin = pin_page(session, found.partnership, page, note="", by=found.qa, at=now())
    session.commit()
    return f"/p/{found.partnership.slug}/scrutiny/pins/{pin.number}"


def test_a_copy_pinned_before_is_hidden_from_whoever_still_grades(app: Flask, session: Session, found: Visited) -> None:
    cycle = found.assessment.cycle
    assert cycle.self_round is not None
    assert cycle.walkabout_round is not None
    young = make_user(session, found.partnership, roles=("young_scrutineer",))
    reader = sign_in(app.test_client(), young)
    own = [pinned(session, found, path) for path in (f"/dashboard/rounds/{cycle.self_round.slug}", "/dashboard/")]
    other = pinned(session, found, f"/dashboard/rounds/{cycle.walkabout_round.slug}")
    assert [reader.get(address).status_code for address in (*own, other)] == [200, 200, 200]
    found.visit.team[1].user_id = young.id
    session.commit()
    for address in own:
        refused = reader.get(address)
        assert refused.status_code == 403
        assert "own grades" not in refused.get_data(as_text=True)
    assert reader.get(other).status_code == 200
    found.assessment.stage = "compared"
    session.commit()
    assert [reader.get(address).status_code for address in own] == [200, 200]
