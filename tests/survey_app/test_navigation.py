"""What the navigation shows to whom: one row for few entries, areas for many, and only what one may open."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from survey_app.accounts.roles import ROLES
from survey_app.navigation import MOST_IN_ONE_ROW, NAVIGATION
from tests.survey_app.factories import make_partnership, make_user, sign_in

ROW = re.compile(
    r'<a class="govuk-service-navigation__link" href="(/p/[^"]*)"(?: aria-current="true")?>(.*?)</a>', re.S
)
BENEATH = re.compile(r'<a class="wa-area__link" href="([^"]*)"(?: aria-current="true")?>(.*?)</a>', re.S)


def links(found: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The address of each link by its words."""
    return {re.sub(r"<[^>]+>", "", words).strip(): address for address, words in found}


@pytest.mark.parametrize("role", sorted(ROLES))
def test_everything_that_a_role_may_open_is_two_links_away_and_nothing_else_is_shown(
    app: Flask, client: FlaskClient, session: Session, role: str
) -> None:
    partnership = make_partnership(session)
    page = sign_in(client, make_user(session, partnership, roles=(role,)))
    start = page.get(f"/p/{partnership.slug}/", follow_redirects=True).text
    row = links(ROW.findall(start))
    assert len(row) <= MOST_IN_ONE_ROW + 3, "what stands on every page stays few"
    reached, lonely = dict(row), {text for text, _ in NAVIGATION if text}
    for area, address in row.items():
        opened = page.get(address)
        assert opened.status_code == 200, f"“{area}” leads to a page that {role} may open"
        beneath = links(BENEATH.findall(opened.text))
        reached |= beneath
        assert len(beneath) != 1, "one entry needs no area"
        marked = re.findall(r'__link" href="[^"]*" aria-current="true"', opened.text)
        assert len(marked) == (2 if beneath else 1), f"“{area}” says once where one is, and once beneath"
    held = set(ROLES[role][1])
    named = {
        text for _, entries in NAVIGATION for text, endpoint, needed in entries
        if needed & held and endpoint in app.view_functions
    }  # fmt: skip
    assert named <= set(reached), "everything that the role may open is reached"
    assert set(reached) - named <= lonely, "nothing else is shown"
