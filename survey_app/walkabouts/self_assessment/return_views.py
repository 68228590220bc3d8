"""An agency's own pages: its returns, where each stands, and its answers at one look."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from survey_app.accounts.permissions import held_permissions, permission
from survey_app.collect.places import CHECK
from survey_app.collect.summary import cards
from survey_app.database import db
from survey_app.walkabouts.cycles.pages import ShownLink, links_of
from survey_app.walkabouts.cycles.parts import AssessmentPart, Viewer, parts_of
from survey_app.walkabouts.cycles.people import agencies_led_by
from survey_app.walkabouts.models import AssessmentMember, Section11Assessment
from survey_app.walkabouts.self_assessment import returns
from survey_app.walkabouts.self_assessment.access import assessments_led, leads_of
from survey_app.walkabouts.self_assessment.declaring import answers_now
from survey_app.walkabouts.self_assessment.grades import sent_answers
from survey_app.walkabouts.self_assessment.pages import begun_or_404, blueprint, led_or_404
from survey_app.walkabouts.self_assessment.standing import standing_of


@blueprint.get("/")
@permission("walkabouts.agency")
def index() -> ResponseReturnValue:
    """Every assessment of one's own agency; where there is one, that."""
    found = assessments_led(db.session(), g.partnership.id, current_user.id)
    if len(found) == 1:
        return redirect(url_for("self_assessment.show", assessment_id=found[0].id))
    return render_template("self_assessment/index.html", standings=[standing_of(db.session(), one) for one in found])


@blueprint.get("/<assessment_id>")
@permission("walkabouts.agency")
def show(assessment_id: str) -> ResponseReturnValue:
    """Where the return stands and what comes next."""
    assessment = led_or_404(assessment_id)
    return render_template(
        "self_assessment/show.html", standing=standing_of(db.session(), assessment), parts=_other_parts(assessment),
        leads=leads_of(db.session(), assessment), own_members=_own_members(assessment),
    )  # fmt: skip


def _own_members(assessment: Section11Assessment) -> list[AssessmentMember]:
    """The members of a joint return that the signed-in person leads."""
    led = agencies_led_by(db.session(), current_user.id, g.partnership.id)
    return [one for one in assessment.members if one.agency_id in led] if assessment.is_collective else []


def _other_parts(assessment: Section11Assessment) -> list[tuple[AssessmentPart, list[ShownLink]]]:
    """What the other features tell an agency of its assessment."""
    viewer = Viewer(user_id=current_user.id, partnership_id=g.partnership.id, permissions=held_permissions())
    found = parts_of(db.session(), [assessment], viewer)
    shown = [
        told[assessment.id] for key, told in found.items() if key not in ("self", "rubric") and assessment.id in told
    ]
    return [(part, links_of(part)) for part in shown]


@blueprint.post("/<assessment_id>/begin")
@permission("walkabouts.agency")
def begin(assessment_id: str) -> ResponseReturnValue:
    """Begin the return, or go on with it."""
    assessment = led_or_404(assessment_id)
    kept = returns.begin_return(db.session(), assessment, by=current_user.id)
    address = url_for("collect.named_overview", slug=kept.round.slug, draft_id=kept.draft_id)
    db.session.commit()
    return redirect(address)


@blueprint.post("/<assessment_id>/reopen")
@permission("walkabouts.agency")
def reopen(assessment_id: str) -> ResponseReturnValue:
    """Change a return that was sent, after its deadline was extended."""
    assessment = led_or_404(assessment_id)
    returns.reopen_return(db.session(), assessment, by=current_user.id)
    db.session.commit()
    flash("The return is open again. What was sent before is kept as an earlier version.", "success")
    return redirect(url_for("self_assessment.show", assessment_id=assessment_id))


@blueprint.get("/<assessment_id>/answers")
@permission("walkabouts.agency")
def answers(assessment_id: str) -> ResponseReturnValue:
    """All answers as they stand, to read."""
    assessment, kept = begun_or_404(assessment_id)
    document = answers_now(db.session(), assessment, kept) or sent_answers(db.session(), kept) or {}
    shown = [card for card in cards(returns.form_of_return(kept), document) if card.place != CHECK and card.rows]
    return render_template("self_assessment/answers.html", assessment=assessment, cards=shown, kept=kept)
