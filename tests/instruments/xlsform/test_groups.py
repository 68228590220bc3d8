"""Groups, repeats and loops, and rows that open or end none."""

from __future__ import annotations

import pytest

from instruments.model import Question
from tests.instruments.xlsform.workbooks import YES_NO, imported, messages, question, read


def _shape(questions: tuple[Question, ...]) -> list[object]:
    return [(found.name, _shape(found.children)) if found.children else found.name for found in questions]


@pytest.mark.parametrize(
    ("begin", "end", "kind"),
    [
        ("begin_group", "end_group", "group"),
        ("begin group", "end group", "group"),
        ("begin_repeat", "end_repeat", "repeat"),
        ("begin repeat", "end_repeat", "repeat"),
        ("begin lgroup", "end lgroup", "repeat"),
        ("begin looped group", "end looped group", "repeat"),
    ],
)
def test_groups_and_repeats_under_all_their_names(begin: str, end: str, kind: str) -> None:
    found = imported(survey=f"type|name|label\n{begin}|g|G\ntext|a|A\n{end}||").survey[0]
    assert (found.type, found.name, [child.name for child in found.children]) == (kind, "g", ["a"])


def test_repeats_within_repeats_within_groups() -> None:
    instrument = imported(
        survey="""
        type|name|label
        begin_group|house|House
        begin_repeat|room|Room
        text|use|Use
        begin_repeat|window|Window
        integer|width|Width
        end_repeat||
        end_repeat||
        text|owner|Owner
        end_group||
        text|notes|Notes
        """
    )
    assert _shape(instrument.survey) == [("house", [("room", ["use", ("window", ["width"])]), "owner"]), "notes"]


def test_a_group_keeps_its_columns() -> None:
    sheet = "type|name|label|relevant|appearance|hint\ntext|a|A|||\nbegin_group|g|G|${a} != ''|field-list|H\ntext|b|B|||\nend_group|||||"
    found = question(imported(survey=sheet), "g")
    assert (found.relevant, found.appearance, found.hint) == ("${a} != ''", "field-list", "H")


def test_a_table_list_keeps_its_appearance() -> None:
    sheet = """
        type|name|label|appearance
        begin_group|matrix|How far do you agree?|table-list
        select_one yes_no|a|It was useful|
        select_one yes_no|b|It was short|
        end_group|||
    """
    found = imported(survey=sheet, choices=YES_NO).survey[0]
    assert (found.appearance, [child.type for child in found.children]) == ("table-list", ["select_one yes_no"] * 2)


def test_an_empty_group_is_left_out_with_a_warning() -> None:
    reading = read(survey="type|name|label\ntext|a|A\nbegin_group|g|G\nend_group||")
    assert reading.instrument is not None
    assert [found.name for found in reading.instrument.survey] == ["a"]
    assert "survey 3 type: the group 'g' has no questions and is left out" in messages(reading)


def test_a_loop_is_written_out_for_each_choice() -> None:
    instrument = imported(
        survey="""
        type|name|label
        select_multiple toilets|kinds|Which toilets are there?
        begin loop over toilets|counts|
        integer|number|How many %(label)s?
        text|state|State of the %(label)s
        end loop||
        """,
        choices="list_name|name|label\ntoilets|pit|pits\ntoilets|flush|flush toilets\ntoilets|none|None of these",
    )
    counts = instrument.survey[1]
    assert [group.name for group in counts.children] == ["pit", "flush"]
    assert [[(found.name, found.label) for found in group.children] for group in counts.children] == [
        [("pit_number", "How many pits?"), ("pit_state", "State of the pits")],
        [("flush_number", "How many flush toilets?"), ("flush_state", "State of the flush toilets")],
    ]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("begin_group|g|G\ntext|a|A", "survey 2 type: the group 'g' begins here and has no end; add a row 'end group'"),
        ("text|a|A\nend_group||", "survey 3 type: there is no group or repeat that could end here; remove this row"),
        (
            "begin_group|g|G\nbegin_repeat|r|R\ntext|a|A\nend_group||\nend_repeat||",
            "survey 5 type: this ends a group, and the last to begin is the repeat 'r' (row 3); end that one first",
        ),
        ("begin_group||G\ntext|a|A\nend_group||", "survey 2 name: this group or repeat has no name; give it one"),
        ("text||A", "survey 2 name: this question has no name; give it one"),
        ("|a|A", "survey 2 type: this row has no type; say what it asks for"),
        ("begin loop over nothing|l|L\ntext|a|A\nend loop||", "survey 2 type: the loop goes over the list 'nothing'"),
    ],
)
def test_what_is_wrong_with_the_rows_is_said_with_its_place(rows: str, said: str) -> None:
    reading = read(survey=f"type|name|label\n{rows}")
    assert reading.instrument is None
    assert any(line.startswith(said) for line in messages(reading, "error")), messages(reading, "error")


def test_groups_nested_beyond_reason_are_refused() -> None:
    deep = 200
    rows = [f"begin_group|g{index}|G" for index in range(deep)] + ["text|a|A"] + ["end_group||"] * deep
    reading = read(survey="type|name|label\n" + "\n".join(rows))
    assert reading.instrument is None
    assert any("more than 30 deep" in line for line in messages(reading, "error"))
