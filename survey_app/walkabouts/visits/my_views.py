"""My visits: today's, the next and the past ones; declaring interests; the notes of a visit."""

from __future__ import annotations

from flask import current_app, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from survey_app.accounts.permissions import can, permission
from survey_app.database import db, now
from survey_app.walkabouts.models import Visit
from survey_app.walkabouts.notes.services import notes_for, notes_refusal
from survey_app.walkabouts.visits.conflicts import VisitRefused, barred_from, declare
from survey_app.walkabouts.visits.forms import ConfirmForm, DeclarationForm
from survey_app.walkabouts.visits.listing import is_rubric_agreed, my_visits
from survey_app.walkabouts.visits.pages import blueprint, log, my_visit_or_404, today
from survey_app.walkabouts.visits.teams import overlaps_of, own_overlap_sentence
from survey_app.walkabouts.visits.visit_views import page_of

APP, CARD = "notes.app", "outcomes.card"


@blueprint.get("/mine")
@permission("walkabouts.visit")
def mine() -> ResponseReturnValue:
    """The visits that I am in."""
    found = my_visits(db.session(), g.partnership.id, current_user.id, today=today())
    live = [*found.today, *found.coming]
    return render_template(
        "visits/mine.html", found=found, app=_app_address(), is_rubric_agreed=is_rubric_agreed,
        to_declare={visit.id for visit in live if _my_declaration_is_missing(visit)},
        barred={visit.id for visit in live if barred_from(db.session(), visit, [current_user.id])},
    )  # fmt: skip


@blueprint.get("/mine/<visit_id>")
@permission("walkabouts.visit")
def my_visit(visit_id: str) -> ResponseReturnValue:
    """One of my visits."""
    visit, member = my_visit_or_404(visit_id)
    return render_template(
        "visits/my_visit.html", page=page_of(visit), visit=visit, member=member, app=_app_address(),
        form=ConfirmForm(), barred=barred_from(db.session(), visit, [current_user.id]).get(current_user.id, []),
        overlaps=_my_overlaps(visit),
        why_no_notes=_why_no_notes(visit), card=_address(CARD, visit),
        on_the_form=_has_round(visit) and can("collect.answer"),
    )  # fmt: skip


@blueprint.route("/mine/<visit_id>/declare", methods=["GET", "POST"])
@permission("walkabouts.visit")
def my_declaration(visit_id: str) -> ResponseReturnValue:
    """Say whether I have a conflict of interest."""
    visit, member = my_visit_or_404(visit_id)
    form = DeclarationForm()
    if request.method == "GET" and member.declared_at is not None:
        form.answer.data, form.conflict.data = ("yes" if member.conflict else "no"), member.conflict
    if form.validate_on_submit():
        declare(db.session(), member, (form.conflict.data or "") if form.answer.data == "yes" else "", at=now())
        log("conflict of interest declared", visit, has_conflict=bool(member.conflict))
        db.session.commit()
        flash("Thank you. Your declaration is recorded.", "success")
        return redirect(url_for("visits.my_visit", visit_id=visit_id))
    page = render_template("visits/declare.html", form=form, visit=visit, member=member)
    return page, 422 if form.errors else 200


@blueprint.post("/mine/<visit_id>/notes")
@permission("walkabouts.visit")
def my_notes(visit_id: str) -> ResponseReturnValue:
    """Open my notes of the visit on the ordinary form; they are begun where there are none yet."""
    visit, _ = my_visit_or_404(visit_id)
    if why := _why_no_notes(visit):
        raise VisitRefused(why)
    if visit.assessment is None or visit.assessment.cycle.walkabout_round is None:
        raise VisitRefused("The cycle of this visit has no round for notes yet. Ask whoever plans the cycle.")
    notes = notes_for(db.session(), visit, current_user)
    db.session.commit()
    round_ = visit.assessment.cycle.walkabout_round
    return redirect(url_for("collect.named_start", slug=round_.slug, draft_id=notes.draft_id))


def _my_declaration_is_missing(visit: Visit) -> bool:
    return any(member.user_id == current_user.id and member.declared_at is None for member in visit.team)


def _why_no_notes(visit: Visit) -> str:
    """Why the signed-in person can note nothing on the visit now; empty where they can."""
    refusal = notes_refusal(db.session(), visit, current_user.id)
    if refusal or is_rubric_agreed(visit):
        return refusal
    return "The rubric is not agreed with the agency yet. Notes can be taken once it is."


def _my_overlaps(visit: Visit) -> list[str]:
    overlaps = overlaps_of(db.session(), visit)
    return [own_overlap_sentence(overlap) for overlap in overlaps if overlap.user.id == current_user.id]


def _has_round(visit: Visit) -> bool:
    return visit.assessment is not None and visit.assessment.cycle.walkabout_round_id is not None


def _app_address() -> str:
    """Where the app for visits opens; empty where it is not installed here."""
    return url_for(APP) if APP in current_app.view_functions else ""


def _address(endpoint: str, visit: Visit) -> str:
    """A page of a visit that another feature has."""
    return url_for(endpoint, visit_id=visit.id) if endpoint in current_app.view_functions else ""
