"""Pages of the key of a list: looking up, handing out, exporting, and destroying. Each use is in the audit log."""

from __future__ import annotations

from dataclasses import dataclass, field

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from analysis.sampling.pseudonyms import tidy_pseudonym
from survey_app.accounts.permissions import permission
from survey_app.case_audits.locking import lock_row
from survey_app.case_audits.models import CaseAudit, CaseList
from survey_app.case_audits.pages import audit_or_404, blueprint, log
from survey_app.case_audits.sampling import unlocking
from survey_app.case_audits.sampling.case_keys import CaseKey, CaseKeyRefused, WrongPassphrase, open_case_key, with_date
from survey_app.case_audits.sampling.destroying import destroy_unlock
from survey_app.case_audits.sampling.key_dates import unlock_problem
from survey_app.case_audits.sampling.key_store import CaseKeyStore
from survey_app.case_audits.sampling.list_pages import as_day, list_page
from survey_app.case_audits.sampling.list_views import list_or_404, no_lock
from survey_app.database import db

USES = {
    "drawn": "Who is who, for the cases drawn",
    "one": "One case, by its pseudonym",
    "find": "The pseudonym of a case that you know",
}


@dataclass(slots=True, kw_only=True)
class KeyPage:
    """What was asked of a key, and what it says. ``repr`` shows nothing of that."""

    use: str = "drawn"
    problems: tuple[tuple[str, str], ...] = ()
    columns: tuple[str, ...] = ()
    shown: list[tuple[str, str, tuple[str, ...]]] | None = field(default=None, repr=False)

    def at(self, place: str) -> str:
        """What stands against one field."""
        return next((message for message, where in self.problems if where == place), "")


@blueprint.route("/<audit>/lists/<list_id>/key", methods=["GET", "POST"], endpoint="list_key")
@permission("case_audits.unlock")
def key_page(audit: str, list_id: str) -> ResponseReturnValue:
    """Open the key with its passphrase, for one purpose; nothing of it is kept once the page is sent."""
    found = audit_or_404(audit)
    case_list = list_or_404(found, list_id)
    page = KeyPage()
    if request.method == "POST":
        page.use = request.form.get("use", "") if request.form.get("use") in USES else "drawn"
        _use(case_list, page)
        found, case_list = audit_or_404(audit), list_or_404(audit_or_404(audit), list_id)
    response = Response(
        render_template(
            "case_audits/list_key.html", audit=found, page=page, uses=USES, of=list_page(db.session(), case_list)
        ),
        status=422 if page.problems else 200,
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def _use(case_list: CaseList, page: KeyPage) -> None:
    """Open the key and read from it what was asked for."""
    list_id, known = case_list.id, request.form.get("known", "").strip()
    if page.use != "drawn" and not known:
        what = "Enter a pseudonym." if page.use == "one" else "Enter one of the identifiers, such as the case number."
        page.problems = ((what, "known"),)
        return
    unlocking.check_tries(list_id)
    sealed, drawn = unlocking.sealed_key(case_list), unlocking.drawn_pseudonyms(db.session(), case_list)
    with no_lock():
        try:
            key = open_case_key(sealed, request.form.get("key_password", ""))
        except CaseKeyRefused as error:
            key, page.problems = None, ((error.message, "key_password"),)
            if isinstance(error, WrongPassphrase):
                unlocking.note_wrong_try(list_id)
    if key is None:
        log("case key not opened", f"case list {list_id}", use=page.use)
    else:
        _show(page, key, drawn, known)
        log("case key opened", f"case list {list_id}", use=page.use, cases=len(page.shown or ()))
    db.session.commit()


def _show(page: KeyPage, key: CaseKey, drawn: list[tuple[int, str]], known: str) -> None:
    page.columns, page.shown = key.columns, []
    if page.use == "drawn":
        page.shown = [(str(number), name, key.cases[name]) for number, name in drawn if name in key.cases]
        return
    names = [tidy_pseudonym(known)] if page.use == "one" else unlocking.pseudonyms_of(key, known)
    numbers = {name: str(number) for number, name in drawn}
    page.shown = [(numbers.get(name, ""), name, key.cases[name]) for name in names if name in key.cases]
    if not page.shown:
        page.shown, page.problems = None, (("The key holds no such case. Check it letter by letter.", "known"),)


@blueprint.post("/<audit>/lists/<list_id>/key/export")
@permission("case_audits.unlock")
def export_key(audit: str, list_id: str) -> ResponseReturnValue:
    """The sealed key as a file. It is of no use without the passphrase."""
    case_list = list_or_404(audit_or_404(audit), list_id)
    content = unlocking.sealed_key(case_list)
    log("case key exported", f"case list {case_list.id}")
    db.session.commit()
    response = Response(content, content_type="application/octet-stream")
    response.headers["Content-Disposition"] = f'attachment; filename="{audit}-{case_list.id[:8]}.casekey"'
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.post("/<audit>/lists/<list_id>/key/date")
@permission("case_audits.unlock")
def change_key_date(audit: str, list_id: str) -> ResponseReturnValue:
    """Set another day on which the key is destroyed."""
    found = audit_or_404(audit)
    case_list, until = list_or_404(found, list_id), as_day(request.form.get("unlock_until", ""))
    lock_row(db.session(), case_list)  # destroyed at the same moment, the key must not be written again
    if problem := unlock_problem(db.session(), found, until):
        raise CaseKeyRefused(problem, title="The day has not been changed")
    assert until is not None
    CaseKeyStore.here().put_again(list_id, with_date(unlocking.sealed_key(case_list), until))
    log("case key date changed", f"case list {case_list.id}", until=until, was=case_list.unlock_until)
    case_list.unlock_until = until
    db.session.commit()
    flash(f"The key is kept until {until:%-d %B %Y}.", "success")
    return redirect(url_for("case_audits.list_", audit=audit, list_id=list_id))


@blueprint.route("/<audit>/lists/<list_id>/key/destroy", methods=["GET", "POST"])
@permission("case_audits.unlock")
def destroy_key(audit: str, list_id: str) -> ResponseReturnValue:
    """Destroy the key for good, once somebody has said so twice."""
    found: CaseAudit = audit_or_404(audit)
    case_list, problem = list_or_404(found, list_id), ""
    if request.method == "POST":
        if request.form.get("sure") == "y":
            destroy_unlock(db.session(), case_list, by=current_user.id)
            db.session.commit()
            flash("The key is destroyed. Nobody can say any more whose cases these are.", "success")
            return redirect(url_for("case_audits.list_", audit=audit, list_id=list_id))
        problem = "Tick the box to say that you want this."
    page = render_template("case_audits/destroy_key.html", audit=found, list=case_list, problem=problem)
    return page, 422 if problem else 200
