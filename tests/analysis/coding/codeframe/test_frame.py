from __future__ import annotations

import json
from dataclasses import asdict, replace

import pytest

from analysis.coding.codeframe import HERTFORDSHIRE, Codeframe, ThemeText, theme_name
from tests.analysis.coding.demo import DEMO

WORK = ThemeText(name="work", label="Work")
PAY = ThemeText(name="pay", label="Pay", parent="work")
SICK = ThemeText(name="sick_pay", label="Sick pay", parent="pay")
FRAME = Codeframe(title="Hub", version=1, themes=(SICK, WORK, PAY))


def test_themes_are_found_by_name_and_by_parent() -> None:
    assert FRAME["pay"] is PAY
    assert "pay" in FRAME
    assert "none" not in FRAME
    assert (len(FRAME), list(FRAME)) == (3, [SICK, WORK, PAY])
    assert FRAME.lineage_of("sick_pay") == ("sick_pay", "pay", "work")
    assert FRAME.children_of(None) == (WORK,)
    assert FRAME.children_of("work") == (PAY,)
    with pytest.raises(KeyError):
        FRAME["none"]


def test_the_hash_is_of_the_themes_alone() -> None:
    assert FRAME.content_hash == replace(FRAME, title="Other", version=7).content_hash
    assert FRAME.content_hash != replace(FRAME, themes=(WORK, SICK, PAY)).content_hash
    assert FRAME.content_hash != replace(FRAME, themes=(SICK, WORK, replace(PAY, exclude="Tips."))).content_hash


def test_the_hertfordshire_themes_are_those_of_the_demo() -> None:
    demo = json.loads((DEMO / "herts_themes.json").read_text(encoding="utf-8"))["codeframe"]
    shipped = [{name: text for name, text in asdict(theme).items() if name != "parent"} for theme in HERTFORDSHIRE]
    assert shipped == demo
    assert [theme.label for theme in HERTFORDSHIRE] == [
        "Information sharing", "Communication", "Funding and service capacity", "Partnership working", "Education",
        "Engagement", "Parents", "Individual agencies", "Specific issues",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("label", "taken", "name"),
    [
        ("Funding & capacity!", (), "funding_capacity"),
        ("Parents", ("parents", "parents_2"), "parents_3"),
        ("…", (), "theme"),
        ("word " * 40, (), "word_word_word_word_word_word_word_word_word_word_word_w"),
    ],
)
def test_a_name_is_made_of_the_label(label: str, taken: tuple[str, ...], name: str) -> None:
    assert theme_name(label, taken) == name
