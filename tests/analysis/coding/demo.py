"""The demo's constructed comments of the Hertfordshire survey, with the themes that they were given."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

from analysis.coding.codeframe import HERTFORDSHIRE, ThemeText

DEMO = Path(__file__).parents[3] / "survey_app" / "demo"
QUESTIONS = ("seeing", "works", "gets_in_the_way", "leaders_should")
THEMES: tuple[ThemeText, ...] = HERTFORDSHIRE.themes


@lru_cache(maxsize=1)
def coded_demo() -> tuple[tuple[str, ...], tuple[frozenset[str] | None, ...]]:
    """The comments in their order, and the themes of each; None for those that are left for a person to code."""
    responses = json.loads((DEMO / "herts_survey.json").read_text(encoding="utf-8"))["responses"]
    codings = json.loads((DEMO / "herts_themes.json").read_text(encoding="utf-8"))["codings"]
    given: dict[tuple[int, str], set[str]] = {}
    for coding in codings:
        given.setdefault((coding["response"], coding["question"]), set()).add(coding["theme"])
    places = [(row, name) for row, answer in enumerate(responses) for name in QUESTIONS if answer.get(name)]
    comments = tuple(responses[row][name] for row, name in places)
    return comments, tuple(frozenset(given[place]) if place in given else None for place in places)
