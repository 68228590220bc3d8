from __future__ import annotations

from dataclasses import replace

import pytest
from docx.oxml.ns import qn

from analysis.beside import NOTHING, Beside
from analysis.report import CrossGroup, CrossRow, CrossTable, CrossTest, HistogramBin, QuestionBlock, Report, Share
from exports.documents import write_full_report
from exports.formats import percent_text
from exports.wording import CLOSED_KINDS, interval_text, share_text
from tests.exports import beside, reports
from tests.exports.documents.office_parts import all_text, xml_problems
from tests.exports.documents.written import (
    HOSTILE,
    body_text,
    bytes_of,
    check_accessible,
    opened,
    paragraphs,
    tables,
)


def report_of(report: Report, standing: Beside = NOTHING) -> bytes:
    return bytes_of(write_full_report, report, beside=standing)


@pytest.fixture(scope="module")
def everything() -> bytes:
    report = reports.make_report(cross_tables=(make_crossed(),))
    return report_of(report, beside.make_beside(report))


@pytest.fixture(scope="module")
def working() -> bytes:
    report = reports.make_walkabout_report()
    return report_of(report, beside.make_beside(report, agencies=20))


def make_crossed(name: str = "objectives_met", groups: int = 7) -> CrossTable:
    """Seven groups: one hidden, one that nobody belongs to."""
    labels = [f"Agency {number}" for number in range(groups)]
    found = [CrossGroup(name=one, label=one, asked=12, base=10) for one in labels[:-2]]
    found.append(CrossGroup(name="hidden", label="Hidden agency", asked=None, base=None, withheld=True, mark="c"))
    found.append(CrossGroup(name="none", label="Absent agency", asked=0, base=0))
    counts = (*((7,) * (groups - 2)), None, 0)
    shares = (*((0.7,) * (groups - 2)), None, None)
    row = CrossRow(
        name="agree", label="Agree", favourable=True, counts=counts, shares=shares, lows=shares, highs=shares
    )
    return CrossTable(
        question=name,
        question_label=f"Question {name}",
        kind="scale",
        breakdown="agency",
        breakdown_label="Agency",
        unit="people",
        groups=tuple(found),
        rows=(row,),
        favourable=replace(row, name="favourable"),
        test=CrossTest(
            method="Kruskal–Wallis", p_value=0.0123, adjusted=0.0246, adjustment="Holm, over 2 questions by agency",
            effect=0.21, effect_name="epsilon squared", n_used=50,
        ),
    )  # fmt: skip


def cells_of(share: Share, *, population: bool) -> list[str]:
    sign = "[c]" if share.mark == "c" else "[z]"
    ends = [share.interval, share.population_interval][: 2 if population else 1]
    return [
        sign if share.count is None else f"{share.count:,}",
        sign if share.share is None else percent_text(share.share),
        *(interval_text(one) if one else ("–" if share.share is not None else sign) for one in ends),
    ]


def closed_blocks(report: Report) -> list[QuestionBlock]:
    return [block for section in report.sections for block in section.questions if block.kind in CLOSED_KINDS]


@pytest.mark.parametrize(
    "report",
    [reports.make_report(), reports.make_walkabout_report(), reports.make_hidden_report(), reports.make_empty_report()],
    ids=["forum", "walkabout", "hidden", "empty"],
)
def test_every_share_of_every_closed_question_stands_in_its_table(report: Report) -> None:
    document = opened(report_of(report))
    found = [table for table in tables(document) if table[0][0] == "Answer"]
    blocks = closed_blocks(report)
    assert len(found) == len(blocks)
    for table, block in zip(found, blocks, strict=True):
        population = any(row.share.population_interval for row in block.rows)
        written = {row[0]: row[1:] for row in table[1:]}
        for row in block.rows:
            assert written[row.label] == cells_of(row.share, population=population), block.name
        if block.favourable is not None:
            assert written[f"Favourable: {block.favourable_label}"] == cells_of(block.favourable, population=population)


def test_numbers_stand_with_their_histogram_as_chart_and_table() -> None:
    bins = (
        HistogramBin(low=0, high=5, label="0 to 4", count=20, whole=True),
        HistogramBin(low=5, high=10, label="5 to 9", count=None, whole=True, mark="c"),
    )
    block = reports.make_number("staff", "How many staff?")
    assert block.numbers is not None
    block = replace(block, numbers=replace(block.numbers, histogram=bins, histogram_note="Some intervals are joined."))
    document = opened(report_of(reports.make_report(sections=(reports.make_section("s", "S", block),), breakdowns=())))
    found = tables(document)
    summary = next(table for table in found if table[0][0] == "Of the numbers given")
    assert [row[1] for row in summary[1:]] == ["31", "0", "2", "4.5", "11", "1,250"]
    assert ["0 to 4", "20"] in next(table for table in found if table[0][0] == "Interval")
    assert ["5 to 9", "[c]"] in next(table for table in found if table[0][0] == "Interval")
    described = [one.get("descr") for one in document.element.body.iter(qn("wp:docPr"))]
    assert "Histogram of “How many staff?”: 0 to 4 20. Not shown: 5 to 9." in described
    assert "Some intervals are joined." in body_text(document)


def test_documents_are_valid_and_accessible(everything: bytes, working: bytes) -> None:
    for document in (everything, working, report_of(reports.make_hidden_report())):
        assert xml_problems(document) == []
        check_accessible(opened(document))


def test_the_contents_open_filled_and_each_entry_leads_to_its_heading(everything: bytes) -> None:
    document = opened(everything)
    body = document.element.body
    entries = [one for one in document.paragraphs if one.style.name in ("toc 1", "toc 2")]
    headings = [one.text for one in document.paragraphs if one.style.name in ("Heading 1", "Heading 2")]
    links = [entry._p.find(qn("w:hyperlink")) for entry in entries]
    assert ["".join(t.text for t in link.iter(qn("w:t"))) for link in links] == headings
    marks = {mark.get(qn("w:name")) for mark in body.iter(qn("w:bookmarkStart"))}
    assert {link.get(qn("w:anchor")) for link in links} <= marks
    assert [mark.get(qn("w:fldCharType")) for mark in entries[0]._p.iter(qn("w:fldChar"))] == ["begin", "separate"]
    assert [mark.get(qn("w:fldCharType")) for mark in entries[-1]._p.iter(qn("w:fldChar"))] == ["end"]


def test_small_tables_are_not_divided_and_heads_repeat(everything: bytes) -> None:
    for table in opened(everything).tables:
        rows = table.rows
        if 1 < len(rows) <= 10:
            assert all(row._tr.xpath(".//w:keepNext") for row in rows[:-1])
        assert not rows[-1]._tr.xpath("./w:tc/w:p/w:pPr/w:keepNext")


def test_groups_stand_side_by_side_five_at_a_time_and_the_absent_are_named(everything: bytes) -> None:
    document = opened(everything)
    crossed = [table for table in tables(document) if "(base" in table[0][1]]
    assert [len(table[0]) - 1 for table in crossed] == [5, 1]
    assert crossed[0][1] == ["Agree", *["70% (7)"] * 5]
    assert crossed[1][0][1] == "Hidden agency (base [c])"
    assert crossed[1][1][1] == "[c]"
    words = body_text(document)
    assert "Nobody answered from: Absent agency." in words
    assert "Kruskal–Wallis: p 0.012, 0.025 after correction (Holm, over 2 questions by agency)" in words


def test_very_many_cross_tables_become_one_of_favourable_answers() -> None:
    many = tuple(make_crossed(f"q{number}", groups=4) for number in range(20))
    document = opened(report_of(reports.make_report(cross_tables=many, sections=())))
    crossed = next(
        table for table in tables(document) if table[0] == ["Question", "Agency 0", "Agency 1", "Hidden agency"]
    )
    assert len(crossed) == 21
    assert crossed[1] == ["Question q0", "70% (7 of 10)", "70% (7 of 10)", "[c]"]


def test_themes_stand_with_figures_and_cleared_quotations(everything: bytes) -> None:
    report = reports.make_report()
    document = opened(everything)
    assert report.themes is not None
    found = next(table for table in tables(document) if table[0][0] == "Theme")
    assert found[1:] == [
        [row.label, *(f"{n}" for n in (row.mentions, row.respondents, row.strengths, row.concerns, row.neutral))]
        for row in report.themes.rows
    ]
    quotes = paragraphs(document, "Quote")
    given = beside.make_quotes(report)
    assert len(quotes) == len(given)
    assert quotes[0] == f"“{given[0].text}” – {given[0].attribution}"
    assert any("(redacted)" in one for one in quotes)


def test_standards_and_agencies_stand_in_words(working: bytes) -> None:
    standards = beside.make_standards(20)
    found = tables(opened(working))
    profile = next(table for table in found if table[0][0] == "Standard")
    for row, one in zip(profile[1:], standards.heat.by_standard, strict=True):
        assert row[0] == standards.labels[one.name]
        assert row[1:5] == [str(count) for count in one.counts]
        assert row[-1].endswith(f"({one.n_favourable} of {one.n_used})")
    grids = [table for table in found if table[0][0] == "Agency"]
    assert [len(grid[0]) - 1 for grid in grids] == [6, 5]
    grade = standards.heat.rows[0][0]
    expected = {"missing": "no grade", "not applicable": "n/a", "differing": "differ"}.get(grade.state)
    assert grids[0][1][1] == (expected or standards.grade_labels[grade.grade or ""])


def test_counts_of_staff_that_the_policy_hides_are_hidden_in_a_release() -> None:
    report = reports.make_report(sections=())
    standards = beside.make_standards(8)
    assert standards.three_ways is not None
    views = standards.three_ways.by_standard
    staff = next(one.staff for one in views if one.staff is not None)
    few = replace(staff, n_favourable=staff.n_used - 2)
    changed = tuple(replace(one, staff=few if one.staff is not None else None) for one in views)
    standing = Beside(standards=replace(standards, three_ways=replace(standards.three_ways, by_standard=changed)))

    def staff_cells(document: bytes) -> set[str]:
        table = next(one for one in tables(opened(document)) if "Staff" in one[0])
        return {row[3] for row in table[1:]}

    assert staff_cells(report_of(report, standing)) == {"[c]", "not asked"}
    told = staff_cells(report_of(reports.make_walkabout_report(sections=()), standing))
    assert any(f"({few.n_favourable} of {few.n_used})" in cell for cell in told)


def test_agreement_stands_in_working_papers_with_reasons_where_it_is_undefined(working: bytes) -> None:
    found = next(table for table in tables(opened(working)) if table[0][0] == "Judgement")
    given = beside.make_agreement()
    assert [row[0] for row in found[1:]] == [one.label for one in given]
    assert (
        found[1][1]
        == f"{percent_text(given[0].exact.estimate or 0)} ({given[0].exact.count} of {given[0].exact.n_pairs} pairs)"
    )
    assert found[-1][1] == given[-1].exact.why_not


def test_changes_stand_with_both_figures_and_the_reasons_of_what_is_not_compared(everything: bytes) -> None:
    report = reports.make_report()
    comparison = beside.make_comparison(report)
    found = tables(opened(everything))
    changes = next(table for table in found if table[0][:3] == ["Question", "Before", "Now"])
    compared = [one for one in comparison.questions if one.favourable is not None]
    assert len(changes) - 1 == len(compared)
    for row, one in zip(changes[1:], compared, strict=True):
        assert one.favourable is not None
        assert row[:3] == [one.label, share_text(one.favourable.first), share_text(one.favourable.second)]
    refused = next(table for table in found if table[0][1] == "Why it is not compared")
    assert [row[0] for row in refused[1:]] == [one.label for one in comparison.not_compared]


def test_every_action_stands_with_its_recommendation_and_impact(everything: bytes) -> None:
    actions = beside.make_actions()
    rows = next(table for table in tables(opened(everything)) if table[0][0] == "Action")[1:]
    assert len(rows) == len(actions.lines)
    for row, line in zip(rows, actions.lines, strict=True):
        assert row[0] == f"{line.reference} {line.action}\n{line.recommendation}"
        assert line.impact in row[3]


def test_the_appendices_hold_log_definitions_and_codebook(everything: bytes) -> None:
    report = reports.make_report()
    found = tables(opened(everything))
    log = next(table for table in found if table[0] == ["Where", "What", "Why"])
    assert log[1:] == [[one.place, one.what, one.why] for one in report.suppressions]
    terms = next(table for table in found if table[0][0] == "Term")
    assert terms[1:] == [[one.term, one.text] for one in report.definitions]
    book = next(table for table in found if table[0] == ["Question", "Words", "Answers"])
    assert book[1][0] == "objectives_met\nselect_one agree5"
    assert book[1][2].startswith("Strongly agree (favourable); Agree (favourable); Neither")


def test_what_is_missing_is_said_with_its_reason() -> None:
    words = body_text(
        opened(report_of(reports.make_report(sections=()), Beside(notes={"comparison": "This is the first round."})))
    )
    assert "This is the first round." in words
    assert "No action is recorded beside this round yet." in words


def test_a_hidden_report_shows_no_figure_of_an_answer() -> None:
    text = body_text(opened(report_of(reports.make_hidden_report())))
    start, end = (
        text.index("What was answered", text.index("How it was done")),
        text.index("Appendix A. Release log", 400),
    )
    figures = [line for line in text[start:end].splitlines() if any(c.isdigit() for c in line) and "%" in line]
    assert figures == []
    assert "[c]" in text


def test_hostile_text_stays_text() -> None:
    question = reports.make_closed("q", HOSTILE)
    report = reports.make_report(title=HOSTILE, sections=(reports.make_section("s", HOSTILE, question),))
    document = report_of(report)
    assert xml_problems(document) == []
    assert "<w:p>&amp;" in body_text(opened(document))


def test_the_policys_own_sign_stands_in_place_of_ours() -> None:
    policy = replace(reports.DEFAULT_POLICY, symbol="*")
    assert "[c]" not in all_text(report_of(reports.make_report(policy=policy, cross_tables=(make_crossed(),))))
