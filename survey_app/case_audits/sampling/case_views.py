"""Pages of the cases of an audit: all of them, one that cannot be used, and one that is on no list."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import select

from analysis.sampling.pseudonyms import tidy_pseudonym
from survey_app.accounts.permissions import permission
from survey_app.case_audits.models import AuditCase
from survey_app.case_audits.pages import audit_or_404, blueprint, case_or_404, log
from survey_app.case_audits.planning.asking import keep_population
from survey_app.case_audits.sampling.bands import BANDS, CHOICES
from survey_app.case_audits.sampling.cases import add_case, cases_of
from survey_app.case_audits.sampling.drawing import CHOSEN, CannotDraw, replace_case
from survey_app.database import db
from survey_app.partnership.models import Locality


@blueprint.get("/<audit>/cases")
@permission("case_audits.manage", "results.working")
def cases(audit: str) -> ResponseReturnValue:
    """The cases of an audit: what is known of each, how it came in, and what stands in its place."""
    found = audit_or_404(audit)
    all_cases = cases_of(db.session(), found)
    return render_template(
        "case_audits/cases.html", audit=found, cases=all_cases, said={case.id: _said(case) for case in all_cases},
        replaced={case.replaces_id: case for case in all_cases if case.replaces_id},
        numbers={case.id: case.number for case in all_cases},
        can_change=found.opened_at is None and found.state in ("planning", "fieldwork"),
        new=request.args.get("new", ""),
    )  # fmt: skip


def _said(case: AuditCase) -> str:
    """What is known of the child, in one line."""
    known = [CHOICES[band].get(getattr(case, band), "") for band in CHOICES if band != "disability"]
    if case.disability == "yes":
        known.append("Disabled")
    return ", ".join(filter(None, [*known, case.locality.name if case.locality else ""]))


@blueprint.route("/<audit>/cases/<int:number>/unusable", methods=["GET", "POST"])
@permission("case_audits.manage")
def case_unusable(audit: str, number: int) -> ResponseReturnValue:
    """Say why a case cannot be used; the next by rule takes its place."""
    found = audit_or_404(audit)
    case, problem, wrong = case_or_404(found, number), "", "why"
    if request.method == "POST":
        try:
            following = replace_case(
                db.session(), case, request.form.get("why", ""), by=current_user.id,
                chosen=tidy_pseudonym(request.form.get("chosen", "")) if request.form.get("chosen", "").strip() else "",
            )  # fmt: skip
        except CannotDraw as error:
            problem, wrong = error.message, "chosen" if error.at == "pseudonyms" else "why"
            db.session.rollback()
        else:
            keep_population(db.session(), found)
            log("case replaced", f"case {case.id}", audit=audit, by=following.number if following else "none")
            db.session.commit()
            place = f"Case {following.number}, {following.pseudonym}, takes its place." if following else ""
            flash(f"Case {number} is out of the audit. {place or 'No case takes its place.'}", "success")
            return redirect(url_for("case_audits.cases", audit=audit))
    page = render_template(
        "case_audits/case_unusable.html", audit=audit_or_404(audit), case=case_or_404(audit_or_404(audit), number),
        problem=problem, wrong=wrong, given=request.form, named=CHOSEN,
    )  # fmt: skip
    return page, 422 if problem else 200


@blueprint.route("/<audit>/cases/new", methods=["GET", "POST"])
@permission("case_audits.manage")
def new_case(audit: str) -> ResponseReturnValue:
    """Add a case that is on no list. Its pseudonym is shown; who it is, only people know."""
    found, problem, wrong = audit_or_404(audit), "", "selection"
    if request.method == "POST":
        try:
            mine = select(Locality.id).where(Locality.partnership_id == g.partnership.id)
            localities = {str(one): one for one in db.session.scalars(mine)}
            made = add_case(
                db.session(), found, selection=request.form.get("selection", "purposive"),
                stratum=request.form.get("stratum", ""), locality_id=localities.get(request.form.get("locality", "")),
                **{band: request.form.get(band, "") for band in CHOICES},
            )  # fmt: skip
        except CannotDraw as error:
            problem, wrong = error.message, error.at or "selection"
            db.session.rollback()
        else:
            log("case added by hand", f"case {made.id}", audit=audit)
            db.session.commit()
            return redirect(url_for("case_audits.cases", audit=audit, new=made.number))
    offered = db.session.scalars(
        select(Locality).where(Locality.partnership_id == g.partnership.id).order_by(Locality.name)
    ).all()
    page = render_template(
        "case_audits/new_case.html", audit=audit_or_404(audit), problem=problem, wrong=wrong,
        given=request.form, choices=CHOICES, labels=BANDS, localities=offered,
    )  # fmt: skip
    return page, 422 if problem else 200
