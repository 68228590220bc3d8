"""A multi-agency case audit as people live it: a list, a draw, four agencies blind, a panel, and the workbook.

Eight of twelve children are drawn. One agency does not return one case, and one dissents from a grade of the panel.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import combinations
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from survey_app.accounts.models import User
from survey_app.case_audits.models import AgencyReturn, AuditCase, CaseAudit, CaseDraw
from survey_app.case_audits.moderation.cases import begin
from survey_app.case_audits.moderation.reading import panels_of
from survey_app.case_audits.moderation.settling import conclude, settle
from survey_app.case_audits.moderation.signing import sign_off
from survey_app.case_audits.moderation.wordings import Conclusion
from survey_app.case_audits.planning.conflicts import declare
from survey_app.collect.keys import KeyStore
from survey_app.collect.services import submit
from survey_app.database import db, now
from survey_app.demo.case_audits import return_of
from survey_app.demo.constructed_rounds import CASE_GRADES, JUDGEMENTS
from survey_app.demo.data import read_data
from survey_app.designer.services import compiled_version
from survey_app.forums.words import local
from tests.browser.conftest import Site
from tests.browser.filling import fill_form
from tests.services.browser import PHONE, follow
from tests.survey_app.factories import make_agency, make_partnership, make_user, publish

AGENCIES = {
    "Children's social care": "local_authority", "Police": "police", "Community health": "health",
    "Schools and colleges": "school",
}  # fmt: skip
TITLE, PASSPHRASE = "Neglect of young children (constructed)", "five words which say nothing much"
MISSING = (5, "Police")
DISSENT = "The school was told of the meeting a week after it."
RECOMMENDATION = "Put missed appointments of all agencies together once a month."
FIRST_NAMES = (
    "Aster",
    "Birch",
    "Clover",
    "Daisy",
    "Elder",
    "Fern",
    "Gorse",
    "Heather",
    "Iris",
    "Juniper",
    "Kale",
    "Laurel",
)
ORDER = "ogri"  # best to worst


@dataclass
class Audited:
    """The installation and who is in it."""

    site: Site
    people: dict[str, str] = field(default_factory=dict)
    address: str = ""

    def open_as(self, person: str, **options: object) -> Page:
        return self.site.sign_in(self.people[person], **options)


@pytest.fixture
def audited(site: Site) -> Audited:
    found = Audited(site=site)
    with site.app.app_context():
        session = db.session()
        partnership = make_partnership(session, slug="made-up", name="Made-up Safeguarding Partnership")
        publish(session, partnership, "case-audit")
        for name, agency_type in AGENCIES.items():
            agency = make_agency(session, partnership, agency_type=agency_type)
            agency.name = name
            found.people[name] = make_user(session, partnership, roles=("auditor",), agency=agency).email
        for person, role in (("officer", "qa_group"), ("second", "qa_group"), ("scrutineer", "scrutineer")):
            found.people[person] = make_user(session, partnership, roles=(role,)).email
        session.commit()
    return found


def test_an_audit_goes_from_a_list_of_children_to_a_workbook(audited: Audited, tmp_path: Path) -> None:
    officer = audited.open_as("officer", accept_downloads=True)
    _plan(audited, officer)
    _load_the_list(audited, officer)
    _draw_eight(audited, officer, tmp_path)
    _ask_four_agencies(audited, officer)
    _one_auditor_returns_on_a_phone(audited)
    _all_others_but_one_return(audited)
    _nobody_reads_a_grade(audited, officer)
    _open_moderation(audited, officer)
    _moderate(audited, officer)
    _recommend(audited, officer)
    _figures_are_as_counted_by_hand(audited, officer, tmp_path)


def _plan(audited: Audited, page: Page) -> None:
    today = local(now()).date()
    page.goto(f"{audited.site.address}/p/made-up/case-audits/")
    follow(page.get_by_role("button", name="Plan an audit"))
    page.get_by_label("Multi-agency case audit").check()
    page.get_by_label("Title", exact=True).fill(TITLE)
    page.get_by_label("Theme", exact=True).fill("Neglect")
    page.get_by_label("Work from").fill(f"{today - timedelta(days=400):%Y-%m-%d}")
    page.get_by_label("Work until").fill(f"{today - timedelta(days=35):%Y-%m-%d}")
    page.get_by_label("Returns are due on").fill(f"{today + timedelta(days=10):%Y-%m-%d}")
    page.get_by_label("The panel meets on").fill(f"{today + timedelta(days=20):%Y-%m-%d}")
    follow(page.get_by_role("button", name="Save the audit"))
    audited.address = page.url


def _load_the_list(audited: Audited, page: Page) -> None:
    """Twelve children, with what nobody but the holder of the passphrase may learn again."""
    lines = ["NHS number,Name,Date of birth,Sex"]
    for place, name in enumerate(FIRST_NAMES):
        lines.append(f"{_nhs_number(place)},{name} Example,{place + 1:02}/03/2018,Female")
    page.goto(f"{audited.address}/lists/new")
    upload = {"name": "children.csv", "mimeType": "text/csv", "buffer": "\n".join(lines).encode()}
    page.get_by_label("File with the cases").set_input_files(upload)
    page.get_by_role("button", name="Look at the columns").click()
    expect(page.get_by_role("heading", name="What becomes of each column")).to_be_visible()
    page.get_by_label("Passphrase", exact=True).fill(PASSPHRASE)
    page.get_by_label("The same passphrase again").fill(PASSPHRASE)
    page.get_by_role("button", name="Load the list").click()
    page.wait_for_url(lambda address: not address.endswith("/new"))
    for name in FIRST_NAMES:
        expect(page.get_by_text(name)).to_have_count(0)


def _nhs_number(place: int) -> str:
    """A number of the range for tests that passes the check."""
    for last in range(10):
        digits = f"999{place:05}0{last}"
        total = sum(int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False))
        if (11 - total % 11) % 11 == last:
            return digits
    return _nhs_number(place + 100)


def _draw_eight(audited: Audited, page: Page, tmp_path: Path) -> None:
    page.goto(f"{audited.address}/draw")
    page.get_by_label("Random", exact=True).check()
    follow(page.get_by_role("button", name="Continue"))
    page.get_by_label("How many cases").fill("8")
    follow(page.get_by_role("button", name="Draw"))
    with audited.site.app.app_context():
        draw = db.session.scalars(select(CaseDraw)).one()
        assert len(draw.record["draw"]["drawn"]) == 8
        names = json.dumps(draw.record)
    assert not any(name in names for name in FIRST_NAMES)


def _ask_four_agencies(audited: Audited, page: Page) -> None:
    page.goto(f"{audited.address}/agencies")
    for name in AGENCIES:
        page.get_by_label(name, exact=True).check()
    follow(page.get_by_role("button", name="Ask about every case"))
    page.goto(f"{audited.address}/auditors")
    for select_ in page.get_by_label("One person for every case without an auditor").all():
        select_.select_option(index=1)
    follow(page.get_by_role("button", name="Save the names"))
    page.goto(f"{audited.address}/begin")
    expect(page.get_by_text("32 returns are asked for")).to_be_visible()
    follow(page.get_by_role("button", name="Begin fieldwork"))


def _one_auditor_returns_on_a_phone(audited: Audited) -> None:
    page = audited.open_as("Children's social care", viewport=PHONE)
    page.goto(f"{audited.site.address}/p/made-up/my-returns/")
    with audited.site.app.app_context():
        asked = _asked(1, "Children's social care")
        asked_id, pseudonym, document = asked.id, asked.case.pseudonym, _document(asked)
    expect(page.get_by_role("link", name=pseudonym).first).to_be_visible()
    page.goto(f"{audited.site.address}/p/made-up/my-returns/{asked_id}/declare")
    page.get_by_label("No", exact=True).check()
    follow(page.get_by_role("button", name="Record my answer"))
    page.goto(f"{audited.site.address}/p/made-up/my-returns/{asked_id}")
    follow(page.get_by_role("button", name="Begin the return"))
    follow(page.get_by_role("button", name="Start"))
    fill_form(page, document)
    follow(page.get_by_role("button", name="Send"))
    expect(page.get_by_text("Reference").first).to_be_visible()


def _asked(number: int, agency: str) -> AgencyReturn:
    return next(
        one
        for one in db.session.scalars(select(AgencyReturn))
        if one.case.number == number and one.agency.name == agency
    )


def _letters(number: int, agency: str) -> str:
    letters: str = read_data("case_audits")["now"][str(number)]["returns"][list(AGENCIES).index(agency)]
    return letters


def _document(asked: AgencyReturn) -> dict[str, object]:
    round_ = asked.case.audit.round
    assert round_ is not None
    return return_of(compiled_version(round_.version), asked, _letters(asked.case.number, asked.agency.name))


def _all_others_but_one_return(audited: Audited) -> None:
    """As the server receives them from whatever sends them."""
    with audited.site.app.app_context():
        session, keys = db.session(), KeyStore(audited.site.app.config["WALKABOUT_KEY_DIR"])
        for asked in session.scalars(select(AgencyReturn)).all():
            place = (asked.case.number, asked.agency.name)
            if place in (MISSING, (1, "Children's social care")):
                continue
            assert asked.auditor_id is not None
            declare(session, asked, "", by=asked.auditor_id, at=now())
            round_ = asked.case.audit.round
            assert round_ is not None
            submit(session, keys, round_, asked.draft_id, _document(asked), author_id=asked.auditor_id)
        session.commit()


def _nobody_reads_a_grade(audited: Audited, page: Page) -> None:
    with audited.site.app.app_context():
        audit = db.session.scalars(select(CaseAudit)).one()
        assert audit.round is not None
        results = f"{audited.site.address}/p/made-up/rounds/{audit.round.slug}"
    for address in (f"{audited.address}/figures", f"{audited.address}/moderation/1", f"{results}/results"):
        response = page.goto(address)
        assert response is not None
        assert response.status in (403, 404), address
        expect(page.get_by_text("Requires improvement")).to_have_count(0)
    other = audited.open_as("Police")
    response = other.goto(f"{audited.address}/figures")
    assert response is not None
    assert response.status == 403


def _open_moderation(audited: Audited, page: Page) -> None:
    page.goto(f"{audited.address}/open")
    expect(page.get_by_text("31 of 32 returns are in")).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text="Police")).to_be_visible()
    follow(page.get_by_role("button", name="Open moderation for good"))


def _moderate(audited: Audited, page: Page) -> None:
    """The first case on the panel's screen, one dissent with it; the others as the screen keeps them."""
    page.goto(f"{audited.address}/moderation/meetings/new")
    page.get_by_label("Day", exact=False).first.fill(f"{local(now()).date():%Y-%m-%d}")
    page.get_by_label("Name or role").first.fill("Named doctor")
    page.get_by_label("Agency").first.select_option(label="Community health")
    follow(page.get_by_role("button", name="Keep the meeting"))
    page.goto(f"{audited.address}/moderation/1")
    page.get_by_role("radio").first.check()
    follow(page.get_by_role("button", name="Take this case up"))
    page.goto(f"{audited.address}/moderation/1/questions/b5")
    page.get_by_label("Good", exact=True).check()
    page.get_by_label("Reason", exact=True).fill("The panel read the chronology together.")
    page.get_by_text("Schools and colleges does not agree").click()
    part = page.get_by_role("group").filter(has_text="Schools and colleges does not agree")
    part.get_by_label("Grade they would give").select_option(label="Inadequate")
    part.get_by_label("Why they do not agree").fill(DISSENT)
    follow(page.get_by_role("button", name="Keep and stay here"))
    _settle_the_rest(audited, [1])
    page.goto(f"{audited.address}/moderation/1/sign-off")
    expect(page.get_by_text(DISSENT)).to_be_visible()
    follow(page.get_by_role("button", name="Sign off"))
    _settle_the_rest(audited, range(2, 9), signed=True)


def _moderated(number: int) -> dict[str, str]:
    letters = read_data("case_audits")["now"][str(number)]["moderated"]
    found = {name: CASE_GRADES[letter] for name, letter in zip(JUDGEMENTS, letters, strict=True)}
    return found | {"b5": "good"} if number == 1 else found


def _settle_the_rest(audited: Audited, numbers: object, *, signed: bool = False) -> None:
    with audited.site.app.app_context():
        session = db.session()
        audit = session.scalars(select(CaseAudit)).one()
        officer = session.scalars(select(User).where(User.email == audited.people["officer"])).one().id
        panel = panels_of(session, audit)[0]
        for number in numbers:  # type: ignore[attr-defined]
            case = session.scalars(select(AuditCase).where(AuditCase.number == number)).one()
            if number != 1:
                begin(session, case, panel, by=officer)
            for name, grade in _moderated(number).items():
                if (number, name) != (1, "b5"):
                    settle(session, case, name, grade=grade, reason="Read together.", by=officer)
            words = Conclusion(joint_working="good", joint_working_why="Each knew a part.")
            conclude(session, case, words, by=officer)
            if signed:
                sign_off(session, case, by=officer)
        session.commit()


def _recommend(audited: Audited, page: Page) -> None:
    page.goto(f"{audited.address}/learning/recommendations/new")
    page.get_by_label("What is recommended").fill(RECOMMENDATION)
    page.get_by_label("Why").fill("In five cases nobody saw them side by side.")
    page.get_by_label("Which agency owns it").select_option(label="Community health")
    follow(page.get_by_role("button", name="Keep"))
    expect(page.get_by_text(RECOMMENDATION)).to_be_visible()


def _figures_are_as_counted_by_hand(audited: Audited, page: Page, tmp_path: Path) -> None:
    pairs = same = near = 0
    for number in range(1, 9):
        rows = [_letters(number, agency) for agency in AGENCIES if (number, agency) != MISSING]
        for one, other in (pair for place in zip(*rows, strict=True) for pair in combinations(place, 2)):
            if "x" in (one, other):
                continue
            pairs += 1
            same += one == other
            near += abs(ORDER.index(one) - ORDER.index(other)) < 2
    page.goto(f"{audited.address}/figures")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download these figures").click()
    path = tmp_path / "audit.xlsx"
    download.value.save_as(path)
    book = CalamineWorkbook.from_path(str(path))
    found = book.get_sheet_by_name("Agreement").to_python()
    together = next(row for row in found if row[0] == "All questions together")
    assert [together[2], together[3], together[5]] == [pairs, same, near]
    text = "\n".join(
        str(cell) for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python() for cell in row
    )
    assert DISSENT in text
    assert RECOMMENDATION in text
    assert not any(f"{name} Example" in text for name in FIRST_NAMES)
