"""The workbook read back and compared with its Report, cell by cell."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from analysis.report import BlanksDecision, Interval, QuestionBlock, Report, ReportVerdict
from exports.wording import CLOSED_KINDS
from exports.workbook import write_workbook
from tests.exports import reports
from tests.exports.workbooks import row_of, same, share_cells, sheets, structure, written

REPORTS = [
    reports.make_report(),
    reports.make_walkabout_report(),
    reports.make_hidden_report(),
    reports.make_empty_report(),
]
IDS = ["release", "working", "all hidden", "no responses"]


def test_the_sheets_stand_in_reading_order() -> None:
    assert list(sheets(written(reports.make_report()))) == [
        "Contents",
        "Summary",
        "Method",
        "Response rates",
        "At a glance",
        "The forum",
        "Staff conversations",
        "Themes",
        "All answers",
        "Codebook",
        "Release log",
    ]


@pytest.mark.parametrize("report", REPORTS, ids=IDS)
def test_the_contents_name_every_other_sheet(report: Report) -> None:
    found = sheets(written(report))
    listed = [row[0] for row in found["Contents"]]
    listed = listed[: listed.index("Questions on")]
    assert [name for name in listed if name in found] == list(found)[1:]


@pytest.mark.parametrize("report", REPORTS, ids=IDS)
def test_every_closed_question_is_there_cell_by_cell(report: Report) -> None:
    found = sheets(written(report))
    for section in report.sections:
        rows = next(rows for name, rows in found.items() if rows[0][0] == section.label and name not in ("Contents",))
        for block in section.questions:
            if block.kind in CLOSED_KINDS and block.part_of in (None, block.name):
                check_block(rows, block)


def check_block(rows: list[list[object]], block: QuestionBlock) -> None:
    start = max(number for number, row in enumerate(rows) if row[0] == block.label)  # after the overview's own row
    below = rows[start:]
    for option in block.rows:
        assert same(row_of(below, option.label)[1:8], share_cells(option.share))
    if block.favourable is not None:
        assert same(row_of(below, f"Favourable: {block.favourable_label}")[1:8], share_cells(block.favourable))
    if block.median is not None:
        assert row_of(below, "Median answer")[1] == block.median
    absences = block.absences
    expected = [
        block.asked,
        absences.not_answered,
        absences.not_applicable,
        absences.dont_know,
        block.base,
        absences.not_asked,
    ]
    asked = next(number for number, row in enumerate(below) if row[0] == "Asked and not asked")
    assert below[asked + 1][1:7] == ["[c]" if value is None else value for value in expected]


def test_intervals_say_what_they_assume_beside_the_figures() -> None:
    found = sheets(written(reports.make_report()))
    assert "Intervals: Wilson 95%." in [row[0] for row in found["Summary"]]
    assert "Intervals: Wilson 95%; Wilson 95%, finite population of 225." in [row[0] for row in found["The forum"]]


def test_a_multiple_choice_is_listed_from_most_to_least_chosen() -> None:
    rows = sheets(written(reports.make_report()))["The forum"]
    start = next(number for number, row in enumerate(rows) if row[0] == "Which parts were useful?")
    labels = [row[0] for row in rows[start + 3 : start + 7]]
    assert labels == ["Table discussion", "Local speakers", "Talks", "Resource pack"]


def test_numbers_and_written_answers_are_there() -> None:
    rows = sheets(written(reports.make_report()))["The forum"]
    assert row_of(rows, "All who gave a number")[1:7] == [31, 0, 2, 4.5, 11, 1250]
    assert row_of(rows, "What was most useful?")[1:7] == [39, 27, 0, 0, 12, 0]


def test_a_judgement_stands_before_its_parts() -> None:
    rows = sheets(written(reports.make_walkabout_report()))["Standards grade each one"]
    labels = [row[0] for row in rows]
    second = labels.index("Recorded with “Standard 2: Safer recruitment”")
    assert labels[second + 1 : second + 4] == ["Rationale", "Type of evidence", "Gap"]
    assert labels[second + 5 : second + 8] == [
        "Type of evidence",
        "Base: 20 organisations with an answer that counts, of 23 asked. More than one answer could be chosen.",
        "Answer",
    ]


def test_questions_on_one_scale_stand_side_by_side() -> None:
    rows = sheets(written(reports.make_walkabout_report()))["At a glance"]
    assert "Organisations: from Fully met to Not met" in [row[0] for row in rows]
    assert row_of(rows, "Per cent of organisations")[1:6] == [
        "Base",
        "Fully met",
        "Mostly met",
        "Partly met",
        "Not met",
    ]
    assert same(row_of(rows, "Standard 3: Training and supervision")[1:6], [20, 6 / 20, 9 / 20, 4 / 20, 1 / 20])


def test_questions_of_different_units_are_never_set_side_by_side() -> None:
    section = reports.make_section("s", "One", reports.make_closed("a", "A question"))
    repeat = reports.make_section(
        "r", "Two", reports.make_closed("b", "B question"), is_repeat=True, entry_name="talk", entries=39
    )
    assert "At a glance" not in sheets(written(reports.make_report(sections=(section, repeat))))


def test_many_questions_on_one_scale_go_on_in_further_tables() -> None:
    blocks = (reports.make_closed(f"q{i}", f"Question {i}") for i in range(30))
    report = reports.make_report(sections=(reports.make_section("s", "One", *blocks),))
    found = sheets(written(report))
    titles = [row[0] for row in found["At a glance"] if str(row[0]).startswith("People")]
    first = "People: from Strongly agree to Strongly disagree"
    assert titles == [first, f"{first} (continued)", f"{first} (continued)"]
    assert {f"Question {i}" for i in range(30)} <= {row[0] for row in found["At a glance"]}
    assert "All 30 questions with a favourable answer are on the sheet Favourable answers" in [
        row[0] for row in found["Summary"]
    ]
    assert {f"Question {i}" for i in range(30)} <= {row[1] for row in found["Favourable answers"]}


def test_a_repeat_has_its_own_sheet_and_says_what_it_counts() -> None:
    rows = sheets(written(reports.make_report()))["Staff conversations"]
    sentences = [row[0] for row in rows]
    assert "12 conversations in 4 responses. Counts and bases on this sheet are of conversations." in sentences
    assert "Base: 12 conversations with an answer that counts, of 15 asked." in sentences


def test_the_summary_has_the_headlines_warnings_and_favourable_figures() -> None:
    report = reports.make_report()
    rows = sheets(written(report))["Summary"]
    first = [row[0] for row in rows]
    assert pytest.approx(report.response_rate.rate) in first
    assert "17% (39 of 225). Everyone who attended one of five forums." in first
    assert set(report.summary) <= set(first)
    assert set(report.warnings) <= set(first)
    assert first.index(report.warnings[0]) < first.index(report.summary[0])
    block = report.sections[0].questions[1]
    assert block.favourable is not None
    row = row_of(rows, block.label)
    assert row[1] == "Strongly agree or Agree (people)"
    assert same(row[2:7], share_cells(block.favourable)[:5])


def test_the_summary_prints_on_one_page_and_says_whether_the_figures_may_be_reported() -> None:
    verdict = ReportVerdict(
        verdict="with care", sentence="39 of 225; with care", reasons=("The response rate of 17% is under 30%.",)
    )
    data = written(reports.make_report(verdict=verdict))
    cells = [cell for row in sheets(data)["Summary"] for cell in row]
    assert {"May these figures be reported?", "With care", "The response rate of 17% is under 30%."} <= set(cells)
    setup = structure(data)["Summary"].page_setup
    assert (setup.fitToWidth or 1, setup.fitToHeight or 1) == (1, 1)
    assert "39 of 225; with care. The response rate of 17% is under 30%." in [row[1] for row in sheets(data)["Method"]]


def test_what_the_silent_could_change_stands_beside_each_favourable_share() -> None:
    bounds = Interval(low=0.156, high=0.982, method="bounds")
    block = reports.make_closed("q", "A question")
    assert block.favourable is not None
    block = replace(block, favourable=replace(block.favourable, bounds=bounds))
    found = sheets(written(reports.make_report(sections=(reports.make_section("s", "S", block),))))
    assert row_of(found["S"], "Of all asked, whatever the silent think")[1:5] == ["at least", 0.156, "at most", 0.982]
    assert row_of(found["Summary"], "A question")[7:9] == [0.156, 0.982]
    assert same(row_of(found["Response rates"], "A question")[1:4], [35 / 39, 0.156, 0.982])


def test_an_unknown_population_is_said_to_give_an_upper_limit() -> None:
    found = sheets(written(reports.make_walkabout_report()))
    assert any(str(row[0]).startswith("at most 8.4% (33 of 395 or more).") for row in found["Summary"])
    assert row_of(found["Response rates"], "Round")[1:4] == [
        "Invited (at least)",
        "Answered",
        "Response rate (at most)",
    ]


def test_response_rates_are_there_by_breakdown_with_hidden_ones_marked() -> None:
    rows = sheets(written(reports.make_report()))["Response rates"]
    assert same(row_of(rows, "North forum")[1:4], [48, 11, 11 / 48])
    assert row_of(rows, "Evening forum")[1:4] == [40, "[c]", "[c]"]
    assert "The chart leaves out the rows whose rate is not shown." in [row[0] for row in rows]


def test_the_method_has_policy_versions_definitions_and_a_link_to_the_release_log() -> None:
    report = reports.make_report()
    rows = sheets(written(report))["Method"]
    facts = {row[0]: row[1] for row in rows}
    assert facts["Content hash (SHA-256)"] == report.instrument.content_hash
    assert facts["Form"] == "learning-hub-evaluation, version 3"
    assert facts["Decided by"] == report.policy.decided_by
    assert facts["Decided on"] == "15 January 2026"
    assert facts["Reason"] == report.policy.reason
    assert facts["Rounded"] == "Nothing"
    assert facts["Marks"] == "[c] is a figure that is hidden, [z] one that does not exist"
    assert facts["Blank answers"] == "How many left a question blank is protected as any other count"
    assert facts["Produced"] == "2 March 2026 at 09:30"
    for definition in report.definitions:
        assert facts[definition.term] == definition.text
    assert "What is hidden, where and why" in [row[0] for row in rows]


def test_the_method_says_what_a_policy_rounds_and_who_let_blanks_be_shown() -> None:
    blanks = BlanksDecision(decided_by="Robin Example", decided_on=date(2026, 1, 16), reason="No secret here.")
    policy = replace(reports.DEFAULT_POLICY, rounding=5, threshold=7, symbol="*", protect_blanks=False, blanks=blanks)
    rows = sheets(written(reports.make_report(policy=policy)))["Method"]
    facts = [(row[0], row[1]) for row in rows]
    assert ("Hidden", "Counts of people from 1 to 7, and what would give them away") in facts
    assert ("Rounded", "All other counts of people, to the nearest 5") in facts
    assert ("Marks", "* is a figure that is hidden, [z] one that does not exist") in facts
    assert ("Decided by", "Robin Example, 16 January 2026") in facts
    assert ("Reason", "No secret here.") in facts


def test_the_themes_are_there_with_what_they_cover() -> None:
    report = reports.make_report()
    assert report.themes is not None
    rows = sheets(written(report))["Themes"]
    for theme in report.themes.rows:
        assert row_of(rows, theme.label)[1:7] == [
            theme.definition,
            theme.mentions,
            theme.respondents,
            theme.strengths,
            theme.concerns,
            theme.neutral,
        ]


def test_a_round_without_themes_has_no_such_sheet() -> None:
    assert "Themes" not in sheets(written(reports.make_report(themes=None)))


def test_the_codebook_is_there_row_by_row() -> None:
    report = reports.make_report()
    rows = sheets(written(report))["Codebook"]
    start = next(number for number, row in enumerate(rows) if row[0] == "Section") + 1
    fields = ("section", "question", "label", "type", "choice", "choice_label", "meaning", "relevant")
    expected = [[getattr(entry, name) or "" for name in fields] for entry in report.codebook]
    assert [row[:8] for row in rows[start:]] == expected


def test_a_report_with_everything_hidden_prints_no_figure_of_an_answer() -> None:
    found = sheets(written(reports.make_hidden_report()))
    for name in ("Response rates", "The forum", "Themes"):
        numbers = [value for row in found[name] for value in row if isinstance(value, float | int)]
        assert numbers == []
        assert any("[c] confidential" in str(row[0]) for row in found[name])
    assert "No chart: the figures are hidden." in [value for row in found["The forum"] for value in row]


def test_the_marks_are_those_of_the_policy() -> None:
    report = reports.make_hidden_report()
    rate = replace(report.response_rate, sentence="few have answered")
    policy = replace(report.policy, symbol="*", symbol_z=":")
    found = sheets(written(replace(report, policy=policy, response_rate=rate)))
    cells = [value for rows in found.values() for row in rows for value in row if isinstance(value, str)]
    assert "*" in cells
    assert any(value.startswith("* confidential") for value in cells)
    assert [value for value in cells if value == "[c]" or "[c] " in value] == []


def test_a_round_without_responses_says_so_and_prints_no_percentage() -> None:
    rows = sheets(written(reports.make_empty_report()))["The forum"]
    assert row_of(rows, "Strongly agree")[1:8] == [0, 0, "[z]", "[z]", "[z]", "[z]", "[z]"]
    assert "No chart: nobody gave an answer that counts." in [value for row in rows for value in row]
    assert any("[z] not applicable" in str(row[0]) for row in rows)


def test_a_sheet_that_hides_nothing_has_no_legend() -> None:
    found = sheets(written(reports.make_report()))
    assert not any("[c] confidential" in str(row[0]) for row in found["The forum"])


def test_sixty_sections_share_sheets_and_none_is_lost() -> None:
    sections = tuple(
        reports.make_section(f"s{i}", f"Section {i}", reports.make_closed(f"q{i}", f"Question {i}")) for i in range(60)
    )
    found = sheets(written(reports.make_report(sections=sections)))
    assert len(found) <= 20
    cells = {row[0] for rows in found.values() for row in rows if row}
    assert {f"Section {i}" for i in range(60)} <= cells
    assert {f"Question {i}" for i in range(60)} <= cells


def test_the_same_report_always_makes_the_same_bytes() -> None:
    assert written(reports.make_report()) == written(reports.make_report())


def test_a_workbook_is_written_to_a_path_too(tmp_path: Path) -> None:
    write_workbook(reports.make_report(), tmp_path / "out.xlsx")
    assert (tmp_path / "out.xlsx").read_bytes() == written(reports.make_report())
