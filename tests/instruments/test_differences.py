"""What changed between two versions, in sentences, and what it means for comparing answers."""

from __future__ import annotations

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from instruments.differences import comparability, compare, unchanged_questions
from instruments.matching import out_of_order
from tests.instruments.factories import content, group, question, repeat
from tests.instruments.two_versions import changes_of, form, only_change, read

WELSH = "Welsh (cy)"


# What each change means


def test_a_reworded_question_can_be_compared_with_care() -> None:
    change = only_change(
        form(question("text", "q", label="Did they listen?")), form(question("text", "q", label="Were you heard?"))
    )
    assert (change.kind, change.comparable, change.questions) == ("reworded", "with care", ("q",))
    assert (change.before, change.after) == ("Did they listen?", "Were you heard?")
    assert change.message == (
        "‘Were you heard?’ (q) is reworded: it said ‘Did they listen?’, and now says ‘Were you heard?’."
    )


def test_a_comma_more_changes_nothing_for_comparing() -> None:
    change = only_change(
        form(question("text", "q", label="Where, if at all?")), form(question("text", "q", label="Where if at all"))
    )
    assert (change.kind, change.comparable) == ("reworded", "yes")


def test_a_question_with_a_new_name_and_the_same_label_is_probably_renamed() -> None:
    old = form(question("text", "barrier", label="What stood in the way?"), question("text", "role"))
    new = form(question("text", "obstacle", label="What stood in the way?"), question("text", "role"))
    renamed = changes_of(old, new, "obstacle")[0]
    assert (renamed.kind, renamed.comparable) == ("renamed", "with care")
    assert "probably renamed" in renamed.message
    assert unchanged_questions(old, new, compare(old, new)) == ("role",)


def test_a_question_with_a_similar_label_at_the_same_place_is_probably_renamed() -> None:
    old = form(question("text", "role"), question("integer", "years", label="How many years have you worked here?"))
    new = form(
        question("text", "role"), question("integer", "time", label="How many years have you been working here?")
    )
    assert [change.kind for change in changes_of(old, new, "time")] == ["renamed", "reworded"]


def test_another_question_under_another_name_is_not_taken_for_a_renamed_one() -> None:
    old = form(question("text", "role", label="Your role"))
    new = form(question("text", "barrier", label="What stood in the way?"))
    assert {change.kind for change in compare(old, new)} == {"added", "removed"}
    assert comparability(compare(old, new)) == {"role": "no", "barrier": "no"}


@pytest.mark.parametrize(
    ("before", "after", "comparable"),
    [
        ("integer", "decimal", "with care"),
        ("decimal", "integer", "no"),
        ("email", "text", "with care"),
        ("select_one yes_no", "select_multiple yes_no", "with care"),
        ("select_one yes_no", "text", "with care"),
        ("text", "select_one yes_no", "no"),
        ("select_one met4", "grade met4", "with care"),
    ],
)
def test_a_type_change_says_whether_the_old_answers_fit(before: str, after: str, comparable: str) -> None:
    change = only_change(form(question(before, "q")), form(question(after, "q")))
    assert (change.kind, change.comparable) == ("type changed", comparable)
    assert (change.before, change.after) == (before, after)


def test_choices_added_removed_reworded_and_in_another_order_are_each_reported() -> None:
    old_choices = [{"name": name, "label": name.capitalize()} for name in ("north", "south", "east", "west")]
    new_choices = [
        {"name": "south", "label": "South"},
        {"name": "north", "label": "The north"},
        {"name": "east", "label": "East"},
        {"name": "centre", "label": "Centre"},
    ]
    asked = question("select_one area", "where")
    old, new = form(asked, choices={"area": old_choices}), form(asked, choices={"area": new_choices})
    found = {change.kind: change for change in compare(old, new) if change.name == "area"}
    assert set(found) == {"choice added", "choice removed", "choice reworded", "choices reordered"}
    assert all(change.questions == ("where",) for change in found.values())
    assert found["choice removed"].label == "West"
    assert "In the list ‘area’ of ‘where’: ‘Centre’ (centre) is a new choice" in found["choice added"].message
    assert comparability(compare(old, new)) == {"where": "with care"}


def test_a_scale_in_another_order_cannot_be_compared() -> None:
    data = content(group("page", question("select_one met4", "q")))
    turned = copy.deepcopy(data)
    turned["choices"]["met4"] = [*reversed(turned["choices"]["met4"])]
    assert {(c.kind, c.comparable) for c in compare(read(data), read(turned))} == {("choices reordered", "no")}


def test_a_choice_that_becomes_an_absence_cannot_be_compared() -> None:
    data = content(group("page", question("select_one met4", "q")))
    changed = copy.deepcopy(data)
    del changed["choices"]["met4"][-1]["missing"]
    change = only_change(read(data), read(changed))
    assert (change.kind, change.comparable) == ("choice meaning", "no")


def test_a_choice_under_another_name_is_counted_apart() -> None:
    old = form(question("select_one area", "where"), choices={"area": [{"name": "n", "label": "North"}]})
    new = form(question("select_one area", "where"), choices={"area": [{"name": "north", "label": "North"}]})
    assert [change.kind for change in compare(old, new)] == ["choice renamed"]


def test_a_question_that_moves_into_a_repeat_counts_something_else() -> None:
    old = read(content(group("page", question("text", "q")), repeat("talk", question("text", "other"))))
    new = read(
        content(
            group("page", question("text", "left")), repeat("talk", question("text", "other"), question("text", "q"))
        )
    )
    moved = changes_of(old, new, "q")[0]
    assert (moved.kind, moved.comparable) == ("moved", "no")
    assert "once for each entry of ‘About talk’" in moved.message


def test_only_the_question_that_was_moved_is_said_to_have_moved() -> None:
    names = ("first", "second", "third", "fourth")
    old = form(*(question("text", name) for name in names))
    new = form(*(question("text", name) for name in ("second", "third", "first", "fourth")))
    change = only_change(old, new)
    assert (change.kind, change.name, change.comparable) == ("moved", "first", "with care")


def test_an_expression_written_with_other_spaces_means_the_same() -> None:
    old = form(question("text", "a"), question("text", "b", relevant="${a}='x'"))
    new = form(question("text", "a"), question("text", "b", relevant="${a} = 'x'"))
    change = only_change(old, new)
    assert (change.kind, change.comparable) == ("skip logic", "yes")


def test_another_condition_on_a_group_concerns_every_question_in_it() -> None:
    rows = (question("text", "b"), question("note", "n"), question("text", "c"))
    old = form(question("text", "a"), group("inner", *rows))
    new = form(question("text", "a"), group("inner", *rows, relevant="${a} = 'x'"))
    assert only_change(old, new).questions == ("b", "c")


def test_a_new_language_is_one_change_and_not_one_for_each_text() -> None:
    old = read(content(group("page", question("text", "q"))))
    new = read(content(group("page", question("text", "q", translations={WELSH: {"label": "Beth?"}}))))
    assert [(c.kind, c.comparable) for c in compare(old, new)] == [("language added", "yes")]
    assert [(c.kind, c.comparable) for c in compare(new, old)] == [("language removed", "with care")]


def test_a_reworded_translation_names_its_language() -> None:
    old = form(question("text", "q", translations={WELSH: {"label": "Beth?"}}))
    new = form(question("text", "q", translations={WELSH: {"label": "Pam?"}}))
    assert "in Welsh (cy): it said ‘Beth?’, and now says ‘Pam?’" in only_change(old, new).message


def test_exchanging_the_default_language_is_not_a_rewording() -> None:
    english = content(group("page", question("text", "q", label="What?", translations={WELSH: {"label": "Beth?"}})))
    welsh = content(
        group("page", question("text", "q", label="Beth?", translations={"English (en)": {"label": "What?"}}))
    )
    welsh["settings"] = welsh["settings"] | {"default_language": WELSH}
    old, new = read(english), read(welsh)
    assert changes_of(old, new, "q") == []
    assert changes_of(old, new, "settings")[0].kind == "languages"


def test_another_unit_makes_every_answer_incomparable() -> None:
    data = content(group("page", question("text", "a"), question("integer", "b")))
    changed = copy.deepcopy(data)
    changed["settings"]["unit"] = "organisations"
    assert comparability(compare(read(data), read(changed))) == {"a": "no", "b": "no"}


def test_a_removed_question_stands_where_it_stood() -> None:
    old = form(*(question("text", name) for name in ("a", "b", "c")))
    new = form(question("text", "a", label="Otherwise"), question("text", "c", label="Quite other words"))
    assert [change.name for change in compare(old, new)] == ["a", "b", "c"]


@given(st.permutations(range(7)))
def test_what_was_moved_is_the_fewest_without_which_the_rest_is_in_order(order: list[int]) -> None:
    moved = out_of_order(order)
    rest = [value for index, value in enumerate(order) if index not in moved]
    assert rest == sorted(rest)
    assert (len(moved) == 0) == (order == sorted(order))
