"""Pages of interviews and findings, the area's words on the facts, and the paper that is handed over."""

from __future__ import annotations

from io import BytesIO

from flask import abort, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from exports.documents.peer_review import FindingPaper, ReviewPaper, write_peer_review
from survey_app.accounts.permissions import permission
from survey_app.case_audits.models import CONFIDENCES, SOURCE_KINDS, PeerReview
from survey_app.case_audits.pages import log
from survey_app.case_audits.peer_reviews import findings
from survey_app.case_audits.peer_reviews.forms import AnswerForm, FactsForm, FindingForm, StateForm
from survey_app.case_audits.peer_reviews.interviews import begin_interview
from survey_app.case_audits.peer_reviews.pages import (
    WITH_AREA,
    Seen,
    blueprint,
    finding_or_404,
    review_or_404,
    team_or_403,
)
from survey_app.case_audits.peer_reviews.seats import ReviewRefused
from survey_app.database import db, now
from survey_app.errors import Conflict

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@blueprint.post("/<review>/interviews")
@permission("peer_reviews.open")
def interview(review: str) -> ResponseReturnValue:
    """Begin an interview."""
    seen = team_or_403(review)
    made = begin_interview(db.session(), seen.review, current_user)
    assert seen.review.round is not None
    log("interview begun", f"peer review {seen.review.slug}", interview=made.number)
    db.session.commit()
    return redirect(url_for("collect.named_start", slug=seen.review.round.slug, draft_id=made.draft_id))


@blueprint.route("/<review>/findings/new", methods=["GET", "POST"])
@permission("peer_reviews.open")
def finding_new(review: str) -> ResponseReturnValue:
    """Write down a finding."""
    seen, form = team_or_403(review), FindingForm()
    if form.validate_on_submit():
        try:
            made = findings.write_finding(db.session(), seen.review, form.finding())
        except ReviewRefused as refused:
            db.session.rollback()
            form.form_errors.append(refused.message)
        else:
            return _done(seen.review, "finding written", f"Finding {made.number} is a draft.")
    page = render_template("peer_reviews/finding.html", form=form, review=seen.review, finding=None)
    return page, 422 if form.errors else 200


@blueprint.route("/<review>/findings/<int:number>", methods=["GET", "POST"])
@permission("peer_reviews.open")
def finding_change(review: str, number: int) -> ResponseReturnValue:
    """Change a finding."""
    seen, form = team_or_403(review), FindingForm()
    finding = finding_or_404(seen, number)
    if request.method == "GET":
        form.fill_from(finding)
    if form.validate_on_submit():
        try:
            findings.change_finding(db.session(), finding, form.finding(), seen=_revision(form.seen.data))
        except (ReviewRefused, Conflict) as refused:
            db.session.rollback()
            form.form_errors.append(refused.message)
        else:
            return _done(seen.review, "finding changed", f"Finding {number} is changed, and a draft again.")
    page = render_template("peer_reviews/finding.html", form=form, review=seen.review, finding=finding)
    return page, 422 if form.errors else 200


@blueprint.post("/<review>/findings/<int:number>/<act>")
@permission("peer_reviews.open")
def finding_state(review: str, number: int, act: str) -> ResponseReturnValue:
    """Confirm a finding, or leave it out."""
    seen, form = team_or_403(review), StateForm()
    finding = finding_or_404(seen, number)
    do = {"confirm": findings.confirm_finding, "leave-out": findings.drop_finding}.get(act) or abort(404)
    do(db.session(), finding, seen=_revision(form.seen.data))
    words = "confirmed" if act == "confirm" else "left out"
    return _done(seen.review, f"finding {words}", f"Finding {number} is {words}.")


@blueprint.route("/<review>/findings/<int:number>/facts", methods=["GET", "POST"])
@permission("peer_reviews.open")
def facts(review: str, number: int) -> ResponseReturnValue:
    """Say what is not right in the facts of a finding, for the area."""
    seen, form = _area_or_403(review), FactsForm()
    finding = finding_or_404(seen, number)
    if request.method == "GET":
        form.words.data = form.seen.data = finding.area_says
    if form.validate_on_submit():
        try:
            findings.say_on_facts(
                db.session(), finding, form.words.data or "", by=current_user.id, seen=form.seen.data or ""
            )
        except (ReviewRefused, Conflict) as refused:
            db.session.rollback()
            form.form_errors.append(refused.message)
        else:
            return _done(seen.review, "area spoke on facts", f"What you say on finding {number} is with the reviewers.")
    page = render_template("peer_reviews/facts.html", form=form, review=seen.review, finding=finding)
    return page, 422 if form.errors else 200


@blueprint.route("/<review>/findings/<int:number>/answer", methods=["GET", "POST"])
@permission("peer_reviews.open")
def answer(review: str, number: int) -> ResponseReturnValue:
    """Answer what the area says on the facts."""
    seen, form = team_or_403(review), AnswerForm()
    finding = finding_or_404(seen, number)
    if request.method == "GET":
        form.text.data, form.answer.data, form.seen.data = finding.text, finding.answer, finding.area_says
        form.revision.data = str(finding.revision)
    if form.validate_on_submit():
        try:
            findings.answer_area(
                db.session(), finding, form.answer.data or "", text=form.text.data or "", seen=form.seen.data or "",
                revision=_revision(form.revision.data),
            )  # fmt: skip
        except (ReviewRefused, Conflict) as refused:
            db.session.rollback()
            form.form_errors.append(refused.message)
        else:
            return _done(seen.review, "area answered", f"The area’s words on finding {number} are answered.")
    page = render_template("peer_reviews/answer.html", form=form, review=seen.review, finding=finding)
    return page, 422 if form.errors else 200


@blueprint.get("/<review>/review.docx")
@permission("peer_reviews.open")
def paper(review: str) -> ResponseReturnValue:
    """The review as a Word file: of the confirmed findings, strengths first; for the area once they are with it."""
    seen = review_or_404(review)
    is_with_area = seen.is_area and seen.review.state in WITH_AREA
    if not (seen.sees_all or seen.is_team or is_with_area):
        abort(404)
    out = BytesIO()
    write_peer_review(_paper(seen.review), out)
    log("peer review downloaded", f"peer review {seen.review.slug}")
    db.session.commit()
    out.seek(0)
    return send_file(out, DOCX, as_attachment=True, download_name=f"{seen.review.slug}.docx")


def _paper(review: PeerReview) -> ReviewPaper:
    return ReviewPaper(
        title=review.title, partnership=review.partnership.name, reviewed=review.reviewed, produced_at=now(),
        starts_on=review.starts_on, ends_on=review.ends_on, is_final=review.state == "handed_over",
        questions=tuple(line for line in review.questions.splitlines() if line.strip()),
        team=tuple((seat.user.name, seat.works_at) for seat in review.seats if seat.side == "reviewer"),
        findings=tuple(
            FindingPaper(
                number=one.number, is_strength=one.kind == "strength", text=one.text, impact=one.impact,
                confidence=CONFIDENCES[one.confidence], recommendation=one.recommendation,
                sources=tuple(f"{SOURCE_KINDS[source.kind]}: {source.reference}" for source in one.sources),
                area_says=one.area_says, answer=one.answer,
            )
            for one in findings.in_order(review, ("confirmed",))
        ),
    )  # fmt: skip


def _area_or_403(slug: str) -> Seen:
    seen = review_or_404(slug)
    return seen if seen.is_area else abort(403)


def _revision(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else -1


def _done(review: PeerReview, logged: str, words: str) -> ResponseReturnValue:
    log(logged, f"peer review {review.slug}")
    db.session.commit()
    flash(words, "success")
    return redirect(url_for("peer_reviews.show", review=review.slug))
