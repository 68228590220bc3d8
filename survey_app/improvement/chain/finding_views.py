"""Pages of findings: what was found, what bears it out, and what came of it."""

from __future__ import annotations

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from survey_app.accounts.permissions import permission
from survey_app.database import db
from survey_app.improvement.chain.evidence import Evidence, link_evidence
from survey_app.improvement.chain.findings import add_finding, change_finding, withdraw_finding
from survey_app.improvement.chain.forms import FindingForm, ReasonForm
from survey_app.improvement.chain.outside_reviews import finding_from
from survey_app.improvement.chain.pages import attempt, status_of
from survey_app.improvement.chain.recommending import is_borne_out
from survey_app.improvement.chain.shown import shown_evidence
from survey_app.improvement.models import Finding, OutsideReview, ReviewPassage
from survey_app.improvement.pages import blueprint, finding_or_404, log
from survey_app.local_time import today
from survey_app.partnership.services import agencies_of
from survey_app.walkabouts.models import InspectionReport
from survey_app.walkabouts.visits.inspections import find_report


@blueprint.get("/findings/<int:number>")
@permission("improvement.read")
def finding(number: int) -> ResponseReturnValue:
    """A finding with its evidence as it was and is, and everything that came of it."""
    found = finding_or_404(number)
    return render_template(
        "improvement/chain/finding.html", finding=found, evidence=shown_evidence(db.session(), found),
        is_borne_out=is_borne_out,
    )  # fmt: skip


@blueprint.route("/findings/new", methods=["GET", "POST"])
@permission("improvement.manage")
def finding_new() -> ResponseReturnValue:
    """Enter a finding; of a passage or an inspection report where the address names one, with that as its evidence."""
    form, passage, inspection = _form(), _passage_asked(), _inspection_asked()
    if request.method == "GET":
        _begin(form, passage, inspection)
    made: list[Finding] = []
    if form.validate_on_submit() and attempt(form, lambda: made.append(_enter(form, passage, inspection))):
        log("finding entered", made[0].reference)
        db.session.commit()
        flash(f"{made[0].reference} is entered.", "success")
        return redirect(url_for("improvement.finding", number=made[0].number))
    page = render_template(
        "improvement/chain/finding_form.html", form=form, finding=None, passage=_passage_asked(),
        inspection=_inspection_asked(),
    )  # fmt: skip
    return page, status_of(form)


def _enter(form: FindingForm, passage: ReviewPassage | None, inspection: InspectionReport | None) -> Finding:
    if passage is not None:
        return finding_from(db.session(), passage, form.words(), current_user.id)
    made = add_finding(db.session(), g.partnership.id, form.words(), current_user.id)
    if inspection is not None:
        evidence = Evidence(kind="inspection", record_type="inspection_report", record_id=inspection.id)
        link_evidence(db.session(), made, evidence, current_user.id)
    return made


def _begin(form: FindingForm, passage: ReviewPassage | None, inspection: InspectionReport | None) -> None:
    form.found_on.data = today()
    if passage is not None:
        form.text.data, form.found_on.data = passage.text, passage.review.dated
        form.theme.data, form.source_kind.data = passage.heading[:120], passage.review.kind
    elif inspection is not None:
        form.text.data, form.found_on.data = inspection.finding, inspection.published_on
        form.source_kind.data, form.agency_id.data = "inspection", str(inspection.agency_id)


def _passage_asked() -> ReviewPassage | None:
    """The passage of the partnership that the address names."""
    asked = request.args.get("passage", "")
    if not asked:
        return None
    found = db.session.get(ReviewPassage, asked[:36])
    return found if found is not None and _is_ours(found.review) else abort(404)


def _is_ours(review: OutsideReview) -> bool:
    return review.partnership_id == g.partnership.id


def _inspection_asked() -> InspectionReport | None:
    asked = request.args.get("inspection", "")
    return (find_report(db.session(), g.partnership.id, asked[:36]) or abort(404)) if asked else None


@blueprint.route("/findings/<int:number>/change", methods=["GET", "POST"])
@permission("improvement.manage")
def finding_change(number: int) -> ResponseReturnValue:
    """Change a finding; somebody else's change since is shown beside what was typed."""
    found, form = finding_or_404(number), _form()
    if request.method == "GET":
        form.show(found)
    if form.validate_on_submit() and attempt(
        form,
        lambda: change_finding(
            db.session(), found, form.words(), by_id=current_user.id, seen=form.revision, why=form.why.data or ""
        ),
    ):
        log("finding changed", found.reference)
        db.session.commit()
        flash(f"{found.reference} is changed.", "success")
        return redirect(url_for("improvement.finding", number=number))
    found = finding_or_404(number)
    if form.changed_meanwhile:
        form.seen.data = str(found.revision)
    return render_template("improvement/chain/finding_form.html", form=form, finding=found), status_of(form)


@blueprint.route("/findings/<int:number>/withdraw", methods=["GET", "POST"])
@permission("improvement.manage")
def finding_withdraw(number: int) -> ResponseReturnValue:
    """Withdraw a finding, with the reason."""
    found, form = finding_or_404(number), ReasonForm()
    if request.method == "GET":
        form.seen.data = str(found.revision)
    if form.validate_on_submit() and attempt(
        form,
        lambda: withdraw_finding(
            db.session(), found, form.reason.data or "", by_id=current_user.id, seen=form.revision
        ),
    ):
        log("finding withdrawn", found.reference)
        db.session.commit()
        flash(f"{found.reference} is withdrawn.", "success")
        return redirect(url_for("improvement.finding", number=number))
    found = finding_or_404(number)
    if form.changed_meanwhile:
        form.seen.data = str(found.revision)
    page = render_template(
        "improvement/chain/reason.html", form=form, record=found, title=f"Withdraw {found.reference}",
        says=found.text, act="Withdraw it", back=url_for("improvement.finding", number=number),
        hint="It stays readable with your reason, and bears no recommendation out any more.",
    )  # fmt: skip
    return page, status_of(form)


def _form() -> FindingForm:
    form = FindingForm()
    form.offer(agencies_of(db.session(), g.partnership.id))
    return form
