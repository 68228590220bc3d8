"""Every example that people open in an office program is opened in one, printed, and looked at."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.services.office import print_file

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
OPENED = sorted(file.name for ending in ("xlsx", "docx", "pptx") for file in EXAMPLES.glob(f"*.{ending}"))
# What an office program writes in the place of something that it cannot work out, or did not understand.
BROKEN = ("#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "#N/A", "Err:5", "Error: Reference")
SAYS = {
    "cases": "Six cases graded by three agencies",
    "evaluation": "Hertfordshire Learning Hub",
    "survey": "Hertfordshire",
}


def test_there_are_examples_of_every_kind() -> None:
    assert {Path(name).suffix for name in OPENED} == {".xlsx", ".docx", ".pptx"}


@pytest.mark.long
@pytest.mark.parametrize("name", OPENED)
def test_an_example_opens_and_prints_without_a_blank_page_or_an_error(name: str, tmp_path: Path) -> None:
    printed = print_file(EXAMPLES / name, tmp_path)
    assert printed.pages
    assert printed.blank == []
    assert [word for word in BROKEN if word in printed.text] == []
    title = SAYS.get(name.partition("-")[0].partition(".")[0])
    assert title is None or title in " ".join(printed.text.split())
