"""What the team says of each standard: revisions that are only added, of which the newest stands."""

from __future__ import annotations

from dataclasses import dataclass, fields

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.walkabouts.cycles.standards import standards_for
from survey_app.walkabouts.models import CycleStandard, Section11Assessment
from survey_app.walkabouts.models.outcomes import Judgement
from survey_app.walkabouts.outcomes.grades import NOT_APPLICABLE, CycleGrades, cycle_grades
from survey_app.walkabouts.outcomes.refusals import StepRefused
from survey_app.walkabouts.self_assessment.access import COMPARED


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """A judgement as it is written: grade and texts."""

    grade: str = ""
    exempt_because: str = ""
    rationale: str = ""
    evidence: str = ""
    strengths: str = ""
    gaps: str = ""

    @classmethod
    def of(cls, judgement: Judgement | None) -> Wording:
        """That of a revision; empty where there is none."""
        if judgement is None:
            return cls()
        return cls(**{field.name: getattr(judgement, field.name) for field in fields(cls)})

    def tidy(self) -> Wording:
        """Without blanks at the ends, and without a reason for “not applicable” where another grade was given."""
        texts = {
            field.name: " ".join(getattr(self, field.name).split())
            if field.name == "grade"
            else getattr(self, field.name).replace("\r\n", "\n").strip()
            for field in fields(self)
        }
        if texts["grade"] != NOT_APPLICABLE:
            texts["exempt_because"] = ""
        return Wording(**texts)


def current_judgements(session: Session, assessment: Section11Assessment) -> dict[str, Judgement]:
    """The newest revision of each standard."""
    rows = session.scalars(select(Judgement).where(Judgement.assessment_id == assessment.id).order_by(Judgement.number))
    return {row.standard: row for row in rows}


def revisions_of(session: Session, assessment: Section11Assessment, standard: str) -> list[Judgement]:
    """Every revision of one standard, the first first."""
    return list(
        session.scalars(
            select(Judgement)
            .where(Judgement.assessment_id == assessment.id, Judgement.standard == standard)
            .order_by(Judgement.number)
        )
    )


def find_standard(assessment: Section11Assessment, name: str) -> CycleStandard | None:
    """A standard that applies to the agency."""
    return next((one for one in standards_for(assessment) if one.name == name), None)


def add_judgement(
    session: Session, assessment: Section11Assessment, standard: str, wording: Wording, *, by: int | None,
    reason: str = "", seen: int | None = None,
) -> Judgement | None:  # fmt: skip
    """Add a revision; None where nothing has changed. Whoever calls has locked the assessment.

    ``seen`` is the number of the revision that the writer has read, 0 for none: words that somebody else has kept since
    are not passed over unread.
    """
    found = revisions_of(session, assessment, standard)
    tidy = wording.tidy()
    _check(tidy, cycle_grades(assessment.cycle))
    if tidy == (Wording.of(found[-1]) if found else Wording()):
        return None
    if seen is not None and seen != len(found):
        raise StepRefused(
            "Somebody else has kept other words for this standard meanwhile. They stand below the form, and what you "
            "typed is still in it. Put both together, then keep it again."
        )
    judgement = Judgement(
        assessment_id=assessment.id, standard=standard, number=len(found) + 1, stage=assessment.stage,
        after_seeing=assessment.stage in COMPARED, reason=reason.strip(), made_by_id=by,
        **{field.name: getattr(tidy, field.name) for field in fields(Wording)},
    )  # fmt: skip
    session.add(judgement)
    session.flush()
    return judgement


def _check(wording: Wording, grades: CycleGrades) -> None:
    if wording.grade and wording.grade not in grades.choices:
        raise StepRefused("Choose one of the grades.")
    if wording.grade == NOT_APPLICABLE and not wording.exempt_because:
        raise StepRefused("Say why the standard does not apply to this agency.")
