"""The programme of a year: its topics, its versions, and the Executive's endorsement."""

from __future__ import annotations

from datetime import date

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from analysis.programme.years import first_day, last_day, year_of
from survey_app.accounts.permissions import permission
from survey_app.database import db, now
from survey_app.errors import UserError
from survey_app.local_time import today
from survey_app.programme.year.forms import DecideForm, SeenForm
from survey_app.programme.year.models import ProgrammeVersion, ScrutinyProgramme
from survey_app.programme.year.pages import blueprint, log, programme_or_404, year_or_404
from survey_app.programme.year.planning import find_programme, years_drafted
from survey_app.programme.year.priorities import in_force
from survey_app.programme.year.standing import days_in_words, progress_of, scrutineer_days, topic_rows, what_is_due
from survey_app.programme.year.versions import (
    altered,
    changes_of,
    changes_since_endorsed,
    endorse,
    endorsed_version,
    may_put,
    put_forward,
    send_back,
    waiting_version,
)


@blueprint.get("/")
@permission("programme.read")
def index() -> ResponseReturnValue:
    """The programme of this year."""
    return _page(year_of(today()))


@blueprint.get("/<int:year>")
@permission("programme.read")
def year(year: int) -> ResponseReturnValue:
    """The programme of any year."""
    return _page(year_or_404(year))


def _page(year: int) -> ResponseReturnValue:
    session, day = db.session(), today()
    programme = find_programme(session, g.partnership.id, year)
    rows = topic_rows(session, programme, day) if programme is not None else []
    due, is_late = what_is_due(programme, year, day)
    return render_template(
        "programme/year.html", year=year, programme=programme, rows=rows, due=due, is_late=is_late, today=day,
        years=sorted({year, year_of(day), year_of(day) + 1, *years_drafted(session, g.partnership.id)}, reverse=True),
        endorsed=endorsed_version(programme) if programme else None, form=SeenForm(),
        waiting=waiting_version(programme) if programme else None, altered=altered(programme) if programme else [],
        changes=changes_since_endorsed(programme) if programme else None,
        progress=progress_of(session, programme, rows, day) if programme else None,
        to_put=programme is not None and may_put(programme),
        scrutineer_days=scrutineer_days(rows), asked=[row for row in rows if row.asks],
        days_agreed=days_in_words(session, g.partnership.id, year, day),
        priorities=in_force(session, g.partnership.id, first_day(year), last_day(year)),
    )  # fmt: skip


@blueprint.post("/<int:year>/put-forward")
@permission("programme.manage")
def put(year: int) -> ResponseReturnValue:
    """Put the draft to the Executive."""
    programme = programme_or_404(year)
    version = put_forward(db.session(), programme, by_id=current_user.id, at=now())
    log(
        "programme put to the Executive", f"programme {year}, version {version.number}", fingerprint=version.fingerprint
    )
    db.session.commit()
    flash(f"Version {version.number} is put to the Executive.", "success")
    return redirect(url_for("programme.version", year=year, number=version.number))


@blueprint.get("/<int:year>/versions/<int:number>")
@permission("programme.read")
def version(year: int, number: int) -> ResponseReturnValue:
    """One version as it was put to the Executive, and what it changes."""
    programme = programme_or_404(year)
    return _version_page(programme, _version_or_404(programme, number), DecideForm())


@blueprint.post("/<int:year>/versions/<int:number>")
@permission("programme.endorse")
def decide_version(year: int, number: int) -> ResponseReturnValue:
    """Endorse a version, or send it back."""
    programme, form = programme_or_404(year), DecideForm()
    found = _version_or_404(programme, number)
    if not form.validate_on_submit():
        return _version_page(programme, found, form)
    act = request.form.get("act")
    if act not in ("endorse", "send-back"):
        form.form_errors.append("Choose whether you endorse this version or send it back.")
        return _version_page(programme, found, form)
    sends_back = act == "send-back"
    try:
        if sends_back:
            send_back(db.session(), found, form.words.data or "", by_id=current_user.id, at=now())
        else:
            endorse(db.session(), found, by_id=current_user.id, at=now(), words=form.words.data or "")
    except UserError as error:
        db.session.rollback()
        form.form_errors.append(error.message)
        return _version_page(programme, found, form)
    log(
        "programme sent back" if sends_back else "programme endorsed", f"programme {year}, version {number}",
        fingerprint=found.fingerprint,
    )  # fmt: skip
    db.session.commit()
    flash(f"Version {number} is {'sent back to the QA group' if sends_back else 'endorsed'}.", "success")
    return redirect(url_for("programme.year", year=year))


def _version_or_404(programme: ScrutinyProgramme, number: int) -> ProgrammeVersion:
    return next((one for one in programme.versions if one.number == number), None) or abort(404)


def _version_page(programme: ScrutinyProgramme, found: ProgrammeVersion, form: DecideForm) -> ResponseReturnValue:
    before, changes = changes_of(programme, found)
    page = render_template(
        "programme/version.html", programme=programme, version=found, before=before, changes=changes, form=form,
        is_altered=found.number in altered(programme), drafted=current_user.id in found.drafted_by_ids,
        shown_days=[(date.fromisoformat(row["starts_on"]), date.fromisoformat(row["ends_on"]))
                    for row in found.document],
    )  # fmt: skip
    return page, 422 if form.errors else 200
