"""Every single change of a rich form is reported, whatever it is of."""

from __future__ import annotations

import copy
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
)
from instruments.differences import comparability, compare, unchanged_questions
from instruments.loading import library, load_instrument
from instruments.model import Choice, Instrument, Question, Scale, Settings, Translation
from instruments.versions import canonical_json
from tests.instruments.two_versions import Data, read

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
