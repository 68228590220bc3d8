"""Findings: entered, changed and withdrawn, each change with its line in the history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.collect.display import LOCAL_TIME
from survey_app.database import now
from survey_app.improvement.chain.numbering import next_number
from survey_app.improvement.chain.refusals import ChainRefused
from survey_app.improvement.chain.sent_twice import kept_before
from survey_app.improvement.chain.words import check_words
from survey_app.improvement.changing import change, lock_as_seen, note
from survey_app.improvement.models import FINDING_KINDS, SOURCE_KINDS, Finding
from survey_app.partnership.models import Footprint

LONGEST_THEME = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingText:
    """What somebody writes as a finding. ``checked``: marked words were looked at and identify nobody."""

    kind: str
    text: str
    theme: str
    source_kind: str
    found_on: date
    agency_id: int | None = None
    checked: bool = False


def add_finding(session: Session, partnership_id: int, words: FindingText, by_id: int | None) -> Finding:
    """Enter a finding under the partnership's next number.

    Raises
    ------
    ChainRefused
        Where a field is missing or not of its list, the agency works elsewhere, the day is still to come, the words
        could tell who somebody is, or the same person has entered the very same.
    """
    values = _checked(session, partnership_id, words)
    stayed = _look(session, partnership_id, words)
    number = next_number(session, Finding, partnership_id)
    mine: dict[str, Any] = {"partnership_id": partnership_id, "made_by_id": by_id, "withdrawn_at": None}
    if by_id is not None and (same := kept_before(session, Finding, **mine, **values)):
        raise ChainRefused(f"You have entered this already: it is {same.reference}.")
    finding = Finding(partnership_id=partnership_id, number=number, made_by_id=by_id, **values)
    session.add(finding)
    session.flush()
    note(session, finding, "entered", finding.text, by_id=by_id, why=_stays(stayed))
    return finding


def change_finding(
    session: Session, finding: Finding, words: FindingText, *, by_id: int | None, seen: int | None, why: str = ""
) -> None:
    """Change a finding. Refused where somebody has changed it since revision ``seen`` was read, or it is withdrawn."""
    lock_as_seen(session, finding, seen)
    _refuse_withdrawn(finding)
    values = _checked(session, finding.partnership_id, words)
    stayed = _look(session, finding.partnership_id, words, ("Why it is changed", why))
    change(session, finding, values, by_id=by_id, why=why.strip() or _stays(stayed))


def withdraw_finding(session: Session, finding: Finding, reason: str, *, by_id: int | None, seen: int | None) -> None:
    """Say that a finding no longer stands, and why. It stays readable, and bears no recommendation any more."""
    lock_as_seen(session, finding, seen)
    _refuse_withdrawn(finding)
    if not reason.strip():
        raise ChainRefused("Say why the finding is withdrawn.")
    check_words(session, finding.partnership_id, [("The reason", reason)], checked=True)
    change(
        session, finding, {"withdrawn_at": now(), "withdrawn_why": reason.strip()}, by_id=by_id, why=reason.strip()
    )  # fmt: skip


def standing_findings(session: Session, partnership_id: int) -> list[Finding]:
    """The findings of a partnership that are not withdrawn, newest number first."""
    return list(
        session.scalars(
            select(Finding)
            .where(Finding.partnership_id == partnership_id, Finding.withdrawn_at.is_(None))
            .order_by(Finding.number.desc())
        )
    )


def find_findings(session: Session, partnership_id: int, ids: Sequence[str]) -> list[Finding]:
    """The standing findings with these ids, by number; refused where one of them is not there."""
    wanted = set(ids)
    found = [one for one in standing_findings(session, partnership_id) if one.id in wanted]
    if len(found) != len(wanted):
        raise ChainRefused("One of the findings is not there, or was withdrawn meanwhile. Choose again.")
    return found[::-1]


def _checked(session: Session, partnership_id: int, words: FindingText) -> dict[str, Any]:
    text, theme = words.text.strip(), " ".join(words.theme.split())
    if words.kind not in FINDING_KINDS or words.source_kind not in SOURCE_KINDS:
        raise ChainRefused("Choose what kind of finding it is, and where it comes from.")
    if not text:
        raise ChainRefused("Write what was found.")
    if len(theme) > LONGEST_THEME:
        raise ChainRefused(f"Theme: use at most {LONGEST_THEME} characters.")
    if words.found_on > now().astimezone(LOCAL_TIME).date():
        raise ChainRefused("A finding is of a day that has been. Check the date.")
    if words.agency_id is not None and session.get(Footprint, (partnership_id, words.agency_id)) is None:
        raise ChainRefused("Choose an agency that works in the partnership’s area, or none.")
    return {
        "kind": words.kind, "text": text, "theme": theme, "source_kind": words.source_kind,
        "found_on": words.found_on, "agency_id": words.agency_id,
    }  # fmt: skip


def _look(session: Session, partnership_id: int, words: FindingText, *more: tuple[str, str]) -> tuple[str, ...]:
    texts = [("The finding", words.text), ("The theme", words.theme), *more]
    return check_words(session, partnership_id, texts, checked=words.checked)


def _stays(words: tuple[str, ...]) -> str:
    return "Looked at, and identify nobody: " + ", ".join(f"“{one}”" for one in words) if words else ""


def _refuse_withdrawn(finding: Finding) -> None:
    if finding.withdrawn_at is not None:
        raise ChainRefused(f"{finding.reference} is withdrawn and stays as it was. Enter a new finding instead.")
