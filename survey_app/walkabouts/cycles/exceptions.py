"""Where a member of a joint assessment differs from the joint return: by standard, with a grade and a reason."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from sqlalchemy.orm import Session

from survey_app.audit_log import record
from survey_app.walkabouts.cycles.assessments import LONGEST_REASON, NOT_APPLICABLE, StartRefused
from survey_app.walkabouts.cycles.stages import is_underway
from survey_app.walkabouts.cycles.standards import grades_of, short_name, standards_for
from survey_app.walkabouts.models import AssessmentMember, Section11Assessment

Exceptions = Mapping[str, Mapping[str, str]]
AGENCY = "agency"
SETTLED = ("signed", "replying")  # the stages at which nothing that is judged changes unseen


def state_of_exceptions(member: AssessmentMember) -> str:
    """A mark that is another one as soon as anybody has changed them."""
    return hashlib.sha256(json.dumps(member.exceptions, sort_keys=True).encode()).hexdigest()[:16]


def set_exceptions(
    session: Session,
    member: AssessmentMember,
    exceptions: Exceptions,
    *,
    by: int | None,
    seen: str | None = None,
    by_agency: bool = False,
) -> None:
    """Note the exceptions of a member: standard → grade and reason, and that the agency itself says so.

    ``seen`` is the state that whoever changes them has seen; another one is refused, so that nobody's words are lost.
    """
    assessment = member.assessment
    session.refresh(assessment, with_for_update={"key_share": True})
    session.refresh(member)
    if not assessment.is_collective:
        raise StartRefused("Exceptions belong to an assessment of several agencies together.")
    if not is_underway(assessment):
        raise StartRefused(f"The assessment of {assessment.title} is over, so its exceptions stay as they are.")
    if assessment.stage in SETTLED:
        raise StartRefused(
            f"The assessment of {assessment.title} is signed, so its exceptions stay as the team leader and the "
            "agencies read them. Have the signature taken back first, or reopen the assessment once it is final."
        )
    if seen is not None and seen != state_of_exceptions(member):
        raise StartRefused(
            "Somebody has changed these exceptions since you opened the page. What is noted now stands above the form; "
            "what you have typed is still in it. Save again if it is to hold."
        )
    before = member.exceptions
    checked = {name: _exception(assessment, name, given) for name, given in exceptions.items() if given.get("grade")}
    member.exceptions = {name: _said(one, before.get(name), by_agency=by_agency) for name, one in checked.items()}
    session.flush()
    record(
        session, "section 11 exceptions", actor_id=by, partnership_id=assessment.partnership_id,
        subject=f"section 11 assessment {assessment.id}",
        details={"agency": member.agency_id, "standards": sorted(member.exceptions), "by_agency": by_agency},
    )  # fmt: skip


def _said(given: dict[str, str], before: Mapping[str, str] | None, *, by_agency: bool) -> dict[str, str]:
    """An exception with a note that the agency says so; left as it was, it stays whose it was."""
    if before is not None and all(given[part] == before.get(part) for part in given):
        return dict(before)
    return {**given, "said_by": AGENCY} if by_agency else given


def _exception(assessment: Section11Assessment, name: str, given: Mapping[str, str]) -> dict[str, str]:
    short = short_name(name)
    if name not in {standard.name for standard in standards_for(assessment)}:
        raise StartRefused(f"{short} is not a standard of this assessment.")
    if given["grade"] not in {*grades_of(assessment.cycle), NOT_APPLICABLE}:
        raise StartRefused(f"{short}: choose one of the grades.")
    reason = given.get("reason", "").strip()
    if not reason:
        raise StartRefused(f"{short}: say why this council differs from the joint return.")
    if len(reason) > LONGEST_REASON:
        raise StartRefused(f"{short}: the reason is longer than {LONGEST_REASON:,} characters. Shorten it.")
    return {"grade": given["grade"], "reason": reason}
