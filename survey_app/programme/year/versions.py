"""Putting a programme to the Executive: frozen with a fingerprint, endorsed by somebody who drafted none of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from analysis.programme.changes import ProgrammeChanges, compare_programmes
from survey_app.improvement.chain.words import check_words
from survey_app.programme.year.models import METHODS, ProgrammeTopic, ProgrammeVersion, ScrutinyProgramme
from survey_app.programme.year.planning import lock_partnership
from survey_app.programme.year.refusals import YearRefused


def document_of(topics: Sequence[ProgrammeTopic]) -> list[dict[str, Any]]:
    """What the Executive endorses: the plan of every topic that is not dropped, and nothing of how it goes."""
    return [
        {
            "reference": topic.reference, "title": topic.title, "theme": topic.theme, "method": topic.method,
            "best_fit": topic.best_fit, "starts_on": topic.starts_on.isoformat(), "ends_on": topic.ends_on.isoformat(),
            "lead": topic.lead, "lead_id": topic.lead_id, "agency": topic.agency.name if topic.agency else "",
            "priority": topic.priority.text if topic.priority else "", "days": topic.days,
            "reasons": [{"kind": one.kind, "says": one.says} for one in topic.reasons],
        }
        for topic in topics
        if topic.dropped_on is None
    ]  # fmt: skip


def put_forward(session: Session, programme: ScrutinyProgramme, *, by_id: int, at: datetime) -> ProgrammeVersion:
    """Freeze the draft as the next version, for the Executive to endorse. One that still waits is overtaken.

    Raises
    ------
    YearRefused
        Where there is no topic, or nothing changed since the version before.
    """
    lock_partnership(session, programme.partnership_id)
    session.refresh(programme)
    document = document_of(programme.topics)
    if not document:
        raise YearRefused("The programme has no topic yet. Add one first.")
    before = programme.versions[-1] if programme.versions else None
    if before is not None and not may_put(programme):
        raise YearRefused(f"Nothing changed since version {before.number} was put forward.")
    if before is not None and before.state == "proposed":
        before.state = "overtaken"
    drafted = sorted({by_id, *(one for topic in programme.topics for one in topic.changed_by_ids)})
    version = ProgrammeVersion(
        programme_id=programme.id, number=before.number + 1 if before else 1, document=document,
        drafted_by_ids=drafted, put_at=at, put_by_id=by_id, fingerprint="",
    )  # fmt: skip
    version.fingerprint = fingerprint_of(version, before)
    session.add(version)
    session.flush()
    session.expire(programme, ["versions"])
    return version


def may_put(programme: ScrutinyProgramme) -> bool:
    """Whether there is something to put forward that the last version does not say, or that was sent back."""
    document = document_of(programme.topics)
    before = programme.versions[-1] if programme.versions else None
    return bool(document) and (before is None or before.document != document or before.state == "sent_back")


def endorse(session: Session, version: ProgrammeVersion, *, by_id: int, at: datetime, words: str = "") -> None:
    """Endorse a version for the Executive.

    Raises
    ------
    YearRefused
        Where it no longer waits, was altered in the database, or whoever endorses wrote any of it.
    """
    _decide(session, version, by_id)
    _check(session, version, words)
    version.state, version.decided_by_id, version.decided_at = "endorsed", by_id, at
    version.words = words.strip()
    session.flush()


def send_back(session: Session, version: ProgrammeVersion, why: str, *, by_id: int, at: datetime) -> None:
    """Send a version back to the QA group, saying why."""
    _decide(session, version, by_id)
    if not why.strip():
        raise YearRefused("Say what is to change before the Executive endorses it.")
    _check(session, version, why)
    version.state, version.decided_by_id, version.decided_at = "sent_back", by_id, at
    version.words = why.strip()
    session.flush()


def fingerprint_of(version: ProgrammeVersion, before: ProgrammeVersion | None) -> str:
    """SHA-256 of what a version says, of who put it forward when, and of the fingerprint before it."""
    said = {
        "programme": version.programme_id, "number": version.number, "document": version.document,
        "put_at": version.put_at.isoformat(), "put_by": version.put_by_id, "drafted_by": version.drafted_by_ids,
        "before": before.fingerprint if before is not None else "",
    }  # fmt: skip
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def altered(programme: ScrutinyProgramme) -> list[int]:
    """The numbers of versions that no longer say what was put forward."""
    found: list[int] = []
    before = None
    for version in programme.versions:
        if version.fingerprint != fingerprint_of(version, before):
            found.append(version.number)
        before = version
    return found


def endorsed_version(programme: ScrutinyProgramme) -> ProgrammeVersion | None:
    """The version in force: the last that was endorsed."""
    return next((one for one in reversed(programme.versions) if one.state == "endorsed"), None)


def waiting_version(programme: ScrutinyProgramme) -> ProgrammeVersion | None:
    """The version that waits for the Executive."""
    return next((one for one in programme.versions if one.state == "proposed"), None)


def sent_back_version(programme: ScrutinyProgramme) -> ProgrammeVersion | None:
    """The last version, where the Executive sent it back."""
    last = programme.versions[-1] if programme.versions else None
    return last if last is not None and last.state == "sent_back" else None


def changes_since_endorsed(programme: ScrutinyProgramme) -> ProgrammeChanges:
    """What the draft says that the version in force does not."""
    endorsed = endorsed_version(programme)
    return compare_programmes(endorsed.document if endorsed else [], document_of(programme.topics))


def changes_of(programme: ScrutinyProgramme, version: ProgrammeVersion) -> tuple[ProgrammeVersion | None,
                                                                                 ProgrammeChanges]:  # fmt: skip
    """What a version changes: against the last one endorsed before it."""
    earlier = [one for one in programme.versions if one.number < version.number and one.state == "endorsed"]
    before = earlier[-1] if earlier else None
    return before, compare_programmes(before.document if before else [], version.document)


def method_name(key: str) -> str:
    return METHODS.get(key, key)


def _decide(session: Session, version: ProgrammeVersion, by_id: int) -> None:
    lock_partnership(session, version.programme.partnership_id)
    session.refresh(version)
    if version.state != "proposed":
        raise YearRefused(f"Version {version.number} no longer waits for the Executive. Open the programme again.")
    if by_id == version.put_by_id or by_id in version.drafted_by_ids:
        raise YearRefused("You wrote part of this programme. Somebody of the Executive who drafted none of it decides.")
    session.expire(version.programme, ["versions"])
    if version.number in altered(version.programme):
        raise YearRefused(
            f"Version {version.number} was altered after it was put forward. Put the draft forward again."
        )


def _check(session: Session, version: ProgrammeVersion, words: str) -> None:
    check_words(session, version.programme.partnership_id, [("Words of the Executive", words)], checked=False)
