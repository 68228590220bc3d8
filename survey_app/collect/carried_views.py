"""Answering an anonymous round: the answers so far come with every page and go back with the next.

Nothing is written, and no log names the respondent, before "Send".
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask import current_app, redirect, render_template, request
from flask.typing import ResponseReturnValue

from instruments.answers import Path, find_path
from survey_app.collect import safety
from survey_app.collect.carried import Carried, read_carried
from survey_app.collect.carrying_over import known_answers
from survey_app.collect.draft_saving import SWITCH
from survey_app.collect.easy_pages import said_after
from survey_app.collect.entry_lists import entry_list
from survey_app.collect.flow import (
    SKIP,
    Outcome,
    page_answers,
    page_items,
    read_page,
    remove_entry,
    without_answers,
)  # fmt: skip
from survey_app.collect.help_now import may_call, new_call
from survey_app.collect.keys import KeyStore
from survey_app.collect.pages import ErrorLink, page_view
from survey_app.collect.partial import SEND_PART, only_unanswered
from survey_app.collect.places import (
    CHECK,
    Place,
    entry_title,
    find_section,
    first_place,
    has_fixed_number,
    neighbour,
    place_of,
)  # fmt: skip
from survey_app.collect.problems import AnswersRefused
from survey_app.collect.sealing import BATCH_SIZE, AnswerTooLong, pack
from survey_app.collect.sentences import in_page_language
from survey_app.collect.services import check_open, submit
from survey_app.collect.summary import cards, page_problems
from survey_app.collect.telling_words import telling_answers
from survey_app.collect.ways import Way, count_by_link
from survey_app.collect.you_said import you_said_of
from survey_app.database import db, now

AS_IT_IS = "send as it is"
STOP = "stop"
SENDING = ("send", AS_IT_IS, SEND_PART)


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
    if way.invitation is not None and way.invitation.answered and request.form.get("go") not in SENDING:
        return redirect(way.url("start"))
    step = take_in(way)
    go = request.form.get("go", "continue")
    if go == STOP:
        return _show_stopped(way, step)
    if go.startswith(SWITCH):
        return switched(way, step, go.removeprefix(SWITCH))
    if go in SENDING:
        return _send(way, step.carried, go)
    if step.raised is not None:
        return _show(way, step.carried, step.raised)
    if (too_long := _excess(way, step.carried)) and step.at is not None and step.outcome is not None:
        return _show_page(way, step.carried, step.at, step.outcome, too_long)
    stays = step.outcome is not None and (step.outcome.errors or step.outcome.revealed)
    if go == "continue" and stays and step.at is not None:
        return _show_page(way, step.carried, step.at, step.outcome)
    step = replace(step, carried=without_removed(way, step.carried, go))
    return _show(way, step.carried, target_of(way, step, go))


def switched(way: Way, step: Step, language: str) -> ResponseReturnValue:
    """The same page in another language; what cannot be read on it stays as it was typed."""
    way.use_language(language)
    carried = replace(step.carried, language=way.language_value)
    if step.at is not None and step.outcome is not None and step.outcome.unreadable:
        return _show_page(way, carried, step.at, step.outcome.only_unreadable())
    return _show(way, carried, step.at or first_place(way.compiled, carried.document))


def take_in(way: Way) -> Step:
    """The carried answers, with those of the posted page in them."""
    carried = read_carried(way.compiled, request.form.get("carried", ""))
    way.use_language(carried.language)
    way.carried_uuid = carried.uuid
    at = _existing(way, carried, Place.from_key(request.form.get("at", "")))
    if at is None or at.kind not in ("section", "entry"):
        return Step(carried, at, None, None)
    posted = without_answers(request.form) if request.form.get("go") == SKIP else request.form
    outcome = read_page(way.speaker, carried.document, at, posted, set(request.form.getlist("shown")))
    return Step(replace(carried, document=outcome.document), at, outcome, _raised(way, carried, outcome, at))


def _raised(way: Way, carried: Carried, outcome: Outcome, at: Place) -> Place | None:
    """The stop, when a safety question of this page is answered "yes" that was not before; or where to get help."""
    before = page_answers(way.speaker, carried.document, at)
    after = page_answers(way.speaker, outcome.document, at)
    for item in page_items(way.compiled.section(at.section)):
        if item.part == "safety" and after.get(item.name) == safety.RAISED and before.get(item.name) != safety.RAISED:
            return Place("worry", item.name, at.entry)
    called = None if outcome.errors else new_call(page_items(way.compiled.section(at.section)), before, after)
    return Place("worry", called.name, at.entry) if called is not None else None


def _existing(way: Way, carried: Carried, place: Place | None) -> Place | None:
    """The place, if the answers lead there."""
    if place is None or place.kind == "check":
        return place
    path = find_path(way.compiled, carried.document)
    if place.kind == "worry":
        item = way.compiled.find(place.section)
        known = item is not None and (item.part == "safety" or may_call(item))
        return place if item is not None and known and len(place.entry) == len(item.repeats) else None
    if place.kind == "remove":
        return place if _can_remove(way, path, place) else None
    found = place_of(way.compiled, path, place.section, place.entry)
    return found if found is not None and found.kind == place.kind else None


def _can_remove(way: Way, path: Path, place: Place) -> bool:
    """Whether there is such an entry, of a repeat whose entries are added by hand."""
    section = find_section(way.compiled, place.section)
    there = place_of(way.compiled, path, place.section, place.entry)
    if section is None or there is None or there.kind != "entry" or has_fixed_number(section):
        return False
    return place.entry[-1] < path.entries(place.section, place.entry[:-1])


def without_removed(way: Way, carried: Carried, go: str) -> Carried:
    """The answers without an entry, when that is what was asked and confirmed."""
    if not go.startswith("removed:"):
        return carried
    place = Place.from_key("remove:" + go.removeprefix("removed:"))
    if place is None or _existing(way, carried, place) is None:
        return carried
    return replace(carried, document=remove_entry(way.speaker, carried.document, place))


def target_of(way: Way, step: Step, go: str) -> Place:
    """Where the pressed button leads."""
    document, found = step.carried.document, None
    if go.startswith("removed:"):
        removed = Place.from_key("remove:" + go.removeprefix("removed:"))
        listed = Place("list", removed.section, removed.entry[:-1]) if removed is not None else None
        found = _existing(way, step.carried, listed)
    elif go in ("continue", "back", SKIP):
        here = _after_stop(way, step.at)
        found = here and (neighbour(way.compiled, document, here, -1 if go == "back" else 1) or here)
    else:
        found = _existing(way, step.carried, Place.from_key(go))
    return found or first_place(way.compiled, document)


def _after_stop(way: Way, at: Place | None) -> Place | None:
    """From the stop, the way goes on after the page of the question."""
    if at is None or at.kind != "worry":
        return at
    item = way.compiled.item(at.section)
    return Place("entry" if item.repeats else "section", item.section, at.entry)


def _excess(way: Way, carried: Carried) -> str:
    """A sentence when the answers no longer fit into a sealed answer."""
    try:
        pack({"version_id": way.round.version_id, "document": carried.document})
    except AnswerTooLong as error:
        return in_page_language(str(error))
    return ""


def _show_stopped(way: Way, step: Step) -> ResponseReturnValue:
    """Somebody has had enough: what they said so far is in their browser, and is sent only if they say so."""
    at = step.at or first_place(way.compiled, step.carried.document)
    return render_template("collect/easy/saved.html", way=way, carried=step.carried.text(), at=at, check_place=CHECK)


def _show(way: Way, carried: Carried, place: Place) -> ResponseReturnValue:
    if place.kind == "check":
        return _show_check(way, carried)
    if place.kind == "list":
        listed = entry_list(way.speaker, carried.document, place)
        return render_template("collect/entries.html", way=way, list=listed, place=place, carried=carried.text())
    if place.kind == "remove":
        title = entry_title(way.compiled.section(place.section), place.entry[-1])
        return render_template(
            "collect/remove.html", way=way, carried=carried.text(), title=title, place=place,
            listed=Place("list", place.section, place.entry[:-1]), removed="removed:" + place.key.partition(":")[2],
        )  # fmt: skip
    if place.kind == "worry":
        item = way.compiled.item(place.section)
        is_stop = item.part == "safety" and not way.is_easy_read
        page = "collect/worry_anonymous.html" if is_stop else "collect/easy/help_now.html"
        back = Place("entry" if item.repeats else "section", item.section, place.entry)
        return render_template(page, way=way, carried=carried.text(), place=place, back=back)
    return _show_page(way, carried, place)


def show_first(way: Way, carried: Carried) -> ResponseReturnValue:
    """The first page of the form with the promise on it, for whoever has scanned a code."""
    return _show_page(way, carried, first_place(way.compiled, carried.document), promise=True)


def _show_page(
    way: Way,
    carried: Carried,
    place: Place,
    outcome: Outcome | None = None,
    too_long: str = "",
    *,
    promise: bool = False,
) -> ResponseReturnValue:
    view = page_view(way.speaker, carried.document, place, outcome)
    if too_long:
        view = replace(view, errors=(ErrorLink(text=too_long, href="#main-content"), *view.errors))
    body = render_template(
        way.template("page"), way=way, view=view, carried=carried.text(), revision=None, seen=None, stored={},
        overview="", back=neighbour(way.compiled, carried.document, place, -1), promise=promise, batch=BATCH_SIZE,
    )  # fmt: skip
    return body, 422 if view.errors else 200


def _show_check(
    way: Way, carried: Carried, status: int = 200, refused: AnswersRefused | None = None
) -> ResponseReturnValue:
    problems = page_problems(way.speaker, carried.document, refused.problems) if refused is not None else []
    body = render_template(
        way.template("check"), way=way, carried=carried.text(), cards=cards(way.speaker, carried.document),
        problems=problems, check_place=CHECK, back=neighbour(way.compiled, carried.document, CHECK, -1),
        may_send_part=refused is not None and only_unanswered(way.compiled, carried.document, refused.problems),
    )  # fmt: skip
    return body, status


def _send(way: Way, carried: Carried, go: str) -> ResponseReturnValue:
    """Send the answers, unless there is something in them to look at first. Until then nothing is stored.

    "What I have" is offered after "Send", when what there was to look at has been seen.
    """
    told = telling_answers(way.speaker, carried.document) if go == "send" else ()
    if told:
        return render_template(
            "collect/telling.html", way=way, carried=carried.text(), answers=told, check_place=CHECK, as_it_is=AS_IT_IS
        )
    keys = KeyStore(current_app.config["WALKABOUT_KEY_DIR"])
    try:
        document = known_answers(way.compiled, carried.document)
        receipt = submit(
            db.session(), keys, way.round, carried.uuid, document, invitation=way.invitation,
            partial=go == SEND_PART or way.is_easy_read,
        )  # fmt: skip
    except AnswersRefused as refused:
        return _show_check(way, carried, 422, refused)
    except AnswerTooLong:
        return _show_check(way, carried, 413)
    if not receipt.repeated:
        count_by_link(way)
    db.session.commit()
    return render_template(
        way.template("sent"), way=way, reference=receipt.reference, submission=None,
        sentences=said_after(way.speaker, carried.document), heard=you_said_of(db.session(), way.round),
    )  # fmt: skip
