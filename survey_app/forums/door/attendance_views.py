"""An officer's pages of attendance: of a forum and of a cycle, corrections, and both as workbooks."""

from __future__ import annotations

from flask import abort, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from survey_app.accounts.permissions import permission
from survey_app.database import db
from survey_app.forums.door.attendance import attendance_of, attenders_of, by_agency, by_sector, figures_of
from survey_app.forums.door.attendance_workbook import OUTCOMES, cycle_workbook, forum_workbook
from survey_app.forums.door.correcting import can_be_corrected, note_came, note_missing
from survey_app.forums.door.forms import CorrectionForm
from survey_app.forums.door.lists import lists_of
from survey_app.forums.mailing.telling import tell
from survey_app.forums.models import Booking
from survey_app.forums.officers.booking_views import workbook_response
from survey_app.forums.officers.listing import find_booking
from survey_app.forums.pages import blueprint, cycle_or_404, forum_or_404, log, terms


@blueprint.get("/forums/<int:forum_id>/attendance")
@permission("forums.manage")
def attendance(forum_id: int) -> ResponseReturnValue:
    """Who came to a forum, and who did not."""
    forum = forum_or_404(forum_id)
    attenders = attenders_of(db.session(), forum)
    return render_template(
        "door/attendance.html", forum=forum, cycle=forum.cycle, figures=figures_of(attenders), outcomes=OUTCOMES,
        groups=[(outcome, [one for one in attenders if one.outcome == outcome]) for outcome in OUTCOMES],
        agencies=by_agency(attenders), sectors=by_sector(attenders), lists=lists_of(db.session(), forum),
        has_begun=forum.starts_at <= terms().at,
    )  # fmt: skip


@blueprint.get("/forums/<int:forum_id>/attendance.xlsx")
@permission("forums.manage")
def attendance_file(forum_id: int) -> ResponseReturnValue:
    """The same as a workbook."""
    forum = forum_or_404(forum_id)
    attenders = attenders_of(db.session(), forum)
    data = forum_workbook(forum, attenders)
    log("attendance downloaded", f"forum {forum.id}", rows=len(attenders))
    db.session.commit()
    return workbook_response(data, f"attendance-{forum.public_name}.xlsx")


@blueprint.route("/bookings/<booking_id>/attendance", methods=["GET", "POST"])
@permission("forums.manage")
def correct_attendance(booking_id: str) -> ResponseReturnValue:
    """Correct whether somebody came, with the reason."""
    booking = _booking_or_404(booking_id)
    form, was_there = CorrectionForm(), booking.checked_in_at is not None
    if form.validate_on_submit() and can_be_corrected(booking, terms()):
        return _correct(booking, form.reason.data or "", was_there)
    page = render_template(
        "door/correct.html", form=form, booking=booking, forum=booking.forum, cycle=booking.cycle,
        was_there=was_there, can_be=can_be_corrected(booking, terms()),
    )  # fmt: skip
    return page, 422 if form.errors else 200


def _correct(booking: Booking, reason: str, was_there: bool) -> ResponseReturnValue:
    forum_id, name = booking.forum_id, booking.name
    act = note_missing if was_there else note_came
    tell(db.session(), act(db.session(), booking, current_user._get_current_object(), reason.strip(), terms()))
    kind = "attendance corrected: was not there" if was_there else "attendance corrected: was there"
    log(kind, f"booking {booking.id}", forum=forum_id, reason=reason.strip())
    db.session.commit()
    flash(f"{name} is now noted as {'not there' if was_there else 'there'}.", "success")
    return redirect(url_for("forums.attendance", forum_id=forum_id))


@blueprint.get("/cycles/<hub>/attendance")
@permission("forums.manage")
def cycle_attendance(hub: str) -> ResponseReturnValue:
    """Who came to the forums of a cycle, in figures."""
    cycle = cycle_or_404(hub)
    found = attendance_of(db.session(), cycle)
    everybody = [
        one for each in found.forums if each.is_over and each.counted for one in attenders_of(db.session(), each.forum)
    ]
    return render_template(
        "door/cycle_attendance.html", cycle=cycle, found=found, agencies=by_agency(everybody),
        sectors=by_sector(everybody),
    )  # fmt: skip


@blueprint.get("/cycles/<hub>/attendance.xlsx")
@permission("forums.manage")
def cycle_attendance_file(hub: str) -> ResponseReturnValue:
    """The same as a workbook, without names."""
    cycle = cycle_or_404(hub)
    counted = [each.forum for each in attendance_of(db.session(), cycle).forums if each.is_over and each.counted]
    data = cycle_workbook(cycle, [(forum, attenders_of(db.session(), forum)) for forum in counted])
    log("attendance downloaded", f"hub cycle {cycle.id}", forums=len(counted))
    db.session.commit()
    return workbook_response(data, f"attendance-{cycle.slug}.xlsx")


def _booking_or_404(booking_id: str) -> Booking:
    return find_booking(db.session(), g.partnership.id, booking_id) or abort(404)
