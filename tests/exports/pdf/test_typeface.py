"""What the typeface cannot draw is replaced so that the sense stays; all else is left as it was."""

from __future__ import annotations

import pytest

from exports.pdf.typeface import FOLDER, characters, drawable


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("Tŷ’r Ŵyl – “it’s”  £5 … • Łódź, Ștefan, Zoë", "Tŷ’r Ŵyl – “it’s”  £5 … • Łódź, Ștefan, Zoë"),
        ("Well done 👍🏽 all", "Well done all"),
        ("✔️ Done", "Done"),
        ("1️⃣ First", "1 First"),
        ("\U0001d401\U0001d428\U0001d425\U0001d41d ①", "Bold 1"),
        ("Ŵ", "Ŵ"),
        ("漢字 and more", "□□ and more"),
        ("one\ntwo\u2028three", "one two three"),
        ("soft\u00adly\u200b", "softly"),
        ("😀", ""),
    ],
)
def test_what_cannot_be_drawn_is_replaced(text: str, drawn: str) -> None:
    assert drawable(text) == drawn


def test_letters_of_europe_are_drawn_and_emoji_are_not() -> None:
    letters = [
        *range(0x20, 0x7F),
        *range(0xA0, 0x180),
        *range(0x391, 0x3A2),
        *range(0x410, 0x450),
        0x1E80,
        0x1EF3,
        0x25A1,
    ]
    assert not [chr(one) for one in letters if one not in characters()]
    assert not characters() & {0x6F22, 0x1F600, 0xFFFF}


def test_the_licence_of_the_typeface_lies_beside_it() -> None:
    assert "SIL OPEN FONT LICENSE Version 1.1" in (FOLDER / "OFL.txt").read_text(encoding="utf-8")
