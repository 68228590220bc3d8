"""Pages of a round's mail: who gets what and when, the very words, sending, and messages of unknown fate."""

from __future__ import annotations

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from survey_app.accounts.permissions import permission
from survey_app.database import db, now
from survey_app.mail_hours import MailHours, read_mail_hours
from survey_app.rounds import mailing
from survey_app.rounds.campaigns.models import Campaign
from survey_app.rounds.forms import ConfirmForm
from survey_app.rounds.mail_forms import RemindersForm
from survey_app.rounds.mail_pages import ON_ONE_PAGE, MailPage, mail_page
from survey_app.rounds.mail_plan import reminder_days_of, set_reminder_days
from survey_app.rounds.models import Round
from survey_app.rounds.pages import blueprint, log, round_or_404
from survey_app.rounds.services import RoundRefused


def mail_hours() -> MailHours | None:
    """The hours in which this installation sends mail that can wait."""
    return read_mail_hours(current_app.config["WALKABOUT_MAIL_HOURS"])


@blueprint.route("/<slug>/mail", methods=["GET", "POST"])
@permission("rounds.manage")
def mail(slug: str) -> ResponseReturnValue:
    """The plan of a round's mail; changing when it reminds."""
    round_ = round_or_404(slug)
    form = RemindersForm()
    if request.method == "GET":
        form.days.data = ", ".join(str(day) for day in reminder_days_of(db.session(), round_))
    if form.validate_on_submit():
        if db.session.get(Campaign, round_.id) is not None:
            raise RoundRefused("This round is a campaign. Its reminders are planned on the campaign’s own page.")
        set_reminder_days(db.session(), round_, form.reminder_days)
        log("reminders planned", round_, days=", ".join(str(day) for day in form.reminder_days) or "none")
        db.session.commit()
        flash("The reminders are saved.", "success")
        return redirect(url_for("rounds.mail", slug=slug))
    log("mail plan read", round_)
    db.session.commit()
    page = mail_page(db.session(), round_, at=now(), hours=mail_hours())
    return render_template("rounds/mail.html", **_values(round_, page, form)), 422 if form.errors else 200


def _values(round_: Round, page: MailPage, form: RemindersForm) -> dict[str, object]:
    """The values of the page, with a portion of the long tables."""
    pages = max(1, -(-max(len(page.plan.mail), len(page.plan.left_out)) // ON_ONE_PAGE))
    wanted = request.args.get("page", "1")
    number = min(max(int(wanted), 1), pages) if wanted.isascii() and wanted.isdigit() and len(wanted) < 7 else 1
    portion = slice((number - 1) * ON_ONE_PAGE, number * ON_ONE_PAGE)
    return {
        "round": round_, "page": page, "form": form, "confirm": ConfirmForm(), "number": number, "pages": pages,
        "mail": page.plan.mail[portion], "left_out": page.plan.left_out[portion],
        "is_campaign": db.session.get(Campaign, round_.id) is not None,
        "mail_is_on": bool(current_app.config["WALKABOUT_MAIL_HOST"])
        or current_app.config["WALKABOUT_MAIL_BACKEND"] == "notify",
    }  # fmt: skip


@blueprint.post("/<slug>/invitations/send")
@permission("rounds.manage")
def send(slug: str) -> ResponseReturnValue:
    """Ask the worker to invite everyone who has not been written to."""
    round_ = round_or_404(slug)
    mailing.start_inviting(db.session(), round_, by=current_user.id)
    log("invitations asked for", round_)
    db.session.commit()
    flash("The invitations are on their way. This page shows how far they are.", "success")
    return redirect(url_for("rounds.mail", slug=slug))


@blueprint.post("/<slug>/mail/stop")
@permission("rounds.manage")
def stop_inviting(slug: str) -> ResponseReturnValue:
    """Queue no more invitations."""
    round_ = round_or_404(slug)
    mailing.stop_inviting(db.session(), round_)
    log("invitations stopped", round_)
    db.session.commit()
    flash("No more invitations are queued. Messages that were queued already still go out.", "success")
    return redirect(url_for("rounds.mail", slug=slug))


@blueprint.post("/<slug>/mail/<message_id>/again")
@permission("rounds.manage")
def send_again(slug: str, message_id: str) -> ResponseReturnValue:
    """Send a message that failed, or may not have arrived, once more."""
    round_ = round_or_404(slug)
    if mailing.send_again(db.session(), round_, message_id):
        log("message sent again", round_, message=message_id)
        flash("The message is on its way once more.", "success")
    db.session.commit()
    return redirect(url_for("rounds.mail", slug=slug))
