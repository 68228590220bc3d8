"""Pages of the rounds of a cycle: beginning one or taking one, and who is asked, seen before anybody is."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from survey_app.accounts.permissions import can, permission
from survey_app.database import db, now
from survey_app.forums.booking.refusals import HubRefused
from survey_app.forums.hub.round_steps import counted_now
from survey_app.forums.hub.rounds import beginning, inviting
from survey_app.forums.hub.rounds.forms import BeginForm, LinkForm
from survey_app.forums.hub.rounds.kinds import KINDS, SURVEY, RoundKind, worded
from survey_app.forums.hub.rounds.people import BOOKED, CONTACTS, People, people_of, sources_of
from survey_app.forums.models import HubCycle
from survey_app.forums.pages import blueprint, cycle_or_404, log, today
from survey_app.rounds.models import Round
from survey_app.rounds.services import RoundRefused, count_invitations
from survey_app.rounds.ways.links import general_link
from survey_app.rounds.ways.views import short_address, without_scheme


@blueprint.route("/cycles/<hub>/rounds/<which>", methods=["GET", "POST"])
@permission("forums.manage")
def cycle_round(hub: str, which: str) -> ResponseReturnValue:
    """One of the rounds of a cycle: how it stands; or beginning it, or taking one that is there."""
    cycle, kind = cycle_or_404(hub), _kind_or_404(which)
    if request.method == "POST":
        _need_rounds()
        return _acted(cycle, kind)
    round_ = kind.round_of(cycle)
    if round_ is not None:
        return _standing(cycle, kind, round_)
    form = BeginForm(formdata=None)
    form.offer(kind)
    form.fill_from(beginning.suggested(cycle, kind, today()))
    return _begin_page(cycle, kind, form, LinkForm(formdata=None))


def _acted(cycle: HubCycle, kind: RoundKind) -> ResponseReturnValue:
    act = request.form.get("act", "")
    if act == "unlink":
        beginning.unlink(db.session(), cycle, kind)
        log("round taken off a cycle", f"hub cycle {cycle.slug}", which=kind.key)
        db.session.commit()
        flash("The round is no longer part of this cycle. It stays with its answers under Rounds.", "success")
        return redirect(url_for("forums.cycle", hub=cycle.slug))
    return _linked(cycle, kind) if act == "link" else _begun(cycle, kind)


def _begun(cycle: HubCycle, kind: RoundKind) -> ResponseReturnValue:
    form = BeginForm()
    form.offer(kind)
    form.today = today()
    if not form.validate_on_submit():
        return _begin_page(cycle, kind, form, LinkForm(formdata=None))
    try:
        round_ = beginning.begin(
            db.session(), cycle, kind, form.plan(), by=current_user.name, actor_id=current_user.id, at=now()
        )
    except HubRefused as refused:
        form.form_errors.append(refused.message)
        return _begin_page(cycle, kind, form, LinkForm(formdata=None))
    log("round of a cycle begun", f"hub cycle {cycle.slug}", which=kind.key, round=round_.slug)
    db.session.commit()
    flash("The round is planned. Nobody can answer, and nothing is sent, before you open it.", "success")
    return redirect(url_for("forums.cycle_round", hub=cycle.slug, which=kind.key))


def _linked(cycle: HubCycle, kind: RoundKind) -> ResponseReturnValue:
    form, begin_form = LinkForm(), BeginForm(formdata=None)
    form.offer(beginning.linkable(db.session(), cycle))
    if form.validate_on_submit():
        round_ = beginning.link(db.session(), cycle, kind, int(form.round.data))
        log("round taken for a cycle", f"hub cycle {cycle.slug}", which=kind.key, round=round_.slug)
        db.session.commit()
        flash(f"“{round_.title}” is part of this cycle now.", "success")
        return redirect(url_for("forums.cycle_round", hub=cycle.slug, which=kind.key))
    begin_form.offer(kind)
    begin_form.fill_from(beginning.suggested(cycle, kind, today()))
    return _begin_page(cycle, kind, begin_form, form)


def _begin_page(cycle: HubCycle, kind: RoundKind, form: BeginForm, link_form: LinkForm) -> ResponseReturnValue:
    rounds = beginning.linkable(db.session(), cycle)
    link_form.offer(rounds)
    page = render_template(
        "forums/round_begin.html", cycle=cycle, kind=worded(kind, cycle), form=form, link_form=link_form, rounds=rounds,
        may_begin=can("rounds.manage"),
    )  # fmt: skip
    return page, 422 if form.errors or form.form_errors or link_form.errors else 200


def _standing(cycle: HubCycle, kind: RoundKind, round_: Round) -> ResponseReturnValue:
    link = general_link(db.session(), round_) if round_.access == "open" else None
    people = None
    if round_.access == "token" and round_.state != "closed":
        people = people_of(db.session(), cycle, kind, round_, at=now(), sources=(CONTACTS, BOOKED))
    return render_template(
        "forums/round.html", cycle=cycle, kind=worded(kind, cycle), round=round_, people=people,
        may_run=can("rounds.manage"), invited=count_invitations(db.session(), round_.id).invited,
        now_said=counted_now(db.session(), round_) if can("rounds.manage") else "",
        address=without_scheme(short_address(link.code)) if link else "",
    )  # fmt: skip


@blueprint.route("/cycles/<hub>/rounds/<which>/people", methods=["GET", "POST"])
@permission("forums.manage")
def cycle_round_people(hub: str, which: str) -> ResponseReturnValue:
    """Who is asked, and who is not and why; inviting exactly those."""
    _need_rounds()
    cycle, kind = cycle_or_404(hub), _kind_or_404(which)
    round_ = kind.round_of(cycle)
    if round_ is None:
        abort(404)
    if round_.access != "token":
        raise RoundRefused("Anyone with the link can answer this round, so nobody is invited to it by name.")
    sources, problem = _sources(kind), ""
    if request.method == "POST":
        try:
            count = inviting.invite(
                db.session(), cycle, kind, mark=request.form.get("mark", ""), sources=sources, at=now()
            )
        except inviting.ListHasChanged as changed:
            problem = changed.message
        else:
            return _invited(cycle, kind, round_, count)
    people = people_of(db.session(), cycle, kind, round_, at=now(), sources=sources)
    log("looked at who is asked", f"hub cycle {cycle.slug}", which=kind.key)
    db.session.commit()
    return _people_page(cycle, kind, round_, people, problem)


def _invited(cycle: HubCycle, kind: RoundKind, round_: Round, count: int) -> ResponseReturnValue:
    log("people of a cycle invited", f"hub cycle {cycle.slug}", which=kind.key, round=round_.slug, invited=count)
    db.session.commit()
    said = "1 person is" if count == 1 else f"{count:,} people are"
    if round_.state == "open":
        flash(f"{said} on the list of the round. Look at the message, then send it.", "success")
        return redirect(url_for("rounds.mail", slug=round_.slug))
    flash(f"{said} on the list of the round. Next: open it.", "success")
    return redirect(url_for("forums.cycle_round", hub=cycle.slug, which=kind.key))


def _people_page(
    cycle: HubCycle, kind: RoundKind, round_: Round, people: People, problem: str
) -> ResponseReturnValue:  # fmt: skip
    page = render_template(
        "forums/round_people.html", cycle=cycle, kind=worded(kind, cycle), round=round_, people=people, problem=problem,
        sources=sources_of(db.session(), cycle) if kind is SURVEY else (),
    )  # fmt: skip
    return page, 409 if problem else 200


def _sources(kind: RoundKind) -> tuple[str, ...]:
    """Where people for the survey are looked for: as chosen, else the contact book and those who booked."""
    if kind is not SURVEY:
        return ()
    chosen = request.values.getlist("source")
    return tuple(chosen) if chosen or "chosen" in request.values else (CONTACTS, BOOKED)


def _kind_or_404(which: str) -> RoundKind:
    return KINDS.get(which) or abort(404)


def _need_rounds() -> None:
    """Beginning a round is for those who run rounds as well as forums."""
    if not can("rounds.manage"):
        abort(403)
