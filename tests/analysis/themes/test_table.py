from __future__ import annotations

from typing import Any

import pytest

from analysis.round_data import CodingRecord, ThemeDefinition
from analysis.themes import theme_table

THEMES = [
    ThemeDefinition(name="time", label="Time with families", definition="Having, or lacking, time."),
    ThemeDefinition(name="voice", label="Hearing the child"),
    ThemeDefinition(name="pay", label="Pay"),
]
COMMENTS = [
    ("r1", "useful", ()),
    ("r1", "change", ()),
    ("r2", "useful", ()),
    ("r3", "talk", (0,)),
    ("r3", "talk", (1,)),
]


def coding(response: str, question: str, theme: str, stance: Any = "neutral", **more: Any) -> CodingRecord:
    return CodingRecord(response_id=response, question=question, theme=theme, stance=stance, **more)


def test_mentions_are_comments_and_respondents_are_people() -> None:
    codings = [
        coding("r1", "useful", "time", "concern"),
        coding("r1", "change", "time", "strength"),
        coding("r2", "useful", "time"),
        coding("r3", "talk", "voice", "strength", entry=(1,)),
        coding("r3", "talk", "voice", "strength", entry=(0,)),
    ]
    table = theme_table(THEMES, codings, COMMENTS)
    assert table is not None
    assert (table.comments, table.coded, table.respondents) == (5, 5, 3)
    found = [(row.name, row.mentions, row.respondents, row.strengths, row.concerns, row.neutral) for row in table.rows]
    assert found == [("time", 3, 2, 1, 1, 1), ("voice", 2, 1, 2, 0, 0), ("pay", 0, 0, 0, 0, 0)]


def test_two_coders_who_agree_are_counted_once_and_stances_apart() -> None:
    codings = [
        coding("r1", "useful", "time", "concern", coder="a"),
        coding("r1", "useful", "time", "concern", coder="b"),
        coding("r1", "useful", "time", "strength", coder="b"),
    ]
    table = theme_table(THEMES, codings, COMMENTS)
    assert table is not None
    row = table.rows[0]
    assert (row.mentions, row.strengths, row.concerns, table.coded) == (1, 1, 1, 1)


def test_a_coding_of_a_comment_that_is_gone_is_left_out() -> None:
    table = theme_table(THEMES, [coding("r9", "useful", "time")], COMMENTS)
    assert table is not None
    assert (table.coded, table.rows[0].mentions) == (0, 0)


def test_a_theme_that_is_not_in_the_codeframe_has_a_row_of_its_own() -> None:
    table = theme_table([], [coding("r1", "useful", "too_busy")], COMMENTS)
    assert table is not None
    assert [(row.name, row.label) for row in table.rows] == [("too_busy", "Too busy")]


@pytest.mark.parametrize("comments", [[], COMMENTS])
def test_without_codeframe_and_codings_there_is_no_table(comments: list[tuple[str, str, tuple[int, ...]]]) -> None:
    assert theme_table([], [], comments) is None
