"""Pages of re-tests: set, called off, judged; and what other pages show of one that lies in their record."""

from __future__ import annotations

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from survey_app.accounts.permissions import can, permission
from survey_app.case_audits.models import CaseAudit
from survey_app.case_audits.numbers import number_of
from survey_app.database import db
from survey_app.happenings import work_changed
from survey_app.improvement.actions.action_views import refuse
from survey_app.improvement.actions.forms import WhyForm
from survey_app.improvement.actions.judging_views import owns_an_action
from survey_app.improvement.actions.pages import led_agencies
from survey_app.improvement.actions.refusals import ActionRefused
from survey_app.improvement.models import Recommendation, ReTest
from survey_app.improvement.models.retests import FOLLOWED
from survey_app.improvement.pages import blueprint, log, recommendation_or_404
from survey_app.improvement.retests import setting
from survey_app.improvement.retests.figures import before_of
from survey_app.improvement.retests.forms import ResultForm, ReTestForm
from survey_app.improvement.retests.placing import AUDIT, ROUND, record_of, retests_in
from survey_app.improvement.retests.subjects import find_subject, subjects_of
from survey_app.local_time import today
from survey_app.partnership.services import agencies_of
from survey_app.results.services import is_blind
from survey_app.rounds.models import Round
from survey_app.walkabouts.models import Visit


@blueprint.route("/recommendations/<int:number>/retests/new", methods=["GET", "POST"])
@permission("improvement.manage")
def retest_new(number: int) -> ResponseReturnValue:
    """Set a re-test on a recommendation; one that fits is looked for at once."""
    found, form = recommendation_or_404(number), ReTestForm()
    form.offer(subjects_of(db.session(), g.partnership.id), agencies_of(db.session(), g.partnership.id))
    if request.method == "GET":
        form.not_before.data = today()
    if form.validate_on_submit():
        try:
            made = setting.set_retest(db.session(), found, _plan(form), current_user.id, today())
            work_changed(db.session(), g.partnership.id)
        except ActionRefused as refused:
            refuse(form, refused)
            found = recommendation_or_404(number)
        else:
            words = "The re-test is set, and placed already." if made.record_id else "The re-test is set. It waits."
            return _done(found, "re-test set", words, way=made.way)
    page = render_template("improvement/retests/new.html", recommendation=found, form=form)
    return page, 422 if form.errors else 200


@blueprint.route("/recommendations/<int:number>/retests/<int:order>/cancel", methods=["GET", "POST"])
@permission("improvement.manage")
def retest_cancel(number: int, order: int) -> ResponseReturnValue:
    """Call a re-test off, with a reason, before its result is in."""
    retest, form = _retest_or_404(number, order), WhyForm()
    if form.validate_on_submit():
        try:
            setting.cancel_retest(db.session(), retest, form.why.data or "", current_user.id)
        except ActionRefused as refused:
            refuse(form, refused)
        else:
            return _done(retest.recommendation, "re-test called off", "The re-test is called off.", order=order)
    page = render_template("improvement/retests/cancel.html", retest=_retest_or_404(number, order), form=form)
    return page, 422 if form.errors else 200


@blueprint.route("/recommendations/<int:number>/retests/<int:order>/judge", methods=["GET", "POST"])
@permission("improvement.judge")
def retest_judge(number: int, order: int) -> ResponseReturnValue:
    """Say what a result means: never of what one did oneself."""
    retest, form = _retest_or_404(number, order), ResultForm()
    if not reads_results_of(retest):
        abort(403)
    if request.method == "GET" and owns_an_action(retest.recommendation):
        raise ActionRefused(setting.OWN)
    if request.method == "GET" and not (retest.is_to_judge and retest.recommendation.state in FOLLOWED):
        raise ActionRefused("This re-test has no result that waits to be judged.")
    if form.validate_on_submit():
        try:
            setting.judge_retest(
                db.session(), retest, form.result.data or "", form.reason.data or "", current_user.id
            )  # fmt: skip
        except ActionRefused as refused:
            refuse(form, refused)
        else:
            words = "The judgement is kept."
            if retest.result == "not_confirmed":
                words = (
                    f"The judgement is kept. {retest.recommendation.reference} is open: the impact was not confirmed."
                )
            return _done(retest.recommendation, "re-test judged", words, order=order, result=retest.result)
    page = render_template("improvement/retests/judge.html", retest=_retest_or_404(number, order), form=form)
    return page, 422 if form.errors else 200


def also_look_at(record_type: str, record_id: object) -> list[str]:
    """What the re-tests in a record ask of whoever does it; nothing of what was found before."""
    return [one.asks for one in retests_in(db.session(), g.partnership.id, record_type, str(record_id))]


def place_of_retest(retest: ReTest) -> str:
    """What a re-test lies in, in words."""
    record = record_of(db.session(), retest)
    if isinstance(record, Visit):
        if not can("improvement.read") and record.agency_id not in led_agencies():
            return "a visit to another agency"
        day = f" on {record.day:%-d %B %Y}" if record.day else ""
        return f"the visit to {record.agency.name}{day}"
    if isinstance(record, CaseAudit):
        return f"the audit “{record.title}”"
    return f"the round “{record.title}”" if isinstance(record, Round) else "a record that is gone"


def reads_results_of(retest: ReTest) -> bool:
    """Whether the signed-in person may read the result.

    Nobody who still grades in that round without the others; and the grade of a visit only who reads the chain, or
    leads the agency that was visited.
    """
    record = record_of(db.session(), retest)
    if retest.way == "walkabout" and not can("improvement.read"):
        return isinstance(record, Visit) and record.agency_id in led_agencies()
    round_ = record.round if isinstance(record, CaseAudit) else record
    return not (retest.record_type in (AUDIT, ROUND) and isinstance(round_, Round) and is_blind(round_))


@blueprint.app_context_processor
def words() -> dict[str, object]:
    """What pages need to show re-tests, also those of visits, audits and rounds."""
    return {
        "also_look_at": also_look_at, "place_of_retest": place_of_retest, "reads_results_of": reads_results_of,
    }  # fmt: skip


def _plan(form: ReTestForm) -> setting.ReTestPlan:
    session, partnership_id = db.session(), g.partnership.id
    subject = find_subject(session, partnership_id, form.subject.data or "")
    if subject is None:
        raise ActionRefused("Choose the standard or question that is looked at again.", "subject")
    agency_id = number_of(form.agency.data or "")
    before = before_of(session, partnership_id, subject.way, subject.form_id, subject.name, agency_id)
    before |= {"question": subject.label}
    return setting.ReTestPlan(
        way=subject.way, asks=form.asks.data or "", subject=subject.name, form_id=subject.form_id,
        agency_id=agency_id, not_before=form.not_before.data, before=before, grades=subject.grades,
    )  # fmt: skip


def _retest_or_404(number: int, order: int) -> ReTest:
    found = recommendation_or_404(number)
    return next((one for one in found.retests if one.number == order), None) or abort(404)


def _done(found: Recommendation, act: str, words: str, **details: object) -> ResponseReturnValue:
    number = found.number
    log(act, found.reference, **details)
    db.session.commit()
    flash(words, "success")
    return redirect(url_for("improvement.recommendation", number=number, _anchor="retests"))
