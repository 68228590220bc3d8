"""Pages that plan a round, open it and close it."""

from __future__ import annotations

from flask import current_app, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from survey_app.accounts.permissions import can, permission
from survey_app.collect.keys import KeyStore, KeyUnavailable
from survey_app.collect.sealing import destroy_spent_keys, open_batches
from survey_app.database import db, now
from survey_app.designer.services import compiled_version
from survey_app.results.pages import print_marks_of
from survey_app.rounds import services
from survey_app.rounds.anonymity import anonymity_problem
from survey_app.rounds.breaking_down import break_down_by, possible_of
from survey_app.rounds.closing import why_not_closed
from survey_app.rounds.forms import BreakDownForm, ConfirmForm, RoundForm
from survey_app.rounds.models import Round
from survey_app.rounds.overview import groups_of_invitations, listed_rounds, overview_of
from survey_app.rounds.pages import blueprint, log, public_address, round_or_404, sees_live_counts
from survey_app.rounds.policies import chosen_decision, decision_for_none, offered_policies
from survey_app.rounds.strata import groups_kept


@blueprint.get("/")
@permission("rounds.read")
def index() -> ResponseReturnValue:
    """All rounds of the partnership."""
    rounds = listed_rounds(db.session(), g.partnership.id, live=sees_live_counts)
    return render_template("rounds/index.html", rounds=rounds)


@blueprint.route("/new", methods=["GET", "POST"])
@permission("rounds.manage")
def create() -> ResponseReturnValue:
    """Plan a new round."""
    form = _round_form()
    if form.validate_on_submit():
        plan = form.plan(policy_id=_policy_id(form))
        round_ = services.create_round(db.session(), g.partnership.id, plan)
        log("round created", round_)
        db.session.commit()
        flash("The round is saved as a draft. Nobody can answer until you open it.", "success")
        return redirect(url_for("rounds.show", slug=round_.slug))
    return render_template("rounds/plan.html", form=form, round=None), 422 if form.errors else 200


@blueprint.route("/<slug>/plan", methods=["GET", "POST"])
@permission("rounds.manage")
def edit(slug: str) -> ResponseReturnValue:
    """Change the plan of a round that has not opened."""
    round_ = round_or_404(slug)
    form = _round_form()
    if request.method == "GET":
        form.fill_from(round_)
    if form.validate_on_submit():
        plan = form.plan(policy_id=_policy_id(form, round_), codeframe_id=round_.codeframe_id)
        services.update_round(db.session(), round_, plan)
        log("round plan changed", round_)
        db.session.commit()
        flash("The plan is saved.", "success")
        return redirect(url_for("rounds.show", slug=slug))
    return render_template("rounds/plan.html", form=form, round=round_), 422 if form.errors else 200


@blueprint.route("/<slug>/break-down", methods=["GET", "POST"])
@permission("rounds.manage")
def break_down(slug: str) -> ResponseReturnValue:
    """Choose the questions by whose groups the answers of a draft round will be shown."""
    round_ = round_or_404(slug)
    form = BreakDownForm()
    form.choose_from(possible_of(round_))
    if request.method == "GET":
        form.questions.data = list(round_.break_down_by)
    if form.validate_on_submit():
        break_down_by(db.session(), round_, form.questions.data or ())
        log("round broken down", round_, questions=", ".join(round_.break_down_by))
        db.session.commit()
        flash("The plan is saved.", "success")
        return redirect(url_for("rounds.show", slug=slug))
    page = render_template("rounds/break_down.html", form=form, round=round_, strata=groups_of_invitations(round_))
    return page, 422 if form.errors else 200


@blueprint.get("/<slug>")
@permission("rounds.read")
def show(slug: str) -> ResponseReturnValue:
    """A round: its plan, how many have answered, and what can be done next."""
    round_ = round_or_404(slug)
    overview = overview_of(
        db.session(), round_, live=sees_live_counts(round_), with_rates=can("results.read"), at=now()
    )
    db.session.commit()
    if overview.rates is not None:
        print_marks_of(overview.rates)
    return render_template(
        "rounds/show.html",
        overview=overview,
        round=overview.round,
        form=ConfirmForm(),
        groups=groups_kept(db.session(), round_),
        open_link=public_address(url_for("collect.open_start", slug=slug)),
    )


@blueprint.post("/<slug>/open")
@permission("rounds.manage")
def open_(slug: str) -> ResponseReturnValue:
    """Open a draft round."""
    round_ = round_or_404(slug)
    services.open_round(db.session(), round_, today=now().date())
    log("round opened", round_)
    db.session.commit()
    flash(f"“{round_.title}” is open.", "success")
    return redirect(url_for("rounds.show", slug=slug))


@blueprint.route("/<slug>/close", methods=["GET", "POST"])
@permission("rounds.manage")
def close(slug: str) -> ResponseReturnValue:
    """Ask, then close the round for good."""
    round_ = round_or_404(slug)
    if why := why_not_closed(db.session(), round_):
        raise services.RoundRefused(why)
    if not ConfirmForm().validate_on_submit():
        overview = overview_of(db.session(), round_, live=True, with_rates=False, at=now())
        return render_template("rounds/close.html", overview=overview, round=round_)
    services.close_round(db.session(), round_, today=now().date())
    keys = KeyStore(current_app.config["WALKABOUT_KEY_DIR"])
    if round_.anonymous:
        _open_all(round_, keys)
    log("round closed", round_)
    db.session.commit()
    if round_.anonymous:
        destroy_spent_keys(db.session(), keys, round_.id)
        db.session.commit()
    flash(f"“{round_.title}” is closed.", "success")
    return redirect(url_for("rounds.show", slug=slug))


def _open_all(round_: Round, keys: KeyStore) -> None:
    """Open what is still sealed; where a key cannot be read, the round stays open and its answers stay sealed."""
    try:
        open_batches(db.session(), keys, round_.id)
    except KeyUnavailable as error:
        title = round_.title
        db.session.rollback()
        raise services.RoundRefused(
            f"“{title}” cannot be closed now: the key of its sealed answers cannot be read. Nothing has changed. "
            "Ask whoever runs this site to look at the directory of batch keys, then close the round again."
        ) from error


def _round_form() -> RoundForm:
    """The form with the versions of this partnership to choose from."""
    form = RoundForm()
    versions = services.published_versions(db.session(), g.partnership.id)
    form.choose_from(
        [(version.id, f"{version.instrument.title}, version {version.number}") for version in versions],
        offered_policies(db.session(), g.partnership.id),
    )
    if form.anonymous.data:
        chosen = (version for version in versions if str(version.id) == form.version.data)
        form.not_anonymous = {str(one.id): anonymity_problem(compiled_version(one)) for one in chosen}
    return form


def _policy_id(form: RoundForm, round_: Round | None = None) -> int:
    """The decision that the form asks for; a decision to hide nothing is recorded anew only when it has changed."""
    today = now().date()
    if form.policy.data != "none":
        return chosen_decision(
            db.session(), g.partnership.id, form.policy.data, decided_by=current_user.name, today=today
        )
    decided_by, reason = form.policy_decided_by.data.strip(), form.policy_reason.data.strip()
    if round_ is not None and (round_.policy.policy, round_.policy.decided_by, round_.policy.reason) == (
        "none", decided_by, reason,
    ):  # fmt: skip
        return round_.policy_id
    return decision_for_none(db.session(), g.partnership.id, decided_by=decided_by, reason=reason, today=today).id
