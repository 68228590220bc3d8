from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from analysis.derived_reports import AgencyReport, ReportsRefused, agency_report
from analysis.disclosure import DisclosurePolicy, ReleaseLedger, release, working_report
from analysis.report import Report
from tests.analysis.rounds import group, make_figures, make_instrument, question

NOW = datetime(2026, 6, 1, 9, 30)
FORM = make_instrument(
    group("page", question("select_one sectors", "sector"), question("select_one agree", "useful")),
)


def documents(**content: tuple[int, int]) -> list[dict[str, Any]]:
    """So many who agree and disagree in each sector."""
    return [
        {"sector": sector, "useful": answer}
        for sector, counts in content.items()
        for answer, count in zip(("agree", "disagree"), counts, strict=True)
        for _ in range(count)
    ]


def working(**content: tuple[int, int]) -> Report:
    return working_report(make_figures(FORM, documents(**content), break_down_by=("sector",)))


def released(**content: tuple[int, int]) -> Report:
    figures = make_figures(FORM, documents(**content), break_down_by=("sector",), closed=True)
    return release(figures, DisclosurePolicy.default(), ReleaseLedger()).report


def of(report: Report, name: str) -> AgencyReport:
    return agency_report(report, "sector", name, produced_at=NOW)


def test_the_agency_is_set_beside_everybody_else_and_not_beside_itself() -> None:
    found = of(working(health=(56, 14), police=(48, 32)), "health")
    (useful,) = found.questions
    assert useful.favourable is not None
    assert (useful.favourable.first.count, useful.favourable.first.base) == (48, 80)
    assert (useful.favourable.second.count, useful.favourable.second.base) == (56, 70)
    assert useful.favourable.low == pytest.approx(0.0524, abs=5e-5)  # Newcombe (1998), table II, example (a)
    assert found.summary[1:] == (
        "1 question was compared: in 1 Health answered more favourably than everybody else, in 0 less, and in 0 the "
        "difference may be chance.",
        "“About useful”: 80% (56 of 70) answered Strongly agree or Agree; everybody else 60% (48 of 80).",
    )


def test_what_the_round_hides_of_the_agency_stays_hidden() -> None:
    report = released(health=(40, 20), police=(40, 20), schools=(3, 9), other=(9, 2))
    found = of(report, "schools")
    assert found.questions == ()
    assert found.left_out == ("About useful",)
    assert found.warnings[0].startswith("1 question is left out")


def test_a_group_too_small_to_be_seen_has_no_size() -> None:
    report = released(health=(40, 20), police=(40, 20), schools=(1, 2), other=(9, 12))
    assert of(report, "schools").answered is None


@pytest.mark.parametrize(
    ("breakdown", "name", "message"),
    [("forum", "North", "is not broken down by “forum”"), ("sector", "army", "has no group “army” of “About sector”")],
)
def test_what_is_not_there_is_named(breakdown: str, name: str, message: str) -> None:
    with pytest.raises(ReportsRefused, match=message):
        agency_report(working(health=(5, 5)), breakdown, name, produced_at=NOW)
