from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from analysis.beside import NOTHING, Beside
from analysis.report import QuestionBlock, RateTable, Report, ReportVerdict
from exports.briefing import decisions_asked, key_figures
from exports.documents import write_brief
from exports.wording import share_text
from tests.exports import beside, reports
from tests.exports.documents.office_parts import all_text, parts, xml_problems
from tests.exports.documents.written import (
    HOSTILE,
    body_text,
    bytes_of,
    check_accessible,
    opened,
    paragraphs,
    tables,
)
from tests.services.office import print_file

LONG = (
    "Sut mae staff yn gwybod y caiff pryderon am ddiogelwch plant eu clywed, eu cofnodi a’u dilyn ar draws asiantaethau"
)


def brief_of(report: Report, standing: Beside = NOTHING, **options: object) -> bytes:
    return bytes_of(write_brief, report, beside=standing, **options)


def make_huge(**changes: object) -> Report:
    """A round with very many questions, long labels, many forums and themes."""
    questions = tuple(
        reports.make_closed(f"q{number}", f"{LONG} ({number})", counts=(400 + number, 300, 20, 10, 5))
        for number in range(60)
    )
    rates = reports.make_rates()[0]
    themes = reports.make_themes()
    many = tuple(replace(themes.rows[n % 4], name=f"t{n}", label=f"{LONG} {n}") for n in range(30))
    values: dict[str, object] = {
        "title": f"{LONG}: {LONG}",
        "sections": (reports.make_section("s", LONG, *questions),),
        "breakdowns": (replace(rates, rows=rates.rows * 12), *reports.make_rates()),
        "themes": reports.make_themes(rows=many),
        "verdict": ReportVerdict(verdict="with care", sentence="39 of 225; with care", reasons=(f"{LONG}.",) * 4),
    }
    return reports.make_report(**{**values, **changes})


def test_every_figure_stands_with_its_count_and_base() -> None:
    report = reports.make_report()
    rows = tables(opened(brief_of(report)))[0]
    figures = key_figures(report)
    assert len(figures) == 3
    for row, figure in zip(rows[1:], figures, strict=True):
        share = figure.share
        assert share.count is not None
        assert share.base is not None
        assert row[0] == f"{share.count / share.base:.0%}"
        assert row[1] == f"{figure.label}\nStrongly agree or Agree: {share.count} of {share.base} people"


def test_many_questions_give_the_two_highest_and_the_three_lowest() -> None:
    counts = ((20, 19), (20, 15), (10, 9), (5, 5), (20, 10), (1, 2), (15, 15))
    blocks = [
        reports.make_closed(f"q{n}", f"Question {n}", counts=(*good, 39 - sum(good), 0, 0))
        for n, good in enumerate(counts)
    ]
    report = reports.make_report(sections=(reports.make_section("s", "S", *blocks),))
    assert [one.block.name for one in key_figures(report)] == ["q0", "q1", "q2", "q3", "q5"]


def test_a_headline_cuts_long_questions_and_never_its_figures() -> None:
    words = paragraphs(opened(brief_of(make_huge())), "Walkabout Lead")[0]
    assert "96% (759 of 794)" in words
    assert words.endswith("95% (700 of 735).")


def test_few_answers_are_said_as_counts_and_not_as_percentages() -> None:
    block = reports.make_closed("q", "Question", counts=(3, 1, 0, 0, 0))
    report = reports.make_report(sections=(reports.make_section("s", "S", block),))
    assert tables(opened(brief_of(report)))[0][1][0] == "4 of 4"


def test_parts_of_a_judgement_are_no_headline_figures() -> None:
    names = {figure.block.name for figure in key_figures(reports.make_walkabout_report())}
    assert names == {"st1", "st2", "st3", "st4"}


def test_the_verdict_stands_on_the_first_page_with_its_reasons() -> None:
    verdict = ReportVerdict(verdict="with care", sentence="39 of 225; with care", reasons=("The rate is low.",))
    found = paragraphs(opened(brief_of(reports.make_report(verdict=verdict))), "Walkabout Callout")
    assert found == ["Read these figures with care. Answered: 39 of 225. The rate is low."]


def test_changes_since_last_time_stand_beside_the_figures_and_in_a_table() -> None:
    report = reports.make_report()
    comparison = beside.make_comparison(report)
    found = tables(opened(brief_of(report, Beside(comparison=comparison))))
    asked = {one.label: one.favourable for one in comparison.questions if one.favourable is not None}
    risen = asked["The forum met its objectives"]
    assert risen is not None
    assert risen.verdict == "higher"
    assert [row[2] for row in found[0]] == [
        "Since last time",
        f"Up from {share_text(risen.first)}",
        f"No clear change from {share_text(asked['I understand the theme better than before'].first)}",  # type: ignore[union-attr]
        "Not compared, since one of the bases is below 10.",
    ]
    changes = next(table for table in found if table[0] == ["Question", "Now", "Since last time"])
    up = f"Up from {share_text(risen.first)}"
    assert changes[1:] == [["The forum met its objectives", share_text(risen.second), up]]


def test_open_actions_stand_with_owner_and_day_the_overdue_first() -> None:
    report = reports.make_report()
    actions = beside.make_actions(4)
    rows = next(t for t in tables(opened(brief_of(report, Beside(actions=actions)))) if t[0][0] == "Action")
    open_ones = [line for line in actions.lines if line.closed_on is None]
    assert len(rows) - 1 == len(open_ones) > 0
    assert {row[0].split(" ", 1)[0] for row in rows[1:]} == {line.reference for line in open_ones}
    overdue = ["overdue" in row[2] for row in rows[1:]]
    assert overdue == sorted(overdue, reverse=True)


def test_what_is_asked_follows_from_the_verdict_and_the_actions() -> None:
    verdict = ReportVerdict(verdict="not reportable", sentence="7 of 41; not reportable", reasons=("Too few.",))
    report = reports.make_report(verdict=verdict)
    asked = decisions_asked(report, Beside(actions=beside.make_actions(12)))
    assert asked[0].startswith("Decide whether the round is repeated")
    assert "the 5 actions that are overdue" in asked[1]
    assert asked[-1] == "Agree what is said back to those who were asked, by whom, and by when."
    assert paragraphs(opened(brief_of(report, ask=["Close the round."])), "List Number") == ["Close the round."]


def test_a_round_without_figures_does_not_ask_to_accept_them() -> None:
    assert decisions_asked(reports.make_hidden_report(), NOTHING)[0].startswith("Decide whether the round stays open")


@pytest.mark.parametrize(
    "report",
    [
        reports.make_report(), reports.make_walkabout_report(), reports.make_hidden_report(),
        reports.make_empty_report(), make_huge(),
    ],
    ids=["forum", "walkabout", "hidden", "empty", "huge"],
)  # fmt: skip
def test_a_brief_is_valid_and_accessible(report: Report) -> None:
    document = brief_of(report, beside.make_beside(report) if report.responses else NOTHING)
    assert xml_problems(document) == []
    check_accessible(opened(document))


def test_a_working_paper_says_so_on_every_page_and_a_release_does_not() -> None:
    header = opened(brief_of(reports.make_walkabout_report())).sections[0].header
    assert header.paragraphs[0].text == "WORKING PAPER – not for publication"
    assert header.paragraphs[0]._p.xpath(".//w:pict"), "no watermark"
    assert "WORKING PAPER" not in all_text(brief_of(reports.make_report()))


def test_the_footer_names_release_day_version_and_policy() -> None:
    footer = opened(brief_of(reports.make_report())).sections[0].footer
    assert [one.text for one in footer.paragraphs] == [
        "Release 1, produced 2 March 2026\tPage 1 of 1",
        "Learning Hub evaluation, version 3 (ab12ab12) · disclosure policy “default”",
    ]


def test_a_hidden_figure_is_nowhere_in_the_file() -> None:
    report = reports.make_hidden_report()
    text = body_text(opened(brief_of(report)))
    assert "[c]" in text
    for known in ("20 January 2026", "20 February 2026", "2 March 2026", "Release 1", "version 3 (ab12ab12)"):
        text = text.replace(known, "")
    assert not any(character.isdigit() for character in text), text


def test_the_mark_of_the_policy_stands_in_place_of_ours() -> None:
    policy = replace(reports.DEFAULT_POLICY, symbol="*")
    text = all_text(brief_of(reports.make_report(policy=policy)))
    assert "[c]" not in text
    assert "* confidential" in text


def test_hostile_text_stays_text() -> None:
    question: QuestionBlock = reports.make_closed("q", HOSTILE)
    report = reports.make_report(
        title=HOSTILE, partnership=HOSTILE, sections=(reports.make_section("s", HOSTILE, question),),
        breakdowns=(RateTable(name="f", label=HOSTILE, rows=reports.make_rates()[0].rows),),
    )  # fmt: skip
    document = brief_of(report, Beside(quotes=beside.make_quotes(report)))
    assert xml_problems(document) == []
    assert "=cmd|' /C calc'!A0 <w:p>&amp; 😀 \ufffd DISCLOSE next" in body_text(opened(document))


def test_agreement_on_cases_cannot_stand_beside_a_release() -> None:
    with pytest.raises(ValueError, match="working papers"):
        brief_of(reports.make_report(), Beside(agreement=beside.make_agreement()))


def test_two_briefs_of_one_report_are_the_same_document() -> None:
    first, second = (parts(brief_of(reports.make_report()))["word/document.xml"] for _ in range(2))
    assert body_text(opened(brief_of(reports.make_report())))
    assert [one.text for one in first.iter()] == [one.text for one in second.iter()]


def pages_of(document: bytes, folder: Path) -> int:
    """How many pages LibreOffice prints it on."""
    file = folder / "brief.docx"
    file.write_bytes(document)
    return len(print_file(file, folder).pages)


@pytest.mark.long
@pytest.mark.parametrize("name", ["forum", "everything", "walkabout", "hidden", "empty", "huge", "huge working"])
def test_a_brief_has_two_pages_whatever_the_round(name: str, tmp_path: Path) -> None:
    forum, walkabout = reports.make_report(), reports.make_walkabout_report()
    huge = make_huge()
    working = make_huge(release_class="working", release_number=None, anonymous=False)
    document = {
        "forum": lambda: brief_of(forum),
        "everything": lambda: brief_of(forum, beside.make_beside(forum)),
        "walkabout": lambda: brief_of(walkabout, beside.make_beside(walkabout, agencies=30)),
        "hidden": lambda: brief_of(reports.make_hidden_report()),
        "empty": lambda: brief_of(reports.make_empty_report()),
        "huge": lambda: brief_of(huge, beside.make_beside(huge, actions=beside.make_actions(60)), ask=[LONG * 3] * 9),
        "huge working": lambda: brief_of(working, beside.make_beside(working, actions=beside.make_actions(60))),
    }[name]()
    assert pages_of(document, tmp_path) == 2
