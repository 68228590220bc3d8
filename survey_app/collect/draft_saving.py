"""Taking a posted page into a draft: kept at once, never over another tab's answers, and with its alarms raised."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Response, current_app, flash, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import CombinedMultiDict

from instruments.compiled import Item
from survey_app.collect import attachments, drafts, safety
from survey_app.collect.conflicts import Difference, differences, fingerprint, posted_controls
from survey_app.collect.draft_state import LONG_FORM, asked_items, locked_draft, stop_place
from survey_app.collect.flow import (
    SKIP,
    Outcome,
    merge_page,
    page_answers,
    page_items,
    read_page,
    without_answers,
)  # fmt: skip
from survey_app.collect.forms import file_fields_of
from survey_app.collect.help_now import new_call
from survey_app.collect.models import Draft
from survey_app.collect.pages import PageView, page_view
from survey_app.collect.places import CHECK, Place, first_place, neighbour
from survey_app.collect.sealing import BATCH_SIZE
from survey_app.collect.sentences import in_page_language
from survey_app.collect.uploads import MEGABYTE, UploadRefused
from survey_app.collect.ways import Way
from survey_app.database import db
from survey_app.translating import gettext

SWITCH = "language:"  # a button that goes on in another language


def show_page(way: Way, place: Place, draft: Draft, outcome: Outcome | None = None) -> ResponseReturnValue:
    """A page of questions, with the errors of a post when there was one."""
    stored = attachments.attachments_of(db.session(), draft.id)
    items = asked_items(way, place)
    view = page_view(way.speaker, draft.document, place, outcome, items, stored=stored)
    body = render_template(
        way.template("page"), way=way, view=view, back=neighbour(way.compiled, draft.document, place, -1),
        revision=draft.revision, seen=fingerprint(way.speaker, draft.document, place), carried=None, stored=stored,
        overview=way.url("overview") if len(way.compiled.sections) >= LONG_FORM else "",
        beside=way.giving.beside(way.compiled.section(place.section), draft.document) if way.giving else "",
    )  # fmt: skip
    return with_permissions(make_response(body, 422 if view.errors else 200), view)


def show_first_of_draft(way: Way) -> ResponseReturnValue:
    """The first page with what becomes of the answers on it, for whoever has scanned a code.

    A draft is begun by a person who answers, not by opening a page: a mail program opens links, too.
    """
    document = way.speaker.begun()
    place = first_place(way.compiled, document)
    if place.kind != "section":
        return redirect(way.url("start"))
    view = page_view(way.speaker, document, place)
    body = render_template(
        way.template("page"), way=way, view=view, back=None, revision=0, stored={}, overview="", promise=True,
        seen=fingerprint(way.speaker, document, place), carried=None, action=way.url("begin"), batch=BATCH_SIZE,
    )  # fmt: skip
    return with_permissions(make_response(body), view)


def with_permissions(response: Response, view: PageView) -> Response:
    """Let a page ask the device where it is only if a question asks that."""
    if view.asks_place:
        response.headers["Permissions-Policy"] = "camera=(), geolocation=(self), microphone=()"
    return response


def save_page(way: Way, place: Place) -> ResponseReturnValue:
    """Keep what was posted, complete or not, then decide where to go."""
    draft, posted = locked_draft(way), request.form
    if posted.get("resolve") == "saved":
        db.session.rollback()
        return redirect(way.place_url(place))
    outcome = _kept_files(way, draft, place, _read(way, draft, place))
    changed_elsewhere = posted.get("revision") != str(draft.revision)
    seen = not changed_elsewhere or posted.get("seen") == fingerprint(way.speaker, draft.document, place)
    if posted.get("switch"):
        switch_language(way, draft, posted["switch"].removeprefix(SWITCH))
    undecided = bool(posted.get("conflict")) and posted.get("resolve") != "mine"
    if (undecided or not seen) and (found := differences(way.speaker, draft.document, outcome, place)):
        return _show_conflict(way, place, draft, outcome, found)
    before = draft.document
    drafts.save_draft(db.session(), draft, outcome.document)
    if not draft.is_on_devices:  # a device sends a file before the answer that names it
        attachments.drop_unnamed(db.session(), way.compiled, draft.id, also=draft.document)
    _raise_alerts(way, draft, before, place)
    db.session.commit()
    if changed_elsewhere and seen:
        flash(gettext("These answers were also changed in another tab. Nothing was overwritten."))
    return _go_on(way, place, draft, outcome, _new_call(way, before, draft, place))


def _new_call(way: Way, before: dict[str, Any], draft: Draft, place: Place) -> Item | None:
    """The question of the page whose answer has just asked for help, if one has."""
    items = page_items(way.compiled.section(place.section))
    return new_call(items, page_answers(way.speaker, before, place), page_answers(way.speaker, draft.document, place))


def _read(way: Way, draft: Draft, place: Place) -> Outcome:
    posted: Any = CombinedMultiDict([request.form, request.files])
    if request.form.get("go") == SKIP:
        posted = without_answers(request.form)
    stored = attachments.attachments_of(db.session(), draft.id)
    outcome = read_page(
        way.speaker, draft.document, place, posted, set(request.form.getlist("shown")), asked_items(way, place),
        stored=frozenset(stored),
    )  # fmt: skip
    return _with_objections(way, place, outcome) if way.keeping is not None else outcome


def _with_objections(way: Way, place: Place, outcome: Outcome) -> Outcome:
    """The outcome with what the record has against an answer; it says more than the form's own rule would."""
    assert way.keeping is not None
    found = way.keeping.errors(outcome.document, way.compiled.section(place.section))
    new = {name: text for name, text in found.items() if name in outcome.form and name not in outcome.unreadable}
    for name, text in new.items():
        outcome.form[name].errors = [text]
    return replace(outcome, errors={**outcome.errors, **new})


def _kept_files(way: Way, draft: Draft, place: Place, outcome: Outcome) -> Outcome:
    """Store the files that came with the page; one that is too much is left out, with the reason on its field."""
    limit = current_app.config["WALKABOUT_MAX_FILES_MB"] * MEGABYTE
    for field in file_fields_of(outcome.form):
        if field.upload is None:
            continue
        try:
            attachments.keep_upload(db.session(), way.round, draft.id, field.upload, total_limit=limit)
        except UploadRefused as refused:
            name, field.upload, field.data = field.short_name, None, None
            field.errors = [f"‘{field.caption}’ {in_page_language(str(refused))}"]
            document = merge_page(way.speaker, outcome.document, place, {name: None})
            errors = {**outcome.errors, name: field.errors[0]}
            outcome = replace(outcome, document=document, errors=errors, unreadable=[*outcome.unreadable, name])
    return outcome


def _go_on(way: Way, place: Place, draft: Draft, outcome: Outcome, called: Item | None = None) -> ResponseReturnValue:
    """To the stop, to where to get help, to where one comes back later, to the same page with its errors, or on."""
    go = request.form.get("go", "")
    if (stop := stop_place(way, draft.document, only=place)) is not None:
        return redirect(way.place_url(stop))
    if called is not None and go not in (SKIP, "save") and not outcome.errors:
        return redirect(way.place_url(Place("worry", called.name, place.entry)))
    if go.startswith(SWITCH):
        switch_language(way, draft, go.removeprefix(SWITCH))
    if go == "save" or go.startswith(SWITCH):
        if outcome.unreadable:
            return show_page(way, place, draft, outcome.only_unreadable())
        if go != "save":
            return redirect(way.place_url(place))
        if not way.is_easy_read:  # whose page says it by itself
            flash(gettext("Your answers so far are saved."), "success")
        return redirect(way.url("saved"))
    if go == SKIP:
        return redirect(way.place_url(neighbour(way.compiled, draft.document, place, 1) or CHECK))
    if outcome.errors or outcome.revealed:
        return show_page(way, place, draft, outcome)
    return redirect(way.place_url(neighbour(way.compiled, draft.document, place, 1) or CHECK))


def switch_language(way: Way, draft: Draft, language: str) -> None:
    """Go on in another language, and come back in it."""
    way.use_language(language)
    draft.language = way.language
    db.session.commit()


def _show_conflict(
    way: Way, place: Place, draft: Draft, outcome: Outcome, found: list[Difference]
) -> ResponseReturnValue:
    """Both versions of the page, to choose between; of the posted one only its files are stored yet."""
    body = render_template(
        "collect/conflict.html", way=way, place=place, differences=found,
        controls=posted_controls(request.form, outcome), revision=draft.revision,
        seen=fingerprint(way.speaker, draft.document, place),
        undecided=bool(request.form.get("conflict")) and not {"resolve", "switch"} & request.form.keys(),
    )  # fmt: skip
    db.session.commit()
    return body, 409


def _raise_alerts(way: Way, draft: Draft, before: dict[str, Any], place: Place) -> None:
    """Put a new worry on the duty list at once, whatever else is wrong with the page."""
    earlier, later = page_answers(way.speaker, before, place), page_answers(way.speaker, draft.document, place)
    for item in page_items(way.compiled.section(place.section)):
        if item.part == "safety" and later.get(item.name) == safety.RAISED and earlier.get(item.name) != safety.RAISED:
            safety.close_slot(
                db.session(), draft.id, item.name, safety.slot_of(draft.document, item, place.entry)
            )  # fmt: skip
    safety.raise_alerts(db.session(), way.round, draft.id, way.compiled, draft.document, way.person_id)
