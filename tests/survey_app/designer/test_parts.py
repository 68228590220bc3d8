from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from instruments.loading import library, load_instrument
from instruments.versions import content_hash, dump_data
from survey_app.designer.checking import check_parts
from survey_app.designer.parts import DraftUnreadable, NotFound, Parts, new_parts, read_parts, text_of
from survey_app.errors import UserError

SOURCE = """
settings: {form_id: parts, form_title: Parts}
choices:
  yes_no:
    - {name: "yes", label: "Yes", "label::Welsh (cy)": Ie}
    - {name: "no", label: "No"}
survey:
  - type: group
    name: first
    label: First
    children:
      - {type: select_one yes_no, name: useful, label: Useful?}
      - {type: text, name: why, label: Why, relevant: "${useful} = 'no'"}
  - {type: text, name: last, label: "You said ${useful}"}
"""


def keys(parts: Parts) -> list[tuple[str, str]]:
    return [(found.key, text_of(found.row, "name")) for found in parts.walk()]


def test_every_row_has_a_key_that_stays_its_own() -> None:
    parts = read_parts(SOURCE)
    assert keys(parts) == [("r1", "first"), ("r2", "useful"), ("r3", "why"), ("r4", "last")]
    parts.shift("r3", -1)
    again = read_parts(parts.text())
    assert keys(again) == [("r1", "first"), ("r3", "why"), ("r2", "useful"), ("r4", "last")]
    assert again.insert({"type": "text", "name": "new"}, "")["_key"] == "r5"


@pytest.mark.parametrize("form_id", sorted(library()))
def test_an_instrument_of_the_library_is_the_same_after_passing_through_the_designer(form_id: str) -> None:
    source = library()[form_id].read_text(encoding="utf-8")
    checked = check_parts(read_parts(read_parts(source).text()))
    assert checked.usable is not None
    assert content_hash(checked.usable) == content_hash(load_instrument(source))


def test_a_faulty_draft_is_kept_with_everything_in_it() -> None:
    faulty = SOURCE.replace("type: text, name: why", "type: txt, name: why, colour: blue, number: 3")
    parts = read_parts(faulty)
    again = read_parts(dump_data(parts.plain()))
    assert again.plain() == parts.plain()
    assert again.find("r3").row["colour"] == "blue"
    assert check_parts(parts).usable is None


def test_rows_move_into_sections_and_out_and_never_into_themselves() -> None:
    parts = read_parts(SOURCE)
    parts.move("r4", "r1", "r2")
    assert [name for _, name in keys(parts)] == ["first", "last", "useful", "why"]
    parts.move("r4", "", "")
    assert [name for _, name in keys(parts)] == ["first", "useful", "why", "last"]
    with pytest.raises(UserError, match="into itself"):
        parts.move("r1", "r1")
    with pytest.raises(NotFound):
        parts.move("r1", "r4")  # a question holds no questions
    with pytest.raises(NotFound):
        parts.find("r99")


def test_moving_stops_at_either_end() -> None:
    parts = read_parts(SOURCE)
    assert not parts.shift("r1", -1)
    assert not parts.shift("r4", 1)
    assert parts.shift("r1", 1)


def test_a_duplicate_has_names_of_its_own_and_its_conditions_follow_them() -> None:
    parts = read_parts(SOURCE)
    copy = parts.duplicate("r1")
    assert [child["name"] for child in copy["children"]] == ["useful_2", "why_2"]
    assert copy["children"][1]["relevant"] == "${useful_2} = 'no'"
    assert parts.find("r3").row["relevant"] == "${useful} = 'no'"
    assert check_parts(parts).usable is not None


def test_renaming_a_question_changes_what_mentions_it() -> None:
    parts = read_parts(SOURCE)
    parts.find("r2").row["name"] = "helpful"
    assert parts.rename("useful", "helpful") == 2
    assert parts.find("r3").row["relevant"] == "${helpful} = 'no'"
    assert parts.find("r4").row["label"] == "You said ${helpful}"


def test_groups_do_not_nest_without_end() -> None:
    parts = new_parts("deep", "Deep", "English (en)")
    row: dict[str, object] = {"type": "group", "name": "g", "children": []}
    for number in range(20):
        row = {"type": "group", "name": f"g{number}", "children": [row]}
    with pytest.raises(UserError, match="deep at most"):
        parts.insert(row, "")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "a: [",
        "settings: 3",
        "settings: {}\nsurvey: 3",
        "settings: {}\nsurvey: [3]",
        '{"a": 1}',
        "{",
        "settings: {}\nchoices: {a: [1]}",
        "settings: {}\nscales: [1]",
        "settings: {}\nsurvey: [{children: 1}]",
    ],
)
def test_what_is_no_list_of_rows_is_refused_in_words(text: str) -> None:
    with pytest.raises(DraftUnreadable, match=r"\w+"):
        read_parts(text)


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["type", "name", "label", "relevant", "children", "translations", "required"])
            | st.text(max_size=4),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(
    rows=st.lists(
        st.dictionaries(st.sampled_from(["type", "name", "label", "relevant", "children"]), ANYTHING), max_size=4
    )
)
def test_whatever_the_rows_hold_a_draft_is_checked_and_never_fails(rows: list[dict[str, object]]) -> None:
    try:
        parts = read_parts(json.dumps({"settings": {"form_id": "a", "form_title": "A"}, "survey": rows}))
    except DraftUnreadable:
        return
    assert check_parts(parts).problems is not None
    assert read_parts(parts.text()).text() == parts.text()
