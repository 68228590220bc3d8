"""The settings of a partnership."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.thresholds import ORGANISATIONS, PEOPLE
from survey_app.audit_log import AuditEvent
from survey_app.database import now
from survey_app.mail import queue_mail
from survey_app.partnership.decisions import thresholds_for
from survey_app.partnership.models import Agency, DisclosureDecision, Footprint, Partnership, RetentionRule
from survey_app.results.snapshot import fingerprint, round_data
from tests.survey_app.factories import make_agency, make_partnership, make_round, make_user, sign_in


@pytest.fixture
def partnership(session: Session) -> Partnership:
    return make_partnership(session, slug="north", name="North Partnership")


@pytest.fixture
def page(client: FlaskClient, session: Session, partnership: Partnership) -> FlaskClient:
    return sign_in(client, make_user(session, partnership, roles=("administrator",)))


def actions(session: Session, partnership: Partnership) -> list[str]:
    """What the audit log says was done here, in order."""
    events = select(AuditEvent).where(AuditEvent.partnership_id == partnership.id).order_by(AuditEvent.id)
    return [event.action for event in session.scalars(events)]


def test_details_are_saved_and_logged(page: FlaskClient, session: Session, partnership: Partnership) -> None:
    form = {
        "name": "North Partnership",
        "urgent_phone": "01632 960010",
        "out_of_hours_phone": "01632 960011",
        "urgent_route": "Call us.",
    }
    assert page.post("/p/north/settings/details", data=form).status_code == 302
    session.expire_all()
    assert partnership.urgent_phone == "01632 960010"
    assert actions(session, partnership) == ["changed the partnership's details"]


def test_urgent_numbers_cannot_be_left_out(page: FlaskClient, session: Session, partnership: Partnership) -> None:
    response = page.post("/p/north/settings/details", data={"name": "North", "contact_email": "no address"})
    assert response.status_code == 422
    assert 'href="#urgent_phone"' in response.text
    assert 'href="#contact_email"' in response.text
    session.expire_all()
    assert partnership.urgent_phone == "01632 960001"


def test_an_agency_known_by_name_is_the_same_agency(page: FlaskClient, session: Session) -> None:
    police = make_agency(session, agency_type="police")
    page.post("/p/north/settings/agencies", data={"name": police.name.upper(), "agency_type": "health"})
    assert session.scalars(select(Footprint.agency_id).join(Agency).where(Agency.id == police.id)).all() == [police.id]


def test_agencies_come_and_go(page: FlaskClient, session: Session, partnership: Partnership) -> None:
    other = make_agency(session, make_partnership(session))
    page.post("/p/north/settings/agencies/include", data={"agency": other.id})
    assert session.get(Footprint, (partnership.id, other.id)) is not None
    page.post(f"/p/north/settings/agencies/{other.id}/exclude")
    session.expire_all()
    assert session.get(Footprint, (partnership.id, other.id)) is None
    assert session.get(Agency, other.id) is not None, "it belongs to the installation"


@pytest.mark.parametrize("agency", ["", "999999", "x"])
def test_an_unknown_agency_is_refused_in_a_sentence(page: FlaskClient, agency: str) -> None:
    response = page.post("/p/north/settings/agencies/include", data={"agency": agency})
    assert response.status_code == 400
    assert "agency" in response.text


def test_a_decision_on_small_numbers_is_added_and_the_old_one_stays(
    page: FlaskClient, session: Session, partnership: Partnership
) -> None:
    form = {"policy": "none", "decided_by": "Executive", "decided_on": "2026-03-01", "reason": "Published already."}
    assert page.post("/p/north/settings/policy", data=form).status_code == 302
    of_north = select(DisclosureDecision).where(DisclosureDecision.partnership_id == partnership.id)
    assert [d.policy for d in session.scalars(of_north.order_by(DisclosureDecision.id))] == ["default", "none"]
    assert "Published already." in page.get("/p/north/settings/policy").text


@pytest.mark.parametrize("day", ["", "yesterday", "2026-02-30", "2999-01-01"])
def test_a_decision_needs_a_date_that_was(page: FlaskClient, day: str) -> None:
    form = {"policy": "none", "decided_by": "Executive", "decided_on": day, "reason": "Published already."}
    response = page.post("/p/north/settings/policy", data=form)
    assert response.status_code == 422
    assert "2026-03-31" in response.text


DECIDED = {"decided_by": "Executive", "decided_on": "2026-03-01", "reason": "Agreed in March."}


def newest_decision(session: Session, partnership: Partnership) -> DisclosureDecision:
    of_north = select(DisclosureDecision).where(DisclosureDecision.partnership_id == partnership.id)
    return session.scalars(of_north.order_by(DisclosureDecision.id.desc())).first()  # type: ignore[return-value]


def test_settings_of_their_own_are_recorded_with_rounding_mark_and_blanks(
    page: FlaskClient, session: Session, partnership: Partnership
) -> None:
    form = {"policy": "own", "threshold": "6", "rounding": "5", "symbol": "~", "blanks_reason": "Blanks tell nothing."}
    assert page.post("/p/north/settings/policy", data=DECIDED | form).status_code == 302
    decision = newest_decision(session, partnership)
    assert (decision.policy, decision.threshold, decision.rounding, decision.symbol) == ("own", 6, 5, "~")
    assert (decision.protect_blanks, decision.blanks_reason) == (False, "Blanks tell nothing.")
    shown = page.get("/p/north/settings/policy").text
    assert "Hide counts of people from 1 to 6 as ~, round all others to the nearest 5, show few blanks" in shown
    assert "Few blanks are shown: Blanks tell nothing." in shown


@pytest.mark.parametrize(
    ("form", "message"),
    [
        ({"policy": "own"}, "Enter a number from 1 to 50."),
        ({"policy": "dfe", "threshold": "51"}, "Enter a number from 1 to 50."),
        ({"policy": "own", "threshold": "0"}, "Enter a number from 1 to 50."),
        ({"policy": "own", "threshold": "51"}, "Enter a number from 1 to 50."),
        ({"policy": "own", "threshold": "3", "rounding": "10"}, "hide counts from 1 to 4 at least"),
        ({"policy": "own", "threshold": "3", "symbol": "<4"}, "Use a mark without digits"),
        ({"policy": "own", "threshold": "3", "symbol": "hidden"}, "Use at most 5 characters."),
        ({"policy": "own", "threshold": "3", "rounding": "7"}, "Not a valid choice"),
        ({"policy": "nhs", "reason": ""}, "Give the reason."),
        ({"policy": "nhs", "decided_by": ""}, "Say who decided."),
        ({"policy": "other"}, "Not a valid choice"),
    ],
)
def test_settings_that_make_no_sense_are_refused_in_a_sentence(
    page: FlaskClient, session: Session, partnership: Partnership, form: dict[str, str], message: str
) -> None:
    response = page.post("/p/north/settings/policy", data=DECIDED | form)
    assert response.status_code == 422
    assert message in response.text
    assert newest_decision(session, partnership).policy == "default"


THRESHOLDS = {"unit": "people", "minimum_base": "15", "care_base": "30", "minimum_rate": "20", "care_rate": "40"}


def test_thresholds_are_decided_with_who_when_and_why_and_count_from_then_on(
    page: FlaskClient, session: Session, partnership: Partnership
) -> None:
    other = make_partnership(session)
    assert "the product’s own thresholds hold" in page.get("/p/north/settings/reportability").text
    assert page.post("/p/north/settings/reportability", data=DECIDED | THRESHOLDS).status_code == 302
    found = thresholds_for(session, partnership.id, "people")
    assert (found.minimum_base, found.care_base, found.minimum_rate, found.care_rate) == (15, 30, 0.2, 0.4)
    assert thresholds_for(session, partnership.id, "cases") == found
    assert thresholds_for(session, partnership.id, "organisations") == ORGANISATIONS
    assert thresholds_for(session, other.id, "people") == PEOPLE
    shown = page.get("/p/north/settings/reportability").text
    assert "not reportable under 15 answers or 20%" in shown
    assert "Agreed in March." in shown


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"unit": "horses"}, "Not a valid choice"),
        ({"care_base": "14"}, "This cannot be less than the number"),
        ({"care_rate": "19"}, "This cannot be less than the rate"),
        ({"minimum_rate": "101"}, "Enter 0 to 100."),
        ({"minimum_base": "0"}, "Enter 1 to 10,000."),
        ({"minimum_base": ""}, "Enter a number of answers."),
        ({"decided_on": "2999-01-01"}, "2026-03-31"),
    ],
)
def test_thresholds_that_make_no_sense_are_refused(page: FlaskClient, change: dict[str, str], message: str) -> None:
    response = page.post("/p/north/settings/reportability", data=DECIDED | THRESHOLDS | change)
    assert response.status_code == 422
    assert message in response.text


def test_the_verdict_of_a_round_follows_the_thresholds_of_its_own_partnership(
    page: FlaskClient, session: Session, partnership: Partnership
) -> None:
    rounds = [make_round(session, one, slug="autumn") for one in (partnership, make_partnership(session))]
    before = [fingerprint(session, round_) for round_ in rounds]
    page.post("/p/north/settings/reportability", data=DECIDED | THRESHOLDS)
    session.expire_all()
    found = [round_data(session, round_, produced_at=now()).thresholds for round_ in rounds]
    assert [one.minimum_base for one in found if one is not None] == [15, PEOPLE.minimum_base]
    assert [fingerprint(session, round_) for round_ in rounds] != before
    assert fingerprint(session, rounds[1]) == before[1]


def test_a_retention_rule_is_set_and_changed(page: FlaskClient, session: Session, partnership: Partnership) -> None:
    assert "No rule yet" in page.get("/p/north/settings/retention").text
    for months in (24, 48):
        page.post("/p/north/settings/retention/submission", data={"months": months, "basis": "Schedule 4.2"})
    [rule] = session.scalars(select(RetentionRule).where(RetentionRule.partnership_id == partnership.id))
    assert (rule.record_type, rule.months) == ("submission", 48)
    assert "48 months" in page.get("/p/north/settings/retention").text
    assert page.post("/p/north/settings/retention/submission", data={"months": "0", "basis": "x"}).status_code == 422
    assert page.get("/p/north/settings/retention/nothing").status_code == 404


def test_a_round_is_put_on_hold_and_taken_off(page: FlaskClient, session: Session, partnership: Partnership) -> None:
    round_ = make_round(session, partnership, slug="spring")
    page.post("/p/north/settings/retention/hold/spring", data={"hold": "on"})
    session.expire_all()
    assert round_.legal_hold
    page.post("/p/north/settings/retention/hold/spring", data={"hold": "off"})
    session.expire_all()
    assert not round_.legal_hold
    assert page.post("/p/north/settings/retention/hold/elsewhere-round", data={"hold": "on"}).status_code == 404


def test_messages_that_need_a_look_stand_first(page: FlaskClient, session: Session, partnership: Partnership) -> None:
    for state in ("sent", "unknown"):
        message = queue_mail(
            session, to=f"{state}@agency.example", subject="Hello", body="", kind="test", partnership_id=partnership.id
        )
        message.state = state
    queue_mail(session, to="theirs@agency.example", subject="Hello", body="", kind="test")
    text = page.get("/p/north/settings/messages").text
    assert text.index("unknown@agency.example") < text.index("sent@agency.example")
    assert "theirs@agency.example" not in text


def test_settings_show_only_what_ones_role_may_change(
    client: FlaskClient, session: Session, partnership: Partnership
) -> None:
    sign_in(client, make_user(session, partnership, roles=("scrutineer",)))
    text = client.get("/p/north/settings/").text
    assert "Audit log" in text
    assert "People and roles" not in text
