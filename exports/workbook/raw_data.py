"""Raw data: one row a response, one sheet a repeat. Only in working papers of rounds that are not anonymous.

The answers are gone through once, one after another, and every row is rendered into the file of its sheet.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from typing import Any

from analysis.report import Report
from analysis.responses import entries_of, main_items, repeat_items
from analysis.round_data import ResponseRecord
from exports.raw_answers import RawAnswers
from exports.workbook.book import Book
from exports.workbook.raw_columns import RawColumn, RawQuestion, raw_question
from exports.workbook.raw_sheet import SHEET_LABEL, CutText, RawSheet
from instruments.merging import Merged

MOST_LISTED = 1_000
CUT_LABEL = "Texts cut short"


class RawDataRefused(ValueError):
    """Raw data were asked for where they may not be given."""


def check_raw_allowed(report: Report) -> None:
    """Raw data never stand in an anonymous round's workbook, nor in one that is made to be passed on."""
    if report.anonymous:
        raise RawDataRefused(f"The round '{report.slug}' is anonymous, so its workbook cannot carry raw data.")
    if report.release_class == "release":
        raise RawDataRefused(
            f"The report of '{report.slug}' is a release, and raw data would undo its disclosure control; "
            "ask for a working report to have raw data in the workbook."
        )


def write_raw_data(book: Book, raw: RawAnswers, open_files: ExitStack) -> None:
    """Add the sheets of raw data. Their rows stand in ``open_files`` until the workbook is closed."""
    main = _main_sheet(book, raw, open_files)
    repeats = [
        (section.repeats, _repeat_sheet(book, raw, name, open_files)) for name, section in raw.form.repeats.items()
    ]
    for record in _in_one_form(raw):
        document = record.document
        main.add(_of_response(record, raw), document)
        for around, sheet in repeats:
            for place, entry in entries_of(document, around):
                sheet.add((record.response_id, *(number + 1 for number in place)), entry)
    sheets = [main, *(sheet for _, sheet in repeats)]
    for sheet in sheets:
        sheet.finish()
    _list_cut_texts(book, [cut for sheet in sheets for cut in sheet.cuts], sum(sheet.cut_count for sheet in sheets))


def _in_one_form(raw: RawAnswers) -> Iterator[ResponseRecord]:
    """The responses under the names of one form."""
    form = raw.form
    if not isinstance(form, Merged):
        yield from raw.responses
        return
    for record in raw.responses:
        version = form.versions[-1] if record.version is None else record.version
        yield replace(record, version=version, document=form.translate(version, record.document))


def _main_sheet(book: Book, raw: RawAnswers, open_files: ExitStack) -> RawSheet:
    keys = [
        RawColumn(head="response_id", label="The response", width=34),
        RawColumn(head="received_on", label="Day it was received", width=14),
    ]
    if isinstance(raw.form, Merged):
        keys.append(RawColumn(head="instrument_version", label="Version that was answered", width=20))
    keys += [RawColumn(head=name, label=label, width=20) for name, label in raw.breakdowns.items()]
    questions = [raw_question(item) for item in main_items(raw.form)]
    what = " – ".join(filter(None, ("one row a response", raw.remark)))
    return RawSheet(book, SHEET_LABEL, what, keys, questions, raw.scratch, open_files)


def _of_response(record: ResponseRecord, raw: RawAnswers) -> tuple[Any, ...]:
    """What stands before the answers of a response."""
    version = (record.version,) if isinstance(raw.form, Merged) else ()
    return (record.response_id, record.received_on, *version, *map(record.strata.get, raw.breakdowns))


def _repeat_sheet(book: Book, raw: RawAnswers, name: str, open_files: ExitStack) -> RawSheet:
    within = raw.form.repeats[name].repeats[:-1]
    what = f"one row an entry of {name}" + (f", within {' and '.join(reversed(within))}" if within else "")
    keys = [
        RawColumn(head="response_id", label="The response it belongs to", width=34),
        *(RawColumn(head=f"{one}:entry", label=f"Which entry of {one} it stands in", width=16) for one in within),
        RawColumn(head="entry", label="Which entry it is", width=12),
    ]
    questions: list[RawQuestion] = [raw_question(item) for item in repeat_items(raw.form, name)]
    return RawSheet(book, f"Raw {name}", what, keys, questions, raw.scratch, open_files)


def _list_cut_texts(book: Book, cuts: list[CutText], count: int) -> None:
    """Where texts are longer than a cell, so that nobody takes their beginning for the whole."""
    if not count:
        return
    page = book.add_page(
        CUT_LABEL, "Answers that are longer than a cell can hold", (24, 12, 36, 30, 14), orientation="landscape",
    )  # fmt: skip
    page.paragraph(
        "A cell of a workbook holds 32,767 characters. These texts are longer: the cell has their beginning and says "
        "that it is cut. The data files of the same round in CSV or Parquet hold them whole."
    )
    page.table_head(("Sheet", "Cell", "Response", "Question", "Characters"), left=4)
    for cut in cuts[:MOST_LISTED]:
        row = page.label_row(cut.sheet, "plain_label")
        for column, text in enumerate((cut.cell, cut.response_id, cut.head), start=1):
            page.label(row, column, text, "plain_label")
        page.figure(row, 4, cut.length, None, "count")
    if count > MOST_LISTED:
        page.paragraph(f"And {count - MOST_LISTED:,} more.", "muted")
