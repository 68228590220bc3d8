"""Pages of what agencies said about hearing the outcome of their referrals, and what they were answered."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import select

from survey_app.accounts.permissions import permission
from survey_app.database import db
from survey_app.improvement.models import Recommendation
from survey_app.local_time import today
from survey_app.partnership.services import agencies_of
from survey_app.programme.incidents.holidays import calendar_of
from survey_app.programme.indicators import referrals
from survey_app.programme.indicators.forms import AnswerForm, ReferrerForm, recommendation_choices
from survey_app.programme.indicators.pages import blueprint, feedback_or_404, log
from survey_app.programme.indicators.referrals import ANSWER_DAYS, FeedbackRefused, answer_by, is_late
from survey_app.programme.indicators.standing import UNKNOWN_DUE


@blueprint.get("/referrers")
@permission("indicators.read")
def referrers() -> ResponseReturnValue:
    """What agencies said, with what they were answered; what waits for an answer first."""
    found, day = referrals.feedback_of(db.session(), g.partnership.id), today()
    calendar = calendar_of(db.session())
    rows = [(one, answer_by(one, calendar), is_late(one, day, calendar)) for one in found]
    figures = referrals.figures_of(found, day, calendar)
    return render_template("indicators/referrers.html", rows=rows, figures=figures, days=ANSWER_DAYS)


@blueprint.route("/referrers/new", methods=["GET", "POST"])
@permission("indicators.manage")
def referrer_new() -> ResponseReturnValue:
    """Enter what an agency said."""
    form, session = ReferrerForm(), db.session()
    form.offer(agencies_of(session, g.partnership.id), _recommendations())
    if request.method == "GET":
        form.said_on.data = today()
    if form.validate_on_submit():
        try:
            made = referrals.log_feedback(
                session, g.partnership.id, form.given(), by_id=current_user.id, today=today()
            )  # fmt: skip
        except FeedbackRefused as refused:
            db.session.rollback()
            form.form_errors.append(refused.message)
        else:
            log("referrer feedback entered", f"referrer feedback {made.reference}")
            db.session.commit()
            flash(f"{made.reference} is entered. It waits for an answer.", "success")
            return redirect(url_for(".referrers"))
    return render_template("indicators/referrer_new.html", form=form), 422 if form.errors else 200


@blueprint.route("/referrers/<int:number>", methods=["GET", "POST"])
@permission("indicators.manage")
def referrer_answer(number: int) -> ResponseReturnValue:
    """Note what an agency was answered."""
    found, form = feedback_or_404(number), AnswerForm()
    form.recommendation.choices = recommendation_choices(_recommendations())
    if request.method == "GET":
        form.responded_on.data, form.recommendation.data = today(), found.recommendation_id or ""
    if form.validate_on_submit():
        try:
            referrals.respond(
                db.session(), found, response=form.response.data or "", on=form.responded_on.data,
                by_id=current_user.id, today=today(), recommendation_id=form.recommendation.data or None,
            )  # fmt: skip
        except FeedbackRefused as refused:
            db.session.rollback()
            form.form_errors.append(refused.message)
        else:
            log("referrer feedback answered", f"referrer feedback {found.reference}")
            db.session.commit()
            flash(f"{found.reference} is answered.", "success")
            return redirect(url_for(".referrers"))
    due = answer_by(found, calendar_of(db.session()))
    page = render_template(
        "indicators/referrer_answer.html", form=form, found=found, due=due, unknown_due=UNKNOWN_DUE
    )  # fmt: skip
    return page, 422 if form.errors else 200


def _recommendations() -> list[Recommendation]:
    mine = select(Recommendation).where(Recommendation.partnership_id == g.partnership.id)
    return list(db.session.scalars(mine.order_by(Recommendation.number)))
