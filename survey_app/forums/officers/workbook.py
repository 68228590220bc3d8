"""Bookings as Excel workbooks. What people typed is written as text and never becomes a formula."""

from __future__ import annotations

from collections.abc import Sequence

from exports.workbook.lists import ListSheet, list_workbook
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
    return list_workbook(
        ListSheet(name="Bookings", head=_head(forum, f"{len(rows)} bookings"), columns=COLUMNS, rows=rows)
    )


def access_workbook(needs: AccessList) -> bytes:
    """What the venue has to arrange, for those who have a place."""
    rows = [(one.name, one.access_needs, agency_of(one)) for one in needs.people]
    told = f"{len(rows)} of {needs.coming} people with a place have told of a need"
    return list_workbook(
        ListSheet(name="Access needs", head=_head(needs.forum, told), columns=ACCESS_COLUMNS, rows=rows)
    )


def _head(forum: Forum, told: str) -> list[str]:
    return [f"{forum.title}: {forum.cycle.theme}", f"{when(forum)}, {where(forum)}", told]
