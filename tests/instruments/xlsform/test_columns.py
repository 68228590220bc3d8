"""Every column of the survey sheet, under every header that XLSForm's tools take for it."""

from __future__ import annotations

import pytest

from tests.instruments.xlsform.workbooks import YES_NO, imported, messages, question, read

HEADERS = [
    ("label", "label", "Text"),
    ("Label", "label", "Text"),
    ("LABEL", "label", "Text"),
    ("caption", "label", "Text"),
    ("hint", "hint", "Text"),
    ("guidance_hint", "guidance_hint", "Text"),
    ("Guidance hint", "guidance_hint", "Text"),
    ("relevant", "relevant", "${a} = 'x'"),
    ("relevance", "relevant", "${a} = 'x'"),
    ("bind::relevant", "relevant", "${a} = 'x'"),
    ("bind:relevant", "relevant", "${a} = 'x'"),
    ("constraint", "constraint", ". != ''"),
    ("bind::constraint", "constraint", ". != ''"),
    ("constraint_message", "constraint_message", "Text"),
    ("constraint message", "constraint_message", "Text"),
    ("constraining message", "constraint_message", "Text"),
    ("bind::jr:constraintMsg", "constraint_message", "Text"),
    ("bind:jr:constraintMsg", "constraint_message", "Text"),
    ("required_message", "required_message", "Text"),
    ("requiredMsg", "required_message", "Text"),
    ("bind::jr:requiredMsg", "required_message", "Text"),
    ("calculation", "calculation", "1 + 1"),
    ("calculate", "calculation", "1 + 1"),
    ("bind::calculate", "calculation", "1 + 1"),
    ("default", "default", "a word"),
    ("appearance", "appearance", "multiline"),
    ("control::appearance", "appearance", "multiline"),
    ("body::appearance", "appearance", "multiline"),
    ("parameters", "parameters", "rows=5"),
    ("trigger", "trigger", "${a}"),
    ("image", "image", "a.png"),
    ("media::image", "image", "a.png"),
    ("audio", "audio", "a.mp3"),
    ("media::video", "video", "a.mp4"),
    ("read_only", "read_only", "${a} = 'x'"),
    ("readonly", "read_only", "${a} = 'x'"),
    ("bind::readonly", "read_only", "${a} = 'x'"),
    ("required", "required", "${a} = 'x'"),
    ("bind::required", "required", "${a} = 'x'"),
]


@pytest.mark.parametrize(("header", "key", "text"), HEADERS)
def test_a_column_is_known_under_any_of_its_headers(header: str, key: str, text: str) -> None:
    label = "" if key == "label" else "|label"
    shown = "" if key == "label" else "|Shown"
    calculation = "" if key == "calculation" or key != "trigger" else "|calculation"
    worked_out = "|1 + 1" if calculation else ""
    sheet = f"type|name|{header}{label}{calculation}\ntext|a|{text if key == 'label' else ''}{shown}\n"
    sheet += f"text|q|{text}{shown}{worked_out}"
    assert getattr(question(imported(survey=sheet), "q"), key) == text


@pytest.mark.parametrize("header", ["repeat_count", "count", "jr:count", "control::jr:count", "body::jr:count"])
def test_the_count_of_a_repeat_is_known_under_any_of_its_headers(header: str) -> None:
    sheet = f"type|name|label|{header}\nbegin_repeat|r|R|3\ntext|a|A|\nend_repeat|||"
    assert question(imported(survey=sheet), "r").repeat_count == "3"


@pytest.mark.parametrize(("type_header", "name_header"), [("type", "tag"), ("command", "name"), ("Type", "VALUE")])
def test_type_and_name_have_old_headers_too(type_header: str, name_header: str) -> None:
    assert imported(survey=f"{type_header}|{name_header}|label\ntext|q|Q").survey[0].name == "q"


@pytest.mark.parametrize("text", ["yes", "Yes", "YES", "true", "TRUE", "True", "true()"])
def test_required_is_a_truth_value_in_all_spellings(text: str) -> None:
    assert question(imported(survey=f"type|name|label|required\ntext|q|Q|{text}"), "q").required is True


@pytest.mark.parametrize("text", ["no", "No", "NO", "false", "FALSE", "false()", ""])
def test_not_required_in_all_spellings(text: str) -> None:
    assert question(imported(survey=f"type|name|label|required|hint\ntext|q|Q|{text}|H"), "q").required is False


def test_a_relevant_of_yes_means_always() -> None:
    assert question(imported(survey="type|name|label|relevant\ntext|q|Q|yes"), "q").relevant == "true()"


def test_a_choice_filter_is_read() -> None:
    sheet = "type|name|label|choice_filter\nselect_one yes_no|q|Q|name != 'no'"
    assert question(imported(survey=sheet, choices=YES_NO), "q").choice_filter == "name != 'no'"


def test_typographic_quotes_are_plain_in_expressions_and_stay_in_labels() -> None:
    sheet = "type|name|label|relevant\ntext|a|A|\ntext|q|Say “yes”|${a} = ‘x’"
    found = question(imported(survey=sheet), "q")
    assert (found.label, found.relevant) == ("Say “yes”", "${a} = 'x'")


def test_blanks_around_and_within_headers_and_cells_do_not_matter() -> None:
    sheet = [["  type ", " name", "constraint   message"], [" text\u00a0", " q ", " No "]]
    found = imported(survey=[[*sheet[0], "label"], [*sheet[1], "  Q  "]]).survey[0]
    assert (found.type, found.name, found.label, found.constraint_message) == ("text", "q", "Q", "No")


@pytest.mark.parametrize(
    "header",
    [
        "bind::esri:fieldType",
        "body::accuracyThreshold",
        "instance::odk:tag",
        "bind::type",
        "kobo--score",
        "$given_name",
    ],
)
def test_columns_of_other_tools_are_kept_with_one_warning(header: str) -> None:
    reading = read(survey=f"type|name|label|{header}\ntext|q|Q|one\ntext|p|P|two")
    assert reading.instrument is not None
    assert [dict(found.extra) for found in reading.instrument.survey] == [{header: "one"}, {header: "two"}]
    found = [line for line in messages(reading, "warning") if line.startswith(f"survey 1 {header}:")]
    assert found == [f"survey 1 {header}: this column (2 rows) is for other tools; it is kept and not used here"]


def test_a_disabled_row_is_left_out_with_a_warning() -> None:
    reading = read(survey="type|name|label|disabled\ntext|a|A|\ntext|b|B|yes\ntext|c|C|no")
    assert reading.instrument is not None
    assert [found.name for found in reading.instrument.survey] == ["a", "c"]
    assert "survey 3 disabled: this row is disabled and left out, with whatever its column says" in messages(reading)


def test_comments_and_empty_rows_are_passed_over() -> None:
    reading = read(survey="type|name|label|notes\n|||Our first section\n\ntext|a|A|\n\ntext|b|B|")
    assert reading.instrument is not None
    assert [found.name for found in reading.instrument.survey] == ["a", "b"]
    assert "survey 2 notes: this row has neither type nor name and is left out" in messages(reading)


def test_a_note_may_go_without_a_name() -> None:
    assert imported(survey="type|name|label\ntext|a|A\nnote||Read this").survey[1].name == "generated_note_name_3"


def test_settings_may_stand_on_the_survey_sheet() -> None:
    instrument = imported(survey="type|name|label\nset_form_title|A made-up form|\nset_form_id|made-up|\ntext|a|A")
    assert (instrument.settings.form_title, instrument.settings.form_id) == ("A made-up form", "made-up")


@pytest.mark.parametrize("column", ["default", "calculation"])
def test_the_last_answer_on_a_device_is_always_blank_and_warned_of(column: str) -> None:
    reading = read(survey=f"type|name|label|{column}\ntext|street|Street|${{last-saved#street}}")
    assert reading.instrument is not None
    assert any(line.startswith(f"survey 2 {column}:") and "blank" in line for line in messages(reading, "warning"))
