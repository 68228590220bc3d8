"""What an anonymous round cannot ask."""

from __future__ import annotations

import pytest

from instruments.compiled import compile_instrument
from instruments.loading import load_instrument
from survey_app.rounds.anonymity import anonymity_problem, telling_questions

HEAD = 'settings: {form_id: telling, form_title: Telling, version: "1", default_language: English (en)}\nsurvey:\n'
PLAIN = "  - {type: text, name: wish, label: A wish}\n  - {type: date, name: born, label: Born when?}\n"


def problem(*rows: str) -> str:
    source = HEAD + PLAIN + "".join(f"  - {{{row}}}\n" for row in rows)
    return anonymity_problem(compile_instrument(load_instrument(source, filename="telling.yaml")))


@pytest.mark.parametrize(
    ("row", "phrase"),
    [
        ("type: image, name: photo, label: A picture", "‘photo’ asks for a file"),
        ("type: signature, name: signed, label: Sign", "‘signed’ asks for a file"),
        ("type: geopoint, name: place, label: Where?", "‘place’ asks for a place"),
        ("type: username, name: who", "‘who’ notes who is signed in"),
        ("type: start, name: began", "‘began’ notes the moment somebody began"),
        ("type: today, name: day", "‘day’ notes the day of answering"),
        ('type: calculate, name: stamp, calculation: "now()"', "‘stamp’ notes the moment of answering"),
        ("type: calculate, name: stamp, calculation: \"once(format-date(today(), '%d'))\"", "‘stamp’ notes the moment"),
        ('type: date, name: day, label: Which day?, default: "today()"', "‘day’ notes the moment of answering"),
    ],
)
def test_a_question_that_would_tell_people_apart_is_named(row: str, phrase: str) -> None:
    assert phrase in problem(row)
    assert "publish it anew" in problem(row)


@pytest.mark.parametrize(
    "row",
    [
        "type: deviceid, name: device",
        'type: calculate, name: age, calculation: "int((today() - ${born}) div 365.25)"',
        'type: date, name: seen, label: Seen when?, constraint: ". <= today()"',
    ],
)
def test_what_tells_nobody_apart_may_be_asked(row: str) -> None:
    assert problem(row) == ""


def test_many_questions_are_counted_and_not_all_listed() -> None:
    rows = [f"type: image, name: photo_{number}, label: A picture" for number in range(5)]
    assert "and 2 more" in problem(*rows)
    source = HEAD + "".join(f"  - {{{row}}}\n" for row in rows)
    assert len(telling_questions(compile_instrument(load_instrument(source, filename="telling.yaml")))) == 5
