"""The stop after "a child may be at risk now": the urgent route first, then who was told and when."""

from __future__ import annotations

from dataclasses import replace

from flask import abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from instruments.answers import find_path
from instruments.compiled import Item
from survey_app.collect import drafts, safety
from survey_app.collect.display import LOCAL_TIME
from survey_app.collect.draft_saving import SWITCH, switch_language
from survey_app.collect.draft_state import current_draft, entry_of_address, entry_posted, locked_draft
from survey_app.collect.flow import Outcome, merge_page, page_answers, read_page
from survey_app.collect.help_now import calls_for_help, may_call
from survey_app.collect.pages import page_view
from survey_app.collect.places import CHECK, Document, Place, neighbour, place_of
from survey_app.collect.ways import Way
from survey_app.database import db, now
from survey_app.translating import gettext


def worry(way: Way, question: str, number: str) -> ResponseReturnValue:
    """Show the stop, or record what was done."""
    draft = current_draft(way)
    item = way.compiled.find(question)
    if item is None or (item.part != "safety" and not may_call(item)):
        abort(404)
    entry = entry_of_address(number) if item.repeats else ()
    if request.method == "POST":
        draft, entry = entry_posted(way, draft, Place("worry", question, entry))
    place = place_of(way.compiled, find_path(way.compiled, draft.document), item.section, entry)
    if place is None or place.kind == "list":
        abort(404)
    answer = page_answers(way.speaker, draft.document, place).get(question)
    is_raised = answer == safety.RAISED if item.part == "safety" else calls_for_help(item, answer)
    if not is_raised:
        return redirect(way.place_url(place))
    if item.part != "safety" or way.is_easy_read:
        return _help_now(way, place, item)
    return _record(way, place, item) if request.method == "POST" else _show(way, place, item, draft.document)


def _help_now(way: Way, place: Place, item: Item) -> ResponseReturnValue:
    """Show where to get help; then on to the next question, or in another language."""
    go = request.form.get("go", "") if request.method == "POST" else ""
    here = Place("worry", item.name, place.entry)
    if go.startswith(SWITCH):
        switch_language(way, locked_draft(way), go.removeprefix(SWITCH))
        return redirect(way.place_url(here))
    if go:
        assert way.draft is not None
        return redirect(way.place_url(neighbour(way.compiled, way.draft.document, place, 1) or CHECK))
    return render_template("collect/easy/help_now.html", way=way, place=here, back=place, carried=None, revision=0)


def _record(way: Way, place: Place, item: Item) -> ResponseReturnValue:
    """Keep who was told, in the draft and on the duty list; what can be read is kept even when something is missing."""
    draft = locked_draft(way)
    parts = _parts(way, item)
    outcome = read_page(way.speaker, draft.document, place, request.form, {part.name for part in parts}, parts)
    drafts.save_draft(db.session(), draft, outcome.document)
    safety.raise_alerts(db.session(), way.round, draft.id, way.compiled, draft.document, way.person_id)
    db.session.commit()
    go = request.form.get("go", "")
    if go.startswith(SWITCH):
        switch_language(way, draft, go.removeprefix(SWITCH))
        return redirect(way.place_url(Place("worry", item.name, place.entry)))
    if go == "save":
        flash(gettext("Your answers so far are saved."), "success")
        return redirect(way.url("saved"))
    if outcome.errors:
        return _show(way, place, item, outcome.document, outcome)
    flash(gettext("It is recorded, and the duty list has it. You can go on with the form."), "success")
    return redirect(way.place_url(place))


def _show(
    way: Way, place: Place, item: Item, document: Document, outcome: Outcome | None = None
) -> ResponseReturnValue:
    if outcome is None:
        document = _with_time_now(way, document, place, item)
    view = page_view(way.speaker, document, place, outcome, _parts(way, item))
    view = replace(view, blocks=tuple(replace(block, title="", headings=()) for block in view.blocks))
    path = find_path(way.compiled, document)
    body = render_template(
        "collect/worry.html", way=way, view=view, question=item, place=place,
        stop=Place("worry", item.name, place.entry), label=way.speaker.words(path, place.entry).said(item).label,
    )  # fmt: skip
    return body, 422 if view.errors else 200


def _parts(way: Way, item: Item) -> tuple[Item, ...]:
    """Who was told, when, and what was agreed."""
    section = way.compiled.section(item.section)
    return tuple(part for part in section.items if part.part_of == item.name and part.name != item.name)


def _with_time_now(way: Way, document: Document, place: Place, item: Item) -> Document:
    """Offer the present as the time at which somebody was told; it is kept only when it is sent."""
    name = f"{item.name}_time"
    if page_answers(way.speaker, document, place).get(name):
        return document
    return merge_page(way.speaker, document, place, {name: now().astimezone(LOCAL_TIME).strftime("%Y-%m-%dT%H:%M")})
