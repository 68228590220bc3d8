"""Privacy, accessibility and DPIA come with the product, and a partnership words them for itself."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from survey_app.errors import UserError
from survey_app.partnership import pages
from survey_app.partnership.models import Partnership
from tests.survey_app.factories import make_partnership, make_user, sign_in


@pytest.fixture
def partnership(session: Session) -> Partnership:
    return make_partnership(session, slug="north", name="North Partnership", contact_email="qa@north.example")


@pytest.mark.parametrize("slug", pages.TITLES)
def test_every_page_comes_with_the_product_and_fills_in_the_partnership(
    session: Session, partnership: Partnership, slug: str
) -> None:
    page = pages.find_page(session, partnership, slug)
    assert page is not None
    assert not page.own_wording
    assert "North Partnership" in page.text or slug == "dpia"
    assert "{" not in page.text
    assert len(page.text) > 1500


def test_respondents_read_the_pages_without_signing_in(client: FlaskClient, partnership: Partnership) -> None:
    response = client.get("/about/north/privacy")
    assert response.status_code == 200
    assert "qa@north.example" in response.text
    assert client.get("/about/north/nothing").status_code == 404
    assert client.get("/about/nowhere/privacy").status_code == 404


def test_own_wording_replaces_the_products_and_an_empty_one_goes_back(
    client: FlaskClient, session: Session, partnership: Partnership
) -> None:
    sign_in(client, make_user(session, partnership, roles=("qa_group",)))
    assert (
        client.post("/p/north/pages/privacy/edit", data={"text": "## Ours\n\nWords of {partnership}"}).status_code
        == 302
    )
    shown = client.get("/about/north/privacy").text
    assert "Words of North Partnership" in shown
    assert "Last changed on" in shown
    client.post("/p/north/pages/privacy/edit", data={"text": " "})
    assert "Words of" not in client.get("/about/north/privacy").text


def test_wording_is_the_partnerships_own(client: FlaskClient, session: Session, partnership: Partnership) -> None:
    editor = make_user(session, partnership, roles=("administrator",))
    make_partnership(session, slug="south")
    pages.save_page(session, partnership, "privacy", "Only ours", author_id=editor.id)
    session.commit()
    assert "Only ours" in client.get("/about/north/privacy").text
    assert "Only ours" not in client.get("/about/south/privacy").text


def test_a_page_that_does_not_exist_or_is_too_long_is_refused(session: Session, partnership: Partnership) -> None:
    with pytest.raises(UserError, match="no such page"):
        pages.save_page(session, partnership, "secrets", "x", author_id=1)
    with pytest.raises(UserError, match="Shorten"):
        pages.save_page(session, partnership, "privacy", "x" * (pages.LONGEST_TEXT + 1), author_id=1)
