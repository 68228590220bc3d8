"""The Section 11 letter of a final copy: everything in it is taken from the copy, and nothing is worked out anew."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from io import BytesIO
from typing import Any

from sqlalchemy.orm import Session

from exports.documents.section11_letter import LetterAction, LetterStandard, Section11Letter, write_section11_letter
from survey_app.walkabouts.models import Section11Assessment
from survey_app.walkabouts.models.outcomes import FinalRevision
from survey_app.walkabouts.outcomes.good_practice import practice_of
from survey_app.walkabouts.outcomes.grades import NOT_APPLICABLE

REPLIES = {
    "accurate": "You replied that the facts are right as they stand.",
    "corrections": "You replied with corrections; the assessment says what came of each.",
    "none": "We had no reply on the factual accuracy by the date.",
    "not_asked": "You were not asked about the facts again, since nothing changed that you would have to check.",
}


def letter_of(session: Session, assessment: Section11Assessment, revision: FinalRevision) -> Section11Letter:
    """What the letter of this copy says."""
    content = revision.content
    labels = dict(content["grades"])
    order = [grade for grade in labels if grade != NOT_APPLICABLE]
    agreed = [one for one in practice_of(session, assessment) if one.state in ("agreed", "published")]
    rubric = content["rubric"]
    return Section11Letter(
        agency=content["title"],
        partnership=content["partnership"],
        cycle=content["cycle"],
        dated=revision.made_at.date(),
        revision=revision.number,
        fingerprint=revision.fingerprint,
        produced_at=revision.made_at,
        visits=tuple(_visit(one) for one in content["visits"]),
        rubric=f"What each grade means was agreed with you before the visit (rubric version {rubric})."
        if rubric
        else "",
        grades=len(order),
        standards=tuple(_standard(one, labels, order) for one in content["standards"]),
        narrative_only=content["why_narrative"],
        good_practice=tuple((one.title, one.text) for one in agreed),
        reply=REPLIES.get(content["reply"]["answer"], ""),
        reopened=revision.reason,
        contact=assessment.partnership.contact_email,
        signed_by=tuple(one["by"] for one in content["signed"]),
    )


def letter_bytes(session: Session, assessment: Section11Assessment, revision: FinalRevision) -> BytesIO:
    """The letter as a Word file."""
    out = BytesIO()
    write_section11_letter(letter_of(session, assessment, revision), out)
    out.seek(0)
    return out


def _visit(visit: Mapping[str, Any]) -> str:
    if not visit["day"]:
        return str(visit["site"])
    return f"{visit['site']}, {date.fromisoformat(visit['day']):%-d %B %Y}"


def _standard(one: Mapping[str, Any], labels: Mapping[str, str], order: list[str]) -> LetterStandard:
    grade = one["grade"]
    place = order.index(grade) if grade in order else None
    better = order[place - 1] if place else ""
    exempt = f"Not applicable: {one['exempt_because']}" if one.get("exempt_because") else ""
    return LetterStandard(
        label=one["label"],
        grade=one["grade_label"],
        place=place,
        means=one["means"] if place is not None else "",
        next_grade=labels.get(better, ""),
        next_means=one["good"].get(better, ""),
        own_grade=one["own_label"] or "None given",
        gap_reason=one["gap_reason"],
        rationale=exempt or one.get("rationale", ""),
        strengths=one.get("strengths", ""),
        gaps=one.get("gaps", ""),
        actions=tuple(_action(action) for action in one["actions"]),
    )


def _action(action: Mapping[str, Any]) -> LetterAction:
    return LetterAction(
        reference=action["reference"],
        what=action["what"],
        owner=f"{action['owner']}, {action['agency']}" if action["agency"] else action["owner"],
        due_on=date.fromisoformat(action["due_on"]) if action["due_on"] else None,
        success_measure=action["success_measure"],
    )
