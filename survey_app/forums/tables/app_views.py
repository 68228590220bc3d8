"""The app for taking down what tables say: a shell that is kept for work without a network, what it sends and asks."""

from __future__ import annotations

from datetime import timedelta

from flask import g, jsonify, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf.csrf import generate_csrf
from sqlalchemy import select

from survey_app.accounts.permissions import permission
from survey_app.database import db, now
from survey_app.forums.models import Forum, HubCycle
from survey_app.forums.pages import blueprint, forum_or_404, log
from survey_app.forums.tables.syncing import ChangesRefused, apply_changes, read_changes, state_of
from survey_app.forums.words import when
from survey_app.walkabouts.notes.compressing import compressed
from survey_app.walkabouts.notes.routes import BodyRefused, json_route, read_object, speaks_json

BEFORE, AFTER = timedelta(days=60), timedelta(days=14)  # forums that a device is offered


@blueprint.get("/tables/app")
@permission("forums.run")
def tables_app() -> ResponseReturnValue:
    """The shell of the app, the same for everybody: nothing that was said stands in it."""
    return compressed(make_response(render_template("tables/app.html", partnership=g.partnership)))


@blueprint.get("/tables/hello")
@permission("forums.run")
@speaks_json
def tables_hello() -> ResponseReturnValue:
    """Who is signed in, the key against forged requests, and the forums of these weeks."""
    at = now()
    forums = db.session.scalars(
        select(Forum)
        .join(HubCycle)
        .where(
            HubCycle.partnership_id == g.partnership.id, Forum.cancelled_at.is_(None),
            Forum.starts_at <= at + BEFORE, Forum.ends_at >= at - AFTER,
        )
        .order_by(Forum.starts_at, Forum.id)
    )  # fmt: skip
    return jsonify(
        user={"id": current_user.id, "name": current_user.name}, csrf=generate_csrf(),
        forums=[{"id": one.id, "title": one.title, "when": when(one), "theme": one.cycle.theme} for one in forums],
    )  # fmt: skip


@blueprint.get("/forums/<int:forum_id>/tables/state")
@permission("forums.run")
@speaks_json
def tables_state(forum_id: int) -> ResponseReturnValue:
    """All that is said at the tables of a forum."""
    response = jsonify(state_of(db.session(), forum_or_404(forum_id)))
    response.add_etag()
    return response.make_conditional(request)


@blueprint.post("/forums/<int:forum_id>/tables/sync")
@permission("forums.run")
@json_route
def tables_sync(forum_id: int) -> ResponseReturnValue:
    """Take what a device has written, change by change, and answer with how all stands."""
    forum, session = forum_or_404(forum_id), db.session()
    try:
        changes = read_changes(read_object())
    except (ChangesRefused, BodyRefused) as refused:
        return jsonify(error=str(refused)), 422
    results = apply_changes(session, forum, changes, by=current_user.id, at=now())
    kept = sum(one["outcome"] in ("saved", "both") for one in results)
    if kept:
        log("table discussion written", f"forum {forum.id}", changes=kept)
    session.commit()
    return jsonify(results=results, state=state_of(session, forum))
