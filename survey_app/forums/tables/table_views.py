"""Ordinary pages for taking down what tables say: they work without JavaScript, and do what the app does."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import select

from survey_app.accounts.permissions import permission
from survey_app.database import db, now, random_key
from survey_app.forums.booking.refusals import HubRefused
from survey_app.forums.models import Forum, HubCycle, HubTheme
from survey_app.forums.pages import blueprint, forum_or_404, log
from survey_app.forums.planning.forms import ConfirmForm
from survey_app.forums.tables import points
from survey_app.forums.tables.forms import PointForm, TableForm
from survey_app.forums.tables.models import DiscussionTable, TablePoint
from survey_app.forums.tables.plain import is_key
from survey_app.forums.tables.tables import (
    change_table,
    count_points,
    find_table,
    lock_forum,
    table_named,
    tables_of,
)
from survey_app.forums.tables.words import noticed

SAID = {
    "saved": "Saved.",
    "same": "Saved.",
    "both": "Somebody else has changed this point at the same time. Both are kept, beside one another: choose one.",
    "stays": "Somebody else has changed this point meanwhile, so it was not removed.",
}


@blueprint.route("/forums/<int:forum_id>/tables", methods=["GET", "POST"])
@permission("forums.run")
def tables(forum_id: int) -> ResponseReturnValue:
    """The tables of a forum, with how much each has said; a new one is added here."""
    forum, form, session = forum_or_404(forum_id), TableForm(), db.session()
    if form.validate_on_submit():
        try:
            lock_forum(session, forum)
            table = table_named(session, forum, form.name.data or "", form.number())
        except HubRefused as refused:
            form.name.errors = [refused.message]
        else:
            log("table added", f"forum {forum.id}", table=table.name)
            session.commit()
            return redirect(url_for("forums.table", forum_id=forum.id, table_id=table.id))
    page = render_template(
        "tables/tables.html", forum=forum, cycle=forum.cycle, form=form, tables=tables_of(session, forum),
        counts=count_points(session, forum),
    )  # fmt: skip
    return page, 422 if form.errors else 200


@blueprint.route("/forums/<int:forum_id>/tables/<int:table_id>", methods=["GET", "POST"])
@permission("forums.run")
def table(forum_id: int, table_id: int) -> ResponseReturnValue:
    """What a table says, question by question; a new point is added here."""
    forum = forum_or_404(forum_id)
    found, form = table_or_404(forum, table_id), point_form(forum)
    if request.method == "GET":
        form.change.data, form.tone.data = random_key(), ""
        asked = request.args.get("question", "")
        form.question.data = asked if asked in forum.cycle.questions else None
    if form.validate_on_submit() and (answer := _keep(forum, found, form, id_=_key(form))) is not None:
        return answer
    page = render_template(
        "tables/table.html", forum=forum, cycle=forum.cycle, table=found, form=form,
        answers=_answers(forum, found), noticed=noticed,
    )  # fmt: skip
    return page, 422 if form.errors else 200


@blueprint.route("/forums/<int:forum_id>/tables/<int:table_id>/change", methods=["GET", "POST"])
@permission("forums.run")
def table_change(forum_id: int, table_id: int) -> ResponseReturnValue:
    """Give a table another name, or say how many sit there."""
    forum, form, session = forum_or_404(forum_id), TableForm(), db.session()
    found = table_or_404(forum, table_id)
    if request.method == "GET":
        form.name.data, form.size.data = found.name, str(found.size or "")
    if form.validate_on_submit():
        try:
            lock_forum(session, forum)
            change_table(session, found, form.name.data or "", form.number())
        except HubRefused as refused:
            form.name.errors = [refused.message]
        else:
            log("table changed", f"forum {forum.id}", table=found.name)
            session.commit()
            flash("Saved.", "success")
            return redirect(url_for("forums.table", forum_id=forum.id, table_id=found.id))
    page = render_template("tables/table_change.html", forum=forum, table=found, form=form)
    return page, 422 if form.errors else 200


@blueprint.post("/forums/<int:forum_id>/tables/<int:table_id>/points/<point_id>")
@permission("forums.run")
def table_act(forum_id: int, table_id: int, point_id: str) -> ResponseReturnValue:
    """Move, remove or put back a point of a table, or decide between two versions of it."""
    forum, session = forum_or_404(forum_id), db.session()
    found = table_or_404(forum, table_id)
    lock_forum(session, forum)
    point = session.get(TablePoint, point_id, populate_existing=True) if is_key(point_id) else None
    if point is None or point.table_id != found.id:
        abort(404)
    if ConfirmForm().validate_on_submit() and (said := _act(point, request.form.get("act", ""))):
        log("table discussion written", f"forum {forum.id}", changes=1)
        session.commit()
        flash(said[0], "success")
        if said[1]:
            return redirect(url_for("forums.table", forum_id=forum.id, table_id=found.id, removed=point.id))
    return redirect(url_for("forums.table", forum_id=forum.id, table_id=found.id))


def _act(point: TablePoint, act: str) -> tuple[str, bool] | None:
    """Do what a button says; what to tell, and whether it can be undone from the page."""
    session, by, at = db.session(), current_user.id, now()
    if act in ("up", "down"):
        _move(point, 1 if act == "down" else -1)
        return "Moved.", False
    if act in ("remove", "restore"):
        points.remove(session, point, removed=act == "remove", by=by, at=at)
        return ("Removed.", True) if act == "remove" else ("The point is back.", False)
    if act in ("this", "other", "both"):
        points.decide(session, point, act, by=by, at=at)
        return "Decided.", False
    return None


def _move(point: TablePoint, step: int) -> None:
    assert point.table is not None
    rows = points.points_of_table(db.session(), point.table, point.question)
    ids = [one.id for one in rows if not one.removed]
    here = ids.index(point.id) if point.id in ids else -1
    if here >= 0 and 0 <= here + step < len(ids):
        ids[here], ids[here + step] = ids[here + step], ids[here]
        points.order(db.session(), point.table, point.question, ids)


def point_form(forum: Forum, question: str = "") -> PointForm:
    """The form of a point with the cycle's questions, and the one that it was asked under before they changed."""
    form, cycle = PointForm(), forum.cycle
    asked = dict.fromkeys([*cycle.questions, *([question] if question else [])])
    form.choose_from(asked, themes_of(cycle))
    return form


def themes_of(cycle: HubCycle) -> list[HubTheme]:
    """The themes of a cycle in their order."""
    rows = select(HubTheme).where(HubTheme.cycle_id == cycle.id).order_by(HubTheme.position, HubTheme.id)
    return list(db.session.scalars(rows))


def table_or_404(forum: Forum, table_id: int) -> DiscussionTable:
    return find_table(db.session(), forum, table_id) or abort(404)


def _key(form: PointForm) -> str:
    given = form.change.data or ""
    return given if is_key(given) else random_key()


def _keep(forum: Forum, table: DiscussionTable, form: PointForm, *, id_: str) -> ResponseReturnValue | None:
    session = db.session()
    lock_forum(session, forum)
    writing = points.Writing(id=id_, change=id_, words=form.words(), by=current_user.id, at=now())
    try:
        written = points.write(session, forum, table, writing)
    except HubRefused as refused:
        form.text.errors = [refused.message]
        return None
    log("table discussion written", f"forum {forum.id}", changes=1)
    session.commit()
    flash(SAID[written.outcome], "success")
    to = url_for("forums.table", forum_id=forum.id, table_id=table.id, question=written.point.question)
    return redirect(f"{to}#point-{written.point.id}")


def _answers(forum: Forum, table: DiscussionTable) -> list[tuple[str, list[TablePoint]]]:
    """Each question with what the table says to it; questions of before that have an answer too."""
    rows = list(
        db.session.scalars(
            select(TablePoint)
            .where(TablePoint.table_id == table.id, TablePoint.removed.is_(False))
            .order_by(TablePoint.position, TablePoint.id)
        )
    )
    asked = dict.fromkeys([*forum.cycle.questions, *(one.question for one in rows)])
    return [(question, [one for one in rows if one.question == question]) for question in asked]
