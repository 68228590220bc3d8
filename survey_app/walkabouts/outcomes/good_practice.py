"""Good practice: chosen from what was strong, written for others to read, agreed by the agency, then published."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from survey_app.audit_log import record
from survey_app.walkabouts.models import Section11Assessment
from survey_app.walkabouts.models.outcomes import GoodPractice
from survey_app.walkabouts.outcomes.refusals import NotYours, StepRefused
from survey_app.walkabouts.outcomes.seats import leads_agency_of
from survey_app.walkabouts.outcomes.steps import lock, require_stage

CHOSEN_IN = ("graded", "compared", "signed", "replying", "final")
ASKED_IN = ("replying", "final")  # the agency sees nothing of the assessment before that
MOST_TAGS = 8
LONGEST_TAG = 40


def tags_in(text: str) -> list[str]:
    """The tags of a comma-separated line, each once, in small letters."""
    tags = [" ".join(tag.split()).lower()[:LONGEST_TAG] for tag in text.split(",")]
    return list(dict.fromkeys(tag for tag in tags if tag))[:MOST_TAGS]


def practice_of(session: Session, assessment: Section11Assessment) -> Sequence[GoodPractice]:
    """All that was chosen from one assessment, in the order in which it was."""
    return session.scalars(
        select(GoodPractice)
        .where(GoodPractice.assessment_id == assessment.id)
        .order_by(GoodPractice.made_at, GoodPractice.id)
    ).all()


def find_practice(session: Session, assessment: Section11Assessment, practice_id: str) -> GoodPractice | None:
    """One entry of this assessment."""
    return next((one for one in practice_of(session, assessment) if one.id == practice_id), None)


def mark_of(practice: GoodPractice) -> str:
    """Another mark for other words."""
    return hashlib.sha256(f"{practice.title}\n{practice.text}".encode()).hexdigest()[:16]


def published_practice(session: Session, partnership_id: int, *, tag: str = "") -> list[GoodPractice]:
    """What the partnership has published, the newest first; with this tag, if one is given."""
    rows = session.scalars(
        select(GoodPractice)
        .where(GoodPractice.partnership_id == partnership_id, GoodPractice.state == "published")
        .options(selectinload(GoodPractice.assessment))
        .order_by(GoodPractice.published_at.desc(), GoodPractice.id)
    )
    return [row for row in rows if not tag or tag in row.tags]


def write_practice(
    session: Session, assessment: Section11Assessment, practice: GoodPractice | None, *, title: str, text: str,
    standard: str, tags: str, by: int,
) -> GoodPractice:  # fmt: skip
    """Choose something, or write it anew. The agency agrees to changed words anew."""
    lock(session, assessment)
    require_stage(assessment, CHOSEN_IN, "choose good practice")
    if practice is None:
        practice = GoodPractice(partnership_id=assessment.partnership_id, assessment_id=assessment.id, made_by_id=by)
        session.add(practice)
    elif practice.state == "published":
        raise StepRefused("It is published. Take it down first, then change it.")
    words = title.strip(), text.replace("\r\n", "\n").strip(), standard
    if (practice.title, practice.text, practice.standard) != words:
        practice.title, practice.text, practice.standard = words
        practice.state, practice.agreed_at, practice.agreed_by_id = "proposed", None, None
    practice.tags = tags_in(tags)
    session.flush()
    return practice


def ask_agency(session: Session, assessment: Section11Assessment, practice: GoodPractice) -> None:
    """Put it before the agency."""
    lock(session, assessment)
    require_stage(assessment, ASKED_IN, "ask the agency")
    _require(practice, ("proposed", "declined"), "put to the agency")
    practice.state, practice.decline_reason = "asked", ""
    session.flush()


def answer_for_agency(
    session: Session, assessment: Section11Assessment, practice: GoodPractice, *, agrees: bool, reason: str, by: int,
    at: datetime, seen: str | None = None,
) -> None:  # fmt: skip
    """The agency's lead agrees to this wording being published, or does not; ``seen`` marks the words read."""
    lock(session, assessment)
    if not leads_agency_of(session, assessment, by):
        raise NotYours("Only the lead of the agency agrees to what is published about it.")
    _require(practice, ("asked",), "answered")
    if seen is not None and seen != mark_of(practice):
        raise StepRefused("The wording was changed meanwhile. Read it as it is now, then answer.")
    if agrees:
        practice.state, practice.agreed_at, practice.agreed_by_id = "agreed", at, by
    else:
        if not reason.strip():
            raise StepRefused("Say what stands against it, so that it can be written differently.")
        practice.state, practice.decline_reason = "declined", reason.strip()
    record(
        session, f"good practice {practice.state}", actor_id=by, partnership_id=assessment.partnership_id,
        subject=f"good practice {practice.id}",
    )  # fmt: skip
    session.flush()


def publish_practice(
    session: Session, assessment: Section11Assessment, practice: GoodPractice, *, by: int, at: datetime
) -> None:
    """Publish what the agency has agreed to, once the assessment is final."""
    lock(session, assessment)
    require_stage(assessment, ("final",), "publish good practice")
    _require(practice, ("agreed", "withdrawn"), "published")
    if practice.agreed_at is None:
        raise StepRefused("The agency has not agreed to it.")
    practice.state, practice.published_at = "published", at
    record(
        session, "good practice published", actor_id=by, partnership_id=assessment.partnership_id,
        subject=f"good practice {practice.id}",
    )  # fmt: skip
    session.flush()


def take_down(session: Session, practice: GoodPractice, *, by: int) -> None:
    """Take a published entry off the page."""
    _require(practice, ("published",), "taken down")
    practice.state = "withdrawn"
    record(
        session, "good practice taken down", actor_id=by, partnership_id=practice.partnership_id,
        subject=f"good practice {practice.id}",
    )  # fmt: skip
    session.flush()


def _require(practice: GoodPractice, states: Sequence[str], doing: str) -> None:
    if practice.state not in states:
        raise StepRefused(f"It cannot be {doing} now. Reload the page: somebody may have changed it meanwhile.")
