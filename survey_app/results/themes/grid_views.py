"""The coding grid: the page, what it saves in the background, and the suggestions that it fetches."""

from __future__ import annotations

from typing import Any

from flask import current_app, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from survey_app.accounts.permissions import permission
from survey_app.database import db
from survey_app.results import coding
from survey_app.results.forms import ThemeForm
from survey_app.results.pages import blueprint, reader
from survey_app.results.services import log_reading
from survey_app.results.themes.double_coding import working_layer
from survey_app.results.themes.grid import coder_names, comment_data, grid_data
from survey_app.results.themes.keys import ACTIONS, KEY_NAMES
from survey_app.results.themes.pages import codable_round, comments_in, my_view, place_or_none
from survey_app.results.themes.saving import Save, read_saves
from survey_app.results.themes.suggesting import Suggestions, suggestions_for
from survey_app.rounds.models import Round
from survey_app.rounds.pages import log


@blueprint.get("/coding/grid")
@permission("coding.code")
def grid(slug: str) -> ResponseReturnValue:
    """The grid: all comments at once, so that the next one is there at once."""
    round_ = codable_round(slug)
    codeframe = coding.codeframe_of(db.session(), round_)
    if codeframe is None:
        return redirect(url_for("results.codeframe", slug=slug))
    view = my_view(round_)
    comments = comments_in(round_, working_layer(view))
    data = grid_data(db.session(), round_, codeframe, comments, user_id=current_user.id)
    log_reading(db.session(), "comments read", round_, reader())
    db.session.commit()
    data |= {
        "save": url_for("results.save_codings", slug=slug),
        "suggestions": url_for("results.suggestions", slug=slug),
    }
    return render_template(
        "results/grid.html", round=round_, data=data, codeframe=codeframe, progress=coding.progress_of(comments),
        first=coding.next_uncoded(comments), view=view, actions=ACTIONS, key_names=KEY_NAMES, theme_form=ThemeForm(),
    )  # fmt: skip


@blueprint.post("/coding/save")
@permission("coding.code")
def save_codings(slug: str) -> ResponseReturnValue:
    """Store what the grid sends. Each save has its own outcome: saved, or in conflict, or refused."""
    round_ = codable_round(slug)
    layer = working_layer(my_view(round_))
    outcomes = [_save(round_, save, layer) for save in read_saves(request.get_json(silent=True))]
    saved = sum(outcome["status"] == "saved" for outcome in outcomes)
    if saved:
        log("comments coded", round_, comments=saved)
    db.session.commit()
    return jsonify(outcomes=outcomes)


def _save(round_: Round, save: Save, layer: str) -> dict[str, Any]:
    named = {"key": save.key, "save_id": save.save_id}
    place = place_or_none(round_, save.key)
    if place is None:
        return named | {"status": "refused", "message": "This comment is not there any more."}
    try:
        row = coding.save_coding(
            db.session(), round_, place, save.what, coder_id=current_user.id, layer=layer, save_id=save.save_id,
            seen=save.seen, earlier=save.earlier,
        )  # fmt: skip
    except coding.CodingConflict:
        theirs = next((comment for comment in comments_in(round_, layer) if comment.key == save.key), None)
        if theirs is None:
            return named | {"status": "refused", "message": "This comment is not there any more."}
        return named | {"status": "conflict", "theirs": comment_data(theirs, coder_names(db.session(), [theirs]))}
    except coding.CodingRefused as error:
        return named | {"status": "refused", "message": error.message}
    return named | {"status": "saved", "revision": row.revision}


@blueprint.get("/coding/suggestions.json")
@permission("coding.code")
def suggestions(slug: str) -> ResponseReturnValue:
    """Which themes might fit which comment, and how sure that is: to be accepted by a person, or not."""
    round_ = codable_round(slug)
    found = _suggested(round_)
    if found is None:
        return jsonify(comments={}, order=[], about="")
    return jsonify(
        comments={
            key: [{"theme": one.theme, "confidence": round(one.confidence, 4), "source": one.source} for one in given]
            for key, given in found.by_comment.items()
        },
        order=found.order, about=found.about,
    )  # fmt: skip


@blueprint.get("/coding/suggestions")
@permission("coding.code")
def suggestion_quality(slug: str) -> ResponseReturnValue:
    """How good the suggestions are: their cross-validated precision and recall, theme by theme."""
    round_ = codable_round(slug)
    found = _suggested(round_)
    codeframe = coding.codeframe_of(db.session(), round_)
    labels = {theme.name: theme.label for theme in codeframe.themes} if codeframe else {}
    return render_template("results/suggestions.html", round=round_, found=found, labels=labels)


def _suggested(round_: Round) -> Suggestions | None:
    codeframe = coding.codeframe_of(db.session(), round_)
    if codeframe is None:
        return None
    layer = working_layer(my_view(round_))
    secret = current_app.config["SECRET_KEY"]
    return suggestions_for(db.session(), round_, codeframe, comments_in(round_, layer), layer=layer, secret=secret)
