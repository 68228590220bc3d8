"""How far the returns of an audit are, by agency and by case: counts and days, and nothing that a return says."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from exports.workbook.lists import ListSheet, list_workbook
from survey_app.case_audits.models import CaseAudit
from survey_app.case_audits.planning.standing import STANDS, Standing
from survey_app.collect.display import moment_text

MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyProgress:
    """One agency: how many returns are asked of it, made, due and late, and with how many cases it was not involved.

    ``asked`` is made, due and late together; ``not_involved`` counts for nothing else.
    """

    name: str
    asked: int
    made: int
    due: int
    late: int
    not_involved: int


def progress_of(standings: Iterable[Standing]) -> list[AgencyProgress]:
    """Each agency that is asked about any case, by name."""
    by_agency: dict[str, list[str]] = {}
    for one in standings:
        by_agency.setdefault(one.asked.agency.name, []).append(one.state)
    return [agency_progress(name, states) for name, states in sorted(by_agency.items())]


def agency_progress(name: str, states: Collection[str]) -> AgencyProgress:
    """One line of the table, from the states of returns."""
    count = {state: list(states).count(state) for state in STANDS}
    return AgencyProgress(
        name=name, asked=len(states) - count["not_involved"], made=count["made"], due=count["due"],
        late=count["late"], not_involved=count["not_involved"],
    )  # fmt: skip


def state_text(one: Standing) -> str:
    """The state of a return in words."""
    return f"{STANDS[one.state]}, not blind" if one.not_blind else STANDS[one.state]


def progress_workbook(audit: CaseAudit, standings: Collection[Standing], *, at: str, with_names: bool) -> bytes:
    """The same as a workbook: a sheet by agency and one by return; auditors' names only where they may be seen."""
    head = (audit.title, f"How far the returns are, {at}. Nothing here says what a return says.")
    names = (("Auditor", 26),) if with_names else ()
    by_agency = ListSheet(
        name="By agency", head=head,
        columns=(("Agency", 40), ("Asked", 10), ("Made", 10), ("Due", 10), ("Late", 10), ("Not involved", 14)),
        rows=[(one.name, one.asked, one.made, one.due, one.late, one.not_involved) for one in progress_of(standings)],
    )  # fmt: skip
    by_return = ListSheet(
        name="By case", head=head,
        columns=(("Case", 16), ("Agency", 40), *names, ("State", 20), ("Due on", 14), ("Made on", 24)),
        rows=[_row(one, with_names=with_names) for one in standings],
    )  # fmt: skip
    return list_workbook(by_agency, by_return)


def _row(one: Standing, *, with_names: bool) -> tuple[str | int | None, ...]:
    asked = one.asked
    named = (asked.auditor.name if asked.auditor else None,) if with_names else ()
    due = f"{one.due_on:%Y-%m-%d}" if one.due_on and one.is_missing else None
    made = moment_text(one.made_at) if one.made_at else None
    return (asked.case.pseudonym, asked.agency.name, *named, state_text(one), due, made)
