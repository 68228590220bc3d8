from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from analysis.coding.codeframe import HERTFORDSHIRE, ThemeText, compare_codeframes

NAMES = [theme.name for theme in HERTFORDSHIRE]


def test_what_was_added_removed_changed_and_moved_is_told_apart() -> None:
    first, second, *others = HERTFORDSHIRE.themes
    changed = replace(second, label="Knowing what there is", parent="new")
    meant = replace(others[0], exclude="Training.")
    new = ThemeText(name="new", label="New")
    after = replace(HERTFORDSHIRE, version=2, themes=(meant, changed, *others[1:], new))
    difference = compare_codeframes(HERTFORDSHIRE, after)
    assert (difference.added, difference.removed, difference.reordered) == (("new",), (first.name,), True)
    assert [(one.name, one.fields, one.touches_meaning) for one in difference.changed] == [
        (meant.name, ("exclude",), True),
        (second.name, ("label", "parent"), False),
    ]
    assert difference.changed[1].before == ("Communication", None)
    assert difference.changed[1].after == ("Knowing what there is", "new")
    assert difference.look_again == (first.name, meant.name)


def test_a_version_does_not_differ_from_itself() -> None:
    assert compare_codeframes(HERTFORDSHIRE, replace(HERTFORDSHIRE, version=9)).is_empty


@given(st.lists(st.sampled_from(NAMES), unique=True), st.lists(st.sampled_from(NAMES), unique=True))
def test_one_way_adds_what_the_other_removes(first: list[str], second: list[str]) -> None:
    before, after = (
        replace(HERTFORDSHIRE, themes=tuple(HERTFORDSHIRE[name] for name in names)) for names in (first, second)
    )
    forth, back = compare_codeframes(before, after), compare_codeframes(after, before)
    assert (set(forth.added), set(forth.removed)) == (set(back.removed), set(back.added))
    assert forth.reordered == back.reordered
    assert forth.is_empty == (first == second)
