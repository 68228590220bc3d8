"""Pages on which a lead goes through what the agency said last time, item by item."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from survey_app.accounts.permissions import permission
from survey_app.database import db
from survey_app.walkabouts.models import Section11Assessment
from survey_app.walkabouts.self_assessment import carrying
from survey_app.walkabouts.self_assessment.carrying import PART_LABELS, StandardOffers, part_of
from survey_app.walkabouts.self_assessment.deadlines import check_may_change, declaration_day, refusal, today_here
from survey_app.walkabouts.self_assessment.evidence_rules import evidence_verdict
from survey_app.walkabouts.self_assessment.models import Evidence
from survey_app.walkabouts.self_assessment.pages import begun_or_404, blueprint
from survey_app.walkabouts.self_assessment.returns import locked_return

BLANK = "Choose “Still true” or “Leave out” for at least one of these."


@blueprint.get("/<assessment_id>/last-time")
@permission("walkabouts.agency")
def last_time(assessment_id: str) -> ResponseReturnValue:
    """What is offered from the last return, by standard."""
    assessment, _ = begun_or_404(assessment_id)
    return render_template(
        "self_assessment/last_time.html", assessment=assessment, offers=carrying.offers_of(db.session(), assessment)
    )


@blueprint.route("/<assessment_id>/last-time/<standard_name>", methods=["GET", "POST"])
@permission("walkabouts.agency")
def last_time_standard(assessment_id: str, standard_name: str) -> ResponseReturnValue:
    """Each item of one standard with the choice between "still true" and "leave out"."""
    assessment, kept = begun_or_404(assessment_id)
    problem = ""
    if request.method == "POST":
        if _decide(assessment, standard_name):
            return redirect(url_for("self_assessment.last_time", assessment_id=assessment_id))
        problem = BLANK
    offers = _offers(assessment, standard_name)
    day = declaration_day(kept)
    return render_template(
        "self_assessment/last_time_standard.html", assessment=assessment, offers=offers, problem=problem,
        ages={item.id: _would_count(item, standard_name, day) for item in offers.evidence},
        part_of=part_of, PART_LABELS=PART_LABELS, refusal=refusal(assessment, kept, today_here()),
    ), 422 if problem else 200  # fmt: skip


def _offers(assessment: Section11Assessment, standard_name: str) -> StandardOffers:
    found = carrying.offers_of(db.session(), assessment)
    offers = next((one for one in found if one.standard.name == standard_name), None)
    if offers is None:
        abort(404)
    return offers


def _decide(assessment: Section11Assessment, standard_name: str) -> int:
    """Keep every decision of the page; how many there were."""
    kept = locked_return(db.session(), assessment)
    check_may_change(assessment, kept, today_here())
    offers, decided = _offers(assessment, standard_name), 0
    for answer in offers.answers:
        if (choice := request.form.get(f"answer-{answer.id}", "")) and answer.state == "offered":
            carrying.decide_answer(db.session(), assessment, kept, answer, choice, by=current_user.id)
            decided += 1
    for item in offers.evidence:
        if (choice := request.form.get(f"evidence-{item.id}", "")) and item.is_offered:
            carrying.decide_evidence(db.session(), assessment, item, choice, by=current_user.id)
            decided += 1
    if decided:
        db.session.commit()
        flash("Your decisions are kept, with the date and your name.", "success")
    else:
        db.session.rollback()
    return decided


class _Reaffirmed:
    """A piece of evidence as the rules would see it once it is reaffirmed."""

    is_kept = True

    def __init__(self, item: Evidence) -> None:
        self.kind, self.dated_on = item.kind, item.dated_on


def _would_count(item: Evidence, standard_name: str, day: object) -> str:
    """What a piece would count for, so that nobody reaffirms one that is too old without knowing it."""
    return evidence_verdict(standard_name, [_Reaffirmed(item)], day).weighed[0].why  # type: ignore[arg-type]
