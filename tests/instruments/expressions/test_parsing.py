"""Reading expressions: precedence, paths, limits, and a sentence with a place for whatever cannot be read."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from instruments.errors import ExpressionError
from instruments.expressions import parse_expression
from instruments.expressions.parsing import LAST_SAVED, MAXIMUM_DEPTH, MAXIMUM_LENGTH
from instruments.expressions.tree import (
    Answer,
    Call,
    Current,
    Instance,
    Logic,
    Negation,
    Node,
    Number,
    Operation,
    Path,
    Root,
    Self,
    Step,
    Text,
    depth,
)

UP = Step("parent")


def child(name: str | None, *predicates: Node) -> Step:
    return Step("child", name, predicates)


def test_and_binds_tighter_than_or_and_both_gather_their_operands() -> None:
    a, b, c, d = map(Answer, "abcd")
    assert parse_expression("${a} or ${b} and ${c} or ${d}") == Logic("or", (a, Logic("and", (b, c)), d))


def test_arithmetic_binds_tighter_than_comparison_and_goes_from_left_to_right() -> None:
    one, two, three = map(Number, (1.0, 2.0, 3.0))
    difference = Operation("-", Operation("-", one, two), Operation("*", two, three))
    assert parse_expression("1 - 2 - 2 * 3 = 3") == Operation("=", difference, three)


def test_white_space_and_line_breaks_mean_nothing() -> None:
    assert parse_expression("\n ${ a }\t=\r\n'x y'\u00a0") == Operation("=", Answer("a"), Text("x y"))


def test_a_minus_after_a_name_in_braces_subtracts_and_one_within_a_name_is_part_of_it() -> None:
    assert parse_expression("${a}-1") == Operation("-", Answer("a"), Number(1.0))
    assert parse_expression("${a-1}") == Answer("a-1")
    assert parse_expression("a-1") == Path(Self(), (child("a-1"),))


def test_words_of_operators_are_names_of_functions_nowhere() -> None:
    assert parse_expression("1 and(2)") == Logic("and", (Number(1.0), Number(2.0)))
    assert parse_expression("-(1)mod 2") == Operation("mod", Negation(Number(1.0)), Number(2.0))


def test_a_functions_name_may_stand_apart_from_its_bracket() -> None:
    assert parse_expression("count-selected (.)") == Call("count-selected", (Self(),))


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("..", Path(Self(), (UP,))),
        ("../age", Path(Self(), (UP, child("age")))),
        ("../../x", Path(Self(), (UP, UP, child("x")))),
        ("./x", Path(Self(), (Step("self"), child("x")))),
        ("age", Path(Self(), (child("age"),))),
        ("a/b", Path(Self(), (child("a"), child("b")))),
        ("*", Path(Self(), (child(None),))),
        ("../*", Path(Self(), (UP, child(None)))),
        ("/data/group/x", Path(Root(), (child("data"), child("group"), child("x")))),
        ("current()/../x", Path(Current(), (UP, child("x")))),
        ("current()", Current()),
        ("${visit}/x", Path(Answer("visit"), (child("x"),))),
        ("${visit}[1]", Path(Answer("visit"), (), (Number(1.0),))),
        ("(${visit})[1]/x", Path(Answer("visit"), (child("x"),), (Number(1.0),))),
        ("../visit[1][x]", Path(Self(), (UP, child("visit", Number(1.0), Path(Self(), (child("x"),)))))),
        ("instance('towns')/root/item/name", Path(Instance("towns"), (child("root"), child("item"), child("name")))),
        ("${last-saved#x}", Path(Instance(LAST_SAVED), (child("data"), child("x")))),
        ("${été.1-x}", Answer("été.1-x")),
        ("orx:meta", Path(Self(), (child("orx:meta"),))),
    ],
)
def test_paths_are_read_to_their_steps(text: str, path: Node) -> None:
    assert parse_expression(text) == path


def test_a_star_is_a_step_where_a_value_stands_and_times_between_two() -> None:
    times = parse_expression("* * *")
    assert times == Operation("*", Path(Self(), (child(None),)), Path(Self(), (child(None),)))


@pytest.mark.parametrize(
    ("text", "place", "advice"),
    [
        ("", None, "it is empty"),
        ("  ", None, "it is empty"),
        ("1 +", 3, "something is missing after the last sign"),
        ("(1", 2, "a bracket is not closed"),
        ("${a}[1", 6, "a bracket is not closed"),
        ("selected(${a}, 'x'", 18, "a bracket is not closed"),
        ("1 + )", 5, "there is no '(' that it closes"),
        ("${a}]", 5, "there is no '[' that it closes"),
        ("${a} == 'x'", 7, "write a single ="),
        ("${a} <> 'x'", 7, "write != for"),
        ("${a} ! 'x'", 6, "write != for"),
        ("${a} && ${b}", 6, "'and' or 'or' in words"),
        ("${a} || ${b}", 6, "'and' or 'or' in words"),
        ("count(${a} | ${b})", 12, "joining sets with '|' is not supported"),
        ("${a} = 1 OR ${b} = 1", 10, "written small"),
        ("${a} = 1 or or ${b}", 13, "stand between two values"),
        ("not ${a}", 1, "write not(…)"),
        ("${b} and not ${a}", 10, "write not(…)"),
        ("${a} = ‘x’", 8, "straight quotes"),
        ("${a} = 'x", 8, "not closed"),
        ("${a} = it's", 10, "not closed"),
        ("${a} is 3", 6, "this is neither"),
        ("$age > 3", 1, "with curly brackets"),
        ("${a = 3", 1, "a closing '}'"),
        ("${1a} = 3", 1, "a letter first"),
        ("${a b} = 3", 1, "a letter first"),
        ("//age > 3", 2, "'//' is not supported"),
        ("/data//age", 7, "'//' is not supported"),
        ("${a} / 2", 8, "check the brackets and signs"),
        ("/", 1, "something is missing"),
        ("../@id", 4, "attributes ('@') are not supported"),
        ("child::age", 6, "axes and prefixes are not supported"),
        ("ancestor::visit/x", 9, "axes and prefixes are not supported"),
        ("${a} × 3", 6, "write * for"),
        ("${a} ÷ 3", 6, "write div"),
        ("${a} – 3", 6, "write a hyphen"),
        ("${a} ≥ 3", 6, "write <=, >= or !="),
        ("${a} # 3", 6, "check the brackets and signs"),
        ("1 2", 3, "check the brackets and signs"),
        ("'a'[1]", 4, "square brackets choose among"),
        ("concat('a')[1]", None, "can only follow a question, a repeat or another path"),
        ("(1 + 2)/x", None, "can only follow a question, a repeat or another path"),
        ("${a} = 1 and explode(3)", 14, "the function 'explode' is not supported; there are: abs, acos"),
        ("count_selected(.) > 1", 1, "did you mean count-selected()?"),
        ("Concat(., 'a')", 1, "did you mean concat()?"),
        ("jr:choicename(${a}, 'a')", 1, "did you mean jr:choice-name()?"),
        ("jr:itext('a')", 1, "translated texts stand in the columns"),
        ("upper-case(.)", 1, "'upper-case' is not supported; ODK has no such function"),
        ("1 = 1\nand explode(3)", 11, "the function 'explode'"),
        ("${visit}[explode(x)]", 10, "the function 'explode'"),
        ("selected(.)", 1, "selected() takes 2 arguments, not 1"),
        ("true(1)", 1, "true() takes 0 arguments, not 1"),
        ("current(1)", 1, "current() takes 0 arguments, not 1"),
        ("round(1, 2, 3)", 1, "round() takes 1 to 2 arguments, not 3"),
        ("concat()", 1, "concat() takes 1 or more arguments, not 0"),
        ("number()", 1, "number() takes 1 argument, not 0"),
        ("weighted-checklist(1, 2, ${a}, 1, ${b})", 1, "takes 4 arguments and then pairs of them, not 5"),
        ("indexed-repeat(${a}, ${r}, 1, ${s})", 1, "takes 3 arguments and then pairs of them, not 4"),
        ("indexed-repeat('a', ${r}, 1)", 1, "indexed-repeat(${name})"),
        ("indexed-repeat(${a}, .., 1)", 1, "takes a question, its repeat and the number of an entry"),
        ("count('a')", 1, "count() is about the answers to a question or the entries of a repeat: count(${name})"),
        ("position('a')", 1, "position(${name})"),
        ("randomize(1)", 1, "randomize(${name})"),
        ("instance(${a})/root/item", 1, "instance() takes the name of a list in quotes"),
        ("instance()", 1, "instance() takes the name of a list in quotes"),
        ("1 = 1 and regex(., '[')", 11, "a '[' is not closed"),
        ("format-date(., '%d %B')", 1, "'%B' means nothing in a format of dates; there are %Y"),
        ("format-date-time(., '%')", 1, "a '%' at the end means nothing"),
        ("digest(., 'SHA-2')", 1, "digest() knows the algorithms MD5, SHA-1"),
        ("digest(., 'MD5', 'utf8')", 1, "digest() writes its result as base64, hex"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place_and_advice(text: str, place: int | None, advice: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse_expression(text)
    assert advice in caught.value.message
    assert caught.value.position == place


def test_a_pattern_that_is_reckoned_is_read() -> None:
    assert parse_expression("regex(., concat('[', ${a}))")


def test_length_is_bounded() -> None:
    with pytest.raises(ExpressionError, match="20,003 characters long; the most is 20,000"):
        parse_expression("'" + "a" * (MAXIMUM_LENGTH + 1) + "'")


@pytest.mark.parametrize(
    "text",
    [
        "-" * 19999 + "1",
        "not(" * 3900 + "1" + ")" * 3900,
        "${r}" + "[${r}" * 3000 + "]" * 3000,
        "1+(" * 4000 + "1" + ")" * 4000,
    ],
)
def test_depth_is_bounded_and_nothing_recurses_on_the_way_to_saying_so(text: str) -> None:
    with pytest.raises(ExpressionError, match=f"nested more than {MAXIMUM_DEPTH} deep"):
        parse_expression(text)


def test_brackets_alone_make_nothing_deeper() -> None:
    assert parse_expression("(" * 900 + "1" + ")" * 900) == Number(1.0)


def test_a_long_row_of_operators_is_one_level() -> None:
    assert depth(parse_expression(" or ".join(["${a}='x'"] * 150))) == 3
    assert depth(parse_expression("+".join(["${a}"] * 1500))) == 2


PIECES = [
    *"${}ab.'\"()=<>!+-*,/[]|@: \n09", "${a}", "selected(", "position(", " or ", " div ", "…", "😀", "..", "/data/",
    "::", "instance('a')", "current()", "count(", "regex(.,", "${last-saved#", "[1]", "format-date(",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_any_text_is_read_or_refused_and_never_breaks_the_reader(text: str) -> None:
    with suppress(ExpressionError):
        parse_expression(text)


@given(st.text(max_size=40))
def test_any_characters_are_read_or_refused(text: str) -> None:
    with suppress(ExpressionError):
        parse_expression(text)
