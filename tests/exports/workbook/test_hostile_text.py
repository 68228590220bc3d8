"""Text that tries to be something else: a formula, markup, a code, too long, or not a name."""

from __future__ import annotations

import dataclasses
import types
import zipfile
from io import BytesIO
from typing import Any

import pytest

from analysis.report import Report
from exports.plain_text import plain_text
from tests.exports import reports
from tests.exports.schemas import xml_problems
from tests.exports.workbooks import parts, sheets, structure, written

HOSTILE = [
    "=cmd|' /C calc'!A0",
    "+1",
    "-1+1",
    "@SUM(A1)",
    "{=1}",
    "http://example.org/",
    "internal:Summary!A1",
    "=Summary!A1",
    "<r>markup",
    "<r><t>markup</r>",
    "</t></si><b>",
    "control\x00\x01\x1b\x7f characters\r\n",
    "half\ud83d emoji \ufffe",
    "😀" * 30,
    "\u0645\u0631\u062d\u0628\u0627 \u202e backwards",
    "x" * 40_000,
    "_x0041_",
    "[]:*?/\\",
    "'quoted'",
    "Summary",
    "&P &N &[File]",
    " ",
    "",
]
KEPT = {"name", "kind", "unit", "mark", "release_class", "produced_at", "entry_name", "method"}


def spoiled(value: Any, text: str) -> Any:
    """The same report with this text in place of every label, sentence and note."""
    if not dataclasses.is_dataclass(value) or isinstance(value, type):
        return tuple(spoiled(one, text) if not isinstance(one, str) else text for one in value)
    changes = {}
    for field in dataclasses.fields(value):
        content = getattr(value, field.name)
        if isinstance(content, str) and field.name not in KEPT:
            changes[field.name] = text
        elif isinstance(content, tuple) or dataclasses.is_dataclass(content):
            changes[field.name] = spoiled(content, text)
    return dataclasses.replace(value, **changes)


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:20]))
@pytest.mark.parametrize("make", [reports.make_report, reports.make_walkabout_report], ids=["release", "working"])
def test_hostile_text_everywhere_stays_text_in_a_valid_workbook(make: types.FunctionType, text: str) -> None:
    report: Report = spoiled(make(), text)
    data = written(report)
    assert xml_problems(data) == []
    for part in parts(data, "xl/worksheets/").values():
        assert not [element for element in part.iter() if str(element.tag).endswith("}f")]
    found = sheets(data)
    assert len(found) in (9, 11)
    assert plain_text(text)[:200] in {str(value)[:200] for row in found["Codebook"] for value in row}


def test_links_never_come_from_text() -> None:
    data = written(spoiled(reports.make_report(), "http://example.org/"))
    with zipfile.ZipFile(BytesIO(data)) as archive:
        relations = [archive.read(name) for name in archive.namelist() if name.endswith(".rels")]
    assert not any(b"External" in relation for relation in relations)


def test_sections_with_the_same_label_have_a_sheet_each() -> None:
    section = reports.make_section("a", "Visit: [1/2]?", reports.make_closed("q", "Question"))
    again = dataclasses.replace(section, name="b")
    names = list(sheets(written(reports.make_report(sections=(section, again, again)))))
    assert names[5:8] == ["Visit 1 2", "Visit 1 2 (2)", "Visit 1 2 (3)"]


def test_the_same_question_name_twice_still_has_two_defined_names() -> None:
    section = reports.make_section("a", "One", reports.make_closed("Q1", "Question"))
    other = reports.make_section("b", "Two", reports.make_closed("q1", "Question"))
    names = structure(written(reports.make_report(sections=(section, other)))).defined_names
    assert {"q_Q1", "q_q1_2"} <= set(names)
