"""Regular expressions: what they match, what is refused, and that none can hang."""

from __future__ import annotations

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from instruments.errors import ExpressionError
from instruments.expressions.pattern_reading import read_pattern
from instruments.expressions.patterns import MAXIMUM_SUBJECT, compile_pattern, length_of, matches, size_of

# The rule for United Kingdom postcodes, with letters that the second half never has left out.
POSTCODE = (
    "^(GIR ?0AA|[A-PR-UWYZ]([0-9]{1,2}|[A-HK-Y][0-9]{1,2}|[0-9][A-HJKPS-UW]|[A-HK-Y][0-9][ABEHMNPRV-Y])"
    " ?[0-9][ABD-HJLNP-UW-Z]{2})$"
)


@pytest.mark.parametrize("text", ["EX1 1AA", "M1 1AE", "W1A 0AX", "GIR 0AA", "SW1A1AA"])
def test_postcodes_match(text: str) -> None:
    assert matches(compile_pattern(POSTCODE), text)


@pytest.mark.parametrize("text", ["ABC 1AA", "lives at EX1 1AA", "EX1 1AC", "ex1 1aa", ""])
def test_what_is_no_postcode_does_not_match(text: str) -> None:
    assert not matches(compile_pattern(POSTCODE), text)


def pieces() -> st.SearchStrategy[str]:
    """Patterns that Python's own engine reads in the same way."""
    leaves = st.sampled_from(
        ["a", "b", "1", ".", "[ab]", "[^a]", "\\d", "\\W", "[a\\d-]", "\\.", "^", "\\Z", "-", "\\b", "\\B", "\\A"]
    )
    signs = st.sampled_from(["*", "+", "?", "{2}", "{1,}", "{0,2}", "*?", "+?"])

    def larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        several = st.lists(inner, min_size=1, max_size=3)
        return st.one_of(
            several.map("".join),
            several.map(lambda parts: f"({'|'.join(parts)})"),
            st.tuples(inner, signs).map(lambda given: f"(?:{given[0]}){given[1]}"),
            st.tuples(st.sampled_from(("?=", "?!")), inner).map(lambda given: f"({given[0]}{given[1]})"),
        )

    return st.recursive(leaves, larger, max_leaves=6)


@given(pattern=pieces(), text=st.text("ab1.-\n", max_size=6))
def test_a_pattern_matches_what_pythons_own_engine_matches(pattern: str, text: str) -> None:
    # Before 3.14 Python alone says that an empty text has no place that is not a boundary.
    assume(text or r"\B" not in pattern)
    assert matches(compile_pattern(pattern), text) is (re.fullmatch(pattern, text, re.ASCII) is not None)


def test_an_empty_text_is_without_a_boundary_as_java_and_javascript_have_it() -> None:
    assert matches(compile_pattern(r"\B"), "")
    assert not matches(compile_pattern(r"\b"), "")


@pytest.mark.parametrize(
    "pattern",
    ["(a+)+", "(a|a)*", "(a|aa)+", "((a*)*)*", "(.*.*.*.*){20}b", "(a?){250}a{250}", "(?=(a+)+b)(?!(a|a)*c).*b"],
)
def test_a_pattern_that_makes_other_engines_hang_is_answered(pattern: str) -> None:
    assert not matches(compile_pattern(pattern), "a" * (MAXIMUM_SUBJECT - 1) + "!")


def test_a_text_beyond_the_limit_does_not_match() -> None:
    assert matches(compile_pattern("a*"), "a" * MAXIMUM_SUBJECT)
    assert not matches(compile_pattern("a*"), "a" * (MAXIMUM_SUBJECT + 1))


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ("(?<=a)b", "looking behind"),
        ("(?<!a)b", "looking behind"),
        ("(?s)a", "a flag"),
        ("a(?i)b", "a flag; only (?i), at the very beginning, is"),
        ("(?=a", "not closed"),
        ("(a)\\1", "'\\1' is not supported"),
        ("\\p{IsGreek}", "'\\p{IsGreek}' is not supported"),
        ("[\\p{Xy}]", "'\\p{Xy}' is not supported"),
        ("[\\b]", "'\\b' is not supported"),
        ("\\Qa\\E", "'\\Q' is not supported"),
        ("a++", "repeated again"),
        ("a{2}{3}", "repeated again"),
        ("*a", "nothing before '*'"),
        ("a|*", "nothing before '*'"),
        ("(a", "not closed"),
        ("a)", "without its '('"),
        ("[a", "not closed"),
        ("[", "not closed"),
        ("[^", "not closed"),
        ("[]", "not closed"),
        ("[a-", "not closed"),
        ("[z-a]", "from one character to a later one"),
        ("[\\d-z]", "from one character to a later one"),
        ("[[:alpha:]]", "mean something else inside [ ]"),
        ("[a&&b]", "mean something else inside [ ]"),
        ("a{x}", "followed by numbers"),
        ("a{3,2}", "from a smaller number to a larger"),
        ("a{1,5000}", "of at most 1000"),
        ("a\\", "single backslash"),
        ("(" * 30 + ")" * 30, "nested more than 20 deep"),
    ],
)
def test_what_is_left_out_is_refused_by_name(pattern: str, reason: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        compile_pattern(pattern)
    assert reason in caught.value.message


@given(pieces())
def test_the_size_that_is_reckoned_is_the_size_that_comes_out(pattern: str) -> None:
    assert size_of(read_pattern(pattern)) == length_of(compile_pattern(pattern))


@pytest.mark.parametrize("pattern", ["(a{1000}){1000}", "((a{50}){50}){50}", "(a|b){0,600}"])
def test_a_pattern_that_would_grow_too_large_is_refused_before_it_grows(pattern: str) -> None:
    with pytest.raises(ExpressionError, match="repeats too much"):
        compile_pattern(pattern)


@pytest.mark.parametrize(
    ("pattern", "text", "fits"),
    [
        ("^(?=.*[A-Z])(?=.*\\d)(?!.* ).{4,}$", "Abc1", True),
        ("^(?=.*[A-Z])(?=.*\\d)(?!.* ).{4,}$", "Ab 1c", False),
        ("^(?=.*[A-Z])(?=.*\\d)(?!.* ).{4,}$", "abc1", False),
        ("(?!0+$)[0-9]+", "000", False),
        ("(?!0+$)[0-9]+", "010", True),
        ("(?i)ab[c-e]", "ABD", True),
        ("(?i)[^a]", "A", False),
        ("[\\p{L} '-]+", "Siân O'Neill-Jones", True),
        ("\\p{Lu}\\p{Ll}+", "Ŵyn", True),
        ("\\pL+", "abc1", False),
        ("\\P{L}+", "12-3", True),
        ("\\p{Alpha}+", "é", False),
        ("\\p{Punct}", "!", True),
        ("\\bcat\\b.*", "cat sat", True),
        ("\\bcat\\b.*", "cats sat", False),
        ("ca\\Bt", "cat", True),
        ("(?<year>\\d{4})", "2026", True),
        ("\\Aa\\z", "a", True),
    ],
)
def test_looking_ahead_words_case_and_kinds_of_letters(pattern: str, text: str, fits: bool) -> None:
    assert matches(compile_pattern(pattern), text) is fits


@given(st.text(st.sampled_from(list("ab()[]{}|*+?^$\\.-,019&:=!<p")), max_size=25))
def test_any_text_is_a_pattern_or_refused(text: str) -> None:
    try:
        program = compile_pattern(text)
    except ExpressionError:
        return
    assert matches(program, "ab") in (True, False)
