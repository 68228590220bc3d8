"""What features give to every template of the application: each name once, so that none covers another's words."""

from __future__ import annotations

from collections import Counter

from flask import Flask


def test_no_two_features_give_every_template_the_same_name(app: Flask) -> None:
    with app.test_request_context("/"):
        given = Counter(name for words in app.template_context_processors[None] for name in words())
    assert len(given) > 20, "the features were asked"
    assert [name for name, times in given.items() if times > 1] == []
