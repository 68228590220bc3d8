"""What is printed or taken along: the brief, calendar files, and the letter to the agency."""

from __future__ import annotations

from io import BytesIO

from flask import Response, abort, flash, g, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from survey_app.accounts.permissions import permission
from survey_app.database import db, now
from survey_app.results.downloads.catalogue import DOCX
from survey_app.rounds.slugs import slug_of
from survey_app.walkabouts.models import Visit
from survey_app.walkabouts.visits.brief import brief_of
from survey_app.walkabouts.visits.calendar_events import file_of_visit, file_of_visits
from survey_app.walkabouts.visits.conflicts import VisitRefused
from survey_app.walkabouts.visits.forms import ConfirmForm
from survey_app.walkabouts.visits.listing import my_visits
from survey_app.walkabouts.visits.notice import agencies_of, leads_of, notice_of, record_notice, send_notice
from survey_app.walkabouts.visits.pages import blueprint, links_of, log, my_visit_or_404, today, visit_or_404


@blueprint.get("/<visit_id>/brief")
@permission("walkabouts.read")
def brief(visit_id: str) -> ResponseReturnValue:
    """The brief of a visit, to read and print."""
    return _brief_page(visit_or_404(visit_id), mine=False)


@blueprint.get("/mine/<visit_id>/brief")
@permission("walkabouts.visit")
def my_brief(visit_id: str) -> ResponseReturnValue:
    """The brief of a visit that I am in."""
    return _brief_page(my_visit_or_404(visit_id)[0], mine=True)


def _brief_page(visit: Visit, *, mine: bool) -> ResponseReturnValue:
    return render_template("visits/brief.html", brief=brief_of(db.session(), visit, at=now()), visit=visit, mine=mine)


@blueprint.get("/<visit_id>/brief.docx")
@permission("walkabouts.read")
def brief_file(visit_id: str) -> ResponseReturnValue:
    """The brief as a Word file."""
    return _brief_file(visit_or_404(visit_id))


@blueprint.get("/mine/<visit_id>/brief.docx")
@permission("walkabouts.visit")
def my_brief_file(visit_id: str) -> ResponseReturnValue:
    """The brief of a visit that I am in, as a Word file."""
    return _brief_file(my_visit_or_404(visit_id)[0])


def _brief_file(visit: Visit) -> ResponseReturnValue:
    from exports.documents import write_visit_brief  # loads what other pages do not need

    out = BytesIO()
    write_visit_brief(brief_of(db.session(), visit, at=now()), out)
    out.seek(0)
    name = f"brief-{slug_of(visit.agency.name)}-{visit.day or 'undated'}.docx"
    return send_file(out, mimetype=DOCX, as_attachment=True, download_name=name)


@blueprint.get("/<visit_id>/visit.ics")
@permission("walkabouts.read")
def calendar(visit_id: str) -> ResponseReturnValue:
    """A visit for a calendar."""
    return _calendar(visit_or_404(visit_id))


@blueprint.get("/mine/<visit_id>/visit.ics")
@permission("walkabouts.visit")
def my_calendar_file(visit_id: str) -> ResponseReturnValue:
    """A visit that I am in, for a calendar."""
    return _calendar(my_visit_or_404(visit_id)[0])


@blueprint.get("/mine/visits.ics")
@permission("walkabouts.visit")
def my_calendar() -> ResponseReturnValue:
    """All my visits for a calendar."""
    found = my_visits(db.session(), g.partnership.id, current_user.id, today=today())
    visits = dict.fromkeys([*found.today, *found.coming, *found.past])
    text = file_of_visits(
        visits, lambda visit_id: links_of(visit_id).page, at=now(), name=f"Section 11 visits, {g.partnership.name}"
    )
    return _ics(text, "visits.ics", "PUBLISH")


def _calendar(visit: Visit) -> ResponseReturnValue:
    text = file_of_visit(visit, links_of(visit.id).page, at=now())
    if text is None:
        abort(404)
    return _ics(text, f"visit-{visit.day}.ics", "CANCEL" if visit.state == "cancelled" else "PUBLISH")


def _ics(text: str, name: str, method: str) -> Response:
    response = Response(text, content_type=f"text/calendar; charset=utf-8; method={method}")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@blueprint.route("/<visit_id>/letter", methods=["GET", "POST"])
@permission("walkabouts.manage")
def letter(visit_id: str) -> ResponseReturnValue:
    """The letter to the agency: to print, to send to its leads, or to record as sent by other means."""
    visit = visit_or_404(visit_id)
    if visit.state == "proposed":
        raise VisitRefused("Plan the visit first; then the agency can be told of it.")
    if ConfirmForm().validate_on_submit():
        if request.form.get("by_hand"):
            record_notice(db.session(), visit, at=now())
            words = "It is recorded that the agency has the letter."
        else:
            told = send_notice(db.session(), visit, links_of(visit.id), at=now())
            words = f"The agency is told: {told} {'person' if told == 1 else 'people'} by e-mail."
        log("agency told of visit", visit, by_hand=bool(request.form.get("by_hand")))
        db.session.commit()
        flash(words, "success")
        return redirect(url_for("visits.show", visit_id=visit_id))
    leads = leads_of(db.session(), visit.partnership_id, visit.agency_id)
    return render_template(
        "visits/letter.html", notice=notice_of(visit), visit=visit, leads=leads, form=ConfirmForm(), for_agency=False,
        at=now(),
    )  # fmt: skip


@blueprint.get("/letters/<visit_id>")
@permission("walkabouts.agency")
def agency_letter(visit_id: str) -> ResponseReturnValue:
    """The letter, for the agency's own leads once they have been told."""
    visit = visit_or_404(visit_id)
    theirs = agencies_of(db.session(), current_user.id, g.partnership.id)
    if visit.notified_at is None or visit.agency_id not in theirs:
        abort(404)
    return render_template(
        "visits/letter.html", notice=notice_of(visit), visit=visit, leads=[], form=None, for_agency=True,
        at=visit.notified_at,
    )  # fmt: skip
