"""Pages of lists of contacts, of those who are not written to, and inviting from lists."""

from __future__ import annotations

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from survey_app.accounts.permissions import permission
from survey_app.audit_log import record
from survey_app.database import db, now
from survey_app.partnership.models import Contact
from survey_app.rounds import standing
from survey_app.rounds.forms import ConfirmForm
from survey_app.rounds.lists import services
from survey_app.rounds.lists.checking import check_list
from survey_app.rounds.lists.forms import ListFileForm, NewListForm
from survey_app.rounds.lists.reading import (
    LEFT_OUT,
    ROLES,
    ListUnreadable,
    Sheet,
    carried_sheet,
    guessed_roles,
    read_file,
    read_pasted,
    role_problem,
)  # fmt: skip
from survey_app.rounds.mail_forms import FailedAddressesForm
from survey_app.rounds.mail_models import MailingList
from survey_app.rounds.pages import log, round_or_404

blueprint = Blueprint("lists", __name__, url_prefix="/p/<partnership>/lists", template_folder="../templates")


@blueprint.route("/", methods=["GET", "POST"])
@permission("rounds.manage")
def index() -> ResponseReturnValue:
    """The lists, and making a new one."""
    form = NewListForm()
    if form.validate_on_submit():
        made = services.make_list(
            db.session(), g.partnership.id, name=form.name.data or "", is_complete=bool(form.is_complete.data)
        )
        _log("list made", made)
        db.session.commit()
        return redirect(url_for("lists.fill", list_id=made.id))
    lists = services.lists_of(db.session(), g.partnership.id)
    return render_template("lists/index.html", lists=lists, form=form), 422 if form.errors else 200


@blueprint.route("/<int:list_id>", methods=["GET", "POST"])
@permission("rounds.manage")
def fill(list_id: int) -> ResponseReturnValue:
    """Add contacts to a list: the file, then its columns, then what would be stored, then storing it."""
    list_, form = _list_or_404(list_id), ListFileForm()
    step = request.form.get("step", "")
    if request.method == "POST" and step in ("columns", "store"):
        return _checked(list_, store=step == "store")
    if form.validate_on_submit():
        sheet = _submitted(form)
        if sheet is not None:
            return _columns_page(list_, sheet, guessed_roles(sheet))
    line = next(one for one in services.lists_of(db.session(), g.partnership.id) if one.list.id == list_id)
    return render_template("lists/fill.html", line=line, form=form), 422 if form.errors else 200


def _submitted(form: ListFileForm) -> Sheet | None:
    """The sheet that was sent; an error on the form where there is none or it cannot be read."""
    try:
        if form.upload.data:
            return read_file(form.upload.data.stream)
        if (form.pasted.data or "").strip():
            return read_pasted(form.pasted.data)
        form.upload.errors = ["Choose a file, or paste the list."]
    except ListUnreadable as error:
        field = form.upload if form.upload.data else form.pasted
        field.errors = [error.message]
    return None


def _columns_page(list_: MailingList, sheet: Sheet, roles: tuple[str, ...], problem: str = "") -> ResponseReturnValue:
    examples = [[cells[at] for _, cells in sheet.rows if cells[at]][:3] for at in range(len(sheet.columns))]
    page = render_template(
        "lists/columns.html", list=list_, sheet=sheet, carried=sheet.text(), roles=roles, offered=ROLES,
        left_out=LEFT_OUT, examples=examples, problem=problem,
    )  # fmt: skip
    return page, 422 if problem else 200


def _checked(list_: MailingList, *, store: bool) -> ResponseReturnValue:
    """Show what the lines are, or store them."""
    sheet = carried_sheet(request.form.get("sheet", ""))
    given = [request.form.get(f"column-{at}", LEFT_OUT) for at in range(len(sheet.columns))]
    roles = tuple(role if role in ROLES else LEFT_OUT for role in given)
    if problem := role_problem(roles):
        return _columns_page(list_, sheet, roles, problem)
    check = check_list(db.session(), list_, sheet, roles)
    if not store:
        return render_template("lists/check.html", list=list_, check=check, carried=sheet.text(), roles=roles)
    count = services.store_list(db.session(), list_, check)
    _log("list filled", list_, stored=count, left_out=len(check.lines) - count)
    db.session.commit()
    flash("1 contact is added to the list." if count == 1 else f"{count:,} contacts are added to the list.", "success")
    return redirect(url_for("lists.index"))


@blueprint.post("/again")
@permission("rounds.manage")
def again() -> ResponseReturnValue:
    """Make a list of those who may be asked again now."""
    made = services.make_again_list(db.session(), g.partnership.id, today=now().date())
    _log("list made", made)
    db.session.commit()
    flash(f"The list “{made.name}” is made.", "success")
    return redirect(url_for("lists.index"))


@blueprint.post("/<int:list_id>/drop")
@permission("rounds.manage")
def drop(list_id: int) -> ResponseReturnValue:
    """Remove a list; its contacts stay."""
    list_ = _list_or_404(list_id)
    name = list_.name
    _log("list removed", list_)
    services.drop_list(db.session(), list_)
    db.session.commit()
    flash(f"The list “{name}” is removed. Its contacts are still there.", "success")
    return redirect(url_for("lists.index"))


@blueprint.route("/not-written-to", methods=["GET", "POST"])
@permission("rounds.manage")
def silent() -> ResponseReturnValue:
    """Who is not written to and why; entering addresses that failed."""
    form, outcome = FailedAddressesForm(), None
    if form.validate_on_submit():
        text = form.addresses.data or ""
        outcome = standing.note_failed_addresses(db.session(), g.partnership.id, text, today=now().date())
        _log("failed addresses entered", None, noted=outcome.noted)
        db.session.commit()
    contacts = standing.silent_contacts(db.session(), g.partnership.id)
    page = render_template("lists/silent.html", form=form, outcome=outcome, contacts=contacts, confirm=ConfirmForm())
    return page, 422 if form.errors else 200


@blueprint.post("/not-written-to/<int:contact_id>")
@permission("rounds.manage")
def change_standing(contact_id: int) -> ResponseReturnValue:
    """Stop writing to somebody who has asked so; or try an address again that did not work."""
    contact = db.session.get(Contact, contact_id)
    if contact is None or contact.partnership_id != g.partnership.id:
        abort(404)
    if request.form.get("do") == "opt_out":
        standing.opt_out(db.session(), contact.id, by="staff", today=now().date())
    else:  # nobody but the person takes an opt-out back
        standing.clear_bounce(db.session(), contact.id)
    record(
        db.session(), "contact standing changed", actor_id=current_user.id, partnership_id=g.partnership.id,
        subject=f"contact {contact.id}",
    )  # fmt: skip
    db.session.commit()
    return redirect(url_for("lists.silent"))


@blueprint.route("/round/<slug>", methods=["GET", "POST"])
@permission("rounds.manage")
def invite(slug: str) -> ResponseReturnValue:
    """Invite everybody on one list or several to a round."""
    round_ = round_or_404(slug)
    lists = services.lists_of(db.session(), g.partnership.id)
    wanted = set(request.values.getlist("list"))
    chosen = [one.list for one in lists if str(one.list.id) in wanted]
    problem = ""
    if request.method == "POST" and chosen:
        set_population = request.form.get("population") == "y"
        count = services.invite_from(db.session(), round_, chosen, set_population=set_population)
        log("invited from lists", round_, invited=count, lists=", ".join(one.name for one in chosen))
        db.session.commit()
        flash("1 person is invited." if count == 1 else f"{count:,} people are invited.", "success")
        return redirect(url_for("rounds.invitations", slug=slug))
    if request.method == "POST":
        problem = "Choose at least one list."
    frame = services.frame_of(db.session(), round_, chosen) if chosen else None
    page = render_template(
        "lists/invite.html", round=round_, lists=lists, chosen={one.id for one in chosen}, frame=frame, problem=problem
    )
    return page, 422 if problem else 200


def _list_or_404(list_id: int) -> MailingList:
    found = services.find_list(db.session(), g.partnership.id, list_id)
    if found is None:
        abort(404)
    return found


def _log(action: str, list_: MailingList | None, **details: object) -> None:
    record(
        db.session(), action, actor_id=current_user.id, partnership_id=g.partnership.id,
        subject=f"list {list_.id}" if list_ is not None else "contacts", details=details,
    )  # fmt: skip
