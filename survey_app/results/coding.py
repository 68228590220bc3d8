"""Coding: what a coder gives to a comment, saved once however often it is sent, in the layer that is theirs."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import Session

from survey_app.collect.sealing import lock_round
from survey_app.database import now
from survey_app.errors import Conflict, UserError
from survey_app.results.comments import Comment, Place
from survey_app.results.models import AGREED, Codeframe, Coding, CommentCoding
from survey_app.rounds.models import Round

STANCES = {"strength": "Strength", "concern": "Concern", "neutral": "Neither"}
How = Literal["coded", "same", "one", "reconciled"]


class CodingRefused(UserError):
    """A coding or a theme cannot be stored; the message says why."""


class CodingConflict(Conflict):
    """Somebody else has coded the comment since the coder saw it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far the coding of the chosen comments has come."""

    coded: int
    total: int

    @property
    def left(self) -> int:
        return self.total - self.coded


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggested:
    """What had suggested a theme that the coder accepted, and how sure it was, from 0 to 1."""

    source: str
    confidence: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """All that one coder gives to one comment. ``done`` without themes says that none fits."""

    stances: Mapping[str, str]  # theme name → stance
    suggested: Mapping[str, Suggested]
    done: bool
    quote_worthy: bool = False


def given(
    stances: Mapping[str, str], *, done: bool | None = None, quote_worthy: bool = False,
    suggested: Mapping[str, Suggested] | None = None,
) -> Given:  # fmt: skip
    """What a coder gives; done where there is a theme, unless said otherwise."""
    return Given(
        stances=stances, suggested=suggested or {}, done=bool(stances) or bool(done), quote_worthy=quote_worthy
    )


def progress_of(comments: Sequence[Comment]) -> Progress:
    """How many of these comments are coded."""
    return Progress(coded=sum(comment.is_coded for comment in comments), total=len(comments))


def next_uncoded(comments: Sequence[Comment], after: str | None = None) -> Comment | None:
    """The next comment that is not coded, counting on from the one with the key ``after`` and round the end."""
    start = next((position + 1 for position, comment in enumerate(comments) if comment.key == after), 0)
    ahead = [*comments[start:], *comments[:start]]
    return next((comment for comment in ahead if not comment.is_coded and comment.key != after), None)


def codeframe_of(session: Session, round_: Round) -> Codeframe | None:
    """The version of the codeframe that the round's comments are coded to."""
    return session.get(Codeframe, round_.codeframe_id) if round_.codeframe_id is not None else None


def save_coding(
    session: Session, round_: Round, place: Place, what: Given | Mapping[str, str], *, coder_id: int | None,
    layer: str = AGREED, how: How = "coded", save_id: str = "", seen: int | None = None,
    earlier: Collection[str] = (),
) -> CommentCoding:  # fmt: skip
    """Give a comment exactly these themes, in place of those it had in this layer.

    Parameters
    ----------
    what : Given or mapping of str to str
        What is given; a mapping of theme names to stances where there is no more to say.
    save_id : str
        What the browser calls this save. The same save again changes nothing.
    seen : int, optional
        The revision that the coder saw. None overwrites whatever there is.
    earlier : collection of str
        Saves of the same browser that may or may not have arrived: what they left counts as seen.

    Raises
    ------
    CodingRefused
        A theme is not in the round's codeframe, or a stance is unknown.
    CodingConflict
        The comment has been coded since ``seen``.
    """
    what = what if isinstance(what, Given) else given(what)
    _check_known(session, round_, what)
    lock_round(session, round_.id)  # two coders of one comment come one after the other
    row = comment_coding(session, round_, place, layer)
    if row is not None and save_id and row.save_id == save_id:
        return row
    unseen = seen is not None and seen != (row.revision if row else 0)
    if unseen and not (row is not None and row.save_id in earlier):
        raise CodingConflict("Somebody else has coded this comment since you opened it.")
    if row is None:
        row = CommentCoding(round_id=round_.id, layer=layer, revision=0, **_columns(place))
        session.add(row)
    row.done, row.quote_worthy, row.how = what.done, what.quote_worthy, how
    row.coder_id, row.save_id, row.saved_at, row.revision = coder_id, save_id, now(), row.revision + 1
    _put_themes(session, round_, place, what, layer, coder_id)
    session.flush()
    return row


def comment_coding(session: Session, round_: Round, place: Place, layer: str) -> CommentCoding | None:
    """That the comment has been coded in this layer."""
    return session.scalar(select(CommentCoding).where(*_at(CommentCoding, round_, place, layer)))


def count_codings(session: Session, round_id: int) -> int:
    """How many comments of a round have been coded, in any layer."""
    coded = (CommentCoding.round_id == round_id, CommentCoding.done)
    return session.scalar(select(func.count()).select_from(CommentCoding).where(*coded)) or 0


def _check_known(session: Session, round_: Round, what: Given) -> None:
    codeframe = codeframe_of(session, round_)
    known = {theme.name for theme in codeframe.themes} if codeframe else set()
    if not set(what.stances) <= known or not set(what.stances.values()) <= set(STANCES):
        raise CodingRefused("One of the themes is not in this round's codeframe. Reload the page and try again.")


def _put_themes(session: Session, round_: Round, place: Place, what: Given, layer: str, coder_id: int | None) -> None:
    """A theme that stays as it was keeps who gave it, when, and what had suggested it."""
    kept = {}
    for coding in session.scalars(select(Coding).where(*_at(Coding, round_, place, layer))):
        kept[coding.theme] = coding
    gone = [coding.id for theme, coding in kept.items() if what.stances.get(theme) != coding.stance]
    session.execute(delete(Coding).where(Coding.id.in_(gone)))
    for theme, stance in what.stances.items():
        if theme in kept and kept[theme].id not in gone:
            continue
        suggested = what.suggested.get(theme)
        session.add(
            Coding(
                round_id=round_.id, layer=layer, theme=theme, stance=stance, coder_id=coder_id,
                source=suggested.source if suggested else "", confidence=suggested.confidence if suggested else None,
                **_columns(place),
            )
        )  # fmt: skip


def _columns(place: Place) -> dict[str, str]:
    return {"response_key": place.response_key, "question": place.question, "entry": place.entry}


def _at(
    model: type[Coding] | type[CommentCoding], round_: Round, place: Place, layer: str
) -> tuple[ColumnElement[bool], ...]:
    return (
        model.round_id == round_.id, model.layer == layer, model.response_key == place.response_key,
        model.question == place.question, model.entry == place.entry,
    )  # fmt: skip
