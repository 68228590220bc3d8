from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from analysis.derived_reports import PartnershipReport, ReportsRefused, partnership_report
from analysis.disclosure import DisclosurePolicy, ReleaseLedger, release, working_report
from analysis.report import Report
from tests.analysis.rounds import make_figures, make_instrument, question, spread

NOW = datetime(2026, 6, 1, 9, 30)
SURVEY = [question("select_one agree", f"scale_{number}") for number in range(1, 8)]


def working(slug: str, closes_on: date | None = None, **changes: Any) -> Report:
    counts = {f"scale_{n}": {"agree": 5 * n, "disagree": 40 - 5 * n} for n in range(1, 8)}
    figures = make_figures(
        make_instrument(*SURVEY), spread(**counts), slug=slug, title=slug.title(), closes_on=closes_on, **changes
    )
    return working_report(figures)


def together(*reports: Report) -> PartnershipReport:
    return partnership_report("Example partnership", reports, produced_at=NOW)


def test_rounds_stand_newest_first_with_their_rate_and_least_favourable_questions() -> None:
    found = together(working("spring", date(2026, 3, 31)), working("summer", date(2026, 6, 30)))
    assert [one.round.slug for one in found.rounds] == ["summer", "spring"]
    assert [headline.question for headline in found.rounds[0].headlines] == [f"scale_{n}" for n in range(1, 6)]
    assert found.rounds[0].questions_left_out == 2
    assert found.summary[:3] == (
        "2 rounds have results.",
        "“Summer”: 40 people have answered; the response rate is 40% (40 of 100).",
        "Its least favourable question is “About scale_1”: 12% (5 of 40) answered Strongly agree or Agree.",
    )


def test_warnings_name_their_round() -> None:
    few = working_report(make_figures(make_instrument(*SURVEY), spread(scale_1={"agree": 3}), slug="few", title="Few"))
    assert together(few).warnings
    assert all(warning.startswith("“Few”: ") for warning in together(few).warnings)


def test_a_round_that_so_few_answered_has_no_figures_here_either() -> None:
    figures = make_figures(make_instrument(*SURVEY), spread(scale_1={"agree": 3}), title="Few", closed=True)
    report = release(figures, DisclosurePolicy.default(), ReleaseLedger()).report
    found = together(report)
    assert found.rounds[0].headlines == ()
    assert found.summary[1] == "“Few”: so few have answered that no figures are shown."


def test_a_partnership_without_rounds_has_a_report_that_says_so() -> None:
    assert together().summary == ("No round has results yet.",)


def test_a_round_twice_and_a_round_of_others_are_refused() -> None:
    with pytest.raises(ReportsRefused, match="“spring” is there twice"):
        together(working("spring"), working("spring"))
    with pytest.raises(ReportsRefused, match="is a round of Another, not of Example partnership"):
        together(working("spring", partnership="Another"))
