from __future__ import annotations

from typing import Any

from analysis.disclosure import working_report
from analysis.report import Report
from analysis.round_data import CodingRecord, Population, ThemeDefinition
from tests.analysis.rounds import comment, group, make_figures, make_instrument, question, repeat, spread


def make_report(
    survey: list[dict[str, Any]], documents: list[dict[str, Any]], *, unit: str = "people", **changes: Any
) -> Report:
    return working_report(make_figures(make_instrument(*survey, unit=unit), documents, **changes))


HEARD = [question("select_one yes_no", "heard")]
SCALES = [question("select_one agree", f"scale_{number}") for number in range(1, 9)]


def test_the_summary_counts_people_and_returns_in_their_own_words() -> None:
    assert make_report(HEARD, spread(heard={"yes": 1})).summary[0] == "1 person has answered."
    assert make_report(HEARD, spread(heard={"yes": 30})).summary[0] == "30 people have answered."
    assert make_report(HEARD, spread(heard={"yes": 1}), unit="organisations").summary[0] == "1 return was received."
    assert make_report(HEARD, [], unit="cases").summary == ("No return has been received yet.",)


def test_few_scales_are_all_in_the_summary() -> None:
    report = make_report(SCALES[:2], spread(scale_1={"agree": 30}, scale_2={"agree": 15, "disagree": 15}))
    assert report.summary[2:] == (
        "“About scale_1”: 100% (30 of 30) answered Strongly agree or Agree.",
        "“About scale_2”: 50% (15 of 30) answered Strongly agree or Agree.",
    )


def test_of_many_scales_the_summary_names_the_most_and_the_least_favourable() -> None:
    counts = {f"scale_{n}": {"agree": 5 * n, "disagree": 40 - 5 * n} for n in range(1, 9)}
    summary = make_report(SCALES, spread(**counts)).summary
    assert summary[2] == "Of the 8 scales with a percentage shown, the most favourable answers were given to these:"
    assert [sentence.split("”")[0] for sentence in summary[3:6]] == [
        "“About scale_8",
        "“About scale_7",
        "“About scale_6",
    ]
    assert summary[6] == "The least favourable:"
    assert [sentence.split("”")[0] for sentence in summary[7:]] == [
        "“About scale_1",
        "“About scale_2",
        "“About scale_3",
    ]


def test_a_scale_without_a_better_end_gives_its_commonest_answer() -> None:
    survey = [question("select_one length", "length")]
    report = make_report(survey, spread(length={"short": 15, "right": 24}))
    assert report.summary[-1] == "“About length”: 62% (24 of 39) answered About right, the commonest answer."
    assert len(make_report(survey, spread(length={"short": 20, "right": 20})).summary) == 2
    assert len(make_report(survey, spread(length={None: 20})).summary) == 2


def test_entries_and_the_theme_mentioned_most_are_in_the_summary() -> None:
    survey = [group("page", comment("why")), repeat("talk", question("select_one met", "known"))]
    documents = [{"why": "A comment.", "talk": [{"known": "fully"}] * 2}, {"why": "A comment.", "talk": []}]
    codings = [CodingRecord(response_id=key, question="why", theme="time", stance="neutral") for key in ("r1", "r2")]
    codings += [CodingRecord(response_id="r1", question="why", theme="pay", stance="neutral")]
    themes = [ThemeDefinition(name=name, label=name.capitalize()) for name in ("pay", "time")]
    summary = make_report(survey, documents, themes=themes, codings=codings).summary
    assert "About talk: 2 entries." in summary
    assert summary[-1] == "The theme mentioned most in comments is “Time”, by 2 people."
    tied = make_report(survey, documents, themes=themes, codings=[]).summary
    assert not any("theme" in sentence for sentence in tied)


def warnings_of(answered: int, population: Population) -> str:
    return " ".join(make_report(HEARD, spread(heard={"yes": answered}), population=population).warnings)


def test_a_low_response_is_warned_of() -> None:
    assert "The response rate is low: 17% (39 of 225)" in warnings_of(39, Population(size=225, known=True))
    assert "is low" not in warnings_of(39, Population(size=60, known=True))


def test_an_unknown_population_is_warned_of() -> None:
    assert "not fully known how many were asked" in warnings_of(33, Population(size=395, known=False))
    assert "so there is no response rate" in warnings_of(33, Population(size=None, known=False))


def test_more_answers_than_people_asked_are_warned_of_and_give_no_rate() -> None:
    warnings = warnings_of(33, Population(size=30, known=True))
    assert "More answers (33) than people asked (30)" in warnings
    assert "110%" not in warnings


def test_self_selection_is_warned_of_unless_everybody_answered() -> None:
    assert "do not cover non-response" in warnings_of(39, Population(size=60, known=True))
    assert "do not cover non-response" not in warnings_of(39, Population(size=39, known=True))
    assert "do not cover non-response" in warnings_of(39, Population(size=39, known=False))


def test_few_answers_are_warned_of() -> None:
    assert "rest on few answers (7)" in warnings_of(7, Population(size=8, known=True))


def test_a_repeat_without_percentages_is_warned_of() -> None:
    survey = [group("page", *HEARD), repeat("talk", question("select_one met", "known"), narrative_below=5)]
    report = make_report(survey, [{"heard": "yes", "talk": [{"known": "fully"}]}])
    assert "About talk: too few entries for percentages; describe them in words." in report.warnings
