"""Pages of the contact book: everybody, one person, and what can be done with them."""

from __future__ import annotations

from flask import Response, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from survey_app.accounts.permissions import permission
from survey_app.database import db, now
from survey_app.forums.contacts import changing, giving_out, listing
from survey_app.forums.contacts.changing import ContactRefused
from survey_app.forums.contacts.counting import ids_of_new, new_contacts
from survey_app.forums.contacts.erasing import erase, plan_erasure
from survey_app.forums.contacts.forms import AddForm, ConfirmForm, CorrectionForm, EraseForm
from survey_app.forums.contacts.pairs import find_pairs
from survey_app.forums.contacts.person import find_person, person_of
from survey_app.forums.contacts.workbook import BOOK_COLUMNS, MIME, RECORD_COLUMNS, sheet_of
from survey_app.forums.mailing.telling import tell
from survey_app.forums.pages import blueprint, cycle_or_404, log, terms, today
from survey_app.partnership.contact_models import SOURCE_KINDS
from survey_app.partnership.models import Contact
from survey_app.partnership.services import agencies_of
from survey_app.rounds import standing

CONSENT_BY = {"themselves": "by themselves", "officer": "noted by an officer", "rule": "by a rule"}


@blueprint.app_context_processor
def book_words() -> dict[str, object]:
    """How sources and agreements are called, for the templates of the book."""
    return {"CONTACT_SOURCES": SOURCE_KINDS, "CONSENT_BY": CONSENT_BY}


@blueprint.get("/contacts")
@permission("forums.manage")
def contacts() -> ResponseReturnValue:
    """The book, searched and filtered."""
    session, chosen = db.session(), listing.read_filter(request.args)
    number = request.args.get("page", "1")
    page = listing.book_page(session, g.partnership.id, chosen, int(number) if number.isdigit() else 1)
    return render_template(
        "contacts/index.html", page=page, chosen=chosen, figures=listing.book_figures(session, g.partnership.id),
        agencies=listing.agencies_in_book(session, g.partnership.id), kinds=listing.ANY_SOURCE, shown=listing.SHOWN,
        pairs=len(find_pairs(session, g.partnership.id)), given=_given(chosen),
    )  # fmt: skip


@blueprint.get("/contacts.xlsx")
@permission("forums.manage")
def contacts_file() -> ResponseReturnValue:
    """The contacts that fit the filter, as a workbook; only those who have agreed, where that is ticked."""
    chosen = listing.read_filter(request.args)
    lines = listing.book_lines(db.session(), g.partnership.id, chosen)
    only_agreed = request.args.get("who") == "agreed"
    if only_agreed:
        lines = tuple(one for one in lines if one.contact.consented and one.opted_out_on is None)
    told = "Only those who have agreed to be written to. " if only_agreed else ""
    head = [f"Contact book of {g.partnership.name}", f"{told}{len(lines):,} contacts, {today():%-d %B %Y}"]
    log("contact book downloaded", "contacts", rows=len(lines), only_agreed=only_agreed)
    db.session.commit()
    return _file(sheet_of("Contacts", head, BOOK_COLUMNS, giving_out.book_rows(lines)), MIME, "contacts.xlsx")


@blueprint.route("/contacts/add", methods=["GET", "POST"])
@permission("forums.manage")
def contact_add() -> ResponseReturnValue:
    """Add somebody by hand."""
    form, other = AddForm(), None
    form.choose_from(agencies_of(db.session(), g.partnership.id))
    if form.validate_on_submit():
        agreed = form.agreed.label.text if form.agreed.data else ""
        try:
            made = changing.add_by_hand(
                db.session(), g.partnership.id, form.correction(), how=(form.how.data or "").strip(), agreed=agreed,
                at=now(),
            )  # fmt: skip
        except ContactRefused as refused:
            other = _refused(form, refused)
        else:
            log("contact added", f"contact {made.id}")
            db.session.commit()
            flash(f"{made.name} is in the contact book.", "success")
            return redirect(url_for("forums.contact", contact_id=made.id))
    page = render_template("contacts/change.html", form=form, contact=None, other=other)
    return page, 422 if form.errors else 200


@blueprint.get("/contacts/<int:contact_id>")
@permission("forums.manage")
def contact(contact_id: int) -> ResponseReturnValue:
    """One person: sources, agreements, lists, forums, and whether they are written to."""
    found = contact_or_404(contact_id)
    pairs = [one for one in find_pairs(db.session(), g.partnership.id) if found.id in (one.first.id, one.second.id)]
    return render_template("contacts/person.html", person=person_of(db.session(), found), contact=found, pairs=pairs)


@blueprint.get("/contacts/<int:contact_id>/record.<kind>")
@permission("forums.manage")
def contact_file(contact_id: int, kind: str) -> ResponseReturnValue:
    """All that is kept of one person, to give to them."""
    found = contact_or_404(contact_id)
    if kind not in ("json", "xlsx"):
        abort(404)
    record = giving_out.record_of(db.session(), g.partnership, person_of(db.session(), found))
    log("record of a contact given out", f"contact {found.id}", format=kind)
    db.session.commit()
    name = f"record-of-contact-{found.id}.{kind}"
    if kind == "json":
        return _file(giving_out.record_as_json(record), "application/json", name)
    head = [f"What {g.partnership.name} keeps of {found.name}", f"Made on {today():%-d %B %Y}"]
    return _file(sheet_of("Record", head, RECORD_COLUMNS, giving_out.rows_of(record)), MIME, name)


@blueprint.route("/contacts/<int:contact_id>/change", methods=["GET", "POST"])
@permission("forums.manage")
def contact_change(contact_id: int) -> ResponseReturnValue:
    """Put name, agency or address right."""
    found, form, other = contact_or_404(contact_id), CorrectionForm(), None
    agencies = agencies_of(db.session(), g.partnership.id)
    if found.agency_id is not None and found.agency_id not in {one.id for one in agencies}:
        agencies = [*agencies, *(one for one in listing.agencies_in_book(db.session(), g.partnership.id)
                                 if one.id == found.agency_id)]  # fmt: skip
    form.choose_from(agencies)
    if request.method == "GET":
        form.fill_from(found)
    if form.validate_on_submit():
        before = found.email
        try:
            changing.correct_contact(db.session(), found, form.correction(), at=now())
        except ContactRefused as refused:
            other = _refused(form, refused)
            found = contact_or_404(contact_id)
        else:
            log("contact corrected", f"contact {found.id}", address_changed=found.email != before)
            db.session.commit()
            flash("The contact is put right.", "success")
            return redirect(url_for("forums.contact", contact_id=contact_id))
    page = render_template("contacts/change.html", form=form, contact=found, other=other)
    return page, 422 if form.errors else 200


@blueprint.post("/contacts/<int:contact_id>/withdraw")
@permission("forums.manage")
def contact_withdraw(contact_id: int) -> ResponseReturnValue:
    """Note that somebody agrees no longer."""
    found = contact_or_404(contact_id)
    if ConfirmForm().validate_on_submit():
        if changing.withdraw(db.session(), found, at=now()):
            log("consent withdrawn", f"contact {found.id}")
        db.session.commit()
        flash(f"It is noted that {found.name} agrees no longer.", "success")
    return redirect(url_for("forums.contact", contact_id=contact_id))


@blueprint.post("/contacts/<int:contact_id>/stop")
@permission("forums.manage")
def contact_stop(contact_id: int) -> ResponseReturnValue:
    """Write to somebody no more, who has asked for it; only they can take it back."""
    found = contact_or_404(contact_id)
    if ConfirmForm().validate_on_submit():
        standing.opt_out(db.session(), found.id, by="staff", today=today())
        log("contact standing changed", f"contact {found.id}")
        db.session.commit()
        flash(f"{found.name} gets no more invitations and newsletters.", "success")
    return redirect(url_for("forums.contact", contact_id=contact_id))


@blueprint.post("/contacts/<int:contact_id>/try-again")
@permission("forums.manage")
def contact_try_again(contact_id: int) -> ResponseReturnValue:
    """Try an address again from which mail came back."""
    found = contact_or_404(contact_id)
    if ConfirmForm().validate_on_submit():
        standing.clear_bounce(db.session(), found.id)
        log("contact standing changed", f"contact {found.id}")
        db.session.commit()
        flash("The address is tried again with the next message.", "success")
    return redirect(url_for("forums.contact", contact_id=contact_id))


@blueprint.route("/contacts/<int:contact_id>/erase", methods=["GET", "POST"])
@permission("forums.manage")
def contact_erase(contact_id: int) -> ResponseReturnValue:
    """Say what goes and what stays, then erase."""
    found, form = contact_or_404(contact_id), EraseForm()
    plan = plan_erasure(db.session(), found, terms())
    if form.validate_on_submit():
        try:
            events = erase(db.session(), found, terms(), never_again=bool(form.never_again.data), today=today())
        except ContactRefused as refused:
            db.session.rollback()
            form.form_errors.append(refused.message)
            found = contact_or_404(contact_id)
        else:
            tell(db.session(), events)
            log("contact erased", f"contact {contact_id}", bookings=plan.bookings, invitations=plan.invitations)
            db.session.commit()
            flash("The contact is erased.", "success")
            return redirect(url_for("forums.contacts"))
    page = render_template("contacts/erase.html", form=form, contact=found, plan=plan)
    return page, 422 if form.errors else 200


@blueprint.get("/cycles/<hub>/contacts")
@permission("forums.manage")
def cycle_contacts(hub: str) -> ResponseReturnValue:
    """Who is new in the book by this cycle, and what is counted."""
    cycle, session = cycle_or_404(hub), db.session()
    lines = listing.lines_of(session, g.partnership.id, ids_of_new(cycle))
    return render_template("contacts/cycle.html", cycle=cycle, new=new_contacts(session, cycle), lines=lines)


def contact_or_404(contact_id: int) -> Contact:
    """The contact of this address in the partnership of this page."""
    return find_person(db.session(), g.partnership.id, contact_id) or abort(404)


def _refused(form: AddForm | CorrectionForm, refused: ContactRefused) -> Contact | None:
    """Show on the form why not; the contact that stands in the way, if one does."""
    db.session.rollback()
    form.email.errors = [refused.message]
    return find_person(db.session(), g.partnership.id, refused.other_id) if refused.other_id is not None else None


def _given(chosen: listing.BookFilter) -> dict[str, str]:
    """The filter as it stands in an address, for the links of other pages and of the file."""
    given = {
        "q": chosen.text, "agency": str(chosen.agency_id or ""), "source": chosen.source, "show": chosen.shown,
        "since": chosen.since.isoformat() if chosen.since else "",
    }  # fmt: skip
    return {key: value for key, value in given.items() if value}


def _file(data: bytes, mime: str, name: str) -> Response:
    return Response(data, mimetype=mime, headers={"Content-Disposition": f"attachment; filename={name}"})
