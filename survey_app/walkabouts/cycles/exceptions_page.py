"""The page on which a member's exceptions are noted: by the QA group, or by the member's own lead."""

from __future__ import annotations

from flask import render_template, request

from survey_app.walkabouts.cycles.assessments import NOT_APPLICABLE
from survey_app.walkabouts.cycles.exceptions import Exceptions, state_of_exceptions
from survey_app.walkabouts.cycles.forms import ConfirmForm
from survey_app.walkabouts.cycles.standards import grades_of, short_name, standards_for
from survey_app.walkabouts.models import AssessmentMember, Section11Assessment


def typed_exceptions(assessment: Section11Assessment) -> Exceptions:
    """What the form brought."""
    return {
        one.name: {
            "grade": request.form.get(f"{one.name}-grade", ""), "reason": request.form.get(f"{one.name}-reason", "")
        }
        for one in standards_for(assessment)
    }  # fmt: skip


def exceptions_page(
    member: AssessmentMember, given: Exceptions, *, problem: str, back: tuple[str, str], refusal: str = ""
) -> str:
    """The page; ``refusal`` says why nothing can be changed, ``back`` is the address and the words of the way back."""
    assessment = member.assessment
    return render_template(
        "walkabouts/exceptions.html", assessment=assessment, member=member, given=given, problem=problem,
        standards=[(one.name, short_name(one.name), one.label) for one in standards_for(assessment)],
        grades={**grades_of(assessment.cycle), NOT_APPLICABLE: "Not applicable"}, form=ConfirmForm(),
        seen=state_of_exceptions(member), refusal=refusal, back_to=back,
        is_changed=bool(problem) and request.form.get("seen", "") != state_of_exceptions(member),
    )  # fmt: skip
