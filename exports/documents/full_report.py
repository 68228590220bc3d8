"""The full report of a round in Word: everything that the report and what stands beside it show."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

from analysis.beside import NOTHING, Beside, check_beside
from analysis.report import Report
from exports.briefing import decisions_asked
from exports.documents.contents_list import fill_contents
from exports.documents.furniture import furnish, origin_of
from exports.documents.paper import Paper, signs_of
from exports.documents.report_crossed import write_crossed
from exports.documents.report_end import write_codebook, write_definitions, write_release_log
from exports.documents.report_front import write_cover, write_method, write_response, write_summary
from exports.documents.report_questions import write_questions
from exports.documents.report_standards import write_agreement, write_standards
from exports.documents.report_voices import write_voices
from exports.documents.report_work import write_actions, write_change, write_visits
from exports.documents.template import ENGLISH, open_document

KIND = "Full report"


def write_full_report(
    report: Report,
    out: Path | BinaryIO,
    *,
    beside: Beside = NOTHING,
    template: Path | None = None,
    language: str = ENGLISH,
) -> None:
    """Write the full report of a round.

    Parameters
    ----------
    report : Report
        The figures.
    out : Path or binary file
        Where the document goes.
    beside : Beside
        All that may stand beside the report; what is missing is said to be.
    template : Path, optional
        A council's .docx or .dotx.
    language : str
        The language of the document, ``en-GB`` or ``cy-GB``.

    Raises
    ------
    TemplateRefused
        Where the template cannot be used.
    ValueError
        Where something may not stand beside this report.
    """
    check_beside(report, beside)
    paper = Paper(open_document(template, language=language), signs_of(report.policy))
    furnish(paper, origin_of(report), KIND)
    contents = write_cover(paper, report, KIND)
    write_summary(paper, report)
    paper.heading("For decision", 2)
    paper.numbered(decisions_asked(report, beside))
    write_method(paper, report)
    write_response(paper, report)
    write_questions(paper, report)
    write_crossed(paper, report)
    write_voices(paper, report, beside)
    write_standards(paper, report, beside)
    write_agreement(paper, beside)
    write_change(paper, beside)
    write_actions(paper, beside)
    write_visits(paper, beside)
    write_release_log(paper, report)
    write_definitions(paper, report)
    write_codebook(paper, report)
    paper.legend()
    fill_contents(paper, contents)
    paper.save(out)
