"""Instruments from YAML: what is read, and that everything wrong is said at once, with its place."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from instruments.compiled import compile_instrument
from instruments.errors import InstrumentError
from instruments.loading import MAXIMUM_PROBLEMS, library, load_instrument, read_instrument
from instruments.model import Question

SETTINGS = """\
settings: {form_id: made-up, form_title: Made up, version: "2"}
"""
YES_NO = """\
  yes_no:
    - {name: yes, label: Yes}
    - {name: no, label: No}
"""
SOUND = f"""\
{SETTINGS}choices:
{YES_NO}survey:
  - type: group
    name: page
    label: The page
    children:
      - {{type: select_one yes_no, name: heard, label: Did you hear?, required: true}}
      - {{type: text, name: more, label: Tell us more, appearance: multiline, relevant: "${{heard}} = 'no'"}}
"""


def problems(text: str) -> list[str]:
    with pytest.raises(InstrumentError) as caught:
        load_instrument(text, filename="form.yaml")
    assert str(caught.value).splitlines() == [str(problem) for problem in caught.value.problems]
    return [str(problem) for problem in caught.value.problems]


def changed(old: str, new: str) -> list[str]:
    assert SOUND.count(old) == 1
    return problems(SOUND.replace(old, new))


def test_an_instrument_is_read_from_text_bytes_or_a_file(tmp_path: Path) -> None:
    path = tmp_path / "form.yaml"
    path.write_text(SOUND, encoding="utf-8")
    form = load_instrument(SOUND)
    assert form.settings.version == "2"
    assert [choice.name for choice in form.choices["yes_no"]] == ["yes", "no"]
    assert [question.name for question in form.walk()] == ["page", "heard", "more"]
    assert load_instrument(path) == load_instrument(SOUND.encode()) == form


@pytest.mark.parametrize("form_id", sorted(library()))
def test_every_instrument_of_the_library_loads_and_compiles(form_id: str) -> None:
    form = load_instrument(library()[form_id])
    assert form.settings.form_id == form_id
    assert compile_instrument(form).sections


def test_a_file_in_the_library_with_faults_leaves_the_others_usable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "faulty.yaml").write_text("nonsense", encoding="utf-8")
    (tmp_path / "made-up.yaml").write_text(SOUND, encoding="utf-8")
    monkeypatch.setattr("instruments.loading.LIBRARY", tmp_path)
    assert list(library()) == ["faulty", "made-up"]
    assert load_instrument(library()["made-up"])


def test_a_text_is_never_taken_for_the_name_of_a_file(tmp_path: Path) -> None:
    path = tmp_path / "secret.yaml"
    path.write_text(SOUND, encoding="utf-8")
    assert problems(str(path)) == [
        "form.yaml, line 1: an instrument is a set of keys: settings, choices, scales, survey; this is something else"
    ]


def test_a_file_that_is_not_there_is_the_callers_mistake(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        load_instrument(tmp_path / "gone.yaml")


def test_the_file_gives_its_name_to_the_message(tmp_path: Path) -> None:
    path = tmp_path / "odd.yaml"
    path.write_bytes(b"settings:\n  form_title: caf\xe9\n")
    with pytest.raises(InstrumentError, match=r"odd\.yaml, line 2: the file is not text in UTF-8"):
        load_instrument(path)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "label: Tell us more",
            "lable: Tell us more",
            "'more': 'lable' is not a key of a question; did you mean 'label'?",
        ),
        ("label: Tell us more", "label: true", "'more': 'label' must be text, and YAML reads true as something else"),
        (
            "label: Tell us more",
            "label: 1.10",
            "'label' must be text, and YAML reads 1.10 as something else; put it in",
        ),
        ("label: Tell us more", "label: [a, b]", "line 12, question 'more': 'label' must be text, not a list"),
        ("label: Tell us more", "label: Tell us, please", "'please' is not a key of a question"),
        ("label: Tell us more", "label: Tell us, please", "put that whole text in quotes"),
        ("label: Tell us more", "label: ~", "line 12, question 'more': 'more' has no label; add one"),
        ("label: Tell us more", "label: '  '", "line 12, question 'more': 'label' is blank; fill it in or remove it"),
        ("name: more", "name: more info", "question 'more info': 'more info' cannot be used as a name; begin with a"),
        ("form_id: made-up", "form_id: Made_Up", "line 1: 'Made_Up' cannot be used as a name; small letters, digits"),
        ('version: "2"', "version: 2", "line 1: 'version' must be text, and YAML reads 2 as something else; put it in"),
        (SETTINGS, "", "line 1: 'settings' is missing; add it"),
        ("name: heard, ", "", "line 11: 'name' is missing; add it"),
        (
            "required: true",
            "required: maybe",
            "'heard': required: 'maybe' stands alone; a question is written ${maybe}",
        ),
        ("required: true", "required: 1", "'heard': 'required' must be true, false or a condition, not 1"),
        (
            "required: true",
            "required: ''",
            "'heard': 'required' is blank or too long; write true, false or a condition",
        ),
        ("label: No}", "label::Welsh (cy): [a]}", "line 5: 'label::Welsh (cy)' must be text, not a list"),
        ("label: No}", "lable::Welsh (cy): Na}", "'lable::Welsh (cy)' is not a key of a text in another language"),
        ("name: no,", "name: not this,", "line 5: 'not this' cannot be used as a name; no spaces, at most 200"),
        ("type: text", "type: texts", "line 12, question 'more': there is no type 'texts'; did you mean 'text'?"),
        ("type: select_one yes_no", "type: select_one", "'heard': type 'select_one' needs one list name after it"),
        ("type: text", "type: text long", "question 'more': type 'text' takes no list name; remove 'long'"),
        ("type: text", "unit: people, rubric: {a: b}, type: text", "belong to a repeat; 'more' is not one; a rubric"),
        (YES_NO, "  yes_no: yes\n", "line 3: 'yes_no' must be a list, each entry on a line that begins with '- '"),
        ("    - {name: yes, label: Yes}", "    - yes", "line 4: entry 1 must be a set of keys"),
        (
            "label: No}",
            "label: No, missing: never}",
            "'missing' must be one of not_applicable or dont_know, not 'never'",
        ),
        ("label: No}", "label: No, exclusive: 1}", "line 5: 'exclusive' must be true or false, without quotes, not 1"),
        ("{heard}", "{herd}", "relevant: there is no question named 'herd'; did you mean ${heard}?"),
        ("appearance: multiline", f"hint: {'x' * 10001}", "'hint' is longer than the 10,000 characters it may have"),
    ],
)
def test_a_fault_is_reported_with_its_line_question_and_remedy(old: str, new: str, expected: str) -> None:
    assert expected in "\n".join(changed(old, new))


def test_a_single_fault_is_reported_once() -> None:
    assert len(changed("required: true", "required: maybe")) == 1
    assert len(changed("type: select_one yes_no", "type: select_one gone")) == 1


FAULTY = """\
settings: {form_id: made-up, form_title: Made up, language: Welsh}
choices:
  yes_no:
    - {name: yes, label: Yes}
    - {name: yes, label: Yes again}
    - {name: 7, label: Seven}
scales:
  gone: {direction: best_first}
survey:
  - type: group
    name: page
    label: The page
    colour: blue
    children:
      - {type: select_one yes_no, name: heard, label: Did you hear?, required: maybe, relevant: "${nobody} = 1"}
      - {type: text, name: heard, label: 2026}
      - {type: text, name: more, label: More, relevant: "${heard} = 'yess'", label: Again}
      - {type: text, name: other, label: Other, constraint: "explode(.)"}
  - {type: text, name: lost, label: Lost}
"""


def test_everything_wrong_is_reported_together_in_the_order_of_the_file() -> None:
    said = problems(FAULTY)
    expected = [
        (1, "'language' is not a key of the settings"),
        (5, "two choices named 'yes'"),
        (6, "'name' must be text, and YAML reads 7"),
        (8, "there is no choice list 'gone' for this scale"),
        (13, "'colour' is not a key of a question"),
        (15, "'maybe' stands alone"),
        (15, "there is no question named 'nobody'"),
        (16, "'label' must be text, and YAML reads 2026"),
        (17, "'label' stands twice here, first on line 17"),
        (18, "the function 'explode' is not supported"),
    ]
    for line, message in expected:
        assert any(f"line {line}" in one and message in one for one in said), message
    lines = [int(one.split("line ")[1].split(",")[0].split(":")[0]) for one in said]
    assert lines == sorted(lines)
    assert len(said) == len(expected) + 1  # and that 'heard' is used twice


def test_warnings_stand_beside_an_instrument_and_say_where() -> None:
    text = SOUND.replace("'no'\"", "'noo'\"").replace("appearance: multiline", "appearance: multiline fancy")
    reading = read_instrument(text, filename="form.yaml")
    assert reading.instrument is not None
    assert reading.errors == ()
    assert [str(problem) for problem in reading.warnings] == [
        "form.yaml, line 12, question 'more': the appearance 'fancy' is kept and not used here",
        "form.yaml, line 12, question 'more': relevant: 'noo' is not a choice of 'heard'; did you mean 'no'?",
    ]
    assert load_instrument(text) == reading.instrument


def test_errors_come_before_warnings_and_leave_no_instrument() -> None:
    text = SOUND.replace("'no'\"", "'noo'\"").replace("type: text", "type: texts")
    reading = read_instrument(text, filename="form.yaml")
    assert reading.instrument is None
    assert [problem.severity for problem in reading.problems] == ["error", "warning"]


def test_yes_and_no_in_words_are_truth_values_where_a_condition_could_stand() -> None:
    for word, expected in (("yes", True), ("'true()'", True), ("No", False), ("false", False)):
        form = load_instrument(SOUND.replace("required: true", f"required: {word}"))
        assert next(one for one in form.walk() if one.name == "heard").required is expected


FROM_FILE = SOUND.replace(YES_NO, "  other: [{name: a, label: A}]\n").replace(
    "survey:", "files: {yes_no: answers.csv}\nsurvey:"
)


def test_a_list_may_come_from_a_file_beside_the_form() -> None:
    files = {"answers.csv": b"name,label,kind\nyes,Yes,good\nno,No,bad\n"}
    form = load_instrument(FROM_FILE, files=files)
    assert [(choice.name, choice.label, choice.columns) for choice in form.choices["yes_no"]] == [
        ("yes", "Yes", {"kind": "good"}),
        ("no", "No", {"kind": "bad"}),
    ]


def test_a_list_whose_file_is_not_there_has_no_rows_and_a_warning() -> None:
    reading = read_instrument(FROM_FILE, filename="form.yaml")
    assert reading.instrument is not None
    assert [str(problem) for problem in reading.problems] == [
        "form.yaml, line 4: the rows of 'yes_no' are in the file 'answers.csv', which is not here; "
        "it has none until then"
    ]


def test_a_file_beside_the_form_that_cannot_be_read_is_an_error() -> None:
    reading = read_instrument(FROM_FILE.replace("csv", "pdf"), files={"answers.pdf": b"%PDF"})
    assert reading.instrument is None
    assert "the file 'answers.pdf' cannot be read" in reading.errors[0].message


def test_a_workbook_is_read_as_an_xlsform() -> None:
    reading = read_instrument(b"no workbook", filename="form.xlsx")
    assert reading.instrument is None
    assert [problem.file for problem in reading.problems] == ["form.xlsx"]


def test_a_broken_row_raises_no_alarm_about_what_refers_to_it() -> None:
    assert changed("label: Did you hear?", "label: Did you hear?, colour: blue") == [
        "form.yaml, line 11, question 'heard': 'colour' is not a key of a question; its keys are: "
        + ", ".join(Question.model_fields)
    ]


def test_what_was_found_before_the_reading_stopped_is_reported_too() -> None:
    said = problems("settings: {form_id: a, form_id: b}\nsurvey: *x\n")
    assert "line 1: 'form_id' stands twice here" in said[0]
    assert "line 2: anchors and aliases" in said[1]


def test_more_problems_than_anyone_will_read_are_counted() -> None:
    rows = "".join(f"      - {{type: text, name: q{number}}}\n" for number in range(150))
    said = problems(SOUND + rows)
    assert len(said) == MAXIMUM_PROBLEMS + 1
    assert said[-1] == "form.yaml: there are 50 more problems; put these right first"


@pytest.mark.parametrize(
    "text", ["", "[]", "- a", "12", "survey: []", "survey: {}", "survey: [1, null]", "settings: 3\nsurvey:\n  - 4"]
)
def test_what_is_no_instrument_at_all_is_refused(text: str) -> None:
    assert problems(text)


def edits() -> st.SearchStrategy[str]:
    """The sound form with a few of its pieces exchanged for others."""
    pieces = SOUND.replace(",", ",\x00").replace("\n", "\n\x00").split("\x00")
    junk = st.sampled_from(
        ["", "x", "- ", "  ", "{", "}", "]", ": ", "null", "3", "'", '"', "survey:\n", "children: 4\n", *pieces]
    )
    places = st.integers(0, len(pieces) - 1)
    return st.lists(st.tuples(places, junk), min_size=1, max_size=4).map(lambda changes: _edited(pieces, changes))


def _edited(pieces: list[str], changes: list[tuple[int, str]]) -> str:
    result = list(pieces)
    for place, new in changes:
        result[place] = new
    return "".join(result)


@given(edits())
def test_any_text_is_an_instrument_or_refused_with_problems(text: str) -> None:
    with suppress(InstrumentError):
        assert compile_instrument(load_instrument(text)).sections
