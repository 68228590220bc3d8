"""The themes and their quotations read back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analysis.beside import Beside, ThemeQuote
from analysis.report import Report
from tests.exports import beside, reports
from tests.exports.workbooks import NAMESPACES, parts, sheets, structure, written


def hidden(report: Report, name: str) -> Report:
    """The report with one theme of which nothing is shown."""
    assert report.themes is not None
    figures = dict.fromkeys(("mentions", "respondents", "strengths", "concerns", "neutral"))
    rows = tuple(replace(row, **figures, mark="c") if row.name == name else row for row in report.themes.rows)  # type: ignore[arg-type]
    return replace(report, themes=replace(report.themes, rows=rows))


def test_themes_are_an_excel_table_with_the_most_mentioned_first() -> None:
    book = structure(written(hidden(reports.make_report(), "trust")))
    table = next(iter(book["Themes"].tables.values()))
    assert [column.name for column in table.tableColumns][:3] == ["Theme", "What it covers", "Mentions"]
    cells = [[cell.value for cell in row] for row in book["Themes"][table.ref]]
    assert [row[2] for row in cells[1:]] == [10, 8, 5, "[c]"]


def test_cleared_quotations_stand_under_their_theme_with_treatment_and_attribution() -> None:
    report = reports.make_report()
    quotes = beside.make_quotes(report)
    rows = sheets(written(report, beside=Beside(quotes=quotes)))["Themes"]
    assert report.themes is not None
    start = [row[0] for row in rows].index("What people said")
    told, label = [], ""
    for row in rows[start:]:
        if row[0] in {theme.label for theme in report.themes.rows}:
            label = row[0]
        elif row[1]:
            told.append((label, row[0], row[1]))
    labels = {theme.name: theme.label for theme in report.themes.rows}
    expected = [
        (
            labels[quote.theme],
            "\n".join([*([quote.attribution] if quote.attribution else []), f"({quote.treatment})"]),
            quote.text if quote.treatment == "paraphrased" else f"“{quote.text}”",
        )
        for quote in quotes
    ]
    assert told == expected


def test_a_quotation_of_a_hidden_theme_is_refused_and_written_nowhere() -> None:
    report = hidden(reports.make_report(), "trust")
    quote = ThemeQuote(theme="trust", text="Nobody may read this.", treatment="as written")
    with pytest.raises(ValueError, match="trust"):
        written(report, beside=Beside(quotes=(quote,)))


def test_the_chart_has_strengths_and_concerns_of_the_themes_that_show_both() -> None:
    data = written(hidden(reports.make_report(sections=(), breakdowns=()), "early_help"))
    rows = [[cell.value for cell in row] for row in structure(data)["Themes"].iter_rows()]
    chart = next(iter(parts(data, "xl/charts/").values()))
    names = [str(one.text) for one in chart.findall(".//c:ser/c:tx//c:f", NAMESPACES)]
    assert [name.split("$")[1] for name in names] == ["E", "F", "G"]
    shown = [rows[int(number) - 1][0] for number in numbers(chart.find(".//c:ser/c:cat//c:f", NAMESPACES).text)]  # type: ignore[union-attr]
    assert shown == ["Trust between agencies", "Exploitation", "Schools and exclusion"]
    assert "The chart leaves out the themes whose figures are not shown." in [row[0] for row in rows]


def numbers(formula: str | None) -> list[int]:
    """The rows of a range such as ``Themes!$A$10:$A$12``."""
    first, last = (int(part.rsplit("$", 1)[1]) for part in str(formula).strip("=()").split(":"))
    return list(range(first, last + 1))
