"""One recommendation's life in a browser: from an audit's grade to a re-test in the next audit that confirms it.

Of twenty cases eight are good, and in the next audit fifteen. Between them lie a finding with that grade as
its evidence, a recommendation, a reply, an action with its measure, a claim that somebody else judges, and a re-test
that goes into the next audit by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.case_audits.models import AuditCase, CaseAudit, CaseModeration
from survey_app.case_audits.moderation.settling import settle
from survey_app.database import db, now
from survey_app.improvement.models import Recommendation, ReTest
from survey_app.improvement.retests.placing import place_retests
from survey_app.improvement.retests.results import collect_results
from survey_app.local_time import today
from tests.browser.conftest import Site
from tests.services.browser import PHONE, follow
from tests.survey_app.case_audits.audit_factories import (
    case_document,
    make_asked,
    make_audit,
    make_case,
    make_returned,
)
from tests.survey_app.case_audits.learning.learning_world import make_world
from tests.survey_app.factories import make_round, make_user

CASES, GOOD_BEFORE, GOOD_AFTER = 20, 8, 15
FOUND = "Worries about neglect are recognised late in half of the cases."
RECOMMENDED = "Show each team once a month which signs of neglect were seen late."
MEASURE = "In the next audit, three of four cases are graded good or better for recognition."
CLAIM = "Signs of neglect are recognised sooner, so children get help sooner."


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """Who acts, by their addresses for signing in, and where."""

    base: str
    officer: str
    second: str
    lead: str
    owner: str
    agency: str
    owner_name: str


def prepare(site: Site) -> People:
    """An audit that is finished, and the people round it."""
    with site.app.app_context():
        session = db.session()
        world = make_world(session, cases=CASES, agencies=1, slug="neglect", title="Neglect (constructed)")
        graded(session, world.audit, good=GOOD_BEFORE, by=world.writer.id)
        agency = world.agencies[0]
        lead = make_user(session, world.partnership, roles=("agency_lead",), agency=agency)
        owner = make_user(session, world.partnership, roles=("action_owner",), agency=agency)
        session.commit()
        return People(
            base=f"{site.address}/p/{world.partnership.slug}", officer=world.writer.email, second=world.other.email,
            lead=lead.email, owner=owner.email, agency=agency.name, owner_name=owner.name,
        )  # fmt: skip


def graded(session: Session, audit: CaseAudit, *, good: int, by: int) -> None:
    """The panel is done: so many of the cases are good on recognition; the audit is finished."""
    audit.state, audit.opened_at = "moderation", audit.opened_at or now()
    cases = session.scalars(select(AuditCase).where(AuditCase.audit_id == audit.id).order_by(AuditCase.number))
    for place, case in enumerate(cases.all()):
        grade = "good" if place < good else "requires_improvement"
        settle(session, case, "b1", grade=grade, reason="As the panel saw it", by=by)
        moderation = session.get_one(CaseModeration, case.id)
        moderation.signed_at, moderation.signed_by_id = now(), by
    audit.state, audit.finished_at = "finished", now()
    session.flush()


def test_a_recommendation_lives_from_an_audits_grade_to_a_re_test_that_confirms_its_impact(site: Site) -> None:
    people = prepare(site)
    officer = site.sign_in(people.officer)
    _finding_on_the_grade(people, officer)
    _recommend(people, officer)
    _the_agency_accepts(site, people)
    _plan_an_action(people, officer)
    _the_owner_claims_on_a_phone(site, people)
    _the_owner_cannot_judge(site, people)
    _somebody_else_judges(site, people)
    _set_the_re_test(people, officer)
    _the_next_audit_takes_it_and_brings_it_back(site)
    _it_confirms_and_the_recommendation_closes(site, people)
    _the_whole_chain_is_on_one_page(site, people)


def _finding_on_the_grade(people: People, page: Page) -> None:
    page.goto(f"{people.base}/improvement/findings/new")
    page.get_by_role("radio", name="Concern").check()
    page.get_by_label("What was found?").fill(FOUND)
    page.get_by_label("Theme", exact=True).fill("Neglect")
    page.get_by_label("Where does it come from?").select_option(label="Case audit")
    page.get_by_label("When was it found?").fill(f"{today():%Y-%m-%d}")
    follow(page.locator("main").get_by_role("button").last)
    page.goto(f"{people.base}/case-audits/neglect/report?paper=release")  # which makes the release
    page.goto(f"{people.base}/improvement/findings/1/evidence")
    follow(page.get_by_role("link", name="Grades of a case audit"))
    follow(page.get_by_role("link", name="Neglect (constructed)", exact=False))
    page.get_by_role("radio", name=f"{CASES} graded", exact=False).first.check()
    follow(page.get_by_role("button", name="Link it as it stands today"))
    expect(page.locator("main")).to_contain_text(f"{CASES} graded")


def _recommend(people: People, page: Page) -> None:
    page.goto(f"{people.base}/improvement/recommendations/new")
    page.get_by_label("What is recommended?").fill(RECOMMENDED)
    page.get_by_label("Why?", exact=True).fill(FOUND)
    page.get_by_label("Which agency owns it?").select_option(label=people.agency)
    page.get_by_role("radio", name="High").check()
    page.get_by_label("Where does it come from?").select_option(label="Case audit")
    page.get_by_label("When was it made?").fill(f"{today():%Y-%m-%d}")
    page.get_by_role("checkbox", name="F-001", exact=False).check()
    follow(page.locator("main").get_by_role("button").last)
    expect(page.locator("main")).to_contain_text(f"R-001 is with {people.agency}.")


def _the_agency_accepts(site: Site, people: People) -> None:
    lead = site.sign_in(people.lead)
    lead.goto(f"{people.base}/improvement/recommendations/1/reply")
    lead.get_by_role("radio", name="Accepted", exact=True).check()
    follow(lead.locator("main").get_by_role("button").last)
    expect(lead.locator("main")).to_contain_text("Accepted")
    assert lead.goto(f"{people.base}/improvement/findings/1").status == 403  # type: ignore[union-attr]


def _plan_an_action(people: People, page: Page) -> None:
    page.goto(f"{people.base}/improvement/recommendations/1/actions/new")
    page.get_by_label("What will be done?").fill("Go through late signs at each team meeting")
    if page.get_by_label("Which agency does it?").locator("option").count() > 1:
        page.get_by_label("Which agency does it?").select_option(label=people.agency)
    page.get_by_label("Who does it?").select_option(label=people.owner_name)
    page.get_by_label("By when?").fill(f"{today() + timedelta(days=30):%Y-%m-%d}")
    page.get_by_label("How will it be known that it helped?").fill(MEASURE)
    follow(page.get_by_role("button", name="Plan the action"))
    expect(page.locator("main")).to_contain_text("A-001")


def _the_owner_claims_on_a_phone(site: Site, people: People) -> None:
    phone = site.sign_in(people.owner, viewport=PHONE)
    phone.goto(f"{people.base}/my-actions/")
    expect(phone.locator("main")).to_contain_text("Go through late signs")
    phone.goto(f"{people.base}/improvement/actions/1/evidence")
    phone.get_by_label("What does it show?").fill("Minutes of nine team meetings")
    phone.get_by_label("Of which day is it?").fill(f"{today():%Y-%m-%d}")
    phone.get_by_label("Or an address").fill("https://example.org/minutes")
    follow(phone.get_by_role("button", name="Keep the evidence"))
    phone.goto(f"{people.base}/improvement/actions/1/claim")
    phone.get_by_label("What is different, and for whom?").fill(CLAIM)
    phone.get_by_label("How is that known?").fill("Nine of ten teams say so; the next audit will count.")
    follow(phone.get_by_role("button", name="Hand it in to be judged"))
    expect(phone.locator("main")).to_contain_text("Somebody who never owned this action judges it.")


def _the_owner_cannot_judge(site: Site, people: People) -> None:
    owner = site.sign_in(people.owner)
    answer = owner.goto(f"{people.base}/improvement/actions/1/judge")
    assert answer is not None
    assert answer.status == 403


def _somebody_else_judges(site: Site, people: People) -> None:
    judge = site.sign_in(people.second)
    judge.goto(f"{people.base}/improvement/judging")
    follow(judge.get_by_role("link", name="A-001", exact=False).first)
    judge.goto(f"{people.base}/improvement/actions/1/judge")
    judge.get_by_role("radio", name="Changed practice").check()
    judge.get_by_label("What in the evidence leads you to this?").fill("The minutes name what was seen late.")
    follow(judge.get_by_role("button", name="Keep the judgement"))
    expect(judge.locator("main")).to_contain_text("Changed practice")


def _set_the_re_test(people: People, page: Page) -> None:
    page.goto(f"{people.base}/improvement/recommendations/1/retests/new")
    subject = page.get_by_label("Where is it looked at again?")
    audit = subject.locator("option", has_text="Case audit").or_(subject.locator("option", has_text="case audit"))
    subject.select_option(value=audit.first.get_attribute("value") or "")
    page.get_by_label("What should they look at?").fill("How soon are signs of neglect recognised?")
    page.get_by_label("Not before").fill(f"{today():%Y-%m-%d}")
    follow(page.get_by_role("button", name="Set the re-test"))
    expect(page.locator("main")).to_contain_text("How soon are signs of neglect recognised?")


def _the_next_audit_takes_it_and_brings_it_back(site: Site) -> None:
    with site.app.app_context():
        session = db.session()
        recommendation = session.scalars(select(Recommendation)).one()
        first = session.scalars(select(CaseAudit)).one()
        partnership = first.partnership
        assert first.round is not None
        ends: date = today() + timedelta(days=60)
        following = make_audit(
            session, partnership, state="planning", slug="neglect-again", title="Neglect again (constructed)",
            window_ends_on=ends,
        )  # fmt: skip
        place_retests(session, today())
        retest = session.scalars(select(ReTest)).one()
        assert retest.record_id == str(following.id)
        following.round = make_round(session, partnership, first.round.version, title="Neglect again (constructed)")
        for _ in range(CASES):
            case = make_case(session, following)
            asked = make_asked(session, case, agency=recommendation.owner)
            make_returned(session, asked, case_document(case, b1="good"), at=now())
        graded(session, following, good=GOOD_AFTER, by=recommendation.made_by_id or 0)
        collect_results(session, today())
        session.commit()


def _it_confirms_and_the_recommendation_closes(site: Site, people: People) -> None:
    judge = site.sign_in(people.second)
    judge.goto(f"{people.base}/improvement/recommendations/1/retests/1/judge")
    expect(judge.locator("main")).to_contain_text(f"{GOOD_AFTER} of {CASES}")
    judge.get_by_role("radio", name="Confirms the impact").check()
    judge.get_by_label("What in the result leads you to this?").fill("Fifteen of twenty, where it was eight.")
    follow(judge.get_by_role("button", name="Keep the judgement"))
    judge.goto(f"{people.base}/improvement/recommendations/1")
    follow(judge.get_by_role("button", name="Close it with impact"))
    expect(judge.locator("main")).to_contain_text("Closed with impact")


def _the_whole_chain_is_on_one_page(site: Site, people: People) -> None:
    page = site.sign_in(people.officer)
    page.goto(f"{people.base}/improvement/recommendations/1")
    shown = page.locator("main")
    for words in (
        FOUND,
        f"{GOOD_BEFORE} of {CASES}",
        RECOMMENDED,
        CLAIM,
        "Changed practice",
        f"{GOOD_AFTER} of {CASES}",
    ):
        expect(shown).to_contain_text(words)
    page.goto(f"{people.base}/improvement/")
    expect(page.locator("main")).to_contain_text("1 of 1")
    page.goto(f"{people.base}/improvement/findings/1")
    expect(page.locator("main")).to_contain_text("R-001")
