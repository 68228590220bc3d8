"""An agency's return on a phone: filled in without a signal, the battery flat, sent once; and blind to others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect
from sqlalchemy import select

from survey_app import create_app
from survey_app.case_audits.models import AgencyReturn
from survey_app.collect.models import Submission
from survey_app.database import db, now
from tests.browser.filling import fill_page
from tests.browser.test_every_page import faults_of
from tests.browser.visits.journeys import SLUG
from tests.browser.visits.phones import Phone, Switch, phones
from tests.services.databases import Databases
from tests.survey_app.case_audits.audit_factories import make_asked, make_audit, make_case
from tests.survey_app.conftest import prepare, settings_for
from tests.survey_app.factories import make_agency, make_partnership, make_round, make_user, publish

# As the library's form has it, with one item of section B.
SHORT_RETURN = """
settings:
  {form_id: case-audit, form_title: A short case audit, version: "1", default_language: English (en), unit: cases}
choices:
  ofsted4:
    - {name: good, label: Good}
    - {name: inadequate, label: Inadequate}
    - {name: not_applicable, label: Not applicable, missing: not_applicable}
  agency:
    - {name: police, label: Police}
    - {name: hospital, label: Hospital}
scales:
  ofsted4:
    direction: best_first
    favourable: [good]
    rubric:
      good: The right help came at the right time.
      inadequate: A risk was missed.
      not_applicable: It does not arise.
survey:
  - type: group
    name: case
    label: The case
    children:
      - {type: text, name: pseudonym, label: Case pseudonym, required: true}
  - type: group
    name: return
    label: This return
    children:
      - {type: select_one agency, name: return_agency, label: Which agency makes this return?, required: true}
  - type: group
    name: b1_page
    label: Recognition and response
    children:
      - {type: grade ofsted4, name: b1, core: b1, label: The agency responded in time., required: true}
  - type: group
    name: safety
    label: Is the child safe now?
    children:
      - {type: safety, name: d1, label: Is the child unsafe now?}
  - type: group
    name: learning
    label: Learning
    children:
      - {type: text, name: strengths, label: Strengths to build on, appearance: multiline}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Returning:
    """An installation that listens, with an audit in which two agencies are asked about one case."""

    app: Flask
    server: Switch
    emails: tuple[str, str]
    names: tuple[str, str]

    def sent(self) -> list[dict[str, Any]]:
        """The answers of every return that was sent, each with one revision."""
        with self.app.app_context():
            found = db.session.scalars(select(Submission).where(Submission.id.in_(select(AgencyReturn.draft_id)))).all()
            assert all(len(one.revisions) == 1 for one in found)
            return [dict(one.revisions[-1].document) for one in found]


@pytest.fixture
def returning(databases: Databases, journey_database_kind: str, tmp_path: Path) -> Iterator[Returning]:
    directory = tmp_path / "server"
    directory.mkdir()
    with databases.prepared(journey_database_kind, prepare) as url:
        app = create_app({**settings_for(url, directory), "WTF_CSRF_ENABLED": True})
        with app.app_context():
            emails, names = _asked_for()
        server = Switch(app=app)
        server.on()
        try:
            yield Returning(app=app, server=server, emails=emails, names=names)
        finally:
            server.close()
            with app.app_context():
                db.engine.dispose()


def _asked_for() -> tuple[tuple[str, str], tuple[str, str]]:
    session = db.session()
    partnership = make_partnership(session, slug=SLUG, name="Made-up Safeguarding Children Partnership")
    round_ = make_round(session, partnership, publish(session, partnership, SHORT_RETURN))
    case = make_case(session, make_audit(session, partnership, title="Neglect (constructed)", round=round_))
    people = []
    for kind, roles in (("police", ("auditor",)), ("health", ("agency_lead",))):
        agency = make_agency(session, partnership, agency_type=kind)
        user = make_user(session, partnership, roles=roles, agency=agency)
        make_asked(session, case, agency=agency, auditor=user, declared_at=now())
        people.append(user)
    session.commit()
    return (people[0].email, people[1].email), (people[0].name, people[1].name)


@pytest.fixture
def phone(returning: Returning, chromium: Browser, tmp_path: Path) -> Iterator[Phone]:
    with phones(chromium.browser_type, tmp_path, returning.server, SLUG) as make:
        yield _ready(make(), returning.emails[0])


def _ready(phone: Phone, email: str) -> Phone:
    phone.sign_in(email)
    phone.open_app()
    phone.make_ready()
    return phone


def test_a_return_made_without_a_signal_survives_a_flat_battery_and_arrives_once(
    returning: Returning, phone: Phone
) -> None:
    expect(phone.heading).to_have_text("My returns on this phone")
    phone.open_visit()
    phone.lose_signal()
    phone.go_to_page("The case")
    expect(phone.page.locator("main")).to_contain_text("Known from the audit")
    expect(phone.question("pseudonym")).to_have_count(0)
    phone.go_to_page("Recognition and response")
    expect(phone.page.locator("main")).to_contain_text("The right help came at the right time.")
    fill_page(phone.page, {"b1": "good", "b1_rationale": "Seen on the same day (constructed)."})
    phone.go_to_page("Is the child safe now?")
    fill_page(phone.page, {"d1": "no"})
    phone.keeps("Seen on the same day")
    phone.kill()
    phone.start(offline=True)
    phone.open_app()
    expect(phone.heading).to_have_text("My returns on this phone")
    phone.open_visit()
    assert not faults_of(phone.page)
    phone.go_to_page("Learning")
    fill_page(phone.page, {"strengths": "Joint visits (constructed)."})
    phone.to_visit()
    phone.page.get_by_role("link", name="Check and send").click()
    phone.page.get_by_role("button", name="Send", exact=True).click()
    expect(phone.page.get_by_text("No signal. Your return is sent as soon as there is one")).to_be_visible()
    phone.find_signal()
    phone.sign_in_again(returning.emails[0])
    expect(phone.heading).to_have_text("Return received")
    (document,) = returning.sent()
    known = {"pseudonym": "CASE-0001", "return_agency": "police", "b1": "good"}
    assert {name: document[name] for name in known} == known
    assert document["strengths"] == "Joint visits (constructed)."
    stored = phone.stored()
    assert not stored["drafts"]
    assert "Seen on the same day" not in str(stored)


def test_two_auditors_of_two_agencies_on_one_phone_do_not_see_each_other_s(returning: Returning, phone: Phone) -> None:
    phone.open_visit()
    phone.go_to_page("Learning")
    fill_page(phone.page, {"strengths": "Only the police know this."})
    phone.keeps("Only the police know this.")
    place = phone.page.url
    phone.context.clear_cookies()
    phone.sign_in(returning.emails[1])
    phone.open_app()
    card = phone.page.locator(".wa-app__card").filter(has_not_text=f"Return of {returning.names[0]}")
    card.get_by_role("button", name="Make ready for offline").click()
    card.get_by_role("link", name="Open").click()
    phone.go_to_page("Learning")
    expect(phone.question("strengths").get_by_role("textbox")).to_have_value("")
    phone.page.goto(place)
    expect(phone.heading).to_have_text(f"This is the return of {returning.names[0]}")
    main = phone.page.locator("main")
    expect(main).to_contain_text("it opens only then")
    expect(main).not_to_contain_text("Only the police know this.")
    expect(main.get_by_role("button")).to_have_count(0)
    phone.lose_signal()
    phone.page.reload()
    expect(phone.heading).to_have_text(f"This is the return of {returning.names[0]}")
    expect(main).not_to_contain_text("Only the police know this.")
