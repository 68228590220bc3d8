"""The evidence store of a return: files and links for each standard, added and withdrawn, never deleted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey_app.audit_log import record
from survey_app.collect.uploads import MEGABYTE, Upload
from survey_app.database import now
from survey_app.errors import UserError
from survey_app.walkabouts.cycles.standards import standards_for
from survey_app.walkabouts.models import CycleStandard, Section11Assessment
from survey_app.walkabouts.self_assessment.deadlines import check_may_change, today_here
from survey_app.walkabouts.self_assessment.evidence_rules import Verdict, evidence_verdict
from survey_app.walkabouts.self_assessment.models import EVIDENCE_KINDS, Evidence
from survey_app.walkabouts.self_assessment.returns import locked_return

MOST_PIECES = 200  # of one return
LONGEST_TITLE, LONGEST_NOTE, LONGEST_LINK, LONGEST_WHY = 200, 2000, 1000, 300


class EvidenceRefused(UserError):
    """Evidence cannot be kept as given; ``field`` says what to change."""

    status = 422

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEvidence:
    """What a lead says of a piece of evidence; either ``link`` or ``upload`` is given."""

    standard: str
    kind: str
    title: str
    dated_on: date | None = None
    note: str = ""
    link: str = ""
    upload: Upload | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StandardEvidence:
    """The evidence of one standard and what it allows."""

    standard: CycleStandard
    items: tuple[Evidence, ...]
    verdict: Verdict

    @property
    def kept(self) -> tuple[Evidence, ...]:
        return tuple(item for item in self.items if item.is_kept)


def evidence_of(session: Session, assessment_id: str) -> list[Evidence]:
    """All evidence of a return without the files' content, withdrawn pieces among it, the oldest first."""
    statement = select(Evidence).where(Evidence.assessment_id == assessment_id)
    return list(session.scalars(statement.order_by(Evidence.added_at, Evidence.id)))


def find_evidence(session: Session, assessment_id: str, evidence_id: str) -> Evidence | None:
    """One piece, where it belongs to this return."""
    found = session.get(Evidence, evidence_id)
    return found if found is not None and found.assessment_id == assessment_id else None


def find_standard(assessment: Section11Assessment, name: str) -> CycleStandard | None:
    """A standard that applies to the assessment, by its name."""
    return next((standard for standard in standards_for(assessment) if standard.name == name), None)


def weighed_evidence(
    session: Session, assessment: Section11Assessment, answers: dict[str, Any] | None, day: date
) -> list[StandardEvidence]:
    """Every standard that applies, with its evidence and what that allows together with the answers."""
    items = evidence_of(session, assessment.id)
    return [weigh_standard(standard, items, answers, day) for standard in standards_for(assessment)]


def weigh_standard(
    standard: CycleStandard, items: Sequence[Evidence], answers: dict[str, Any] | None, day: date
) -> StandardEvidence:
    """One standard of these."""
    own = tuple(item for item in items if item.standard == standard.name)
    outcome = str((answers or {}).get(f"{standard.name}_impact") or "")
    verdict = evidence_verdict(standard.name, own, day, outcome=outcome)
    return StandardEvidence(standard=standard, items=own, verdict=verdict)


def add_evidence(
    session: Session, assessment: Section11Assessment, new: NewEvidence, *, by: int, total_limit: int
) -> Evidence:
    """Keep a piece of evidence. EvidenceRefused says what is wrong with it, ReturnLocked that the return is locked."""
    kept = locked_return(session, assessment)
    check_may_change(assessment, kept, today_here())
    _check(assessment, new)
    if session.scalar(select(func.count()).where(Evidence.assessment_id == assessment.id)) >= MOST_PIECES:  # type: ignore[operator]
        raise EvidenceRefused(
            f"A return holds up to {MOST_PIECES} pieces of evidence. Name the best for each standard."
        )
    if new.upload is not None:
        _check_space(session, assessment.id, len(new.upload.content), total_limit)
    item = Evidence(
        assessment_id=assessment.id, round_id=kept.round_id, standard=new.standard, kind=new.kind,
        title=new.title.strip(), dated_on=new.dated_on, note=new.note.strip(), link=new.link.strip(), added_by_id=by,
    )  # fmt: skip
    if new.upload is not None:
        item.file_name, item.media_type = new.upload.name, new.upload.media_type
        item.size, item.sha256, item.content = len(new.upload.content), new.upload.sha256, new.upload.content
    session.add(item)
    session.flush()
    _log(session, "evidence added", assessment, item, by)
    return item


def withdraw_evidence(session: Session, assessment: Section11Assessment, item: Evidence, *, why: str, by: int) -> None:
    """Take a piece out of what counts. It stays in the store with the reason."""
    kept = locked_return(session, assessment)
    check_may_change(assessment, kept, today_here())
    session.refresh(item)
    if item.withdrawn_at is not None:
        return
    if not why.strip():
        raise EvidenceRefused("Say why you withdraw it.", "why")
    item.withdrawn_at, item.withdrawn_by_id, item.withdrawn_why = now(), by, why.strip()[:LONGEST_WHY]
    session.flush()
    _log(session, "evidence withdrawn", assessment, item, by)


def link_problem(text: str) -> str:
    """Why a text is no link that can be shown; empty where it is one. Only https: nothing else is opened from here."""
    link = text.strip()
    if len(link) > LONGEST_LINK:
        return f"A link has at most {LONGEST_LINK:,} characters."
    if any(letter.isspace() or not letter.isprintable() for letter in link):
        return "A link has no spaces. Copy it from the address bar of your browser."
    try:
        address = urlsplit(link)
        is_address = address.scheme == "https" and bool(address.hostname) and address.port in (None, 443)
    except ValueError:
        is_address = False
    if not is_address or address.username or address.password:
        return "Enter a whole address that begins with https:// and names no user or password."
    return ""


def _check(assessment: Section11Assessment, new: NewEvidence) -> None:
    if find_standard(assessment, new.standard) is None:
        raise EvidenceRefused("That standard does not apply to your agency.")
    if new.kind not in EVIDENCE_KINDS:
        raise EvidenceRefused("Choose what kind of evidence it is.", "kind")
    if not new.title.strip() or len(new.title) > LONGEST_TITLE:
        raise EvidenceRefused(f"Say what it is, in up to {LONGEST_TITLE} characters.", "title")
    if len(new.note) > LONGEST_NOTE:
        raise EvidenceRefused(f"A note has at most {LONGEST_NOTE:,} characters.", "note")
    if new.kind == "other" and not new.note.strip():
        raise EvidenceRefused("Say under “Note” what kind of evidence it is and what it shows of practice.", "note")
    if new.dated_on is not None and new.dated_on > today_here():
        raise EvidenceRefused("The date of the evidence must be today or in the past.", "dated_on")
    if (new.upload is None) == (not new.link.strip()):
        raise EvidenceRefused("Choose a file or give a link; one of the two for each piece of evidence.", "link")
    if new.link.strip() and (problem := link_problem(new.link)):
        raise EvidenceRefused(problem, "link")


def _check_space(session: Session, assessment_id: str, size: int, limit: int) -> None:
    used = session.scalar(select(func.sum(Evidence.size)).where(Evidence.assessment_id == assessment_id)) or 0
    if used + size > limit:
        raise EvidenceRefused(
            f"The files of one return may be {limit // MEGABYTE} MB together, and this one would pass that. Give a "
            "link to it, or choose a smaller file.",
            "upload",
        )


def _log(session: Session, action: str, assessment: Section11Assessment, item: Evidence, by: int) -> None:
    record(
        session, action, actor_id=by, partnership_id=assessment.partnership_id,
        subject=f"self-assessment {assessment.id}", details={"standard": item.standard, "evidence": item.id},
    )  # fmt: skip
