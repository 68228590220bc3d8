"""The sheets of what stands beside a report, each only where its part is there."""

from __future__ import annotations

from analysis.beside import Beside
from exports.workbook.actions_sheet import write_actions
from exports.workbook.agreement_sheet import write_agreement
from exports.workbook.book import Book
from exports.workbook.change_sheet import write_change
from exports.workbook.standards_sheet import write_standards
from exports.workbook.visits_sheet import write_visits


def write_beside(book: Book, beside: Beside) -> None:
    write_change(book, beside)
    write_standards(book, beside)
    write_agreement(book, beside)
    write_visits(book, beside)
    write_actions(book, beside)
