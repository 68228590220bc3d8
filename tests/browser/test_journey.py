"""The main job, as people do it: publish, visit, code, download, and the figures of the workbook are right."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect
from python_calamine import CalamineWorkbook

from instruments.loading import library
from survey_app.database import db
from survey_app.demo.data import read_data
from tests.browser.conftest import Site
from tests.browser.filling import fill_form
from tests.services.browser import PHONE, follow
from tests.survey_app.factories import make_partnership, make_user

TITLE = "Walkabouts in a made-up county"


def test_a_walkabout_goes_from_published_instrument_to_a_workbook_with_the_right_figures(
    site: Site, tmp_path: Path
) -> None:
    people = _people(site)
    officer = site.sign_in(people["qa_group"], accept_downloads=True)
    _publish(site, officer)
    _open_round(site, officer)
    answers = _visit_answers()
    reference = _answer_on_a_phone(site, people["auditor"], answers)
    assert reference.startswith("WA-")
    coded = _code_two_comments(site, officer)
    workbook = _download_workbook(site, officer, tmp_path)
    _check_workbook(workbook, answers, coded)


def _people(site: Site) -> dict[str, str]:
    with site.app.app_context():
        partnership = make_partnership(db.session(), slug="made-up")
        people = {role: make_user(db.session(), partnership, roles=(role,)).email for role in ("qa_group", "auditor")}
        db.session.commit()
        return people


def _publish(site: Site, page: Page) -> None:
    page.goto(f"{site.address}/p/made-up/instruments/")
    page.get_by_role("button", name="Upload an instrument").click()
    page.locator("#upload").set_input_files(library()["section-11-walkabout"])
    page.get_by_role("button", name="Check and save as a draft").click()
    page.get_by_role("button", name="Publish the draft").click()
    page.get_by_role("button", name="Publish version 1").click()
    expect(page.get_by_role("link", name="Version 1", exact=True)).to_be_visible()


def _open_round(site: Site, page: Page) -> None:
    page.goto(f"{site.address}/p/made-up/rounds/new")
    page.get_by_label("Title").fill(TITLE)
    page.get_by_label("What is asked").select_option(index=0)
    page.get_by_label("People who sign in").check()
    page.get_by_label("Yes", exact=True).check()
    page.get_by_label("How many, or at least how many").fill("2")
    page.get_by_role("button", name="Save as a draft").click()
    page.get_by_role("button", name="Open the round").click()
    expect(page.get_by_text("Open", exact=True)).to_be_visible()


def _visit_answers() -> dict[str, Any]:
    """The constructed visit of the demo, with two staff conversations."""
    document = json.loads(json.dumps(read_data("devon_walkabout")["responses"][0]))
    conversations = [talk for talk in document["conversation"] if talk["c14"] == "no"][:2]
    return {**document, "conversation": conversations}


def _answer_on_a_phone(site: Site, auditor: str, answers: dict[str, Any]) -> str:
    page = site.sign_in(auditor, viewport=PHONE, has_touch=True)
    page.goto(f"{site.address}/p/made-up/rounds/")
    follow(page.get_by_role("link", name=TITLE))
    follow(page.get_by_role("button", name="Answer"))
    for _ in range(2):  # the list of one's own answers, then the start page
        follow(page.get_by_role("button", name="Start"))
        if page.locator("form#answers").count():
            break
    fill_form(page, answers, repeat="conversation")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", name="Answers received")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    return page.locator(".govuk-panel__body strong").inner_text()


def _code_two_comments(site: Site, page: Page) -> list[str]:
    """Write a codeframe of one theme and code the first two comments to it; their texts."""
    page.goto(f"{site.address}/p/made-up/rounds/walkabouts-in-a-made-up-county/coding")
    page.get_by_role("button", name="Choose or write a codeframe").click()
    page.get_by_label("Name of the codeframe").fill("Made-up themes")
    page.locator("textarea").fill("Supervision: How staff are supported")
    follow(page.get_by_role("button", name="Save and use it"))
    follow(page.get_by_role("button", name="Code the next comment"))
    coded = []
    for stance in ("Strength", "Concern"):
        coded.append(page.locator("blockquote").inner_text())
        page.get_by_label("Supervision", exact=True).check()
        page.get_by_role("radiogroup", name="Supervision").get_by_label(stance).check()
        follow(page.get_by_role("button", name="Save and next"))
        expect(page.locator("p", has_text=f"{len(coded)} of")).to_be_visible()
    return coded


def _download_workbook(site: Site, page: Page, directory: Path) -> CalamineWorkbook:
    page.goto(f"{site.address}/p/made-up/rounds/walkabouts-in-a-made-up-county/results")
    page.get_by_role("link", name="All downloads").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download “Workbook with single answers” (Excel)").click()
    path = directory / "results.xlsx"
    download.value.save_as(path)
    return CalamineWorkbook.from_path(str(path))


def _check_workbook(workbook: CalamineWorkbook, answers: dict[str, Any], coded: list[str]) -> None:
    cells = {name: workbook.get_sheet_by_name(name).to_python() for name in workbook.sheet_names}
    assert {"Contents", "Summary", "Method", "Response rates", "Themes", "Codebook", "Raw data"} <= set(cells)
    assert any("50% (1 of 2)" in str(cell) for row in cells["Summary"] for cell in row)
    raw = _records(cells["Raw data"], "agency")
    assert len(raw) == 1
    for name in ("agency", "b1", "b1_rationale", "visit_date", "st1"):
        assert str(raw[0][name])[:10] == str(answers[name])[:10], name
    conversations = _records(cells["Raw conversation"], "c1")
    assert [row["c1"] for row in conversations] == [talk["c1"] for talk in answers["conversation"]]
    themes = _records(cells["Themes"], "Theme")
    [supervision] = [row for row in themes if row["Theme"] == "Supervision"]
    assert (supervision["Mentions"], supervision["Strengths"], supervision["Concerns"]) == (2, 1, 1)
    assert len(coded) == 2


def _records(rows: list[list[Any]], heading: str) -> list[dict[str, Any]]:
    """The rows below the header line that has this heading."""
    start = next(index for index, row in enumerate(rows) if heading in row)
    header = rows[start]
    found = []
    for row in rows[start + 1 :]:
        if not any(str(cell).strip() for cell in row):
            break
        found.append(dict(zip(map(str, header), row, strict=True)))
    return found
