"""Pages of meetings: what waits for a decision, agendas, and what was decided about each item."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from survey_app.accounts.permissions import permission
from survey_app.database import db
from survey_app.local_time import today
from survey_app.partnership.services import agencies_of
from survey_app.programme.executive import carrying_out, deciding, meetings
from survey_app.programme.executive.briefs import copies_of_reader
from survey_app.programme.executive.forms import DecisionForm, ItemForm, MeetingForm, WhyForm
from survey_app.programme.executive.models import ExecutiveMeeting
from survey_app.programme.executive.pages import blueprint, item_or_404, log, meeting_or_404
from survey_app.programme.executive.refusals import ExecutiveRefused
from survey_app.programme.executive.waiting import times_deferred, waiting_for
from survey_app.programme.form_page import form_page

Back = tuple[str, str]


@blueprint.get("/")
@permission("executive.read")
def index() -> ResponseReturnValue:
    """Meetings, what waits for a decision, and how soon the Executive decides."""
    session, partnership_id = db.session(), g.partnership.id
    found = meetings.meetings_of(session, partnership_id)
    return render_template(
        "executive/index.html", meetings=found, coming=meetings.coming_of(found),
        waiting=waiting_for(session, partnership_id, today()),
        own_briefs=len(copies_of_reader(session, partnership_id, current_user.id)),
        figures=deciding.decision_figures(session, partnership_id, today()), today=today(),
        carrying=carrying_out.carrying_figures(session, partnership_id, today()),
    )  # fmt: skip


@blueprint.route("/meetings/new", methods=["GET", "POST"])
@permission("executive.manage")
def meeting_new() -> ResponseReturnValue:
    """Plan a meeting."""
    form = MeetingForm()

    def act() -> tuple[str, str]:
        made = meetings.plan_meeting(
            db.session(), g.partnership.id, form.day.data, form.place.data or "", current_user.id, today=today()
        )
        log("meeting of the Executive planned", made.reference, day=made.day)
        return f"The meeting on {made.day:%-d %B %Y} is planned.", _to(made)

    return form_page(form, "Plan a meeting", "Plan the meeting", _home(), act)


@blueprint.get("/meetings/<int:number>")
@permission("executive.read")
def meeting(number: int) -> ResponseReturnValue:
    """The agenda of a meeting with its papers, and what was decided."""
    found = meeting_or_404(number)
    put_off = {one.id: times_deferred(db.session(), one) for one in found.items}
    left = sum(one.state == "open" for one in found.items)
    members = meetings.members_of(db.session(), g.partnership.id)
    return render_template(
        "executive/meeting.html", meeting=found, put_off=put_off, today=today(), left=left, members=members
    )


@blueprint.route("/meetings/<int:number>/agenda", methods=["GET", "POST"])
@permission("executive.manage")
def agenda(number: int) -> ResponseReturnValue:
    """Choose what goes on the agenda, of all that waits for a decision."""
    found, problem = meeting_or_404(number), ""
    ticked = request.form.getlist("matter")
    if request.method == "POST" and not ticked:
        problem = "Tick at least one matter to put it on the agenda."
    elif request.method == "POST":
        pairs = [(kind, key) for kind, _, key in (one.partition("|") for one in ticked)]
        try:
            added = meetings.take_onto(db.session(), found, pairs, current_user.id, today())
        except ExecutiveRefused as refused:
            db.session.rollback()
            problem = refused.message
        else:
            log("put on an agenda", found.reference, items=len(added))
            db.session.commit()
            flash(f"{'1 matter is' if len(added) == 1 else f'{len(added)} matters are'} put on the agenda.", "success")
            return redirect(_to(found))
    found = meeting_or_404(number)
    page = render_template(
        "executive/agenda.html", meeting=found, problem=problem, today=today(), ticked=ticked,
        waiting=meetings.waiting_here(db.session(), found, today()),
    )  # fmt: skip
    return page, 422 if problem else 200


@blueprint.route("/meetings/<int:number>/items/new", methods=["GET", "POST"])
@permission("executive.manage")
def item_new(number: int) -> ResponseReturnValue:
    """Put something on the agenda that no record has raised."""
    found, form = meeting_or_404(number), ItemForm()

    def act() -> tuple[str, str]:
        made = meetings.write_item(db.session(), found, form.words(), current_user.id, today())
        log("put on an agenda", found.reference, title=made.title)
        return "It is on the agenda.", _to(found)

    return form_page(form, "Another item", "Put it on the agenda", _back(found), act)


@blueprint.route("/meetings/<int:number>/items/<uuid:item_id>", methods=["GET", "POST"])
@permission("executive.manage")
def item(number: int, item_id: object) -> ResponseReturnValue:
    """Word an item and its paper."""
    found = meeting_or_404(number)
    one, form = item_or_404(found, item_id), ItemForm()
    if request.method == "GET":
        form.title.data, form.asks.data, form.paper.data = one.title, one.asks, one.paper

    def act() -> tuple[str, str]:
        meetings.word_paper(db.session(), one, form.words())
        log("item of an agenda worded", found.reference, title=one.title)
        return "The item is saved.", _to(found)

    return form_page(form, "The item and its paper", "Save", _back(found), act)


@blueprint.post("/meetings/<int:number>/items/<uuid:item_id>/<any(up, down):act>")
@permission("executive.manage")
def item_move(number: int, item_id: object, act: str) -> ResponseReturnValue:
    """Put an item one place up or down."""
    found = meeting_or_404(number)
    one = item_or_404(found, item_id)
    meetings.move_item(db.session(), one, up=act == "up")
    db.session.commit()
    return redirect(f"{_to(found)}#item-{one.id}")


@blueprint.route("/meetings/<int:number>/items/<uuid:item_id>/<any(defer, off):act>", methods=["GET", "POST"])
@permission("executive.manage")
def item_put_off(number: int, item_id: object, act: str) -> ResponseReturnValue:
    """Defer an item, or take it off; either way what it is about waits again."""
    found, form = meeting_or_404(number), WhyForm()
    one = item_or_404(found, item_id)

    def done() -> tuple[str, str]:
        put = meetings.defer if act == "defer" else meetings.take_off
        put(db.session(), one, form.why.data)
        log(f"item of an agenda {'deferred' if act == 'defer' else 'taken off'}", found.reference, title=one.title)
        return "It waits for the next agenda.", _to(found)

    heading = "Defer it to another meeting" if act == "defer" else "Take it off this agenda"
    return form_page(form, heading, heading, _back(found), done, quoted=one.title)


@blueprint.route("/meetings/<int:number>/items/<uuid:item_id>/decide", methods=["GET", "POST"])
@permission("executive.manage")
def item_decide(number: int, item_id: object) -> ResponseReturnValue:
    """Record what the meeting decided about an item."""
    found = meeting_or_404(number)
    one, form = item_or_404(found, item_id), DecisionForm()
    form.offer(agencies_of(db.session(), g.partnership.id))

    def act() -> tuple[str, str]:
        made = deciding.decide(db.session(), one, form.words(), current_user.id, today())
        log("decision of the Executive recorded", made.reference, meeting=found.reference)
        return f"{made.reference} is in the decision log, of {made.decided_on:%-d %B %Y}.", _to(found)

    return form_page(
        form, "What was decided?", "Record the decision", _back(found), act, quoted=f"{one.title}\n\n{one.asks}"
    )


@blueprint.post("/meetings/<int:number>/<any(send, hold):act>")
@permission("executive.manage")
def meeting_act(number: int, act: str) -> ResponseReturnValue:
    """Send the agenda, or note that the meeting was held."""
    found = meeting_or_404(number)
    if act == "send":
        told = meetings.send_agenda(db.session(), found, current_user.id)
        said = f"The agenda stays as it is now, and {'1 member is' if told == 1 else f'{told} members are'} written to."
    else:
        meetings.hold(db.session(), found, today())
        said = "The meeting was held. Its decisions are in the log."
    log(f"meeting of the Executive: {act}", found.reference)
    db.session.commit()
    flash(said, "success")
    return redirect(_to(found))


@blueprint.route("/meetings/<int:number>/cancel", methods=["GET", "POST"])
@permission("executive.manage")
def meeting_cancel(number: int) -> ResponseReturnValue:
    """Cancel a meeting at which nothing was decided."""
    found, form = meeting_or_404(number), WhyForm()

    def act() -> tuple[str, str]:
        meetings.cancel(db.session(), found, form.why.data)
        log("meeting of the Executive cancelled", found.reference)
        return "The meeting is cancelled. What was on its agenda waits again.", url_for("executive.index")

    return form_page(form, f"Cancel the meeting on {found.day:%-d %B %Y}", "Cancel the meeting", _back(found), act)


def _to(found: ExecutiveMeeting) -> str:
    return url_for("executive.meeting", number=found.number)


def _back(found: ExecutiveMeeting) -> Back:
    return f"Meeting on {found.day:%-d %B %Y}", _to(found)


def _home() -> Back:
    return "Executive", url_for("executive.index")
