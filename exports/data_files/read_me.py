"""The page that goes with data files: what they are, how absences stand in them, and what to keep in mind."""

from __future__ import annotations

from collections.abc import Sequence

from exports.data_files.answer_data import KIND_NAMES, AnswerData, FileKind, Table
from exports.data_files.facts import Facts
from exports.plain_text import plain_text
from instruments.merging import Merged

PERSONAL = (
    "These are single answers, not figures: personal data, even without names. Keep them with the named team, and "
    "delete them when the work is done."
)
HOW: dict[FileKind, tuple[str, ...]] = {
    "csv": (
        "CSV in UTF-8 with commas. Choices stand under their names, which codebook.csv explains; several choices of "
        "one question are separated by spaces, and each choice has a column of 1 and 0 besides.",
        "A blank cell is a question that was asked and left blank, unless the column walkabout:not_asked names the "
        "question: then it was not asked. “Don't know” and “not applicable” are choices and stand under their names.",
        "A text that begins like a formula (=, +, -, @ and some others) has an apostrophe in front, so that no "
        "spreadsheet calculates it. Take away one apostrophe where a cell begins with apostrophes and then with such "
        "a sign. Numbers carry no such mark.",
        "Walkabout reads these files back without loss.",
    ),
    "parquet": (
        "Parquet with typed columns: scales are ordered categories, each choice of a multiple choice is true or "
        "false, dates are dates, moments the clock as it was read, without a time zone.",
        "An absent answer is null. The column NAME:absence says in which way: not_asked, not_answered, "
        "not_applicable or dont_know.",
        "Labels, and which choices count as absent, stand in the metadata of each column.",
    ),
    "sav": (
        "SPSS files with labels. The choices of a question are numbered from 1 in the order of its list; the numbers "
        "mean nothing else.",
        "Absent answers are declared missing and keep their kind: -1 don't know, -2 not applicable, -3 not answered, "
        "-4 not asked. Beside answers below zero the codes are lower (-96 to -99, -996 to -999 …); the value labels "
        "say which. A text has a variable NAME_absence beside it.",
        "SPSS drops spaces at the end of a text, and takes 32,767 bytes; a longer text ends with a note where it was "
        "cut.",
    ),
    "dta": (
        "Stata files (format 118, Stata 14 and newer) with labels. The choices of a question are numbered from 1 in "
        "the order of its list; the numbers mean nothing else.",
        "Absent answers are extended missing values: .a don't know, .b not applicable, .c not answered, .d not asked. "
        "A text has a variable NAME_absence beside it.",
    ),
}  # fmt: skip


def read_me_text(data: AnswerData, facts: Facts, kind: FileKind, notes: Sequence[str] = ()) -> str:
    """The page as plain text."""
    settings, form = data.form.instrument.settings, data.form
    versions = ", ".join(map(str, form.versions)) if isinstance(form, Merged) else settings.version
    lines = [
        plain_text(data.title),
        *filter(None, (plain_text(data.partnership), plain_text(data.remark))),
        f"Single answers as {KIND_NAMES[kind]}, written by Walkabout on {data.produced_at:%d %B %Y at %H:%M}.",
        f"Form: {plain_text(settings.form_title)} ({settings.form_id}), version {versions}.",
        "",
        PERSONAL,
        "",
        "Files",
        *(f"  {table.name}.{kind}: {_what(table, facts.rows[table.name])}" for table in facts.tables),
        "  codebook.csv: what every variable and every value means",
        "",
        "How to read them",
        *(f"  {sentence}" for sentence in HOW[kind]),
    ]
    if len(facts.tables) > 1:
        lines.append("  The entries of a repeat carry the response_id of their response; join the files by it.")
    if notes:
        lines += ["", "To note", *(f"  {note}" for note in notes)]
    return "\r\n".join([*lines, ""])


def _what(table: Table, rows: int) -> str:
    if table.is_main:
        return f"{rows:,} {'response' if rows == 1 else 'responses'}, a row each"
    return f"{rows:,} {'entry' if rows == 1 else 'entries'} of “{plain_text(table.label)}”, a row each"
