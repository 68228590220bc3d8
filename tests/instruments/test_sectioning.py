"""Which page each question is on."""

from __future__ import annotations

from typing import Any

from hypothesis import given

from instruments.compiled import CompiledInstrument, compile_instrument
from instruments.model import Instrument
from instruments.sectioning import MOST_LOOSE
from tests.instruments.factories import compiled, group, question, repeat
from tests.instruments.strategies import instruments


def pages(*sections: dict[str, Any]) -> list[tuple[str, list[str]]]:
    return [(page.name, [item.name for item in page.items]) for page in compiled(*sections).sections]


def text(name: str, **columns: Any) -> dict[str, Any]:
    return question("text", name, **columns)


def test_questions_outside_every_group_are_gathered_to_a_page() -> None:
    form = compiled(text("a"), text("b"), group("g", text("c")), text("d"))
    assert [(page.name, page.question is None) for page in form.sections] == [
        ("page_1~", True),
        ("g", False),
        ("page_2~", True),
    ]
    assert [item.name for item in form.sections[0].items] == ["a", "b"]
    assert form.sections[0].label == "A made-up form"
    assert form.item("a").section == "page_1~"


def test_a_page_that_nobody_made_has_ten_questions_at_most_and_unseen_ones_do_not_count() -> None:
    rows = [text(f"q{number}") for number in range(MOST_LOOSE)]
    hidden = [{"type": "calculate", "name": f"c{number}", "calculation": "1"} for number in range(3)]
    made = pages({"type": "start", "name": "begun"}, *rows, *hidden, text("last"))
    assert [(name, len(items)) for name, items in made] == [("page_1~", 14), ("page_2~", 1)]


def test_a_grade_with_all_its_parts_counts_as_one_question() -> None:
    made = pages(*[question("grade met4", f"g{number}") for number in range(MOST_LOOSE)])
    assert [name for name, _ in made] == ["page_1~"]


def test_a_group_with_a_repeat_in_it_is_broken_off_and_taken_up_again() -> None:
    form = compiled(
        group("g", text("a"), repeat("visit", text("b")), text("c"), group("inner", text("d")), relevant="1 = 1")
    )
    assert [(page.name, [item.name for item in page.items]) for page in form.sections] == [
        ("g", ["a"]),
        ("visit", ["b"]),
        ("g~2", ["c", "d"]),
    ]
    assert form.section("g~2").label == form.section("g").label == "About g"
    assert [page.relevance for page in form.sections] == [form.item("a").relevance] * 3
    assert form.section("visit").parent is None
    assert [outer.name for outer in form.item("d").groups] == ["inner"]


def test_a_group_that_begins_with_a_repeat_keeps_its_name_for_its_first_page() -> None:
    assert [name for name, _ in pages(group("g", repeat("visit", text("a")), text("b")))] == ["visit", "g"]


def test_a_repeat_within_a_repeat_is_a_page_of_its_own_after_it() -> None:
    form = compiled(
        repeat("visit", text("a"), group("within", repeat("room", text("b"), repeat("bed", text("c")))), text("d")),
        group("end", text("e")),
    )
    found = [(page.name, page.repeats, page.parent, [item.name for item in page.items]) for page in form.sections]
    assert found == [
        ("visit", ("visit",), None, ["a", "d"]),
        ("room", ("visit", "room"), "visit", ["b"]),
        ("bed", ("visit", "room", "bed"), "room", ["c"]),
        ("end", (), None, ["e"]),
    ]
    assert [page.name for page in form.children_of(None)] == ["visit", "end"]
    assert [page.name for page in form.children_of("visit")] == ["room"]
    assert form.item("c").repeats == ("visit", "room", "bed")
    assert form.item("c").repeat == "bed"


def test_a_repeat_that_holds_only_repeats_has_a_page_without_questions() -> None:
    assert pages(repeat("visit", repeat("room", text("a")))) == [("visit", []), ("room", ["a"])]


def test_a_standard_is_a_page_with_its_criteria_before_its_grade() -> None:
    form = compiled(question("standard met4", "st1", children=[text("a"), question("select_one yes_no", "b")]))
    (page,) = form.sections
    assert page.name == "st1"
    assert [item.part for item in page.items][:5] == [None, None, "grade", "na_reason", "rationale"]
    assert [item.name for item in page.items][:3] == ["a", "b", "st1"]
    assert [item.part for item in page.items][-2:] == ["impact", "change"]


def test_a_standard_within_a_group_is_a_part_of_its_page() -> None:
    form = compiled(group("g", text("a"), question("standard met4", "st1", children=[text("b")])))
    assert [page.name for page in form.sections] == ["g"]
    assert [outer.name for outer in form.item("st1_gap").groups] == ["st1"]


def test_a_group_without_a_label_has_a_readable_form_of_its_name() -> None:
    form = compiled({"type": "group", "name": "household_members", "children": [text("a")]})
    assert form.sections[0].label == "Household members"


def _order_of(form: CompiledInstrument) -> list[str]:
    return [item.name for item in form.items if not item.repeats]


@given(instruments())
def test_every_question_is_on_one_page_and_pages_keep_the_order_of_the_form(form: Instrument) -> None:
    ready = compile_instrument(form)
    names = [item.name for page in ready.sections for item in page.items]
    assert len(names) == len(set(names)) == len(ready.items)
    written = [row.name for row in form.walk() if row.kind != "standard" and ready.find(row.name)]
    outside = [name for name in written if not ready.item(name).repeats]
    assert [name for name in _order_of(ready) if name in outside] == outside
    for page in ready.sections:
        assert {item.repeats for item in page.items} <= {page.repeats}
        assert {item.section for item in page.items} <= {page.name}
        assert all(item.relevance[: len(page.relevance)] == page.relevance for item in page.items)
