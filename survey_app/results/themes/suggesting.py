"""Suggestions for comments that are not coded yet: from the definitions, and from what the partnership coded before.

Of two blind coders each has suggestions learnt from their own codings only. Nothing that is suggested is stored; what
was learnt is kept in memory until ten more comments have been coded.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.results.comments import Comment, comments_of
from survey_app.results.models import AGREED, Codeframe
from survey_app.results.services import is_blind
from survey_app.rounds.models import Round

if TYPE_CHECKING:  # scikit-learn takes a second to load, and only these pages need it
    from analysis.coding.suggestions import CodingModel, ModelQuality, Suggestion, ThemeText

LEARN_AGAIN_AFTER = 10
OTHER_ROUNDS = 5
KEPT = 8

_models: OrderedDict[tuple[str, int, str], _Learnt] = OrderedDict()
_lock = Lock()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Learnt:
    codeframe_id: int
    coded: int
    model: CodingModel


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestions:
    """What is suggested for which comment, the most useful order to code them in, and how good that is."""

    by_comment: Mapping[str, Sequence[Suggestion]]
    order: Sequence[str]
    about: str
    quality: ModelQuality


def suggestions_for(
    session: Session, round_: Round, codeframe: Codeframe, comments: Sequence[Comment], *, layer: str, secret: str
) -> Suggestions:
    """Suggestions for those of these comments that are not coded."""
    model = _model(session, round_, codeframe, comments, layer, secret)
    left = [comment for comment in comments if not comment.is_coded]
    texts = [comment.text for comment in left]
    given = model.suggest(texts)
    return Suggestions(
        by_comment={comment.key: found for comment, found in zip(left, given, strict=True) if found},
        order=[left[place].key for place in model.next_most_useful(texts)], about=_about(model.quality),
        quality=model.quality,
    )  # fmt: skip


def theme_texts(codeframe: Codeframe) -> tuple[ThemeText, ...]:
    """The themes of a stored codeframe as the analysis reads them."""
    from analysis.coding.codeframe import ThemeText

    return tuple(
        ThemeText(
            name=theme.name, label=theme.label, definition=theme.definition, include=theme.include,
            exclude=theme.exclude, example=theme.example, parent=theme.parent or None,
        )
        for theme in codeframe.themes
    )  # fmt: skip


def _model(
    session: Session, round_: Round, codeframe: Codeframe, comments: Sequence[Comment], layer: str, secret: str
) -> CodingModel:
    """What was learnt so far, learnt anew after some more codings."""
    from analysis.coding.suggestions import train

    key = (str(session.get_bind().engine.url), round_.id, layer)
    coded = sum(comment.is_coded for comment in comments)
    with _lock:
        learnt = _models.get(key)
    if learnt and learnt.codeframe_id == codeframe.id and abs(coded - learnt.coded) < LEARN_AGAIN_AFTER:
        return learnt.model
    material = [*comments, *_coded_elsewhere(session, round_, codeframe, secret)]
    known = {theme.name for theme in codeframe.themes}
    model = train(
        [comment.text for comment in material],
        [set(comment.themes) & known if comment.is_coded else None for comment in material],
        theme_texts(codeframe),
    )
    with _lock:
        _models[key] = _Learnt(codeframe_id=codeframe.id, coded=coded, model=model)
        _models.move_to_end(key)
        while len(_models) > KEPT:
            _models.popitem(last=False)
    return model


def _coded_elsewhere(session: Session, round_: Round, codeframe: Codeframe, secret: str) -> list[Comment]:
    """Coded comments of the partnership's other newest rounds with a version of the same codeframe."""
    others = session.scalars(
        select(Round)
        .join(Codeframe, Codeframe.id == Round.codeframe_id)
        .where(
            Round.partnership_id == round_.partnership_id, Round.id != round_.id, Codeframe.key == codeframe.key,
            Codeframe.partnership_id == codeframe.partnership_id,
        )
        .order_by(Round.id.desc())
        .limit(OTHER_ROUNDS)
    ).all()  # fmt: skip
    return [
        comment
        for other in others
        if not is_blind(other)
        for comment in comments_of(session, other, secret=secret, layer=AGREED)
        if comment.is_coded
    ]


def _about(quality: ModelQuality) -> str:
    """Where the suggestions come from and what to expect of them, in a line or two."""
    never = "You decide: none is given by itself."
    if quality.why_not or quality.precision.estimate is None or quality.recall.estimate is None:
        return f"Suggestions compare a comment with the words of the definitions. {never}"
    right, found = round(100 * quality.precision.estimate), round(100 * quality.recall.estimate)
    return (
        f"Suggestions are learnt from {quality.n_used:,} coded comments. On comments it had not seen, {right}% of the "
        f"themes suggested were right, and {found}% of those given were found. The percentage beside a suggestion says "
        f"how sure it is. {never}"
    )
