"""Setting two blind coders, opening their reconciliation, and deciding where they differ."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from survey_app.accounts.permissions import permission
from survey_app.database import db
from survey_app.results import coding
from survey_app.results.models import DoubleCoding, blind_layer
from survey_app.results.pages import blueprint, reader
from survey_app.results.services import log_reading
from survey_app.results.themes import double_coding, reconciliation
from survey_app.results.themes.forms import CodersForm
from survey_app.results.themes.pages import codable_round, comment_or_404, comments_in
from survey_app.rounds.models import Round
from survey_app.rounds.pages import log


@blueprint.route("/coding/two-coders", methods=["GET", "POST"])
@permission("coding.manage")
def two_coders(slug: str) -> ResponseReturnValue:
    """Who codes the comments; whether the two are done, without saying what they gave."""
    round_ = codable_round(slug)
    form = CodersForm()
    form.choose_from(double_coding.coders_to_choose(db.session(), round_.partnership_id))
    if form.validate_on_submit():
        first, second = int(form.first.data), int(form.second.data)
        double_coding.set_double_coding(db.session(), round_, first, second, set_by_id=current_user.id)
        log("two coders set", round_, coders=[first, second])
        db.session.commit()
        flash("The two code blind from now on. Each sees only their own codings.", "success")
        return redirect(url_for("results.two_coders", slug=slug))
    double = double_coding.double_coding_of(db.session(), round_)
    return render_template(
        "results/two_coders.html", round=round_, me=current_user.id, form=form, double=double,
        codeframe=coding.codeframe_of(db.session(), round_), done=_done(round_, double) if double else {},
    ), 422 if form.errors else 200  # fmt: skip


def _done(round_: Round, double: DoubleCoding) -> dict[int, coding.Progress]:
    """How far each of the two has come; of the other one the page says only whether they are done."""
    return {coder: coding.progress_of(comments_in(round_, blind_layer(coder))) for coder in double.coder_ids}


@blueprint.post("/coding/two-coders/end")
@permission("coding.manage")
def end_two_coders(slug: str) -> ResponseReturnValue:
    """Go back to one coder, while nothing is coded."""
    round_ = codable_round(slug)
    double_coding.end_double_coding(db.session(), round_)
    log("two coders ended", round_)
    db.session.commit()
    flash("The comments are coded by one person at a time.", "success")
    return redirect(url_for("results.coding_list", slug=slug))


@blueprint.post("/coding/reconciliation/open")
@permission("coding.manage")
def open_reconciliation(slug: str) -> ResponseReturnValue:
    """End the blind coding and lay the two side by side."""
    round_ = codable_round(slug)
    double_coding.open_reconciliation(db.session(), round_, opened_by_id=current_user.id)
    log("reconciliation opened", round_)
    db.session.commit()
    return redirect(url_for("results.reconcile", slug=slug))


@blueprint.get("/coding/reconciliation")
@permission("coding.manage")
def reconcile(slug: str) -> ResponseReturnValue:
    """Where the two differ, side by side, and how well they agree."""
    round_ = codable_round(slug)
    double = double_coding.double_coding_of(db.session(), round_)
    codeframe = coding.codeframe_of(db.session(), round_)
    if double is None or double.is_blind or codeframe is None:
        return redirect(url_for("results.two_coders", slug=slug))
    comments = comments_in(round_)
    log_reading(db.session(), "comments read", round_, reader())
    db.session.commit()
    return render_template(
        "results/reconcile.html", round=round_, double=double, codeframe=codeframe, stances=coding.STANCES,
        pairs=reconciliation.pairs_of(db.session(), round_, comments),
        agreement=reconciliation.agreement_of(db.session(), round_, codeframe, comments),
        labels={theme.name: theme.label for theme in codeframe.themes},
    )  # fmt: skip


@blueprint.post("/coding/reconciliation/<key>")
@permission("coding.manage")
def decide(slug: str, key: str) -> ResponseReturnValue:
    """Record what counts for one comment."""
    round_ = codable_round(slug)
    comment = comment_or_404(round_, key)
    choice = request.form.get("choice", "")
    wanted = reconciliation.CHOICES.get(choice, _other())
    if choice not in reconciliation.CHOICES and choice != "other":
        raise coding.CodingRefused("Choose what is to count.")
    reconciliation.decide(db.session(), round_, comment.place, wanted, decided_by_id=current_user.id)
    log("codings reconciled", round_, question=comment.place.question, choice=choice)
    db.session.commit()
    return redirect(url_for("results.reconcile", slug=slug, _anchor="differences"))


def _other() -> dict[str, str]:
    return {theme: request.form.get(f"stance-{theme}", "neutral") for theme in request.form.getlist("theme")}
