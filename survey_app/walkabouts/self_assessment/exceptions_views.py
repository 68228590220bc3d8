"""The exceptions of a council from a joint return, as its own lead notes them, as long as the return is open."""

from __future__ import annotations

from flask import abort, flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.orm import Session

from survey_app.accounts.permissions import permission
from survey_app.database import db
from survey_app.errors import UserError
from survey_app.walkabouts.cycles.exceptions import Exceptions, set_exceptions
from survey_app.walkabouts.cycles.exceptions_page import exceptions_page, typed_exceptions
from survey_app.walkabouts.cycles.forms import ConfirmForm
from survey_app.walkabouts.cycles.people import agencies_led_by
from survey_app.walkabouts.models import AssessmentMember
from survey_app.walkabouts.self_assessment.deadlines import check_may_change, refusal, today_here
from survey_app.walkabouts.self_assessment.pages import blueprint, led_or_404
from survey_app.walkabouts.self_assessment.returns import find_return, locked_return


@blueprint.route("/<assessment_id>/exceptions/<int:agency_id>", methods=["GET", "POST"])
@permission("walkabouts.agency")
def exceptions(assessment_id: str, agency_id: int) -> ResponseReturnValue:
    """Where one's own council differs from the joint return."""
    member, problem = _own_member_or_404(assessment_id, agency_id), ""
    given: Exceptions = member.exceptions
    if request.method == "POST" and ConfirmForm().validate_on_submit():
        given = typed_exceptions(member.assessment)
        try:
            set_own_exceptions(
                db.session(), member, given, by=current_user.id, seen=request.form.get("seen", "")
            )  # fmt: skip
        except UserError as error:
            db.session.rollback()
            problem = error.message
        else:
            db.session.commit()
            flash(f"The exceptions of {member.agency.name} are saved.", "success")
            return redirect(url_for("self_assessment.show", assessment_id=assessment_id))
    kept = find_return(db.session(), member.assessment)
    page = exceptions_page(
        member, given, problem=problem, refusal=refusal(member.assessment, kept, today_here()),
        back=(url_for("self_assessment.show", assessment_id=assessment_id), member.assessment.title),
    )  # fmt: skip
    return page, 422 if problem else 200


def set_own_exceptions(
    session: Session, member: AssessmentMember, given: Exceptions, *, by: int, seen: str
) -> None:  # fmt: skip
    """Note what a council's own lead says; refused once the joint return is locked."""
    kept = locked_return(session, member.assessment)
    check_may_change(member.assessment, kept, today_here())
    set_exceptions(session, member, given, by=by, seen=seen, by_agency=True)


def _own_member_or_404(assessment_id: str, agency_id: int) -> AssessmentMember:
    """The council, where the signed-in person leads that very one; any other does not exist for them."""
    assessment = led_or_404(assessment_id)
    led = agencies_led_by(db.session(), current_user.id, g.partnership.id)
    own = [one for one in assessment.members if one.agency_id == agency_id and agency_id in led]
    if not own or not assessment.is_collective:
        abort(404)
    return own[0]
