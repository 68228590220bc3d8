"""Pages of a deep dive's meetings: all of them, one to write or change."""

from __future__ import annotations

from collections.abc import Mapping

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from survey_app.accounts.permissions import permission
from survey_app.case_audits.learning.choosing import used_cases
from survey_app.case_audits.learning.pages import reads_working
from survey_app.case_audits.learning.refusals import LearningRefused
from survey_app.case_audits.meetings import services
from survey_app.case_audits.meetings.forms import PLACES, MeetingForm, attendees_sent, cases_sent
from survey_app.case_audits.models import AuditMeeting, CaseAudit
from survey_app.case_audits.pages import audit_or_404, blueprint, log
from survey_app.case_audits.planning.plans import AuditRefused
from survey_app.database import db
from survey_app.partnership.services import agencies_of


@blueprint.get("/<audit>/meetings")
@permission("case_audits.read")
def deep_dive_meetings(audit: str) -> ResponseReturnValue:
    """The meetings of a deep dive. What was looked at in single cases is for whoever reads working papers."""
    found = _deep_dive_or_404(audit)
    return render_template(
        "meetings/meetings.html", audit=found, meetings=services.meetings_of(db.session(), found),
        working=reads_working(),
    )  # fmt: skip


@blueprint.route("/<audit>/meetings/new", methods=["GET", "POST"])
@permission("case_audits.moderate")
def meeting_add(audit: str) -> ResponseReturnValue:
    """Keep a meeting."""
    found, form = _deep_dive_or_404(audit), MeetingForm()
    if form.validate_on_submit():
        try:
            services.add_meeting(db.session(), found, form.words(request.form), by=current_user.id)
        except (LearningRefused, AuditRefused) as refused:
            db.session.rollback()
            form.form_errors.append(refused.message)
        else:
            log("audit meeting kept", f"case audit {found.slug}")
            db.session.commit()
            flash("The meeting is kept.", "success")
            return redirect(url_for("case_audits.deep_dive_meetings", audit=audit))
    return _page(_deep_dive_or_404(audit), form, None)


@blueprint.route("/<audit>/meetings/<meeting_id>", methods=["GET", "POST"])
@permission("case_audits.moderate")
def meeting_change(audit: str, meeting_id: str) -> ResponseReturnValue:
    """Word a meeting anew."""
    found, form = _deep_dive_or_404(audit), MeetingForm()
    meeting = _meeting_or_404(found, meeting_id)
    if request.method == "GET":
        form.show(meeting)
    if form.validate_on_submit():
        try:
            services.change_meeting(db.session(), meeting, form.words(request.form), seen=form.seen.data or "")
        except (LearningRefused, AuditRefused) as refused:
            db.session.rollback()
            form.form_errors.append(refused.message)
        else:
            log("audit meeting changed", f"case audit {found.slug}")
            db.session.commit()
            flash("The meeting is changed.", "success")
            return redirect(url_for("case_audits.deep_dive_meetings", audit=audit))
    found = _deep_dive_or_404(audit)
    return _page(found, form, _meeting_or_404(found, meeting_id))


@blueprint.post("/<audit>/meetings/<meeting_id>/remove")
@permission("case_audits.moderate")
def meeting_remove(audit: str, meeting_id: str) -> ResponseReturnValue:
    """Take a meeting out."""
    found = _deep_dive_or_404(audit)
    services.remove_meeting(db.session(), _meeting_or_404(found, meeting_id))
    log("audit meeting taken out", f"case audit {found.slug}")
    db.session.commit()
    flash("The meeting is taken out.", "success")
    return redirect(url_for("case_audits.deep_dive_meetings", audit=audit))


def _page(audit: CaseAudit, form: MeetingForm, meeting: AuditMeeting | None) -> ResponseReturnValue:
    there, looked_at = _typed(meeting)
    page = render_template(
        "meetings/meeting.html", audit=audit, form=form, meeting=meeting, places=PLACES, there=there,
        looked_at=looked_at, cases=used_cases(db.session(), audit),
        agencies=agencies_of(db.session(), audit.partnership_id),
    )  # fmt: skip
    return page, 422 if form.errors else 200


def _typed(meeting: AuditMeeting | None) -> tuple[list[tuple[str, int | None]], Mapping[str, str]]:
    """Who was there and what was looked at: as typed, or as kept."""
    if request.method == "POST":
        return list(attendees_sent(request.form)), cases_sent(request.form)
    if meeting is None:
        return [], {}
    return (
        [(one.role, one.agency_id) for one in meeting.attendees],
        {one.case_id: one.looked_at for one in meeting.cases},
    )


def _deep_dive_or_404(slug: str) -> CaseAudit:
    found = audit_or_404(slug)
    return found if found.kind in services.KINDS_WITH_MEETINGS else abort(404)


def _meeting_or_404(audit: CaseAudit, meeting_id: str) -> AuditMeeting:
    found = db.session.get(AuditMeeting, meeting_id)
    return found if found is not None and found.audit_id == audit.id else abort(404)
