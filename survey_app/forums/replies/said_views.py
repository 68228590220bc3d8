""" "You said, we did": the officer's page of it, and the public page with its poster."""

from __future__ import annotations

from flask import Response, abort, current_app, flash, g, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from survey_app.accounts.permissions import permission, public
from survey_app.database import db, now
from survey_app.forums.models import HubCycle
from survey_app.forums.pages import cycle_or_404, log, today
from survey_app.forums.planning.cycles import find_cycle
from survey_app.forums.replies import publishing, readings
from survey_app.forums.replies.addresses import you_said_address
from survey_app.forums.replies.asking_views import said_page
from survey_app.forums.replies.pages import blueprint, public_blueprint
from survey_app.forums.replies.poster import poster_bytes, poster_of, poster_pdf_bytes
from survey_app.page_openings import is_a_reading
from survey_app.rounds.ways.links import qr_svg

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
WHY = "practitioners who read what came of it have no account"


@blueprint.get("/you-said-we-did")
@permission("forums.read")
def you_said(hub: str) -> ResponseReturnValue:
    """What the page says, whether it is published, to whom it was sent, and when these are asked."""
    return said_page(cycle_or_404(hub))


@blueprint.post("/you-said-we-did/<any(publish, unpublish):act>")
@permission("forums.manage")
def you_said_publish(hub: str, act: str) -> ResponseReturnValue:
    """Put the public page up, or take it down."""
    cycle = cycle_or_404(hub)
    if act == "publish":
        publishing.publish(db.session(), cycle, by=current_user.id, at=now())
    else:
        publishing.unpublish(db.session(), cycle)
    log(f"you said, we did {act}ed", f"hub cycle {cycle.slug}")
    db.session.commit()
    flash("The page is published." if act == "publish" else "The page is taken down.", "success")
    return redirect(url_for("hub_replies.you_said", hub=hub))


def _public_cycle(hub: str) -> HubCycle:
    """The cycle of this address; one that nobody outside has heard of is nobody's business."""
    cycle = find_cycle(db.session(), g.partnership.id, hub)
    if cycle is None or not (_was_heard_of(cycle) or publishing.is_published(db.session(), cycle)):
        abort(404)
    return cycle


def _was_heard_of(cycle: HubCycle) -> bool:
    """Whether people outside have met the cycle: at a forum, or by a survey that was opened; both name this page."""
    surveys = (cycle.survey_round, cycle.voices_round)
    return bool(cycle.forums) or any(one is not None and one.state != "draft" for one in surveys)


@public_blueprint.get("")
@public(WHY)
def page(hub: str) -> ResponseReturnValue:
    """What practitioners said and what came of it; until it is published, that it will be here."""
    cycle = _public_cycle(hub)
    is_up = publishing.is_published(db.session(), cycle)
    said = publishing.you_said(db.session(), cycle, now()) if is_up else None
    page = render_template("replies/public.html", cycle=cycle, said=said)
    if is_up and current_user.is_anonymous and is_a_reading(request.method, request.headers):
        readings.count_reading(db.session(), cycle, today())
    return page


@public_blueprint.get("/poster")
@public(WHY)
def poster(hub: str) -> ResponseReturnValue:
    """One A4 page for a wall, with a code that leads to the page."""
    cycle = _public_cycle(hub)
    if not publishing.is_published(db.session(), cycle):
        abort(404)
    said = publishing.you_said(db.session(), cycle, now())
    return render_template("replies/poster.html", cycle=cycle, said=said, address=_bare(you_said_address(cycle)))


@public_blueprint.get("/poster.docx")
@public(WHY)
def poster_word(hub: str) -> ResponseReturnValue:
    """The same as a Word file, to put the boards' own look to."""
    cycle = _public_cycle(hub)
    if not publishing.is_published(db.session(), cycle):
        abort(404)
    said = publishing.you_said(db.session(), cycle, now())
    body = poster_bytes(
        poster_of(cycle, said, you_said_address(cycle), now()),
        template=current_app.config["WALKABOUT_DOCUMENT_TEMPLATE"] or None,
    )
    name = f"you-said-we-did-{cycle.slug}.docx"
    return send_file(body, mimetype=WORD, as_attachment=True, download_name=name)


@public_blueprint.get("/poster.pdf")
@public(WHY)
def poster_pdf(hub: str) -> ResponseReturnValue:
    """The same as a PDF, ready for a printer."""
    cycle = _public_cycle(hub)
    if not publishing.is_published(db.session(), cycle):
        abort(404)
    said = publishing.you_said(db.session(), cycle, now())
    body = poster_pdf_bytes(poster_of(cycle, said, you_said_address(cycle), now()))
    name = f"you-said-we-did-{cycle.slug}.pdf"
    return send_file(body, mimetype="application/pdf", as_attachment=True, download_name=name)


@public_blueprint.get("/code.svg")
@public(WHY)
def code(hub: str) -> Response:
    """The QR code of the page."""
    address = you_said_address(_public_cycle(hub))
    return Response(qr_svg(address, label=f"Leads to {address}"), mimetype="image/svg+xml")


def _bare(address: str) -> str:
    return address.removeprefix("https://").removeprefix("http://")
