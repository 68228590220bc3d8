"""Pages of a review: all of them, one, its plan, its team and its steps."""

from __future__ import annotations

from collections.abc import Callable

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import select
from wtforms.fields.choices import SelectChoice

from survey_app.accounts.permissions import can, permission
from survey_app.case_audits.models import PeerReview
from survey_app.case_audits.pages import log, today
from survey_app.case_audits.peer_reviews import reviews, seats
from survey_app.case_audits.peer_reviews.forms import (
    ActForm,
    AreaForm,
    DeclareForm,
    HandleForm,
    ReviewerForm,
    ReviewForm,
    WhyForm,
)
from survey_app.case_audits.peer_reviews.interviews import interviews_of
from survey_app.case_audits.peer_reviews.pages import blueprint, review_or_404
from survey_app.case_audits.peer_reviews.seats import ReviewRefused
from survey_app.case_audits.planning.people import people_with
from survey_app.database import db, now
from survey_app.partnership.models import Locality
from survey_app.partnership.services import agencies_of


@blueprint.get("/")
@permission("peer_reviews.open")
def index() -> ResponseReturnValue:
    """The reviews that one may see."""
    everything = can("peer_reviews.manage") or can("peer_reviews.read")
    found = reviews.reviews_of(db.session(), g.partnership.id, None if everything else current_user.id)
    return render_template("peer_reviews/index.html", reviews=found)


@blueprint.route("/new", methods=["GET", "POST"])
@permission("peer_reviews.manage")
def new() -> ResponseReturnValue:
    """Plan a review."""
    form = _plan_form()
    if form.validate_on_submit():
        try:
            review = reviews.plan_review(db.session(), g.partnership.id, form.plan())
        except ReviewRefused as refused:
            form.form_errors.append(refused.message)
        else:
            return _done(review, "peer review planned", "The review is planned. Next: its team.")
    return render_template("peer_reviews/plan.html", form=form, review=None), 422 if form.errors else 200


@blueprint.get("/<review>")
@permission("peer_reviews.open")
def show(review: str) -> ResponseReturnValue:
    """One review: its plan, its team, its findings as one may see them."""
    seen = review_or_404(review)
    interviews = interviews_of(db.session(), seen.review) if seen.is_team or seen.sees_all else []
    return render_template("peer_reviews/show.html", seen=seen, review=seen.review, interviews=interviews)


@blueprint.route("/<review>/change", methods=["GET", "POST"])
@permission("peer_reviews.manage")
def change(review: str) -> ResponseReturnValue:
    """Change the plan."""
    found, form = review_or_404(review).review, _plan_form()
    if request.method == "GET":
        form.fill_from(found)
    if form.validate_on_submit():
        try:
            reviews.change_review(db.session(), found, form.plan())
        except ReviewRefused as refused:
            form.form_errors.append(refused.message)
        else:
            return _done(found, "peer review changed", "The plan is changed.")
    return render_template("peer_reviews/plan.html", form=form, review=found), 422 if form.errors else 200


@blueprint.route("/<review>/team", methods=["GET", "POST"])
@permission("peer_reviews.manage")
def team(review: str) -> ResponseReturnValue:
    """Give somebody from outside a seat in the team."""
    found, form = review_or_404(review).review, ReviewerForm()
    people = seats.candidates(db.session(), found)
    form.choose(people, _localities())
    if form.validate_on_submit():
        try:
            seat = seats.seat_reviewer(
                db.session(), found, int(form.person.data), works_at=form.works_at.data or "",
                locality_id=form.locality_id, is_lead=bool(form.leads.data),
            )  # fmt: skip
        except ReviewRefused as refused:
            form.form_errors.append(refused.message)
        else:
            return _done(found, "reviewer seated", f"{seat.user.name} is in the team. They declare conflicts next.")
    barred = [one for one in people if one.why_not]
    page = render_template("peer_reviews/team.html", form=form, review=found, barred=barred)
    return page, 422 if form.errors else 200


@blueprint.route("/<review>/area", methods=["GET", "POST"])
@permission("peer_reviews.manage")
def area(review: str) -> ResponseReturnValue:
    """Say who speaks for the reviewed area."""
    found, form = review_or_404(review).review, AreaForm()
    seated = {seat.user_id for seat in found.seats}
    people = people_with(db.session(), g.partnership.id, seats.OPENING)
    form.person.choices = [
        SelectChoice("", "Choose somebody"),
        *(SelectChoice(str(one.id), one.name) for one in people if one.id not in seated),
    ]
    if form.validate_on_submit():
        try:
            seat = seats.seat_area(db.session(), found, int(form.person.data))
        except ReviewRefused as refused:
            form.form_errors.append(refused.message)
        else:
            return _done(found, "area seated", f"{seat.user.name} speaks for the reviewed area.")
    page = render_template("peer_reviews/area.html", form=form, review=found)
    return page, 422 if form.errors else 200


@blueprint.post("/<review>/seats/<int:user_id>/take-away")
@permission("peer_reviews.manage")
def unseat(review: str, user_id: int) -> ResponseReturnValue:
    """Take a seat away."""
    found = review_or_404(review).review
    seats.unseat(db.session(), found, user_id)
    return _done(found, "seat taken away", "The seat is taken away.")


@blueprint.route("/<review>/declaration", methods=["GET", "POST"])
@permission("peer_reviews.open")
def declaration(review: str) -> ResponseReturnValue:
    """Declare whether one has a conflict of interest."""
    seen, form = review_or_404(review), DeclareForm()
    if not seen.declares or seen.seat is None:
        abort(403)
    if form.validate_on_submit():
        try:
            seats.declare(db.session(), seen.seat, form.words(), at=now())
        except ReviewRefused as refused:
            form.form_errors.append(refused.message)
        else:
            return _done(seen.review, "conflict declared", "Your declaration is kept.")
    page = render_template("peer_reviews/declaration.html", form=form, review=seen.review)
    return page, 422 if form.errors else 200


@blueprint.route("/<review>/seats/<int:user_id>/conflict", methods=["GET", "POST"])
@permission("peer_reviews.manage")
def conflict(review: str, user_id: int) -> ResponseReturnValue:
    """Decide how a conflict is dealt with."""
    found, form = review_or_404(review).review, HandleForm()
    seat = seats.seat_of(found, user_id) or abort(404)
    if request.method == "GET":
        form.seen.data = seat.conflict
    if form.validate_on_submit():
        try:
            seats.handle_conflict(
                db.session(), seat, form.handling.data or "", seen=form.seen.data or "", by=current_user.id
            )
        except ReviewRefused as refused:
            form.form_errors.append(refused.message)
        else:
            return _done(found, "conflict dealt with", "It is recorded how the conflict is dealt with.")
    page = render_template("peer_reviews/conflict.html", form=form, review=found, seat=seat)
    return page, 422 if form.errors else 200


@blueprint.route("/<review>/begin", methods=["GET", "POST"])
@permission("peer_reviews.manage")
def begin(review: str) -> ResponseReturnValue:
    """Open the interviews."""
    return _step(review, "begin", reviews.begin_review, "peer review begun", "The interviews can begin.")


@blueprint.route("/<review>/accuracy", methods=["GET", "POST"])
@permission("peer_reviews.manage")
def accuracy(review: str) -> ResponseReturnValue:
    """Show the confirmed findings to the area."""
    return _step(
        review, "accuracy", reviews.send_for_accuracy, "findings sent for accuracy", "The area can read the findings."
    )


@blueprint.route("/<review>/hand-over", methods=["GET", "POST"])
@permission("peer_reviews.manage")
def hand_over(review: str) -> ResponseReturnValue:
    """Hand the review over."""
    return _step(
        review, "hand_over", reviews.hand_over, "peer review handed over",
        "The review is handed over: the reviewers’ access has ended.",
    )  # fmt: skip


@blueprint.route("/<review>/call-off", methods=["GET", "POST"])
@permission("peer_reviews.manage")
def cancel(review: str) -> ResponseReturnValue:
    """Call a review off."""
    found, form = review_or_404(review).review, WhyForm()
    if form.validate_on_submit():
        try:
            reviews.cancel_review(db.session(), found, form.why.data or "", today=today())
        except ReviewRefused as refused:
            form.form_errors.append(refused.message)
        else:
            return _done(found, "peer review called off", "The review is called off.")
    page = render_template("peer_reviews/cancel.html", form=form, review=found)
    return page, 422 if form.errors else 200


def _step(slug: str, act: str, do: Callable[..., None], logged: str, words: str) -> ResponseReturnValue:
    found, form = review_or_404(slug).review, ActForm()
    if form.validate_on_submit():
        try:
            do(db.session(), found, today=today())
        except ReviewRefused as refused:
            form.form_errors.append(refused.message)
        else:
            return _done(found, logged, words)
    page = render_template("peer_reviews/step.html", form=form, review=found, act=act)
    return page, 422 if form.errors else 200


def _done(review: PeerReview, logged: str, words: str) -> ResponseReturnValue:
    log(logged, f"peer review {review.slug}")
    db.session.commit()
    flash(words, "success")
    return redirect(url_for("peer_reviews.show", review=review.slug))


def _plan_form() -> ReviewForm:
    form = ReviewForm()
    form.choose(agencies_of(db.session(), g.partnership.id), _localities())
    return form


def _localities() -> list[Locality]:
    mine = select(Locality).where(Locality.partnership_id == g.partnership.id).order_by(Locality.name)
    return list(db.session.scalars(mine))
