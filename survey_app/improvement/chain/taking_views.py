"""The page from which recommendations made elsewhere are taken up, with the action that was agreed there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from survey_app.accounts.permissions import permission
from survey_app.case_audits.numbers import number_of
from survey_app.database import db
from survey_app.improvement.actions.forms import CarriedForm, say
from survey_app.improvement.actions.planning import owners_offered
from survey_app.improvement.actions.refusals import ActionRefused
from survey_app.improvement.chain.carrying import Carried, Wanted, carried
from survey_app.improvement.chain.forms import SeenForm
from survey_app.improvement.chain.origins import Proposal
from survey_app.improvement.chain.pages import attempt, status_of
from survey_app.improvement.chain.taking_up import take_up, take_up_all, waiting
from survey_app.improvement.models import PRIORITIES, Recommendation
from survey_app.improvement.pages import blueprint, log
from survey_app.local_time import today
from survey_app.partnership.services import agencies_of

Agreed = Mapping[str, tuple[Carried, CarriedForm]]  # by the id of the record that is to be taken up


@blueprint.route("/take-up", methods=["GET", "POST"])
@permission("improvement.manage")
def taking_up() -> ResponseReturnValue:
    """What audits, peer reviews and assessments recommend and nobody has taken up; one click takes it up."""
    form, session = SeenForm(), db.session()
    proposals = waiting(session, g.partnership.id)
    agreed = _agreed(proposals)
    if form.validate_on_submit():
        made = _take(form, proposals, agreed)
        if made:
            for one in made:
                planned = [action.reference for action in one.actions]
                log(
                    "recommendation taken up",
                    one.reference,
                    origin=one.origin_type,
                    owner=one.owner_id,
                    planned=planned,
                )
            words = _words(made)
            db.session.commit()
            flash(words, "success")
            if not form.form_errors and not any(part.errors for _, part in agreed.values()):
                return redirect(url_for("improvement.taking_up"))
        proposals = waiting(session, g.partnership.id)
    page = render_template(
        "improvement/chain/taking_up.html", form=form, proposals=proposals, agreed=agreed, today=today(),
        agencies=agencies_of(session, g.partnership.id),
        names={one.id: one.name for one in agencies_of(session, g.partnership.id)},
    )  # fmt: skip
    return page, 422 if any(part.errors for _, part in agreed.values()) else status_of(form)


def _agreed(proposals: Sequence[Proposal]) -> Agreed:
    """The actions that come with proposals, each with its form; ticked, and filled with what was agreed."""
    session, offered = db.session(), dict[int, list[tuple[int, str]]]()
    found = {}
    for one in proposals:
        action = carried(session, g.partnership.id, one)
        if action is None:
            continue
        agency_id = one.owner_id or 0
        if agency_id not in offered:
            offered[agency_id] = owners_offered(session, g.partnership.id, agency_id)
        form = CarriedForm(prefix=f"action-{one.origin_id}-", meta={"csrf": False})
        form.offer((), offered[agency_id])
        if request.method == "GET":
            form.wanted.data, form.due_by.data = True, action.agreed.due_on
            form.owner_id.data, form.owner.data = str(action.owner_id or ""), action.role
            form.success_measure.data = action.agreed.success_measure
        found[one.origin_id] = (action, form)
    return found


def _take(form: SeenForm, proposals: Sequence[Proposal], agreed: Agreed) -> list[Recommendation]:
    """Take up the one of the button, or all that are waiting; what is in the way stands in the forms."""
    session, pressed = db.session(), request.form.get("take", "")
    if pressed == "all":
        return _take_all(form, proposals, agreed)
    origin_type, _, origin_id = pressed.partition(":")
    owner, priority = request.form.get(f"owner-{origin_id}", ""), request.form.get(f"priority-{origin_id}", "medium")
    _, part = agreed.get(origin_id, (None, None))
    if part is not None and part.wanted.data and not part.validate():
        return []
    made: list[Recommendation] = []
    try:
        attempt(
            form,
            lambda: made.append(
                take_up(
                    session, g.partnership.id, origin_type, origin_id, current_user.id, checked=bool(form.checked.data),
                    owner_id=int(owner) if owner.isascii() and owner.isdecimal() and len(owner) < 10 else None,
                    priority=priority if priority in PRIORITIES else "medium", wanted=_wanted(part), today=today(),
                )
            ),
        )  # fmt: skip
    except ActionRefused as refused:
        session.rollback()
        made.clear()
        say(part or form, refused)
    return made


def _take_all(form: SeenForm, proposals: Sequence[Proposal], agreed: Agreed) -> list[Recommendation]:
    """Take up all whose actions can be planned as the page says, and say of the others what is missing."""
    unready = {key for key, (_, part) in agreed.items() if part.wanted.data and not part.validate()}
    wanted = {key: one for key, (_, part) in agreed.items() if key not in unready and (one := _wanted(part))}
    chosen = [(one.origin_type, one.origin_id) for one in proposals if one.origin_id not in unready]
    made, refused = take_up_all(
        db.session(), g.partnership.id, chosen, current_user.id, checked=bool(form.checked.data), wanted=wanted
    )
    form.form_errors.extend(dict.fromkeys(refused))
    return made


def _wanted(part: CarriedForm | None) -> Wanted | None:
    """The action that is planned in the same step, where it is ticked and its form was valid."""
    if part is None or not part.wanted.data or part.due_by.data is None:
        return None
    return Wanted(
        owner_id=number_of(part.owner_id.data or ""), owner=part.owner.data or "", due_by=part.due_by.data,
        success_measure=part.success_measure.data or "",
    )  # fmt: skip


def _words(made: Sequence[Recommendation]) -> str:
    references = ", ".join(one.reference for one in made)
    said = f"{references} {'is' if len(made) == 1 else 'are'} taken up."
    planned = [action.reference for one in made for action in one.actions]
    return f"{said} Planned: {', '.join(planned)}." if planned else said
