"""Pages of a round's frame: who is invited, the import of a list, and personal links."""

from __future__ import annotations

from flask import Response, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from survey_app.accounts.permissions import permission
from survey_app.database import db
from survey_app.rounds.forms import ConfirmForm, InvitationListForm
from survey_app.rounds.invitation_list import InvitationList, decode_list, read_invitation_list
from survey_app.rounds.invitations import (
    check_against_round,
    invitations_of,
    mint_links,
    store_invitations,
    unknown_agencies,
)  # fmt: skip
from survey_app.rounds.links_file import links_csv
from survey_app.rounds.models import Round
from survey_app.rounds.pages import blueprint, log, public_address, round_or_404
from survey_app.rounds.services import breakdown_label


@blueprint.get("/<slug>/invitations")
@permission("rounds.manage")
def invitations(slug: str) -> ResponseReturnValue:
    """Everyone who is invited, and who of them has answered."""
    round_ = round_or_404(slug)
    log("invitations read", round_)
    db.session.commit()
    listed = invitations_of(db.session(), round_.id)
    return render_template(
        "rounds/invitations.html", round=round_, invitations=listed, form=ConfirmForm(),
        waiting=sum(not item.answered for item in listed), strata=_strata(round_), label=breakdown_label,
        mail_is_on=bool(current_app.config["WALKABOUT_MAIL_HOST"]),
    )  # fmt: skip


@blueprint.route("/<slug>/invitations/import", methods=["GET", "POST"])
@permission("rounds.manage")
def import_invitations(slug: str) -> ResponseReturnValue:
    """Import a list. Nothing is stored while it has problems, unless the rest is to be imported without them."""
    round_ = round_or_404(slug)
    form = InvitationListForm()
    found: InvitationList | None = None
    unknown: list[str] = []
    if form.validate_on_submit() and (text := _submitted_text(form)):
        read = read_invitation_list(text, strata=_strata(round_))
        unknown = unknown_agencies(db.session(), read)
        found = check_against_round(db.session(), round_, read)
        form.pasted.data = text
        if found.rows and (form.skip_problems.data or not found.problems):
            return _store(round_, found)
    return render_template(
        "rounds/import.html", form=form, round=round_, found=found, unknown=unknown, strata=_strata(round_)
    ), 422 if found or form.errors else 200


def _store(round_: Round, found: InvitationList) -> ResponseReturnValue:
    count = store_invitations(db.session(), round_, found.rows)
    log("invitations imported", round_, invited=count, left_out=len(found.problems))
    db.session.commit()
    flash("1 person is invited." if count == 1 else f"{count:,} people are invited.", "success")
    return redirect(url_for("rounds.invitations", slug=round_.slug))


@blueprint.post("/<slug>/invitations/links")
@permission("rounds.manage")
def links(slug: str) -> ResponseReturnValue:
    """Mint personal links and hand them out once, as a file."""
    round_ = round_or_404(slug)
    made = mint_links(db.session(), round_, lambda token: public_address(f"/a/{token}"))
    log("personal links made", round_, links=len(made))
    db.session.commit()
    response = Response(links_csv(made, round_.breakdowns), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="links-{round_.slug}.csv"'
    return response


def _strata(round_: Round) -> list[str]:
    """The columns of a list besides name, e-mail and agency."""
    return [name for name in round_.breakdowns if name != "agency"]


def _submitted_text(form: InvitationListForm) -> str:
    """The uploaded file, else the pasted list; an error on the form where there is neither."""
    upload = form.upload.data
    content = upload.read() if upload else b""
    text = decode_list(content) if content else (form.pasted.data or "")
    if not text.strip():
        form.pasted.errors = ["Choose a file, or paste the list with its header line."]
    return text.strip("\ufeff") if text.strip() else ""
