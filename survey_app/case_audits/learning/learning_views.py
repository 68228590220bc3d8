"""Pages of an audit's learning: all of it with strengths first, one point, the next audit, and what returns propose."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.orm import Session

from analysis.audit_learning import CodedPoint, theme_table
from survey_app.accounts.permissions import permission
from survey_app.case_audits.blindness import refuse_blind_audit
from survey_app.case_audits.keeping_records.export_log import note_export
from survey_app.case_audits.learning import clearing, points, proposals
from survey_app.case_audits.learning.choosing import used_cases
from survey_app.case_audits.learning.forms import PointForm, ReAuditForm
from survey_app.case_audits.learning.pages import point_or_404, reads_working
from survey_app.case_audits.learning.re_audits import re_audit_of, set_re_audit
from survey_app.case_audits.learning.recommending import recommendations_of
from survey_app.case_audits.learning.refusals import LearningRefused
from survey_app.case_audits.learning.themes import themes_offered
from survey_app.case_audits.models import LEARNING_KINDS, MOST_RECOMMENDATIONS, CaseAudit, LearningPoint
from survey_app.case_audits.pages import audit_or_404, blueprint, log, today
from survey_app.case_audits.planning.plans import AuditRefused
from survey_app.database import db

# What is done with a point, and what is said then.
ACTS: dict[str, tuple[Callable[[Session, LearningPoint], None], str]] = {
    "up": (lambda session, point: points.move_point(session, point, up=True), "It is moved up."),
    "down": (lambda session, point: points.move_point(session, point, up=False), "It is moved down."),
    "clear": (lambda session, point: clearing.clear(session, point, by=current_user.id), "It may leave the panel now."),
    "unclear": (clearing.unclear, "It stays with the panel."),
    "publish": (clearing.publish_strength, "Everybody in the partnership can read it now."),
    "withdraw": (clearing.withdraw_strength, "It is taken down."),
    "remove": (points.remove_point, "It is taken out."),
}


@blueprint.get("/<audit>/learning")
@permission("case_audits.read")
def learning(audit: str) -> ResponseReturnValue:
    """The learning of an audit: strengths first, then recommendations, the next audit, and themes."""
    found = audit_or_404(audit)
    refuse_blind_audit(found)
    working = reads_working()
    everything, recommended = points.learning_of(db.session(), found), recommendations_of(db.session(), found)
    shown = [one for one in everything if working or one.cleared_at is not None]
    cases = [case.pseudonym for case in used_cases(db.session(), found)]
    coded = [CodedPoint(kind=one.kind, theme=one.theme, case=one.case.pseudonym if one.case else None) for one in shown]
    return render_template(
        "learning/learning.html", audit=found, kinds=LEARNING_KINDS, working=working,
        points={kind: [one for one in shown if one.kind == kind] for kind in LEARNING_KINDS},
        recommendations=[one for one in recommended if working or one.cleared_at is not None],
        full=len(recommended) >= MOST_RECOMMENDATIONS,
        waiting=sum(one.cleared_at is None for one in everything) + sum(one.cleared_at is None for one in recommended),
        proposed=len(proposals.proposals_of(db.session(), found)) if working else 0,
        themes=theme_table(coded, cases=cases), re_audit=re_audit_of(db.session(), found, today()),
    )  # fmt: skip


@blueprint.route("/<audit>/learning/points/new", methods=["GET", "POST"])
@permission("case_audits.moderate")
def learning_add(audit: str) -> ResponseReturnValue:
    """Write a learning point, or take up what a return proposes."""
    found = audit_or_404(audit)
    refuse_blind_audit(found)
    form = _form(found)
    proposal = proposals.find_proposal(db.session(), found, request.args.get("from", ""))
    if request.method == "GET":
        form.case_id.data = request.args.get("case", "")
        if proposal is not None:
            form.kind.data = proposal.kind if proposal.kind in LEARNING_KINDS else "learning"
            form.text.data, form.case_id.data, form.source.data = proposal.text, proposal.case.id, proposal.source
    if form.validate_on_submit():
        try:
            made = points.add_point(db.session(), found, form.words(), by=current_user.id)
        except (LearningRefused, AuditRefused) as refused:
            db.session.rollback()
            form.form_errors.append(refused.message)
        else:
            log("learning point written", f"case audit {found.slug}", kind=made.kind)
            db.session.commit()
            flash("The learning point is kept.", "success")
            return redirect(
                url_for("case_audits.proposed" if form.source.data else "case_audits.learning", audit=audit)
            )
    return _point_page(audit_or_404(audit), form, proposal=proposal)


@blueprint.route("/<audit>/learning/points/<point_id>", methods=["GET", "POST"])
@permission("case_audits.moderate")
def learning_change(audit: str, point_id: str) -> ResponseReturnValue:
    """Word a learning point anew."""
    found = audit_or_404(audit)
    point, form = point_or_404(found, point_id), _form(found)
    if request.method == "GET":
        form.show(point)
        form.seen.data = points.mark_of(point)
    if form.validate_on_submit():
        try:
            points.change_point(db.session(), point, form.words(), by=current_user.id, seen=form.seen.data or "")
        except (LearningRefused, AuditRefused) as refused:
            db.session.rollback()
            form.form_errors.append(refused.message)
        else:
            log("learning point changed", f"case audit {found.slug}", kind=point.kind)
            db.session.commit()
            flash("The learning point is changed. Somebody else clears it before it leaves the panel.", "success")
            return redirect(url_for("case_audits.learning", audit=audit))
    found = audit_or_404(audit)
    return _point_page(found, form, point=point_or_404(found, point_id))


def _form(audit: CaseAudit) -> PointForm:
    form = PointForm()
    form.offer(themes_offered(db.session(), audit))
    form.offer_cases(used_cases(db.session(), audit))
    return form


def _point_page(
    audit: CaseAudit, form: PointForm, *, point: LearningPoint | None = None,
    proposal: proposals.Proposal | None = None,
) -> ResponseReturnValue:  # fmt: skip
    page = render_template("learning/point.html", audit=audit, form=form, point=point, proposal=proposal)
    return page, 422 if form.errors else 200


@blueprint.post("/<audit>/learning/points/<point_id>/<any(up, down, clear, unclear, publish, withdraw, remove):act>")
@permission("case_audits.moderate")
def learning_act(audit: str, point_id: str, act: str) -> ResponseReturnValue:
    """Move, clear, publish or take out a learning point."""
    found = audit_or_404(audit)
    point = point_or_404(found, point_id)
    do, said = ACTS[act]
    do(db.session(), point)
    if act not in ("up", "down"):
        log(f"learning point: {act}", f"case audit {found.slug}", point=point_id)
    db.session.commit()
    flash(said, "success")
    return redirect(
        url_for("case_audits.learning", audit=audit, _anchor="" if act == "remove" else f"point-{point_id}")
    )


@blueprint.get("/<audit>/learning/proposals")
@permission("case_audits.moderate")
def proposed(audit: str) -> ResponseReturnValue:
    """What returns name as strengths, helps, barriers and recommendations, each to be taken up or left."""
    found = audit_or_404(audit)
    proposed = proposals.proposals_of(db.session(), found)
    note_export(db.session(), found, "What returns propose as learning", by=current_user.id)
    db.session.commit()
    return render_template("learning/proposals.html", audit=found, proposals=proposed)


@blueprint.post("/<audit>/learning/proposals/leave")
@permission("case_audits.moderate")
def proposal_leave(audit: str) -> ResponseReturnValue:
    """Leave a proposal where it is."""
    found = audit_or_404(audit)
    proposals.leave_proposal(db.session(), found, request.form.get("source", "")[:120], by=current_user.id)
    log("proposed learning left", f"case audit {found.slug}")
    db.session.commit()
    flash("It is left where it is, and not proposed again.", "success")
    return redirect(url_for("case_audits.proposed", audit=audit))


@blueprint.route("/<audit>/learning/next-audit", methods=["GET", "POST"])
@permission("case_audits.moderate")
def re_audit(audit: str) -> ResponseReturnValue:
    """Date the next audit, or say why there is none."""
    found, form = audit_or_404(audit), ReAuditForm()
    if request.method == "GET":
        form.on_day.data, form.why_none.data = found.re_audit_on, found.no_re_audit_why
    if form.validate_on_submit():
        try:
            set_re_audit(db.session(), found, on=form.on_day.data, why_none=form.why_none.data or "", today=today())
        except (LearningRefused, AuditRefused) as refused:
            db.session.rollback()
            form.form_errors.append(refused.message)
        else:
            log("next audit dated", f"case audit {found.slug}", due=found.re_audit_on or "none")
            db.session.commit()
            flash("It is kept.", "success")
            return redirect(url_for("case_audits.learning", audit=audit))
    page = render_template("learning/re_audit.html", audit=audit_or_404(audit), form=form)
    return page, 422 if form.errors else 200
