"""Pages of the day log, and of the days agreed."""

from __future__ import annotations

from datetime import date

from flask import abort, g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from survey_app.accounts.permissions import permission
from survey_app.database import db
from survey_app.local_time import today
from survey_app.programme.form_page import form_page
from survey_app.programme.scrutiny import backlog
from survey_app.programme.scrutiny.days import (
    DayGiven,
    agree_allowance,
    allowance_on,
    allowances_of,
    days_of,
    find_day,
    log_day,
    strike,
)
from survey_app.programme.scrutiny.forms import AllowanceForm, DayForm, WhyForm, choices
from survey_app.programme.scrutiny.pages import log
from survey_app.programme.scrutiny.standing import standing_of_days
from survey_app.programme.scrutiny.topics import topics_of
from survey_app.results.scrutiny.views import blueprint

THE_LOG = "Day log"


@blueprint.get("/days")
@permission("scrutiny.read")
def days() -> ResponseReturnValue:
    """The log of a period, and how its days stand."""
    session, day = db.session(), today()
    known = allowances_of(session, g.partnership.id)
    chosen = next((one for one in known if one.starts_on.isoformat() == request.args.get("from")), None)
    chosen = chosen or allowance_on(session, g.partnership.id, day)
    start, end = (chosen.starts_on, chosen.ends_on) if chosen else (date(day.year, 1, 1), date(day.year, 12, 31))
    standing = standing_of_days(session, g.partnership.id, start, end, today=day)
    lines = days_of(session, g.partnership.id, start, end)
    return render_template(
        "scrutiny/days.html", lines=lines, days=standing, periods=known, chosen=chosen, start=start, end=end
    )


@blueprint.route("/days/new", methods=["GET", "POST"])
@permission("scrutiny.register")
def day_new() -> ResponseReturnValue:
    """Log part of a day."""
    form, session = DayForm(), db.session()
    topics = topics_of(session, g.partnership.id)
    form.topic.choices = choices({one: one for one in topics}, first="None of them")
    if request.method == "GET":
        form.worked_on.data, form.part.data = today(), "4"

    def act() -> tuple[str, str]:
        given = DayGiven(
            worked_on=form.worked_on.data, quarters=int(form.part.data), activity=form.activity.data,
            theme=form.theme.data or "", topic=form.topic.data or "", note=form.note.data or "",
            checked=form.checked.data,
        )  # fmt: skip
        made = log_day(session, g.partnership.id, given, by_id=current_user.id, today=today())
        log("logged a day of scrutiny", made.worked_on.isoformat(), days=made.days)
        return "The time is logged.", url_for("scrutiny.days")

    known = ", ".join(one.name for one in backlog.themes(session, g.partnership.id))
    note = f"Areas of scrutiny that wait: {known}." if known else None
    return form_page(form, "Log time", "Log it", _back(), act, note=note)


@blueprint.route("/days/<day_id>/strike", methods=["GET", "POST"])
@permission("scrutiny.register")
def day_strike(day_id: str) -> ResponseReturnValue:
    """Strike a line out."""
    found, form = find_day(db.session(), g.partnership.id, day_id) or abort(404), WhyForm()

    def act() -> tuple[str, str]:
        strike(db.session(), found, form.why.data, by_id=current_user.id)
        log("struck a day of scrutiny out", found.worked_on.isoformat(), days=found.days)
        return "The line is struck out and counts no more.", url_for("scrutiny.days")

    heading = f"Strike out {found.days:g} of {found.worked_on:%-d %B %Y}"
    return form_page(form, heading, "Strike it out", _back(), act, note="The line stays in the log with this reason.")


@blueprint.route("/days/agree", methods=["GET", "POST"])
@permission("scrutiny.assure")
def days_agree() -> ResponseReturnValue:
    """Agree how many days a period has."""
    form = AllowanceForm()

    def act() -> tuple[str, str]:
        made = agree_allowance(
            db.session(), g.partnership.id, starts_on=form.starts_on.data, ends_on=form.ends_on.data,
            days=float(form.days.data), by_id=current_user.id,
        )  # fmt: skip
        log("agreed days of scrutiny", f"from {made.starts_on.isoformat()}", days=made.days)
        return "The days are agreed.", url_for("scrutiny.days")

    note = "A period with the same first day is replaced. Periods do not overlap."
    return form_page(form, "Agree days of scrutiny", "Agree them", _back(), act, note=note)


def _back() -> tuple[str, str]:
    return THE_LOG, url_for("scrutiny.days")
