"""The settings sheet, and a form without one."""

from __future__ import annotations

import pytest

from tests.instruments.xlsform.workbooks import imported, messages, read

SURVEY = "type|name|label\ntext|q|Q"


def test_the_settings_are_read() -> None:
    settings = imported(
        survey=SURVEY,
        settings="form_title|form_id|version|default_language|instance_name\nA made-up form|made-up|7|Cymraeg (cy)|concat(${q}, 'x')",
    ).settings
    assert (settings.form_title, settings.form_id, settings.version) == ("A made-up form", "made-up", "7")
    assert (settings.default_language, settings.instance_name) == ("Cymraeg (cy)", "concat(${q}, 'x')")


@pytest.mark.parametrize(
    "headers", ["title|id_string", "set_form_title|set_form_id", "Form Title|Form ID", "FORM_TITLE|FORM_ID"]
)
def test_settings_have_old_headers_too(headers: str) -> None:
    settings = imported(survey=SURVEY, settings=f"{headers}\nA made-up form|made-up").settings
    assert (settings.form_title, settings.form_id) == ("A made-up form", "made-up")


def test_without_settings_the_form_is_called_after_its_file() -> None:
    reading = read(filename="Household Survey 2026.xlsx", survey=SURVEY)
    assert reading.instrument is not None
    settings = reading.instrument.settings
    assert (settings.form_title, settings.form_id) == ("Household Survey 2026", "household-survey-2026")
    assert reading.problems == ()


def test_without_a_title_the_id_is_the_title() -> None:
    assert imported(survey=SURVEY, settings="form_id\nmade-up").settings.form_title == "made-up"


@pytest.mark.parametrize(
    ("given", "expected"), [("Birds_2026 v3", "birds-2026-v3"), ("ÉCOLE", "ecole"), ("مسح", "form"), ("--x--", "x")]
)
def test_a_form_id_in_other_letters_gets_a_plain_one_with_a_warning(given: str, expected: str) -> None:
    reading = read(survey=SURVEY, settings=f"form_id\n{given}")
    assert reading.instrument is not None
    assert reading.instrument.settings.form_id == expected
    assert reading.instrument.settings.extra["form_id"] == given
    assert any(
        line.startswith(f"settings 2 form_id: the form is called '{expected}' here") for line in messages(reading)
    )


@pytest.mark.parametrize(
    ("header", "value", "said"),
    [
        ("style", "pages", "the setting 'style' is for other tools"),
        ("public_key", "abc", "answers are not encrypted with this key here"),
        ("submission_url", "https://example.org", "answers stay here"),
        ("auto_send", "yes", "the setting 'auto_send' is for other tools"),
        ("namespaces", 'esri="http://example.org"', "the setting 'namespaces' is for other tools"),
    ],
)
def test_settings_of_other_tools_are_kept_with_a_warning(header: str, value: str, said: str) -> None:
    reading = read(survey=SURVEY, settings=f"form_id|{header}\nmade-up|{value}")
    assert reading.instrument is not None
    assert reading.instrument.settings.extra == {header: value}
    assert any(line.startswith(f"settings 2 {header}:") and said in line for line in messages(reading, "warning"))


def test_a_word_alone_as_instance_name_is_kept_with_a_warning() -> None:
    reading = read(survey=SURVEY, settings="form_id|instance_name\nmade-up|MadeUp-v1")
    assert reading.instrument is not None
    assert reading.instrument.settings.instance_name is None
    assert any(line.startswith("settings 2 instance_name: 'MadeUp-v1' is neither") for line in messages(reading))


def test_a_second_row_of_settings_is_said_to_be_left_out() -> None:
    reading = read(survey=SURVEY, settings="form_id\nmade-up\nmore")
    assert any(line.startswith("settings 3 form_id: settings stand in the second row") for line in messages(reading))


def test_a_lone_sheet_is_the_survey() -> None:
    assert imported(Sheet1=SURVEY).survey[0].name == "q"


def test_other_sheets_are_no_matter() -> None:
    assert read(survey=SURVEY, changelog="when|what\ntoday|all", notes="x").problems == ()


def test_a_sheet_name_that_is_nearly_settings_is_warned_of() -> None:
    assert any("'stettings'" in line for line in messages(read(survey=SURVEY, stettings="form_id\nx"), "warning"))


def test_without_a_survey_the_sheets_are_named() -> None:
    reading = read(choices="list_name|name|label\na|b|c", Questions=SURVEY)
    assert messages(reading) == [
        "None None None: there is no sheet 'survey', which holds the questions; the sheets are: 'choices', 'Questions'. "
        "Rename the right one"
    ]


def test_entities_are_said_not_to_be_used() -> None:
    reading = read(
        survey="type|name|label|save_to\ntext|q|Q|colour", entities="list_name|label\ntrees|concat(${q}, '')"
    )
    assert reading.instrument is not None
    assert any("entities of ODK Central" in line for line in messages(reading, "warning"))
