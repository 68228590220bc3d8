"""The grid of standards and kinds of agency, and the rubric of a cycle in its versions."""

from __future__ import annotations

from collections.abc import Mapping

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from survey_app.accounts.permissions import permission
from survey_app.database import db
from survey_app.partnership.models import AGENCY_TYPES
from survey_app.partnership.services import agencies_of
from survey_app.walkabouts.cycles import rubrics
from survey_app.walkabouts.cycles.cycles import assessments_of
from survey_app.walkabouts.cycles.forms import ConfirmForm, kinds_in_area_first
from survey_app.walkabouts.cycles.pages import cycle_or_404, log
from survey_app.walkabouts.cycles.rubrics import CRITERIA, RubricRefused, RubricStandard
from survey_app.walkabouts.cycles.standards import (
    StandardsRefused,
    choose_standards,
    short_name,
    standards_asked,
    walkabout_form,
)
from survey_app.walkabouts.models import Section11Cycle
from survey_app.walkabouts.pages import blueprint


@blueprint.route("/cycles/<cycle>/standards", methods=["GET", "POST"])
@permission("walkabouts.manage")
def cycle_standards(cycle: str) -> ResponseReturnValue:
    """Which standards are asked of which kinds of agency."""
    found = cycle_or_404(cycle)
    problem, ticked = "", _ticked_now(found)
    if request.method == "POST" and ConfirmForm().validate_on_submit():
        ticked = {(name, kind) for name in _names(found) for kind in request.form.getlist(name)}
        try:
            choose_standards(db.session(), found, _by_standard(ticked))
        except StandardsRefused as error:
            problem = error.message
        else:
            log("standards chosen", found, standards=[one.name for one in found.standards])
            db.session.commit()
            flash("The standards are saved.", "success")
            return redirect(url_for("walkabouts.cycle", cycle=cycle))
    page = render_template(
        "walkabouts/cycle_standards.html", cycle=found, problem=problem, ticked=ticked,
        standards=[(one.name, short_name(one.name), one.label) for one in standards_asked(walkabout_form(found))],
        kinds=kinds_in_area_first(agencies_of(db.session(), g.partnership.id)), form=ConfirmForm(),
    )  # fmt: skip
    return page, 422 if problem else 200


def _names(cycle: Section11Cycle) -> list[str]:
    return [one.name for one in standards_asked(walkabout_form(cycle))]


def _ticked_now(cycle: Section11Cycle) -> set[tuple[str, str]]:
    return {(one.name, kind) for one in cycle.standards for kind in AGENCY_TYPES if one.applies_to(kind)}


def _by_standard(ticked: set[tuple[str, str]]) -> Mapping[str, list[str]]:
    """Standard → kinds of agency; what is ticked for none is left out of the cycle."""
    names = {name for name, _ in ticked}
    return {name: [kind for one, kind in ticked if one == name] for name in names}


@blueprint.get("/cycles/<cycle>/rubric")
@permission("walkabouts.read")
def cycle_rubric(cycle: str) -> ResponseReturnValue:
    """The newest version of what good looks like, or the one that is asked for."""
    found = cycle_or_404(cycle)
    number = request.args.get("version", type=int)
    rubric = (
        rubrics.newest_rubric(db.session(), found)
        if number is None
        else rubrics.find_rubric(db.session(), found, number)
    )
    if number is not None and rubric is None:
        abort(404)
    using = [one for one in assessments_of(db.session(), found) if rubric is not None and one.rubric_id == rubric.id]
    return render_template(
        "walkabouts/cycle_rubric.html", cycle=found, rubric=rubric, using=using,
        standards=rubrics.rubric_standards(found, rubric), versions=[one.number for one in found.rubrics],
    )  # fmt: skip


@blueprint.route("/cycles/<cycle>/rubric/edit", methods=["GET", "POST"])
@permission("walkabouts.manage")
def edit_rubric(cycle: str) -> ResponseReturnValue:
    """Write the next version, standard by standard and grade by grade."""
    found = cycle_or_404(cycle)
    newest = rubrics.newest_rubric(db.session(), found)
    standards, problem = rubrics.rubric_standards(found, newest), ""
    if request.method == "POST" and ConfirmForm().validate_on_submit():
        texts = _texts(standards)
        try:
            rubric = rubrics.save_rubric(
                db.session(), found, texts, by=current_user.id, based_on=request.form.get("based_on", type=int)
            )
        except RubricRefused as error:
            problem = error.message
        else:
            log("rubric saved", found, version=rubric.number)
            db.session.commit()
            flash(f"Version {rubric.number} is saved. Rubrics that agencies have agreed stay as they are.", "success")
            return redirect(url_for("walkabouts.cycle_rubric", cycle=cycle))
    page = render_template(
        "walkabouts/cycle_rubric_edit.html", cycle=found, standards=standards, newest=newest, problem=problem,
        typed=request.form, form=ConfirmForm(), field=field_name,
    )  # fmt: skip
    return page, 422 if problem else 200


def field_name(standard: str, grade: str) -> str:
    """The name of the box for one text of the rubric."""
    return f"{standard}-{grade}"


def _texts(standards: tuple[RubricStandard, ...]) -> dict[str, dict[str, str]]:
    """What was typed, for the standards that were shown; a box that did not come stays as it is."""
    keys = {one.name: [CRITERIA, *(meaning.grade for meaning in one.grades)] for one in standards}
    return {
        name: {key: request.form[field_name(name, key)] for key in of if field_name(name, key) in request.form}
        for name, of in keys.items()
    }
