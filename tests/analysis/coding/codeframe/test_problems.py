from __future__ import annotations

import pytest

from analysis.coding.codeframe import Codeframe, CodeframeInvalid, ThemeText, codeframe_problems


def theme(name: str, label: str | None = None, **texts: str | None) -> ThemeText:
    return ThemeText(name=name, label=name.capitalize() if label is None else label, **texts)  # type: ignore[arg-type]


def test_everything_that_is_wrong_is_said_at_once() -> None:
    themes = (
        theme("a", parent="b"),
        theme("b", parent="a"),
        theme("c", "  "),
        theme("c", "A"),
        theme("Not A Name"),
        theme("d", parent="nowhere", example="x\x00"),
        theme("e", "L" * 201, definition="d" * 10_001),
    )
    with pytest.raises(CodeframeInvalid) as refused:
        Codeframe(title=" ", version=0, themes=themes)
    assert refused.value.problems == (
        "The codeframe has no title.",
        "The version is 0; versions count from 1.",
        "2 themes are named 'c'.",
        "2 themes have the label 'A'.",
        "Theme 'c': it has no label.",
        "Theme 'Not A Name': a name has 1 to 64 letters from a to z, digits and underscores.",
        "Theme 'd': 'example' holds a control character.",
        "Theme 'e': its label has 201 characters, and 200 at most can be shown.",
        "Theme 'e': 'definition' has 10,001 characters; 10,000 at most can be kept.",
        "Theme 'd': its parent 'nowhere' is not in the codeframe.",
        "Themes are their own parents: a → b → a.",
    )
    assert isinstance(refused.value, ValueError)


def test_each_circle_is_named_once_and_what_hangs_on_it_is_not_in_it() -> None:
    themes = [theme("x", parent="x"), theme("a", parent="b"), theme("b", parent="c"), theme("c", parent="b")]
    assert codeframe_problems("Hub", 1, themes) == (
        "Themes are their own parents: x → x.",
        "Themes are their own parents: b → c → b.",
    )


def test_a_long_line_of_parents_is_no_circle() -> None:
    themes = [theme(f"t{number}", parent=f"t{number + 1}" if number < 2_000 else None) for number in range(2_001)]
    assert codeframe_problems("Hub", 1, themes) == ()


def test_a_name_of_several_lines_is_refused() -> None:
    assert codeframe_problems("Hub\n", 1, [theme("a", "A\nB")]) == (
        "The codeframe's title holds a line break or a control character.",
        "Theme 'a': its label holds a line break or a control character.",
    )


def test_a_codeframe_without_themes_can_be_used() -> None:
    assert codeframe_problems("Hub", 1, ()) == ()
