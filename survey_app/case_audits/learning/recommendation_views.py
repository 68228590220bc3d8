"""Pages of an audit's recommendations: at most three, each with one owner."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from survey_app.accounts.permissions import permission
from survey_app.case_audits.blindness import refuse_blind_audit
from survey_app.case_audits.learning import clearing, proposals, recommending
from survey_app.case_audits.learning.forms import RecommendationForm
from survey_app.case_audits.learning.pages import recommendation_or_404
from survey_app.case_audits.learning.refusals import LearningRefused
from survey_app.case_audits.learning.themes import themes_offered
from survey_app.case_audits.models import AuditRecommendation, CaseAudit
from survey_app.case_audits.pages import audit_or_404, blueprint, log
from survey_app.case_audits.planning.plans import AuditRefused
from survey_app.database import db
from survey_app.partnership.services import agencies_of


@blueprint.route("/<audit>/learning/recommendations/new", methods=["GET", "POST"])
@permission("case_audits.moderate")
def recommendation_add(audit: str) -> ResponseReturnValue:
    """Make a recommendation, or take up what a return recommends."""
    found = audit_or_404(audit)
    refuse_blind_audit(found)
    form = _form(found)
    proposal = proposals.find_proposal(db.session(), found, request.args.get("from", ""))
    if request.method == "GET" and proposal is not None:
        form.text.data, form.source.data = proposal.text, proposal.source
    if form.validate_on_submit():
        try:
            made = recommending.add_recommendation(db.session(), found, form.words(), by=current_user.id)
        except (LearningRefused, AuditRefused) as refused:
            db.session.rollback()
            form.form_errors.append(refused.message)
        else:
            log("recommendation made", f"case audit {found.slug}", number=made.number, owner=made.owner_id)
            db.session.commit()
            flash(f"Recommendation {made.number} is kept.", "success")
            return redirect(url_for("case_audits.learning", audit=audit, _anchor="recommendations"))
    return _page(audit_or_404(audit), form, proposal=proposal)


@blueprint.route("/<audit>/learning/recommendations/<recommendation_id>", methods=["GET", "POST"])
@permission("case_audits.moderate")
def recommendation_change(audit: str, recommendation_id: str) -> ResponseReturnValue:
    """Word a recommendation anew, or give it another owner."""
    found = audit_or_404(audit)
    one, form = recommendation_or_404(found, recommendation_id), _form(found)
    if request.method == "GET":
        form.show(one)
        form.seen.data = recommending.mark_of(one)
    if form.validate_on_submit():
        try:
            recommending.change_recommendation(
                db.session(), one, form.words(), by=current_user.id, seen=form.seen.data or ""
            )
        except (LearningRefused, AuditRefused) as refused:
            db.session.rollback()
            form.form_errors.append(refused.message)
        else:
            log("recommendation changed", f"case audit {found.slug}", number=one.number, owner=one.owner_id)
            db.session.commit()
            flash(f"Recommendation {one.number} is changed.", "success")
            return redirect(url_for("case_audits.learning", audit=audit, _anchor="recommendations"))
    found = audit_or_404(audit)
    return _page(found, form, recommendation=recommendation_or_404(found, recommendation_id))


def _form(audit: CaseAudit) -> RecommendationForm:
    form = RecommendationForm()
    form.offer(themes_offered(db.session(), audit))
    form.offer_agencies(agencies_of(db.session(), audit.partnership_id))
    return form


def _page(
    audit: CaseAudit, form: RecommendationForm, *, recommendation: AuditRecommendation | None = None,
    proposal: proposals.Proposal | None = None,
) -> ResponseReturnValue:  # fmt: skip
    page = render_template(
        "learning/recommendation.html", audit=audit, form=form, recommendation=recommendation, proposal=proposal
    )
    return page, 422 if form.errors else 200


@blueprint.post("/<audit>/learning/recommendations/<recommendation_id>/<any(clear, unclear, remove):act>")
@permission("case_audits.moderate")
def recommendation_act(audit: str, recommendation_id: str, act: str) -> ResponseReturnValue:
    """Clear a recommendation, take its clearance back, or take it out."""
    found = audit_or_404(audit)
    one = recommendation_or_404(found, recommendation_id)
    number = one.number
    if act == "clear":
        clearing.clear(db.session(), one, by=current_user.id)
    elif act == "unclear":
        clearing.unclear(db.session(), one)
    else:
        recommending.remove_recommendation(db.session(), one)
    log(f"recommendation: {act}", f"case audit {found.slug}", number=number)
    db.session.commit()
    flash(
        {"clear": "It may leave the panel now.", "unclear": "It stays with the panel."}.get(act, "It is taken out."),
        "success",
    )
    return redirect(url_for("case_audits.learning", audit=audit, _anchor="recommendations"))
