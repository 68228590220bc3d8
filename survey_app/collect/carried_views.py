"""Answering an anonymous round: the answers so far come with every page and go back with the next.

Nothing is written, and no log names the respondent, before "Send".
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask import current_app, redirect, render_template, request
from flask.typing import ResponseReturnValue

from instruments.answers import find_path
from survey_app.collect import safety
from survey_app.collect.carried import Carried, read_carried
from survey_app.collect.flow import (
    CHECK,
    Outcome,
    Place,
    first_place,
    neighbour,
    page_answers,
    page_items,
    place_of,
    read_page,
    remove_entry,
)  # fmt: skip
from survey_app.collect.keys import KeyStore
from survey_app.collect.pages import ErrorLink, entry_title, page_view
from survey_app.collect.problems import AnswersRefused
from survey_app.collect.sealing import AnswerTooLong, pack
from survey_app.collect.services import check_open, submit
from survey_app.collect.summary import cards, entry_list, page_problems
from survey_app.collect.ways import Way
from survey_app.database import db, now


@dataclass(frozen=True, slots=True)
class Step:
    """One request: the answers with it, the page that was posted and what that page came to."""

    carried: Carried
    at: Place | None
    outcome: Outcome | None
    raised: Place | None  # the stop, when the page has just told of a worry about a child


def answer(way: Way) -> ResponseReturnValue:
    """Take a page in and show the next, the same again, or the receipt."""
    if request.method == "GET":
        return redirect(way.url("start"))
    check_open(way.round, now().date())
    if way.invitation is not None and way.invitation.answered and request.form.get("go") != "send":
        return redirect(way.url("start"))
    step = _take_in(way)
    go = request.form.get("go", "continue")
    if go == "send":
        return _send(way, step.carried)
    if step.raised is not None:
        return _show(way, step.carried, step.raised)
    if (too_long := _excess(way, step.carried)) and step.at is not None and step.outcome is not None:
        return _show_page(way, step.carried, step.at, step.outcome, too_long)
    stays = step.outcome is not None and (step.outcome.errors or step.outcome.revealed)
    if go == "continue" and stays and step.at is not None:
        return _show_page(way, step.carried, step.at, step.outcome)
    return _show(way, _removed(step.carried, go), _target(way, step, go))


def _take_in(way: Way) -> Step:
    """The carried answers, with those of the posted page in them."""
    carried = read_carried(way.compiled, request.form.get("carried", ""))
    at = _existing(way, carried, Place.from_key(request.form.get("at", "")))
    if at is None or at.kind not in ("section", "entry"):
        return Step(carried, at, None, None)
    outcome = read_page(way.compiled, carried.document, at, request.form, set(request.form.getlist("shown")))
    return Step(replace(carried, document=outcome.document), at, outcome, _raised(way, carried, outcome, at))


def _raised(way: Way, carried: Carried, outcome: Outcome, at: Place) -> Place | None:
    """The stop, when a safety question of this page is answered "yes" that was not before."""
    before, after = page_answers(carried.document, at), page_answers(outcome.document, at)
    for item in page_items(way.compiled.section(at.section)):
        if item.part == "safety" and after.get(item.name) == safety.RAISED and before.get(item.name) != safety.RAISED:
            return Place("worry", item.name, at.entry or 0)
    return None


def _existing(way: Way, carried: Carried, place: Place | None) -> Place | None:
    """The place, if the answers lead there."""
    if place is None or place.kind == "check":
        return place
    path = find_path(way.compiled, carried.document)
    if place.kind == "worry":
        item = way.compiled.find(place.section)
        return place if item is not None and item.part == "safety" else None
    if place.kind == "remove":
        return place if 0 <= (place.entry or 0) < path.entries(place.section) else None
    found = place_of(way.compiled, path, place.section, place.entry)
    return found if found is not None and found.kind == place.kind else None


def _removed(carried: Carried, go: str) -> Carried:
    """The answers without an entry, when that is what was asked and confirmed."""
    if not go.startswith("removed:"):
        return carried
    place = Place.from_key("remove:" + go.removeprefix("removed:"))
    if place is None or place.entry is None or not isinstance(carried.document.get(place.section), list):
        return carried
    return replace(carried, document=remove_entry(carried.document, place.section, place.entry))


def _target(way: Way, step: Step, go: str) -> Place:
    """Where the pressed button leads."""
    document = step.carried.document
    start = first_place(way.compiled, document)
    if go.startswith("removed:"):
        place = Place.from_key("list:" + go.removeprefix("removed:").partition(":")[0])
        return _existing(way, step.carried, place) or start
    if go in ("continue", "back"):
        here = _after_stop(way, step.at)
        if here is None:
            return start
        return neighbour(way.compiled, document, here, 1 if go == "continue" else -1) or here
    return _existing(way, step.carried, Place.from_key(go)) or start


def _after_stop(way: Way, at: Place | None) -> Place | None:
    """From the stop, the way goes on after the page of the question."""
    if at is None or at.kind != "worry":
        return at
    item = way.compiled.item(at.section)
    return Place("entry", item.section, at.entry) if item.repeat else Place("section", item.section)


def _excess(way: Way, carried: Carried) -> str:
    """A sentence when the answers no longer fit into a sealed answer."""
    try:
        pack({"version_id": way.round.version_id, "document": carried.document})
    except AnswerTooLong as error:
        return str(error)
    return ""


def _show(way: Way, carried: Carried, place: Place) -> ResponseReturnValue:
    if place.kind == "check":
        return _show_check(way, carried)
    if place.kind == "list":
        listed = entry_list(way.compiled, carried.document, place)
        return render_template("collect/entries.html", way=way, list=listed, place=place, carried=carried.text())
    if place.kind == "remove":
        title = entry_title(way.compiled.section(place.section), place.entry or 0)
        return render_template(
            "collect/remove.html", way=way, carried=carried.text(), title=title, place=place,
            listed=Place("list", place.section), removed=f"removed:{place.section}:{place.entry}",
        )  # fmt: skip
    if place.kind == "worry":
        return render_template("collect/worry_anonymous.html", way=way, carried=carried.text(), place=place)
    return _show_page(way, carried, place)


def _show_page(
    way: Way, carried: Carried, place: Place, outcome: Outcome | None = None, too_long: str = ""
) -> ResponseReturnValue:
    view = page_view(way.compiled, carried.document, place, outcome)
    if too_long:
        view = replace(view, errors=(ErrorLink(text=too_long, href="#main-content"), *view.errors))
    body = render_template(
        "collect/page.html", way=way, view=view, carried=carried.text(), revision=None, seen=None, overview="",
        back=neighbour(way.compiled, carried.document, place, -1),
    )  # fmt: skip
    return body, 422 if view.errors else 200


def _show_check(way: Way, carried: Carried, status: int = 200) -> ResponseReturnValue:
    problems = page_problems(way.compiled, carried.document, anonymous=True) if status != 200 else []
    body = render_template(
        "collect/check.html", way=way, carried=carried.text(), cards=cards(way.compiled, carried.document),
        problems=problems, check_place=CHECK, back=neighbour(way.compiled, carried.document, CHECK, -1),
    )  # fmt: skip
    return body, status


def _send(way: Way, carried: Carried) -> ResponseReturnValue:
    keys = KeyStore(current_app.config["WALKABOUT_KEY_DIR"])
    try:
        receipt = submit(db.session(), keys, way.round, carried.uuid, carried.document, invitation=way.invitation)
    except AnswersRefused:
        return _show_check(way, carried, 422)
    except AnswerTooLong:
        return _show_check(way, carried, 413)
    db.session.commit()
    return render_template("collect/sent.html", way=way, reference=receipt.reference, submission=None)
