"""Levels of need: their versions, who uses which, and taking them into a draft."""

from __future__ import annotations

from datetime import date

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from survey_app.accounts.permissions import permission
from survey_app.database import db, now
from survey_app.designer.levels import LIST_NAME, newest_levels, publish_levels, take_levels, uses_of, versions_of
from survey_app.designer.pages import blueprint, change, instrument_or_404, log
from survey_app.designer.parts import Parts
from survey_app.designer.question_saving import clean, one_line
from survey_app.errors import UserError


@blueprint.get("/levels-of-need")
@permission("instruments.read")
def levels() -> ResponseReturnValue:
    """The levels now, earlier versions, and the instruments that share them."""
    return _page()


@blueprint.post("/levels-of-need")
@permission("instruments.publish")
def publish_new_levels() -> ResponseReturnValue:
    """Keep a new version; what was typed stands there again when something is wrong with it."""
    try:
        in_force_from = date.fromisoformat(request.form.get("in_force_from", "") or now().date().isoformat())
    except ValueError:
        return _page("Enter the day from which the levels hold as a real date, such as 2027-04-01.")
    try:
        version = publish_levels(
            db.session(), g.partnership.id, clean(request.form.get("levels")),
            source=one_line(request.form.get("source"))[:500], in_force_from=in_force_from, actor_id=current_user.id,
        )  # fmt: skip
    except UserError as error:
        return _page(error.message)
    log("levels of need published", f"levels of need, version {version.number}")
    db.session.commit()
    flash(f"Version {version.number} of the levels of need is kept. Instruments take it under their lists.", "success")
    return redirect(url_for("designer.levels"))


def _page(problem: str = "") -> ResponseReturnValue:
    versions = versions_of(db.session(), g.partnership.id)
    lines = "\n".join(f"{level['label']}: {level['description']}" for level in versions[0].levels) if versions else ""
    page = render_template(
        "designer/levels.html", versions=versions, uses=uses_of(db.session(), g.partnership.id), problem=problem,
        typed={
            "levels": request.form.get("levels", lines), "source": request.form.get("source", ""),
            "in_force_from": request.form.get("in_force_from", now().date().isoformat()),
        },
    )  # fmt: skip
    return page, 422 if problem else 200


@blueprint.post("/<form_id>/draft/levels-of-need")
@permission("instruments.publish")
def take_levels_of_need(form_id: str) -> ResponseReturnValue:
    """Put the partnership's newest levels into a draft as a list."""
    found = instrument_or_404(form_id)
    newest = newest_levels(db.session(), g.partnership.id)
    if newest is None:
        raise UserError("There are no levels of need yet. Write them down under Instruments, Levels of need.")

    def take(parts: Parts) -> str:
        take_levels(parts, newest)
        return f"levels of need, version {newest.number}, taken"

    change(found, take)
    flash(f"The list {LIST_NAME} has version {newest.number} of the levels of need now.", "success")
    return redirect(url_for("designer.choice_list", form_id=form_id, list_name=LIST_NAME))
