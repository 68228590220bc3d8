"""Several versions as one form: nothing is dropped, and whatever differs is said."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from instruments.merged_notes import versions_text
from instruments.merging import Merged, merge_versions
from instruments.model import Instrument
from instruments.ordering import merge_order
from tests.instruments.factories import CHOICES, content, group, question, repeat

Data = dict[str, Any]


def read(*sections: Data, **parts: Any) -> Instrument:
    return Instrument.model_validate(content(*sections, **parts), strict=False)


def merged(*versions: Instrument) -> Merged:
    return merge_versions(dict(enumerate(versions, start=1)))


def names_in(form: Merged, section: str) -> list[str]:
    return [item.name for item in form.section(section).items]


def test_fields_stand_in_the_newest_order_with_removed_ones_where_they_stood() -> None:
    form = merged(
        read(group("page", *(question("text", name) for name in ("a", "gone", "b", "c")))),
        read(group("page", *(question("text", name) for name in ("c", "a", "new", "b")))),
    )
    assert names_in(form, "page") == ["c", "a", "gone", "new", "b"]
    assert form.asked_text("gone") == "in version 1"
    assert form.asked_text("new") == "from version 2"
    assert form.asked_text("a") is None


def test_a_page_that_is_gone_keeps_its_questions() -> None:
    form = merged(
        read(group("first", question("text", "a")), group("old", question("text", "b"))),
        read(group("first", question("text", "a")), group("last", question("text", "c"))),
    )
    assert [section.name for section in form.sections] == ["first", "old", "last"]


def test_a_question_moved_to_another_page_is_one_field() -> None:
    form = merged(
        read(group("one", question("text", "a"), question("text", "b")), group("two", question("text", "c"))),
        read(group("one", question("text", "a")), group("two", question("text", "c"), question("text", "b"))),
    )
    assert names_in(form, "two") == ["c", "b"]
    assert form.asked_in["b"] == (1, 2)


def test_choices_are_united_and_each_says_where_it_was_offered() -> None:
    old = [{"name": name, "label": name} for name in ("north", "west", "south")]
    new = [{"name": name, "label": name} for name in ("north", "centre", "south")]
    form = merged(
        read(group("page", question("select_one area", "where")), choices={"area": old}, scales={}),
        read(group("page", question("select_one area", "where")), choices={"area": new}, scales={}),
    )
    assert [choice.name for choice in form.item("where").choices] == ["north", "west", "centre", "south"]
    assert form.offered_text("where", "west") == "in version 1"
    assert form.offered_text("where", "centre") == "from version 2"
    assert form.offered_text("where", "north") is None


def test_a_grade_that_is_gone_is_as_favourable_as_it_was() -> None:
    newer = {**CHOICES, "met4": [choice for choice in CHOICES["met4"] if choice["name"] != "mostly"]}
    scales = {"met4": {"direction": "best_last", "favourable": ["fully"]}}
    form = merged(
        read(group("page", question("select_one met4", "q"))),
        read(group("page", question("select_one met4", "q")), choices=newer, scales=scales),
    )
    scale = form.item("q").scale
    assert scale is not None
    assert set(scale.favourable) == {"fully", "mostly"}
    assert [choice.name for choice in form.item("q").choices][:4] == ["not_met", "partly", "mostly", "fully"]


def test_a_type_change_keeps_the_answers_apart_unless_one_type_takes_both() -> None:
    form = merged(
        read(group("page", question("integer", "age"), question("decimal", "hours"), question("email", "contact"))),
        read(group("page", question("text", "age"), question("integer", "hours"), question("text", "contact"))),
    )
    assert {item.name: item.question.kind for item in form.items} == {
        "age": "text", "age_v1": "integer", "hours": "decimal", "contact": "text",
    }  # fmt: skip
    assert form.translate(1, {"age": 3, "hours": 1.5}) == {"age_v1": 3, "hours": 1.5}
    assert form.translate(2, {"age": "three", "hours": 2}) == {"age": "three", "hours": 2}
    assert any("‘age_v1’ (integer)" in note for note in form.notes)
    assert "the answers are counted together" in form.remarks["hours"][-1]


def test_a_choice_that_becomes_free_text_keeps_its_table() -> None:
    form = merged(read(group("page", question("select_one yes_no", "q"))), read(group("page", question("text", "q"))))
    assert {item.name: item.question.kind for item in form.items} == {"q": "text", "q_v1": "select_one"}


def test_a_name_with_the_version_that_is_taken_is_avoided() -> None:
    form = merged(
        read(group("page", question("integer", "age"))),
        read(group("page", question("text", "age"), question("text", "age_v1"))),
    )
    assert len({item.name for item in form.items}) == 3
    assert form.item(form.name_of(1, "age")).question.kind == "integer"


def test_a_question_that_moved_into_a_repeat_stands_apart() -> None:
    form = merged(
        read(group("page", question("text", "a"), question("text", "b")), repeat("talk", question("text", "c"))),
        read(group("page", question("text", "a")), repeat("talk", question("text", "c"), question("text", "b"))),
    )
    assert form.item("b").repeats == ("talk",)
    assert form.item("b_v1").repeats == ()
    assert form.translate(1, {"b": "x", "talk": [{"c": "y"}]}) == {"b_v1": "x", "talk": [{"c": "y"}]}


def test_a_repeat_that_moved_into_another_stands_apart_with_all_its_questions() -> None:
    form = merged(
        read(repeat("visit", question("text", "a")), repeat("room", question("text", "b"))),
        read(repeat("visit", question("text", "a"), repeat("room", question("text", "b")))),
    )
    assert form.section("room").repeats == ("visit", "room")
    assert form.section("room_v1").repeats == ("room_v1",)
    assert form.item("b_v1").repeats == ("room_v1",)
    assert form.translate(1, {"room": [{"b": "x"}]}) == {"room_v1": [{"b_v1": "x"}]}
    deep = {"visit": [{"a": None, "room": [{"b": "x"}]}]}
    assert form.translate(2, deep) == deep


def test_a_repeat_that_was_a_question_stands_apart() -> None:
    form = merged(read(group("page", question("text", "talk"))), read(repeat("talk", question("text", "heard"))))
    assert form.translate(1, {"talk": "x"}) == {"talk_v1": "x"}
    assert form.translate(2, {"talk": [{"heard": "y"}]}) == {"talk": [{"heard": "y"}]}


def test_the_parts_of_a_judgement_that_stands_apart_belong_to_it() -> None:
    form = merged(read(group("page", question("grade met4", "st1"))), read(group("page", question("text", "st1"))))
    assert form.item("st1_rationale").part_of == "st1_v1"


def test_both_wordings_are_told() -> None:
    form = merged(
        read(group("page", question("text", "q", label="Did they listen?"))),
        read(group("page", question("text", "q", label="Were you heard?"))),
    )
    (remark,) = form.remarks["q"]
    assert "Did they listen?" in remark
    assert "Were you heard?" in remark
    assert remark.startswith("In version 2: ")


def test_a_question_that_was_left_out_for_a_while_is_compared_with_when_it_was_last_asked() -> None:
    form = merged(
        read(group("page", question("text", "a"), question("text", "q", label="Did they listen?"))),
        read(group("page", question("text", "a"))),
        read(group("page", question("text", "a"), question("text", "q", label="Were you heard?"))),
    )
    assert form.asked_text("q") == "in versions 1 and 3"
    assert form.remarks["q"][0].startswith("In version 3: ")


def test_a_document_of_a_version_that_is_not_there_is_refused() -> None:
    form = merged(read(group("page", question("text", "a"))), read(group("page", question("text", "b"))))
    with pytest.raises(ValueError, match="an answer names version 7 of the instrument; those at hand are: 1, 2"):
        form.translate(7, {})


def test_no_version_at_all_is_refused() -> None:
    with pytest.raises(ValueError, match="there is no version to merge"):
        merge_versions({})


@pytest.mark.parametrize(
    ("asked", "every", "text"),
    [
        ((3,), (1, 2, 3), "from version 3"),
        ((2, 3), (1, 2, 3), "from version 2"),
        ((1,), (1, 2, 3), "in version 1"),
        ((1, 2), (1, 2, 3), "in versions 1–2"),
        ((1, 3), (1, 2, 3), "in versions 1 and 3"),
        ((1, 2, 4), (1, 2, 3, 4), "in versions 1–2 and 4"),
        ((1, 4), (1, 4, 9), "in versions 1–4"),
    ],
)
def test_versions_are_told_in_words(asked: tuple[int, ...], every: tuple[int, ...], text: str) -> None:
    assert versions_text(asked, every) == text


KINDS = ("text", "integer", "decimal", "select_one yes_no", "select_multiple topics", "email", "date")
pages = st.lists(
    st.tuples(st.sampled_from("abcdefgh"), st.sampled_from(KINDS), st.booleans()), min_size=1, max_size=8,
    unique_by=lambda row: row[0],
)  # fmt: skip


def version_of(rows: list[tuple[str, str, bool]]) -> Instrument:
    """A version with these questions, some of them on the page and some in a repeat."""
    outside = [question(kind, name) for name, kind, inside in rows if not inside]
    inside = [question(kind, name) for name, kind, inside in rows if inside]
    sections = [group("page", *outside)] if outside else []
    return read(*sections, *([repeat("talk", *inside)] if inside else []))


@given(st.lists(pages, min_size=2, max_size=4))
def test_every_answer_of_every_version_has_a_place(versions: list[list[tuple[str, str, bool]]]) -> None:
    form = merged(*map(version_of, versions))
    names = [item.name for item in form.items]
    assert len(names) == len(set(names))
    for number, rows in enumerate(versions, start=1):
        document: Data = {name: f"{name} of {number}" for name, _, inside in rows if not inside}
        entry = {name: f"{name} of {number}" for name, _, inside in rows if inside}
        if entry:
            document["talk"] = [entry, entry]
        moved = form.translate(number, document)
        kept = [value for key, value in moved.items() if key not in form.repeats]
        kept += [value for key, value in moved.items() if key in form.repeats for value in value[1].values()]
        assert sorted(kept) == sorted([*(v for k, v in document.items() if k != "talk"), *entry.values()])
        for name, kind, inside in rows:
            item = form.item(form.name_of(number, name))
            assert bool(item.repeats) == inside
            assert number in form.asked_in[item.name]
            assert kind.split()[0] in {form.sources[item.name][number].question.kind, item.question.kind}


orders_of_some = st.tuples(st.permutations("abcdef"), st.integers(0, 6)).map(lambda drawn: drawn[0][: drawn[1]])


@given(st.lists(orders_of_some, max_size=4))
def test_one_order_of_several_has_everything_once_and_keeps_the_first(orders: list[list[str]]) -> None:
    found = merge_order(orders)
    assert sorted(found) == sorted({thing for order in orders for thing in order})
    assert not orders or [thing for thing in found if thing in orders[0]] == list(orders[0])
