"""From nothing to a workbook: ten questions, skip rules, a repeat and Welsh, made and answered in the browser."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect
from python_calamine import CalamineWorkbook

from survey_app.database import db
from tests.browser.conftest import Site
from tests.browser.test_journey import _records
from tests.services.browser import PHONE, follow
from tests.survey_app.factories import make_partnership, make_user

BASE = "/p/made-up/instruments"
TITLE = "What families told us"
ROUND = "Families in a made-up county"
# label, type, choices, what is written in Welsh
ABOUT = (
    ("Which area do you live in?", "Choose one", "North\nSouth", "Ym mha ardal ydych chi’n byw?"),
    ("How old is your child?", "Whole number", "", "Beth yw oed eich plentyn?"),
    ("Did anyone visit you?", "Choose one", "Yes\nNo", "A wnaeth unrhyw un ymweld â chi?"),
    ("Why did nobody come?", "Text", "", "Pam na ddaeth neb?"),
    ("What helped you most?", "Choose any", "Listening\nAdvice\nNone of these", "Beth helpodd chi fwyaf?"),
    ("When did you first ask for help?", "Date", "", "Pryd wnaethoch chi ofyn am help gyntaf?"),
    ("How hopeful do you feel?", "A number on a scale", "", "Pa mor obeithiol ydych chi?"),
)
VISIT = (
    ("Who came?", "Choose one", "Social worker\nHealth visitor", "Pwy ddaeth?"),
    ("Did they listen?", "Choose one", "They listened\nThey did not", "A wnaethon nhw wrando?"),
    ("What could be better?", "Text", "", "Beth allai fod yn well?"),
)


def test_an_instrument_made_from_nothing_is_answered_in_two_languages_and_seen_in_the_workbook(
    site: Site, tmp_path: Path
) -> None:
    officer_email, auditor_email = _people(site)
    officer = site.sign_in(officer_email, accept_downloads=True)
    _build(site, officer)
    _translate(site, officer)
    _publish(officer)
    _open_round(site, officer)
    _answer(site, auditor_email, welsh=False)
    _answer(site, auditor_email, welsh=True)
    _check_workbook(site, officer, tmp_path)


def _people(site: Site) -> tuple[str, str]:
    with site.app.app_context():
        partnership = make_partnership(db.session(), slug="made-up")
        officer = make_user(db.session(), partnership, roles=("qa_group",)).email
        auditor = make_user(db.session(), partnership, roles=("auditor",)).email
        db.session.commit()
        return officer, auditor


def _build(site: Site, page: Page) -> None:
    page.goto(f"{site.address}{BASE}/")
    page.get_by_role("button", name="New instrument").click()
    page.get_by_label("Title").fill(TITLE)
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_text("Nothing is asked yet")).to_be_visible()
    _add_section(page, "About you", "Section")
    for label, kind, choices, _ in ABOUT:
        _add_question(page, "About you", label, kind, choices)
    _add_section(page, "Visits", "Repeated section")
    for label, kind, choices, _ in VISIT:
        _add_question(page, "Visits", label, kind, choices)
    _set_rule(page, "Why did nobody come?", "Did anyone visit you?", "No")
    _set_rule(page, "Visits", "Did anyone visit you?", "Yes")
    expect(page.get_by_text("Asked only if ‘Did anyone visit you?’ is ‘No’")).to_be_visible()


def _add_section(page: Page, label: str, kind: str) -> None:
    page.get_by_role("button", name="Add a question").click()
    _fill_new(page, label, kind, "")
    expect(page.get_by_role("heading", level=1, name=TITLE)).to_be_visible()


def _add_question(page: Page, section: str, label: str, kind: str, choices: str) -> None:
    page.get_by_role("link", name=f"Add a question to {section}").click()
    _fill_new(page, label, kind, choices)
    expect(page.get_by_role("heading", level=1, name=label)).to_be_visible()
    page.get_by_role("link", name="Back to the outline").click()


def _fill_new(page: Page, label: str, kind: str, choices: str) -> None:
    page.get_by_label("The question, as it is asked").fill(label)
    page.get_by_role("radio", name=kind, exact=True).check()
    if choices:
        page.get_by_label("New choices, one on each line").fill(choices)
    page.get_by_role("button", name="Add", exact=True).click()


def _set_rule(page: Page, label: str, question: str, value: str) -> None:
    page.locator("a.wa-outline__label", has_text=label).click()
    page.get_by_label("Only if an answer fits").check()
    condition = page.locator("[data-rule]:visible")
    condition.get_by_label("Question").select_option(label=f"{question} (anyone_visit)")
    condition.get_by_label("Value").select_option(label=value)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", level=1, name=TITLE)).to_be_visible()


def _translate(site: Site, page: Page) -> None:
    page.get_by_role("link", name="Languages").click()
    page.get_by_label("Name, with its code in brackets").fill("Welsh (cy)")
    page.get_by_role("button", name="Add the language").click()
    for label, _, _, welsh in (*ABOUT, *VISIT):
        page.get_by_label(f"Label in Welsh: {label}", exact=True).fill(welsh)
    page.get_by_label("Label in Welsh: Social worker", exact=True).fill("Gweithiwr cymdeithasol")
    page.get_by_role("button", name="Save these texts").click()
    expect(page.get_by_text("Saved: 11 texts in Welsh (cy).")).to_be_visible()


def _publish(page: Page) -> None:
    page.goto(page.url.partition("/languages")[0] + "/publish")
    expect(page.get_by_text("This is the first version: 10 questions.")).to_be_visible()
    page.get_by_role("button", name="Publish version 1").click()
    expect(page.get_by_role("link", name="Version 1", exact=True)).to_be_visible()


def _open_round(site: Site, page: Page) -> None:
    page.goto(f"{site.address}/p/made-up/rounds/new")
    page.get_by_label("Title").fill(ROUND)
    page.get_by_label("What is asked").select_option(index=0)
    page.get_by_label("People who sign in").check()
    page.get_by_label("Yes", exact=True).check()
    page.get_by_label("How many, or at least how many").fill("2")
    page.get_by_role("button", name="Save as a draft").click()
    page.get_by_role("button", name="Open the round").click()
    expect(page.get_by_text("Open", exact=True)).to_be_visible()


def _answer(site: Site, auditor: str, *, welsh: bool) -> None:
    """On a phone: in English with a visit, in Welsh without one."""
    page = site.sign_in(auditor, viewport=PHONE, has_touch=True)
    page.goto(f"{site.address}/p/made-up/rounds/")
    follow(page.get_by_role("link", name=ROUND))
    follow(page.get_by_role("button", name="Answer"))
    for _ in range(2):  # the list of one's own answers, then the start page
        follow(page.get_by_role("button", name="Start"))
        if page.locator("form#answers").count():
            break
    if welsh:
        page.get_by_role("navigation", name="Language").get_by_role("button", name="Cymraeg").click()
        expect(page.locator("html")).to_have_attribute("lang", "cy")
        _answer_in_welsh(page)
    else:
        _answer_in_english(page)
    page.locator("button[name=go][value=send], button:has-text('Send'), button:has-text('Anfon')").first.click()
    page.locator(".govuk-panel__body strong").wait_for()


def _answer_in_english(page: Page) -> None:
    page.get_by_role("group", name=ABOUT[0][0]).get_by_label("North").check()
    page.get_by_label(ABOUT[1][0]).fill("9")
    hidden = page.get_by_label(ABOUT[3][0])
    expect(hidden).to_be_hidden()
    page.get_by_role("group", name=ABOUT[2][0]).get_by_label("Yes").check()
    expect(hidden).to_be_hidden()
    page.get_by_label("Listening").check()
    _continue(page)
    follow(page.get_by_role("button", name="Add"))
    page.get_by_label("Social worker").check()
    page.get_by_label("They listened").check()
    page.get_by_label("What could be better?").fill("Come twice")
    _continue(page)
    _continue(page)


def _answer_in_welsh(page: Page) -> None:
    page.get_by_role("group", name=ABOUT[0][3]).get_by_label("South").check()
    page.get_by_label(ABOUT[1][3]).fill("4")
    page.get_by_role("group", name=ABOUT[2][3]).get_by_label("No", exact=True).check()
    why = page.get_by_label(ABOUT[3][3])
    expect(why).to_be_visible()
    why.fill("Dim syniad")
    _continue(page)


def _continue(page: Page) -> None:
    follow(page.locator("form#answers button[name=go][value=continue], a.govuk-button:has-text('Continue')").last)


def _check_workbook(site: Site, page: Page, directory: Path) -> None:
    page.goto(f"{site.address}/p/made-up/rounds/families-in-a-made-up-county/results")
    page.get_by_role("link", name="All downloads").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download “Workbook with single answers” (Excel)").click()
    path = directory / "results.xlsx"
    download.value.save_as(path)
    workbook = CalamineWorkbook.from_path(str(path))
    cells = {name: workbook.get_sheet_by_name(name).to_python() for name in workbook.sheet_names}
    raw = {row["area_live"]: row for row in _records(cells["Raw data"], "area_live")}
    assert set(raw) == {"north", "south"}
    assert raw["north"]["anyone_visit"] == "yes"
    assert raw["south"]["why_nobody_come"] == "Dim syniad"
    assert raw["north"]["why_nobody_come"] == "(not asked)"
    [visit] = _records(cells["Raw visits"], "came")
    assert (visit["came"], visit["listen"], visit["could_better"]) == ("social_worker", "they_listened", "Come twice")
