"""The guide to expressions lists what there is, and its examples are true."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from instruments.errors import ExpressionError
from instruments.expressions import PlainAnswers, evaluate, parse_expression, single, to_text
from instruments.expressions.calls import ABSENT
from instruments.expressions.date_functions import SIGNS
from instruments.expressions.functions import FUNCTIONS
from instruments.expressions.parsing import MAXIMUM_DEPTH, MAXIMUM_LENGTH
from tests.instruments.expression_cases import CASES

GUIDE = Path(__file__).parents[2] / "docs" / "expressions.md"
TEXT = GUIDE.read_text(encoding="utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|\n").split(" | ")] for line in TEXT.splitlines() if line.startswith("| `")
]
EXAMPLE = re.compile(r"`([^`]+)`(?: → `([^`]+)`)?")


def signatures() -> dict[str, str]:
    """The arguments of each function as the guide names them."""
    found = (re.match(r"`([\w:-]+)\(([^)]*)\)`", row[0]) for row in ROWS)
    return {match[1]: match[2] for match in found if match}


def test_the_guide_lists_every_function_and_no_other() -> None:
    assert set(signatures()) == set(FUNCTIONS)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_guide_names_as_many_arguments_as_the_function_takes(name: str) -> None:
    named = [part for part in signatures()[name].split(", ") if part]
    function = FUNCTIONS[name]
    if "…" in named:
        assert function.most is None or function.by == 2
    else:
        assert function.least <= len(named) == function.most


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_the_examples_are_read_and_have_the_value_that_stands_beside_them(row: list[str]) -> None:
    example = EXAMPLE.fullmatch(row[2])
    assert example is not None, row[2]
    tree = parse_expression(example[1])
    if example[2] is not None:
        assert to_text(single(evaluate(tree, PlainAnswers()))) == example[2]


def test_what_the_guide_says_is_refused_is_refused() -> None:
    refused = TEXT.partition("## What is refused")[2]
    for name in ABSENT:
        assert f"`{name}`" in refused
        with pytest.raises(ExpressionError, match="is not supported"):
            parse_expression(f"{name}()")
    assert f"more than {MAXIMUM_LENGTH:,} characters, or nested more than {MAXIMUM_DEPTH} deep" in refused
    for text in ("${a} | ${b}", "//name", "../@attribute", "child::name", "regex(., '(?<=a)b')", "regex(., '(a)\\1')"):
        with pytest.raises(ExpressionError):
            parse_expression(text)


def test_the_guide_explains_every_sign_of_a_format() -> None:
    for sign in SIGNS:
        assert f"`%{sign}`" in TEXT


def test_the_size_of_the_table_is_about_what_the_guide_says() -> None:
    said = re.search(r"a table of some (\d+)", TEXT)
    assert said is not None
    assert abs(int(said[1]) - len(CASES)) <= 40
