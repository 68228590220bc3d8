"""Pages of draws: how many, drawing, what was drawn, and what another person needs to draw it again."""

from __future__ import annotations

from flask import Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import select

from survey_app.accounts.permissions import permission
from survey_app.case_audits.keeping_records.export_log import note_export
from survey_app.case_audits.models import DRAW_METHODS, CaseAudit, CaseDraw
from survey_app.case_audits.pages import audit_or_404, blueprint, log
from survey_app.case_audits.sampling import draw_pages, list_pages
from survey_app.case_audits.sampling.draw_pages import Group
from survey_app.case_audits.sampling.drawing import CHOSEN, CannotDraw
from survey_app.case_audits.sampling.list_views import list_or_404
from survey_app.database import db

FIRST_FIELD = {"purposive": "pseudonyms", "good_practice": "pseudonyms", "": "method"}


def draw_or_404(audit: CaseAudit, draw_id: str) -> CaseDraw:
    """The draw of this address in an audit."""
    found = db.session.scalar(select(CaseDraw).where(CaseDraw.audit_id == audit.id, CaseDraw.id == draw_id))
    return found or abort(404)


@blueprint.route("/<audit>/draw", methods=["GET", "POST"])
@permission("case_audits.manage")
def draw(audit: str) -> ResponseReturnValue:
    """Choose how to draw, then draw."""
    found, problem, wrong = audit_or_404(audit), "", ""
    lists = list_pages.lists_of(db.session(), found)
    chosen = next((one for one in lists if one.id == request.values.get("list")), lists[0] if len(lists) == 1 else None)
    if request.method == "POST" and chosen is not None:
        try:
            made = draw_pages.draw_as_asked(db.session(), chosen, request.form, by=current_user.id)
        except CannotDraw as error:
            problem, wrong = error.message, error.at
            db.session.rollback()
        else:
            log("cases drawn", f"case draw {made.id}", method=made.method, audit=audit)
            db.session.commit()
            return redirect(url_for("case_audits.drawn", audit=audit, draw_id=made.id))
    page = _draw_page(audit_or_404(audit), problem, wrong, request.values.get("list", ""))
    return page, 422 if problem else 200


def _draw_page(audit: CaseAudit, problem: str, wrong: str, list_id: str) -> str:
    lists = list_pages.lists_of(db.session(), audit)
    chosen = next((one for one in lists if one.id == list_id), lists[0] if len(lists) == 1 else None)
    method, column = request.values.get("method", ""), request.values.get("stratum", "")
    groups: list[Group] = []
    if chosen is not None and method == "stratified" and column:
        try:
            groups = draw_pages.groups_of(db.session(), chosen, column)
        except CannotDraw as error:
            problem, wrong = problem or error.message, wrong or "stratum"
    return render_template(
        "case_audits/draw.html", audit=audit, lists=lists, chosen=chosen, problem=problem, groups=groups,
        wrong=wrong or ("stratum" if method == "stratified" and not groups else FIRST_FIELD.get(method, "n")),
        method=method if method in DRAW_METHODS else "", column=column, hints=draw_pages.HINTS,
        allocations=draw_pages.ALLOCATIONS, given=request.values, named=CHOSEN,
        page=list_pages.list_page(db.session(), chosen) if chosen is not None else None,
        n_drawn=draw_pages.n_draws(db.session(), audit),
    )  # fmt: skip


@blueprint.get("/<audit>/lists/<list_id>/how-many")
@permission("case_audits.manage")
def how_many(audit: str, list_id: str) -> ResponseReturnValue:
    """How many cases to draw, in plain words."""
    found = audit_or_404(audit)
    page = list_pages.list_page(db.session(), list_or_404(found, list_id))
    asked = draw_pages.how_many(page.n_able, request.args) if page.n_able else None
    return render_template("case_audits/how_many.html", audit=found, page=page, asked=asked)


@blueprint.get("/<audit>/draws/<draw_id>")
@permission("case_audits.manage", "results.working")
def drawn(audit: str, draw_id: str) -> ResponseReturnValue:
    """What was drawn, and how anybody can draw it again."""
    found = audit_or_404(audit)
    page = draw_pages.draw_page(db.session(), draw_or_404(found, draw_id))
    return render_template("case_audits/drawn.html", audit=found, page=page)


@blueprint.get("/<audit>/draws/<draw_id>/record.json")
@permission("case_audits.manage", "results.working")
def draw_record(audit: str, draw_id: str) -> ResponseReturnValue:
    """The record of a draw."""
    found = draw_or_404(audit_or_404(audit), draw_id)
    content = draw_pages.record_file(found)
    note_export(db.session(), found.audit, "Record of a draw", by=current_user.id, format="json")
    db.session.commit()
    return _file(content, f"{audit}-draw.json", "application/json")


@blueprint.get("/<audit>/draws/<draw_id>/frame.csv")
@permission("case_audits.manage")
def draw_frame(audit: str, draw_id: str) -> ResponseReturnValue:
    """The list that was drawn from, under pseudonyms."""
    found = draw_or_404(audit_or_404(audit), draw_id)
    content = draw_pages.frame_file(db.session(), found)
    note_export(db.session(), found.audit, "List that was drawn from", by=current_user.id, format="csv")
    db.session.commit()
    return _file(content, f"{audit}-frame.csv", "text/csv; charset=utf-8")


def _file(content: str, name: str, kind: str) -> Response:
    response = Response(content, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
