from __future__ import annotations

import dataclasses

import pytest

from analysis.report import Report
from tests.exports import reports
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
