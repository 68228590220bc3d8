"""Reports with any figures: every share, interval and mark is drawn, none is computed but what must agree."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from analysis.report import Absences, HistogramBin, Interval, NumberSummary, QuestionBlock, Report, SectionBlock
from tests.exports import reports
from tests.exports.crossed import make_cross_table, make_groups

COUNTS = st.one_of(st.none(), st.integers(0, 2_000))
PROPORTIONS = st.floats(0, 1, allow_nan=False)


@st.composite
def closed_questions(draw: st.DrawFn, name: str) -> QuestionBlock:
    """A scale, grade, single or multiple choice; any of its figures may be hidden."""
    kind = draw(st.sampled_from(["scale", "grade", "single", "multiple"]))
    length = draw(st.integers(1, 7))
    counts = tuple(draw(st.lists(COUNTS, min_size=length, max_size=length)))
    known = [count for count in counts if count is not None]
    base = draw(st.none() | st.integers(max(known, default=0), 4_000)) if kind == "multiple" or None in counts else None
    good = 0 if kind == "multiple" else draw(st.integers(1, length))
    choices = tuple((f"c{place}", f"{name} choice {place}") for place in range(length))
    changes: dict[str, Any] = {} if base is None else {"base": base}
    block = reports.make_closed(name, f"Question {name}", choices, counts, kind=kind, good=good, **changes)
    if block.rows and draw(st.booleans()):
        block = replace(block, rows=tuple(reversed(block.rows)))
    absences = Absences(
        not_asked=draw(COUNTS), not_answered=draw(COUNTS), not_applicable=draw(COUNTS), dont_know=draw(COUNTS), mark="c"
    )
    if block.favourable is not None and block.favourable.share is not None and draw(st.booleans()):
        low, high = sorted((draw(PROPORTIONS), draw(PROPORTIONS)))
        bounds = Interval(low=low, high=high, method="bounds")
        block = replace(block, favourable=replace(block.favourable, bounds=bounds))
    return replace(block, absences=absences, median=draw(st.none() | st.just(f"{name} choice 0")))


@st.composite
def number_questions(draw: st.DrawFn, name: str) -> QuestionBlock:
    five = sorted(draw(st.lists(st.floats(-1e6, 1e6, allow_nan=False), min_size=5, max_size=5)))
    bins = tuple(
        HistogramBin(low=place, high=place + 1, label=f"{name} bar {place}", count=count, mark="c")
        for place, count in enumerate(draw(st.lists(COUNTS, max_size=8)))
    )
    numbers = NumberSummary(
        n=draw(COUNTS), minimum=five[0], lower_quartile=five[1], median=five[2], upper_quartile=five[3],
        maximum=five[4], mark="c", histogram=bins,
    )  # fmt: skip
    return replace(reports.make_number(name, f"Question {name}"), numbers=numbers)


@st.composite
def generated_reports(draw: st.DrawFn) -> Report:
    """One to three sections of up to four questions, some of them broken down by up to 25 groups."""
    sections: list[SectionBlock] = []
    for place in range(draw(st.integers(1, 3))):
        makers = st.sampled_from([closed_questions, closed_questions, number_questions])
        kinds = draw(st.lists(makers, min_size=1, max_size=4))
        questions = [draw(make(f"q{place}{at}")) for at, make in enumerate(kinds)]
        sections.append(reports.make_section(f"s{place}", f"Section {place}", *questions))
    groups = make_groups(draw(st.integers(1, 25)))
    crossed = tuple(
        make_cross_table(block, groups, favourable=None)
        for section in sections
        for block in section.questions
        if block.kind in ("single", "multiple") and 1 <= len(block.rows) <= 5 and draw(st.booleans())
    )
    return reports.make_report(sections=tuple(sections), cross_tables=crossed, themes=None)
