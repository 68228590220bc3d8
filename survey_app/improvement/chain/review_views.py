"""Pages of reviews by others: reading one in, and taking its passages one by one."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import select

from survey_app.accounts.permissions import permission
from survey_app.database import db
from survey_app.improvement.chain.follow_up import without_follow_up
from survey_app.improvement.chain.forms import ReviewForm, SeenForm
from survey_app.improvement.chain.outside_reviews import (
    OUTSIDE_KINDS,
    AlreadyImported,
    Imported,
    findings_of,
    import_review,
    leave_passage,
    leave_the_rest,
    recommendations_of,
    reviews_of,
)
from survey_app.improvement.chain.pages import attempt, status_of
from survey_app.improvement.chain.reading.documents import read_document, read_pasted
from survey_app.improvement.chain.reading.passages import Passage
from survey_app.improvement.chain.refusals import ChainRefused
from survey_app.improvement.models import OutsideReview, ReviewPassage
from survey_app.improvement.pages import blueprint, log
from survey_app.walkabouts.visits.inspections import reports_of

NO_DOCUMENT = "Choose the document, or paste its text."


@blueprint.get("/reviews")
@permission("improvement.read")
def reviews() -> ResponseReturnValue:
    """The reviews by others, how far their passages were taken, and inspections that nobody followed up."""
    session = db.session()
    return render_template(
        "improvement/chain/reviews.html", reviews=reviews_of(session, g.partnership.id), OUTSIDE_KINDS=OUTSIDE_KINDS,
        unfollowed=without_follow_up(session, g.partnership.id),
    )  # fmt: skip


@blueprint.route("/reviews/new", methods=["GET", "POST"])
@permission("improvement.manage")
def review_new() -> ResponseReturnValue:
    """Read a document in."""
    form = ReviewForm()
    inspections = [line.report for line in reports_of(db.session(), g.partnership.id)]
    form.offer(inspections)
    if request.method == "GET":
        _begin(form)
    made: list[Imported] = []
    known: list[int] = []
    if form.validate_on_submit() and attempt(form, lambda: made.append(_read_in(form, known))):
        review, covered = made[0].review, made[0].covered
        log("outside review read in", review.reference, passages=len(review.passages), covered=covered)
        db.session.commit()
        flash(_words(made[0]), "success")
        return redirect(url_for("improvement.review", number=review.number))
    page = render_template("improvement/chain/review_new.html", form=form, known=known[0] if known else None)
    return page, status_of(form)


def _begin(form: ReviewForm) -> None:
    asked = request.args.get("inspection", "")
    for line in reports_of(db.session(), g.partnership.id) if asked else ():
        if line.report.id == asked:
            form.inspection_id.data, form.kind.data = asked, "inspection"
            form.title.data, form.dated.data = line.report.title, line.report.published_on
            form.reviewer.data, form.link.data = line.report.inspectorate, line.report.link


def _read_in(form: ReviewForm, known: list[int]) -> Imported:
    name, passages = _document(form)
    try:
        return import_review(db.session(), g.partnership.id, form.details(name), passages, current_user.id)
    except AlreadyImported as there:
        known.append(there.number)
        raise


def _document(form: ReviewForm) -> tuple[str, list[Passage]]:
    """The name of what was sent, and its passages; of a file and a pasted text at once, only the file would be kept."""
    file, pasted = form.document.data, form.pasted.data or ""
    content = file.read() if file else b""
    if content and pasted.strip():
        raise ChainRefused("Choose the document or paste its text, not both.")
    if content or file:
        return file.filename or "", read_document(file.filename or "", content)
    if not pasted.strip():
        raise ChainRefused(NO_DOCUMENT)
    return "", read_pasted(pasted)


def _words(made: Imported) -> str:
    said = f"{made.review.reference} is read in: {len(made.review.passages):,} passages. Say what each of them is."
    if made.covered:
        said += f" {made.covered:,} telephone numbers, addresses and the like were covered."
    return said


@blueprint.get("/reviews/<int:number>")
@permission("improvement.read")
def review(number: int) -> ResponseReturnValue:
    """A review passage by passage, with what came of each."""
    found, session = review_or_404(number), db.session()
    return render_template(
        "improvement/chain/review.html", review=found, findings=findings_of(session, found),
        recommendations=recommendations_of(session, found), OUTSIDE_KINDS=OUTSIDE_KINDS, form=SeenForm(formdata=None),
        left=sum(1 for one in found.passages if not one.taken_as),
    )  # fmt: skip


@blueprint.post("/reviews/<int:number>/passages/<uuid:passage_id>/<any(leave, back):act>")
@permission("improvement.manage")
def review_passage(number: int, passage_id: Any, act: str) -> ResponseReturnValue:
    """Say that nothing is made of a passage, or take that back."""
    found = review_or_404(number)
    passage = db.session.scalar(
        select(ReviewPassage).where(ReviewPassage.id == str(passage_id), ReviewPassage.review_id == found.id)
    ) or abort(404)
    leave_passage(db.session(), passage, left=act == "leave")
    log(f"passage: {act}", found.reference, passage=passage.position + 1)
    db.session.commit()
    return redirect(url_for("improvement.review", number=number, _anchor=f"passage-{passage.position + 1}"))


@blueprint.post("/reviews/<int:number>/leave-the-rest")
@permission("improvement.manage")
def review_rest(number: int) -> ResponseReturnValue:
    """Say that nothing is made of all passages that are not marked."""
    found = review_or_404(number)
    count = leave_the_rest(db.session(), found)
    log("passages left", found.reference, count=count)
    db.session.commit()
    flash(f"{count:,} passages are left as they are.", "success")
    return redirect(url_for("improvement.review", number=number))


def review_or_404(number: int) -> OutsideReview:
    """The outside review of this number in the partnership of this page."""
    found = db.session.scalar(
        select(OutsideReview).where(
            OutsideReview.partnership_id == g.partnership.id, OutsideReview.number == number
        )
    )  # fmt: skip
    return found or abort(404)
