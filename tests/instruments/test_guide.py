"""The guide for authors (docs/instruments.md) against the code: its examples work, and it names every key and type."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from instruments.expressions import parse_expression
from instruments.grades import BUILT_IN_LISTS, GRADE_ROWS, SAFETY_ROWS, STANDARD_ROWS
from instruments.loading import library, load_instrument
from instruments.model import TYPES, Choice, Question, Scale, Settings, Translation

GUIDE = (Path(__file__).parents[2] / "docs" / "instruments.md").read_text(encoding="utf-8")


def part(heading: str) -> str:
    """The text under a heading, up to the next heading of the same or a higher level."""
    level = heading.index(" ")
    rest = GUIDE[GUIDE.index(heading) + len(heading) :]
    return re.split(rf"(?m)^#{{1,{level}}} ", rest)[0]


def in_code(text: str) -> set[str]:
    return set(re.findall(r"`([^`\n]+)`", text))


def expressions_shown() -> list[str]:
    return re.findall(r'\| `"([^`]+)"` \|', part("## Skipping and checking"))


def test_the_smallest_instrument_loads_as_it_stands() -> None:
    example = re.search(r"```yaml\n(settings:.*?)```", GUIDE, re.DOTALL)
    assert example is not None
    assert load_instrument(example[1]).settings.form_id == "tea-break-survey"


@pytest.mark.parametrize("expression", expressions_shown())
def test_every_expression_shown_can_be_read(expression: str) -> None:
    parse_expression(expression)


def test_the_guide_shows_the_common_expressions() -> None:
    assert len(expressions_shown()) >= 10


@pytest.mark.parametrize(
    ("heading", "model"),
    [
        ("## `settings`", Settings),
        ("## `choices`", Choice),
        ("## `scales`", Scale),
        ("## `survey`", Question),
    ],
)
def test_every_key_is_explained(heading: str, model: type[Settings | Choice | Scale | Question]) -> None:
    assert set(model.model_fields) <= in_code(part(heading))


def test_every_type_is_explained() -> None:
    explained = {name.split()[0] for name in in_code(part("### Types"))}
    assert set(TYPES) <= explained


def test_every_part_of_a_grade_and_of_a_safety_question_is_explained() -> None:
    grades, safety = part("### Grades"), part("### Safety")
    for row in GRADE_ROWS:
        assert row.part.removeprefix("evidence_").removeprefix("action_").replace("_", " ").split()[0] in grades.lower()
    for row in SAFETY_ROWS:
        assert f"_{row.part}`" in safety
    assert set(BUILT_IN_LISTS) == {"_evidence_type", "_confidence", "_action_status", "_yes_no", "_consent", "_change"}


def test_every_part_of_a_standard_is_explained() -> None:
    standards = part("### Standards")
    for row in STANDARD_ROWS[len(GRADE_ROWS) :]:
        assert f"_{row.part}`" in standards


def test_every_text_that_can_be_translated_is_named() -> None:
    assert set(Translation.model_fields) - {"rubric"} <= in_code(part("## Languages"))


def test_lists_from_files_are_explained() -> None:
    assert "files" in in_code(part("## `choices`"))


def test_every_shipped_instrument_is_listed() -> None:
    assert {path.name for path in library().values()} <= in_code(part("# Writing an instrument"))
