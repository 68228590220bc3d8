from __future__ import annotations

from dataclasses import replace

import pytest

from analysis.report import Interval
from exports.wording import (
    base_sentence,
    chart_alt_text,
    counted_title,
    interval_methods,
    interval_text,
    place_name,
    plural,
    produced_text,
    rate_alt_text,
    release_text,
    share_text,
    themes_alt_text,
    unit_nouns,
    version_notes,
    versions_text,
)
from tests.exports import reports

PEOPLE = ("person", "people")


def test_alt_text_names_the_question_and_every_figure() -> None:
    block = reports.make_closed("objectives_met", "The forum met its objectives")
    assert chart_alt_text(block) == (
        "Bar chart of “The forum met its objectives”: Strongly agree 51% (20 of 39); Agree 38% (15 of 39); "
        "Neither agree nor disagree 5.1% (2 of 39); Disagree 2.6% (1 of 39); Strongly disagree 2.6% (1 of 39). "
        "Favourable (Strongly agree or Agree): 90% (35 of 39)."
    )


def test_alt_text_names_hidden_answers_without_a_figure() -> None:
    block = reports.make_closed("q", "Question", counts=(20, None, None, 10, 0), base=39)
    text = chart_alt_text(block)
    assert "Not shown: Agree; Neither agree nor disagree." in text
    assert "Agree [" not in text
    assert text.endswith("Favourable (Strongly agree or Agree): [c].")


def test_alt_text_of_an_all_hidden_question_says_that_nothing_is_shown() -> None:
    assert "no figure is shown" in chart_alt_text(reports.make_hidden("q", "Question"))


def test_the_base_sentence_says_whom_the_percentages_are_of() -> None:
    block = reports.make_closed("q", "Question")
    assert base_sentence(block, PEOPLE) == "Base: 39 people with an answer that counts, of 42 asked."


def test_the_base_sentence_of_a_multiple_choice_says_so() -> None:
    assert base_sentence(reports.make_closed("q", "Q", kind="multiple"), PEOPLE).endswith(
        "More than one answer could be chosen."
    )


def test_a_hidden_base_is_said_to_be_hidden() -> None:
    assert base_sentence(reports.make_hidden("q", "Q"), PEOPLE) == "The base is hidden: [c]."


@pytest.mark.parametrize(
    ("noun", "many"), [("conversation", "conversations"), ("agency", "agencies"), ("day", "days"), ("class", "classes")]
)
def test_the_name_of_an_entry_has_a_plural(noun: str, many: str) -> None:
    assert plural(noun) == many


def test_a_repeat_counts_its_own_entries_and_a_section_its_unit() -> None:
    assert unit_nouns(reports.make_repeat_section()) == ("conversation", "conversations")
    assert unit_nouns(reports.make_section("s", "S", unit="organisations")) == ("organisation", "organisations")


def test_a_share_without_a_base_is_not_applicable() -> None:
    assert share_text(reports.make_share(0, 0)) == "[z]"


def test_rates_and_themes_say_only_what_is_shown() -> None:
    text = rate_alt_text(reports.make_rates()[0])
    assert text.startswith("Bar chart of response rates by forum: North forum 23% (11 of 48);")
    assert "Evening" not in text
    assert themes_alt_text(reports.make_themes()).startswith(
        "Bar chart of mentions by theme: Trust between agencies 14; Early help 10;"
    )


def test_the_release_class_is_said_in_words() -> None:
    assert release_text(reports.make_report()) == "Release 1"
    assert release_text(reports.make_walkabout_report()) == "WORKING PAPER – not for publication"


def test_an_interval_is_said_to_one_decimal_and_with_what_it_assumes() -> None:
    interval = Interval(low=0.79724, high=0.97347, method="Wilson 95%")
    assert interval_text(interval) == "79.7% to 97.3%"
    assert interval_methods([reports.make_share(36, 39), reports.make_share(35, 39)]) == (
        "Intervals: Wilson 95%; Wilson 95%, finite population of 225."
    )
    assert interval_methods([reports.make_share(0, 0)]) is None


@pytest.mark.parametrize(
    ("kinds", "title"),
    [
        (("text",), "Answered in words or with a date"),
        (("text", "date"), "Answered in words or with a date"),
        (("file",), "Answered with a file"),
        (("text", "file", "place"), "Answered in words, with a file or with a place"),
        (("acknowledge",), "Answered with a tick"),
    ],
)
def test_what_is_only_counted_is_named(kinds: tuple[str, ...], title: str) -> None:
    block = reports.make_closed("q", "A question")
    assert counted_title([replace(block, kind=kind) for kind in kinds]) == title  # type: ignore[arg-type]


def test_versions_are_named_all_together() -> None:
    reference = reports.make_walkabout_report().instrument
    assert versions_text(replace(reference, version=3)) == "version 3"
    assert versions_text(replace(reference, version=3, versions=(1, 3))) == "versions 1 and 3"
    block = replace(reports.make_closed("q", "A question"), versions="from version 3", remarks=("Reworded.",))
    assert version_notes(block) == ["Asked from version 3.", "Reworded."]


def test_places_have_their_endings() -> None:
    assert [place_name(place) for place in (1, 2, 3, 4, 11, 12, 13, 21, 22, 111)] == [
        "1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "22nd", "111th",
    ]  # fmt: skip


def test_the_moment_of_a_report_is_told_with_its_zone() -> None:
    assert produced_text(reports.make_report()) == "2 March 2026 at 09:30"
    assert produced_text(reports.make_report(produced_at="2026-03-02T09:30+00:00")) == "2 March 2026 at 09:30 UTC"
    assert produced_text(reports.make_report(produced_at="2026-07-02T09:30+01:00")) == "2 July 2026 at 09:30 UTC+01:00"
