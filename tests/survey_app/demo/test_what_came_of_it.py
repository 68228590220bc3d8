"""The past cycle of the demonstration shows what came of it: noticed or not, and a reply that is in the chain."""

from __future__ import annotations

from flask.testing import FlaskClient


def test_the_public_page_shows_what_came_of_it(client: FlaskClient) -> None:
    page = client.get("/hub/demo/neglect-constructed/you-said-we-did").text
    assert "Three months later, 17 of 24 who answered noticed a difference." in page
    assert "whether it helped is being looked at" in page
    assert "Olive Example" not in page
