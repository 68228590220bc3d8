"""The chart of an indicator: what it draws, what it leaves out, and what it says to those who do not see it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
from lxml import etree

from analysis.disclosure import DisclosurePolicy
from analysis.indicators import Indicator, IndicatorCourse, IndicatorSeries, Shown, indicator_series
from analysis.indicators.periods import periods_between
from analysis.indicators.series import series_of_shown
from exports.formats import ACCENT
from exports.indicator_charts import indicator_svg
from exports.indicator_wording import indicator_alt_text

COUNTS = [(180, 200), (182, 200), (176, 200), (120, 200), (181, 200), (3, 200), (179, 200)]


def series(counts: list[tuple[int, int]] = COUNTS, **values: object) -> IndicatorSeries:
    given = {
        "key": "d1", "title": "Decided in time <b>", "why": "", "numerator": "", "denominator": "", "source": "",
        "owner": "Example Council", "direction": "higher", "target": 0.9,
    }  # fmt: skip
    freq = "QS" if values.get("period") == "quarter" else "MS"
    rows = pd.DataFrame(
        {"indicator": "d1", "period_start": pd.date_range("2026-01-01", periods=len(counts), freq=freq),
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


def course_with_a_change() -> IndicatorCourse:
    before = series([(60, 100), (62, 100), (58, 100), (60, 100)], target=None)
    rows = pd.DataFrame(
        {"indicator": "d1", "period_start": pd.date_range("2026-05-01", periods=4, freq="MS"),
         "numerator": [90, 91, 89, 90], "denominator": [100] * 4}
    )  # fmt: skip
    changed = replace(before.indicator, changed_why="Counted by day.")
    after = indicator_series(changed, rows, DisclosurePolicy.default(), due=date(2026, 5, 1))
    return IndicatorCourse(parts=(before, after))


def test_no_line_goes_over_a_change_of_the_definition() -> None:
    changed, joined = course_with_a_change(), series([*[(60, 100)] * 4, *[(90, 100)] * 4], target=None)
    with_change, without = indicator_svg(changed), indicator_svg(joined)
    assert with_change is not None
    assert without is not None
    # Between eight points stand seven lines of the course; over a change one fewer.
    assert without.count(f'stroke="{ACCENT}" stroke-width="2"') == 7
    assert with_change.count(f'stroke="{ACCENT}" stroke-width="2"') == 6
    assert "Upright line: counted otherwise from there on" in " ".join(words(with_change))
    assert "The definition changes in May 2026." in indicator_alt_text(changed)


def test_an_xmr_chart_names_its_mean_in_its_own_unit() -> None:
    days = Indicator(
        key="d2", title="Days to the first visit", why="", numerator="", denominator="", source="", owner="",
        direction="lower", target=7.0, measure="value", measured_in="days",
    )  # fmt: skip
    shown = {date(2026, month, 1): Shown(value=6.0 + month % 2, base=None) for month in range(1, 9)}
    svg = indicator_svg(series_of_shown(days, shown, sorted(shown)))
    assert svg is not None
    text = " ".join(words(svg))
    assert "Target 7 days" in text
    assert "the mean of all periods, 6.5 days" in text
    assert "%" not in text


@pytest.mark.parametrize("width", [320, 620])
def test_names_of_quarters_do_not_overlap(width: int) -> None:
    quarterly = series([(50, 100)] * 8, period="quarter")
    starts = periods_between(date(2025, 1, 1), date(2026, 12, 1), "quarter")
    shown = {start: Shown(value=50, base=100) for start in starts}
    svg = indicator_svg(series_of_shown(quarterly.indicator, shown, starts), width=width)
    assert svg is not None
    named = [one for one in words(svg) if re.fullmatch(r"\w{3} to \w{3} \d{4}", one)]
    assert {"Jan to Mar 2025", "Oct to Dec 2026"} <= set(named)
    assert len(named) * 8 * len(named[0]) < width, "eight pixels a letter, side by side"
