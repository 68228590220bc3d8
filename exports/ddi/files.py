"""The files: those of single answers where there can be any, else the file of figures."""

from __future__ import annotations

from collections.abc import Mapping
from xml.etree.ElementTree import Element

from analysis.report import Report, SectionBlock
from exports.data_files.answer_data import Table
from exports.ddi.elements import add, add_text
from exports.wording import release_text

ABSENCES = (
    "Absent answers keep their kind: -1 don't know, -2 not applicable, -3 not answered (asked and left blank), -4 not "
    "asked (not on the respondent's path). Beside answers below zero the codes are lower, as the file's value labels "
    "say. A text has a variable NAME_absence beside it."
)


def add_files(book: Element, report: Report, tables: Mapping[str, tuple[Table, int]]) -> None:
    """Describe the files; ``tables`` gives each file's table and its number of variables, by the file's identifier."""
    if report.anonymous:
        _add_figures(book, report)
        return
    sections = {section.name: section for section in report.sections if section.is_repeat}
    for identifier, (table, variables) in tables.items():
        section = sections.get(table.repeats[-1]) if table.repeats else None
        _add_answers(book, report, identifier, table, variables, section)


def _add_answers(
    book: Element, report: Report, identifier: str, table: Table, variables: int, section: SectionBlock | None
) -> None:
    file = add(book, "fileDscr", ID=identifier)
    about = add(file, "fileTxt")
    add(about, "fileName", f"{table.name}.sav")
    what = "a row is a response" if table.is_main else f"a row is an entry of “{table.label}”"
    add(about, "fileCont", f"Single answers: {what}. The same answers are written as CSV, Parquet and Stata too.")
    add(about, "fileStrc", type="rectangular")
    size = add(about, "dimensns")
    rows = report.responses if table.is_main else (section.entries if section is not None else None)
    add_text(size, "caseQnty", None if rows is None else str(rows))
    add(size, "varQnty", str(variables))
    add(about, "fileType", "SPSS system file", charset="UTF-8")
    add(about, "dataMsng", ABSENCES)


def _add_figures(book: Element, report: Report) -> None:
    file = add(book, "fileDscr", ID="F1")
    about = add(file, "fileTxt")
    add(about, "fileName", f"{report.slug}-figures.csv")
    add(
        about,
        "fileCont",
        f"The figures of {release_text(report).lower()}, a row each. There is no file of single answers: the variables "
        "below are the questions, with the counts that the release shows.",
    )
    add(about, "fileStrc", type="rectangular")
    add(about, "fileType", "Comma-separated values", charset="UTF-8")
