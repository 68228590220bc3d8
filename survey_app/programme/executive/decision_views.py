"""The decision log: searched, one decision with what took its place, and the log as an Excel file."""

from __future__ import annotations

from datetime import date

from flask import Response, g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from exports.workbook.lists import ListSheet, list_workbook
from survey_app.accounts.permissions import permission
from survey_app.database import db
from survey_app.improvement.lists.workbook import XLSX
from survey_app.local_time import today
from survey_app.partnership.services import agencies_of
from survey_app.programme.executive import carrying_out, deciding
from survey_app.programme.executive.forms import DecisionForm
from survey_app.programme.executive.models import DECISIONS
from survey_app.programme.executive.pages import blueprint, decision_or_404, log
from survey_app.programme.form_page import form_page

COLUMNS = (
    ("Number", 8), ("Day", 11), ("Item", 30), ("Raised", 11), ("Days until decided", 10), ("Decided", 14),
    ("Decision", 44), ("Because", 30), ("Carried out by", 20), ("Due", 11), ("How it stands", 16),
    ("Carried out on", 11), ("Days late", 8), ("The newest about it", 36), ("Takes the place of", 12),
)  # fmt: skip
STANDING: dict[carrying_out.State, str] = {
    "nothing": "Nothing to carry out", "replaced": "Replaced; instead counts",
    "taken_up": "Not in time; instead counts", "carried_out": "Carried out", "late": "Late",
    "under_way": "Under way", "to_do": "To be carried out",
}  # fmt: skip


@blueprint.get("/decisions")
@permission("executive.read")
def decisions() -> ResponseReturnValue:
    """The decision log, newest first; with words to look for."""
    words = " ".join(request.args.get("words", "").split())[:200]
    found = deciding.decisions_of(db.session(), g.partnership.id, words)
    replaced = deciding.replacements(db.session(), g.partnership.id)
    standing = carrying_out.standings(db.session(), g.partnership.id, found, today())
    return render_template(
        "executive/decisions.html", decisions=found, words=words, replaced=replaced, standing=standing
    )


@blueprint.get("/decisions.xlsx")
@permission("executive.read")
def decisions_workbook() -> ResponseReturnValue:
    """The decision log as an Excel file."""
    found = deciding.decisions_of(db.session(), g.partnership.id)
    numbers = {one.id: one.reference for one in found}
    known = carrying_out.standings(db.session(), g.partnership.id, found, today())
    rows = (
        (
            one.reference, one.decided_on, one.item.title, one.item.raised_on,
            (one.decided_on - one.item.raised_on).days, DECISIONS[one.kind], one.text, one.because,
            one.agency.name if one.agency else None, one.due_by,
            *_carrying(known[one.id]), numbers.get(one.replaces_id or ""),
        )
        for one in found
    )  # fmt: skip
    head = (f"Decision log of the Executive: {g.partnership.name}", f"As of {today():%d.%m.%Y}.")
    content = list_workbook(ListSheet(name="Decisions", head=head, columns=COLUMNS, rows=rows))
    log("decision log downloaded", "executive", decisions=len(found))
    db.session.commit()
    name = f"decisions-{today().isoformat()}.xlsx"
    return Response(content, mimetype=XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _carrying(standing: carrying_out.Standing) -> tuple[str | int | date | None, ...]:
    """The cells on how a decision stands: in words, the day it was carried out, days late, the newest line."""
    words = STANDING[standing.state]
    if standing.by is not None:
        return f"{words} {standing.by.reference}", None, None, None
    newest = standing.newest
    day = newest.day if newest is not None and standing.state == "carried_out" else None
    late = None if standing.state == "nothing" else standing.days_late
    return words, day, late, newest.text if newest is not None else None


@blueprint.route("/decisions/<int:number>/replace", methods=["GET", "POST"])
@permission("executive.manage")
def decision_replace(number: int) -> ResponseReturnValue:
    """Record another decision in the place of one that was written down wrongly."""
    found, form = decision_or_404(number), DecisionForm()
    form.offer(agencies_of(db.session(), g.partnership.id))
    form.because.description = (
        "Why this takes the place of what was recorded. A late action or a challenge that was told of the first one is "
        "told of this one; every other record keeps its words. What was noted about carrying out the first one stays "
        "with it: where it holds for this one, note it again."
    )

    def act() -> tuple[str, str]:
        made = deciding.replace_decision(db.session(), found, form.words(), current_user.id)
        log("decision of the Executive replaced", found.reference, by=made.reference)
        return f"{made.reference} takes the place of {found.reference}. Both stay in the log.", url_for(
            "executive.decisions"
        )

    back = ("Decision log", url_for("executive.decisions"))
    return form_page(form, f"Take the place of {found.reference}", "Record it", back, act, quoted=found.text)
