from __future__ import annotations

import dataclasses
import zipfile
from io import BytesIO

import pytest

from analysis.report import Report
from tests.exports import reports
from tests.exports.crossed import make_cross_report
from tests.exports.schemas import xml_problems
from tests.exports.workbooks import written


@pytest.mark.parametrize(
    "report",
    [
        reports.make_report(),
        reports.make_walkabout_report(),
        reports.make_hidden_report(),
        reports.make_empty_report(),
        reports.make_report(sections=(), breakdowns=(), codebook=(), themes=None, definitions=()),
    ],
    ids=["release", "working", "all hidden", "no responses", "bare"],
)
def test_every_part_of_a_workbook_is_valid(report: Report) -> None:
    assert xml_problems(written(report)) == []


def test_a_section_of_every_scale_length_is_valid() -> None:
    sections = tuple(
        reports.make_section(
            f"s{length}",
            f"{length} choices",
            *(
                reports.make_closed(
                    f"q{length}{copy}",
                    f"Question {copy}",
                    tuple((f"c{i}", f"Choice {i}") for i in range(length)),
                    tuple(range(1, length + 1)),
                    good=1,
                )
                for copy in range(2)
            ),
        )
        for length in range(1, 9)
    )
    assert xml_problems(written(reports.make_report(sections=sections))) == []


def test_a_scale_that_runs_from_worst_to_best_is_valid() -> None:
    block = reports.make_closed("q", "Question")
    turned = dataclasses.replace(block, rows=tuple(reversed(block.rows)))
    section = reports.make_section("s", "S", turned, dataclasses.replace(turned, name="r"))
    assert xml_problems(written(reports.make_report(sections=(section,)))) == []


def test_cross_tables_of_few_and_of_many_groups_are_valid() -> None:
    assert xml_problems(written(make_cross_report())) == []
    assert xml_problems(written(make_cross_report(groups=45, questions=30))) == []


def changed(workbook: bytes, part: str, old: str, new: str) -> bytes:
    """The workbook with something wrong in one of its parts."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(workbook)) as archive, zipfile.ZipFile(out, "w") as copy:
        for name in archive.namelist():
            text = archive.read(name).decode("utf-8")
            if name == part:
                assert old in text
                text = text.replace(old, new)
            copy.writestr(name, text)
    return out.getvalue()


@pytest.mark.parametrize(
    ("part", "old", "new", "problem"),
    [
        ("xl/tables/table1.xml", 'name="Answered"', 'name="Invited"', "two columns have one name"),
        ("xl/workbook.xml", 'name="Codebook"', 'name="Summary"', "sheet 'Summary' is there twice"),
        ("xl/workbook.xml", 'name="Codebook"', 'name="Code/book"', "is none that Excel takes"),
        ("xl/workbook.xml", 'name="responses"', 'name="st1"', "is none that Excel takes"),
        ("xl/_rels/workbook.xml.rels", "theme/theme1.xml", "theme/theme9.xml", "is no part of the workbook"),
    ],
)
def test_the_check_finds_what_excel_would_refuse(part: str, old: str, new: str, problem: str) -> None:
    spoilt = changed(written(reports.make_report(sections=())), part, old, new)
    assert any(problem in found for found in xml_problems(spoilt))
