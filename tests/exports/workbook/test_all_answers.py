"""The one table of all answers, read back and compared with the Report row by row."""

from __future__ import annotations

import pytest

from analysis.report import Report, Share
from exports.wording import CLOSED_KINDS, unit_nouns
from tests.exports import reports
from tests.exports.workbooks import same, sheets, written


def figures(share: Share) -> list[object]:
    sign = {"c": "[c]", "z": "[z]", None: ""}[share.mark]
    ends: list[object] = []
    for interval in (share.interval, share.population_interval, share.bounds):
        ends += [sign, sign] if interval is None else [interval.low, interval.high]
    blank = "[c]" if share.mark == "c" else "[z]"
    return [*(blank if one is None else one for one in (share.count, share.base, share.share)), *ends]


@pytest.mark.parametrize(
    "report",
    [reports.make_report(), reports.make_walkabout_report(), reports.make_hidden_report(), reports.make_empty_report()],
    ids=["release", "working", "all hidden", "no responses"],
)
def test_every_answer_of_every_closed_question_has_its_row(report: Report) -> None:
    rows = sheets(written(report))["All answers"]
    start = next(number for number, row in enumerate(rows) if row[0] == "Section") + 1
    expected: list[list[object]] = []
    for section in report.sections:
        for block in (block for block in section.questions if block.kind in CLOSED_KINDS):
            about = [section.label, block.name, block.label, block.kind, unit_nouns(section)[1]]
            for row in block.rows:
                better_end = any(one.favourable for one in block.rows)
                favourable = ("yes" if row.favourable else "no") if better_end else ""
                expected.append([*about, row.name, row.label, favourable, *figures(row.share)])
            if block.favourable is not None:
                together = [*about, "(favourable together)", str(block.favourable_label), "yes"]
                expected.append([*together, *figures(block.favourable)])
    assert len(rows) - start == len(expected)
    for found, one in zip(rows[start:], expected, strict=True):
        assert same(found, one)


def test_a_report_without_closed_questions_has_no_such_sheet() -> None:
    section = reports.make_section("s", "S", reports.make_text("t", "Words"))
    assert "All answers" not in sheets(written(reports.make_report(sections=(section,))))
