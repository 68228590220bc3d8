from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from analysis.derived_reports import AgencyReport, agency_report
from analysis.report import Report
from exports.documents import LetterHead, write_feedback_letter
from exports.wording import share_text
from tests.analysis.derived_reports.test_agency import released, working
from tests.exports.documents.office_parts import all_text, xml_problems
from tests.exports.documents.written import HOSTILE, body_text, bytes_of, check_accessible, opened, paragraphs, tables

NOW = datetime(2026, 12, 18, 9, 30)


def agency_of(report: Report, name: str) -> AgencyReport:
    return agency_report(report, "sector", name, produced_at=NOW)


@pytest.fixture(scope="module")
def differing() -> AgencyReport:
    return agency_of(released(health=(65, 5), police=(48, 32)), "health")


def test_the_agencys_figures_stand_beside_everybody_elses(differing: AgencyReport) -> None:
    found = tables(opened(bytes_of(write_feedback_letter, differing)))
    (question,) = differing.questions
    both = question.favourable
    assert both is not None
    assert found[0][1][:3] == [question.label, share_text(both.second), share_text(both.first)]
    assert found[0][1][3].startswith("+33 points (+")
    assert found[0][1][4] == "more favourable"
    assert [row[:2] for row in found[1][1:]] == [[row.label, str(row.share.count)] for row in question.rows]


def test_strengths_stand_first_and_what_is_lower_is_named() -> None:
    letter = opened(bytes_of(write_feedback_letter, agency_of(released(health=(65, 5), police=(48, 32)), "police")))
    headings = paragraphs(letter, "Heading 2")
    assert headings == ["What is strong", "Beside everybody else", "What is left out, and why", "What happens next"]
    words = body_text(letter)
    assert "No answer stands out as favourable" in words
    assert "Your people answered less favourably than everybody else to “About useful”. Please look into why." in words


def test_a_strength_is_said_with_both_figures(differing: AgencyReport) -> None:
    assert paragraphs(opened(bytes_of(write_feedback_letter, differing)), "List Bullet") == [
        "“About useful”: 93% (65 of 70) answered Strongly agree or Agree; everybody else 60% (48 of 80)."
    ]


def test_the_reply_is_due_in_ten_working_days_and_bank_holidays_do_not_count(differing: AgencyReport) -> None:
    first = paragraphs(opened(bytes_of(write_feedback_letter, differing)), "List Number")[0]
    assert "by 6 January 2027, within 10 working days" in first
    head = LetterHead(dated=date(2026, 3, 2), reply_days=5, reply_to="Ada Example")
    changed = paragraphs(opened(bytes_of(write_feedback_letter, differing, head=head)), "List Number")[0]
    assert changed.startswith("Please tell Ada Example by 9 March 2026, within 5 working days")


def test_what_is_left_out_is_named_with_the_reason_and_nothing_else() -> None:
    report = agency_of(released(health=(40, 20), police=(40, 20), schools=(3, 9), other=(9, 2)), "schools")
    letter = opened(bytes_of(write_feedback_letter, report))
    words = body_text(letter)
    assert "figures about very few people could be worked out from them" in words
    assert "About useful" in paragraphs(letter, "List Bullet")
    assert tables(letter) == []


def test_address_salutation_and_signature_are_as_given(differing: AgencyReport) -> None:
    head = LetterHead(
        address=("Head of Nursing", "Example Trust", "EX1 1AA"), salutation="Dear Ms Example", signed_by="Ada Example",
        reference="QA/7", next_steps=("Come to the challenge event.",),
    )  # fmt: skip
    letter = opened(bytes_of(write_feedback_letter, differing, head=head))
    assert paragraphs(letter, "Walkabout Address")[:3] == ["Head of Nursing", "Example Trust", "EX1 1AA"]
    assert "Dear Ms Example," in paragraphs(letter)
    assert "Ada Example" in paragraphs(letter, "Walkabout Address")
    assert paragraphs(letter, "List Number")[1] == "Come to the challenge event."


def test_letters_are_valid_and_accessible_also_with_hostile_names(differing: AgencyReport) -> None:
    hostile = replace(differing, agency=HOSTILE, partnership=HOSTILE)
    for report in (differing, hostile):
        letter = bytes_of(write_feedback_letter, report, head=LetterHead(address=(HOSTILE,)))
        assert xml_problems(letter) == []
        check_accessible(opened(letter))


def test_no_other_agency_is_named() -> None:
    report = agency_of(working(health=(56, 14), police=(48, 32)), "health")
    assert "police" not in all_text(bytes_of(write_feedback_letter, report)).casefold()


def test_questions_of_one_scale_stand_in_one_table_with_every_figure(differing: AgencyReport) -> None:
    (question,) = differing.questions
    three = [replace(question, name=f"q{n}", label=f"Question {n}") for n in range(3)]
    hidden = replace(question.rows[0].share, count=None, base=None, share=None, mark="c")
    three[1] = replace(three[1], rows=(replace(question.rows[0], share=hidden), *question.rows[1:]))
    found = tables(opened(bytes_of(write_feedback_letter, replace(differing, questions=tuple(three)))))[-1]
    assert found[0] == ["Question", *(row.label for row in question.rows)]
    for line, one in zip(found[1:], three, strict=True):
        expected = [share_text(row.share) for row in one.rows]
        assert line[0] == one.label
        assert line[1:] == [
            "[c]" if row.share.count is None else f"{row.share.count} ({text.split(' ')[0]})"
            for row, text in zip(one.rows, expected, strict=True)
        ]


def test_what_stands_beside_a_judgement_is_left_to_the_workbook(differing: AgencyReport) -> None:
    (question,) = differing.questions
    evidence = replace(question, name="evidence", label="Type of evidence", part_of=question.name)
    letter = opened(bytes_of(write_feedback_letter, replace(differing, questions=(question, evidence))))
    assert not any("Type of evidence" in cell for table in tables(letter)[1:] for row in table for cell in row)
    assert "in the workbook of the round" in body_text(letter)


def test_returns_about_cases_are_not_called_people(differing: AgencyReport) -> None:
    cases = replace(differing, response=None, answered=6, round=replace(differing.round, unit="cases"))
    assert "From Health, 6 returns were received." in body_text(opened(bytes_of(write_feedback_letter, cases)))
