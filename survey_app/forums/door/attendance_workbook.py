"""Who came as an Excel workbook: everybody in a row, the figures by agency and by sector."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence

import xlsxwriter

from exports.workbook.text import write_text
from survey_app.forums.door.attendance import Attender, Figures, by_agency, by_sector, figures_of
from survey_app.forums.models import Forum, HubCycle
from survey_app.forums.officers.listing import agency_of
from survey_app.forums.words import ROLE_GROUPS, SECTORS, local, when, where

OUTCOMES = {
    "came": "Came", "walk_in": "Came without a place here", "missing": "Did not come", "elsewhere": "Came elsewhere",
}  # fmt: skip
PEOPLE = (
    ("Name", 26), ("Agency", 30), ("Sector", 24), ("Role", 40), ("Attendance", 26), ("How", 34), ("Here since", 18),
)  # fmt: skip
FIGURES = (("", 34), ("Booked", 12), ("Of these, came", 16), ("Did not come", 16), ("Came elsewhere", 16),
           ("Without a place", 16), ("Were there", 14))  # fmt: skip
Row = Sequence[str | int]


def forum_workbook(forum: Forum, attenders: Sequence[Attender]) -> bytes:
    """One forum: its people, and its figures."""
    people = [_person(one) for one in attenders]
    head = [f"{forum.title}: {forum.cycle.theme}", f"{when(forum)}, {where(forum)}"]
    return _workbook(
        [
            ("People", head, PEOPLE, people),
            ("By agency", head, FIGURES, _figures(by_agency(attenders), figures_of(attenders))),
            ("By sector", head, FIGURES, _figures(by_sector(attenders), figures_of(attenders))),
        ]
    )


def cycle_workbook(cycle: HubCycle, forums: Sequence[tuple[Forum, Sequence[Attender]]]) -> bytes:
    """A cycle: its forums, and the figures by agency and sector over all of those given. No names."""
    everybody = [one for _, attenders in forums for one in attenders]
    named = {f"{forum.title}, {when(forum)}": figures_of(attenders) for forum, attenders in forums}
    head, total = [f"Attendance: {cycle.theme}"], figures_of(everybody)
    return _workbook(
        [
            ("By forum", head, FIGURES, _figures(named, total)),
            ("By agency", head, FIGURES, _figures(by_agency(everybody), total)),
            ("By sector", head, FIGURES, _figures(by_sector(everybody), total)),
        ]
    )


def _person(one: Attender) -> Row:
    booking = one.booking
    since = f"{local(booking.checked_in_at):%Y-%m-%d %H:%M}" if one.here and booking.checked_in_at else ""
    return (
        booking.name, agency_of(booking), SECTORS.get(booking.sector, ""),
        ROLE_GROUPS.get(booking.role_group, booking.role_group), OUTCOMES[one.outcome], one.note, since,
    )  # fmt: skip


def _figures(named: dict[str, Figures], total: Figures) -> list[Row]:
    return [_line(name, figures) for name, figures in named.items()] + [_line("Together", total)]


def _line(name: str, figures: Figures) -> Row:
    return (
        name, figures.booked, figures.came, figures.missing, figures.elsewhere, figures.walk_ins, figures.here
    )  # fmt: skip


def _workbook(
    sheets: Iterable[tuple[str, Sequence[str], Sequence[tuple[str, int]], Sequence[Row]]],
) -> bytes:
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        title = book.add_format({"bold": True, "font_size": 14})
        for name, head, columns, rows in sheets:
            _sheet(book.add_worksheet(name), head, columns, rows, {"bold": bold, "text": wrapped, "title": title})
    return out.getvalue()


def _sheet(
    sheet: xlsxwriter.worksheet.Worksheet,
    head: Sequence[str],
    columns: Sequence[tuple[str, int]],
    rows: Sequence[Row],
    looks: dict[str, xlsxwriter.format.Format],
) -> None:
    for line, text in enumerate(head):
        write_text(sheet, line, 0, text, looks["title" if line == 0 else "text"])
    first = len(head) + 1
    for column, (name, width) in enumerate(columns):
        sheet.set_column(column, column, width)
        sheet.write_string(first, column, name, looks["bold"])
    for row, cells in enumerate(rows, first + 1):
        for column, cell in enumerate(cells):
            if isinstance(cell, int):
                sheet.write_number(row, column, cell)
            else:
                write_text(sheet, row, column, cell, looks["text"])
    sheet.freeze_panes(first + 1, 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(first)
