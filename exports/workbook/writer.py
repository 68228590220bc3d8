"""Writes a Report as an Excel workbook."""

from __future__ import annotations

from contextlib import ExitStack
from copy import deepcopy
from pathlib import Path
from typing import Any, BinaryIO

from analysis.beside import NOTHING, Beside, check_beside
from analysis.report import Report
from exports.formats import FONT, Styles
from exports.raw_answers import RawAnswers
from exports.workbook.all_answers import write_all_answers
from exports.workbook.beside_sheets import write_beside
from exports.workbook.book import Book
from exports.workbook.codebook import write_codebook
from exports.workbook.contents import fill_contents, start_contents
from exports.workbook.cross_tables import write_cross_tables
from exports.workbook.favourable import write_favourable_sheet
from exports.workbook.group_tests import write_group_tests
from exports.workbook.method import write_method
from exports.workbook.overview import write_overviews
from exports.workbook.questions import write_questions
from exports.workbook.rates import write_rates
from exports.workbook.raw_data import check_raw_allowed, write_raw_data
from exports.workbook.release_log import write_release_log
from exports.workbook.streaming_workbook import StreamingWorkbook
from exports.workbook.summary import write_summary
from exports.workbook.theme_sheet import write_themes

OPTIONS: dict[str, Any] = {
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
    raw: RawAnswers | None = None,
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
    raw : RawAnswers, optional
        Row-level answers, for those allowed to have them; adds the sheets of raw data. They are gone through one after
        another, and an error of theirs leaves no workbook behind.

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
    with ExitStack() as open_files:
        # Not "with Workbook": that would put the file together after an error, too.
        workbook = StreamingWorkbook(out, deepcopy(OPTIONS))  # xlsxwriter writes into what it is given
        _write_sheets(Book(workbook, report, Styles(workbook)), beside, raw, open_files)
        workbook.close()


def _write_sheets(book: Book, beside: Beside, raw: RawAnswers | None, open_files: ExitStack) -> None:
    contents = start_contents(book)
    write_summary(book)
    write_method(book)
    write_rates(book)
    write_overviews(book)
    write_favourable_sheet(book)
    write_questions(book)
    write_cross_tables(book)
    write_group_tests(book)
    write_themes(book, beside)
    write_beside(book, beside)
    write_all_answers(book)
    write_codebook(book)
    write_release_log(book)
    if raw is not None:
        write_raw_data(book, raw, open_files)
    fill_contents(book, contents, tuple(beside.notes.values()))
    book.finish()
