"""What an expression depends on."""

from __future__ import annotations

import pytest

from instruments.expressions import bare_names, has_self, is_volatile, lists, parse_expression, references
from instruments.expressions.tree import name_in_text


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("if(${b} > ${a}, ${b}, concat(${c}, .))", ("b", "a", "c")),
        ("../age + ../../group/x", ("age", "group", "x")),
        ("current()/../age", ("age",)),
        ("/data/group/age", ("data", "group", "age")),
        ("${visit}[minutes > ${least}]/place", ("visit", "minutes", "least", "place")),
        ("sum(../visit[notes/seen = 'yes']/minutes)", ("visit", "notes", "seen", "minutes")),
        ("region = ${region} and people > 3", ("region",)),
        ("instance('towns')/root/item[district = ${district}]/label", ("district",)),
        ("instance('towns')/root/item[name = current()/../town]/label", ("town",)),
        ("pulldata('towns', 'label', 'name', ${town})", ("town",)),
        ("indexed-repeat(${place}, ${visit}, position(..) - 1)", ("place", "visit")),
        ("jr:choice-name(${a}, '${b}')", ("b", "a")),
        ("'${a}'", ()),
        (". > 3", ()),
    ],
)
def test_references_are_listed_once_in_the_order_of_their_mention(text: str, names: tuple[str, ...]) -> None:
    assert references(parse_expression(text)) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("region = ${region} and people > 3", ("region", "people")),
        ("not(selected(${seen}, name))", ("name",)),
        ("${visit}[minutes > 3]", ()),
        ("../age", ()),
        ("instance('towns')/root/item[district = 'n']/label", ()),
    ],
)
def test_bare_names_are_those_that_nothing_stands_before(text: str, names: tuple[str, ...]) -> None:
    assert bare_names(parse_expression(text)) == names


@pytest.mark.parametrize(
    ("text", "own"),
    [
        (". > 3", True),
        ("${b} = '.'", False),
        ("current() > 3", True),
        ("once(random())", True),
        ("string-length() > 3", True),
        ("normalize-space(${a})", False),
        ("../age", False),
        ("./age", False),
        ("current()/../age", False),
        ("${visit}[. = 3]", False),
        ("${visit}[x = current()]", True),
        ("${visit}[x = current()/../y]", False),
        ("not(regex(., 'a'))", True),
    ],
)
def test_an_expression_uses_its_own_answer_where_a_dot_or_a_function_reads_it(text: str, own: bool) -> None:
    assert has_self(parse_expression(text)) is own


def test_lists_are_those_of_instance_and_pulldata() -> None:
    tree = parse_expression("concat(instance('a')/root/item/x, pulldata('b', 'x', 'y', 1), ${c}[instance('d')/root])")
    assert set(lists(tree)) == {"a", "b", "d"}


def test_chance_and_the_clock_make_a_value_that_changes_of_itself() -> None:
    for text in (
        "random()",
        "concat('a', uuid())",
        "now() > 3",
        "today()",
        "once(3)",
        "${a}[random() > 0.5]",
        "count(randomize(${a}))",
    ):
        assert is_volatile(parse_expression(text))
    assert not is_volatile(parse_expression("date(${a}) > 3"))
    assert not is_volatile(parse_expression("count(randomize(${a}, 42))"))


def test_the_question_that_choice_name_names_stands_in_quotes() -> None:
    for text in ("${a}", " ${ a } ", "/data/group/a", " /data/a ", "../a", "a"):
        assert name_in_text(text) == "a"
