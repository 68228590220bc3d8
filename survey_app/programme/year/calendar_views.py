"""The calendar as a month and as a list, and each person's own address of it for programs."""

from __future__ import annotations

from datetime import date, timedelta

from flask import Blueprint, Response, abort, current_app, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from analysis.programme.clashes import APART_DAYS
from survey_app.accounts.permissions import held_permissions, permission, public
from survey_app.database import db, now
from survey_app.local_time import today
from survey_app.programme.incidents.holidays import holidays_of
from survey_app.programme.year.calendar import entries_of, last_of_month, running, weeks_of
from survey_app.programme.year.calendar_clashes import clash_lines
from survey_app.programme.year.calendar_entries import KINDS, CalendarEntry
from survey_app.programme.year.feeds import end_feed, feed_of, feed_text, find_feed, make_feed
from survey_app.programme.year.pages import blueprint, log

feed_blueprint = Blueprint("programme_feed", __name__, template_folder="templates")
FIRST, LAST = date(2000, 1, 1), date(2099, 12, 1)
LISTED = 6  # months


@blueprint.get("/calendar")
@permission("programme.read")
def calendar() -> ResponseReturnValue:
    """One month, or six months as a list."""
    return _page()


@blueprint.post("/calendar/address")
@permission("programme.read")
def feed_make() -> ResponseReturnValue:
    """A new address for the person's own calendar; it is shown once."""
    token = make_feed(db.session(), g.partnership.id, current_user.id, at=now())
    log("calendar address made", "calendar of the programme")
    db.session.commit()
    page = Response(_page(address=url_for("programme_feed.calendar", token=token, _external=True)))
    page.headers["Cache-Control"] = "no-store"
    return page


@blueprint.post("/calendar/address/end")
@permission("programme.read")
def feed_end() -> ResponseReturnValue:
    """Revoke the person's address."""
    end_feed(db.session(), g.partnership.id, current_user.id, at=now())
    log("calendar address revoked", "calendar of the programme")
    db.session.commit()
    flash("The address works no more.", "success")
    return redirect(url_for("programme.calendar"))


def _page(address: str = "") -> str:
    month = _month(request.args.get("month", ""))
    as_list = request.args.get("view") == "list"
    end = _months_on(month, LISTED) - timedelta(days=1) if as_list else last_of_month(month)
    around = timedelta(days=APART_DAYS)  # what clashes across the turn of the month is said in both
    wide = entries_of(
        db.session(), g.partnership.id, month - around, end + around, held=held_permissions(), user_id=current_user.id
    )  # fmt: skip
    entries = [one for one in wide if one.is_between(month, end)]
    holidays = holidays_of(db.session()).days
    step = LISTED if as_list else 1
    return render_template(
        "programme/calendar.html", month=month, end=end, as_list=as_list, entries=entries, KINDS=KINDS, today=today(),
        weeks=[] if as_list else weeks_of(month, entries, holidays), address=address,
        holidays=[(day, name) for day, name in sorted(holidays.items()) if month <= day <= end],
        running=[] if as_list else running(month, entries),
        clashes=[one for one in clash_lines(wide, holidays) if one.is_between(max(month, today()), end)],
        before=_clip(_months_on(month, -step)), after=_clip(_months_on(month, step)),
        feed=feed_of(db.session(), g.partnership.id, current_user.id), endpoints=current_app.view_functions,
    )  # fmt: skip


def _months_on(month: date, number: int) -> date:
    """The first day of the month so many months later."""
    years, place = divmod(month.month - 1 + number, 12)
    return date(month.year + years, place + 1, 1)


def _month(text: str) -> date:
    """The month that an address names; this one where it names none."""
    try:
        return _clip(date.fromisoformat(f"{text}-01")) if len(text) == 7 else _clip(today())
    except ValueError:
        return _clip(today())


def _clip(day: date) -> date:
    return min(max(day.replace(day=1), FIRST), LAST)


@feed_blueprint.get("/feed/<token>.ics", endpoint="calendar")
@public("a secret address is the key; it shows what its owner may see")
def calendar_file(token: str) -> ResponseReturnValue:
    """The calendar of whoever has this secret."""
    reader = find_feed(db.session(), token)
    if reader is None:
        abort(404)
    slug = reader.feed.partnership.slug

    def page_of(entry: CalendarEntry) -> str:
        if entry.endpoint not in current_app.view_functions:
            return ""
        return url_for(entry.endpoint, partnership=slug, _external=True, **entry.values)

    text = feed_text(db.session(), reader, at=now(), today=today(), page_of=page_of)
    db.session.commit()
    response = Response(text, mimetype="text/calendar")
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Disposition"] = "inline; filename=walkabout.ics"
    return response
