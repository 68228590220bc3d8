"""Writes a Report as an Excel workbook."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from xlsxwriter.workbook import Workbook

from analysis.beside import NOTHING, Beside, check_beside
from analysis.report import Report
from exports.formats import FONT, Styles
from exports.workbook.book import Book
from exports.workbook.codebook import write_codebook
from exports.workbook.contents import fill_contents, start_contents
from exports.workbook.method import write_method
from exports.workbook.overview import write_overviews
from exports.workbook.questions import write_questions
from exports.workbook.rates import write_rates
from exports.workbook.raw_data import check_raw_allowed, write_raw_data
from exports.workbook.summary import write_summary
from exports.workbook.theme_sheet import write_themes

if TYPE_CHECKING:
    from analysis.responses import ResponseFrames
    from analysis.round_data import Form

OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": True,  # a NaN that slips through is a visible error in its cell, not a lost workbook
    "default_format_properties": {"font_name": FONT, "font_size": 10},
}


def write_workbook(
    report: Report,
    out: Path | BinaryIO,
    *,
    beside: Beside = NOTHING,
    raw: ResponseFrames | None = None,
    form: Form | None = None,
) -> None:
    """Write the workbook of a report.

    Parameters
    ----------
    report : Report
        The figures. Nothing else is computed; what it hides is printed as ``[c]``.
    out : Path or binary file
        Where the workbook goes.
    beside : Beside, optional
        What stands beside the figures: comparison, standards, quotations, actions and so on.
    raw : ResponseFrames, optional
        Row-level answers, for those allowed to have them; adds the sheets of raw data.
    form : CompiledInstrument or Merged, optional
        What the answers are to; gives raw data their labels. Without it, choices stand under their names only.

    Raises
    ------
    ValueError
        If something in ``beside`` must not stand beside this report.
    RawDataRefused
        If ``raw`` is given with the report of an anonymous round, or with a release.
    """
    check_beside(report, beside)
    if raw is not None:
        check_raw_allowed(report)
    with Workbook(out, OPTIONS) as workbook:
        book = Book(workbook, report, Styles(workbook))
        contents = start_contents(book)
        write_summary(book)
        write_method(book)
        write_rates(book)
        write_overviews(book)
        write_questions(book)
        write_themes(book)
        write_codebook(book)
        if raw is not None:
            write_raw_data(book, raw, form)
        fill_contents(book, contents)
        book.finish()
