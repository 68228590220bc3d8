"""A list of contacts beside what is known: who is new, who is known, and who is not written to, line by line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.partnership.contact_book import silent_among
from survey_app.partnership.models import Agency, Contact
from survey_app.rounds.addresses import normal_address, tidy_address
from survey_app.rounds.lists.reading import LEFT_OUT, STRATA, Sheet
from survey_app.rounds.mail_models import ListMember, MailingList
from survey_app.rounds.standing import standings

KINDS = {
    "new": "New contacts", "known": "Known already", "on_list": "On this list already",
    "opted_out": "Do not want e-mail: kept, and not written to",
    "bounced": "Address does not work: kept, and not written to",
    "twice": "Stand in the file twice", "invalid": "No e-mail address that can be read: left out",
}  # fmt: skip
STORED = ("new", "known", "opted_out", "bounced")


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactLine:
    """One line of the file and what it is."""

    line: int
    kind: str
    email: str
    name: str = ""
    agency: str = ""
    strata: dict[str, str] = field(default_factory=dict)
    contact_id: int | None = None
    first_line: int | None = None  # where the same address stood before
    written: str = ""  # of a line that cannot be read


@dataclass(frozen=True, slots=True, kw_only=True)
class ListCheck:
    """Every line of a file, and the agencies that no agency of the installation is called by."""

    lines: tuple[ContactLine, ...]
    unknown_agencies: tuple[str, ...]

    def of(self, kind: str) -> tuple[ContactLine, ...]:
        """The lines of one kind."""
        return tuple(line for line in self.lines if line.kind == kind)

    @property
    def counts(self) -> tuple[tuple[str, str, int], ...]:
        """Each kind with what it is called and how many there are; kinds without a line are left out."""
        return tuple((kind, label, len(self.of(kind))) for kind, label in KINDS.items() if self.of(kind))

    @property
    def to_store(self) -> int:
        return sum(line.kind in STORED for line in self.lines)


def check_list(session: Session, list_: MailingList, sheet: Sheet, roles: Sequence[str]) -> ListCheck:
    """Sort the lines of a sheet by what is known of their addresses, however these are written."""
    contacts = {
        normal_address(contact.email): contact
        for contact in session.scalars(select(Contact).where(Contact.partnership_id == list_.partnership_id))
    }
    noted = standings(session, [contact.id for contact in contacts.values()])
    members = set(session.scalars(select(ListMember.contact_id).where(ListMember.list_id == list_.id)))
    agencies = {name.casefold() for name in session.scalars(select(Agency.name))}
    read = [
        _line(number, {role: cell for role, cell in zip(roles, cells, strict=True) if role != LEFT_OUT and cell})
        for number, cells in sheet.rows
    ]
    silent = silent_among(session, list_.partnership_id, [one.email for one in read if one.email])
    lines, seen = [], dict[str, int]()
    for one in read:
        number = one.line
        key = normal_address(one.email)
        contact = contacts.get(key)
        if not key:
            kind = "invalid"
        elif key in seen:
            kind = "twice"
        elif contact is None:
            kind = "opted_out" if one.email in silent else "new"
        elif contact.id in members:
            kind = "on_list"
        else:
            standing = noted.get(contact.id)
            kind = "known"
            if standing is not None and standing.opted_out_on is not None:
                kind = "opted_out"
            elif standing is not None and standing.bounced_on is not None:
                kind = "bounced"
        lines.append(
            ContactLine(
                line=number, kind=kind, email=one.email, name=one.name, agency=one.agency, strata=one.strata,
                contact_id=contact.id if contact is not None else None, first_line=seen.get(key), written=one.written,
            )
        )  # fmt: skip
        if key:
            seen.setdefault(key, number)
    unknown = {line.agency for line in lines if line.agency and line.agency.casefold() not in agencies}
    return ListCheck(lines=tuple(lines), unknown_agencies=tuple(sorted(unknown, key=str.casefold)))


def _line(number: int, values: dict[str, str]) -> ContactLine:
    written = values.get("email", "")
    email = tidy_address(written)
    name = values.get("name") or " ".join(filter(None, (values.get("first_name"), values.get("last_name"))))
    strata = {role: values[role][:200] for role in STRATA if values.get(role)}
    return ContactLine(
        line=number, kind="", email=email, name=name[:200], agency=values.get("agency", "")[:200], strata=strata,
        written=written[:80],
    )  # fmt: skip
