"""What pyxform says is passed on with its place, and what it fails on gets a sentence."""

from __future__ import annotations

import pytest

from tests.instruments.xlsform.workbooks import Cell, messages, read

SURVEY = "type|name|label\ntext|q|Q"


@pytest.mark.parametrize(
    ("survey", "said"),
    [
        (
            "type|name|label|parameters\ngeopoint|r|R|capture-accuracy=near",
            "survey 2 parameters: The 'capture-accuracy' parameter must have a numeric value. (said by pyxform)",
        ),
        (
            "type|name|label|parameters\ntext|r|R|speed=1",
            "survey 2 parameters: The accepted parameter keys for this question type are 'rows'. "
            "The following are invalid parameter key(s): 'speed'. (said by pyxform)",
        ),
        (
            "type|name|label\ntext|a b|A",
            "survey 2 name: Names must begin with a letter or underscore. After the first character, names may contain "
            "letters, digits, underscores, hyphens, or periods. (said by pyxform)",
        ),
        (
            "type|name|label|bind::relevant|relevance\ntext|a|A|1|1",
            "None None None: Invalid headers provided for sheet: 'survey'. Headers that are different names for the same "
            "column were found: 'bind::relevant', 'relevance'. Rename or remove one of these columns. (said by pyxform)",
        ),
        (
            "type|name|label\ntext|q|Q\ntext|q|Q again",
            "survey 3 name: Questions, groups, and repeats must be unique within their nearest parent group or repeat, or "
            "the survey if not inside a group or repeat. (said by pyxform)",
        ),
    ],
)
def test_an_error_of_pyxforms_has_its_place(survey: str, said: str) -> None:
    assert messages(read(survey=survey), "error") == [said]


FAILING = {
    "a sign in a loop": "begin loop over yn|l|L|\ninteger|n|How many % of %(label)s?|\nend loop|||",
    "a table of choices from a file": "begin_group|g|G|table-list\nselect_one_from_file x.csv|a|A|\nend_group|||",
}


@pytest.mark.parametrize("name", FAILING)
def test_a_form_that_pyxform_fails_on_gets_a_sentence(name: str) -> None:
    reading = read(
        survey=f"type|name|label|appearance\n{FAILING[name]}",
        choices="list_name|name|label\nyn|yes|Yes\nyn|no|No",
    )
    found = messages(reading, "error")
    assert len(found) == 1
    assert "gives up on this form without saying where (" in found[0]
    assert "take out the rows changed last" in found[0]


def test_nothing_is_printed(capfd: pytest.CaptureFixture[str]) -> None:
    read(survey=SURVEY)
    assert capfd.readouterr() == ("", "")


def test_long_lists_are_read_and_checked_to_their_end() -> None:
    rows: list[list[Cell]] = [
        ["list_name", "name", "label"],
        *([f"l{n % 2}", f"c{n}", f"Choice {n}"] for n in range(3000)),
    ]
    survey = "type|name|label\nselect_one l1|q|Q"
    reading = read(survey=survey, choices=rows)
    assert reading.instrument is not None
    assert [len(choices) for choices in reading.instrument.choices.values()] == [1500, 1500]
    assert messages(read(survey=survey, choices=[*rows, ["l1", "c2999", "Again"]]), "error") == [
        "choices 3002 name: the list 'l1' has two choices named 'c2999'; rename one of them"
    ]
