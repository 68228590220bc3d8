"""Contacts that may be one person: found by name, agency and the ways in which addresses are mistyped or change."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.partnership.contact_models import SeparateContacts
from survey_app.partnership.models import Contact
from survey_app.rounds.addresses import normal_address

SAME_PERSON = "The same name at the same agency, with two addresses"
MOVED = "The same name at two agencies: perhaps they moved"
NO_AGENCY = "The same name, and an agency is not known of both"
MISTYPED = "The addresses differ by one letter"
DOMAIN = "The same name before the @, and a part after it that is easily mistyped"
ORDER = (MISTYPED, DOMAIN, SAME_PERSON, NO_AGENCY, MOVED)  # the surest first
MOST_IN_A_GROUP = 12  # of one name: more are not compared, since they are "Reception" or "Safeguarding lead"
SHORTEST_LOCAL = 4
# Ends of addresses that stand for each other in mistakes.
CONFUSED = (("nhs.uk", "nhs.net"), ("gov.uk", "gov.net"), ("police.uk", "police.co.uk"), ("org.uk", "co.uk"))
TITLES = re.compile(r"^(mr|mrs|ms|miss|mx|dr|prof|rev|sgt|dc|di|pc)\.?\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two contacts that may be one person, the older number first, and why they are shown."""

    first: Contact
    second: Contact
    reason: str


def find_pairs(session: Session, partnership_id: int) -> list[Pair]:
    """Every pair of a partnership that nobody has decided on, the surest first."""
    mine = select(Contact).where(Contact.partnership_id == partnership_id).order_by(Contact.id)
    contacts = session.scalars(mine).all()
    rows = session.execute(
        select(SeparateContacts.first_id, SeparateContacts.second_id)
        .join(Contact, Contact.id == SeparateContacts.first_id)
        .where(Contact.partnership_id == partnership_id)
    )
    decided = {(first_id, second_id) for first_id, second_id in rows}
    found: dict[tuple[int, int], Pair] = {}
    for one, other in {*_of_one_name(contacts), *_of_alike_addresses(contacts)}:
        reason = why_alike(one, other)
        if reason and (one.id, other.id) not in decided:
            found[one.id, other.id] = Pair(first=one, second=other, reason=reason)
    return sorted(found.values(), key=lambda pair: (ORDER.index(pair.reason), pair.first.id, pair.second.id))


def why_alike(one: Contact, other: Contact) -> str:
    """Why two contacts may be one person; empty when nothing says so."""
    name, other_name = plain_name(one), plain_name(other)
    if not alike_names(name, other_name):
        return ""
    local, _, domain = normal_address(one.email).rpartition("@")
    other_local, _, other_domain = normal_address(other.email).rpartition("@")
    if domain == other_domain and min(len(local), len(other_local)) >= SHORTEST_LOCAL and one_slip(local, other_local):
        return MISTYPED
    if local == other_local and (name or len(local) >= SHORTEST_LOCAL) and easily_confused(domain, other_domain):
        return DOMAIN
    if not name or name != other_name:
        return ""
    if one.agency_id is None or other.agency_id is None:
        return NO_AGENCY
    return SAME_PERSON if one.agency_id == other.agency_id else MOVED


def plain_name(contact: Contact) -> str:
    """A name as it is compared: without title, case and order; empty where the address stands in its place."""
    if "@" in contact.name:
        return ""
    first, comma, rest = contact.name.partition(",")
    written = f"{rest} {first}" if comma else contact.name
    words = re.findall(r"[\w'’-]+", TITLES.sub("", written.strip()).casefold())
    return " ".join(sorted(words)) if len(words) > 1 else ""


def alike_names(one: str, other: str) -> bool:
    """Whether two names can be one person's: the same, one slip apart, or one of them not known."""
    return not one or not other or one == other or one_slip(one, other)


def easily_confused(one: str, other: str) -> bool:
    """Whether two parts after the @ are taken for each other."""
    if one == other:
        return False
    for first, second in CONFUSED:
        for left, right in ((first, second), (second, first)):
            if one.endswith(left) and other == one.removesuffix(left) + right:
                return True
    return one_slip(one, other)


def one_slip(one: str, other: str) -> bool:
    """Whether one letter was left out, added, changed, or two neighbours swapped. Another digit is no slip."""
    if one == other or abs(len(one) - len(other)) > 1 or re.sub(r"\D", "", one) != re.sub(r"\D", "", other):
        return False
    if len(one) > len(other):
        one, other = other, one
    at = next((place for place, sign in enumerate(one) if sign != other[place]), len(one))
    if len(one) < len(other):
        return one[at:] == other[at + 1 :]
    if one[at + 1 :] == other[at + 1 :]:
        return True
    return one[at : at + 2] == other[at : at + 2][::-1] and one[at + 2 :] == other[at + 2 :]


def _of_one_name(contacts: Sequence[Contact]) -> Iterator[tuple[Contact, Contact]]:
    groups: dict[str, list[Contact]] = defaultdict(list)
    for contact in contacts:
        if name := plain_name(contact):
            groups[name].append(contact)
    yield from _pairs_in(groups.values())


def _of_alike_addresses(contacts: Sequence[Contact]) -> Iterator[tuple[Contact, Contact]]:
    """Pairs whose addresses have the same before the @, or the same but for one letter on either side.

    Two texts one slip apart have a form in common: the text itself, or what is left of it without one of its letters.
    """
    groups: dict[tuple[str, ...], list[Contact]] = defaultdict(list)
    for contact in contacts:
        local, _, domain = normal_address(contact.email).rpartition("@")
        if not domain:
            continue
        groups["same", local].append(contact)
        for form in {local, *(local[:at] + local[at + 1 :] for at in range(len(local)))}:
            groups["slip", form, domain].append(contact)
    yield from _pairs_in(groups.values())


def _pairs_in(groups: Iterable[list[Contact]]) -> Iterator[tuple[Contact, Contact]]:
    for group in groups:
        if 1 < len(group) <= MOST_IN_A_GROUP:
            yield from combinations(group, 2)


def keep_apart(session: Session, one: Contact, other: Contact) -> None:
    """Remember that these are two people."""
    first_id, second_id = sorted((one.id, other.id))
    if session.get(SeparateContacts, (first_id, second_id)) is None:
        session.add(SeparateContacts(first_id=first_id, second_id=second_id))
        session.flush()
