"""The judges' desk: what waits to be judged, never one's own; closing a recommendation, and opening it again."""

from __future__ import annotations

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from survey_app.accounts.permissions import permission
from survey_app.case_audits.numbers import number_of
from survey_app.database import db
from survey_app.improvement.actions import closing
from survey_app.improvement.actions.action_views import done, refuse, shown
from survey_app.improvement.actions.forms import VerdictForm, WhyForm
from survey_app.improvement.actions.impact import judge_impact
from survey_app.improvement.actions.pages import is_of_same_agency, seen_action_or_404, waiting_claim, why_not_judge
from survey_app.improvement.actions.people import owners_ever
from survey_app.improvement.actions.reading import claims_waiting, retests_waiting
from survey_app.improvement.actions.refusals import ActionRefused, NotYours
from survey_app.improvement.models import VERDICTS, Recommendation
from survey_app.improvement.pages import blueprint, log, recommendation_or_404
from survey_app.local_time import today

MEANS = {
    "no_evidence": "The action is opened again.",
    "activity_only": "The work is done; the recommendation stays open.",
    "changed_practice": "People work differently now. An impact.",
    "better_for_children": "Children are better off, and that is known. An impact.",
}
CLOSERS = ("improvement.judge", "improvement.manage")


@blueprint.get("/judging")
@permission("improvement.judge")
def judging() -> ResponseReturnValue:
    """What waits to be judged by somebody else than whoever did it."""
    claims = [(one, why_not_judge(one)) for one in claims_waiting(db.session(), g.partnership.id)]
    retests = retests_waiting(db.session(), g.partnership.id)
    mine = {one.id for one in retests if owns_an_action(one.recommendation)}
    return render_template("improvement/actions/judging.html", claims=claims, retests=retests, mine=mine)


@blueprint.route("/actions/<int:number>/judge", methods=["GET", "POST"])
@permission("improvement.judge")
def action_judge(number: int) -> ResponseReturnValue:
    """Judge the claim that waits: never of what one owns, owned or claimed."""
    found, form = seen_action_or_404(number), VerdictForm()
    claim = waiting_claim(found)
    if claim is None:
        raise ActionRefused(f"{found.reference} does not wait to be judged.")
    if why_not := why_not_judge(found):
        raise NotYours(why_not) if request.method == "POST" else ActionRefused(why_not)
    if request.method == "GET":
        form.claim.data = str(claim.number)
    if form.validate_on_submit():
        read = next((one for one in found.claims if one.number == number_of(form.claim.data or "")), None) or abort(404)
        try:
            judge_impact(
                db.session(), read, form.verdict.data or "", form.reason.data or "", current_user.id, today()
            )  # fmt: skip
        except ActionRefused as refused:
            refuse(form, refused)
        else:
            words = f"Judged: {VERDICTS[read.verdict].lower()}. {MEANS[read.verdict]}"
            return done(found, "action: impact judged", words, verdict=read.verdict, claim=read.number)
    found = seen_action_or_404(number)
    return shown(
        "improvement/actions/judge.html", found, form, claim=waiting_claim(found) or found.claims[-1], means=MEANS,
        same_agency=is_of_same_agency(found, current_user.id),
    )  # fmt: skip


@blueprint.post("/recommendations/<int:number>/close")
@permission(*CLOSERS)
def recommendation_close(number: int) -> ResponseReturnValue:
    """Close a recommendation with impact; what is missing is said."""
    found = recommendation_or_404(number)
    closing.close_recommendation(db.session(), found, current_user.id, today())
    return _done(found, "recommendation closed", f"{found.reference} is closed with impact.")


@blueprint.route("/recommendations/<int:number>/open-again", methods=["GET", "POST"])
@permission(*CLOSERS)
def recommendation_open_again(number: int) -> ResponseReturnValue:
    """Open a closed recommendation again, with a reason."""
    found, form = recommendation_or_404(number), WhyForm()
    if request.method == "GET":
        form.seen.data = str(found.revision)
    if form.validate_on_submit():
        try:
            closing.reopen_recommendation(db.session(), found, current_user.id, form.why.data or "")
        except ActionRefused as refused:
            refuse(form, refused)
            found = recommendation_or_404(number)
        else:
            return _done(found, "recommendation opened again", f"{found.reference} is open again.")
    page = render_template("improvement/actions/reopen.html", recommendation=found, form=form)
    return page, 422 if form.errors else 200


def owns_an_action(recommendation: Recommendation) -> bool:
    """Whether the signed-in person owns an action of a recommendation, or ever did."""
    return any(current_user.id in owners_ever(db.session(), one) for one in recommendation.actions)


def _done(found: Recommendation, act: str, words: str) -> ResponseReturnValue:
    number = found.number
    log(act, found.reference)
    db.session.commit()
    flash(words, "success")
    return redirect(url_for("improvement.recommendation", number=number))
