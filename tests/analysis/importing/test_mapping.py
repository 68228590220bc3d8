from __future__ import annotations

import re
from pathlib import Path

import pytest

from analysis.importing import ImportRefused, dump_mapping, load_mapping

PAGE = Path(__file__).parents[3] / "docs" / "importing.md"


def test_the_mapping_of_the_documentation_is_one() -> None:
    [text] = re.findall(r"```yaml\n(.*?)```", PAGE.read_text(encoding="utf-8"), flags=re.DOTALL)
    mapping = load_mapping(text)
    assert mapping.questions["topics"].choices == {"home": "Topics | Home", "school": "Topics | School"}
    assert (mapping.dates, mapping.accept_blanks, mapping.blank) == ("day_first", False, ("-", "No response"))
    assert load_mapping(dump_mapping(mapping)) == mapping


def test_words_that_yaml_would_read_as_something_else_stay_texts() -> None:
    head = "walkabout_mapping: 1\nform_id: a\ncontent_hash: 0\nprogram: kobo\n"
    text = head + "questions: {q: {column: no, values: {1: yes, null: 2}}}"
    question = load_mapping(text).questions["q"]
    assert (question.column, question.values) == ("no", {"1": "yes", "null": "2"})


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("- a", "This is no mapping"),
        ("a: [", "not well-formed YAML (line 1)"),
        ("walkabout_mapping: 1\nform_id: a\ncontent_hash: 0\nprogram: fax", "program"),
        ("walkabout_mapping: 1\nform_id: a\ncontent_hash: 0\nprogram: kobo\nextra: 1", "extra"),
        ("walkabout_mapping: 2\nform_id: a\ncontent_hash: 0\nprogram: kobo", "walkabout_mapping"),
        ("x" * 3_000_000, "2 MB"),
        ("a: &a [*a, *a]", "no mapping"),
    ],
)
def test_what_is_no_mapping_is_said(text: str, told: str) -> None:
    with pytest.raises(ImportRefused, match=re.escape(told)):
        load_mapping(text)
