"""Writes a case audit as an Excel workbook."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import BinaryIO

from xlsxwriter.workbook import Workbook

from analysis.report import Report
from exports.formats import Styles
from exports.workbook.book import Book
from exports.workbook.case_audit.agreement import write_audit_agreement
from exports.workbook.case_audit.change import write_change
from exports.workbook.case_audit.grades import write_by_agency, write_by_question
from exports.workbook.case_audit.learning import write_learning
from exports.workbook.case_audit.moderation import write_dissents, write_shift
from exports.workbook.case_audit.overview import write_audit_method, write_audit_overview
from exports.workbook.case_audit.paper import AuditPaper
from exports.workbook.case_audit.side_by_side import write_side_by_side
from exports.workbook.contents import fill_contents, start_contents
from exports.workbook.writer import OPTIONS

CLOSING = (
    "Every percentage stands beside its count and its base. What is not defined says why. Cases stand under their "
    "pseudonyms; nothing here names a child, a family or a worker."
)


def write_audit_workbook(report: Report, paper: AuditPaper, out: Path | BinaryIO) -> None:
    """Write the workbook of a case audit.

    Parameters
    ----------
    report : Report
        A working report of the audit's round: its names and its instrument. Its figures are not looked at, so that it
        may be the report of no answers.
    paper : AuditPaper
        What is written. What people wrote stands in cells as text, whatever sign it begins with.
    out : Path or binary file
        Where the workbook goes.

    Raises
    ------
    ValueError
        Where the report is a release: single grades of single cases are no release.
    """
    if report.release_class != "working":
        raise ValueError("the workbook of an audit is a working paper, and this report is a release")
    workbook = Workbook(out, deepcopy(OPTIONS))  # xlsxwriter writes into what it is given
    book = Book(workbook, report, Styles(workbook))
    contents = start_contents(book)
    write_audit_overview(book, paper)
    write_side_by_side(book, paper)
    write_audit_agreement(book, paper)
    write_shift(book, paper)
    write_by_agency(book, paper)
    write_by_question(book, paper)
    write_change(book, paper)
    write_dissents(book, paper)
    write_learning(book, paper)
    write_audit_method(book, paper)
    fill_contents(book, contents, closing=CLOSING)
    book.finish()
    workbook.close()
