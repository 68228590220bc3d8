"""Naming the auditors of many returns at once, from a page with one list of people for each return."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.case_audits.numbers import number_of
from survey_app.case_audits.planning.asking import assign_auditor
from survey_app.case_audits.planning.people import auditors_of
from survey_app.case_audits.planning.plans import AuditRefused
from survey_app.case_audits.planning.standing import Standing
from survey_app.partnership.models import Agency

NOBODY = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyNames:
    """The returns of one agency, and who may make them."""

    agency: Agency
    standings: list[Standing]
    people: list[User]

    @property
    def unnamed(self) -> int:
        """How many of its returns have no auditor."""
        return sum(one.is_missing and one.asked.auditor_id is None for one in self.standings)

    def choices(self, one: Standing) -> list[User]:
        """Whom the list of one return offers: the agency's own, and who is named now."""
        named = one.asked.auditor
        return self.people if named is None or named in self.people else [*self.people, named]


def names_by_agency(session: Session, partnership_id: int, standings: Collection[Standing]) -> list[AgencyNames]:
    """The returns of each agency, by its name."""
    people = auditors_of(session, partnership_id)
    agencies = {one.asked.agency.id: one.asked.agency for one in standings}
    return [
        AgencyNames(
            agency=agency, standings=[one for one in standings if one.asked.agency_id == agency.id],
            people=[one.user for one in people if agency.id in one.agency_ids],
        )
        for agency in sorted(agencies.values(), key=lambda agency: (agency.name.casefold(), agency.id))
    ]  # fmt: skip


def change_names(session: Session, standings: Collection[Standing], sent: Mapping[str, str], *, by: int | None) -> int:
    """Name those chosen in a page's form; what nobody changed there stays as it is now. How many returns changed.

    Parameters
    ----------
    sent : mapping
        ``auditor-<return>`` is the person chosen, ``was-<return>`` whom the page showed, ``all-<agency>`` somebody for
        every return of an agency that has nobody.
    """
    changed = 0
    for one in standings:
        if not one.is_missing:
            continue
        asked = one.asked
        shown, chosen = sent.get(f"was-{asked.id}", NOBODY), sent.get(f"auditor-{asked.id}")
        if chosen is None or chosen == shown:
            chosen = sent.get(f"all-{asked.agency_id}", NOBODY) if asked.auditor_id is None else NOBODY
            if chosen == NOBODY:
                continue
        person = number_of(chosen)
        if chosen and person is None:
            raise AuditRefused("Choose a person from the list.")
        assign_auditor(session, asked, person, by=by)
        changed += 1
    return changed
