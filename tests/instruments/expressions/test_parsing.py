"""Reading expressions: precedence, limits, and a sentence with a place for whatever cannot be read."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from instruments.errors import ExpressionError
from instruments.expressions import has_self, parse_expression, references
from instruments.expressions.parsing import MAXIMUM_DEPTH, MAXIMUM_LENGTH
from instruments.expressions.tree import Answer, Call, Logic, Negation, Number, Operation, Self, Text, depth


def test_and_binds_tighter_than_or_and_both_gather_their_operands() -> None:
    a, b, c, d = map(Answer, "abcd")
    assert parse_expression("${a} or ${b} and ${c} or ${d}") == Logic("or", (a, Logic("and", (b, c)), d))


def test_arithmetic_binds_tighter_than_comparison_and_goes_from_left_to_right() -> None:
    one, two, three = map(Number, (1.0, 2.0, 3.0))
    difference = Operation("-", Operation("-", one, two), Operation("*", two, three))
    assert parse_expression("1 - 2 - 2 * 3 = 3") == Operation("=", difference, three)


def test_white_space_and_line_breaks_mean_nothing() -> None:
    assert parse_expression("\n ${ a }\t=\r\n'x y' ") == Operation("=", Answer("a"), Text("x y"))


def test_a_minus_after_a_name_in_braces_subtracts_and_one_within_the_braces_is_part_of_the_name() -> None:
    assert parse_expression("${a}-1") == Operation("-", Answer("a"), Number(1.0))
    assert parse_expression("${a-1}") == Answer("a-1")


def test_words_of_operators_are_names_of_functions_nowhere() -> None:
    assert parse_expression("1 and(2)") == Logic("and", (Number(1.0), Number(2.0)))
    assert parse_expression("-(1)mod 2") == Operation("mod", Negation(Number(1.0)), Number(2.0))


def test_a_functions_name_may_stand_apart_from_its_bracket() -> None:
    assert parse_expression("count-selected (.)") == Call("count-selected", (Self(),))


def test_references_are_listed_once_in_the_order_of_their_mention() -> None:
    tree = parse_expression("if(${b} > ${a}, ${b}, concat(${c}, .))")
    assert references(tree) == ("b", "a", "c")
    assert has_self(tree)
    assert not has_self(parse_expression("${b} = '.'"))


@pytest.mark.parametrize(
    ("text", "place", "advice"),
    [
        ("", None, "it is empty"),
        ("  ", None, "it is empty"),
        ("1 +", 3, "something is missing after the last sign"),
        ("(1", 2, "a bracket is not closed"),
        ("selected(${a}, 'x'", 18, "a bracket is not closed"),
        ("1 + )", 5, "there is no '(' that it closes"),
        ("${a} == 'x'", 7, "write a single ="),
        ("${a} <> 'x'", 7, "write != for"),
        ("${a} ! 'x'", 6, "write != for"),
        ("${a} && ${b}", 6, "'and' or 'or' in words"),
        ("${a} || ${b}", 6, "'and' or 'or' in words"),
        ("${a} = 1 OR ${b} = 1", 10, "written small"),
        ("${a} = 1 or or ${b}", 13, "stand between two values"),
        ("not ${a}", 1, "write not(…)"),
        ("${a} = ‘x’", 8, "straight quotes"),
        ("${a} = 'x", 8, "not closed"),
        ("${a} = it's", 8, "a text is written in quotes"),
        ("age > 3", 1, "a question is written ${name}"),
        ("$age > 3", 1, "with curly brackets"),
        ("${a = 3", 1, "a closing '}'"),
        ("${1a} = 3", 1, "a letter first"),
        ("/data/age > 3", 1, "paths are not supported"),
        ("../age > 3", 1, "paths are not supported"),
        (".. = 1", 1, "paths are not supported"),
        ("${a} × 3", 6, "write * for"),
        ("${a} ÷ 3", 6, "write div"),
        ("${a} – 3", 6, "write a hyphen"),
        ("${a} ≥ 3", 6, "write <=, >= or !="),
        ("${a} # 3", 6, "check the brackets and signs"),
        ("1 2", 3, "check the brackets and signs"),
        ("${a} = 1 and explode(3)", 14, "the function 'explode' is not supported; there are: boolean,"),
        ("count_selected(.) > 1", 1, "did you mean count-selected()?"),
        ("jr:choice-name(${a}, 'a')", 1, "the function 'jr:choice-name' is not supported"),
        ("1 = 1\nand explode(3)", 11, "the function 'explode'"),
        ("selected(.)", 1, "selected() takes 2 arguments, not 1"),
        ("true(1)", 1, "true() takes 0 arguments, not 1"),
        ("round(1, 2, 3)", 1, "round() takes 1 to 2 arguments, not 3"),
        ("concat()", 1, "concat() takes 1 or more arguments, not 0"),
        ("number()", 1, "number() takes 1 argument, not 0"),
        ("count('a')", 1, "count() counts the answers to a question or repeat: count(${name})"),
        ("position(.)", 1, "'..' is supported only as position(..)"),
        ("string(..)", 1, "'..' is supported only as position(..)"),
        ("regex(., ${a})", 1, "must be a pattern in quotes"),
        ("1 = 1 and regex(., '[')", 11, "a '[' is not closed"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place_and_advice(text: str, place: int | None, advice: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse_expression(text)
    assert caught.value.position == place
    assert advice in caught.value.message


def test_length_is_bounded() -> None:
    with pytest.raises(ExpressionError, match="2,003 characters long; the most is 2,000"):
        parse_expression("'" + "a" * (MAXIMUM_LENGTH + 1) + "'")


@pytest.mark.parametrize("text", ["-" * 1999 + "1", "1" + "+1" * 999, "not(" * 399 + "1" + ")" * 399])
def test_depth_is_bounded_and_nothing_recurses_on_the_way_to_saying_so(text: str) -> None:
    with pytest.raises(ExpressionError, match=f"nested more than {MAXIMUM_DEPTH} deep"):
        parse_expression(text)


def test_brackets_alone_make_nothing_deeper() -> None:
    assert parse_expression("(" * 900 + "1" + ")" * 900) == Number(1.0)


def test_a_long_row_of_alternatives_is_one_level() -> None:
    assert depth(parse_expression(" or ".join(["${a}='x'"] * 150))) == 3


PIECES = [*"${}ab.'\"()=<>!+-*,/ \n09", "${a}", "selected(", "position(", " or ", " div ", "…", "😀"]


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_any_text_is_read_or_refused_and_never_breaks_the_reader(text: str) -> None:
    with suppress(ExpressionError):
        parse_expression(text)
