"""What every form of the Learning Hub does with what is sent."""

from __future__ import annotations

import pytest
from flask import Flask
from wtforms import SelectField
from wtforms.fields.choices import SelectChoice

from survey_app.forums.plain_form import PlainForm


class Chosen(PlainForm):
    theme = SelectField("Theme", choices=[SelectChoice("", "None yet"), SelectChoice("1", "Thresholds")])
    question = SelectField("Question", choices=[SelectChoice("1", "What are you seeing?")])


@pytest.mark.parametrize(
    ("sent", "theme", "problems"),
    [
        ({"question": "1"}, "", set()),
        ({"question": "1", "theme": "1"}, "1", set()),
        ({"question": "1", "theme": "2"}, "2", {"theme"}),
        ({"theme": ""}, "", {"question"}),
    ],
)
def test_a_list_that_was_not_drawn_has_its_empty_choice(
    app: Flask, sent: dict[str, str], theme: str, problems: set[str]
) -> None:
    with app.test_request_context(method="POST", data=sent):
        form = Chosen()
        form.validate()
        assert form.theme.data == theme
        assert set(form.errors) == problems
