"""What an entry of the register links to: checked to be there, and a pinned copy with the fingerprint it had."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey_app.case_audits.locking import lock_row
from survey_app.case_audits.models import CaseAudit
from survey_app.improvement.chain.words import check_words
from survey_app.improvement.models import Finding, Recommendation
from survey_app.partnership.models import Agency
from survey_app.programme.scrutiny.models import LINK_KINDS, ScrutinyEntry, ScrutinyLink
from survey_app.programme.scrutiny.people import REGISTER, may
from survey_app.programme.scrutiny.refusals import ScrutinyRefused
from survey_app.results.scrutiny.models import Pin
from survey_app.walkabouts.models import Visit

MOST = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Linkable:
    """Something that can be linked to: ``key`` is “pin:3”, ``label`` what people read."""

    key: str
    label: str
    kind: str
    record_id: str
    address: str = ""
    fingerprint: str = ""


def linkables(session: Session, partnership_id: int, slug: str, pins: Sequence[Pin]) -> list[Linkable]:
    """All that an entry of this partnership can be linked to; the newest of each kind first.

    ``pins`` are the pinned copies that whoever links may see: even a title can tell what is hidden from them.
    """
    base = f"/p/{slug}"
    found = [
        _numbered("pin", one, f"Copy {one.number}: {one.title}", f"{base}/scrutiny/pins/{one.number}", one.fingerprint)
        for one in pins
    ]
    found += [
        _numbered("finding", one, f"{one.reference}: {one.text}", f"{base}/improvement/findings/{one.number}")
        for one in _newest(session, Finding, partnership_id)
        if one.withdrawn_at is None
    ]
    found += [
        _numbered(
            "recommendation", one, f"{one.reference}: {one.text}", f"{base}/improvement/recommendations/{one.number}"
        )
        for one in _newest(session, Recommendation, partnership_id)
    ]
    audits = select(CaseAudit).where(CaseAudit.partnership_id == partnership_id).order_by(CaseAudit.id.desc())
    found += [
        _linkable("case_audit", str(one.id), f"Case audit: {one.title}", f"{base}/case-audits/{one.slug}")
        for one in session.scalars(audits)
    ]
    visits = (
        select(Visit, Agency.name)
        .join(Agency, Agency.id == Visit.agency_id)
        .where(Visit.partnership_id == partnership_id, Visit.day.is_not(None))
        .order_by(Visit.day.desc(), Visit.id)
    )
    found += [
        _linkable("visit", visit.id, f"Visit to {agency}, {visit.day:%-d %B %Y}")
        for visit, agency in session.execute(visits)
    ]
    return found


def link_to(
    session: Session, entry: ScrutinyEntry, key: str, *, slug: str, pins: Sequence[Pin], by_id: int, other: str = "",
    checked: bool = False,
) -> ScrutinyLink:  # fmt: skip
    """Link an entry to something that was looked at; ``other`` names what is kept elsewhere. ``pins``: see above."""
    if not may(session, entry.partnership_id, by_id, REGISTER):
        raise ScrutinyRefused("Only the independent scrutineer adds to an entry.")
    lock_row(session, entry)  # each link has a place of its own
    session.expire(entry, ["links"])
    if entry.withdrawn_at is not None:
        raise ScrutinyRefused(f"{entry.reference} is withdrawn.")
    place = session.scalar(select(func.count()).select_from(ScrutinyLink).where(ScrutinyLink.entry_id == entry.id)) or 0
    if place >= MOST:
        raise ScrutinyRefused(f"An entry links to at most {MOST} things.")
    found = _other(session, entry, other, checked) if key == "other" else _known(session, entry, key, slug, pins)
    made = ScrutinyLink(
        entry_id=entry.id, position=place, kind=found.kind, record_id=found.record_id, says=found.label[:300],
        fingerprint=found.fingerprint, address=found.address[:500],
    )  # fmt: skip
    session.add(made)
    session.flush()
    session.expire(entry, ["links"])
    return made


def _known(session: Session, entry: ScrutinyEntry, key: str, slug: str, pins: Sequence[Pin]) -> Linkable:
    found = next((one for one in linkables(session, entry.partnership_id, slug, pins) if one.key == key), None)
    if found is None:
        raise ScrutinyRefused("Choose something of this partnership that you looked at.")
    if any((one.kind, one.record_id) == (found.kind, found.record_id) for one in entry.links):
        raise ScrutinyRefused("This is linked already.")
    return found


def _other(session: Session, entry: ScrutinyEntry, other: str, checked: bool) -> Linkable:
    said = " ".join(other.split())
    if not said or len(said) > 300:
        raise ScrutinyRefused("Say in at most 300 characters what you looked at.")
    check_words(session, entry.partnership_id, [("What you looked at", said)], checked=checked)
    return Linkable(key="other", label=said, kind="other", record_id="")


def _numbered(kind: str, one: Any, label: str, address: str, fingerprint: str = "") -> Linkable:
    return _linkable(kind, str(one.number), label, address, fingerprint)


def _linkable(kind: str, record_id: str, label: str, address: str = "", fingerprint: str = "") -> Linkable:
    short = label if len(label) <= 120 else f"{label[:119]}…"
    return Linkable(
        key=f"{kind}:{record_id}", label=short, kind=kind, record_id=record_id, address=address, fingerprint=fingerprint
    )


def _newest(session: Session, model: Any, partnership_id: int) -> list[Any]:
    return list(
        session.scalars(select(model).where(model.partnership_id == partnership_id).order_by(model.number.desc()))
    )


def kinds_linked(entry: ScrutinyEntry) -> list[str]:
    """What kinds of things an entry rests on, in words."""
    return list(dict.fromkeys(LINK_KINDS[one.kind] for one in entry.links))
