"""Pages of progress: who has returned, for whoever may see audits; names of auditors only for those who manage them."""

from __future__ import annotations

from flask import Response, render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from survey_app.accounts.permissions import can, permission
from survey_app.case_audits.keeping_records.export_log import note_export
from survey_app.case_audits.pages import audit_or_404, blueprint, today
from survey_app.case_audits.planning.people import MANAGING
from survey_app.case_audits.planning.progress import MIME, agency_progress, progress_of, progress_workbook, state_text
from survey_app.case_audits.planning.standing import standings_of
from survey_app.collect.display import moment_text
from survey_app.database import db, now


@blueprint.get("/<audit>/progress")
@permission("case_audits.manage", "results.working")
def progress(audit: str) -> ResponseReturnValue:
    """How far the returns are, by agency and by case."""
    found = audit_or_404(audit)
    standings = standings_of(db.session(), found, today())
    return render_template(
        "case_audits/planning/progress.html", audit=found, standings=standings, by_agency=progress_of(standings),
        total=agency_progress("All agencies", [one.state for one in standings]), state_text=state_text,
        with_names=can(MANAGING),
    )  # fmt: skip


@blueprint.get("/<audit>/progress.xlsx")
@permission("case_audits.manage", "results.working")
def progress_file(audit: str) -> ResponseReturnValue:
    """The same as a workbook."""
    found = audit_or_404(audit)
    standings = standings_of(db.session(), found, today())
    content = progress_workbook(found, standings, at=moment_text(now()), with_names=can(MANAGING))
    note_export(db.session(), found, "List of returns asked for", by=current_user.id)
    db.session.commit()
    name = f"returns-{found.slug}.xlsx"
    return Response(content, mimetype=MIME, headers={"Content-Disposition": f'attachment; filename="{name}"'})
