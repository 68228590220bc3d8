"""The officer's page of "you said, we did": the message to practitioners, and when they are asked what came of it."""

from __future__ import annotations

from flask import abort, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from survey_app.accounts.permissions import can, permission
from survey_app.database import db, now
from survey_app.forums.hub.saying import day_words
from survey_app.forums.models import HubCycle
from survey_app.forums.pages import cycle_or_404, log, today
from survey_app.forums.replies import asking, mailing, publishing, readings
from survey_app.forums.replies.addresses import you_said_address
from survey_app.forums.replies.asking_forms import CallOffForm, DayForm, TellForm
from survey_app.forums.replies.pages import blueprint
from survey_app.forums.replies.refusals import RepliesRefused
from survey_app.mail_hours import MailHours, read_mail_hours

OTHER = "other"  # a page can hold this form beside the one of telling, which has a day too


def _hours() -> MailHours | None:
    return read_mail_hours(current_app.config["WALKABOUT_MAIL_HOURS"])


def said_page(
    cycle: HubCycle, *, tell: TellForm | None = None, day: DayForm | None = None, off: CallOffForm | None = None
) -> ResponseReturnValue:
    """What the page says, whether it is published, to whom it was sent, and when these are asked what came of it."""
    session = db.session()
    when = asking.asking_of(session, cycle, now(), _hours())
    forms = {
        "tell": tell or _begun(TellForm(formdata=None), when),
        "day_form": day or _begun(DayForm(formdata=None, prefix=OTHER), when),
        "off": off or CallOffForm(formdata=None),
    }  # fmt: skip
    forms["tell"].offer(when)
    forms["day_form"].offer(when)
    page = render_template(
        "replies/you_said.html", cycle=cycle, said=publishing.you_said(session, cycle, now()),
        page=publishing.page_of(session, cycle), address=you_said_address(cycle), asking=when,
        audience=mailing.audience_of(session, cycle) if can("forums.manage") else None,
        told=mailing.told_on(session, cycle), readings=readings.readings_of(session, cycle, today()),
        may_ask=can("forums.manage") and can("rounds.manage"), **forms,
    )  # fmt: skip
    return page, 422 if any(form.errors for form in forms.values()) else 200


def _begun(form: DayForm, when: asking.Asking) -> DayForm:
    form.begin(when)
    return form


@blueprint.post("/you-said-we-did/tell")
@permission("forums.manage")
def you_said_tell(hub: str) -> ResponseReturnValue:
    """Write to the practitioners who agreed to be written to, each once; and when they are asked what came of it."""
    cycle, form = cycle_or_404(hub), TellForm()
    session = db.session()
    decides = can("rounds.manage") and _is_open(asking.asking_of(session, cycle, now(), _hours()))
    if decides and not form.validate():
        return said_page(cycle, tell=form)
    queued = mailing.tell_practitioners(session, cycle)
    if decides and form.ask.data == "yes":
        try:
            asking.set_day(session, cycle, form.ask_on.data, by=current_user.id, at=now(), hours=_hours())
        except RepliesRefused as refused:
            session.rollback()
            form.ask_on.errors = [refused.message]
            return said_page(cycle_or_404(hub), tell=form)
    day = form.ask_on.data.isoformat() if decides and form.ask.data == "yes" else ""
    log("you said, we did mailed", f"hub cycle {cycle.slug}", messages=queued, asked_on=day)
    session.commit()
    words = "One message is queued." if queued == 1 else f"{queued} messages are queued."
    flash(words if queued else "Nobody is left to write to.", "success")
    return redirect(url_for("hub_replies.you_said", hub=hub))


def _is_open(when: asking.Asking) -> bool:
    """Whether it has still to be decided whether people are asked."""
    return when.ask_on is None and when.asked_on is None and not when.has_round


@blueprint.post("/you-said-we-did/asking/<any(set, off):act>")
@permission("forums.manage")
def you_said_asking(hub: str, act: str) -> ResponseReturnValue:
    """Set another day on which people are asked, or call it off. It opens a round, so it is for who may run rounds."""
    if not can("rounds.manage"):
        abort(403)
    return _set(hub) if act == "set" else _called_off(hub)


def _set(hub: str) -> ResponseReturnValue:
    cycle, form = cycle_or_404(hub), DayForm(prefix=OTHER)
    if not form.validate():
        return said_page(cycle, day=form)
    try:
        asking.set_day(db.session(), cycle, form.ask_on.data, by=current_user.id, at=now(), hours=_hours())
    except RepliesRefused as refused:
        db.session.rollback()
        form.ask_on.errors = [refused.message]
        return said_page(cycle_or_404(hub), day=form)
    log("day of asking set", f"hub cycle {cycle.slug}", asked_on=form.ask_on.data.isoformat())
    db.session.commit()
    flash(f"People will be asked on {day_words(form.ask_on.data)}.", "success")
    return redirect(url_for("hub_replies.you_said", hub=hub))


def _called_off(hub: str) -> ResponseReturnValue:
    cycle, form = cycle_or_404(hub), CallOffForm()
    if not form.validate():
        return said_page(cycle, off=form)
    try:
        asking.call_off(db.session(), cycle, form.why.data, by=current_user.id)
    except RepliesRefused as refused:
        db.session.rollback()
        form.why.errors = [refused.message]
        return said_page(cycle_or_404(hub), off=form)
    log("asking called off", f"hub cycle {cycle.slug}")
    db.session.commit()
    flash("It is called off. Nobody is asked by itself.", "success")
    return redirect(url_for("hub_replies.you_said", hub=hub))
