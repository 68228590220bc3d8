"""How fields are drawn."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from lxml import html
from werkzeug.datastructures import MultiDict

from instruments.answers import find_path
from instruments.compiled import compile_instrument
from instruments.loading import load_instrument
from survey_app import create_app
from survey_app.collect.forms import build_form
from survey_app.collect.wording import Speaker
from tests.survey_app.collect.forms_for_tests import EVERY_TYPE

COMPILED = compile_instrument(load_instrument(EVERY_TYPE, filename="every-type.yaml"))
WORDS = Speaker(COMPILED).words(find_path(COMPILED, {"more": "yes"}))


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    """The application without a database: drawing a field needs none."""
    return create_app({"TESTING": True, "SECRET_KEY": "only for tests", "WALKABOUT_INSTANCE": str(tmp_path)})


def drawn(app: Flask, name: str, answer: Any, error: str) -> Any:
    """The markup of our own, and what govuk-frontend's macro writes for the same."""
    with app.test_request_context():
        field = build_form([COMPILED.item(name)], {name: answer}, WORDS)[name]
        field.errors = [error] if error else []
        multiple = name == "helped"
        macro, kind = ("govukCheckboxes", "checkboxes") if multiple else ("govukRadios", "radios")
        library = app.jinja_env.get_template(f"govuk_frontend_jinja/components/{kind}/macro.html").module
        items: list[dict[str, Any]] = [
            {"value": option.name, "text": option.plain, "checked": field.is_chosen(option.name),
             "behaviour": "exclusive" if option.exclusive else None,
             "hint": {"text": option.hint} if option.hint else None}
            for option in field.options
        ]  # fmt: skip
        if multiple:
            items.insert(2, {"divider": "or"})
        theirs = getattr(library, macro)({
            "idPrefix": field.id, "name": field.name, "items": items,
            "fieldset": {"legend": {"text": field.label.text, "classes": "govuk-fieldset__legend--s"}},
            "hint": {"text": "Choose all that apply"} if multiple else None,
            "errorMessage": {"text": error} if error else None,
        })  # fmt: skip
        return tree(field()), tree(theirs)


def tree(markup: str) -> Any:
    """The elements with their attributes and words, without the spaces between them."""

    def of(element: Any) -> Any:
        words = " ".join(" ".join([element.text or "", *(child.tail or "" for child in element)]).split())
        ours = {name: value for name, value in element.attrib.items() if name != "data-choice"}  # for our own script
        return element.tag, ours, words, [of(child) for child in element]

    return of(html.fromstring(str(markup)))


@pytest.mark.parametrize("error", ["", "Select an answer to ‘this’"])
@pytest.mark.parametrize(
    ("name", "answer"),
    [("more", None), ("more", "no"), ("standard", "fair"), ("helped", None), ("helped", ["teacher", "nobody"])],
)
def test_choices_are_drawn_as_govuk_frontend_draws_them(app: Flask, name: str, answer: Any, error: str) -> None:
    ours, theirs = drawn(app, name, answer, error)
    assert ours == theirs


def test_what_people_wrote_is_never_markup(app: Flask) -> None:
    posted = MultiDict({"q.line": '"><script>x</script>', "q.words": "</textarea><b>", "q.day:day": '"><i>'})
    with app.test_request_context():
        form = build_form([COMPILED.item(name) for name in ("line", "words", "day")], {}, WORDS, posted)
        markup = "".join(str(field()) for field in form)
    assert "<script>" not in markup
    assert "<b>" not in markup
    assert "<i>" not in markup


def test_longer_text_keeps_its_lines_and_spaces(app: Flask) -> None:
    words = "first\n  indented\n\nlast"
    with app.test_request_context():
        markup = str(build_form([COMPILED.item("words")], {"words": words}, WORDS)["words"]())
    assert html.fromstring(markup).xpath("//textarea")[0].text == words
