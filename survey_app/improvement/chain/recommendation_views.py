"""Pages of recommendations: the whole chain on one page, entering, changing, ending and opening again."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from survey_app.accounts.permissions import can, permission
from survey_app.database import db
from survey_app.improvement.chain import recommending
from survey_app.improvement.chain.findings import find_findings, standing_findings
from survey_app.improvement.chain.forms import ReasonForm, RecommendationForm, RestForm
from survey_app.improvement.chain.outside_reviews import findings_of, recommendation_from
from survey_app.improvement.chain.pages import attempt, status_of
from survey_app.improvement.chain.seeing import led_agencies, may_reply, seen_or_404
from survey_app.improvement.chain.shown import without_others
from survey_app.improvement.chain.whole import Chain, chain_of
from survey_app.improvement.models import Recommendation, ReviewPassage
from survey_app.improvement.pages import blueprint, finding_or_404, log, recommendation_or_404
from survey_app.local_time import today
from survey_app.partnership.services import agencies_of


@blueprint.get("/recommendations/<int:number>")
@permission("improvement.read", "improvement.agency")
def recommendation(number: int) -> ResponseReturnValue:
    """The whole chain of a recommendation: what was found, what is done, and what came of it."""
    found = seen_or_404(number)
    return render_template(
        "improvement/chain/recommendation.html", recommendation=found, chain=_chain(found),
        may_reply=may_reply(found) and found.is_open, reads_all=can("improvement.read"),
    )  # fmt: skip


def _chain(found: Recommendation) -> Chain:
    """The chain as the signed-in person may read it: an agency's lead without the grades of other agencies."""
    session = db.session()
    chain = chain_of(session, found, today())
    if can("improvement.read"):
        return chain
    led = led_agencies()
    return replace(chain, findings=[(one, without_others(session, lines, led)) for one, lines in chain.findings])


@blueprint.route("/recommendations/new", methods=["GET", "POST"])
@permission("improvement.manage")
def recommendation_new() -> ResponseReturnValue:
    """Enter a recommendation; on a finding, or of a passage, where the address names one."""
    form, passage = _form(), _passage_asked()
    if request.method == "GET":
        _begin(form, passage)
    made: list[Recommendation] = []
    if form.validate_on_submit() and attempt(form, lambda: made.append(_enter(form, passage))):
        log("recommendation entered", made[0].reference, owner=made[0].owner_id)
        db.session.commit()
        flash(f"{made[0].reference} is with {made[0].owner.name}.", "success")
        return redirect(url_for("improvement.recommendation", number=made[0].number))
    page = render_template(
        "improvement/chain/recommendation_form.html", form=form, recommendation=None, passage=_passage_asked()
    )
    return page, status_of(form)


def _enter(form: RecommendationForm, passage: ReviewPassage | None) -> Recommendation:
    session, by_id = db.session(), current_user.id
    findings = find_findings(session, g.partnership.id, form.findings.data or [])
    if passage is not None:
        return recommendation_from(session, passage, form.words(), findings, by_id)
    return recommending.add_recommendation(session, g.partnership.id, form.words(), findings, by_id)


def _begin(form: RecommendationForm, passage: ReviewPassage | None) -> None:
    form.made_on.data, form.priority.data = today(), "medium"
    asked = request.args.get("finding", "")
    if asked.isascii() and asked.isdecimal() and len(asked) < 9:
        finding = finding_or_404(int(asked))
        form.findings.data, form.why.data, form.theme.data = [finding.id], finding.text, finding.theme
        form.source_kind.data, form.made_on.data = finding.source_kind, finding.found_on
    if passage is not None:
        review = passage.review
        form.text.data, form.theme.data, form.source.data = passage.text, passage.heading[:120], review.title
        form.source_kind.data, form.made_on.data = review.kind, review.dated
        of_review = findings_of(db.session(), review)
        form.findings.data = sorted({one.id for found in of_review.values() for one in found if not one.withdrawn_at})


def _passage_asked() -> ReviewPassage | None:
    asked = request.args.get("passage", "")
    if not asked:
        return None
    found = db.session.get(ReviewPassage, asked[:36])
    return found if found is not None and found.review.partnership_id == g.partnership.id else abort(404)


@blueprint.route("/recommendations/<int:number>/change", methods=["GET", "POST"])
@permission("improvement.manage")
def recommendation_change(number: int) -> ResponseReturnValue:
    """Change a recommendation; another owner needs a reason."""
    found, form = recommendation_or_404(number), _form()
    if request.method == "GET":
        form.show(found)
    if form.validate_on_submit() and attempt(
        form,
        lambda: recommending.change_recommendation(
            db.session(), found, form.words(), by_id=current_user.id, seen=form.revision, why=form.reason.data or ""
        ),
    ):
        return _done(found, "recommendation changed", f"{found.reference} is changed.")
    found = recommendation_or_404(number)
    if form.changed_meanwhile:
        form.seen.data = str(found.revision)
    page = render_template("improvement/chain/recommendation_form.html", form=form, recommendation=found)
    return page, status_of(form)


@blueprint.route("/recommendations/<int:number>/findings", methods=["GET", "POST"])
@permission("improvement.manage")
def recommendation_findings(number: int) -> ResponseReturnValue:
    """Say on which findings a recommendation rests."""
    found, form = recommendation_or_404(number), RestForm()
    session = db.session()
    form.offer(standing_findings(session, g.partnership.id))
    if request.method == "GET":
        form.findings.data, form.seen.data = [one.id for one in found.findings], str(found.revision)
    if form.validate_on_submit() and attempt(form, lambda: _rest(found, form)):
        return _done(found, "findings of a recommendation chosen", f"What {found.reference} rests on is kept.")
    found = recommendation_or_404(number)
    if form.changed_meanwhile:
        form.seen.data = str(found.revision)
    page = render_template("improvement/chain/rest_on.html", form=form, recommendation=found)
    return page, status_of(form)


def _rest(found: Recommendation, form: RestForm) -> None:
    chosen = find_findings(db.session(), g.partnership.id, form.findings.data or [])
    recommending.rest_on(db.session(), found, chosen, by_id=current_user.id, seen=form.revision)


@blueprint.route("/recommendations/<int:number>/<any(withdraw, reopen):act>", methods=["GET", "POST"])
@permission("improvement.manage")
def recommendation_end(number: int, act: str) -> ResponseReturnValue:
    """Withdraw a recommendation, or open one again that was withdrawn or not accepted, with the reason."""
    found, form = recommendation_or_404(number), ReasonForm()
    do: Any = recommending.withdraw_recommendation if act == "withdraw" else recommending.reopen_recommendation
    if request.method == "GET":
        form.seen.data = str(found.revision)
    if form.validate_on_submit() and attempt(
        form, lambda: do(db.session(), found, form.reason.data or "", by_id=current_user.id, seen=form.revision)
    ):
        words = "is withdrawn." if act == "withdraw" else "is open again; its owner replies anew."
        return _done(found, f"recommendation: {act}", f"{found.reference} {words}")
    found = recommendation_or_404(number)
    if form.changed_meanwhile:
        form.seen.data = str(found.revision)
    title = "Withdraw" if act == "withdraw" else "Open again:"
    page = render_template(
        "improvement/chain/reason.html", form=form, record=found, title=f"{title} {found.reference}", says=found.text,
        act="Withdraw it" if act == "withdraw" else "Open it again",
        back=url_for("improvement.recommendation", number=number),
        hint="It stays readable with your reason." if act == "withdraw" else "Its owner is asked for a reply again.",
    )  # fmt: skip
    return page, status_of(form)


def _done(found: Recommendation, logged: str, words: str) -> ResponseReturnValue:
    log(logged, found.reference)
    db.session.commit()
    flash(words, "success")
    return redirect(url_for("improvement.recommendation", number=found.number))


def _form() -> RecommendationForm:
    form = RecommendationForm()
    session = db.session()
    form.offer(agencies_of(session, g.partnership.id), standing_findings(session, g.partnership.id))
    return form
