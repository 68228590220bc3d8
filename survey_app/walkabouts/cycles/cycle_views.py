"""Pages of a cycle: all of them, one at a glance, its settings, its rounds, and the moves of its life."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from survey_app.accounts.permissions import permission
from survey_app.database import db
from survey_app.rounds.models import Round
from survey_app.walkabouts.cycles import cycles, rounds
from survey_app.walkabouts.cycles.cycles import CycleRefused
from survey_app.walkabouts.cycles.forms import ConfirmForm, CycleForm, LinkForm
from survey_app.walkabouts.cycles.overview import overview_of
from survey_app.walkabouts.cycles.pages import cycle_or_404, log, today, viewer
from survey_app.walkabouts.cycles.rounds import KINDS, linked_round
from survey_app.walkabouts.cycles.sharing import shared_with
from survey_app.walkabouts.cycles.stages import is_underway
from survey_app.walkabouts.models import Section11Cycle
from survey_app.walkabouts.pages import blueprint


@blueprint.get("/")
@permission("walkabouts.read")
def index() -> ResponseReturnValue:
    """The cycles of the partnership, and how many assessments are shared with it."""
    found = cycles.cycles_of(db.session(), g.partnership.id)
    counts = {cycle.id: len(cycles.assessments_of(db.session(), cycle)) for cycle in found}
    shared = shared_with(db.session(), g.partnership.id)
    return render_template("walkabouts/index.html", cycles=found, counts=counts, n_shared=len(shared))


@blueprint.route("/cycles/new", methods=["GET", "POST"])
@permission("walkabouts.manage")
def cycle_new() -> ResponseReturnValue:
    """Plan a cycle."""
    form = CycleForm()
    if form.validate_on_submit():
        cycle = cycles.create_cycle(db.session(), g.partnership.id, form.plan())
        log("section 11 cycle created", cycle)
        db.session.commit()
        flash("The cycle is saved. Next: its rounds, its standards and what good looks like.", "success")
        return redirect(url_for("walkabouts.cycle", cycle=cycle.slug))
    return render_template("walkabouts/cycle_settings.html", form=form, cycle=None), 422 if form.errors else 200


@blueprint.route("/cycles/<cycle>/settings", methods=["GET", "POST"])
@permission("walkabouts.manage")
def cycle_settings(cycle: str) -> ResponseReturnValue:
    """Change the title, the days and the numbers of a cycle."""
    found = cycle_or_404(cycle)
    form = CycleForm(obj=found)
    if form.validate_on_submit():
        cycles.update_cycle(db.session(), found, form.plan())
        log("section 11 cycle changed", found)
        db.session.commit()
        flash("The settings are saved.", "success")
        return redirect(url_for("walkabouts.cycle", cycle=cycle))
    return render_template("walkabouts/cycle_settings.html", form=form, cycle=found), 422 if form.errors else 200


@blueprint.get("/cycles/<cycle>")
@permission("walkabouts.read")
def cycle(cycle: str) -> ResponseReturnValue:
    """A cycle at a glance."""
    found = cycle_or_404(cycle)
    overview = overview_of(db.session(), found, viewer(), today=today())
    linked = [(kind, linked_round(found, kind.key)) for kind in KINDS.values()]
    return render_template("walkabouts/cycle.html", cycle=found, overview=overview, linked=linked, form=ConfirmForm())


@blueprint.route("/cycles/<cycle>/rounds", methods=["GET", "POST"])
@permission("walkabouts.manage")
def cycle_rounds(cycle: str) -> ResponseReturnValue:
    """Link the rounds that the answers come into."""
    found = cycle_or_404(cycle)
    form, offered = LinkForm(), rounds.rounds_to_link(db.session(), g.partnership.id)
    form.choose_from(found, offered)
    if form.validate_on_submit() and _link(found, form, offered):
        log("section 11 rounds linked", found)
        db.session.commit()
        flash("The rounds are linked.", "success")
        return redirect(url_for("walkabouts.cycle", cycle=cycle))
    page = render_template("walkabouts/cycle_rounds.html", form=form, cycle=found, kinds=KINDS, offered=offered)
    return page, 422 if form.errors or form.form_errors else 200


def _link(cycle: Section11Cycle, form: LinkForm, offered: dict[str, list[Round]]) -> bool:
    """Link what was chosen; False, with the reason at its field, where that is refused."""
    for kind in KINDS:
        field = form.field_of(kind)
        chosen = next((one for one in offered[kind] if str(one.id) == field.data), None)
        if chosen == linked_round(cycle, kind):
            continue
        try:
            rounds.link_round(db.session(), cycle, kind, chosen, by=current_user.id)
        except CycleRefused as error:
            db.session.rollback()
            field.errors = [*field.errors, error.message]
            return False
    return True


@blueprint.post("/cycles/<cycle>/rounds/make")
@permission("walkabouts.manage")
def make_rounds(cycle: str) -> ResponseReturnValue:
    """Make the rounds that are missing from the library's instruments."""
    found = cycle_or_404(cycle)
    made = rounds.make_rounds(
        db.session(), found, decided_by=current_user.name, by=current_user.id, today=today()
    )  # fmt: skip
    log("section 11 rounds made", found, rounds=[one.slug for one in made])
    db.session.commit()
    flash(_made_text(len(made)), "success")
    return redirect(url_for("walkabouts.cycle", cycle=cycle))


def _made_text(count: int) -> str:
    if not count:
        return "The cycle has all its rounds already."
    what = "A round is" if count == 1 else f"{count} rounds are"
    return f"{what} made as drafts. Nobody can answer until they are open."


@blueprint.post("/cycles/<cycle>/open-self-assessments")
@permission("walkabouts.manage")
def open_self(cycle: str) -> ResponseReturnValue:
    """Let the agencies begin to assess themselves."""
    found = cycle_or_404(cycle)
    cycles.open_self_assessments(db.session(), found, today=today())
    log("self-assessments opened", found)
    db.session.commit()
    flash("The agencies can begin their self-assessments.", "success")
    return redirect(url_for("walkabouts.cycle", cycle=cycle))


@blueprint.post("/cycles/<cycle>/open-fieldwork")
@permission("walkabouts.manage")
def open_fieldwork(cycle: str) -> ResponseReturnValue:
    """Open the fieldwork of a cycle."""
    found = cycle_or_404(cycle)
    cycles.open_fieldwork(db.session(), found, today=today())
    log("fieldwork opened", found)
    db.session.commit()
    flash("Fieldwork is open. It begins at each agency once its rubric is agreed.", "success")
    return redirect(url_for("walkabouts.cycle", cycle=cycle))


@blueprint.route("/cycles/<cycle>/close", methods=["GET", "POST"])
@permission("walkabouts.manage")
def close_cycle(cycle: str) -> ResponseReturnValue:
    """Ask, then close the cycle for good."""
    found = cycle_or_404(cycle)
    form = ConfirmForm()
    if request.method == "POST" and form.validate_on_submit():
        cycles.close_cycle(db.session(), found)
        log("section 11 cycle closed", found)
        db.session.commit()
        flash(f"“{found.title}” is closed.", "success")
        return redirect(url_for("walkabouts.cycle", cycle=cycle))
    left = [one for one in cycles.assessments_of(db.session(), found) if is_underway(one)]
    return render_template("walkabouts/cycle_close.html", cycle=found, form=form, left=left)
