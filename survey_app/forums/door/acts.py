"""What a device sends: check-ins, people who came without a place, and what is taken back. Read, and never trusted."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from survey_app.forums.booking.places import Applicant
from survey_app.forums.plain_form import without_control_characters
from survey_app.forums.words import ROLE_GROUPS, SECTORS
from survey_app.rounds.addresses import tidy_address

MOST_ACTS = 200  # in one message
MOST_ENDS = 50
LONGEST = 200
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_PERSON = re.compile(r"[0-9a-f]{32}")
_DEVICE = re.compile(r"[A-Za-z0-9_-]{8,64}")
_AGENCY = re.compile(r"[0-9]{1,9}")


class MessageRefused(ValueError):
    """The message is none; nothing of it is taken."""


class ActRefused(ValueError):
    """One act cannot be taken; the others can. The message is a sentence for whoever stands at the door."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One act at the door. ``guest`` is given where somebody came without a place; ``ends`` are acts taken back."""

    id: str
    kind: str  # "in" or "out"
    at: datetime
    person: str = ""
    guest: Applicant | None = None
    ends: tuple[str, ...] = ()
    digest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What a device sends at once; ``seen`` names the list that it has."""

    device: str
    seen: str
    acts: tuple[Any, ...]


def read_message(body: Mapping[str, Any]) -> Message:
    """The envelope; the acts are read one by one with :func:`read_act`."""
    device, seen, acts = body.get("device"), body.get("seen"), body.get("acts")
    if not isinstance(device, str) or not _DEVICE.fullmatch(device):
        raise MessageRefused("“device” must be 8 to 64 letters and digits.")
    if not isinstance(acts, list) or len(acts) > MOST_ACTS:
        raise MessageRefused(f"“acts” must be a list of at most {MOST_ACTS}.")
    return Message(device=device, seen=seen[:64] if isinstance(seen, str) else "", acts=tuple(acts))


def id_of(act: Any) -> str:
    """The id of an act, so that a refusal can name it; empty where it has none."""
    found = act.get("id") if isinstance(act, dict) else None
    return found if isinstance(found, str) and _ID.fullmatch(found) else ""


def read_act(act: Any) -> Act:
    """One act; ActRefused where it is none."""
    if not isinstance(act, dict) or not id_of(act):
        raise ActRefused("This is no check-in: it has no id.")
    kind, at = act.get("kind"), _moment(act.get("at"))
    if kind == "out":
        ends = _ends(act.get("ends"))
        return Act(id=act["id"], kind="out", at=at, ends=ends, digest=_digest("out", at, ends))
    person = act.get("person")
    if kind != "in" or not isinstance(person, str) or not _PERSON.fullmatch(person):
        raise ActRefused("This is no check-in: it names nobody.")
    guest = act.get("guest")
    read = _guest(guest) if guest is not None else None
    return Act(id=act["id"], kind="in", at=at, person=person, guest=read, digest=_digest("in", at, person, read))


def _guest(given: Any) -> Applicant:
    if not isinstance(given, dict):
        raise ActRefused("What was written about this person cannot be read.")
    name, email = _text(given, "name"), _text(given, "email")
    agency, sector, role = _text(given, "agency"), _text(given, "sector"), _text(given, "role_group")
    if not name:
        raise ActRefused("Whoever came without a place needs a name.")
    if email and not tidy_address(email):
        raise ActRefused(f"“{email}” is no e-mail address. Enter it again, or leave it out.")
    return Applicant(
        name=name, email=tidy_address(email), agency_id=int(agency) if _AGENCY.fullmatch(agency) else None,
        agency_name=_text(given, "agency_name"), sector=sector if sector in SECTORS else "",
        role_group=role if role in ROLE_GROUPS else "", may_contact=given.get("may_contact") is True and bool(email),
    )  # fmt: skip


def _text(given: Mapping[str, Any], name: str) -> str:
    """One line of text, of a sensible length, that every database and every file can hold."""
    value = given.get(name, "")
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > LONGEST:
        raise ActRefused(f"One of the texts on this person is longer than {LONGEST} characters.")
    return plain_text(value)


def plain_text(value: str) -> str:
    """One line without control characters and halves of characters."""
    whole = value.encode("utf-8", "ignore").decode("utf-8")
    return " ".join(str(without_control_characters(whole)).split())


def _ends(given: Any) -> tuple[str, ...]:
    if not isinstance(given, list) or not 1 <= len(given) <= MOST_ENDS:
        raise ActRefused("It is not clear which check-in is taken back.")
    if not all(isinstance(one, str) and _ID.fullmatch(one) for one in given):
        raise ActRefused("It is not clear which check-in is taken back.")
    return tuple(sorted(set(given)))


def _moment(given: Any) -> datetime:
    """A moment with its zone, within the years that databases hold."""
    try:
        found = datetime.fromisoformat(given) if isinstance(given, str) and len(given) <= 40 else None
        if found is not None and found.tzinfo is not None and 2000 <= found.year <= 2100:
            return found.astimezone(UTC).replace(microsecond=0)
    except (ValueError, OverflowError):
        pass
    raise ActRefused("The time of this check-in cannot be read.")


def _digest(*said: object) -> str:
    """The same for an act that says the same."""
    return hashlib.sha256(repr(said).encode()).hexdigest()
