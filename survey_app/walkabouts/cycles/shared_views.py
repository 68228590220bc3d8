"""Assessments of agencies that work here too, led by other partnerships: what is shared of them."""

from __future__ import annotations

from flask import abort, g, render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from survey_app.accounts.permissions import permission
from survey_app.audit_log import record
from survey_app.database import db
from survey_app.walkabouts.cycles.parts import shared_parts_of
from survey_app.walkabouts.cycles.rubrics import rubric_of
from survey_app.walkabouts.cycles.sharing import SharedAssessment, find_shared, shared_with
from survey_app.walkabouts.cycles.standards import standards_left_out
from survey_app.walkabouts.pages import blueprint


@blueprint.get("/shared")
@permission("walkabouts.read")
def shared() -> ResponseReturnValue:
    """The assessments that other partnerships share with this one."""
    return render_template("walkabouts/shared.html", records=shared_with(db.session(), g.partnership.id))


@blueprint.get("/shared/<assessment_id>")
@permission("walkabouts.read")
def shared_assessment(assessment_id: str) -> ResponseReturnValue:
    """One of them, without conversations and notes. The reading is logged on both sides."""
    found = find_shared(db.session(), g.partnership.id, assessment_id)
    if found is None:
        abort(404)
    rubric = rubric_of(found.assessment)
    page = render_template(
        "walkabouts/shared_assessment.html", record=found, assessment=found.assessment,
        parts=shared_parts_of(db.session(), found.assessment), left_out=standards_left_out(found.assessment),
        rubric=rubric if rubric is not None and rubric.is_locked else None,
    )  # fmt: skip
    _log(found)
    db.session.commit()
    return page


def _log(found: SharedAssessment) -> None:
    for partnership_id in (g.partnership.id, found.assessment.partnership_id):
        record(
            db.session(), "shared assessment read", actor_id=current_user.id, partnership_id=partnership_id,
            subject=f"section 11 assessment {found.assessment.id}",
        )  # fmt: skip
