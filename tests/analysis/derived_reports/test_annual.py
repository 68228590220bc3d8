from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from analysis.beside import Beside
from analysis.derived_reports import ReportsRefused
from analysis.derived_reports.annual import AnnualPack, AnnualSection, annual_pack
from analysis.derived_reports.annual_headings import HEADINGS
from analysis.report import Report
from tests.exports import beside, reports

NOW = datetime(2026, 4, 20, 10, 0)
PARTNERSHIP = "Exampleshire Safeguarding Children Partnership"


def make_round(slug: str, form_id: str = "another-form", **changes: Any) -> Report:
    report = reports.make_report(slug=slug, title=f"Round {slug}")
    values = {"closes_on": date(2025, 6, 1), "instrument": replace(report.instrument, form_id=form_id)}
    return replace(report, **{**values, **changes})


def pack_of(*rounds: Report, **options: Any) -> AnnualPack:
    return annual_pack(PARTNERSHIP, 2025, rounds, produced_at=NOW, **options)


def make_walkabout() -> Report:
    report = reports.make_walkabout_report(release_class="release", closes_on=date(2025, 6, 1))
    return replace(report, instrument=replace(report.instrument, form_id="another-form"))


def section_of(pack: AnnualPack, name: str) -> AnnualSection:
    return next(one for one in pack.sections if one.heading.name == name)


def test_a_year_runs_from_april_to_march_and_rounds_of_others_are_left_out_with_the_reason() -> None:
    days = {"a": date(2025, 3, 31), "b": date(2025, 4, 1), "c": date(2026, 3, 31), "d": date(2026, 4, 1)}
    pack = pack_of(*(make_round(slug, closes_on=day) for slug, day in days.items()))
    assert (pack.begins_on, pack.ends_on) == (date(2025, 4, 1), date(2026, 3, 31))
    assert [source.slug for source in pack.sources] == ["b", "c"]
    assert [(one.title, one.why) for one in pack.left_out] == [
        ("Round a", "It closed on 31.03.2025, in another year."),
        ("Round d", "It closed on 01.04.2026, in another year."),
    ]


def test_an_open_round_counts_by_its_opening_and_one_without_days_or_figures_is_left_out() -> None:
    opened = make_round("open", closes_on=None, opens_on=date(2025, 9, 1))
    undated = make_round("undated", closes_on=None, opens_on=None)
    hidden = reports.make_hidden_report(slug="hidden", closes_on=date(2025, 6, 1))
    pack = pack_of(opened, undated, hidden)
    assert [source.slug for source in pack.sources] == ["open"]
    assert {one.why for one in pack.left_out} == {
        "It has neither a day of opening nor of closing.",
        "So few have answered that no figures are shown.",
    }


def test_every_heading_is_there_and_one_without_evidence_says_what_is_needed() -> None:
    pack = pack_of()
    assert [section.heading for section in pack.sections] == list(HEADINGS)
    assert not any(section.has_evidence for section in pack.sections)
    assert all(section.heading.needed for section in pack.sections)
    assert not section_of(pack_of(make_round("a")), "costs").has_evidence


def test_the_headings_are_those_of_the_guidance_in_its_order_and_say_how_their_words_are_known() -> None:
    """The list of the 2018 guidance is quoted in published reports; what 2023 added is from memory, and says so."""
    assert [(one.name, one.basis.rsplit(" ", 1)[1]) for one in HEADINGS] == [
        ("impact", "2018"), ("little_progress", "2018"), ("recommendations", "2018"),
        ("children_and_families", "2018"), ("costs", "2023"), ("education", "2023"), ("data", "2023"),
        ("serious_incidents", "2023"), ("scrutiny", "2023"), ("information_sharing", "2023"),
    ]  # fmt: skip
    for one in HEADINGS:
        assert ("from memory" in one.known_from) == (one.basis.endswith("2023"))


def test_what_only_a_person_or_a_record_says_is_no_gap() -> None:
    pack = pack_of(statements={"costs": ["£1 (Source: accounts)"]})
    assert [one.heading.name for one in pack.sections if not one.is_empty] == ["costs"]
    assert not section_of(pack, "costs").has_evidence


def test_every_round_stands_with_its_response_rate_under_the_use_of_data() -> None:
    pack = pack_of(make_round("a"), make_round("b"))
    assert [(one.source.slug, one.words) for one in section_of(pack, "data").figures] == [
        ("a", "17% (39 of 225)"),
        ("b", "17% (39 of 225)"),
    ]


def test_a_round_of_a_headings_own_form_gives_its_rate_figures_and_themes() -> None:
    report = make_round("hub", "learning-hub-evaluation")
    figures = section_of(pack_of(report), "impact").figures
    assert figures[0].words == report.response_rate.sentence
    shares = {one.label: one.share for one in figures if one.share is not None}
    blocks = {block.label: block.favourable for section in report.sections for block in section.questions}
    assert len(shares) == 3
    assert all(share == blocks[label] for label, share in shares.items())
    assert ("Trust between agencies", "written about by 11 people") in [(one.label, one.words) for one in figures]


def test_questions_and_themes_on_a_headings_subject_count_from_any_round() -> None:
    walkabout = make_walkabout()
    found = section_of(pack_of(walkabout), "information_sharing").figures
    assert [one.label for one in found] == ["Standard 4: Information sharing"]
    assert found[0].share is not None
    assert (found[0].share.count, found[0].share.base) == (15, 20)
    assert [one.label for one in section_of(pack_of(make_round("a")), "education").figures] == ["Schools and exclusion"]


def test_what_rose_is_impact_and_what_fell_is_little_progress() -> None:
    walkabout = make_walkabout()
    standing = Beside(comparison=beside.make_comparison(walkabout))
    pack = pack_of(walkabout, besides={walkabout.slug: standing})
    (risen,) = section_of(pack, "impact").figures
    (fallen,) = section_of(pack, "little_progress").figures
    assert risen.label == "Standard 1: Leadership and accountability"
    assert risen.answer.startswith("Fully met or Mostly met, risen since “")
    assert fallen.label == "Standard 4: Information sharing"


def test_actions_stand_where_they_are_evidence_and_once_only() -> None:
    actions = beside.make_actions()
    standing = Beside(actions=actions)
    pack = pack_of(make_round("a"), make_round("b"), besides={"a": standing, "b": standing})
    all_of = [one.line for one in section_of(pack, "recommendations").actions]
    assert all_of == list(actions.lines)
    assert [one.line for one in section_of(pack, "impact").actions] == [one for one in actions.lines if one.impact]
    late = [one.line for one in section_of(pack, "little_progress").actions]
    assert late == [one for one in actions.lines if one.status == "Overdue"]


def test_quotations_stand_under_the_feedback_of_children_and_families_only() -> None:
    asked = make_round("family", "children-and-families-feedback")
    other = make_round("hub", "learning-hub-evaluation")
    besides = {one.slug: Beside(quotes=beside.make_quotes(one)) for one in (asked, other)}
    pack = pack_of(asked, other, besides=besides)
    found = {section.heading.name: section.quotes for section in pack.sections if section.quotes}
    assert set(found) == {"children_and_families"}
    assert {one.source.slug for one in found["children_and_families"]} == {"family"}
    assert found["children_and_families"][0].theme == "Trust between agencies"


def test_statements_of_the_partnership_stand_under_their_heading() -> None:
    pack = pack_of(statements={"costs": ["Three partners paid alike."]})
    assert section_of(pack, "costs").statements == ("Three partners paid alike.",)
    with pytest.raises(ReportsRefused, match="no heading “money”"):
        pack_of(statements={"money": ["x"]})


@pytest.mark.parametrize(
    ("rounds", "message"),
    [
        ((make_round("a"), make_round("a")), "“a” is there twice"),
        ((make_round("a", partnership="Another"),), "is a round of Another"),
        ((make_round("a"), make_round("b", release_class="working")), "cannot be put together"),
    ],
)
def test_rounds_that_do_not_belong_together_are_refused(rounds: tuple[Report, ...], message: str) -> None:
    with pytest.raises(ReportsRefused, match=message):
        pack_of(*rounds)


def test_what_may_not_stand_beside_a_release_is_refused() -> None:
    report = make_round("a")
    with pytest.raises(ValueError, match="working papers"):
        pack_of(report, besides={"a": Beside(agreement=beside.make_agreement())})
