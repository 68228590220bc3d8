"""Pages of pinned copies and of the register of access; every page of the dashboard that is read is recorded here."""

from __future__ import annotations

from datetime import UTC, date, datetime

from flask import Blueprint, Response, abort, current_app, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf import FlaskForm
from markupsafe import Markup
from wtforms import TextAreaField
from wtforms.validators import Length

from survey_app.accounts.people import members
from survey_app.accounts.permissions import permission
from survey_app.audit_log import record
from survey_app.database import db, now
from survey_app.results.dashboard.filters import Option
from survey_app.results.dashboard.pages import blueprint as dashboard
from survey_app.results.scrutiny import access as register
from survey_app.results.scrutiny import pins
from survey_app.results.scrutiny.seen import PINNABLE, checked_address, fetching, seen_page
from survey_app.results.services import ResultsRefused

blueprint = Blueprint("scrutiny", __name__, url_prefix="/p/<partnership>/scrutiny")


class PinForm(FlaskForm):
    note = TextAreaField(
        "Why you pin it (optional)",
        description="For example “Shown to the Executive before item 4”. Name nobody.",
        validators=[Length(max=1000, message="Write at most 1,000 characters.")],
    )


@dashboard.after_request
def record_reading(response: Response) -> Response:
    """Note who read which page of the dashboard, with what it was narrowed down to."""
    if request.endpoint in PINNABLE and request.method == "GET" and response.status_code == 200:
        page = request.path.partition("/dashboard")[2].strip("/") or "at a glance"
        record(
            db.session(), "dashboard read", actor_id=current_user.id, partnership_id=g.partnership.id,
            subject=f"dashboard: {page}"[:200], details={key: value[:100] for key, value in request.args.items()},
        )  # fmt: skip
        db.session.commit()
    return response


@blueprint.get("/pins", endpoint="pins")
@permission("results.read")
def list_pins() -> ResponseReturnValue:
    """Every copy, and whether all are as they were pinned."""
    session = db.session()
    return render_template(
        "scrutiny/pins.html", pins=pins.pins_of(session, g.partnership.id),
        check=pins.check_pins(session, g.partnership.id),
    )  # fmt: skip


@blueprint.get("/pins/<int:number>")
@permission("results.read")
def pin(number: int) -> ResponseReturnValue:
    """One copy."""
    found = pins.find_pin(db.session(), g.partnership.id, number)
    if found is None:
        abort(404)
    if pins.shows_hidden(db.session(), current_app._get_current_object(), found):  # type: ignore[attr-defined]
        raise ResultsRefused(
            "This copy may show how agencies grade themselves, or what a visiting team has noted of yours. You can "
            "read it as soon as the round itself is no longer hidden from you.",
            title="This copy is still hidden from you",
        )
    # The copy is a page that this application made; whatever people wrote was escaped when it was made.
    return render_template(
        "scrutiny/pin.html", pin=found, content=Markup(found.html),
        is_sound=found.own_fingerprint() == found.fingerprint,
    )  # fmt: skip


@blueprint.route("/pins/new", methods=["GET", "POST"])
@permission(pins.PINNING)
def pin_new() -> ResponseReturnValue:
    """Ask why, then copy the page."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    address = checked_address(app, request.values.get("of", ""), g.partnership.slug)
    form = PinForm()
    if form.validate_on_submit():
        fetch = fetching(app, base_url=request.host_url, cookie=request.headers.get("Cookie", ""))
        db.session.rollback()  # gives the writer's lock back: the page itself may have to write
        page = seen_page(fetch, address)
        who = current_user._get_current_object()
        found = pins.pin_page(db.session(), g.partnership, page, note=form.note.data or "", by=who, at=now())
        record(
            db.session(), "pinned a copy", actor_id=who.id, partnership_id=g.partnership.id,
            subject=f"pinned copy {found.number}", details={"fingerprint": found.fingerprint},
        )  # fmt: skip
        db.session.commit()
        flash("The copy is pinned.", "success")
        return redirect(url_for("scrutiny.pin", number=found.number))
    return render_template("scrutiny/pin_new.html", form=form, address=address), 422 if form.errors else 200


@blueprint.get("/access")
@permission("audit_log.read")
def access() -> ResponseReturnValue:
    """The register of access."""
    what, session = _asked(), db.session()
    lines = register.people(session, g.partnership.id, what)
    events = list(register.readings(session, g.partnership.id, what, at_most=register.PAGE_SIZE))
    people = members(session, g.partnership.id)
    return render_template(
        "scrutiny/access.html", what=what, lines=lines, events=events,
        total=sum(line.total for line in lines),
        kinds=[*register.KINDS.values(), register.OTHER], arguments=_arguments(what),
        persons=[Option(value=str(one.user.id), label=one.user.name) for one in people],
    )  # fmt: skip


@blueprint.get("/access.csv")
@permission("audit_log.read")
def access_csv() -> ResponseReturnValue:
    """The same as a file."""
    events = register.readings(db.session(), g.partnership.id, _asked())
    response = Response("".join(register.register_csv(events)), mimetype="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="who-read-what.csv"'
    return response


def _asked() -> register.AccessAsked:
    person = request.args.get("person", "")
    return register.asked(
        _day("first"), _day("last"), int(person) if person.isdecimal() and len(person) < 10 else None,
        today=datetime.now(UTC).date(),
    )  # fmt: skip


def _day(name: str) -> date | None:
    """A day of the address; whatever is none counts as not given."""
    try:
        return date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None


def _arguments(what: register.AccessAsked) -> dict[str, object]:
    given = {"first": what.first.isoformat(), "last": what.last.isoformat(), "person": what.person_id}
    return {name: value for name, value in given.items() if value is not None}
