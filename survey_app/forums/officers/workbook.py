"""Bookings as Excel workbooks. What people typed is written as text and never becomes a formula."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence

import xlsxwriter

from exports.workbook.text import write_text
from survey_app.forums.models import BOOKING_STATES, Booking, Forum
from survey_app.forums.officers.listing import SOURCES, AccessList, agency_of
from survey_app.forums.words import ROLE_GROUPS, SECTORS, local, when, where

MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
COLUMNS = (
    ("Name", 26), ("E-mail", 32), ("Agency", 30), ("State", 20), ("Sector", 24), ("Role", 40), ("Locality", 20),
    ("Access needs", 50), ("May be contacted", 18), ("How", 22), ("Asked on", 18), ("Checked in", 18),
)  # fmt: skip
ACCESS_COLUMNS = (("Name", 26), ("What they need", 70), ("Agency", 30))


def bookings_workbook(forum: Forum, bookings: Sequence[Booking]) -> bytes:
    """Every booking in a row."""
    rows = [
        (
            one.name, one.email or "", agency_of(one), BOOKING_STATES[one.state], SECTORS.get(one.sector, ""),
            ROLE_GROUPS.get(one.role_group, one.role_group), one.locality.name if one.locality else "",
            one.access_needs, "Yes" if one.may_contact else "No", SOURCES[one.source],
            f"{local(one.entered_at):%Y-%m-%d %H:%M}",
            f"{local(one.checked_in_at):%Y-%m-%d %H:%M}" if one.checked_in_at else "",
        )
        for one in bookings
    ]  # fmt: skip
    return _workbook("Bookings", _head(forum, f"{len(rows)} bookings"), COLUMNS, rows)


def access_workbook(needs: AccessList) -> bytes:
    """What the venue has to arrange, for those who have a place."""
    rows = [(one.name, one.access_needs, agency_of(one)) for one in needs.people]
    told = f"{len(rows)} of {needs.coming} people with a place have told of a need"
    return _workbook("Access needs", _head(needs.forum, told), ACCESS_COLUMNS, rows)


def _head(forum: Forum, told: str) -> list[str]:
    return [f"{forum.title}: {forum.cycle.theme}", f"{when(forum)}, {where(forum)}", told]


def _workbook(
    title: str, head: Sequence[str], columns: Sequence[tuple[str, int]], rows: Iterable[tuple[str, ...]]
) -> bytes:
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        sheet = book.add_worksheet(title)
        bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        write_text(sheet, 0, 0, head[0], book.add_format({"bold": True, "font_size": 14}))
        for line, text in enumerate(head[1:], 1):
            write_text(sheet, line, 0, text)
        first = len(head) + 1
        for column, (name, width) in enumerate(columns):
            sheet.set_column(column, column, width)
            sheet.write_string(first, column, name, bold)
        row = first
        for row, cells in enumerate(rows, first + 1):
            for column, text in enumerate(cells):
                write_text(sheet, row, column, text, wrapped)
        sheet.freeze_panes(first + 1, 1)
        sheet.autofilter(first, 0, row, len(columns) - 1)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(first)
    return out.getvalue()
