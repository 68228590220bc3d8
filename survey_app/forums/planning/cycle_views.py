"""Pages of a cycle: all of them, one with its forums, and planning it."""

from __future__ import annotations

from flask import current_app, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from survey_app.accounts.permissions import permission
from survey_app.database import db, now
from survey_app.forums.booking.counting import count_places
from survey_app.forums.booking.refusals import HubRefused
from survey_app.forums.hub.showing import next_of, shown_steps
from survey_app.forums.hub.step_table import read_steps
from survey_app.forums.pages import blueprint, cycle_or_404, log, today, whole_address
from survey_app.forums.parts import cycle_parts
from survey_app.forums.planning import cycles
from survey_app.forums.planning.forms import HubCycleForm
from survey_app.partnership.page_text import render_page_text

PUBLIC_PAGE = "hub_booking.forums"


@blueprint.get("/")
@permission("forums.read")
def index() -> ResponseReturnValue:
    """The cycles of the partnership."""
    found = cycles.cycles_of(db.session(), g.partnership.id)
    counts = count_places(db.session(), [forum for cycle in found for forum in cycle.forums])
    return render_template("forums/index.html", cycles=found, counts=counts)


@blueprint.route("/cycles/new", methods=["GET", "POST"])
@permission("forums.manage")
def cycle_new() -> ResponseReturnValue:
    """Plan a cycle."""
    form = HubCycleForm()
    if form.validate_on_submit():
        cycle = cycles.create_cycle(db.session(), g.partnership.id, form.plan())
        log("learning hub cycle planned", f"hub cycle {cycle.slug}")
        db.session.commit()
        flash("The cycle is saved. Next: plan its forums.", "success")
        return redirect(url_for("forums.cycle", hub=cycle.slug))
    return render_template("forums/cycle_form.html", form=form, cycle=None), 422 if form.errors else 200


@blueprint.get("/cycles/<hub>")
@permission("forums.read")
def cycle(hub: str) -> ResponseReturnValue:
    """Where a cycle stands and what is next, and its forums."""
    found = cycle_or_404(hub)
    steps = shown_steps(read_steps(db.session(), found, now()), hub, today=today())
    public = ""
    if PUBLIC_PAGE in current_app.view_functions:
        public = whole_address(PUBLIC_PAGE, partnership=g.partnership.slug, hub=hub)
    return render_template(
        "forums/cycle.html", cycle=found, counts=count_places(db.session(), found.forums), parts=cycle_parts(hub),
        public=public, introduction=render_page_text(found.introduction), steps=steps, next=next_of(steps),
    )  # fmt: skip


@blueprint.route("/cycles/<hub>/change", methods=["GET", "POST"])
@permission("forums.manage")
def cycle_change(hub: str) -> ResponseReturnValue:
    """Change the theme, the words and the days of a cycle."""
    found, form = cycle_or_404(hub), HubCycleForm()
    if request.method == "GET":
        form.fill_from(found)
    if form.validate_on_submit():
        try:
            cycles.update_cycle(db.session(), found, form.plan())
        except HubRefused as refused:
            form.form_errors.append(refused.message)
        else:
            log("learning hub cycle changed", f"hub cycle {found.slug}")
            db.session.commit()
            flash("The cycle is changed.", "success")
            return redirect(url_for("forums.cycle", hub=hub))
    return render_template("forums/cycle_form.html", form=form, cycle=found), 422 if form.errors else 200
