from __future__ import annotations

from typing import Any

from analysis.disclosure import DisclosurePolicy, ReleaseLedger, release, working_report
from analysis.report import Report
from analysis.round_data import Population
from analysis.thresholds import ReportabilityThresholds
from tests.analysis.rounds import block_of, make_figures, make_instrument, question, spread

SURVEY = [question("select_one agree", "useful")]


def working(answers: int, population: Population, **changes: Any) -> Report:
    form = make_instrument(*SURVEY, unit=changes.pop("unit", "people"))
    return working_report(make_figures(form, spread(useful={"agree": answers}), population=population, **changes))


def test_the_first_warning_of_a_round_that_may_not_be_reported_is_its_verdict() -> None:
    report = working(7, Population(size=41, known=True))
    assert report.verdict is not None
    assert (report.verdict.verdict, report.verdict.sentence) == ("not reportable", "7 of 41; not reportable")
    assert report.warnings[0] == "7 of 41; not reportable. The base of 7 is under 10."


def test_the_partnerships_own_thresholds_decide() -> None:
    asked = Population(size=41, known=True)
    thresholds = ReportabilityThresholds(minimum_base=5, care_base=6, minimum_rate=0.1, care_rate=0.15)
    found = working(7, asked, thresholds=thresholds).verdict
    assert found is not None
    assert found.verdict == "reportable"


def test_returns_of_organisations_have_thresholds_of_their_own() -> None:
    found = working(8, Population(size=9, known=True), unit="organisations").verdict
    assert found is not None
    assert found.verdict == "reportable"


def test_a_round_whose_size_is_hidden_has_no_verdict() -> None:
    figures = make_figures(make_instrument(*SURVEY), spread(useful={"agree": 3}), closed=True)
    assert release(figures, DisclosurePolicy.default(), ReleaseLedger()).report.verdict is None


def test_a_favourable_share_says_what_it_could_be_of_everybody_asked() -> None:
    # domain fixture of the Hertfordshire Learning Hub: 35 of the 39 who answered, of 225 who attended
    form = make_instrument(*SURVEY)
    answers = spread(useful={"agree": 35, "neither": 4})
    figures = make_figures(form, answers, population=Population(size=225, known=True))
    favourable = block_of(working_report(figures), "useful").favourable
    assert favourable is not None
    assert favourable.bounds is not None
    assert f"{favourable.bounds.low:.1%} to {favourable.bounds.high:.1%}" == "15.6% to 98.2%"


def test_where_the_number_asked_is_hidden_there_are_no_bounds() -> None:
    form = make_instrument(*SURVEY)
    answers = spread(useful={"agree": 60, "neither": 38})
    figures = make_figures(form, answers, closed=True)  # 98 of 100: the two who are silent must not be known
    favourable = block_of(release(figures, DisclosurePolicy.default(), ReleaseLedger()).report, "useful").favourable
    assert favourable is not None
    assert (favourable.count, favourable.bounds) == (60, None)
