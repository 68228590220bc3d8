from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from analysis.disclosure import (
    DisclosurePolicy,
    DisclosureRefused,
    ReleaseLedger,
    RenewalRefused,
    release,
    report_from_json,
    report_to_json,
    working_report,
)
from analysis.figures import Figures
from analysis.report import Report
from analysis.round_data import CodingRecord, Population, ThemeDefinition
from tests.analysis.rounds import (
    block_of,
    comment,
    group,
    hub_documents,
    hub_instrument,
    make_figures,
    make_instrument,
    question,
    repeat,
    spread,
)

NONE = DisclosurePolicy.none("Example QA group", date(2026, 1, 15), "Already published.")
DEFAULT = DisclosurePolicy.default()
HUB = Population(size=225, known=True, note="All who attended the five forums.")
ROOT = Path(__file__).parents[3]


def hub_figures(**changes: Any) -> Figures:
    return make_figures(hub_instrument(), hub_documents(), **{"population": HUB, "anonymous": True, **changes})


def hub_report(policy: DisclosurePolicy) -> Report:
    return release(hub_figures(), policy, ReleaseLedger()).report


def per_cent(report: Report, question_name: str, choice: str | None = None) -> str | None:
    """A percentage as the reader sees it: that of a choice, or the favourable one."""
    block = block_of(report, question_name)
    share = block.favourable if choice is None else next(r.share for r in block.rows if r.name == choice)
    assert share is not None
    return "[c]" if share.mark == "c" else f"{share.share:.0%} ({share.count} of {share.base})"


HUB_FIGURES = [
    ("objectives_met", None, "90% (35 of 39)"),
    ("understand_better", None, "92% (36 of 39)"),
    ("could_contribute", None, "87% (34 of 39)"),
    ("length", "too_short", "38% (15 of 39)"),
]


@pytest.mark.parametrize(("name", "choice", "published"), HUB_FIGURES)
def test_what_was_published_already_is_shown_as_published(name: str, choice: str | None, published: str) -> None:
    assert per_cent(hub_report(NONE), name, choice) == published


@pytest.mark.parametrize(("name", "choice", "published"), HUB_FIGURES)
def test_by_default_what_three_or_four_people_said_otherwise_is_hidden(
    name: str, choice: str | None, published: str
) -> None:
    expected = "[c]" if name in ("objectives_met", "understand_better") else published
    assert per_cent(hub_report(DEFAULT), name, choice) == expected


def test_the_published_intervals_stand_beside_the_published_percentage() -> None:
    share = block_of(hub_report(NONE), "understand_better").favourable
    assert share is not None
    assert share.interval is not None
    assert share.population_interval is not None
    assert (f"{share.interval.low:.1%}", f"{share.interval.high:.1%}") == ("79.7%", "97.3%")
    finite = share.population_interval
    assert (f"{finite.low:.1%}", f"{finite.high:.1%}") == ("81.1%", "97.1%")
    assert finite.method == "Wilson 95%, finite population of 225"


def test_the_summary_is_made_of_what_is_shown() -> None:
    assert "The response rate is 17% (39 of 225)." in hub_report(NONE).summary
    shown = " ".join(hub_report(NONE).summary)
    hidden = " ".join(hub_report(DEFAULT).summary)
    assert "92% (36 of 39)" in shown
    assert "92%" not in hidden
    assert "87% (34 of 39)" in hidden


def test_the_log_says_what_is_hidden_and_never_how_much() -> None:
    report = hub_report(DEFAULT)
    places = {entry.place: entry for entry in report.suppressions}
    entry = places["The forum: I understand the theme better than before"]
    assert entry.what == "“Agree”, “Neither agree nor disagree”, “Disagree”; the favourable share"
    assert not any(character.isdigit() for entry in report.suppressions for character in entry.what + entry.why)
    assert hub_report(NONE).suppressions == ()


def test_an_anonymous_round_has_no_working_paper() -> None:
    with pytest.raises(DisclosureRefused, match="is an anonymous round"):
        working_report(hub_figures())


def test_a_working_paper_shows_everything_and_says_so() -> None:
    report = working_report(hub_figures(anonymous=False))
    assert (report.release_class, report.release_number, report.policy.threshold) == ("working", None, 0)
    assert per_cent(report, "understand_better") == "92% (36 of 39)"
    assert report.suppressions == ()


def test_each_release_is_entered_in_the_ledger_with_its_fingerprint() -> None:
    made = release(hub_figures(), DEFAULT, ReleaseLedger())
    (entry,) = made.ledger.entries
    assert (entry.number, entry.responses, entry.closed, entry.policy) == (1, 39, False, DEFAULT)
    assert entry.report_hash == hashlib.sha256(report_to_json(made.report).encode()).hexdigest()
    assert made.report.release_number == 1
    with pytest.raises(RenewalRefused):
        release(hub_figures(), DEFAULT, made.ledger)
    again = release(hub_figures(closed=True), DEFAULT, made.ledger)
    assert [entry.number for entry in again.ledger.entries] == [1, 2]
    assert again.report.release_number == 2


def test_the_same_input_gives_the_same_release_to_the_byte() -> None:
    first, second = (release(hub_figures(), DEFAULT, ReleaseLedger()) for _ in range(2))
    assert report_to_json(first.report) == report_to_json(second.report)
    assert first.ledger.to_json() == second.ledger.to_json()


def test_a_report_comes_back_from_json_as_it_was() -> None:
    report = hub_report(DEFAULT)
    assert report_from_json(report_to_json(report)) == report


@pytest.mark.parametrize("text", ["", "{}", "[1]"])
def test_text_that_is_no_report_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a report: "):
        report_from_json(text)


@pytest.mark.parametrize("responses", [1, 4])
def test_of_a_round_that_few_answered_nothing_is_shown(responses: int) -> None:
    instrument = make_instrument(
        group("page", question("select_one yes_no", "heard"), comment("why")),
        repeat("talk", question("integer", "years")),
    )
    figures = make_figures(
        instrument,
        spread(heard={"yes": responses}, why={"A made-up comment.": responses}),
        themes=[ThemeDefinition(name="time", label="Time")],
        codings=[CodingRecord(response_id="r1", question="why", theme="time", stance="neutral")],
        frame=pd.DataFrame({"forum": ["North"], "invited": [100], "answered": [responses]}),
    )
    report = release(figures, DEFAULT, ReleaseLedger()).report
    assert (report.responses, report.response_rate.answered, report.response_rate.rate) == (None, None, None)
    assert report.response_rate.sentence == "fewer than 5 have answered, so no figures are shown"
    assert report.breakdowns == ()
    assert report.summary == ()
    assert all(block.mark == "c" and block.rows == () for section in report.sections for block in section.questions)
    assert report.themes is not None
    assert (report.themes.comments, report.themes.rows) == (None, ())
    assert [entry.what for entry in report.suppressions] == ["all figures"]


def test_a_round_that_nobody_answered_yet_says_so() -> None:
    figures = make_figures(hub_instrument(), [], population=HUB)
    report = release(figures, DEFAULT, ReleaseLedger()).report
    assert report.responses == 0
    assert report.response_rate.sentence == "0% (0 of 225)"
    assert report.summary == ("Nobody has answered yet.",)
    assert all(block.mark is None for section in report.sections for block in section.questions)


@pytest.mark.parametrize("silent", [1, 4])
def test_where_all_but_a_few_answered_the_number_asked_is_hidden_everywhere(silent: int) -> None:
    figures = make_figures(
        make_instrument(question("select_one yes_no", "heard")),
        spread(heard={"yes": 20, "no": 10}),
        population=Population(size=30 + silent, known=True, note=f"The {30 + silent} on the list."),
        frame=pd.DataFrame({"forum": ["N", "S"], "invited": [15, 15 + silent], "answered": [15, 15]}),
    )
    report = release(figures, DEFAULT, ReleaseLedger()).report
    assert (report.response_rate.population, report.response_rate.rate, report.response_rate.mark) == (None, None, "c")
    assert report.breakdowns == ()
    assert str(30 + silent) not in report_to_json(report)
    assert report.sections[0].questions[0].rows[0].share.share is not None


def test_a_census_is_shown_without_intervals() -> None:
    figures = make_figures(
        make_instrument(question("select_one yes_no", "heard")),
        spread(heard={"yes": 20, "no": 10}),
        population=Population(size=30, known=True),
    )
    report = release(figures, DEFAULT, ReleaseLedger()).report
    assert report.response_rate.sentence == "100% (30 of 30)"
    share = report.sections[0].questions[0].rows[0].share
    assert (share.interval, share.population_interval) == (None, None)
    assert share.note is not None


def test_counts_of_organisations_are_shown() -> None:
    instrument = make_instrument(question("select_one yes_no", "heard"), unit="organisations")
    report = release(make_figures(instrument, spread(heard={"yes": 2, "no": 1})), DEFAULT, ReleaseLedger()).report
    assert [row.share.count for row in report.sections[0].questions[0].rows] == [2, 1]
    assert report.suppressions == ()


def test_counts_of_cases_are_hidden_like_those_of_people() -> None:
    instrument = make_instrument(question("select_one yes_no", "heard"), unit="cases")
    report = release(make_figures(instrument, spread(heard={"yes": 20, "no": 3})), DEFAULT, ReleaseLedger()).report
    assert [row.share.mark for row in report.sections[0].questions[0].rows] == ["c", "c"]


def test_a_release_without_policy_shows_what_few_said() -> None:
    report = release(replace(hub_figures(), responses=3), NONE, ReleaseLedger()).report
    assert report.responses == 3


def test_only_the_gate_makes_a_report() -> None:
    makers = [
        str(path.relative_to(ROOT))
        for package in ("analysis", "exports", "survey_app", "tools")
        for path in (ROOT / package).rglob("*.py")
        if any(
            word in line and not line.lstrip().startswith("class ")
            for line in path.read_text().splitlines()
            for word in (" Report(", "=Report(", "(Report(", "[Report(", "report.Report(")
        )
    ]
    assert makers == ["analysis/disclosure/gate.py"]
