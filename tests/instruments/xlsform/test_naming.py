"""Names that XLSForm takes and the model does not are changed wherever they are used, with a warning."""

from __future__ import annotations

import pytest

from tests.instruments.xlsform.workbooks import messages, question, read


def test_two_groups_may_each_have_a_question_of_the_same_name() -> None:
    reading = read(
        survey="""
        type|name|label|relevant
        begin_group|mother|Mother|
        integer|age|Age|
        text|why|Why so young?|../age < 18
        end_group|||
        begin_group|father|Father|
        integer|age|Age|
        text|why|Why so young?|../age < 18 and ../ages != ''
        text|ages|Ages|
        end_group|||
        """
    )
    assert reading.instrument is not None
    assert [found.name for found in reading.instrument.walk()] == [
        "mother", "age", "why", "father", "father_age", "father_why", "ages",
    ]  # fmt: skip
    assert question(reading.instrument, "why").relevant == "../age < 18"
    assert question(reading.instrument, "father_why").relevant == "../father_age < 18 and ../ages != ''"
    assert messages(reading, "warning") == [
        "survey 7 name: 'age' is called 'father_age' here: another question, group or repeat has this name, and each needs "
        "its own",
        "survey 8 name: 'why' is called 'father_why' here: another question, group or repeat has this name, and each needs "
        "its own",
    ]


def test_a_group_may_have_the_name_of_a_question_in_it() -> None:
    reading = read(survey="type|name|label\nbegin_group|age|Age|\ninteger|age|Age\nend_group||")
    assert reading.instrument is not None
    assert [found.name for found in reading.instrument.walk()] == ["age", "age_age"]


@pytest.mark.parametrize(
    ("given", "name"), [("entry", "q_entry"), ("__version__", "q_version__"), ("x" * 130, "x" * 120)]
)
def test_a_name_that_is_kept_is_changed_with_its_references(given: str, name: str) -> None:
    reading = read(
        survey=f"type|name|label|calculation\ntext|{given}|Q|\nnote|n|You said ${{{given}}}|\ncalculate|c||${{{given}}}"
    )
    assert reading.instrument is not None, messages(reading)
    instrument = reading.instrument
    assert instrument.survey[0].name == name
    assert question(instrument, "n").label == f"You said ${{{name}}}"
    assert question(instrument, "c").calculation == f"${{{name}}}"
    assert any(
        line.startswith(f"survey 2 name: '{given}' is called '{name}' here") for line in messages(reading, "warning")
    )


@pytest.mark.parametrize("name", ["FALSE", "_1", "école", "اسم", "a.b", "a-b", "名前"])
def test_names_in_any_letters_stay(name: str) -> None:
    reading = read(survey=f"type|name|label\ntext|{name}|Q")
    assert reading.instrument is not None, messages(reading)
    assert (reading.instrument.survey[0].name, reading.problems) == (name, ())


def test_a_reference_to_nothing_is_refused_with_its_place() -> None:
    reading = read(survey="type|name|label|relevant\ntext|a|A|\nnote|b|Hello ${nobody}|\ntext|c|C|${nowhere} = 'x'")
    found = messages(reading, "error")
    assert [line.split(":")[0] for line in found] == ["survey 3 label", "survey 4 relevant"]
    assert "nobody" in found[0]
    assert "nowhere" in found[1]


def test_a_name_with_a_colon_is_changed() -> None:
    reading = read(survey="type|name|label\ntext|a:b|Q")
    assert reading.instrument is not None
    assert reading.instrument.survey[0].name == "a_b"
