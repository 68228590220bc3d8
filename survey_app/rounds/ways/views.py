"""Pages of the ways into a round: short link and QR code for a slide, agencies' links, codes on paper."""

from __future__ import annotations

from flask import Response, abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from survey_app.accounts.permissions import permission
from survey_app.database import db
from survey_app.rounds.forms import ConfirmForm, whole_number
from survey_app.rounds.mail_models import ShortLink
from survey_app.rounds.models import Round
from survey_app.rounds.pages import blueprint, log, round_or_404
from survey_app.rounds.ways import codes, links


def short_address(code: str) -> str:
    """The whole address of a short link."""
    return f"{_short_base()}/r/{code}"


def _short_base() -> str:
    base: str = current_app.config["WALKABOUT_SHORT_URL"] or current_app.config["WALKABOUT_PUBLIC_URL"]
    return (base or request.url_root).rstrip("/")


def without_scheme(address: str) -> str:
    """The address as it is read from a wall."""
    return address.removeprefix("https://").removeprefix("http://")


@blueprint.get("/<slug>/ways-in")
@permission("rounds.manage")
def ways_in(slug: str) -> ResponseReturnValue:
    """Every way into the round, to hand out."""
    round_ = round_or_404(slug)
    link = links.general_link(db.session(), round_)
    return render_template(
        "ways/index.html", round=round_, form=ConfirmForm(), address=short_address(link.code) if link else "",
        code_address=f"{without_scheme(_short_base())}/code", without_scheme=without_scheme,
        agencies=[(one, short_address(one.link.code)) for one in links.agency_links(db.session(), round_)],
    )  # fmt: skip


@blueprint.post("/<slug>/ways-in")
@permission("rounds.manage")
def make_ways(slug: str) -> ResponseReturnValue:
    """Make the short link, the links of agencies, or note to how many an agency gave its own."""
    round_, wanted = round_or_404(slug), request.form.get("make", "")
    if wanted == "agencies":
        count = links.make_agency_links(db.session(), round_)
        flash("Each agency of your area has its link." if count else "No agency is without a link.", "success")
    elif wanted == "headcounts":
        _take_headcounts(round_)
    else:
        links.make_general_link(db.session(), round_)
    log("ways in made", round_, which=wanted or "short link")
    db.session.commit()
    return redirect(url_for("rounds.ways_in", slug=slug))


def _take_headcounts(round_: Round) -> None:
    """What stands in the fields; a number that cannot be read leaves the old one, and is said."""
    unread = []
    for one in links.agency_links(db.session(), round_):
        typed = request.form.get(f"headcount-{one.link.code}", "").strip()
        number = whole_number(typed)
        if typed and number is None:
            unread.append(f"{one.agency} (“{typed[:20]}”)")
        elif one.link.agency_id is not None:
            links.set_headcount(db.session(), round_, one.link.agency_id, number)
    if unread:
        flash(f"Enter whole numbers. Not changed: {', '.join(unread)}.")
    else:
        flash("The numbers are saved.", "success")


@blueprint.get("/<slug>/ways-in/screen")
@permission("rounds.manage")
def screen(slug: str) -> ResponseReturnValue:
    """The QR code and the short address, as large as the screen, for the last slide."""
    round_, link = _with_link(slug)
    return render_template("ways/screen.html", round=round_, address=without_scheme(short_address(link.code)))


@blueprint.get("/<slug>/ways-in/code.<kind>")
@permission("rounds.manage")
def qr_code(slug: str, kind: str) -> ResponseReturnValue:
    """The QR code as a file for slides and posters."""
    round_, link = _with_link(slug)
    address = short_address(link.code)
    if kind == "png":
        response = Response(links.qr_png(address), mimetype="image/png")
    elif kind == "svg":
        response = Response(links.qr_svg(address, label=f"Leads to {address}"), mimetype="image/svg+xml")
    else:
        abort(404)
    if "download" in request.args:
        response.headers["Content-Disposition"] = f'attachment; filename="code-{round_.slug}.{kind}"'
    return response


def _with_link(slug: str) -> tuple[Round, ShortLink]:
    round_ = round_or_404(slug)
    link = links.general_link(db.session(), round_)
    if link is None:
        abort(404)
    return round_, link


@blueprint.post("/<slug>/ways-in/paper")
@permission("rounds.manage")
def paper(slug: str) -> ResponseReturnValue:
    """New codes on a sheet to print and cut; shown once, since only their hashes are kept."""
    round_ = round_or_404(slug)
    slips = codes.make_slips(db.session(), round_, secret=current_app.config["SECRET_KEY"])
    log("codes on paper made", round_, codes=len(slips))
    db.session.commit()
    return render_template(
        "ways/paper.html", round=round_, slips=slips, address=f"{without_scheme(_short_base())}/code"
    )
