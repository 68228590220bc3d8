"""Every sentence that is made where pages are unknown comes in Welsh on a Welsh page."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from instruments.answers import TOO_MUCH_WORK, check_answers
from instruments.compiled import compile_instrument
from instruments.loading import load_instrument
from survey_app.collect.models import Draft
from survey_app.collect.sealing import AnswerTooLong
from survey_app.collect.sentences import SENTENCES, in_page_language
from survey_app.collect.uploads import UploadRefused, accept
from survey_app.rounds.models import Round
from survey_app.translating import catalogue, speak
from tests.survey_app.collect.respondent import Respondent

FORM = """
settings: {form_id: made-up, form_title: Made up, default_language: English (en), "form_title::Welsh (cy)": Lluniwyd}
choices:
  few: [{name: a, label: A}, {name: b, label: B}, {name: none, label: None of these, exclusive: true}]
survey:
  - {type: text, name: text, label: T, "label::Welsh (cy)": T}
  - {type: email, name: email, label: T}
  - {type: phone, name: phone, label: T}
  - {type: url, name: url, label: T}
  - {type: integer, name: whole, label: T}
  - {type: decimal, name: number, label: T, constraint: ". > 3"}
  - {type: range, name: steps, label: T, parameters: start=0 end=10 step=5}
  - {type: range, name: range, label: T, parameters: start=0 end=10}
  - {type: date, name: date, label: T}
  - {type: time, name: time, label: T}
  - {type: dateTime, name: moment, label: T}
  - {type: select_one few, name: one, label: T}
  - {type: select_multiple few, name: many, label: T}
  - {type: rank few, name: rank, label: T}
  - {type: acknowledge, name: tick, label: T}
  - {type: file, name: file, label: T}
  - {type: geopoint, name: point, label: T}
  - {type: geotrace, name: line, label: T}
  - {type: geoshape, name: area, label: T}
  - {type: repeat, name: visit, label: Visits, required: true, children: [{type: text, name: in_it, label: T}]}
"""
WRONG: dict[str, tuple[Any, ...]] = {
    "text": (3, "x" * 20_001), "email": ("x",), "phone": ("x",), "url": ("x",), "whole": ("x", 10**16),
    "number": ("x", 1), "steps": (3,), "range": (30,), "date": ("x",), "time": ("x",), "moment": ("x",), "one": ("x",),
    "many": (["x"], ["a", "none"]), "rank": (["a"],), "tick": ("x",), "file": (3,),
    "point": ("x", "99 1", "1 199", "1 1 1 -1"), "line": ("x", ";".join(["1 1"] * 1001)),
    "area": ("x", "1 1; 2 2; 3 3; 4 4"), "visit": ("x", ["x"], [{}] * 201, None), "unknown": ("x",),
}  # fmt: skip


@pytest.fixture
def database_kind() -> str:
    """Nothing of this is the database's affair."""
    return "sqlite"


def made() -> Iterator[str]:
    """The sentences as they are made."""
    compiled = compile_instrument(load_instrument(FORM))
    for name, answers in WRONG.items():
        for answer in answers:
            for problem in check_answers(compiled, {"visit": [{}], name: answer}):
                if problem.name == name:
                    yield problem.message.rpartition("’: ")[2]
    for kind, content in (
        ("image", b""), ("image", b"x" * 3_000_000), ("image", b"x"), ("audio", b"x"), ("video", b"x"), ("file", b"\0"),
        ("image", b"\xff\xd8\xff nothing"),
    ):  # fmt: skip
        with pytest.raises(UploadRefused) as refused:
            accept(kind, "made-up.jpg", content, {}, limit=2 * 1024 * 1024)
        yield str(refused.value)
    yield str(AnswerTooLong(12))
    yield TOO_MUCH_WORK


def test_every_sentence_is_welsh_on_a_welsh_page_and_stays_in_english(app: Flask) -> None:
    sentences = list(made())
    assert len(sentences) > 40
    with app.test_request_context():
        assert [in_page_language(text) for text in sentences] == sentences
        speak("cy")
        welsh = [in_page_language(text) for text in sentences]
    assert [english for english, other in zip(sentences, welsh, strict=True) if english == other] == []
    assert [text for text in welsh if "%(" in text] == []


def test_what_is_filled_in_is_filled_in_again(app: Flask) -> None:
    with app.test_request_context():
        speak("cy")
        assert in_page_language("choose a number from 0 to 10 in steps of 5") == "dewiswch rif o 0 i 10 fesul 5"
        assert in_page_language("choose a number from 0 to 10") == "dewiswch rif o 0 i 10"
        assert in_page_language("‘100% of %(x)s’ has 201 entries; the most is 200").startswith(
            "mae gan ‘100% of %(x)s’"
        )
        assert in_page_language("The author's own sentence.") == "The author's own sentence."


def test_a_translation_fills_in_what_its_sentence_does() -> None:
    welsh = catalogue("cy")
    for known in SENTENCES:
        assert sorted(re.findall(r"%\(\w+\)s", welsh.gettext(known))) == sorted(re.findall(r"%\(\w+\)s", known))


def begin(person: Respondent) -> Respondent:
    person.press("Start a new one")
    person.press("Start")
    person.press("Cymraeg")
    return person


UPLOAD = """
settings: {form_id: made-up, form_title: Made up, default_language: English (en)}
survey:
  - {type: image, name: picture, label: A picture, "label::Welsh (cy)": Llun}
  - type: repeat
    name: visit
    label: Visits
    "label::Welsh (cy)": Ymweliadau
    children: [{type: text, name: seen, label: What was seen?, "label::Welsh (cy)": Beth welwyd?}]
"""


def test_an_upload_is_refused_in_welsh(auditor: Callable[[Round], Respondent], round_of: Callable[..., Round]) -> None:
    person = begin(auditor(round_of(UPLOAD)))
    person.press("Parhau", {"picture": (io.BytesIO(b"no picture"), "made-up.jpg")})
    assert person.problems == ["‘Llun’ rhaid iddo fod yn llun JPEG, PNG, WebP neu GIF"]


def test_removing_an_entry_is_asked_in_welsh_and_can_be_switched(
    session: Session, auditor: Callable[[Round], Respondent], round_of: Callable[..., Round]
) -> None:
    round_ = round_of(UPLOAD)
    person = begin(auditor(round_))
    person.press("Parhau")
    person.follow("Ychwanegu")
    person.press("Parhau", {"seen": "Cath"})
    person.follow("Tynnu")
    welsh = person.heading
    assert welsh.startswith("Tynnu")
    person.press("English")
    assert person.heading.startswith("Remove")
    session.rollback()
    [draft] = session.scalars(select(Draft).where(Draft.round_id == round_.id))
    assert draft.document["visit"] == [{"seen": "Cath"}]
    person.press("Cymraeg")
    assert person.heading == welsh
    person.press("Tynnu")
    session.rollback()
    [draft] = session.scalars(select(Draft).where(Draft.round_id == round_.id))
    assert draft.document["visit"] == []


def test_an_anonymous_entry_is_removed_in_either_language(
    by_token: Callable[[Round], Respondent], round_of: Callable[..., Round]
) -> None:
    source = UPLOAD.replace("{type: image,", "{type: text,")
    person = by_token(round_of(source, access="token", anonymous=True))
    person.press("Start")
    person.press("Cymraeg")
    person.press("Parhau", {"picture": "x"})
    person.press("Ychwanegu")
    person.press("Parhau", {"seen": "Cath"})
    person.press("Tynnu")
    welsh = person.heading
    person.press("English")
    assert person.heading.startswith("Remove")
    person.press("Cymraeg")
    assert person.heading == welsh
    person.press("Tynnu")
    assert "Cath" not in person.text


def test_the_page_of_a_conflict_speaks_welsh_and_loses_nothing_on_a_switch(
    session: Session, auditor: Callable[[Round], Respondent], round_of: Callable[..., Round]
) -> None:
    source = UPLOAD.replace("{type: image,", "{type: text,")
    round_ = round_of(source)
    person = begin(auditor(round_))
    stale = {name: person.hidden(name) for name in ("revision", "seen", "at")} | {"shown": "picture"}
    person.press("Parhau", {"picture": "There"})
    person.follow("Yn ôl")
    person.post(stale | {"q.picture": "Here", "go": "continue"})
    welsh = person.heading
    assert welsh != "This page was changed in another tab"
    person.press("English")
    assert person.heading == "This page was changed in another tab"
    assert person.problems == []
    assert "There" in person.text
    assert "Here" in person.text
    person.press("Cymraeg")
    assert person.heading == welsh
    person.press("Parhau")
    assert len(person.problems) == 1
    form = person.page.get_element_by_id("answers")
    person.post(dict(person._controls(form)) | {"resolve": "mine"})
    session.rollback()
    [draft] = session.scalars(select(Draft).where(Draft.round_id == round_.id))
    assert draft.document["picture"] == "Here"
