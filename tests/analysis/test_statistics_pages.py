"""The pages on statistics say something of every statistic that there is."""

from __future__ import annotations

import importlib
import inspect
import re
from pathlib import Path

import pytest

from tests.analysis.reference_table import page

DOCS = Path(__file__).parents[2] / "docs"
PAGES = {
    "agreement": "agreement",
    "comparison": "comparison",
    "disclosure.cells": "disclosure",
    "durations": "time",
    "estimates": "estimates",
    "response": "response",
    "sampling": "sampling",
    "section11": "section-11",
    "working_days": "time",
}


def text_of(name: str) -> str:
    return (DOCS / "statistics" / f"{name}.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(("family", "name"), sorted(PAGES.items()))
def test_every_statistic_with_a_source_stands_on_its_page(family: str, name: str) -> None:
    module = importlib.import_module(f"analysis.{family}")
    functions = [getattr(module, one) for one in module.__all__]
    own = [one for one in functions if inspect.isfunction(one) and one.__module__.startswith(f"analysis.{family}.")]
    sourced = {one.__name__ for one in own if "References" in (one.__doc__ or "")}
    assert sourced
    assert {one for one in sourced if f"`{one}" not in text_of(name)} == set()


def test_the_index_links_to_every_page_and_every_link_leads_somewhere() -> None:
    index = (DOCS / "statistics.md").read_text(encoding="utf-8")
    linked = set(re.findall(r"\(statistics/([a-z0-9-]+)\.md\)", index))
    assert linked >= {path.stem for path in (DOCS / "statistics").glob("*.md")} - {"disclosure-policies"}
    assert {name for name in linked if not (DOCS / "statistics" / f"{name}.md").exists()} == set()


def test_the_page_of_reference_values_is_that_of_the_tests() -> None:
    assert text_of("reference-values") == page()
