"""The chart of an indicator: what it draws, what it leaves out, and what it says to those who do not see it."""

from __future__ import annotations

import re
from datetime import date

import pandas as pd
import pytest
from lxml import etree

from analysis.disclosure import DisclosurePolicy
from analysis.indicators import Indicator, IndicatorSeries, indicator_series
from exports.indicator_charts import indicator_svg
from exports.indicator_wording import indicator_alt_text

COUNTS = [(180, 200), (182, 200), (176, 200), (120, 200), (181, 200), (3, 200), (179, 200)]


def series(counts: list[tuple[int, int]] = COUNTS, **values: object) -> IndicatorSeries:
    given = {
        "key": "d1", "title": "Decided in time <b>", "why": "", "numerator": "", "denominator": "", "source": "",
        "owner": "Example Council", "direction": "higher", "target": 0.9,
    }  # fmt: skip
    rows = pd.DataFrame(
        {"indicator": "d1", "period_start": pd.date_range("2026-01-01", periods=len(counts), freq="MS"),
         "numerator": [n for n, _ in counts], "denominator": [n for _, n in counts]}
    )  # fmt: skip
    indicator = Indicator(**{**given, **values})  # type: ignore[arg-type]
    return indicator_series(indicator, rows, DisclosurePolicy.default(), due=date(2026, 1, 1))


def words(svg: str) -> list[str]:
    return [text.strip() for text in etree.fromstring(svg.encode()).itertext() if text.strip()]


@pytest.mark.parametrize("width", [320, 620])
def test_the_drawing_is_as_wide_as_asked_and_its_words_stay_inside(width: int) -> None:
    svg = indicator_svg(series(), width=width)
    assert svg is not None
    root = etree.fromstring(svg.encode())
    assert float(root.get("width")) <= width
    assert "Target 90%" in words(svg)


def test_a_point_beyond_its_limits_is_a_square_and_the_caption_says_so() -> None:
    svg = indicator_svg(series())
    assert svg is not None
    assert svg.count("Beyond the limits of chance: April 2026") == 1
    assert "Square: beyond the limits" in " ".join(words(svg))
    calm = indicator_svg(series([(180, 200), (182, 200), (179, 200)]))
    assert calm is not None
    assert "Square" not in " ".join(words(calm))


def test_a_hidden_period_draws_nothing_and_breaks_the_line() -> None:
    hidden, absent = series(), series([*COUNTS[:5], (4, 200), COUNTS[6]])
    assert hidden.points[5].share is None
    assert indicator_svg(hidden) == indicator_svg(absent), "which of the small counts it is changes nothing"


def test_the_alternative_text_says_where_it_began_where_it_is_and_what_stands_out() -> None:
    text = indicator_alt_text(series())
    assert "90% in January 2026" in text
    assert "in July 2026" in text
    assert "The target is 90%." in text
    assert "April 2026" in text


def test_without_any_figure_there_is_no_chart_and_the_text_says_why() -> None:
    empty = series([(2, 200)])
    assert indicator_svg(empty) is None
    assert indicator_alt_text(empty) == "No chart. No period has figures that are shown."


@pytest.mark.parametrize("counts", [[(200, 200)], [(0, 200)], [(200, 200), (200, 200)], [(100, 200)] * 30])
def test_constant_shares_are_drawn_too(counts: list[tuple[int, int]]) -> None:
    svg = indicator_svg(series(counts, target=None))
    assert svg is not None
    assert not re.search(r"\bNaN\b", svg)


def test_a_title_is_text_and_no_markup() -> None:
    svg = indicator_svg(series())
    assert svg is not None
    assert "<b>" not in svg
    assert "Decided in time" in etree.fromstring(svg.encode()).get("aria-label")
