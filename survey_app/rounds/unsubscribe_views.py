"""Unsubscribing by the link in a message (RFC 8058). Opening the link changes nothing: mail scanners open it too."""

from __future__ import annotations

from flask import Blueprint, abort, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from survey_app.accounts.permissions import public
from survey_app.audit_log import record
from survey_app.database import db, now
from survey_app.extensions import csrf
from survey_app.partnership.contact_book import present_id
from survey_app.partnership.models import Contact, Partnership
from survey_app.rounds import standing
from survey_app.rounds.mail_models import ContactStanding
from survey_app.rounds.unsubscribing import contact_of

blueprint = Blueprint("unsubscribe", __name__, url_prefix="/u", template_folder="templates")
WHY = "whoever gets mail has no account: the link in the message is the key"


@blueprint.get("/<token>")
@public(WHY)
def ask(token: str) -> ResponseReturnValue:
    """Ask, with a button; or say that it is done."""
    contact = _contact_or_404(token)
    noted = db.session.get(ContactStanding, contact.id)
    is_out = noted is not None and noted.opted_out_on is not None
    return render_template("rounds/unsubscribe.html", token=token, is_out=is_out, partnership=g.partnership)


@blueprint.post("/<token>")
@csrf.exempt  # mail programs post here by themselves, without our page
@public(WHY)
def out(token: str) -> ResponseReturnValue:
    """Write to this contact no more."""
    contact = _contact_or_404(token)
    standing.opt_out(db.session(), contact.id, by="themselves", today=now().date())
    _log("unsubscribed", contact)
    db.session.commit()
    return redirect(url_for("unsubscribe.ask", token=token), 303)


@blueprint.post("/<token>/again")
@public(WHY)
def back_in(token: str) -> ResponseReturnValue:
    """Write to this contact again: it was pressed by mistake."""
    contact = _contact_or_404(token)
    standing.opt_in(db.session(), contact.id)
    _log("subscribed again", contact)
    db.session.commit()
    return redirect(url_for("unsubscribe.ask", token=token), 303)


def _contact_or_404(token: str) -> Contact:
    contact_id = contact_of(token)
    contact = db.session.get(Contact, present_id(db.session(), contact_id)) if contact_id is not None else None
    if contact is None:
        abort(404)
    g.partnership = db.session.get_one(Partnership, contact.partnership_id)
    return contact


def _log(action: str, contact: Contact) -> None:
    record(db.session(), action, actor_id=None, partnership_id=contact.partnership_id, subject=f"contact {contact.id}")
