"""The feedback store: searching what was said, adding to it, clearing, and noting where it was used."""

from __future__ import annotations

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from survey_app.accounts.permissions import can, permission
from survey_app.audit_log import record
from survey_app.database import db
from survey_app.results.voices import store
from survey_app.results.voices.forms import ApproveForm, EntryForm, RejectForm, SearchForm, UseForm
from survey_app.results.voices.models import CONSENT, SAID_BY, SOURCES, FeedbackEntry
from survey_app.results.voices.wording import QuoteRefused, identifiers_in, known_names, marked

feedback_blueprint = Blueprint(
    "feedback", __name__, template_folder="../templates", url_prefix="/p/<partnership>/feedback"
)
LABELS = {"said_by": SAID_BY, "sources": SOURCES, "consent": CONSENT}


@feedback_blueprint.get("/")
@permission("feedback.read")
def index() -> ResponseReturnValue:
    """What was said, as far as it is cleared, narrowed by what is looked for."""
    form = SearchForm(request.args)
    form.choose_from(store.tags_in_use(db.session(), g.partnership.id))
    valid = form.validate()
    search = store.Search(
        words=form.words.data or "", said_by=form.said_by.data or "", source_kind=form.source_kind.data or "",
        tag=form.tag.data or "", since=form.since.data, until=form.until.data,
    )  # fmt: skip
    found = store.find(db.session(), g.partnership.id, search) if valid else []
    page = max(request.args.get("page", 1, type=int), 1)
    shown = found[(page - 1) * store.PAGE_SIZE : page * store.PAGE_SIZE]
    waiting = store.waiting_entries(
        db.session(), g.partnership.id, user_id=current_user.id, may_clear=can("quotes.approve")
    )
    _log("feedback read", "the feedback store", entries=len(shown))
    db.session.commit()
    asked = {name: value for name, value in request.args.items() if name != "page"}
    return render_template(
        "results/feedback.html", form=form, found=len(found), entries=shown, waiting=waiting, asked=asked, page=page,
        pages=-(-len(found) // store.PAGE_SIZE), **LABELS,
    ), 200 if valid else 422  # fmt: skip


@feedback_blueprint.route("/new", methods=["GET", "POST"])
@permission("feedback.write")
def new() -> ResponseReturnValue:
    """Type in what somebody said."""
    form = EntryForm()
    if form.validate_on_submit():
        try:
            entry = store.add(db.session(), g.partnership.id, form.said(), by_id=current_user.id)
        except QuoteRefused as error:
            form.text.errors = [*form.text.errors, error.message]
        else:
            return _saved(entry, "feedback added")
    return render_template("results/feedback_edit.html", form=form, entry=None), 422 if form.errors else 200


@feedback_blueprint.get("/<key>")
@permission("feedback.read")
def entry(key: str) -> ResponseReturnValue:
    """One entry, and what one may do with it."""
    found = _entry_or_404(key)
    stretches = marked(found.text, identifiers_in(found.text, known_names(db.session(), g.partnership.id)))
    _log("feedback read", f"feedback {key}")
    db.session.commit()
    return render_template(
        "results/feedback_entry.html", entry=found, approve=ApproveForm(), reject=RejectForm(), use=UseForm(),
        stretches=stretches if found.state == "waiting" else [], mine=found.entered_by_id == current_user.id, **LABELS,
    )  # fmt: skip


@feedback_blueprint.route("/<key>/edit", methods=["GET", "POST"])
@permission("feedback.write")
def edit(key: str) -> ResponseReturnValue:
    """Write an entry anew that is not cleared."""
    found = _entry_or_404(key)
    if found.state == "cleared":
        raise QuoteRefused("A cleared entry stays as it is. Remove it, and add it again.")
    form = EntryForm(obj=found, data={"tags": ", ".join(tag.label for tag in found.tags)})
    if request.method == "GET":
        form.tags.data = ", ".join(tag.label for tag in found.tags)
    if form.validate_on_submit():
        try:
            store.change(db.session(), found, form.said(), by_id=current_user.id)
        except QuoteRefused as error:
            db.session.rollback()
            form.text.errors = [*form.text.errors, error.message]
        else:
            return _saved(found, "feedback changed")
    return render_template("results/feedback_edit.html", form=form, entry=found), 422 if form.errors else 200


@feedback_blueprint.post("/<key>/approve")
@permission("quotes.approve")
def approve(key: str) -> ResponseReturnValue:
    """Clear what somebody else typed in."""
    found = _entry_or_404(key)
    store.clear(db.session(), found, by_id=current_user.id, checked=bool(ApproveForm().checked.data))
    return _done(found, "feedback cleared", "The entry is cleared.")


@feedback_blueprint.post("/<key>/reject")
@permission("quotes.approve")
def reject(key: str) -> ResponseReturnValue:
    """Turn an entry down."""
    found = _entry_or_404(key)
    store.reject(db.session(), found, by_id=current_user.id, reason=RejectForm().reason.data or "")
    return _done(found, "feedback rejected", "The entry is rejected.")


@feedback_blueprint.post("/<key>/use")
@permission("feedback.write")
def use(key: str) -> ResponseReturnValue:
    """Note where an entry was used."""
    found = _entry_or_404(key)
    store.note_use(db.session(), found, UseForm().used_in.data or "", by_id=current_user.id)
    return _done(found, "feedback used", "It is noted.")


@feedback_blueprint.post("/<key>/remove")
@permission("quotes.erase")
def remove(key: str) -> ResponseReturnValue:
    """Take an entry out for good."""
    found = _entry_or_404(key)
    store.remove(db.session(), found)
    _log("feedback erased", f"feedback {key}")
    db.session.commit()
    flash("The entry is removed, and its words are erased.", "success")
    return redirect(url_for("feedback.index"))


def _entry_or_404(key: str) -> FeedbackEntry:
    found = store.find_entry(
        db.session(), g.partnership.id, key, user_id=current_user.id, may_clear=can("quotes.approve")
    )
    if found is None:
        abort(404)
    return found


def _saved(entry: FeedbackEntry, action: str) -> ResponseReturnValue:
    return _done(entry, action, "It waits for a second person to clear it.")


def _done(entry: FeedbackEntry, action: str, message: str) -> ResponseReturnValue:
    _log(action, f"feedback {entry.key}")
    db.session.commit()
    flash(message, "success")
    return redirect(url_for("feedback.entry", key=entry.key))


def _log(action: str, subject: str, **details: object) -> None:
    record(
        db.session(), action, actor_id=current_user.id, partnership_id=g.partnership.id, subject=subject,
        details=details,
    )  # fmt: skip
