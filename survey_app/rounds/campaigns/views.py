"""Pages of campaigns: the school list, planning, returns and gaps by region, reminders."""

from __future__ import annotations

import csv
import io

from flask import Blueprint, Response, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from analysis.formula_guard import guarded
from survey_app.accounts.permissions import permission
from survey_app.audit_log import record
from survey_app.database import db, now
from survey_app.designer.services import compiled_version
from survey_app.rounds.campaigns import services
from survey_app.rounds.campaigns.forms import CampaignForm, SchoolListForm
from survey_app.rounds.campaigns.models import Campaign
from survey_app.rounds.campaigns.progress import progress_of
from survey_app.rounds.campaigns.reminders import remind
from survey_app.rounds.campaigns.school_list import MOST_BYTES, SchoolList, read_school_list
from survey_app.rounds.forms import ConfirmForm
from survey_app.rounds.invitation_list import decode_list
from survey_app.rounds.mailing import queue_invitations
from survey_app.rounds.policies import default_decision
from survey_app.rounds.services import open_round, published_versions

blueprint = Blueprint("campaigns", __name__, url_prefix="/p/<partnership>/campaigns", template_folder="../templates")
SCHOOL_AUDIT = "school-safeguarding-audit"  # the library's instrument for campaigns


@blueprint.get("/")
@permission("rounds.manage")
def index() -> ResponseReturnValue:
    """The campaigns, and how many schools are on the list."""
    schools = services.schools_of(db.session(), g.partnership.id)
    campaigns = services.campaigns_of(db.session(), g.partnership.id)
    return render_template("campaigns/index.html", campaigns=campaigns, schools=schools)


@blueprint.route("/schools", methods=["GET", "POST"])
@permission("rounds.manage")
def schools() -> ResponseReturnValue:
    """The school list: the present one, and a newer one in its place."""
    form, found = SchoolListForm(), None
    if form.validate_on_submit() and (text := _submitted(form)):
        found = read_school_list(text)
        form.pasted.data = text
        if found.rows and (form.skip_problems.data or not found.problems):
            return _take(found)
    page = render_template(
        "campaigns/schools.html", form=form, found=found, schools=services.schools_of(db.session(), g.partnership.id)
    )
    return page, 422 if found or form.errors else 200


def _submitted(form: SchoolListForm) -> str:
    content = form.upload.data.read(MOST_BYTES + 1) if form.upload.data else b""
    text = decode_list(content) if content else (form.pasted.data or "")
    if len(content) > MOST_BYTES or len(text) > MOST_BYTES:
        form.upload.errors = ["The list is larger than 2 MB. Leave out the columns that are not needed."]
        return ""
    if not text.strip():
        form.pasted.errors = ["Choose a file, or paste the list with its header line."]
        return ""
    return text.strip("\ufeff")


def _take(found: SchoolList) -> ResponseReturnValue:
    update = services.take_list(db.session(), g.partnership.id, found.rows)
    _log("school list taken", "school list", added=update.added, changed=update.changed, gone=len(update.gone))
    db.session.commit()
    flash(f"The list has {len(found.rows):,} schools: {update.added:,} new, {update.changed:,} changed.", "success")
    if update.gone:
        flash(f"No longer on the list: {', '.join(update.gone[:20])}{' and others' if len(update.gone) > 20 else ''}.")
    return redirect(url_for("campaigns.schools"))


@blueprint.route("/new", methods=["GET", "POST"])
@permission("rounds.manage")
def new() -> ResponseReturnValue:
    """Plan a campaign."""
    form = CampaignForm()
    form.choose_from(_versions())
    if form.validate_on_submit():
        decision = default_decision(db.session(), g.partnership.id, decided_by=current_user.name, today=now().date())
        campaign = services.start_campaign(
            db.session(), g.partnership.id, title=form.title.data.strip(), version_id=int(form.version.data),
            policy_id=decision.id, closes_on=form.closes_on.data, reminder_days=form.reminder_days,
            introduction=(form.introduction.data or "").strip(),
        )  # fmt: skip
        _log("campaign planned", f"round {campaign.round.slug}", schools=campaign.round.population_size)
        db.session.commit()
        flash("The campaign is planned. No school has been written to yet.", "success")
        return redirect(url_for("campaigns.show", slug=campaign.round.slug))
    count = len(services.schools_of(db.session(), g.partnership.id))
    return render_template("campaigns/new.html", form=form, count=count), 422 if form.errors else 200


def _versions() -> list[tuple[int, str]]:
    """The published versions that ask organisations, the library's audit of schools before all others."""
    found = [
        version
        for version in published_versions(db.session(), g.partnership.id)
        if compiled_version(version).instrument.settings.unit == "organisations"
    ]
    found.sort(key=lambda version: version.instrument.form_id != SCHOOL_AUDIT)
    return [(version.id, f"{version.instrument.title}, version {version.number}") for version in found]


@blueprint.get("/<slug>")
@permission("rounds.manage")
def show(slug: str) -> ResponseReturnValue:
    """Returns and gaps."""
    campaign = _campaign_or_404(slug)
    progress = progress_of(db.session(), campaign)
    regions = {line.region for line in progress.regions}
    region = request.args.get("region", "") if request.args.get("region") in regions else ""
    return render_template(
        "campaigns/show.html", campaign=campaign, round=campaign.round, progress=progress, region=region,
        gaps=progress.gaps(region=region), form=ConfirmForm(), today=now().date(),
    )  # fmt: skip


@blueprint.post("/<slug>/begin")
@permission("rounds.manage")
def begin(slug: str) -> ResponseReturnValue:
    """Open the round and write to every lead."""
    campaign = _campaign_or_404(slug)
    open_round(db.session(), campaign.round, today=now().date())
    count = queue_invitations(db.session(), campaign.round)
    _log("campaign begun", f"round {slug}", messages=count)
    db.session.commit()
    flash(f"The campaign is open, and {count:,} designated leads are being written to.", "success")
    return redirect(url_for("campaigns.show", slug=slug))


@blueprint.post("/<slug>/remind")
@permission("rounds.manage")
def remind_now(slug: str) -> ResponseReturnValue:
    """Remind the leads of schools that have not answered, of one region or all."""
    campaign = _campaign_or_404(slug)
    region = request.form.get("region", "")
    if region not in {"", *(line.region for line in progress_of(db.session(), campaign).regions)}:
        abort(404)
    reminder = remind(db.session(), campaign, today=now().date(), region=region)
    _log("campaign reminded", f"round {slug}", messages=reminder.messages, region=region)
    db.session.commit()
    flash(
        "1 reminder is on its way." if reminder.messages == 1 else f"{reminder.messages:,} reminders are on their way."
    )
    return redirect(url_for("campaigns.show", slug=slug, region=region or None))


@blueprint.post("/<slug>/renew")
@permission("rounds.manage")
def renew(slug: str) -> ResponseReturnValue:
    """Take the leads of the present list; before the campaign begins, its new schools too."""
    campaign = _campaign_or_404(slug)
    renewal = services.renew(db.session(), campaign)
    _log("campaign renewed", f"round {slug}", leads=renewal.leads, invited=renewal.invited)
    db.session.commit()
    flash(f"{renewal.leads:,} schools have another designated lead now, and {renewal.invited:,} schools are new.")
    return redirect(url_for("campaigns.show", slug=slug))


@blueprint.get("/<slug>/gaps.csv")
@permission("rounds.manage")
def gaps(slug: str) -> ResponseReturnValue:
    """The schools that have not returned theirs, as a file."""
    campaign = _campaign_or_404(slug)
    out = io.StringIO(newline="")
    rows = csv.writer(out)
    rows.writerow(["URN", "School", "Region", "Phase", "Designated lead", "E-mail", "State"])
    for line in progress_of(db.session(), campaign).gaps(region=request.args.get("region", "")):
        cells = (line.urn, line.name, line.region, line.phase, line.lead_name, line.lead_email, line.state_text)
        rows.writerow([guarded(cell) for cell in cells])
    _log("campaign gaps read", f"round {slug}")
    db.session.commit()
    response = Response("\ufeff" + out.getvalue(), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="gaps-{campaign.round.slug}.csv"'
    return response


def _campaign_or_404(slug: str) -> Campaign:
    campaign = services.find_campaign(db.session(), g.partnership.id, slug)
    if campaign is None:
        abort(404)
    return campaign


def _log(action: str, subject: str, **details: object) -> None:
    record(
        db.session(),
        action,
        actor_id=current_user.id,
        partnership_id=g.partnership.id,
        subject=subject,
        details=details,
    )
