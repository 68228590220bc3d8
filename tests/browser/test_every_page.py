"""Every page, as a phone and a desk show it: axe finds nothing, nothing scrolls sideways, Tab reaches everything."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, url_for
from playwright.sync_api import Page
from sqlalchemy import make_url, select
from sqlalchemy.orm import Session

from survey_app import create_app
from survey_app.accounts.models import User
from survey_app.accounts.services import set_password
from survey_app.accounts.tokens import make_token
from survey_app.collect.keys import KeyStore
from survey_app.collect.models import Draft, Submission
from survey_app.database import db, now
from survey_app.demo.data import read_data
from survey_app.demo.loader import PEOPLE, load_demo
from survey_app.designer.services import save_draft
from survey_app.partnership.models import Agency, Partnership
from survey_app.results.comments import comments_of
from survey_app.results.dashboard.filters import period_of
from survey_app.results.scrutiny.pins import pin_page
from survey_app.results.scrutiny.seen import SeenPage
from survey_app.results.shares import grant_share
from survey_app.rounds.models import Round
from tests.browser.action_demo import prepare_actions
from tests.browser.audit_plans_demo import prepare_audit_plans
from tests.browser.audit_records_demo import prepare_audit_records
from tests.browser.campaign_demo import prepare_campaign
from tests.browser.chain_demo import prepare_chain
from tests.browser.coding_demo import prepare_coding
from tests.browser.conftest import Site
from tests.browser.cycle_demo import prepare_cycles
from tests.browser.dip_demo import prepare_dip_samples
from tests.browser.executive_demo import prepare_executive
from tests.browser.families_demo import prepare_families
from tests.browser.figures_demo import prepare_figures
from tests.browser.filling import fill_page
from tests.browser.hub_demo import prepare_hub
from tests.browser.import_demo import prepare_import
from tests.browser.indicator_demo import prepare_indicators
from tests.browser.learning_demo import prepare_learning
from tests.browser.list_demo import prepare_lists
from tests.browser.mail_demo import prepare_mail
from tests.browser.moderation_demo import prepare_moderation
from tests.browser.outcome_demo import prepare_outcomes
from tests.browser.pages import EXTRA, NOT_PAGES, PAGES, SAME_AS_NAMED
from tests.browser.paper import A4, PAPERS, paper_faults
from tests.browser.returns_demo import prepare_returns
from tests.browser.review_demo import prepare_reviews
from tests.browser.scrutiny_demo import prepare_scrutiny
from tests.browser.self_demo import prepare_self_assessment
from tests.browser.visit_demo import prepare_visits
from tests.browser.year_demo import prepare_year
from tests.services.browser import DESK, PHONE, axe_violations, follow
from tests.services.databases import SQLITE, Databases
from tests.services.web import running
from tests.survey_app.answers import add_answer
from tests.survey_app.conftest import settings_for
from tests.survey_app.designer.pages import DRAFT
from tests.survey_app.factories import PASSWORD, make_assessment, make_invitation, make_partnership, make_round

Prepared = dict[str, Any]


@dataclass(frozen=True, slots=True)
class DemoSite:
    site: Site
    values: Prepared

    def address(self, endpoint: str, values: dict[str, Any]) -> str:
        filled = {name: self._value(value) for name, value in values.items()}
        with self.site.app.test_request_context():
            if self.site.app.url_map.is_endpoint_expecting(endpoint, "partnership"):
                filled["partnership"] = "demo"
            return self.site.address + url_for(endpoint, **filled)

    def _value(self, value: Any) -> Any:
        return self.values[value.strip("{}")] if isinstance(value, str) and value.startswith("{") else value

    def page_for(self, role: str, viewport: dict[str, int]) -> Page:
        if not role:
            return self.site.open_page(f"{self.site.address}/sign-in", viewport=viewport)
        name = next(key for key, _, roles in PEOPLE if role in roles)
        return self.site.sign_in(f"{name}@example.org", viewport=viewport)


class DemoInstallation:
    """The demo partnership and what its pages need, made once a session for each kind of database.

    Its people have the password of all test people. Each test has a copy of the database and of the files.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._values: dict[str, Prepared] = {}

    def prepare(self, database_url: str) -> None:
        kind = make_url(database_url).get_backend_name()
        app = create_app(settings_for(database_url, self._directory / kind))
        with app.app_context():
            db.create_all()
            load_demo(db.session(), KeyStore(app.config["WALKABOUT_KEY_DIR"]), today=date.today())
            for user in db.session.scalars(select(User)):
                set_password(db.session(), user, PASSWORD)
            db.session.commit()
            self._values[kind] = _prepare(db.session(), app)
            db.session.commit()
            db.engine.dispose()

    def copy(self, kind: str, directory: Path) -> Prepared:
        """Put the files of it into a test's directory; the values that addresses of its pages are filled with."""
        shutil.copytree(self._directory / kind, directory, dirs_exist_ok=True)
        return dict(self._values[kind])


@pytest.fixture(scope="session")
def demo_installation(tmp_path_factory: pytest.TempPathFactory) -> DemoInstallation:
    return DemoInstallation(tmp_path_factory.mktemp("demo"))


@pytest.fixture
def demo(
    databases: Databases,
    demo_installation: DemoInstallation,
    journey_database_kind: str,
    tmp_path: Path,
    open_page: Callable[..., Page],
) -> Iterator[DemoSite]:
    with databases.prepared(journey_database_kind, demo_installation.prepare) as url:
        values = demo_installation.copy(journey_database_kind, tmp_path)
        app = create_app({**settings_for(url, tmp_path), "WTF_CSRF_ENABLED": True})
        with running(app) as address:
            yield DemoSite(site=Site(app=app, address=address, open_page=open_page), values=values)
        with app.app_context():
            db.engine.dispose()


def _prepare(session: Session, app: Flask) -> Prepared:
    rounds = {round_.title: round_ for round_ in session.scalars(select(Round)).all()}

    def titled(part: str) -> Round:
        return next(round_ for title, round_ in rounds.items() if part in title)

    walkabout, survey, evaluation = (
        titled("walkabouts (constructed)"),
        titled("online survey"),
        titled("crime, evaluation"),
    )
    auditor = session.scalars(select(User).where(User.email.startswith("auditor"))).one()
    document = read_data("devon_walkabout")["responses"][0]
    noted = make_round(session, walkabout.partnership, walkabout.version, title="Outside a cycle (constructed)")
    draft = Draft(round_id=noted.id, author_id=auditor.id, document=document, revision=1)
    session.add(draft)
    sent = session.get_one(Submission, add_answer(session, noted, document))
    sent.author_id = auditor.id
    session.add(Draft(id=sent.id, round_id=noted.id, author_id=auditor.id, document=document, revision=2))
    planned = make_round(
        session, walkabout.partnership, walkabout.version, state="draft", title="Planned (constructed)"
    )
    links = make_round(session, walkabout.partnership, walkabout.version, access="token", title="Links (constructed)")
    make_invitation(session, links)
    shared = _shared_from_elsewhere(session, walkabout)
    welsh = DRAFT.replace("label: Was it useful?", 'label: Was it useful?, "label::Welsh (cy)": A fu’n ddefnyddiol?')
    drafted = save_draft(session, walkabout.partnership_id, welsh, filename="drafted.yaml")
    session.flush()
    return {
        "walkabout": walkabout.slug, "survey": survey.slug, "evaluation": evaluation.slug, "planned": planned.slug,
        "noted": noted.slug, "links": links.slug, "draft": draft.id, "sent": sent.id, "auditor": auditor.id,
        "shared": shared, "graded": "st1", "drafted": drafted.form_id,
        "agency": _police(session), "period": _this_period(),
        "worried": next(i for i, talk in enumerate(document["conversation"], 1) if talk["c14"] == "yes"),
        "comment": comments_of(session, survey, secret=app.config["SECRET_KEY"])[0].key,
        "token": _token(session, walkabout.partnership), "pin": _pin(session, walkabout.partnership),
        **prepare_coding(session, app, survey, evaluation, walkabout),
        **prepare_import(session, app, evaluation, _person_with(session, "qa_group")),
        **prepare_outcomes(session, walkabout.partnership),
        **prepare_visits(session, walkabout.partnership, auditor, _person_with(session, "qa_group")),
        **prepare_campaign(session, walkabout),
        **prepare_cycles(session, walkabout.partnership),
        **prepare_hub(session, walkabout.partnership),
        **prepare_families(session, walkabout.partnership),
        **prepare_figures(session, walkabout.partnership),
        **prepare_dip_samples(session, walkabout.partnership),
        **prepare_indicators(session, walkabout.partnership),
        **prepare_scrutiny(session, walkabout.partnership),
        **prepare_year(session, walkabout.partnership),
        **prepare_actions(session, walkabout.partnership),
        **prepare_chain(session, walkabout.partnership),
        **prepare_audit_plans(session, walkabout.partnership),
        **prepare_audit_records(session, walkabout.partnership),
        **prepare_learning(session, walkabout.partnership),
        **prepare_executive(session, walkabout.partnership, _person_with(session, "qa_group")),
        **prepare_mail(session, app, walkabout),
        **prepare_returns(session, walkabout.partnership, auditor),
        **prepare_moderation(session, walkabout.partnership),
        **prepare_reviews(session, walkabout.partnership),
        **prepare_lists(session, walkabout.partnership),
        **prepare_self_assessment(session, walkabout.partnership),
    }  # fmt: skip


def _token(session: Session, partnership: Partnership) -> int:
    """An access token of the QA group's."""
    token, _ = make_token(
        session, _person_with(session, "qa_group"), partnership.id, name="Power BI", scopes=["rounds"],
        held={"rounds.read"}, days=30, today=date.today(),
    )  # fmt: skip
    return token.id


def _pin(session: Session, partnership: Partnership) -> int:
    """A pinned copy of a page."""
    page = SeenPage(address="/p/demo/dashboard", title="Dashboard", html='<h1 class="govuk-heading-l">Dashboard</h1>')
    by = _person_with(session, "qa_group")
    return pin_page(session, partnership, page, note="Before item 4 (constructed)", by=by, at=now()).number


def _police(session: Session) -> int:
    return session.scalars(select(Agency.id).where(Agency.name == "Police")).one()


def _this_period() -> str:
    """The year from 1 April, as the dashboard's address has it."""
    today = date.today()
    return period_of(today.year if today.month >= 4 else today.year - 1)


def _person_with(session: Session, role: str) -> User:
    name = next(key for key, _, roles in PEOPLE if role in roles)
    return session.scalars(select(User).where(User.email == f"{name}@example.org")).one()


def _shared_from_elsewhere(session: Session, walkabout: Round) -> str:
    """An assessment of another partnership that the demo may read."""
    submission = make_assessment(session, make_partnership(session))
    grant_share(session, submission, walkabout.partnership, granted_by_id=None)
    return submission.reference


def test_every_page_of_the_product_stands_in_the_table(site: Site) -> None:
    endpoints = {rule.endpoint for rule in site.app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    pages = {name for name in endpoints - NOT_PAGES if not name.startswith(SAME_AS_NAMED)}
    assert pages == set(PAGES)


ROLES_WITH_PAGES = sorted({role for role, _ in PAGES.values()})
# The QA group opens most pages: four tests look at them, so that they run beside each other.
PARTS = {"qa_group": 4}


@pytest.mark.parametrize(
    ("role", "part"), [(role, part) for role in ROLES_WITH_PAGES for part in range(PARTS.get(role, 1))]
)
def test_axe_finds_nothing_and_the_keyboard_reaches_everything(
    demo: DemoSite, journey_database_kind: str, role: str, part: int
) -> None:
    # A page looks the same on every database; on PostgreSQL each has to be answered.
    is_looked_at = journey_database_kind == SQLITE
    wanted = [(endpoint, values) for endpoint, (who, values) in PAGES.items() if who == role]
    wanted += [(endpoint, values) for who, endpoint, values in EXTRA if who == role]
    wanted = wanted[part :: PARTS.get(role, 1)]
    found: list[str] = []
    for viewport in (PHONE, DESK) if is_looked_at else (DESK,):
        page = demo.page_for(role, viewport)
        for endpoint, values in wanted:
            response = page.goto(demo.address(endpoint, values))
            assert response is not None
            assert response.status == 200, f"{endpoint} answered {response.status}"
            faults = faults_of(page, keyboard=viewport == DESK) if is_looked_at else []
            found += [f"{endpoint} at {viewport['width']}: {fault}" for fault in faults]
    assert not found, "\n".join(found)


def test_what_is_taken_to_a_meeting_on_paper_is_whole_and_readable(demo: DemoSite) -> None:
    found: list[str] = []
    for role in sorted({PAGES[endpoint][0] for endpoint in PAPERS}):
        page = demo.page_for(role, A4)
        for endpoint in (one for one in PAPERS if PAGES[one][0] == role):
            page.goto(demo.address(endpoint, PAGES[endpoint][1]))
            found += paper_faults(page)
    assert not found, "\n".join(found)


def test_an_anonymous_form_is_accessible_on_every_page_from_start_to_receipt(demo: DemoSite) -> None:
    with demo.site.app.app_context():
        slug = db.session.scalars(select(Round.slug).where(Round.title.startswith("Try it"))).one()
    page = demo.site.open_page(f"{demo.site.address}/s/demo/{slug}", viewport=PHONE)
    found = faults_of(page)
    follow(page.get_by_role("button", name="Start"))
    answers = read_data("herts_evaluation")["responses"][0]
    follow(page.get_by_role("button", name="Continue"))  # nothing answered: the error summary
    found += faults_of(page)
    while page.locator("h1").inner_text() != "Check your answers":
        found += faults_of(page)
        fill_page(page, answers)
        follow(page.get_by_role("button", name="Continue"))
    found += faults_of(page)
    follow(page.get_by_role("button", name="Send"))
    page.get_by_role("heading", name="Answers received").wait_for()
    found += faults_of(page)
    assert not found, "\n".join(found)


def faults_of(page: Page, *, keyboard: bool = True) -> list[str]:
    """What is wrong with the page as it stands."""
    checks: list[Callable[[Page], list[str]]] = [axe_violations, _sideways]
    if keyboard:
        checks.append(_unreachable)
    return [f"“{page.title()}”: {fault}" for check in checks for fault in check(page)]


def _sideways(page: Page) -> list[str]:
    width = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [f"the page is {width} pixels too wide"] if width > 0 else []


_STOPS = """() => {
  const shown = e => e.checkVisibility({visibilityProperty: true}) && !e.disabled && e.tabIndex >= 0;
  const controls = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]';
  const all = [...document.querySelectorAll(controls)];
  const radios = new Set();
  return all.filter(shown).filter(e => {
    if (e.type !== 'radio') return true;
    const group = (e.form ? e.form.id : '') + e.name;  // one stop for a group: the checked one, else the first
    const chosen = document.querySelector(`input[type=radio][name="${CSS.escape(e.name)}"]:checked`);
    if (chosen) return e === chosen;
    return radios.has(group) ? false : radios.add(group);
  });
}"""
_NOTE_STOPS = f"() => {{ const found = ({_STOPS})(); found.forEach(e => window.stops.add(e)); return found.length }}"


def _unreachable(page: Page) -> list[str]:
    """Controls that Tab does not come to, going through the page from wherever the focus was, and round it again.

    Once is not always enough: going round leads through the browser's own controls, and through what can be scrolled.
    A control that the page has taken away or drawn anew meanwhile cannot be reached; the new one has to be.
    """
    page.evaluate("() => { window.reached = new Set(); window.stops = new Set(); document.activeElement.blur(); "
                  "window.scrollTo(0, 0); "
                  "document.addEventListener('focusin', e => window.reached.add(e.target)) }")  # fmt: skip
    missed: list[str] = []
    for _ in range(3):
        dates = page.locator("input[type=date], input[type=time]").count()
        count = page.evaluate(_NOTE_STOPS)
        for _ in range(count + 3 * dates + 3):  # a date input has a stop for each of its parts
            page.keyboard.press("Tab")
        page.evaluate(_NOTE_STOPS)
        missed = page.evaluate(
            "() => [...window.stops].filter(e => e.isConnected && !window.reached.has(e))"
            ".map(e => e.outerHTML.slice(0, 90))"
        )
        if not missed:
            break
    return [f"Tab does not reach {control}" for control in missed]
