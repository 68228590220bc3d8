"""What stands beside a release tells nothing that the releases do not: generated rounds, read number by number."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

import numpy as np
import pytest

from analysis.beside import Beside, check_beside
from analysis.beside.courses import courses
from analysis.comparison import comparable_questions
from analysis.derived_reports import ReportsRefused, comparison_report
from analysis.disclosure import DisclosurePolicy, ReleaseLedger, release, working_report
from analysis.figures import Figures
from analysis.report import QuestionBlock, Report, Share
from tests.analysis.rounds import group, make_figures, make_instrument, question

FORM = make_instrument(
    group("page", question("select_one agree", "useful"), question("select_one met", "known"),
          question("select_multiple topics", "topics"))
)  # fmt: skip
AT = datetime(2026, 3, 2, 9, 30)
AGREE = ("strongly_agree", "agree", "neither", "disagree", "dont_know", None)
MET = ("fully", "mostly", "partly", "not_met", "not_applicable", None)


def figures(rng: np.random.Generator, number: int) -> Figures:
    """A round of which some counts are small."""
    size = int(rng.integers(8, 60))
    weights = [rng.dirichlet(np.full(6, 0.5)) for _ in range(2)]
    documents = [
        {
            "useful": AGREE[int(rng.choice(6, p=weights[0]))],
            "known": MET[int(rng.choice(6, p=weights[1]))],
            "topics": ["gangs"] if rng.random() < 0.9 else ["online", "gangs"],
        }
        for _ in range(size)
    ]
    return make_figures(FORM, documents, title=f"Round {number}", slug=f"round-{number}", closed=True)


def released(of: Figures, policy: DisclosurePolicy) -> Report:
    return release(of, policy, ReleaseLedger()).report


def beside(reports: list[Report]) -> Beside:
    alike = comparable_questions(FORM.instrument, FORM.instrument)
    return Beside(
        comparison=comparison_report(reports[-2], reports[-1], alike, produced_at=AT),
        courses=courses(reports, [alike] * (len(reports) - 1)),
    )


def shares_of(block: QuestionBlock) -> Iterator[Share]:
    yield from (row.share for row in block.rows)
    if block.favourable is not None:
        yield block.favourable


def shown_in(report: Report) -> set[tuple[str, Share]]:
    """Every share that a report shows or hides, with its question."""
    return {
        (block.name, share) for section in report.sections for block in section.questions for share in shares_of(block)
    }


def told_beside(found: Beside) -> Iterator[tuple[str, str, Share]]:
    """Every share beside the report: of which round, of which question."""
    comparison = found.comparison
    assert comparison is not None
    for asked in comparison.questions:
        pairs = [(row.first, row.second) for row in asked.rows]
        pairs += [(asked.favourable.first, asked.favourable.second)] if asked.favourable is not None else []
        for first, second in pairs:
            yield comparison.first.slug, asked.name, first
            yield comparison.second.slug, asked.name, second
    for course in found.courses:
        for point in course.points:
            yield point.slug, course.question, point.share


def breaches(reports: list[Report], found: Beside) -> list[str]:
    """What stands beside the last report and is not in the report of its round."""
    shown = {report.slug: shown_in(report) for report in reports}
    told = [f"{slug} {name}: {share}" for slug, name, share in told_beside(found) if (name, share) not in shown[slug]]
    comparison = found.comparison
    assert comparison is not None
    for asked in comparison.questions:
        made = asked.favourable
        if made is None or None not in (made.first.share, made.second.share):
            continue
        if (made.difference, made.low, made.high, made.p_value, made.adjusted) != (None,) * 5:
            told.append(f"{asked.name}: a difference of what is hidden")
    return told


@pytest.mark.parametrize("policy", [DisclosurePolicy.default(), DisclosurePolicy.nhs()], ids=["default", "nhs"])
@pytest.mark.parametrize("seed", range(20))
def test_comparison_and_courses_repeat_what_the_releases_show(seed: int, policy: DisclosurePolicy) -> None:
    rng = np.random.default_rng(seed)
    reports = [released(figures(rng, number), policy) for number in range(4)]
    shown = [report for report in reports if report.responses is not None]
    if len(shown) < 2:
        return
    found = beside(shown)
    check_beside(shown[-1], found)
    assert breaches(shown, found) == []
    hidden = [share for report in shown for _, share in shown_in(report) if share.mark == "c"]
    assert all(share.share is None and share.interval is None for share in hidden)


def test_the_attack_finds_working_figures_where_there_are_some() -> None:
    rng = np.random.default_rng(3)
    of = [figures(rng, number) for number in range(3)]
    open_ = [replace(working_report(one), release_class="release") for one in of]
    closed = [released(one, DisclosurePolicy.default()) for one in of]
    assert breaches(closed, beside(open_)) != []


def test_a_working_paper_of_an_earlier_round_never_stands_beside_a_release() -> None:
    rng = np.random.default_rng(4)
    before, now = figures(rng, 1), figures(rng, 2)
    mixed = [working_report(before), released(now, DisclosurePolicy.default())]
    with pytest.raises(ReportsRefused):
        beside(mixed)
    alike = comparable_questions(FORM.instrument, FORM.instrument)
    with pytest.raises(ReportsRefused):
        courses(mixed, [alike])
    working = comparison_report(working_report(before), working_report(now), alike, produced_at=AT)
    with pytest.raises(ValueError, match="comparison is working"):
        check_beside(mixed[1], Beside(comparison=working))
