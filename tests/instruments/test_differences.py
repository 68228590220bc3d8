"""What changed between two versions, in sentences, and what it means for comparing answers."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from instruments.changes import (
    CHOICE_COLUMNS,
    QUESTION_COLUMNS,
    SCALE_COLUMNS,
    SETTINGS_COLUMNS,
    TEXT_COLUMNS,
    Change,
)
from instruments.differences import comparability, compare, unchanged_questions
from instruments.loading import library, load_instrument
from instruments.matching import out_of_order
from instruments.model import Choice, Instrument, Question, Scale, Settings, Translation
from instruments.versions import canonical_json
from tests.instruments.factories import content, group, question, repeat

Data = dict[str, Any]
WELSH = "Welsh (cy)"

RICH: Data = {
    "settings": {
        "form_id": "made-up-form",
        "form_title": "A made-up form",
        "version": "3",
        "instance_name": "${role}",
        "purpose": "To try things",
        "source": "Made up",
        "licence": "None",
        "unit": "cases",
        "extra": {"style": "pages"},
        "translations": {WELSH: {"form_title": "Ffurflen"}},
    },
    "choices": {
        "yes_no": [
            {"name": "yes", "label": "Yes", "translations": {WELSH: {"label": "Ie"}}, "image": "yes.png"},
            {"name": "no", "label": "No", "columns": {"state": "north"}},
            {"name": "unsure", "label": "Not sure", "missing": "dont_know", "exclusive": True},
        ],
        "met": [{"name": "fully", "label": "Fully met"}, {"name": "partly", "label": "Partly met"}],
        "towns": [{"name": "exampleton", "label": "Exampleton"}],
    },
    "scales": {
        "met": {
            "direction": "best_first",
            "favourable": ["fully"],
            "rubric": {"fully": "All of it"},
            "action_below": "fully",
        }
    },
    "files": {"towns": "towns.csv"},
    "survey": [
        {
            "type": "group",
            "name": "page",
            "label": "A page",
            "relevant": "true()",
            "children": [
                {
                    "type": "text",
                    "name": "role",
                    "label": "Your role",
                    "hint": "In a few words",
                    "guidance_hint": "Not a name",
                    "required": True,
                    "required_message": "Say what you do",
                    "constraint": ". != 'x'",
                    "constraint_message": "Not that",
                    "default": "worker",
                    "read_only": "false()",
                    "appearance": "multiline",
                    "image": "role.png",
                    "audio": "role.mp3",
                    "video": "role.mp4",
                    "extra": {"bind::odk:x": "1"},
                    "core": "role",
                    "translations": {WELSH: {"label": "Eich rôl", "hint": "Mewn ychydig eiriau"}},
                },
                {"type": "select_one yes_no", "name": "sure", "label": "Are you sure?", "or_other": True},
                {"type": "select_one towns", "name": "town", "label": "Town", "choice_filter": "name != ${role}"},
                {"type": "calculate", "name": "sum", "calculation": "1 + 1", "trigger": "${role}"},
                {"type": "range", "name": "score", "label": "Score", "parameters": "start=1 end=10"},
            ],
        },
        {
            "type": "repeat",
            "name": "talk",
            "label": "Talks",
            "unit": "people",
            "narrative_below": 5,
            "entry_name": "talk",
            "repeat_count": "2",
            "children": [{"type": "grade met", "name": "heard", "label": "Heard", "rubric": {"partly": "Some"}}],
        },
        {"type": "note", "name": "thanks", "label": "Thank you"},
    ],
}


def read(data: Data) -> Instrument:
    return Instrument.model_validate_json(json.dumps(data))


def form(*questions: Data, **parts: Any) -> Instrument:
    return read(content(group("page", *questions), **parts))


def changes_of(old: Instrument, new: Instrument, name: str) -> list[Change]:
    return [change for change in compare(old, new) if change.name == name]


def only_change(old: Instrument, new: Instrument) -> Change:
    changes = compare(old, new)
    assert len(changes) == 1, [change.message for change in changes]
    return changes[0]


# Nothing is silent


def leaves(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The place of every value, at any depth."""
    if isinstance(data, dict):
        for key, value in data.items():
            yield from leaves(value, (*path, key))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield (*path, index)
            yield from leaves(value, (*path, index))
    else:
        yield path


def without(data: Data, path: tuple[Any, ...]) -> Data:
    changed = copy.deepcopy(data)
    target: Any = changed
    for key in path[:-1]:
        target = target[key]
    del target[path[-1]]
    return changed


def instead(data: Data, path: tuple[Any, ...], value: Any) -> Data:
    changed = copy.deepcopy(data)
    target: Any = changed
    for key in path[:-1]:
        target = target[key]
    target[path[-1]] = value
    return changed


def valid(data: Data) -> Instrument | None:
    try:
        return read(data)
    except ValidationError:
        return None


def mutants() -> Iterator[tuple[tuple[Any, ...], Instrument]]:
    """The rich form with any one value taken away or replaced, as far as that still is a form, and another one."""
    rich = canonical_json(read(RICH))
    for path in leaves(RICH):
        found: Any = RICH
        for key in path:
            found = found[key]
        others = {str: ["another", "yes", "people", "text", "best_last"], bool: [not found], int: [7]}.get(
            type(found), []
        )
        for data in (without(RICH, path), *(instead(RICH, path, other) for other in others if other != found)):
            instrument = valid(data)
            if instrument is not None and canonical_json(instrument) != rich:
                yield path, instrument


MUTANTS = list(mutants())


def test_every_single_change_of_a_rich_form_is_reported() -> None:
    rich = read(RICH)
    silent = [path for path, mutant in MUTANTS if not compare(rich, mutant) or not compare(mutant, rich)]
    assert len(MUTANTS) > 150
    assert silent == []


def test_every_message_is_a_sentence() -> None:
    rich = read(RICH)
    for path, mutant in MUTANTS:
        for change in compare(rich, mutant):
            assert change.message.endswith("."), (path, change.message)
            assert not change.message.endswith(".."), (path, change.message)
            assert "None" not in change.message.replace("‘None’", ""), (path, change.message)


@given(st.lists(st.sampled_from(range(len(MUTANTS))), min_size=2, max_size=2, unique=True))
def test_two_versions_that_differ_at_all_have_a_change(chosen: list[int]) -> None:
    one, other = (MUTANTS[index][1] for index in chosen)
    assert bool(compare(one, other)) == (canonical_json(one) != canonical_json(other))


@pytest.mark.parametrize("form_id", sorted(library()))
def test_a_form_compared_with_itself_says_nothing(form_id: str) -> None:
    shipped = load_instrument(library()[form_id])
    assert compare(shipped, shipped) == ()
    assert "name" not in comparability(())
    names = {one.name for one in shipped.walk() if one.is_answered or one.kind == "standard"}
    assert set(unchanged_questions(shipped, shipped, ())) == names


@pytest.mark.parametrize(
    ("model", "columns", "structure"),
    [
        (Question, QUESTION_COLUMNS, {"type", "name", "children"}),
        (Choice, CHOICE_COLUMNS, {"name"}),
        (Scale, SCALE_COLUMNS, set()),
        (Settings, SETTINGS_COLUMNS, set()),
    ],
)
def test_every_column_of_the_model_stands_in_a_table(model: Any, columns: Any, structure: set[str]) -> None:
    assert set(model.model_fields) == {*columns, *structure, "translations"} | (
        set(TEXT_COLUMNS) & set(model.model_fields)
    )


def test_every_text_that_can_be_translated_stands_in_the_table_of_texts() -> None:
    assert set(Translation.model_fields) == set(TEXT_COLUMNS)


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
