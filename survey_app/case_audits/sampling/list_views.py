"""Pages of the lists of an audit: loading one, what it holds, what its columns say, and who is left out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import select

from analysis.sampling.pseudonyms import tidy_pseudonym
from survey_app.accounts.permissions import permission
from survey_app.application import kept_in_memory
from survey_app.case_audits.keeping_records.export_log import note_export
from survey_app.case_audits.models import CaseAudit, CaseList, ListedCase
from survey_app.case_audits.pages import audit_or_404, blueprint, log
from survey_app.case_audits.sampling import bands, cases, list_pages, lists
from survey_app.case_audits.sampling.case_keys import CaseKeyRefused, passphrase_problem
from survey_app.case_audits.sampling.drawing import CannotDraw
from survey_app.case_audits.sampling.key_dates import proposed_unlock_until, unlock_problem
from survey_app.case_audits.sampling.list_pages import LoadPage
from survey_app.case_audits.sampling.reading import MOST_COLUMNS, MOST_ROWS, ListUnreadable
from survey_app.case_audits.sampling.treating import Treated
from survey_app.database import db

MOST_OFFERED = 200


def list_or_404(audit: CaseAudit, list_id: str) -> CaseList:
    """The list of this address in an audit."""
    found = db.session.scalar(select(CaseList).where(CaseList.audit_id == audit.id, CaseList.id == list_id))
    return found or abort(404)


@contextmanager
def no_lock() -> Iterator[None]:
    """Hold no lock on the database while a file is read or a passphrase stretched: other people must not wait."""
    db.session.commit()
    g.writing = False
    try:
        yield
    finally:
        db.session.rollback()
        g.pop("writing", None)


@blueprint.get("/<audit>/lists", endpoint="lists")
@permission("case_audits.manage")
def lists_page(audit: str) -> ResponseReturnValue:
    """The lists of an audit."""
    found = audit_or_404(audit)
    pages = [list_pages.list_page(db.session(), one) for one in list_pages.lists_of(db.session(), found)]
    return render_template("case_audits/lists.html", audit=found, pages=pages)


@blueprint.route("/<audit>/lists/new", methods=["GET", "POST"])
@permission("case_audits.manage")
@kept_in_memory
def load_list(audit: str) -> ResponseReturnValue:
    """Look at the columns of a file, then load it. Between the two nothing of it is kept anywhere."""
    found = audit_or_404(audit)
    page = LoadPage(until=request.form.get("unlock_until") or proposed_unlock_until(db.session(), found).isoformat())
    if request.method == "POST" and (made := _posted(found, page)):
        log("case list loaded", f"case list {made.id}", rows=made.size, audit=audit)
        db.session.commit()
        return redirect(url_for("case_audits.list_", audit=audit, list_id=made.id, loaded=1))
    shown = render_template("case_audits/load_list.html", audit=audit_or_404(audit), page=page)
    return shown, 422 if page.problems else 200


def _posted(audit: CaseAudit, page: LoadPage) -> CaseList | None:
    """Load what was posted; None where the page asks once more, with what stands against it on the page."""
    content = request.files["upload"].stream.read() if request.files.get("upload") else b""
    if not content:
        page.problems = (("Choose the file with the case list.", "upload"),)
        return None
    taken, unlock_until = lists.taken_pseudonyms(db.session(), audit), list_pages.as_day(page.until)
    passphrase, again = request.form.get("key_password", ""), request.form.get("key_password_again", "")
    loading, date_problem = request.form.get("step") == "load", unlock_problem(db.session(), audit, unlock_until)
    db.session.refresh(audit)
    db.session.expunge(audit)
    with no_lock():
        try:
            treated = lists.treat(audit, content, list_pages.given_choices(request.form, MOST_COLUMNS))
        except ListUnreadable as error:
            page.problems = ((error.message, "upload"),)
            return None
        page.lines, page.rows = list_pages.column_lines(treated, chosen=loading), _rows(treated)
        if not loading:
            return None
        page.problems = _problems(treated, passphrase_problem(passphrase, again), date_problem)
        if page.problems or treated.list is None or unlock_until is None:
            return None
        try:
            sealed = lists.seal_list(treated.list, passphrase, unlock_until, taken)
        except CaseKeyRefused as error:
            page.problems = ((error.message, "key_password"),)
            return None
    return lists.store_list(db.session(), audit_or_404(audit.slug), sealed, by=current_user.id)


def _rows(treated: Treated) -> int:
    return max((look.n_filled for look in treated.looks), default=0)


def _problems(treated: Treated, passphrase: str, until: str) -> tuple[tuple[str, str], ...]:
    found = [
        (one.message, "columns" if one.at is None else f"{'why' if one.of_reason else 'column'}-{one.at}")
        for one in treated.problems
    ]
    found += [(passphrase, "key_password")] if passphrase else []
    return (*found, *([(until, "unlock_until")] if until else []))


@blueprint.get("/<audit>/lists/<list_id>")
@permission("case_audits.manage")
def list_(audit: str, list_id: str) -> ResponseReturnValue:
    """What a list holds, and what may be done with it."""
    found = audit_or_404(audit)
    page = list_pages.list_page(db.session(), list_or_404(found, list_id))
    return render_template("case_audits/list.html", audit=found, page=page, is_new=bool(request.args.get("loaded")))


@blueprint.get("/<audit>/lists/<list_id>/rows")
@permission("case_audits.manage")
def list_rows(audit: str, list_id: str) -> ResponseReturnValue:
    """The rows of a list under their pseudonyms, those with one value of a column if somebody asks."""
    found = audit_or_404(audit)
    case_list = list_or_404(found, list_id)
    column, value = request.args.get("column", ""), request.args.get("value", "*")
    page = min(max(1, request.args.get("page", 1, type=int)), MOST_ROWS)
    rows, total = list_pages.some_rows(db.session(), case_list, column, value, page)
    shown = render_template(
        "case_audits/list_rows.html", audit=found, list=case_list, rows=rows, total=total, page=page, column=column,
        value=value, columns=_columns(case_list, "any"),
        offered=_offered(case_list, column, "*", "anything"), pages=-(-total // list_pages.ROWS_TO_A_PAGE),
    )  # fmt: skip
    note_export(db.session(), found, "Rows of a case list", by=current_user.id, rows=len(rows))
    db.session.commit()
    return shown


@blueprint.route("/<audit>/lists/<list_id>/meaning", methods=["GET", "POST"])
@permission("case_audits.manage")
def list_meaning(audit: str, list_id: str) -> ResponseReturnValue:
    """Which column says what of a child, and which of its values mean what."""
    found = audit_or_404(audit)
    case_list = list_or_404(found, list_id)
    chosen = {band: case_list.bands.get(band, {}).get("column", "") for band in bands.BANDS}
    if request.method == "POST":
        chosen = {band: _column(case_list, f"{band}-column") for band in bands.BANDS}
    lines = [_meaning_line(found, case_list, band, column) for band, column in chosen.items()]
    if request.method == "POST" and request.form.get("step") == "save":
        kept = {
            str(line["band"]): {"column": line["column"], "values": line["meant"]} for line in lines if line["column"]
        }
        count = bands.save_bands(db.session(), case_list, kept)
        log("case list columns explained", f"case list {case_list.id}", cases=count)
        db.session.commit()
        flash("What the columns say is saved.", "success")
        return redirect(url_for("case_audits.list_", audit=audit, list_id=list_id))
    return render_template("case_audits/list_meaning.html", audit=found, list=case_list, lines=lines)


def _columns(case_list: CaseList, none: str) -> list[tuple[str, str]]:
    """The columns, to choose one of."""
    return [("", none), *((column, column) for column in case_list.columns)]


def _offered(case_list: CaseList, column: str, *first: str) -> list[tuple[str, str]]:
    """The values of a column, to choose one of, with how many rows have each."""
    if column not in case_list.columns:
        return []
    found = bands.column_values(db.session(), case_list, column)[:MOST_OFFERED]
    empty = case_list.size - sum(count for _, count in found)
    rows = [(value, f"{value} ({count:,})") for value, count in found]
    rows += [("", f"nothing ({empty:,})")] if empty and len(found) < MOST_OFFERED else []
    return [*([(first[0], first[1])] if first else []), *rows]


def _column(case_list: CaseList, name: str) -> str:
    given = request.form.get(name, "")
    return given if given in case_list.columns else ""


def _meaning_line(audit: CaseAudit, case_list: CaseList, band: str, column: str) -> dict[str, Any]:
    """What one thing is said by: its column, and each of its values with what it means."""
    choices = bands.choices_of(db.session(), audit, band)
    values = bands.column_values(db.session(), case_list, column)[: bands.MOST_VALUES] if column else []
    kept = case_list.bands.get(band, {})
    usual = bands.meant(choices, band, [value for value, _ in values])
    meant = kept["values"] if kept.get("column") == column else usual
    if request.form.get(f"{band}-was") == column:
        given = {value: request.form.get(f"{band}-value-{at}", "") for at, (value, _) in enumerate(values)}
        meant = {value: choice for value, choice in given.items() if choice in choices}
    return {
        "band": band, "label": bands.BANDS[band], "column": column, "values": values, "choices": choices,
        "meant": meant,
    }  # fmt: skip


@blueprint.route("/<audit>/lists/<list_id>/left-out", methods=["GET", "POST"])
@permission("case_audits.manage")
def left_out(audit: str, list_id: str) -> ResponseReturnValue:
    """Leave cases out of the draw, for a reason, before it is made."""
    found = audit_or_404(audit)
    case_list, problem = list_or_404(found, list_id), ""
    if request.method == "POST":
        try:
            count = _leave_out(case_list)
        except CannotDraw as error:
            problem = error.message
        else:
            log("cases left out of draws", f"case list {case_list.id}", cases=count)
            db.session.commit()
            flash("Who is left out is saved.", "success")
            return redirect(url_for("case_audits.left_out", audit=audit, list_id=list_id))
    reasons: dict[str, list[str]] = {}
    for row in db.session.scalars(
        select(ListedCase).where(ListedCase.list_id == list_id, ListedCase.excluded_why != "").order_by(
            ListedCase.excluded_why, ListedCase.pseudonym
        )
    ):  # fmt: skip
        reasons.setdefault(row.excluded_why, []).append(row.pseudonym)
    column = _column(case_list, "column") or (request.args.get("column", ""))
    page = render_template(
        "case_audits/left_out.html", audit=found, list=case_list, reasons=reasons, problem=problem, column=column,
        columns=_columns(case_list, "none: I name the cases"), offered=_offered(case_list, column), given=request.form,
    )  # fmt: skip
    return page, 422 if problem else 200


def _leave_out(case_list: CaseList) -> int:
    if "back" in request.form:
        return cases.include_again(db.session(), case_list, request.form["back"])
    column = _column(case_list, "column")
    if column:
        value = request.form.get("value", "")
        wanted = cases.having(db.session(), case_list, column, value)
    else:
        wanted = [tidy_pseudonym(one) for one in request.form.get("pseudonyms", "").replace(",", "\n").splitlines()]
    return cases.exclude(db.session(), case_list, [one for one in wanted if one], request.form.get("why", ""))
