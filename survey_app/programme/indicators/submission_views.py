"""Pages on which agencies submit figures: one page for all that is open, files that fill it in, and corrections."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO

from flask import abort, flash, g, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf import FlaskForm

from survey_app.accounts.permissions import permission
from survey_app.database import db
from survey_app.local_time import today
from survey_app.programme.indicators.checking import RULE, Checked, Typed
from survey_app.programme.indicators.files import (
    MOST_BYTES,
    FileUnreadable,
    period_code,
    read_figures,
    template_csv,
    template_workbook,
)
from survey_app.programme.indicators.pages import adoption_or_404, blueprint, log, own_agencies, period_or_404
from survey_app.programme.indicators.standing import UNKNOWN_DUE, Expected, Slot, expected_of
from survey_app.programme.indicators.submitting import SubmissionRefused, check_period, revisions, submit

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FIELDS = ("value", "base", "comment")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One period on the page: what is asked, what was typed, and what is wrong or doubtful with it."""

    expected: Expected
    typed: Typed
    checked: Checked | None = None

    @property
    def mark(self) -> str:
        """What its fields are called after."""
        one = self.expected
        return f"{one.adoption.id}-{one.agency.id}-{one.start.isoformat()}"

    def problem(self, field: str) -> str:
        """What is wrong with a field; a doubt stands at the comment that it asks for."""
        if self.checked is None:
            return ""
        if field == "comment" and self.checked.asks:
            return f"{self.checked.asks[0]} Check it. If it is right, say here why."
        return next((one.text for one in self.checked.problems if one.field == field), "")

    @property
    def is_refused(self) -> bool:
        return self.checked is not None and bool(self.checked.problems or self.checked.asks)


@blueprint.route("/submit", methods=["GET", "POST"])
@permission("indicators.submit")
def submit_figures() -> ResponseReturnValue:
    """All that is open of one’s own agencies: all that was typed is stored, or all of it is shown again."""
    form, expected = FlaskForm(), _open()
    typed = _typed(expected, request.form) if request.method == "POST" else {}
    if not form.validate_on_submit():
        return _page(expected, typed)
    given = [one for one in expected if one.slot in typed]
    checked = {one.slot: _check(one, typed[one.slot]) for one in given}
    if any(one.problems or one.asks for one in checked.values()):
        return _page(expected, typed, checked), 422
    if not given:
        return _page(expected, typed, problems=("Enter at least one figure.",)), 422
    try:
        stored = sum(
            submit(
                db.session(), one.adoption, one.agency.id, one.start, typed[one.slot], by_id=current_user.id,
                today=today(), came_by="file" if request.form.get("came_by") == "file" else "form",
            )
            is not None
            for one in given
        )  # fmt: skip
    except SubmissionRefused as refused:
        db.session.rollback()
        return _page(_open(), typed, checked, problems=(refused.message,)), 422
    log("indicators submitted", "indicators", figures=stored)
    db.session.commit()
    flash("1 figure is submitted." if stored == 1 else f"{stored} figures are submitted.", "success")
    return redirect(url_for(".submit_figures"))


@blueprint.post("/submit/file")
@permission("indicators.submit")
def upload() -> ResponseReturnValue:
    """Put the figures of a file into the page, with what is wrong with them; they are stored once they are sent."""
    expected, file = _open(), request.files.get("file")
    content = file.read(MOST_BYTES + 1) if file is not None else b""
    if not content:
        return _page(expected, {}, file_problem="Choose a file with figures."), 422
    try:
        found = read_figures(content, expected)
    except FileUnreadable as refused:
        return _page(expected, {}, file_problem=refused.message), 422
    checked = {one.slot: _check(one, found.typed[one.slot]) for one in expected if one.slot in found.typed}
    problems = found.problems or (() if found.typed else ("The file has no figure for what is open.",))
    return _page(expected, found.typed, checked, problems=problems, is_file=True)


@blueprint.get("/submit/template.<kind>")
@permission("indicators.submit")
def template(kind: str) -> ResponseReturnValue:
    """What is open, as a file to fill in."""
    if kind not in ("csv", "xlsx"):
        abort(404)
    expected = _open()
    if kind == "csv":
        return send_file(BytesIO(template_csv(expected)), "text/csv", as_attachment=True, download_name="figures.csv")
    content = template_workbook(expected, g.partnership.name)
    return send_file(BytesIO(content), XLSX, as_attachment=True, download_name="figures.xlsx")


@blueprint.route("/of/<name>/correct/<int:agency_id>/<period>", methods=["GET", "POST"])
@permission("indicators.submit")
def correct(name: str, agency_id: int, period: str) -> ResponseReturnValue:
    """Correct a figure of one's own agency, with a reason; what was there stays in the history."""
    adoption, start = adoption_or_404(name), period_or_404(period)
    if agency_id not in own_agencies():
        abort(404)
    there = revisions(db.session(), adoption, agency_id, start)
    expected = next((one for one in _mine() if one.slot == (adoption.definition_id, agency_id, start)), None)
    if expected is None or not there:
        abort(404)
    form, newest = FlaskForm(), there[0]
    typed = Typed(value=_number(newest.value), base="" if newest.base is None else str(newest.base))
    reason, checked, seen = "", None, newest.revision
    problems: tuple[str, ...] = ()
    if form.validate_on_submit():
        typed = Typed(**{field: request.form.get(field, "") for field in FIELDS})
        reason, checked = request.form.get("reason", ""), _check(expected, typed)
        seen = _whole(request.form.get("seen", ""))
        if not (checked.problems or checked.asks):
            try:
                made = submit(
                    db.session(), adoption, agency_id, start, typed, by_id=current_user.id, today=today(),
                    reason=reason, seen=seen,
                )  # fmt: skip
            except SubmissionRefused as refused:
                db.session.rollback()
                problems = (refused.message,)
            else:
                return _corrected(name, expected, changed=made is not None)
    row = Row(expected=expected, typed=typed, checked=checked)
    status = 422 if problems or row.is_refused else 200
    return render_template(
        "indicators/correct.html", row=row, reason=reason, problems=problems, there=there, seen=seen, name=name
    ), status


def _corrected(name: str, expected: Expected, *, changed: bool) -> ResponseReturnValue:
    if changed:
        log("indicator corrected", f"indicator {name}", period=expected.label, agency=expected.agency.name)
        db.session.commit()
        flash(f"{expected.label} is corrected.", "success")
    else:
        flash("That is what is there already: nothing was changed.", "success")
    return redirect(url_for(".submit_figures"))


@blueprint.get("/standing")
@permission("indicators.manage")
def standing() -> ResponseReturnValue:
    """Who is late, and who was."""
    expected = expected_of(db.session(), g.partnership.id, today())
    late = sorted((one for one in expected if one.is_late), key=lambda one: -(one.days_late or 0))
    return render_template("indicators/standing.html", late=late, agencies=_by_agency(expected))


def _by_agency(expected: Sequence[Expected]) -> list[tuple[str, int, int, int]]:
    """For each agency how many were asked, came in time, and came late or are late."""
    found: dict[str, list[Expected]] = {}
    for one in expected:
        found.setdefault(one.agency.name, []).append(one)
    return [
        (
            name, len(rows), sum(not one.is_open and not one.was_late for one in rows),
            sum(one.was_late for one in rows),
        )
        for name, rows in sorted(found.items())
    ]  # fmt: skip


def _mine() -> list[Expected]:
    return expected_of(db.session(), g.partnership.id, today(), own_agencies())


def _open() -> list[Expected]:
    return [one for one in _mine() if one.is_open]


def _check(one: Expected, typed: Typed) -> Checked:
    return check_period(db.session(), one.adoption, one.agency.id, one.start, typed)


def _typed(expected: Sequence[Expected], form: Mapping[str, str]) -> dict[Slot, Typed]:
    """What was typed of each period; those left blank are not among it."""
    found = {}
    for one in expected:
        mark = Row(expected=one, typed=Typed()).mark
        typed = Typed(**{field: form.get(f"{field}-{mark}", "") for field in FIELDS})
        if not typed.is_blank:
            found[one.slot] = typed
    return found


def _page(
    expected: Sequence[Expected],
    typed: Mapping[Slot, Typed],
    checked: Mapping[Slot, Checked] | None = None,
    *,
    problems: Sequence[str] = (),
    file_problem: str = "",
    is_file: bool = False,
) -> str:
    rows = [
        Row(expected=one, typed=typed.get(one.slot, Typed()), checked=(checked or {}).get(one.slot)) for one in expected
    ]
    done = [one for one in _mine() if not one.is_open][:24]
    is_file = is_file or request.form.get("came_by") == "file"
    return render_template(
        "indicators/submit.html", rows=rows, problems=problems, file_problem=file_problem, is_file=is_file,
        done=done, mine=own_agencies(), rule=RULE, period_code=period_code, unknown_due=UNKNOWN_DUE,
    )  # fmt: skip


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else str(value)


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0
