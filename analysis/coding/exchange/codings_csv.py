"""Comments and codings as two comma-separated files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from analysis.coding.codeframe.frame import Codeframe
from analysis.coding.exchange.csv_cells import read_rows, written_rows
from analysis.coding.exchange.records import OWN_COLUMNS, CodingEntry, CodingProject, SourceComment
from analysis.coding.exchange.refusals import ExchangeRefused

COLUMNS = ("comment", "theme", "stance", "coder", "start", "end", "coded_at", "suggested_by")


def write_comments_csv(project: CodingProject) -> bytes:
    """A line for each comment: its key, its text, and a column for each attribute."""
    names = sorted({name for comment in project.comments for name in comment.attributes})
    rows = (
        (comment.key, comment.text, *(comment.attributes.get(name, "") for name in names))
        for comment in project.comments
    )
    return written_rows(("comment", "text", *names), rows)


def write_codings_csv(project: CodingProject) -> bytes:
    """A line for each theme given to a comment."""
    return written_rows(COLUMNS, (_cells(coding) for coding in project.codings))


def _cells(coding: CodingEntry) -> tuple[str, ...]:
    place = ("", "") if coding.start is None else (str(coding.start), str(coding.end))
    at = "" if coding.coded_at is None else coding.coded_at.isoformat()
    return (coding.comment, coding.theme, coding.stance, coding.coder, *place, at, coding.suggested_by or "")


def read_project_csv(comments: bytes, codings: bytes, codeframe: Codeframe, *, title: str) -> CodingProject:
    """Comments and codings from the two files.

    Parameters
    ----------
    comments, codings : bytes
        As :func:`write_comments_csv` and :func:`write_codings_csv` write them. Of the comments, ``comment`` and
        ``text`` are needed, and any other column is an attribute; of the codings, ``comment`` and ``theme``.
    codeframe : Codeframe
        The themes.
    title : str
        What the project is called.

    Raises
    ------
    ExchangeRefused
        Where a file cannot be read or does not fit the other or the codeframe; every reason at once.
    """
    sources = tuple(
        SourceComment(
            key=row["comment"],
            text=row["text"],
            attributes={name: value for name, value in row.items() if name not in OWN_COLUMNS and value.strip()},
        )
        for _, row in read_rows(comments, "comments", ("comment", "text"))
    )
    problems: list[str] = []
    entries = tuple(_entries(read_rows(codings, "codings", ("comment", "theme")), problems))
    if problems:
        raise ExchangeRefused(problems)
    return CodingProject(title=title, codeframe=codeframe, comments=sources, codings=entries)


def _entries(rows: list[tuple[int, dict[str, str]]], problems: list[str]) -> Iterator[CodingEntry]:
    for number, row in rows:
        try:
            start, end = (int(row[name]) if row.get(name) else None for name in ("start", "end"))
            at = datetime.fromisoformat(row["coded_at"]) if row.get("coded_at") else None
        except ValueError:
            problems.append(f"Line {number} of the file of codings: the stretch or the time cannot be read.")
            continue
        given: Mapping[str, Any] = {
            "coder": row.get("coder", ""),
            "stance": row.get("stance") or "neutral",
            "suggested_by": row.get("suggested_by") or None,
        }
        yield CodingEntry(comment=row["comment"], theme=row["theme"], start=start, end=end, coded_at=at, **given)
