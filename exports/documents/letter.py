"""The letter to one agency: what its people answered, beside everybody else; and how to reply."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from pathlib import Path
from typing import BinaryIO

from docx.shared import Pt

from analysis.derived_reports.agency import BESIDE, AgencyQuestion, AgencyReport
from analysis.derived_reports.compared import Compared
from analysis.report import Share
from analysis.sentences import RESPONSE_NOUNS
from analysis.working_days import add_working_days
from exports.documents.furniture import furnish, origin_of
from exports.documents.paper import Paper, signs_of
from exports.documents.report_work import difference_text
from exports.documents.share_tables import Row, count_cell, percent_cell
from exports.documents.tables import NUMBER, STRONG, Column
from exports.documents.template import ENGLISH, open_document
from exports.plain_text import plain_text
from exports.wording import date_text, rate_text, share_text, versions_text

KIND = "Feedback letter"
REPLY_DAYS = 10
STRONG_SHARE = 0.75
MOST_STRENGTHS = 5
MOST_NAMED = 12
MOST_SIDE_BY_SIDE = 5  # answers in one table
QUESTION_SHARE = 40
BESIDE_COLUMNS = (
    Column(head="Question", share=36, style=STRONG),
    Column(head="You", share=17, style=NUMBER),
    Column(head="Everybody else", share=17, style=NUMBER),
    Column(head="Difference (95%)", share=16, style=NUMBER),
    Column(head="Finding", share=14),
)
OWN_COLUMNS = (
    Column(head="Answer", share=60),
    Column(head="Count", share=20, style=NUMBER),
    Column(head="Per cent", share=20, style=NUMBER),
)
FINDINGS = {
    "higher": "more favourable",
    "lower": "less favourable",
    "no clear difference": "no clear difference",
    "not compared": "not compared",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterHead:
    """Who writes to whom, when, and how a reply comes back.

    ``dated`` is the day of the letter; without it, the day on which the figures were made. ``reply_days`` are working
    days from the day after.
    """

    address: tuple[str, ...] = ()
    salutation: str = "Dear colleague"
    dated: date | None = None
    reference: str = ""
    reply_to: str = "the partnership’s business unit"
    reply_days: int = REPLY_DAYS
    signed_by: str = ""
    next_steps: tuple[str, ...] = ()


def write_feedback_letter(
    agency_report: AgencyReport,
    out: Path | BinaryIO,
    *,
    head: LetterHead | None = None,
    template: Path | None = None,
    language: str = ENGLISH,
) -> None:
    """Write the letter.

    Parameters
    ----------
    agency_report : AgencyReport
        The agency's figures beside those of everybody else, as far as the round's report shows both.
    out : Path or binary file
        Where the document goes.
    head : LetterHead, optional
        Address, date, signature and the time for a reply.
    template : Path, optional
        A council's .docx or .dotx.
    language : str
        The language of the document, ``en-GB`` or ``cy-GB``.

    Raises
    ------
    TemplateRefused
        Where the template cannot be used.
    ValueError
        Where the calendar of working days does not know the year of the reply.
    """
    head = head or LetterHead()
    reference = agency_report.round
    paper = Paper(open_document(template, language=language), signs_of(reference.policy))
    furnish(paper, origin_of(reference), KIND)
    dated = head.dated or datetime.fromisoformat(agency_report.produced_at).date()
    _write_opening(paper, agency_report, head, dated)
    _write_strengths(paper, agency_report.questions)
    _write_differences(paper, agency_report)
    _write_left_out(paper, agency_report)
    _write_next(paper, agency_report, head, add_working_days(dated, head.reply_days))
    _write_close(paper, agency_report, head)
    _write_own_figures(paper, agency_report)
    paper.legend()
    paper.save(out)


def _write_opening(paper: Paper, report: AgencyReport, head: LetterHead, dated: date) -> None:
    for line in head.address or (report.agency,):
        paper.paragraph(line, "Walkabout Address")
    day = paper.paragraph(date_text(dated))
    day.paragraph_format.space_before = Pt(24)
    if head.reference:
        paper.paragraph(f"Our reference: {head.reference}", "Walkabout Note")
    paper.paragraph(f"{head.salutation},")
    paper.heading(f"“{report.round.title}”: what {report.agency} told us")
    instrument = report.round.instrument
    paper.paragraph(
        f"Thank you to everybody at {report.agency} who took part. This letter sets out what your people answered, "
        "beside the answers of everybody else together. No other agency is named, and nobody’s own answers are shown."
    )
    paper.paragraph(paper.signed(_who_answered(report)))
    paper.paragraph(f"The questions were those of “{instrument.title}”, {versions_text(instrument)}.", "Walkabout Note")


def _who_answered(report: AgencyReport) -> str:
    row = report.response
    if row is not None and row.rate is not None:
        return f"Of those asked at {row.label}, {rate_text(row.rate, row.mark, row.answered, row.invited)} answered."
    if report.answered is not None:
        words = RESPONSE_NOUNS[report.round.unit]
        who = f"1 {words[0]}" if report.answered == 1 else f"{report.answered:,} {words[1]}"
        return f"From {report.agency}, {who}."
    return f"How many answered from {report.agency} is not shown, since they are few."


def _write_strengths(paper: Paper, questions: Sequence[AgencyQuestion]) -> None:
    """What went well comes first: what is more favourable than elsewhere, then what most answered favourably."""
    paper.heading("What is strong", 2)
    found = [one for one in questions if one.favourable is not None and one.favourable.second.share is not None]
    ranked = sorted(found, key=lambda one: (_verdict(one) != "higher", -(_own_share(one) or 0.0)))
    strong = [one for one in ranked if _verdict(one) == "higher" or (_own_share(one) or 0.0) >= STRONG_SHARE]
    kept = [one for one in strong if _verdict(one) != "lower"][:MOST_STRENGTHS]
    if kept:
        paper.bullets(_strength(one) for one in kept)
    else:
        paper.paragraph("No answer stands out as favourable in the figures that can be shown.")


def _verdict(question: AgencyQuestion) -> str:
    return question.favourable.verdict if question.favourable is not None else "not compared"


def _own_share(question: AgencyQuestion) -> float | None:
    return question.favourable.second.share if question.favourable is not None else None


def _strength(question: AgencyQuestion) -> str:
    both = question.favourable
    assert both is not None
    said = f"“{plain_text(question.label)}”: {share_text(both.second)} answered {question.favourable_label}"
    return f"{said}; everybody else {share_text(both.first)}." if both.verdict == "higher" else f"{said}."


def _write_differences(paper: Paper, report: AgencyReport) -> None:
    """Every question with favourable answers on both sides."""
    paper.heading("Beside everybody else", 2)
    compared = [(one, one.favourable) for one in report.questions if one.favourable is not None]
    told = [(question, both) for question, both in compared if both.verdict != "not compared"]
    lower = [question for question, both in told if both.verdict == "lower"]
    if not told:
        paper.paragraph("No question has enough answers shown on both sides to be compared.")
        return
    if lower:
        names = _listed([f"“{plain_text(one.label)}”" for one in lower])
        paper.paragraph(f"Your people answered less favourably than everybody else to {names}. Please look into why.")
    else:
        paper.paragraph("In no question did your people answer less favourably by more than chance explains.")
    paper.table(BESIDE_COLUMNS, [_row(paper, *pair) for pair in told], title="Your favourable answers beside others’")
    paper.paragraph(BESIDE.text, "Walkabout Note")
    left = len(compared) - len(told)
    if left:
        one = "1 question is" if left == 1 else f"{left} questions are"
        paper.paragraph(f"{one} not compared: too few answers are shown on one of the sides.", "Walkabout Note")


def _row(paper: Paper, question: AgencyQuestion, both: Compared) -> Row:
    return [
        question.label,
        paper.signed(share_text(both.second)),
        paper.signed(share_text(both.first)),
        difference_text(both),
        FINDINGS[both.verdict],
    ]


def _listed(items: Sequence[str]) -> str:
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}"


def _write_left_out(paper: Paper, report: AgencyReport) -> None:
    paper.heading("What is left out, and why", 2)
    if not report.left_out:
        paper.paragraph("No question is left out.")
    else:
        paper.paragraph(
            "Some questions are left out, because figures about very few people could be worked out from them. That "
            "is the partnership’s rule, and says nothing about your agency:"
        )
        paper.bullets(_some(report.left_out))
    for warning in report.warnings:
        if not warning.endswith("could be worked out from them."):  # which the paragraph above has said
            paper.paragraph(paper.signed(warning), "Walkabout Note")


def _some(labels: Sequence[str]) -> Iterable[str]:
    yield from labels[:MOST_NAMED]
    if len(labels) > MOST_NAMED:
        yield f"and {len(labels) - MOST_NAMED} further questions"


def _write_next(paper: Paper, report: AgencyReport, head: LetterHead, reply_by: date) -> None:
    paper.heading("What happens next", 2)
    partnership = report.partnership or "the partnership"
    days = "1 working day" if head.reply_days == 1 else f"{head.reply_days} working days"
    paper.numbered(
        [
            f"Please tell {head.reply_to} by {date_text(reply_by)}, within {days}, if anything here is factually "
            "wrong, and what shows it.",
            *(
                head.next_steps
                or (
                    "Tell the people who answered what they said, and what you will do about it.",
                    f"Unless we hear from you, {partnership} takes these figures as agreed.",
                )
            ),
        ]
    )


def _write_close(paper: Paper, report: AgencyReport, head: LetterHead) -> None:
    close = paper.paragraph("Yours sincerely,", keep_next=True)
    close.paragraph_format.space_before = Pt(18)
    if head.signed_by:
        paper.mixed([(head.signed_by, "Strong")], "Walkabout Address", keep_next=True)
    paper.paragraph(f"On behalf of {report.partnership or 'the partnership'}", "Walkabout Address")


def _write_own_figures(paper: Paper, report: AgencyReport) -> None:
    """All figures of the agency that are shown; questions that follow each other and share a scale in one table.

    What stands beside a graded judgement, such as the kind of its evidence, is left to the workbook.
    """
    questions = [question for question in report.questions if question.part_of is None]
    if not questions:
        return
    paper.heading("Your figures in full", new_page=True)
    for labels, group in groupby(questions, key=lambda one: tuple(row.label for row in one.rows)):
        alike = list(group)
        if len(alike) > 1 and len(labels) <= MOST_SIDE_BY_SIDE:
            _write_side_by_side(paper, labels, alike)
        else:
            for question in alike:
                _write_one(paper, question)
    if len(questions) < len(report.questions):
        paper.paragraph("What stands beside each judgement is in the workbook of the round.", "Walkabout Note")


def _write_one(paper: Paper, question: AgencyQuestion) -> None:
    rows: list[Row] = [
        [row.label, count_cell(paper, row.share.count, row.share), percent_cell(paper, row.share)]
        for row in question.rows
    ]
    paper.table(OWN_COLUMNS, rows, title=question.label)


def _write_side_by_side(paper: Paper, labels: Sequence[str], questions: Sequence[AgencyQuestion]) -> None:
    """A row for each question and a column for each answer, with its count and its share."""
    share = (100 - QUESTION_SHARE) / len(labels)
    columns = (
        Column(head="Question", share=QUESTION_SHARE, style=STRONG),
        *(Column(head=label, share=share, style=NUMBER) for label in labels),
    )
    rows: list[Row] = [[question.label, *(_cell(paper, row.share) for row in question.rows)] for question in questions]
    paper.table(columns, rows, title=f"How many answered {labels[0]} to {labels[-1]}")


def _cell(paper: Paper, share: Share) -> str:
    count, percent = count_cell(paper, share.count, share), percent_cell(paper, share)
    return count if count == percent else f"{count} ({percent})"
