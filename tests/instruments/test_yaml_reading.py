"""Reading YAML that nobody has looked at yet."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from instruments.yaml_reading import (
    MAXIMUM_CHARACTERS,
    MAXIMUM_DEPTH,
    Data,
    UnreadableYaml,
    YamlText,
    read_yaml,
)


def read(text: str) -> YamlText:
    result = YamlText()
    read_yaml(text, result)
    return result


def refused(text: str) -> UnreadableYaml:
    with pytest.raises(UnreadableYaml) as caught:
        read(text)
    return caught.value


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("true", True),
        ("False", False),
        ("yes", "yes"),
        ("No", "No"),
        ("on", "on"),
        ("", None),
        ("~", None),
        ("null", None),
        ("12", 12),
        ("-3", -3),
        ("1.10", 1.1),
        ("2.5e3", 2500.0),
        ("1e999", "1e999"),
        ("9.9e999", "9.9e999"),
        ("2026-03-27", "2026-03-27"),
        ("12:30", "12:30"),
        ("0x1F", "0x1F"),
        ("1_000", "1_000"),
        (".inf", ".inf"),
        ("'12'", "12"),
        ('"true"', "true"),
        ("Don't know", "Don't know"),
    ],
)
def test_a_word_is_what_yaml_1_2_makes_of_it_and_dates_are_text(word: str, value: Data) -> None:
    assert read(f"key: {word}").data == {"key": value}


def test_every_place_has_the_line_on_which_it_begins() -> None:
    found = read("a: 1\nb:\n  - c: 2\n    d: 3\n  - {e: 4,\n     f: 5}\n")
    assert found.data == {"a": 1, "b": [{"c": 2, "d": 3}, {"e": 4, "f": 5}]}
    places = [("a",), ("b",), ("b", 0), ("b", 0, "d"), ("b", 1), ("b", 1, "e"), ("b", 1, "f")]
    assert [found.lines[place] for place in places] == [1, 2, 3, 4, 5, 5, 6]
    assert found.line_of(("b", 1, "not there", 3)) == 5


def test_long_texts_keep_their_line_breaks() -> None:
    assert read("a: |\n  one\n  two\nb: >\n  three\n  four\n").data == {"a": "one\ntwo\n", "b": "three four\n"}


def test_a_doubled_key_is_reported_with_both_lines_and_the_first_is_kept() -> None:
    found = read("a: 1\nb: {c: 2, c: {d: 3}}\na: [4]\n")
    assert found.data == {"a": 1, "b": {"c": 2}}
    assert found.faults == [
        (("b", "c"), 2, "'c' stands twice here, first on line 2; keep one of them"),
        (("a",), 3, "'a' stands twice here, first on line 1; keep one of them"),
    ]


def test_a_mark_at_the_beginning_of_the_file_is_no_part_of_it() -> None:
    assert read("\ufeffa: 1").data == {"a": 1}


def test_an_empty_text_is_nothing() -> None:
    assert read("").data is None
    assert read("# only a remark\n").data is None


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("a: 1\nb: &x [1]\nc: *x\n", 2, "anchors and aliases ('&x', '*x') are not supported"),
        ("a: *x\n", 1, "anchors and aliases"),
        ("a: !!python/object:os.system x\n", 1, "tags ("),
        ("a: !important note\n", 1, "tags ("),
        ("a: 1\n---\nb: 2\n", 2, "a second document begins here"),
        ("a: 1\n? [b]\n: 2\n", 2, "a key must be a word"),
        ("a: {[b]: 2}\n", 1, "a key must be a word"),
        ("a: b: c\n", 1, "a text that contains ': ' must be in quotes"),
        ("a:\n\tb: 1\n", 2, "indent with spaces, not tabs"),
        ("a: @b\n", 1, "indent with spaces, not tabs, and put a text that begins with a sign in quotes"),
        ("a: 'b\nc: d\n", 3, "a quote is not closed"),
        ("a: [1, 2\nb: 3\n", 2, "closing bracket is missing"),
        ("a:\n  - b\n c: d\n", 3, "the indentation does not match"),
        ('a: "\\d"\n', 1, "in double quotes write '\\\\'"),
        ("a: 1\nb\n", 3, "a line has no ':'"),
        ("a: \x07\n", 1, "a character here that YAML does not allow"),
        ('a: "\\UFFFFFFFF"\n', None, "an escaped character that does not exist"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_line_and_advice(text: str, line: int | None, message: str) -> None:
    error = refused(text)
    assert message in error.message
    assert error.line == line


@pytest.mark.parametrize("text", ['a: "\\0"', 'a: "\\ud800"', 'a: "x\\x07y"', 'a: "\\x85"'])
def test_a_character_that_cannot_be_stored_is_reported(text: str) -> None:
    ((place, line, message),) = read(text).faults
    assert (place, line) == (("a",), 1)
    assert "cannot be shown or stored" in message


def test_a_thousand_lines_that_stand_for_a_billion_are_refused_at_the_first() -> None:
    text = 'a: &a ["lol"]\n' + "".join(
        f"{x}: &{x} [*{y},*{y},*{y},*{y}]\n" for x, y in zip("bcdefghi", "abcdefgh", strict=True)
    )
    assert refused(text).line == 1


@pytest.mark.parametrize(
    "text", ["[" * 100_000, "{a: " * 50_000, "- " * 50_000, "a:\n" + "".join(" " * n + "- \n" for n in range(60))]
)
def test_deep_nesting_is_refused_without_recursion(text: str) -> None:
    assert f"nested more than {MAXIMUM_DEPTH} deep" in refused(text).message


def test_length_is_bounded() -> None:
    assert "500,001 characters; the most is 500,000" in refused("#" * (MAXIMUM_CHARACTERS + 1)).message


def test_the_number_of_pieces_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("instruments.yaml_reading.MAXIMUM_PIECES", 1000)  # the true bound takes seconds to reach
    assert "more than 1,000 pieces" in refused("[" + "1," * 1000 + "]").message


@given(st.text(st.sampled_from("ab:-?[]{},&*!|>'\"%@`#\n\t \\x0u1é…\x00\x85\ufeff"), max_size=40))
def test_any_text_is_read_or_refused_and_never_breaks_the_reader(text: str) -> None:
    with suppress(UnreadableYaml):
        read(text)
