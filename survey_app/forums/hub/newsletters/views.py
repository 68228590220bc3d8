"""Pages of the newsletters of a cycle: written, seen with everybody who gets it, sent, recorded, and the sent list."""

from __future__ import annotations

import re

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.datastructures import FileStorage

from survey_app.accounts.permissions import permission
from survey_app.collect.uploads import MEGABYTE, Upload, UploadRefused, accept
from survey_app.database import db, now
from survey_app.forums.booking.refusals import HubRefused
from survey_app.forums.hub.newsletters import services
from survey_app.forums.hub.newsletters.audience import audience_of
from survey_app.forums.hub.newsletters.forms import ElsewhereForm, NewsletterForm
from survey_app.forums.hub.newsletters.sending import composed, more_address
from survey_app.forums.hub.newsletters.sent_list import counted, sent_list, sent_workbook
from survey_app.forums.hub.newsletters.writing import as_page
from survey_app.forums.models import HubCycle, Newsletter
from survey_app.forums.officers.booking_views import workbook_response
from survey_app.forums.pages import blueprint, cycle_or_404, log, today, whole_address
from survey_app.rounds.mail_views import mail_hours

LARGEST_FILE = 5 * MEGABYTE
UNSAFE = re.compile(r"[^A-Za-z0-9._-]")
ITS_OWN_ADDRESS = "(a personal address to unsubscribe)"


@blueprint.get("/cycles/<hub>/newsletters")
@permission("forums.manage")
def newsletters(hub: str) -> ResponseReturnValue:
    """The newsletters of a cycle."""
    cycle = cycle_or_404(hub)
    found = [
        (one, services.count_recipients(db.session(), one)) for one in services.newsletters_of(db.session(), cycle)
    ]
    return render_template("forums/newsletters.html", cycle=cycle, newsletters=found)


@blueprint.route("/cycles/<hub>/newsletters/new", methods=["GET", "POST"])
@permission("forums.manage")
def newsletter_new(hub: str) -> ResponseReturnValue:
    """Write a newsletter."""
    return _writing(cycle_or_404(hub), None)


@blueprint.route("/cycles/<hub>/newsletters/<int:newsletter_id>/write", methods=["GET", "POST"])
@permission("forums.manage")
def newsletter_write(hub: str, newsletter_id: int) -> ResponseReturnValue:
    """Go on writing a draft."""
    cycle, newsletter = _newsletter_or_404(hub, newsletter_id)
    if newsletter.state != "draft":
        return redirect(url_for("forums.newsletter", hub=hub, newsletter_id=newsletter_id))
    return _writing(cycle, newsletter)


def _writing(cycle: HubCycle, newsletter: Newsletter | None) -> ResponseReturnValue:
    form = NewsletterForm()
    form.offer(services.lists_to_choose(db.session(), cycle))
    if request.method == "GET" and newsletter is not None:
        form.fill_from(newsletter)
    if form.validate_on_submit():
        try:
            saved = services.save_draft(db.session(), cycle, newsletter, form.plan())
        except HubRefused as refused:
            form.form_errors.append(refused.message)
        else:
            log("newsletter written", f"hub cycle {cycle.slug}", newsletter=saved.id)
            db.session.commit()
            return redirect(url_for("forums.newsletter", hub=cycle.slug, newsletter_id=saved.id))
    page = render_template("forums/newsletter_write.html", cycle=cycle, newsletter=newsletter, form=form)
    return page, 422 if form.errors else 200


@blueprint.get("/cycles/<hub>/newsletters/<int:newsletter_id>")
@permission("forums.manage")
def newsletter(hub: str, newsletter_id: int) -> ResponseReturnValue:
    """A draft as it would be sent now, with everybody who gets it; or one that was sent, with everybody who did."""
    cycle, found = _newsletter_or_404(hub, newsletter_id)
    log("newsletter and its list read", f"hub cycle {cycle.slug}", newsletter=found.id)
    db.session.commit()
    if found.state == "draft":
        return _preview(cycle, found)
    lines = sent_list(db.session(), found) if found.state != "elsewhere" else []
    return render_template(
        "forums/newsletter.html", cycle=cycle, newsletter=found, text=as_page(found.text), lines=lines,
        counts=counted(lines),
    )  # fmt: skip


def _preview(cycle: HubCycle, newsletter: Newsletter, problem: str = "") -> ResponseReturnValue:
    audience, hours, at = audience_of(db.session(), newsletter), mail_hours(), now()
    base = whole_address("home.index").rstrip("/")
    message = composed(newsletter, unsubscribe=ITS_OWN_ADDRESS, more=more_address(newsletter, base))
    page = render_template(
        "forums/newsletter_preview.html", cycle=cycle, newsletter=newsletter, audience=audience, problem=problem,
        text=as_page(newsletter.text), words=message.text, more=more_address(newsletter, base),
        opens=hours.next_opening(at) if hours is not None and not hours.allow(at) else None,
    )  # fmt: skip
    return page, 409 if problem else 200


@blueprint.post("/cycles/<hub>/newsletters/<int:newsletter_id>/send")
@permission("forums.manage")
def newsletter_send(hub: str, newsletter_id: int) -> ResponseReturnValue:
    """Send it to exactly those who were shown."""
    cycle, found = _newsletter_or_404(hub, newsletter_id)
    try:
        audience = services.start_sending(
            db.session(), found, mark=request.form.get("mark", ""), by=current_user.id, today=today()
        )
    except services.AudienceHasChanged as changed:
        return _preview(cycle, found, changed.message)
    count = len(audience.receivers)
    log("newsletter sent", f"hub cycle {cycle.slug}", newsletter=found.id, people=count)
    db.session.commit()
    flash(f"The newsletter is on its way to {'1 person' if count == 1 else f'{count:,} people'}.", "success")
    return redirect(url_for("forums.newsletter", hub=hub, newsletter_id=newsletter_id))


@blueprint.post("/cycles/<hub>/newsletters/<int:newsletter_id>/drop")
@permission("forums.manage")
def newsletter_drop(hub: str, newsletter_id: int) -> ResponseReturnValue:
    """Throw a draft away."""
    cycle, found = _newsletter_or_404(hub, newsletter_id)
    services.drop_draft(db.session(), found)
    log("newsletter dropped", f"hub cycle {cycle.slug}", newsletter=newsletter_id)
    db.session.commit()
    flash("The draft is thrown away.", "success")
    return redirect(url_for("forums.newsletters", hub=hub))


@blueprint.route("/cycles/<hub>/newsletters/elsewhere", methods=["GET", "POST"])
@permission("forums.manage")
def newsletter_elsewhere(hub: str) -> ResponseReturnValue:
    """Record a newsletter that was sent by other means."""
    cycle, form = cycle_or_404(hub), ElsewhereForm()
    form.today = today()
    upload = None
    if form.validate_on_submit():
        try:
            upload = _upload(form.upload.data)
            if upload is None and not (form.text.data or "").strip():
                raise UploadRefused("is missing: give the file, or put in the text")
        except UploadRefused as refused:
            form.upload.errors = [f"The file {refused}."]
        else:
            kept = services.record_elsewhere(db.session(), cycle, form.elsewhere(upload), by=current_user.id)
            log("newsletter recorded", f"hub cycle {cycle.slug}", newsletter=kept.id)
            db.session.commit()
            flash("The newsletter is recorded.", "success")
            return redirect(url_for("forums.cycle", hub=hub))
    page = render_template("forums/newsletter_elsewhere.html", cycle=cycle, form=form)
    return page, 422 if form.errors else 200


def _upload(sent: FileStorage | None) -> Upload | None:
    """The file as it is kept, by its content; None where none was chosen."""
    if not sent or not sent.filename:
        return None
    return accept("file", sent.filename, sent.stream.read(LARGEST_FILE + 1), {}, limit=LARGEST_FILE)


@blueprint.get("/cycles/<hub>/newsletters/<int:newsletter_id>/sent-list.xlsx")
@permission("forums.manage")
def newsletter_list_file(hub: str, newsletter_id: int) -> ResponseReturnValue:
    """The sent list, to keep."""
    cycle, found = _newsletter_or_404(hub, newsletter_id)
    if found.state not in ("sending", "sent"):
        abort(404)
    data = sent_workbook(found, sent_list(db.session(), found))
    log("sent list downloaded", f"hub cycle {cycle.slug}", newsletter=found.id)
    db.session.commit()
    return workbook_response(data, f"sent-list-{cycle.slug}-{found.id}.xlsx")


@blueprint.get("/cycles/<hub>/newsletters/<int:newsletter_id>/file")
@permission("forums.manage")
def newsletter_file(hub: str, newsletter_id: int) -> ResponseReturnValue:
    """The file of a newsletter that was sent elsewhere, which no browser opens as a page of this site."""
    _, found = _newsletter_or_404(hub, newsletter_id)
    if found.content is None:
        abort(404)
    response = Response(found.content, mimetype=found.media_type)
    name = "".join(
        letter if letter.isascii() and (letter.isalnum() or letter in ".-_") else "-" for letter in found.file_name
    )
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _newsletter_or_404(hub: str, newsletter_id: int) -> tuple[HubCycle, Newsletter]:
    cycle = cycle_or_404(hub)
    return cycle, services.find_newsletter(db.session(), cycle, newsletter_id) or abort(404)
