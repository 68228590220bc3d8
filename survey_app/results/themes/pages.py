"""What all pages of coding need: the round, its comments in the reader's own layer, and where a key leads."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock

from flask import abort, current_app
from flask_login import current_user

from survey_app.accounts.permissions import can
from survey_app.database import db
from survey_app.results.comments import Comment, Place, comments_of
from survey_app.results.models import AGREED
from survey_app.results.services import refuse_blind
from survey_app.results.themes.double_coding import View, view_for
from survey_app.rounds.models import Round
from survey_app.rounds.pages import round_or_404

KEPT = 8  # rounds whose comments' places are kept in memory, so that a save need not read all answers

_places: OrderedDict[tuple[str, int], dict[str, Place]] = OrderedDict()
_lock = Lock()


def codable_round(slug: str) -> Round:
    """The round, if its comments may be read: in an anonymous round only by those who code them."""
    round_ = round_or_404(slug)
    refuse_blind(round_)
    if round_.anonymous and not can("coding.code"):
        abort(403)
    return round_


def my_view(round_: Round) -> View:
    """What of the codings the signed-in person may see."""
    return view_for(db.session(), round_, current_user.id)


def comments_in(round_: Round, layer: str | None = AGREED) -> list[Comment]:
    """The round's comments with what they have in this layer."""
    return comments_of(db.session(), round_, secret=current_app.config["SECRET_KEY"], layer=layer)


def comment_or_404(round_: Round, key: str, layer: str | None = AGREED) -> Comment:
    """One comment by its key."""
    comment = next((comment for comment in comments_in(round_, layer) if comment.key == key), None)
    if comment is None:
        abort(404)
    return comment


def place_or_none(round_: Round, key: str) -> Place | None:
    """Where a comment stands, by its key; all answers are read only for a key that is not known yet."""
    known = (str(current_app.config["SQLALCHEMY_DATABASE_URI"]), round_.id)
    with _lock:
        place = _places.get(known, {}).get(key)
    if place is not None:
        return place
    found = {comment.key: comment.place for comment in comments_in(round_, None)}
    with _lock:
        _places[known] = found
        _places.move_to_end(known)
        while len(_places) > KEPT:
            _places.popitem(last=False)
    return found.get(key)
