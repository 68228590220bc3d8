"""Pages that share one assessment with another partnership, and that read what is shared."""

from __future__ import annotations

from flask import Blueprint, abort, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from survey_app.accounts.permissions import permission
from survey_app.audit_log import record
from survey_app.collect.models import Submission
from survey_app.collect.summary import cards
from survey_app.database import db
from survey_app.designer.services import compiled_version
from survey_app.partnership.models import Partnership
from survey_app.results import shares
from survey_app.results.services import refuse_blind
from survey_app.rounds.models import Round
from survey_app.rounds.services import find_round

shared_blueprint = Blueprint("shared", __name__, template_folder="templates", url_prefix="/p/<partnership>")


class ShareForm(FlaskForm):
    """Which assessment, which partnership, and whether to begin or to stop."""

    reference = SelectField("Assessment", validators=[InputRequired("Choose an assessment")])
    reader = SelectField("Partnership that may read it", validators=[InputRequired("Choose a partnership")])
    action = HiddenField(default="grant")


@shared_blueprint.route("/rounds/<slug>/shares", methods=["GET", "POST"])
@permission("rounds.manage")
def manage(slug: str) -> ResponseReturnValue:
    """Who may read the assessments of a round, and a form to change that."""
    round_ = _shareable_round(slug)
    records = shares.shareable_records(db.session(), round_)
    partnerships = shares.other_partnerships(db.session(), g.partnership.id)
    form = ShareForm()
    form.reference.choices = [SelectChoice(r.submission.reference, r.submission.reference) for r in records]
    form.reader.choices = [SelectChoice(str(p.id), p.name) for p in partnerships]
    if form.validate_on_submit():
        return _change(round_, form)
    status = 422 if form.errors else 200
    return render_template(
        "results/shares.html", round=round_, records=records, partnerships=partnerships, form=form
    ), status


def _shareable_round(slug: str) -> Round:
    round_ = find_round(db.session(), g.partnership.id, slug)
    if round_ is None or not shares.may_be_shared(round_):
        abort(404)
    return round_


def _change(round_: Round, form: ShareForm) -> ResponseReturnValue:
    """Begin or end a share; logged for the partnership that grants and for the one that reads."""
    submission = shares.find_submission(db.session(), round_, form.reference.data)
    reader = db.session.get(Partnership, int(form.reader.data))
    if submission is None or reader is None:
        abort(404)
    if form.action.data == "end":
        shares.end_share(db.session(), submission, reader.id)
        act, message = "share ended", f"{reader.name} can no longer read {submission.reference}."
    else:
        shares.grant_share(db.session(), submission, reader, granted_by_id=current_user.id)
        act, message = "share granted", f"{reader.name} can now read {submission.reference}."
    _log(act, submission, (round_.partnership_id, reader.id))
    db.session.commit()
    flash(message, "success")
    return redirect(url_for("shared.manage", slug=round_.slug))


@shared_blueprint.get("/shared")
@permission("results.working")
def index() -> ResponseReturnValue:
    """The assessments that other partnerships share with this one."""
    return render_template("results/shared.html", records=shares.shared_with(db.session(), g.partnership.id))


@shared_blueprint.get("/shared/<reference>")
@permission("results.working")
def show(reference: str) -> ResponseReturnValue:
    """One shared assessment, without the conversations with staff. The reading is logged on both sides."""
    found = shares.find_shared(db.session(), g.partnership.id, reference)
    if found is None or not shares.may_be_shared(found.submission.round):
        abort(404)
    refuse_blind(found.submission.round)
    compiled = compiled_version(shares.answered_version(db.session(), found.submission))
    document = shares.shared_document(compiled, found.submission)
    shown = [card for card in cards(compiled, document) if card.place.kind == "section"]
    _log("shared assessment read", found.submission, (g.partnership.id, found.owner.id))
    db.session.commit()
    return render_template("results/shared_record.html", record=found, cards=shown)


def _log(action: str, submission: Submission, partnership_ids: tuple[int, ...]) -> None:
    for partnership_id in partnership_ids:
        record(
            db.session(), action, actor_id=current_user.id, partnership_id=partnership_id,
            subject=f"submission {submission.reference}",
        )  # fmt: skip
