"""Short ways in: the link of a slide, which opens the first question in one tap, and codes that are typed."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, current_app, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from instruments.compiled import CompiledInstrument
from survey_app.accounts.permissions import public
from survey_app.collect.carried import Carried, begin
from survey_app.collect.carried_views import show_first
from survey_app.collect.draft_saving import show_first_of_draft
from survey_app.collect.problems import LinkUnknown
from survey_app.collect.services import check_open
from survey_app.collect.ways import CAME_BY, Way, way_into
from survey_app.database import db, now
from survey_app.flooding import note_wrong
from survey_app.partnership.models import Agency
from survey_app.rounds.mail_models import ShortLink
from survey_app.rounds.ways.codes import invitation_of_code, plain_code
from survey_app.rounds.ways.links import find_link

WHY = "respondents have no account: the link or the code is the key"


def short(code: str) -> ResponseReturnValue:
    """The first question of an open round, with the promise on the same page. Nothing is written by opening it."""
    link = find_link(db.session(), code)
    if link is None or link.round.access != "open":
        raise LinkUnknown
    round_ = link.round
    g.partnership = round_.partnership
    if link.agency_id is not None:
        session[CAME_BY] = {**session.get(CAME_BY, {}), str(round_.id): link.code}
    way = way_into(round_)
    check_open(round_, now().date())
    if way.is_easy_read or way.draft is not None:  # children meet the promises first; a draft goes on where it was
        return redirect(way.url("start"))
    if not way.carried:
        return show_first_of_draft(way)
    return show_first(way, with_agency(way, begin(way.speaker, way.language_value), link))


def with_agency(way: Way, carried: Carried, link: ShortLink) -> Carried:
    """The agency of the link as the answer to the form's question for it, where the form asks and has such a choice."""
    agency = db.session.get(Agency, link.agency_id) if link.agency_id is not None else None
    choice = agency_choice(way.compiled, agency.name) if agency is not None else None
    return replace(carried, document={**carried.document, "agency": choice}) if choice else carried


def agency_choice(compiled: CompiledInstrument, name: str) -> str | None:
    """How the form's question “agency” calls this agency; None where it does not ask or has no such choice."""
    item = compiled.find("agency")
    if item is None or item.repeats or not item.question.is_answered:
        return None
    if item.question.kind == "text":
        return name
    if item.question.kind != "select_one":
        return None
    wanted = name.casefold()
    fits = (choice.name for choice in item.choices if str(choice.label).casefold() == wanted)
    return next(fits, None)


def code() -> ResponseReturnValue:
    """Type a code from paper."""
    typed = request.form.get("code", "")[:60]
    problem = ""
    if request.method == "POST":
        plain = plain_code(typed)
        found = invitation_of_code(db.session(), typed, secret=current_app.config["SECRET_KEY"])
        if found is not None:
            return redirect(url_for("collect.token_start", token=plain))
        note_wrong()
        problem = "This code opens no form. Compare it with the paper letter by letter."
        if not typed.strip():
            problem = "Enter the code from the paper."
    return render_template("collect/code.html", typed=typed, problem=problem), 422 if problem else 200


def register(blueprint: Blueprint) -> None:
    """Add the short addresses."""
    blueprint.add_url_rule("/r/<code>", "short", public(WHY)(short))
    blueprint.add_url_rule("/code", "code", public(WHY)(code), methods=["GET", "POST"])
