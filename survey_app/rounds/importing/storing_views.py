"""The page that lists everything before anything is stored, the storing, and taking it back."""

from __future__ import annotations

import io

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from analysis.importing import PROGRAMS, ImportPlan, accepted_rows, write_refusals
from survey_app.accounts.permissions import permission
from survey_app.database import db, now
from survey_app.results.downloads.ending import TAKEN_BACK, drop_files_of
from survey_app.rounds.forms import ConfirmForm
from survey_app.rounds.importing import storing, uploads
from survey_app.rounds.importing.blueprint import (
    blueprint,
    file_response,
    pending_or_404,
    reading_a_file,
    secret,
    upload_or_404,
    waiting_files,
)  # fmt: skip
from survey_app.rounds.importing.check_page import check_page
from survey_app.rounds.importing.forms import ConfirmImportForm
from survey_app.rounds.importing.pages import KINDS, KINDS_ANONYMOUS
from survey_app.rounds.importing.uploads import ImportNotPossible
from survey_app.rounds.pages import log, round_or_404

MOST_LISTED = 200


@blueprint.get("/<key>/check")
@permission("rounds.manage")
def check(slug: str, key: str) -> ResponseReturnValue:
    """Everything that will be stored and everything that will be left out, before anything is stored."""
    round_ = round_or_404(slug)
    pending = pending_or_404(round_, key)
    if pending.problems:
        return render_template("imports/unfit.html", round=round_, pending=pending)
    plan = uploads.plan_of(db.session(), pending, secret())
    log("import file read", round_, sha256=plan.table.sha256)
    db.session.commit()
    form = ConfirmImportForm(title=_usual_title(plan))
    page = check_page(pending, plan)
    kinds = KINDS_ANONYMOUS if pending.anonymous else KINDS
    return render_template(
        "imports/check.html", round=round_, pending=pending, page=page, form=form, kinds=kinds, shown=MOST_LISTED
    )


def _usual_title(plan: ImportPlan) -> str:
    return f"{plan.compiled.instrument.settings.form_title} from {PROGRAMS[plan.table.program]}"[:200]


@blueprint.post("/<key>/confirm")
@permission("rounds.manage")
def confirm(slug: str, key: str) -> ResponseReturnValue:
    """Store what the check page showed, and remove the file."""
    round_ = round_or_404(slug)
    uploads.check_importable(round_, now())
    form = ConfirmImportForm()
    if not form.validate_on_submit():
        raise ImportNotPossible("The title of the mapping is longer than 200 characters. Go back and shorten it.")
    with reading_a_file():
        pending = pending_or_404(round_, key)
        plan = uploads.plan_of(db.session(), pending, secret())
        _check_agreed(plan, agreed=bool(form.agreed.data))
        rows = list(accepted_rows(plan))
    batch = storing.store_import(
        db.session(), round_, plan, rows, version_id=pending.version_id, user_id=current_user.id, secret=secret(),
        at=now(),
    )  # fmt: skip
    if title := (form.title.data or "").strip():
        uploads.save_for_next_time(db.session(), round_, plan.mapping, title, user_id=current_user.id)
    db.session.delete(upload_or_404(round_, key))
    log(
        "answers imported", round_, batch=batch.key, answers=batch.answers, rows=batch.rows, sha256=batch.sha256,
        program=batch.program,
    )  # fmt: skip
    answers = batch.answers
    db.session.commit()
    waiting_files().remove(key)
    what = "1 answer is" if answers == 1 else f"{answers:,} answers are"
    flash(f"{what} imported. The file has been removed from here.", "success")
    return redirect(url_for("rounds.show", slug=slug))


def _check_agreed(plan: ImportPlan, *, agreed: bool) -> None:
    if plan.asks_for_dates:
        raise ImportNotPossible("Say first whether the day or the month comes first in this file.")
    if not plan.is_clean and not agreed:
        raise ImportNotPossible("Tick that what is listed may be left out, or map it first. Nothing has been stored.")


@blueprint.get("/<key>/left-out.csv")
@permission("rounds.manage")
def left_out(slug: str, key: str) -> ResponseReturnValue:
    """Everything that would be left out, to keep beside the original file."""
    round_ = round_or_404(slug)
    plan = uploads.plan_of(db.session(), pending_or_404(round_, key), secret())
    out = io.StringIO(newline="")
    write_refusals(plan, out)
    log("list of what an import leaves out downloaded", round_, sha256=plan.table.sha256)
    db.session.commit()
    return file_response(out.getvalue().encode("utf-8-sig"), f"{slug}-left-out.csv", "text/csv; charset=utf-8")


@blueprint.route("/batch/<key>/undo", methods=["GET", "POST"])
@permission("rounds.manage")
def undo(slug: str, key: str) -> ResponseReturnValue:
    """Ask, then take back what was imported at once."""
    round_ = round_or_404(slug)
    batch = storing.find_batch(db.session(), round_.id, key)
    if batch is None or batch.undone_at is not None:
        abort(404)
    if not ConfirmForm().validate_on_submit():
        return render_template("imports/undo.html", round=round_, batch=batch)
    storing.undo_import(db.session(), batch, user_id=current_user.id, at=now())
    drop_files_of(db.session(), [round_.id], TAKEN_BACK)
    log("import taken back", round_, batch=batch.key, answers=batch.answers)
    db.session.commit()
    flash("The import has been taken back. Its file can be imported again.", "success")
    return redirect(url_for("imports.index", slug=slug))
