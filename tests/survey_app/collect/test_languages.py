"""A form in several languages, with a switch on every page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from babel.messages.extract import extract_from_dir
from sqlalchemy import select
from sqlalchemy.orm import Session

import survey_app
from instruments.languages import language_code
from instruments.loading import load_instrument
from survey_app.collect.languages import known_language, languages_of
from survey_app.collect.models import Draft
from survey_app.rounds.models import Round
from survey_app.translating import catalogue
from tests.survey_app.collect.forms_for_tests import SHORT
from tests.survey_app.collect.respondent import Respondent

FORM = """
settings:
  form_id: two-languages
  form_title: Two languages
  version: "1"
  default_language: English (en)
  "form_title::Welsh (cy)": Dwy iaith
choices:
  yes_no:
    - {name: "yes", label: "Yes", "label::Welsh (cy)": "Ie"}
    - {name: "no", label: "No"}
survey:
  - type: group
    name: page
    label: The page
    "label::Welsh (cy)": Y dudalen
    children:
      - type: select_one yes_no
        name: well
        label: Are you well?
        required: true
        required_message: Say whether you are well
        "label::Welsh (cy)": Ydych chi'n iawn?
        "required_message::Welsh (cy)": Dywedwch a ydych yn iawn
      - {type: integer, name: age, label: How old are you?, constraint: ". < 120", constraint_message: Younger}
      - {type: text, name: name, label: Your name?, "label::Welsh (cy)": Eich enw?, required: true}
"""


def test_a_language_is_known_by_its_name_and_its_code() -> None:
    instrument = load_instrument(FORM, filename="two.yaml")
    assert [(one.code, one.own_name) for one in languages_of(instrument)] == [("en", "English"), ("cy", "Cymraeg")]
    assert known_language(instrument, "cy") == known_language(instrument, "Welsh (cy)") == "Welsh (cy)"
    assert known_language(instrument, "xx") == "English (en)"


@pytest.mark.parametrize(
    ("name", "code"), [("Welsh (cy)", "cy"), ("Chinese (zh-Hant)", "zh-hant"), ("Plain", ""), ("(", "")]
)
def test_the_code_stands_in_brackets(name: str, code: str) -> None:
    assert language_code(name) == code


def begin(person: Respondent, named: bool = True) -> Respondent:
    if named:
        person.press("Start a new one")
    person.press("Start")
    return person


def lang_of(person: Respondent, text: str) -> str:
    """The language in which a page says that a text is."""
    [element] = person.page.xpath(f"//*[normalize-space(text())={text!r}]")[:1]
    return str(element.xpath("ancestor-or-self::*[@lang][1]/@lang")[0])


def test_the_form_goes_on_in_the_other_language_and_remembers_it(
    session: Session, auditor: Callable[[Round], Respondent], round_of: Callable[..., Round]
) -> None:
    person = begin(auditor(round_of(FORM)))
    person.press("Cymraeg", {"name": "Wyn"})
    assert person.heading == "Y dudalen"
    assert person.page.get("lang") == "cy"
    assert person.page.get_element_by_id("q.name.a").get("value") == "Wyn"
    assert "Parhau" in person.text
    assert lang_of(person, "How old are you?") == "en"
    assert lang_of(person, "No") == "en"
    [draft] = [one for one in session.scalars(select(Draft)) if "name" in one.document]
    assert draft.language == "Welsh (cy)"
    person.press("Parhau")
    assert person.title.startswith("Gwall:")
    assert person.problems == ["Dywedwch a ydych yn iawn"]
    person.press("Parhau", {"name": ""})
    assert person.problems == ["Dywedwch a ydych yn iawn", "Rhowch ateb i ‘Eich enw?’"]
    person.press("Parhau", {"well": "yes", "name": "Wyn"})
    assert person.heading == "Gwiriwch eich atebion"
    assert "Ydych chi'n iawn? Ie" in person.text
    person.press("English")
    assert person.heading == "Check your answers"
    person.press("Cymraeg")
    person.press("Anfon")
    assert person.heading == "Atebion wedi’u derbyn"


def test_an_anonymous_form_carries_its_language_with_the_answers(
    by_token: Callable[[Round], Respondent], round_of: Callable[..., Round]
) -> None:
    person = by_token(round_of(FORM, access="token", anonymous=True))
    person.follow("Cymraeg")
    assert "Mae eich atebion yn ddienw." in person.text
    person.press("Dechrau")
    assert person.heading == "Y dudalen"
    person.press("Parhau", {"well": "no", "name": "x"})
    assert person.heading == "Gwiriwch eich atebion"
    person.press("English")
    person.press("Cymraeg")
    person.press("Anfon")
    assert person.heading == "Atebion wedi’u derbyn"


def test_a_form_in_one_language_has_no_switch(
    auditor: Callable[[Round], Respondent], round_of: Callable[..., Round]
) -> None:
    person = begin(auditor(round_of(SHORT)))
    assert not person.page.xpath("//*[contains(@class, 'wa-languages')]")


@pytest.mark.parametrize("asked", ["xx", "", "../..", "Welsh (cy)"])
def test_a_language_that_the_form_has_not_is_its_own(
    auditor: Callable[[Round], Respondent], round_of: Callable[..., Round], asked: str
) -> None:
    person = begin(auditor(round_of(FORM)))
    person.post({"revision": person.hidden("revision"), "go": f"language:{asked}"})
    assert person.heading in ("The page", "Y dudalen")


def test_every_word_of_the_pages_that_people_answer_is_in_the_welsh_catalogue() -> None:
    methods = [
        ("collect/**.py", "python"),
        ("collect/templates/**.html", "jinja2"),
        ("templates/layout.html", "jinja2"),
        ("templates/errors/trouble.html", "jinja2"),
        ("trouble.py", "python"),
        ("flooding.py", "python"),
    ]
    options: dict[str, Any] = {"collect/templates/**.html": {"trim_blocks": "true", "lstrip_blocks": "true"}}
    keywords = {"_": None, "gettext": None, "ngettext": (1, 2), "unreadable": None, "sentence": None}
    folder = Path(survey_app.__file__).parent
    found = extract_from_dir(folder, methods, options_map=options, keywords=keywords)
    words = {message if isinstance(message, str) else message[0] for _, _, message, _, _ in found}
    welsh = catalogue("cy")
    known = {key if isinstance(key, str) else key[0] for key in welsh._catalog}  # type: ignore[attr-defined]
    assert len(words) > 150
    assert sorted(words - known) == []
