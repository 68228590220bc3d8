"""Pages on which the QA group defines indicators, changes and shares them, takes them up, and says who submits them."""

from __future__ import annotations

from collections.abc import Callable

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from analysis.indicators.periods import next_period, period_of
from survey_app.accounts.permissions import permission
from survey_app.database import db
from survey_app.local_time import today
from survey_app.partnership.services import agencies_of
from survey_app.programme.indicators.defining import (
    IndicatorRefused,
    adopt,
    ask_agencies,
    change_definition,
    collect_again,
    define,
    end_collecting,
    share,
    shared_with,
    version_in,
)
from survey_app.programme.indicators.forms import AskForm, ChangeForm, DefineForm, WayForm
from survey_app.programme.indicators.models import IndicatorAdoption
from survey_app.programme.indicators.pages import adoption_or_404, blueprint, log, shared_or_404
from survey_app.programme.indicators.standing import adoptions_of
from survey_app.programme.indicators.starting import StartingIndicator, starting_indicators


@blueprint.get("/choose")
@permission("indicators.manage")
def choose() -> ResponseReturnValue:
    """Where a new indicator comes from: the product's set, another partnership, or the partnership itself."""
    session = db.session()
    taken = {one.definition.name for one in adoptions_of(session, g.partnership.id)}
    starting = [one for one in starting_indicators() if one.name not in taken]
    return render_template("indicators/choose.html", starting=starting, shared=shared_with(session, g.partnership.id))


@blueprint.route("/new", methods=["GET", "POST"])
@permission("indicators.manage")
def new() -> ResponseReturnValue:
    """Define an indicator, beginning with one of the product's set where the address names one."""
    form, session = DefineForm(), db.session()
    form.agencies.offer(agencies_of(session, g.partnership.id))
    if request.method == "GET":
        form.first_period.data = today().replace(day=1)
        _begin_with(form, next((one for one in starting_indicators() if one.name == request.args.get("of")), None))
    if form.validate_on_submit():

        def make() -> str:
            measure = form.measure.data or ""
            made = define(
                session, g.partnership.id, name=(form.name.data or "").strip(), measure=measure,
                period=form.period.data or "", text=form.text(measure), first_period=form.first_period.data,
                owners=form.agencies.numbers, by_id=current_user.id, on_front_door=form.front_door.data,
            )  # fmt: skip
            log("indicator defined", f"indicator {made.definition.name}")
            return made.definition.name

        if (name := _try(form, make)) is not None:
            flash("The indicator is defined.", "success")
            return redirect(url_for(".show", name=name))
    return render_template("indicators/new.html", form=form), 422 if form.errors else 200


@blueprint.route("/of/<name>/change", methods=["GET", "POST"])
@permission("indicators.manage")
def change(name: str) -> ResponseReturnValue:
    """Count an indicator otherwise from a period on; only the partnership that published it does."""
    adoption = adoption_or_404(name)
    definition, form = adoption.definition, ChangeForm()
    if definition.publisher_id != g.partnership.id:
        abort(404)
    if request.method == "GET":
        form.fill_from(definition.versions[-1], definition.measure)
        form.valid_from.data = next_period(period_of(today(), definition.every), definition.every)
    if form.validate_on_submit():

        def make() -> str:
            made = change_definition(
                db.session(), definition, form.text(definition.measure), valid_from=form.valid_from.data,
                why=form.why_changed.data or "", by_id=current_user.id,
            )  # fmt: skip
            log("indicator counted otherwise", f"indicator {name}", version=made.number, valid_from=made.valid_from)
            return name

        if _try(form, make) is not None:
            flash("It is counted so from that period on.", "success")
            return redirect(url_for(".show", name=name))
    page = render_template("indicators/change.html", form=form, adoption=adoption, definition=definition)
    return page, 422 if form.errors else 200


@blueprint.route("/of/<name>/agencies", methods=["GET", "POST"])
@permission("indicators.manage")
def agencies(name: str) -> ResponseReturnValue:
    """Say which agencies submit an indicator."""
    adoption, form = adoption_or_404(name), AskForm()
    form.agencies.offer(agencies_of(db.session(), g.partnership.id))
    if request.method == "GET":
        form.agencies.data = [str(one.agency_id) for one in adoption.owners if one.last_period is None]
        form.first_period.data = period_of(today(), adoption.definition.every)
    if form.validate_on_submit():

        def make() -> str:
            ask_agencies(db.session(), adoption, form.agencies.numbers, from_period=form.first_period.data)
            log("indicator asked of agencies", f"indicator {name}", agencies=len(form.agencies.numbers))
            return name

        if _try(form, make) is not None:
            flash("These agencies are asked now.", "success")
            return redirect(url_for(".show", name=name))
    page = render_template("indicators/agencies.html", form=form, adoption=adoption, title=_title(adoption))
    return page, 422 if form.errors else 200


@blueprint.post("/of/<name>/share")
@permission("indicators.manage")
def share_(name: str) -> ResponseReturnValue:
    """Share an indicator's definition with the other partnerships of the installation."""
    adoption = adoption_or_404(name)
    try:
        share(db.session(), adoption.definition, g.partnership.id)
    except IndicatorRefused as refused:
        flash(refused.message, "error")
    else:
        log("indicator shared", f"indicator {name}")
        db.session.commit()
        flash("Other partnerships can take it up now. They see its definition, never your figures.", "success")
    return redirect(url_for(".show", name=name))


@blueprint.post("/of/<name>/collecting")
@permission("indicators.manage")
def collecting(name: str) -> ResponseReturnValue:
    """End collecting an indicator, or collect it again."""
    adoption = adoption_or_404(name)
    ends = request.form.get("act") != "again"
    try:
        if ends:
            end_collecting(db.session(), adoption, today=today())
        else:
            collect_again(db.session(), adoption)
    except IndicatorRefused as refused:
        db.session.rollback()
        flash(refused.message, "error")
    else:
        log("indicator no longer collected" if ends else "indicator collected again", f"indicator {name}")
        db.session.commit()
        flash("It is collected no longer. What was submitted stays." if ends else "It is collected again.", "success")
    return redirect(url_for(".show", name=name))


@blueprint.route("/take-up/<definition_id>", methods=["GET", "POST"])
@permission("indicators.manage")
def take_up(definition_id: str) -> ResponseReturnValue:
    """Take up an indicator that another partnership shares."""
    definition, form, session = shared_or_404(definition_id), AskForm(), db.session()
    form.agencies.offer(agencies_of(session, g.partnership.id))
    if request.method == "GET":
        form.first_period.data = period_of(today(), definition.every)
    if form.validate_on_submit():

        def make() -> str:
            adopt(
                session, g.partnership.id, definition, first_period=form.first_period.data,
                owners=form.agencies.numbers, by_id=current_user.id,
            )  # fmt: skip
            log("indicator taken up", f"indicator {definition.name}", publisher=definition.publisher.slug)
            return definition.name

        if (name := _try(form, make)) is not None:
            flash("The indicator is taken up.", "success")
            return redirect(url_for(".show", name=name))
    page = render_template(
        "indicators/take_up.html", form=form, definition=definition, version=version_in(definition, today())
    )
    return page, 422 if form.errors else 200


def _begin_with(form: DefineForm, starting: StartingIndicator | None) -> None:
    if starting is None:
        return
    form.fill_from(starting.text, starting.measure)
    form.name.data, form.measure.data, form.period.data = starting.name, starting.measure, starting.period
    form.front_door.data = starting.on_front_door


def _try(form: WayForm | AskForm, make: Callable[[], str]) -> str | None:
    """Do it and commit; where it cannot be, the form says why."""
    try:
        name = make()
    except (IndicatorRefused, ValueError) as refused:
        db.session.rollback()
        form.form_errors.append(refused.message if isinstance(refused, IndicatorRefused) else str(refused))
        return None
    db.session.commit()
    return name


def _title(adoption: IndicatorAdoption) -> str:
    return version_in(adoption.definition, today()).title
