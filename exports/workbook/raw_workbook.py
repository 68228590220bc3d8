"""A workbook of single answers alone: contents, codebook and raw data, for rounds too large to look through."""

from __future__ import annotations

from contextlib import ExitStack
from copy import deepcopy
from pathlib import Path
from typing import BinaryIO

from analysis.report import Report
from exports.formats import Styles
from exports.raw_answers import RawAnswers
from exports.workbook.book import Book
from exports.workbook.codebook import write_codebook
from exports.workbook.contents import fill_contents, start_contents
from exports.workbook.raw_data import check_raw_allowed, write_raw_data
from exports.workbook.streaming_workbook import StreamingWorkbook
from exports.workbook.writer import OPTIONS


def write_raw_workbook(report: Report, out: Path | BinaryIO, *, raw: RawAnswers) -> None:
    """Write single answers as a workbook.

    Parameters
    ----------
    report : Report
        A working report of the round: its names, its instrument and its codebook. Its figures are not looked at, so
        that it may be the report of no answers.
    out : Path or binary file
        Where the workbook goes.
    raw : RawAnswers
        The answers, gone through one after another.

    Raises
    ------
    RawDataRefused
        For an anonymous round, and for a release.
    """
    check_raw_allowed(report)
    with ExitStack() as open_files:
        workbook = StreamingWorkbook(out, deepcopy(OPTIONS))  # xlsxwriter writes into what it is given
        book = Book(workbook, report, Styles(workbook))
        contents = start_contents(book)
        write_codebook(book)
        write_raw_data(book, raw, open_files)
        fill_contents(book, contents)
        book.finish()
        workbook.close()
