"""The example files in the documentation: what they are, and that they say what the program says today."""

from __future__ import annotations

import io
import json
import re
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pyreadstat
import pytest
from click.testing import CliRunner
from lxml import etree
from python_calamine import CalamineWorkbook

from analysis.report_schema import report_schema
from survey_app.commands.examples import examples
from survey_app.demo.example_table import DOCUMENTS
from survey_app.demo.settled_files import OFFICE, settled
from tests.exports.ddi.schemas import ddi_problems

FOLDER = Path(__file__).parents[3] / "docs" / "examples"
MOST_BYTES = 3_000_000
WORDS = {".docx": ("word/document.xml",), ".pptx": ("ppt/slides/slide", "ppt/notesSlides/notesSlide")}
READ: Any = pq.read_table  # it carries no types


def content_of(name: str, data: bytes) -> Any:
    """What a file says: its words, its cells, its rows; not how it looks, nor what libraries wrote it."""
    ending = Path(name).suffix
    if ending == ".xlsx":
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        return {sheet: book.get_sheet_by_name(sheet).to_python() for sheet in book.sheet_names}
    if ending == ".parquet":
        table = READ(io.BytesIO(data))
        return table.column_names, table.to_pylist(), json.loads(table.schema.metadata[b"walkabout"])
    if ending in (".zip", *WORDS):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = {part: archive.read(part) for part in archive.namelist()}
        if ending == ".zip":
            return {part: content_of(part, content) for part, content in parts.items()}
        return {part: words(content) for part, content in parts.items() if part.startswith(WORDS[ending])}
    return data


def words(part: bytes) -> list[str]:
    return [str(text) for text in etree.fromstring(part).xpath("//*[local-name()='t']/text()")]


def test_the_page_names_every_file_and_all_of_them_are_small() -> None:
    named = set(re.findall(r"\]\(([^)]+)\)", (FOLDER / "README.md").read_text("utf-8")))
    there = {path.name for path in FOLDER.iterdir()}
    assert named | {"README.md"} == there
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < MOST_BYTES


def test_no_single_answers_stand_there_but_constructed_ones() -> None:
    bundles = sorted(FOLDER.glob("*.zip"))
    assert len(bundles) == 4
    for path in bundles:
        with zipfile.ZipFile(path) as archive:
            assert "Constructed: the agencies, the visits" in archive.read("README.txt").decode("utf-8-sig")
    report = json.loads((FOLDER / "evaluation.json").read_text("utf-8"))
    assert (report["anonymous"], report["response_rate"]["sentence"]) == (True, "17% (39 of 225)")
    assert set(report) <= set(report_schema()["$defs"]["Report"]["properties"])


def test_the_published_totals_are_in_the_figures() -> None:
    rows = READ(FOLDER / "evaluation-figures.parquet").to_pylist()
    found = {
        row["question"]: (row["count"], row["base"])
        for row in rows
        if row["figure"] == "favourable" and not row["breakdown"]
    }
    assert (found["objectives_met"], found["understand_better"], found["could_contribute"]) == (
        (35, 39), (36, 39), (34, 39),
    )  # fmt: skip


def test_other_programs_open_them(tmp_path: Path) -> None:
    assert ddi_problems((FOLDER / "evaluation-codebook.xml").read_bytes()) == []
    for kind, read in (("sav", pyreadstat.read_sav), ("dta", pyreadstat.read_dta)):
        with zipfile.ZipFile(FOLDER / f"walkabouts-answers-{kind}.zip") as archive:
            archive.extractall(tmp_path)
        frame, about = read(tmp_path / f"responses.{kind}")
        talk, _ = read(tmp_path / f"conversation.{kind}")
        assert len(frame) == 6
        assert set(talk["response_id"]) <= set(frame["response_id"])
        assert about.file_label == "Section 11 walkabouts (constructed)"


def test_an_office_file_is_the_same_whenever_it_was_written() -> None:
    at = datetime(2026, 3, 2, 9, 30)
    for path in FOLDER.iterdir():
        if path.suffix in OFFICE:
            content = path.read_bytes()
            assert settled(content, at) == settled(settled(content, datetime(2031, 1, 1)), at)
            assert content_of(path.name, settled(content, at)) == content_of(path.name, content)


@pytest.mark.long
def test_the_files_say_what_the_program_says_today(tmp_path: Path) -> None:
    result = CliRunner().invoke(examples, [str(tmp_path)])
    assert result.exit_code == 0, result.output
    assert result.stdout == f"{len(list(tmp_path.iterdir()))} files in {tmp_path}\n"
    assert {path.name for path in tmp_path.iterdir()} == {path.name for path in FOLDER.iterdir()}
    stale = [
        path.name
        for path in sorted(tmp_path.iterdir())
        if content_of(path.name, path.read_bytes()) != content_of(path.name, (FOLDER / path.name).read_bytes())
    ]
    assert stale == [], "write them anew: walkabout examples docs/examples"


def test_every_kind_of_document_is_there() -> None:
    names = {example.name for found in DOCUMENTS.values() for example in found}
    assert {Path(name).suffix for name in names} == {".xlsx", ".docx", ".pptx", ".csv", ".parquet", ".xml", ".json"}
