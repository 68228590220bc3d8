"""What else there is on the subject of an indicator: audits, dip samples, themes of the Learning Hub, standards."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from textwrap import shorten
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.case_audits.kinds import KINDS
from survey_app.case_audits.models import AUDIT_STATES, CaseAudit
from survey_app.forums.models import HubCycle, HubTheme
from survey_app.improvement.models import Finding, Recommendation

MOST = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class SameSubject:
    """A record on the same subject; any of ``permissions`` opens it, ``endpoint`` and ``values`` make its link."""

    kind: str
    title: str
    detail: str
    endpoint: str
    permissions: frozenset[str]
    values: dict[str, Any] = field(default_factory=dict)


def subjects_of(text: str) -> frozenset[str]:
    """The subjects that somebody entered with semicolons between, compared without regard to case and blanks."""
    return frozenset(word for part in text.split(";") if (word := " ".join(part.split()).casefold()))


def subject_words(text: str) -> str:
    """The subjects as people read them: a standard by what it is called, not by its short name."""
    parts = (" ".join(part.split()) for part in text.split(";"))
    return "; ".join(f"Standard {part[2:]}" if _is_standard(part.casefold()) else part for part in parts if part)


def _is_standard(subject: str) -> bool:
    return subject.startswith("st") and subject[2:].isdigit()


def same_subject(session: Session, partnership_id: int, subject: str) -> list[SameSubject]:
    """What a partnership has on one of these subjects, the newest first of each kind."""
    wanted = subjects_of(subject)
    if not wanted:
        return []
    found = [*_audits(session, partnership_id, wanted), *_hubs(session, partnership_id, wanted)]
    return [*found, *_chain(session, partnership_id, wanted), *_standards(wanted)]


def _is_on(text: str, wanted: frozenset[str]) -> bool:
    return bool(subjects_of(text) & wanted)


def _audits(session: Session, partnership_id: int, wanted: frozenset[str]) -> Iterator[SameSubject]:
    query = select(CaseAudit).where(CaseAudit.partnership_id == partnership_id, CaseAudit.state != "cancelled")
    newest = session.scalars(query.order_by(CaseAudit.window_ends_on.desc(), CaseAudit.id))
    for one in [audit for audit in newest if _is_on(audit.theme, wanted)][:MOST]:
        yield SameSubject(
            kind=KINDS[one.kind].name, title=one.title,
            detail=AUDIT_STATES[one.state], endpoint="case_audits.show", values={"audit": one.slug},
            permissions=frozenset({"case_audits.read"}),
        )  # fmt: skip


def _hubs(session: Session, partnership_id: int, wanted: frozenset[str]) -> Iterator[SameSubject]:
    cycles = select(HubCycle).where(HubCycle.partnership_id == partnership_id)
    for cycle in session.scalars(cycles.order_by(HubCycle.ends_on.desc(), HubCycle.id)):
        themes = session.scalars(select(HubTheme).where(HubTheme.cycle_id == cycle.id).order_by(HubTheme.id)).all()
        named = [one.title for one in themes if _is_on(one.title, wanted)]
        if named or _is_on(cycle.theme, wanted):
            yield SameSubject(
                kind="Learning Hub", title=cycle.theme, detail=", ".join(named) or "The theme of the cycle",
                endpoint="forums.cycle", values={"hub": cycle.slug}, permissions=frozenset({"forums.read"}),
            )  # fmt: skip


def _chain(session: Session, partnership_id: int, wanted: frozenset[str]) -> Iterator[SameSubject]:
    findings = select(Finding).where(Finding.partnership_id == partnership_id, Finding.withdrawn_at.is_(None))
    recommendations = select(Recommendation).where(Recommendation.partnership_id == partnership_id)
    chain: tuple[tuple[str, str, Sequence[Finding | Recommendation]], ...] = (
        ("Finding", "improvement.finding", session.scalars(findings.order_by(Finding.number.desc())).all()),
        (
            "Recommendation", "improvement.recommendation",
            session.scalars(recommendations.order_by(Recommendation.number.desc())).all(),
        ),
    )  # fmt: skip
    for kind, endpoint, records in chain:
        for one in [record for record in records if _is_on(record.theme, wanted)][:MOST]:
            yield SameSubject(
                kind=kind, title=f"{one.reference}: {shorten(one.text, 120, placeholder=' …')}", detail="",
                endpoint=endpoint, values={"number": one.number}, permissions=frozenset({"improvement.read"}),
            )  # fmt: skip


def _standards(wanted: frozenset[str]) -> Iterator[SameSubject]:
    for name in sorted(one for one in wanted if _is_standard(one)):
        yield SameSubject(
            kind="Section 11", title=f"Standard {name[2:]}", detail="Grades and what was found",
            endpoint="dashboard.standard", values={"standard_name": name}, permissions=frozenset({"results.read"}),
        )  # fmt: skip
