"""The moderation of an audit: its cases, the widest disagreement first, and the meetings of its panel."""

from __future__ import annotations

from flask import Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import select

from survey_app.accounts.permissions import permission
from survey_app.case_audits.keeping_records.export_log import note_export
from survey_app.case_audits.models import CaseAudit, CaseModeration, ModerationPanel
from survey_app.case_audits.moderation import meetings
from survey_app.case_audits.moderation.after_signing import since_signing_of
from survey_app.case_audits.moderation.forms import MeetingForm
from survey_app.case_audits.moderation.pages import attempt, audit_with_panel, names_nobody, page
from survey_app.case_audits.moderation.reading import moderation_state, panels_of, widest_first
from survey_app.case_audits.moderation.workbook import MIME, moderation_workbook
from survey_app.case_audits.pages import blueprint, log, today
from survey_app.database import db
from survey_app.walkabouts.visits.inspections import agencies_here


@blueprint.get("/<audit>/moderation")
@permission("case_audits.returns", "case_audits.moderate")
def moderation(audit: str) -> ResponseReturnValue:
    """Every case with how far apart the agencies are, and how far the panel is."""
    found = audit_with_panel(audit)
    session = db.session()
    states = moderation_state(session, found)
    return page(
        "overview", audit=found, states=widest_first(states), panels=panels_of(session, found),
        signed=sum(one.state == "signed" for one in states), seconds=sum(one.seconds for one in states),
        since=since_signing_of(session, states),
    )  # fmt: skip


@blueprint.get("/<audit>/moderation.xlsx")
@permission("case_audits.returns")
def moderation_file(audit: str) -> ResponseReturnValue:
    """The same as an Excel workbook; that it was downloaded is recorded."""
    found = audit_with_panel(audit)
    states = moderation_state(db.session(), found)
    data = moderation_workbook(found, states, since_signing_of(db.session(), states))
    note_export(db.session(), found, "Moderation list", by=current_user.id, format="xlsx")
    db.session.commit()
    name = f"moderation-{found.slug}.xlsx"
    return Response(data, mimetype=MIME, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@blueprint.get("/<audit>/moderation/meetings/new")
@permission("case_audits.moderate")
def meeting_new(audit: str) -> ResponseReturnValue:
    """Write down a meeting."""
    found = audit_with_panel(audit)
    form = _form(found, None, sent=False)
    form.met_on.data = today()
    return page("meeting", form=form, audit=found, panel=None, signed=False)


@blueprint.post("/<audit>/moderation/meetings/new", endpoint="meeting_added")
@permission("case_audits.moderate")
def add_meeting(audit: str) -> ResponseReturnValue:
    """Keep a new meeting."""
    found = audit_with_panel(audit)
    form = _form(found, None, sent=True)
    if form.validate_on_submit() and attempt(
        form, lambda: meetings.add_meeting(db.session(), found, form.meeting(), today=today())
    ):
        log("moderation meeting added", f"case audit {found.slug}")
        db.session.commit()
        flash("The meeting is written down.", "success")
        return redirect(url_for("case_audits.moderation", audit=found.slug))
    return page("meeting", form=form, audit=found, panel=None, signed=False)


@blueprint.get("/<audit>/moderation/meetings/<panel_id>")
@permission("case_audits.moderate")
def meeting(audit: str, panel_id: str) -> ResponseReturnValue:
    """Change a meeting."""
    found = audit_with_panel(audit)
    panel = _panel_or_404(found, panel_id)
    form = _form(found, panel, sent=False)
    form.show(meetings.meeting_of(panel))
    form.seen.data = meetings.mark_of(panel)
    return _meeting(found, panel, form)


@blueprint.post("/<audit>/moderation/meetings/<panel_id>", endpoint="meeting_changed")
@permission("case_audits.moderate")
def change_meeting(audit: str, panel_id: str) -> ResponseReturnValue:
    """Keep a meeting as it was changed; or take it out, where no case was moderated at it."""
    found = audit_with_panel(audit)
    panel = _panel_or_404(found, panel_id)
    form = _form(found, panel, sent=True)
    if "remove" in request.form:
        done, words = attempt(form, lambda: meetings.remove_meeting(db.session(), panel)), "taken out"
    else:
        because = form.because.data or ""
        done = (
            form.validate_on_submit()
            and names_nobody(form, [because], [])
            and attempt(
                form,
                lambda: meetings.change_meeting(
                    db.session(), panel, form.meeting(), by=current_user.id, today=today(), because=because,
                    seen=form.seen.data or "",
                ),
            )
        )  # fmt: skip
        words = "kept"
    if not done:
        return _meeting(found, _panel_or_404(found, panel_id), form)
    log(f"moderation meeting {words}", f"case audit {found.slug}")
    db.session.commit()
    flash(f"The meeting is {words}.", "success")
    return redirect(url_for("case_audits.moderation", audit=found.slug))


def _panel_or_404(audit: CaseAudit, panel_id: str) -> ModerationPanel:
    found = next((one for one in panels_of(db.session(), audit) if one.id == panel_id), None)
    return found or abort(404)


def _meeting(audit: CaseAudit, panel: ModerationPanel, form: MeetingForm) -> ResponseReturnValue:
    held = db.session.scalars(select(CaseModeration).where(CaseModeration.panel_id == panel.id)).all()
    return page(
        "meeting", form=form, audit=audit, panel=panel, held=held, signed=any(one.signed_at for one in held)
    )  # fmt: skip


def _form(audit: CaseAudit, panel: ModerationPanel | None, *, sent: bool) -> MeetingForm:
    form = MeetingForm() if sent else MeetingForm(formdata=None)
    known = {agency.id: agency.name for agency in agencies_here(db.session(), audit.partnership_id)}
    known |= {one.agency.id: one.agency.name for one in (panel.attendees if panel else ()) if one.agency is not None}
    form.offer(known, request.form if sent else None, len(panel.attendees) if panel else 0)
    return form
