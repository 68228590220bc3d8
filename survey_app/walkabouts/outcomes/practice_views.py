"""Pages of good practice: choosing it, the agency's agreement, and what the partnership has published."""

from __future__ import annotations

from flask import abort, flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from survey_app.accounts.permissions import permission
from survey_app.database import db, now
from survey_app.walkabouts.cycles.standards import standards_for
from survey_app.walkabouts.models import Section11Assessment
from survey_app.walkabouts.models.outcomes import GoodPractice
from survey_app.walkabouts.outcomes import good_practice
from survey_app.walkabouts.outcomes.forms import PracticeForm
from survey_app.walkabouts.outcomes.judgements import current_judgements
from survey_app.walkabouts.outcomes.pages import attempt, blueprint, keeping_the_way, page, working
from survey_app.walkabouts.outcomes.seats import Seat


@blueprint.get("/good-practice")
@permission("partnership.read")
def published() -> ResponseReturnValue:
    """What the partnership has published, for everybody in it."""
    tag = request.args.get("tag", "")[:40].strip().lower()
    everything = good_practice.published_practice(db.session(), g.partnership.id)
    return page(
        "published", tag=tag, tags=sorted({one for practice in everything for one in practice.tags}),
        practices=[one for one in everything if not tag or tag in one.tags],
    )  # fmt: skip


@blueprint.get("/<assessment_id>/good-practice")
@permission("walkabouts.read")
def practice(assessment_id: str) -> ResponseReturnValue:
    """What was chosen from this assessment, and a form to choose or change."""
    assessment, seat = working(assessment_id)
    present = good_practice.find_practice(db.session(), assessment, request.args.get("edit", ""))
    form = PracticeForm(formdata=None, obj=present)
    if present is not None:
        form.tags.data = ", ".join(present.tags)
    elif request.args.get("from"):
        _begin_with(assessment, form, request.args["from"])
    return _page(assessment, seat, form, present)


def _begin_with(assessment: Section11Assessment, form: PracticeForm, standard: str) -> None:
    """Begin with what was strong in a standard."""
    judgement = current_judgements(db.session(), assessment).get(standard)
    if judgement is not None:
        form.standard.data, form.text.data = standard, judgement.strengths


def _page(
    assessment: Section11Assessment, seat: Seat, form: PracticeForm, present: GoodPractice | None
) -> ResponseReturnValue:
    session = db.session()
    form.offer(standards_for(assessment))
    judged = current_judgements(session, assessment)
    return page(
        "practice", form=form, assessment=assessment, seat=seat, present=present,
        practices=good_practice.practice_of(session, assessment),
        strong=[(one, judged[one.name].strengths) for one in standards_for(assessment)
                if one.name in judged and judged[one.name].strengths],
        labels={one.name: one.label for one in standards_for(assessment)},
        may_write=seat.keeps_the_way and assessment.stage in good_practice.CHOSEN_IN,
        may_ask=seat.keeps_the_way and assessment.stage in good_practice.ASKED_IN,
    )  # fmt: skip


@blueprint.post("/<assessment_id>/good-practice", endpoint="practice_written")
@permission("walkabouts.read")
def write(assessment_id: str) -> ResponseReturnValue:
    """Keep an entry."""
    assessment, seat = keeping_the_way(assessment_id)
    present = good_practice.find_practice(db.session(), assessment, request.args.get("edit", ""))
    form = PracticeForm()
    form.offer(standards_for(assessment))
    if form.validate_on_submit() and attempt(
        form,
        lambda: good_practice.write_practice(
            db.session(), assessment, present, title=form.title.data or "", text=form.text.data or "",
            standard=form.standard.data or "", tags=form.tags.data or "", by=seat.user_id,
        ),
    ):  # fmt: skip
        flash("Kept.", "success")
        return redirect(url_for("outcomes.practice", assessment_id=assessment.id))
    return _page(assessment, seat, form, present)


@blueprint.post("/<assessment_id>/good-practice/<practice_id>")
@permission("walkabouts.read")
def practice_act(assessment_id: str, practice_id: str) -> ResponseReturnValue:
    """Put an entry before the agency, publish it, or take it down."""
    assessment, seat = keeping_the_way(assessment_id)
    found = good_practice.find_practice(db.session(), assessment, practice_id)
    act = request.form.get("act", "")
    if found is None or act not in ("ask", "publish", "take-down"):
        abort(404)
    if act == "ask":
        good_practice.ask_agency(db.session(), assessment, found)
    elif act == "publish":
        good_practice.publish_practice(db.session(), assessment, found, by=seat.user_id, at=now())
    else:
        good_practice.take_down(db.session(), found, by=seat.user_id)
    db.session.commit()
    flash("Done.", "success")
    return redirect(url_for("outcomes.practice", assessment_id=assessment.id))
