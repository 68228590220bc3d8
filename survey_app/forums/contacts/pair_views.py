"""Pages of contacts that may be one person: side by side, made one, or remembered as two."""

from __future__ import annotations

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from survey_app.accounts.permissions import permission
from survey_app.database import db, now
from survey_app.forums.contacts.changing import ContactRefused
from survey_app.forums.contacts.forms import ConfirmForm, MergeForm
from survey_app.forums.contacts.merging import merge, plan_merge, suggested
from survey_app.forums.contacts.pairs import find_pairs, keep_apart, why_alike
from survey_app.forums.contacts.person import person_of
from survey_app.forums.contacts.views import contact_or_404
from survey_app.forums.pages import blueprint, log

SHOWN_AT_ONCE = 25


@blueprint.get("/contacts/pairs")
@permission("forums.manage")
def contact_pairs() -> ResponseReturnValue:
    """Contacts that may be one person, side by side."""
    found = find_pairs(db.session(), g.partnership.id)
    session = db.session()
    shown = [(one, person_of(session, one.first), person_of(session, one.second)) for one in found[:SHOWN_AT_ONCE]]
    return render_template("contacts/pairs.html", shown=shown, count=len(found))


@blueprint.post("/contacts/pairs/<int:first_id>/<int:second_id>/apart")
@permission("forums.manage")
def contact_apart(first_id: int, second_id: int) -> ResponseReturnValue:
    """Remember that these are two people."""
    first, second = contact_or_404(first_id), contact_or_404(second_id)
    if first.id == second.id:
        abort(404)
    if ConfirmForm().validate_on_submit():
        keep_apart(db.session(), first, second)
        log("contacts kept apart", f"contact {first.id}", other=second.id)
        db.session.commit()
        flash("They are two people. They are not shown here again.", "success")
    return redirect(url_for("forums.contact_pairs"))


@blueprint.route("/contacts/pairs/<int:first_id>/<int:second_id>", methods=["GET", "POST"])
@permission("forums.manage")
def contact_pair(first_id: int, second_id: int) -> ResponseReturnValue:
    """Which address is kept, what would happen, and doing it."""
    first, second = contact_or_404(first_id), contact_or_404(second_id)
    if first.id == second.id:
        abort(404)
    form = MergeForm()
    wanted = request.values.get("keep") or str(suggested(db.session(), first, second).id)
    kept, dropped = (second, first) if wanted == str(second.id) else (first, second)
    if form.validate_on_submit():
        keep_bounce = bool(form.keep_bounce.data)
        try:
            merge(
                db.session(), g.partnership.id, kept.id, dropped.id, seal=form.seal.data or "",
                keep_bounce=keep_bounce, at=now(),
            )  # fmt: skip
        except ContactRefused as refused:
            db.session.rollback()
            form.form_errors.append(refused.message)
            kept, dropped = contact_or_404(kept.id), contact_or_404(dropped.id)
        else:
            log("contacts merged", f"contact {kept.id}", merged=dropped_id(first_id, second_id, kept.id))
            db.session.commit()
            flash(f"{kept.name} is one contact now.", "success")
            return redirect(url_for("forums.contact", contact_id=kept.id))
    plan = plan_merge(db.session(), kept, dropped, at=now())
    if not form.is_submitted():
        form.keep_bounce.data = True
    reason = why_alike(*sorted((kept, dropped), key=lambda one: one.id))
    page = render_template("contacts/merge.html", form=form, plan=plan, reason=reason, first=first, second=second)
    return page, 422 if form.errors else 200


def dropped_id(first_id: int, second_id: int, kept_id: int) -> int:
    """Which of two numbers is not the one that is kept."""
    return second_id if kept_id == first_id else first_id
