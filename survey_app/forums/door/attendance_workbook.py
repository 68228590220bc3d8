"""Who came as an Excel workbook: everybody in a row, the figures by agency and by sector."""

from __future__ import annotations

from collections.abc import Sequence

from exports.workbook.lists import ListSheet, list_workbook
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
    return list_workbook(
        _sheet("People", head, PEOPLE, people),
        _sheet("By agency", head, FIGURES, _figures(by_agency(attenders), figures_of(attenders))),
        _sheet("By sector", head, FIGURES, _figures(by_sector(attenders), figures_of(attenders))),
    )


def cycle_workbook(cycle: HubCycle, forums: Sequence[tuple[Forum, Sequence[Attender]]]) -> bytes:
    """A cycle: its forums, and the figures by agency and sector over all of those given. No names."""
    everybody = [one for _, attenders in forums for one in attenders]
    named = {f"{forum.title}, {when(forum)}": figures_of(attenders) for forum, attenders in forums}
    head, total = [f"Attendance: {cycle.theme}"], figures_of(everybody)
    return list_workbook(
        _sheet("By forum", head, FIGURES, _figures(named, total)),
        _sheet("By agency", head, FIGURES, _figures(by_agency(everybody), total)),
        _sheet("By sector", head, FIGURES, _figures(by_sector(everybody), total)),
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


def _sheet(name: str, head: Sequence[str], columns: Sequence[tuple[str, int]], rows: Sequence[Row]) -> ListSheet:
    return ListSheet(name=name, head=head, columns=columns, rows=rows, filtered=columns is PEOPLE)
