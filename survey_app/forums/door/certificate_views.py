"""Certificates: one's own by the link to one's place, and all of a forum in a Word file."""

from __future__ import annotations

from io import BytesIO

from flask import Response, render_template
from flask.typing import ResponseReturnValue

from exports.documents.attendance_certificates import CertificatePage, write_certificates
from survey_app.accounts.permissions import permission, public
from survey_app.database import db, now
from survey_app.errors import UserError
from survey_app.forums.booking.refusals import HubRefused
from survey_app.forums.door.certificates import Certificate, certificate_of, certificates_of
from survey_app.forums.pages import blueprint, forum_or_404, log, whole_address
from survey_app.forums.registering.pages import blueprint as public_blueprint
from survey_app.forums.registering.place_views import booking_or_404
from survey_app.walkabouts.self_assessment.qr_code import qr_svg

WHY = "people who come to forums have no account: the link that was mailed to them is the key"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class NoCertificate(UserError):
    """There is no certificate for this place; the message says why."""

    status = 404
    title = "There is no certificate"


@public_blueprint.get("/place/<token>/certificate")
@public(WHY)
def certificate(token: str) -> ResponseReturnValue:
    """The certificate of somebody who was there, to print or to keep."""
    booking = booking_or_404(token)
    if booking.forum.ends_at > now():
        raise NoCertificate("The certificate is here once the forum is over.")
    found = certificate_of(db.session(), booking)
    if found is None:
        raise NoCertificate(
            "You were not checked in at the door of this forum. If you were there, write to the people who held it: "
            "they can put it right."
        )
    address = check_address(found)
    return render_template(
        "hub/certificate.html", booking=booking, cycle=booking.cycle, certificate=found, address=address, token=token,
        picture=qr_svg(address, label="Leads to the page on which this certificate is checked"),
    )  # fmt: skip


@blueprint.get("/forums/<int:forum_id>/certificates.docx")
@permission("forums.manage")
def certificates_file(forum_id: int) -> ResponseReturnValue:
    """The certificates of everybody who was there, a page each."""
    forum = forum_or_404(forum_id)
    if forum.ends_at > now():
        raise HubRefused("The forum is not over yet. Certificates are made afterwards, from who was checked in.")
    found = certificates_of(db.session(), forum)
    if not found:
        raise HubRefused("Nobody was checked in at this forum, so there are no certificates.")
    out = BytesIO()
    write_certificates([_page(one) for one in found], out)
    log("certificates downloaded", f"forum {forum.id}", people=len(found))
    db.session.commit()
    name = f"certificates-{forum.public_name}.docx"
    return Response(out.getvalue(), mimetype=WORD, headers={"Content-Disposition": f"attachment; filename={name}"})


def check_address(found: Certificate) -> str:
    """The whole address on which a certificate is checked."""
    return whole_address("hub_booking.check_code", code=found.spaced)


def _page(one: Certificate) -> CertificatePage:
    return CertificatePage(
        name=one.name, boards=one.boards, theme=one.theme, forum=one.forum, day=one.day, times=one.times,
        hours=one.hours, code=one.spaced, address=check_address(one),
    )  # fmt: skip
