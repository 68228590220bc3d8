"""A case list is looked at, refused, loaded and drawn from; the file is chosen once, and with no script twice."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from survey_app.case_audits.models import CaseList
from survey_app.database import db
from tests.browser.conftest import Site
from tests.services.browser import DESK, PHONE, follow
from tests.survey_app.case_audits.audit_factories import make_audit
from tests.survey_app.case_audits.sampling.list_factories import PASSPHRASE, as_csv, case_rows, quick_keys
from tests.survey_app.factories import make_partnership, make_user


@pytest.fixture
def address(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[str, str, Path]:
    """Who plans an audit, where its pages are, and a file one of whose remarks names somebody."""
    quick_keys(monkeypatch)
    with site.app.app_context():
        session = db.session()
        partnership = make_partnership(session, slug="north")
        email = make_user(session, partnership, roles=("qa_group",)).email
        make_audit(session, partnership, slug="neglect", state="planning")
        session.commit()
    file = tmp_path / "cases.csv"
    file.write_bytes(as_csv([*case_rows(), [*case_rows()[0][:6], "Spoke to Jane", "F"]]))
    return email, f"{site.address}/p/north/case-audits/neglect", file


def type_passphrase(page: Page) -> None:
    page.get_by_label("Passphrase", exact=True).fill(PASSPHRASE)
    page.get_by_label("The same passphrase again").fill(PASSPHRASE)


def test_the_file_is_chosen_once_and_stays_until_the_list_is_loaded(site: Site, address: tuple[str, str, Path]) -> None:
    email, base, file = address
    page = site.sign_in(email, viewport=PHONE)
    page.goto(f"{base}/lists/new")
    page.get_by_label("File with the cases").set_input_files(file)
    page.context.set_offline(True)
    page.get_by_role("button", name="Look at the columns").click()
    expect(page.get_by_text("There is no connection.")).to_be_visible()
    page.context.set_offline(False)
    page.get_by_role("button", name="Look at the columns").click()
    expect(page.get_by_text("what looks like a name in row 14.")).to_be_visible()
    expect(page.get_by_text("Still chosen.")).to_be_visible()
    type_passphrase(page)
    page.get_by_role("button", name="Load the list").click()
    problem = page.get_by_role("link", name="Column G, “Outcome”, cannot be kept")
    expect(problem).to_be_visible()
    page.get_by_role("button", name="Show password").first.click()  # of the part that has come in place of another
    expect(page.get_by_label("Passphrase", exact=True)).to_have_attribute("type", "text")
    expect(page.get_by_label("Passphrase", exact=True)).to_have_value(PASSPHRASE)
    problem.click()
    outcome = page.get_by_label("What becomes of Outcome")
    expect(outcome).to_be_focused()
    outcome.select_option("Leave it out")
    page.get_by_role("button", name="Load the list").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("List of 13 cases")
    follow(page.get_by_role("button", name="Draw cases"))
    follow(page.get_by_role("button", name="Continue"))
    page.get_by_label("How many cases").fill("4")
    follow(page.get_by_role("button", name="Draw the cases"))
    expect(page.get_by_role("heading", name="How anybody can draw it again")).to_be_visible()


def test_without_a_script_the_page_says_that_the_file_has_to_be_chosen_again(
    site: Site, address: tuple[str, str, Path]
) -> None:
    email, base, file = address
    page = site.sign_in(email, viewport=DESK, java_script_enabled=False)
    page.goto(f"{base}/lists/new")
    page.get_by_label("File with the cases").set_input_files(file)
    follow(page.get_by_role("button", name="Look at the columns"))
    expect(page.get_by_text("Choose it again.")).to_be_visible()
    page.get_by_label("The same file again").set_input_files(file)
    page.get_by_label("What becomes of Outcome").select_option("Leave it out")
    type_passphrase(page)
    follow(page.get_by_role("button", name="Load the list"))
    expect(page.get_by_role("heading", level=1)).to_have_text("List of 13 cases")
    with site.app.app_context():
        assert db.session.scalars(select(CaseList)).one().columns == [
            "Age band", "Postcode (first part)", "Referral date", "Gender"
        ]  # fmt: skip
