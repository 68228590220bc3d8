"""Instruments made ready for answering."""

from __future__ import annotations

import pytest
from hypothesis import given

from instruments.compiled import compile_instrument
from instruments.errors import InstrumentError
from instruments.expressions import parse_expression, references
from instruments.model import Instrument
from tests.instruments.factories import compiled, group, instrument, question, repeat
from tests.instruments.strategies import instruments


def test_each_top_level_group_or_repeat_is_a_section_with_its_questions_flattened() -> None:
    form = compiled(
        group(
            "page", question("text", "a"), group("inner", question("text", "b"), group("core", question("text", "c")))
        ),
        repeat("visit", question("text", "d"), hint="One for each visit"),
    )
    assert [(section.name, [item.name for item in section.items]) for section in form.sections] == [
        ("page", ["a", "b", "c"]),
        ("visit", ["d"]),
    ]
    assert [outer.name for outer in form.item("c").groups] == ["inner", "core"]
    assert form.section("visit").hint == "One for each visit"


def test_an_item_knows_its_section_and_its_repeat() -> None:
    form = compiled(group("page", question("text", "a")), repeat("visit", group("inner", question("text", "d"))))
    assert (form.item("a").section, form.item("a").repeat) == ("page", None)
    assert (form.item("d").section, form.item("d").repeat) == ("visit", "visit")
    assert list(form.repeats) == ["visit"]
    assert form.sections[0].repeat is None
    assert form.section("visit").repeat is not None


def test_an_item_carries_the_conditions_of_all_it_stands_in() -> None:
    form = compiled(
        group("first", question("text", "a")),
        group(
            "page",
            group("inner", question("text", "b", relevant="${a} = '3'"), relevant="${a} = '2'"),
            relevant="${a} = '1'",
        ),
    )
    expected = tuple(parse_expression(f"${{a}} = '{number}'") for number in (1, 2, 3))
    assert form.item("b").relevance == expected
    assert form.section("page").relevance == expected[:1]


def test_an_item_has_its_constraint_choices_and_scale() -> None:
    form = compiled(group("page", question("select_one met4", "a"), question("integer", "b", constraint=". > 3")))
    assert [choice.name for choice in form.item("a").choices][:2] == ["not_met", "partly"]
    assert form.item("a").scale is not None
    assert form.item("b").constraint == parse_expression(". > 3")
    assert form.item("b").choices == ()


def test_an_instrument_that_says_the_same_is_compiled_once() -> None:
    first = compile_instrument(instrument(group("page", question("text", "a"))))
    assert compile_instrument(instrument(group("page", question("text", "a")))) is first
    assert compile_instrument(instrument(group("page", question("text", "b")))) is not first


def test_an_instrument_with_faults_is_refused_with_all_of_them() -> None:
    faulty = instrument(group("page", question("text", "a", relevant="${b}"), question("select_one gone", "c")))
    with pytest.raises(InstrumentError) as caught:
        compile_instrument(faulty)
    assert [problem.question for problem in caught.value.problems] == ["c", "a"]
    assert "made-up-form, question 'c': there is no choice list 'gone'" in str(caught.value)


def test_a_name_that_does_not_exist_has_no_item() -> None:
    form = compiled(group("page", question("text", "a")))
    assert form.find("b") is None
    with pytest.raises(KeyError):
        form.item("b")


@given(instruments())
def test_every_name_comes_after_those_that_its_condition_mentions(form: Instrument) -> None:
    ready = compile_instrument(form)
    names = {item.name for item in ready.items} | {one.name for one in ready.sections}
    assert len(ready.order) == len(names)
    assert set(ready.order) == names
    place = {name: index for index, name in enumerate(ready.order)}
    for item in ready.items:
        assert place[item.section] <= place[item.name]  # a standard's page has the name of its grade
        nodes = [*item.relevance, *([item.calculation] if item.is_calculated and item.calculation else [])]
        for name in (name for node in nodes for name in references(node)):
            assert place.get(name, -1) < place[item.name]
