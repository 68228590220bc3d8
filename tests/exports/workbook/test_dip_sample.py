"""The workbook of a dip sample: reopened, and compared cell by cell with the figures that it was written from."""

from __future__ import annotations

from io import BytesIO

import pytest

from analysis.dip_samples import DipFigures, TrendSample, dip_trend
from exports import dip_wording as words
from exports.dip_charts import trend_series
from exports.indicator_charts import indicator_svg
from exports.workbook.dip_sample import DipPaper, write_dip_workbook
from tests.analysis.dip_samples.sampled import POPULATIONS, design, figures, referral
from tests.exports import reports, workbooks
from tests.exports.schemas import xml_problems

HOSTILE = '=HYPERLINK("http://example.org","an assessment") (constructed)'


@pytest.fixture(scope="module")
def found() -> DipFigures:
    """Eight of each group: one late, one never told, one whose times are unknown, one outcome not agreed with."""
    return figures(
        [
            referral(
                f"{name[:3].upper()}-{place}", name, g3="correct" if place % 3 else "wrong",
                g5_decided={0: "2026-03-04T12:00", 1: None}.get(place, "2026-03-02T15:00"),
                **({"g12": "no"} if place == 2 else {}),
                **({"g11": "no", "g11_should_be": HOSTILE} if place == 3 else {}),
                learning_tags=["checks"],
            )
            for name in POPULATIONS
            for place in range(8)
        ],
        design(drawn=dict.fromkeys(POPULATIONS, 8), unusable={"Early help": 1}),
    )  # fmt: skip


@pytest.fixture(scope="module")
def content(found: DipFigures) -> bytes:
    item = found.item("g3")
    trend = dip_trend([TrendSample(label="January 2026", figures=item), TrendSample(label="=April 2026", figures=item)])
    paper = DipPaper(figures=found, trends=(trend,), facts=(("Dip sample", "Front door (constructed)"),))
    out = BytesIO()
    write_dip_workbook(reports.make_walkabout_report(), paper, out)
    return out.getvalue()


@pytest.fixture(scope="module")
def sheets(content: bytes) -> dict[str, workbooks.Rows]:
    return workbooks.sheets(content)


def test_it_is_a_valid_workbook_whose_charts_are_described(content: bytes) -> None:
    assert xml_problems(content) == []
    drawings = workbooks.parts(content, "xl/drawings/drawing").values()
    said = [one.get("descr") for part in drawings for one in part.iter() if str(one.tag).endswith("}cNvPr")]
    assert len(said) == 2
    assert all(said)


def rows_under(rows: workbooks.Rows, head: str) -> list[list[object]]:
    """The rows of the table whose first head this is, up to the first empty one."""
    start = next(place for place, row in enumerate(rows) if row and row[0] == head) + 1
    found = []
    for row in rows[start:]:
        if row[0] == "":
            break
        found.append(row)
    return found


def test_every_estimate_is_the_one_of_the_figures(sheets: dict[str, workbooks.Rows], found: DipFigures) -> None:
    rows = rows_under(sheets["Estimates"], "Item")
    assert len(rows) == len(found.items)
    heads = [row for name in ("Estimates", "Overall grades") for row in sheets[name] if row[0] in ("Item", "Grade")]
    assert ["Estimate for all it applies to" in row for row in heads] == [True, True]
    for row, item in zip(rows, found.items, strict=True):
        assert row[0] == words.label_text(item)
        assert row[4:6] == [item.count, item.base]
        assert row[7:9] == [item.n_missing, item.n_outside]
        assert item.weighted is not None
        assert item.unweighted.estimate is not None
        if item.weighted.low is not None:
            assert row[1:4] == pytest.approx([item.weighted.estimate, item.weighted.low, item.weighted.high])
        assert row[6] == pytest.approx(item.unweighted.estimate)


def test_every_breach_and_every_unjudged_referral_is_listed(
    sheets: dict[str, workbooks.Rows], found: DipFigures
) -> None:
    rows = sheets["Clocks"]
    late = [row for row in rows if row[0] in {one.pseudonym for clock in found.clocks for one in clock.readings}]
    assert len(late) == sum(len(clock.breaches) + len(clock.unjudged) for clock in found.clocks)
    assert ["ASS-0", "Assessment", "Mon 2 Mar 2026, 10:00", "Wed 4 Mar 2026, 12:00"] in [row[:4] for row in late]
    assert "The record does not say when it was decided." in [row[2] for row in late]


def test_what_each_return_stands_for_is_beside_the_draw(sheets: dict[str, workbooks.Rows]) -> None:
    rows = rows_under(sheets["Overview"], "Group")
    assert [row[:6] for row in rows] == [
        ["Assessment", 1471, 8, 0, 8, 1471 / 8], ["Early help", 600, 8, 1, 8, 75],
        ["No further action", 400, 8, 0, 8, 50],
    ]  # fmt: skip


def test_groups_and_grades_add_up_to_the_items(sheets: dict[str, workbooks.Rows], found: DipFigures) -> None:
    rows = rows_under(sheets["By group"], "Item")
    assert len(rows) == 3 * len(found.items)
    assert sum(int(str(row[3]).split(".")[0]) for row in rows) == sum(item.count for item in found.items)
    grades = rows_under(sheets["Overall grades"], "Grade")
    assert [row[4] for row in grades] == [one.count for one in found.grades]


def test_what_auditors_wrote_is_never_a_formula(sheets: dict[str, workbooks.Rows]) -> None:
    rows = rows_under(sheets["Outcomes and learning"], "Referral")
    assert {row[2] for row in rows} == {HOSTILE}
    assert [row[0] for row in rows_under(sheets["Trend"], "Sample")] == ["January 2026", "=April 2026"]


def test_the_trend_has_its_limits(sheets: dict[str, workbooks.Rows], found: DipFigures) -> None:
    item = found.item("g3")
    assert item is not None
    assert item.weighted is not None
    first, second = rows_under(sheets["Trend"], "Sample")
    assert first[1] == pytest.approx(item.weighted.estimate)
    assert first[3] == pytest.approx(item.weighted.estimate)
    assert (first[8], second[8]) == ("", "As before")


def test_a_release_is_refused(found: DipFigures) -> None:
    paper = DipPaper(figures=found, trends=(), facts=())
    with pytest.raises(ValueError, match="is a working paper"):
        write_dip_workbook(reports.make_report(), paper, BytesIO())


def test_a_chart_says_in_words_what_it_shows(found: DipFigures) -> None:
    trend = dip_trend([TrendSample(label=label, figures=found.item("g3")) for label in ("January", "April")])
    svg = indicator_svg(trend_series(trend))
    assert svg is not None
    assert "g3. Is the level of need stated? Stated, and correct" in svg


def test_a_first_sample_has_no_trend_sheet(found: DipFigures) -> None:
    out = BytesIO()
    write_dip_workbook(reports.make_walkabout_report(), DipPaper(figures=found, trends=(), facts=()), out)
    assert "Trend" not in workbooks.sheets(out.getvalue())
