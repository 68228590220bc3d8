"""Taking a posted page into a draft: kept at once, never over another tab's answers, and with its alarms raised."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from survey_app.collect import drafts, safety
from survey_app.collect.conflicts import Difference, differences, fingerprint, posted_controls
from survey_app.collect.draft_state import LONG_FORM, locked_draft, stop_place
from survey_app.collect.flow import CHECK, Outcome, Place, neighbour, page_answers, page_items, read_page
from survey_app.collect.models import Draft
from survey_app.collect.pages import page_view
from survey_app.collect.ways import Way
from survey_app.database import db


def show_page(way: Way, place: Place, draft: Draft, outcome: Outcome | None = None) -> ResponseReturnValue:
    """A page of questions, with the errors of a post when there was one."""
    view = page_view(way.compiled, draft.document, place, outcome)
    body = render_template(
        "collect/page.html", way=way, view=view, back=neighbour(way.compiled, draft.document, place, -1),
        revision=draft.revision, seen=fingerprint(way.compiled, draft.document, place), carried=None,
        overview=way.url("overview") if len(way.compiled.sections) >= LONG_FORM else "",
    )  # fmt: skip
    return body, 422 if view.errors else 200


def save_page(way: Way, place: Place) -> ResponseReturnValue:
    """Keep what was posted, complete or not, then decide where to go."""
    draft, posted = locked_draft(way), request.form
    outcome = read_page(way.compiled, draft.document, place, posted, set(posted.getlist("shown")))
    if posted.get("resolve") == "saved":
        db.session.rollback()
        return redirect(way.place_url(place))
    changed_elsewhere = posted.get("revision") != str(draft.revision)
    seen = not changed_elsewhere or posted.get("seen") == fingerprint(way.compiled, draft.document, place)
    undecided = bool(posted.get("conflict")) and posted.get("resolve") != "mine"
    if (undecided or not seen) and (found := differences(way.compiled, draft.document, outcome, place)):
        return _show_conflict(way, place, draft, found)
    before = draft.document
    drafts.save_draft(db.session(), draft, outcome.document)
    _raise_alerts(way, draft, before, place)
    db.session.commit()
    if changed_elsewhere and seen:
        flash("These answers were also changed in another tab. Nothing was overwritten.")
    return _go_on(way, place, draft, outcome)


def _go_on(way: Way, place: Place, draft: Draft, outcome: Outcome) -> ResponseReturnValue:
    """To the stop, to where one comes back later, to the same page with its errors, or to the next page."""
    if (stop := stop_place(way, draft.document, only=place)) is not None:
        return redirect(way.place_url(stop))
    if request.form.get("go") == "save":
        if outcome.unreadable:
            return show_page(way, place, draft, outcome.only_unreadable())
        flash("Your answers so far are saved.", "success")
        return redirect(way.url("saved"))
    if outcome.errors or outcome.revealed:
        return show_page(way, place, draft, outcome)
    return redirect(way.place_url(neighbour(way.compiled, draft.document, place, 1) or CHECK))


def _show_conflict(way: Way, place: Place, draft: Draft, found: list[Difference]) -> ResponseReturnValue:
    """Both versions of the page, to choose between; nothing is saved yet."""
    body = render_template(
        "collect/conflict.html", way=way, place=place, differences=found, controls=posted_controls(request.form),
        revision=draft.revision, seen=fingerprint(way.compiled, draft.document, place),
        undecided=bool(request.form.get("conflict")) and "resolve" not in request.form,
    )  # fmt: skip
    db.session.rollback()
    return body, 409


def _raise_alerts(way: Way, draft: Draft, before: dict[str, Any], place: Place) -> None:
    """Put a new worry on the duty list at once, whatever else is wrong with the page."""
    earlier, later = page_answers(before, place), page_answers(draft.document, place)
    for item in page_items(way.compiled.section(place.section)):
        if item.part == "safety" and later.get(item.name) == safety.RAISED and earlier.get(item.name) != safety.RAISED:
            safety.close_slot(db.session(), draft.id, item.name, place.entry or 0)
    safety.raise_alerts(db.session(), way.round, draft.id, way.compiled, draft.document, way.author_id)
