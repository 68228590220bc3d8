"""“May we ask again in three months?”: asked after the receipt, and kept with the contact alone."""

from __future__ import annotations

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from survey_app.collect.ways import Way
from survey_app.database import db, now
from survey_app.extensions import limiter
from survey_app.flooding import is_newcomer, visitor_key
from survey_app.forums.contacts.entering import source_of_round
from survey_app.rounds.addresses import tidy_address
from survey_app.rounds.asking_again import ask_contact_again, contact_to_ask
from survey_app.translating import gettext


@limiter.limit(
    "30 per hour", key_func=visitor_key, exempt_when=is_newcomer
)  # of one browser: a room answers from one address
def again(way: Way) -> ResponseReturnValue:
    """Note that somebody may be asked again. Which answers are theirs is known neither before nor after."""
    way.use_language(request.form.get("language", ""))
    invitation = way.invitation
    if invitation is not None and not invitation.answered:
        abort(404)
    contact_id = invitation.contact_id if invitation is not None else None
    name, email = request.form.get("name", "")[:200], request.form.get("email", "")[:300]
    if contact_id is None:
        if not tidy_address(email):
            problem = gettext("Enter an e-mail address, such as name@example.org")
            body = render_template("collect/again.html", way=way, name=name, email=email, problem=problem)
            return body, 422
        source = source_of_round(db.session(), way.round)
        contact_id = contact_to_ask(
            db.session(), way.round.partnership_id, name=name, email=email, source=source, today=now().date()
        )
    words = gettext("May we ask again in three months?") + " " + gettext("Yes, ask me again")
    # Neither the round nor the day: what is kept leads to nothing that was answered.
    ask_contact_again(db.session(), contact_id, place="After a survey", words=words, today=now().date())
    db.session.commit()
    return render_template("collect/again.html", way=way, problem="")
