"""The settings of a partnership: details, agencies, small numbers, what is reportable, retention, messages, the log."""

from __future__ import annotations

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from survey_app import audit_log
from survey_app.accounts.permissions import permission
from survey_app.database import db
from survey_app.errors import UserError
from survey_app.mail import messages_to_look_at
from survey_app.partnership import decisions, retention_settings, services
from survey_app.partnership.forms import AgencyForm, DetailsForm, PolicyForm, RetentionForm, ThresholdsForm
from survey_app.partnership.models import AGENCY_TYPES

blueprint = Blueprint("settings", __name__, url_prefix="/p/<partnership>/settings", template_folder="templates")


def log(action: str, subject: str, **details: object) -> None:
    """Write to the audit log who changed what in this partnership."""
    audit_log.record(
        db.session(),
        action,
        actor_id=current_user.id,
        partnership_id=g.partnership.id,
        subject=subject,
        details=details,
    )


@blueprint.get("/")
@permission("partnership.read")
def index() -> ResponseReturnValue:
    """What can be set here, as far as one's roles go."""
    return render_template("partnership/settings.html")


@blueprint.route("/details", methods=["GET", "POST"])
@permission("partnership.manage")
def details() -> ResponseReturnValue:
    """Name, contact and urgent numbers."""
    form = DetailsForm(obj=g.partnership)
    if form.validate_on_submit():
        form.populate_obj(g.partnership)
        log("changed the partnership's details", f"partnership {g.partnership.slug}")
        db.session.commit()
        flash("The details are saved.", "success")
        return redirect(url_for("settings.index"))
    return render_template("partnership/details.html", form=form), 422 if form.errors else 200


@blueprint.route("/agencies", methods=["GET", "POST"])
@permission("partnership.manage")
def agencies() -> ResponseReturnValue:
    """The agencies of the partnership's area; add one."""
    form = AgencyForm()
    if form.validate_on_submit():
        agency = services.add_agency(
            db.session(), g.partnership.id, name=form.name.data or "", agency_type=form.agency_type.data
        )
        log("added an agency", f"agency {agency.id}", name=agency.name)
        db.session.commit()
        flash(f"{agency.name} is one of your agencies.", "success")
        return redirect(url_for("settings.agencies"))
    page = render_template(
        "partnership/agencies.html",
        form=form,
        agencies=services.agencies_of(db.session(), g.partnership.id),
        elsewhere=services.agencies_elsewhere(db.session(), g.partnership.id),
        agency_types=AGENCY_TYPES,
    )
    return page, 422 if form.errors else 200


@blueprint.post("/agencies/include")
@permission("partnership.manage")
def include_agency() -> ResponseReturnValue:
    """Add an agency that the installation knows already."""
    agency_id = request.form.get("agency", type=int)
    if agency_id is None:
        raise UserError("Choose an agency from the list.")
    services.include_agency(db.session(), g.partnership.id, agency_id)
    log("added an agency", f"agency {agency_id}")
    db.session.commit()
    flash("The agency is one of yours now.", "success")
    return redirect(url_for("settings.agencies"))


@blueprint.post("/agencies/<int:agency_id>/exclude")
@permission("partnership.manage")
def exclude_agency(agency_id: int) -> ResponseReturnValue:
    """Take an agency out of the list; its past answers stay."""
    services.exclude_agency(db.session(), g.partnership.id, agency_id)
    log("removed an agency", f"agency {agency_id}")
    db.session.commit()
    flash("The agency is no longer in your list. Its past answers stay.", "success")
    return redirect(url_for("settings.agencies"))


@blueprint.route("/policy", methods=["GET", "POST"])
@permission("partnership.manage")
def policy() -> ResponseReturnValue:
    """The decisions on small numbers; record a new one."""
    form = PolicyForm()
    chosen = form.chosen_policy() if form.validate_on_submit() else None
    if chosen is not None:
        decision = decisions.record_policy(
            db.session(), g.partnership.id, chosen, form.decision(), blanks_reason=form.blanks_reason.data or ""
        )
        log("recorded a disclosure policy", f"disclosure decision {decision.id}", policy=decision.policy)
        db.session.commit()
        flash("The decision is recorded. New rounds may name it; open rounds keep theirs.", "success")
        return redirect(url_for("settings.policy"))
    made = [(one, decisions.short_text(one)) for one in decisions.policy_decisions(db.session(), g.partnership.id)]
    return render_template("partnership/policy.html", form=form, decisions=made), 422 if form.errors else 200


@blueprint.route("/reportability", methods=["GET", "POST"])
@permission("partnership.manage")
def reportability() -> ResponseReturnValue:
    """What a figure needs to be reported; decide it anew."""
    form = ThresholdsForm()
    if form.validate_on_submit():
        decision = decisions.record_thresholds(
            db.session(), g.partnership.id, form.unit.data, form.thresholds(), form.decision()
        )
        log("decided what may be reported", f"reportability decision {decision.id}", unit=decision.unit)
        db.session.commit()
        flash("The decision is recorded. It counts for every report that is made from now on.", "success")
        return redirect(url_for("settings.reportability"))
    in_force = {
        label: decisions.thresholds_for(db.session(), g.partnership.id, unit) for unit, label in decisions.UNITS.items()
    }
    made = decisions.threshold_decisions(db.session(), g.partnership.id)
    page = render_template(
        "partnership/reportability.html", form=form, in_force=in_force, decisions=made, units=decisions.UNITS
    )
    return page, 422 if form.errors else 200


@blueprint.get("/retention")
@permission("partnership.manage")
def retention() -> ResponseReturnValue:
    """How long each kind of record is kept, what is due, and which rounds are on hold."""
    schedule = retention_settings.schedule(db.session(), g.partnership)
    return render_template("partnership/retention.html", schedule=schedule)


@blueprint.route("/retention/<record_type>", methods=["GET", "POST"])
@permission("partnership.manage")
def retention_rule(record_type: str) -> ResponseReturnValue:
    """Change how long one kind of record is kept."""
    row = retention_settings.find_rule(db.session(), g.partnership, record_type)
    if row is None:
        abort(404)
    form = RetentionForm(months=row.months, basis=row.basis)
    if form.validate_on_submit():
        months, basis = form.months.data or row.months, form.basis.data or ""
        retention_settings.set_rule(db.session(), g.partnership, record_type, months=months, basis=basis)
        log("changed a retention rule", record_type, months=months)
        db.session.commit()
        flash("The rule is saved. It counts for what is kept already, too.", "success")
        return redirect(url_for("settings.retention"))
    return render_template("partnership/retention_rule.html", form=form, row=row), 422 if form.errors else 200


@blueprint.post("/retention/hold/<slug>")
@permission("partnership.manage")
def hold(slug: str) -> ResponseReturnValue:
    """Put a round on legal hold or take it off."""
    on = request.form.get("hold") == "on"
    if not retention_settings.set_hold(db.session(), g.partnership, slug, on=on):
        abort(404)
    log("put on legal hold" if on else "took off legal hold", f"round {slug}")
    db.session.commit()
    flash("Nothing of this round will be destroyed." if on else "The retention rules count for this round again.")
    return redirect(url_for("settings.retention"))


@blueprint.get("/messages")
@permission("partnership.manage")
def messages() -> ResponseReturnValue:
    """The outbox: what waits, what was sent, what failed or has an unknown fate."""
    found = messages_to_look_at(db.session(), partnership_id=g.partnership.id)
    return render_template("partnership/messages.html", messages=found)


@blueprint.get("/audit-log")
@permission("audit_log.read")
def audit() -> ResponseReturnValue:
    """Who read and changed what, the newest first."""
    before = request.args.get("before", type=int)
    events = audit_log.newest_events(db.session(), partnership_id=g.partnership.id, before_id=before)
    return render_template("partnership/audit_log.html", events=events, page_size=audit_log.PAGE_SIZE)
