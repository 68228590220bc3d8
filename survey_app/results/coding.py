"""Coding: giving the themes of a codeframe to comments, one comment after another."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import Session

from survey_app.collect.sealing import lock_round
from survey_app.errors import UserError
from survey_app.results.comments import Comment, Place
from survey_app.results.models import Codeframe, Coding, Theme
from survey_app.rounds.models import Round

STANCES = {"strength": "Strength", "concern": "Concern", "neutral": "Neither"}


class CodingRefused(UserError):
    """A coding or a theme cannot be stored; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far the coding of the chosen comments has come."""

    coded: int
    total: int

    @property
    def left(self) -> int:
        return self.total - self.coded


def progress_of(comments: Sequence[Comment]) -> Progress:
    """How many of these comments have at least one theme."""
    return Progress(coded=sum(comment.is_coded for comment in comments), total=len(comments))


def next_uncoded(comments: Sequence[Comment], after: str | None = None) -> Comment | None:
    """The next comment without a theme, counting on from the one with the key ``after`` and round the end."""
    start = next((position + 1 for position, comment in enumerate(comments) if comment.key == after), 0)
    ahead = [*comments[start:], *comments[:start]]
    return next((comment for comment in ahead if not comment.is_coded and comment.key != after), None)


def codeframes_of(session: Session, partnership_id: int) -> list[Codeframe]:
    """The partnership's codeframes, by title."""
    return list(
        session.scalars(
            select(Codeframe).where(Codeframe.partnership_id == partnership_id).order_by(Codeframe.title, Codeframe.id)
        )
    )


def codeframe_of(session: Session, round_: Round) -> Codeframe | None:
    """The codeframe that the round's comments are coded to."""
    return session.get(Codeframe, round_.codeframe_id) if round_.codeframe_id is not None else None


def choose_codeframe(session: Session, round_: Round, codeframe_id: int) -> None:
    """Code this round's comments to one of the partnership's codeframes."""
    codeframe = session.get(Codeframe, codeframe_id)
    if codeframe is None or codeframe.partnership_id != round_.partnership_id:
        raise CodingRefused("That codeframe does not exist. Choose one from the list.")
    if round_.codeframe_id not in (None, codeframe_id) and _count_codings(session, round_.id):
        raise CodingRefused("Comments of this round are already coded to another codeframe, so it cannot be changed.")
    round_.codeframe_id = codeframe_id
    session.flush()


def create_codeframe(session: Session, partnership_id: int, title: str, themes: Sequence[tuple[str, str]]) -> Codeframe:
    """A new codeframe from the labels and definitions of its themes."""
    codeframe = Codeframe(partnership_id=partnership_id, title=title)
    session.add(codeframe)
    session.flush()
    for label, definition in themes:
        add_theme(session, codeframe, label, definition)
    return codeframe


def read_themes(text: str) -> list[tuple[str, str]]:
    """Themes from lines of the form ``Label: definition``; the definition may be left out."""
    lines = (line.strip(" \t-•") for line in text.splitlines())
    parts = (line.partition(":") for line in lines if line)
    return [(label.strip(), definition.strip()) for label, _, definition in parts]


def add_theme(session: Session, codeframe: Codeframe, label: str, definition: str = "") -> Theme:
    """Add a theme at the end of a codeframe."""
    if not label.strip():
        raise CodingRefused("A theme needs a label.")
    if len(label) > 200:
        raise CodingRefused(f"The label “{label[:40]}…” is longer than 200 characters. Put the rest in the definition.")
    themes = list(session.scalars(select(Theme).where(Theme.codeframe_id == codeframe.id)))
    if any(theme.label.casefold() == label.strip().casefold() for theme in themes):
        raise CodingRefused(f"There is already a theme called “{label.strip()}”.")
    theme = Theme(
        codeframe_id=codeframe.id, position=max((theme.position for theme in themes), default=0) + 1,
        name=_theme_name(label, {theme.name for theme in themes}), label=label.strip(), definition=definition.strip(),
    )  # fmt: skip
    session.add(theme)
    session.flush()
    session.expire(codeframe, ["themes"])
    return theme


def _theme_name(label: str, taken: set[str]) -> str:
    """A short name for files: the label's words in lower case, numbered where it is taken."""
    name = "_".join(re.findall(r"[a-z0-9]+", label.lower()))[:56].strip("_") or "theme"
    unique, number = name, 2
    while unique in taken:
        unique, number = f"{name}_{number}", number + 1
    return unique


def save_coding(
    session: Session, round_: Round, place: Place, stances: Mapping[int, str], *, coder_id: int | None
) -> None:
    """Give a comment exactly these themes (theme id → stance), in place of those it had."""
    codeframe = codeframe_of(session, round_)
    known = {theme.id for theme in codeframe.themes} if codeframe else set()
    if not set(stances) <= known or not set(stances.values()) <= set(STANCES):
        raise CodingRefused("One of the themes is not in this round's codeframe. Reload the page and try again.")
    lock_round(session, round_.id)  # two coders of one comment come one after the other
    session.execute(delete(Coding).where(*_at(round_, place)))
    session.add_all(
        Coding(
            round_id=round_.id, response_key=place.response_key, question=place.question, entry=place.entry,
            theme_id=theme_id, stance=stance, coder_id=coder_id,
        )
        for theme_id, stance in stances.items()
    )  # fmt: skip
    session.flush()


def _at(round_: Round, place: Place) -> tuple[ColumnElement[bool], ...]:
    return (
        Coding.round_id == round_.id, Coding.response_key == place.response_key, Coding.question == place.question,
        Coding.entry == place.entry,
    )  # fmt: skip


def _count_codings(session: Session, round_id: int) -> int:
    return session.scalar(select(func.count()).where(Coding.round_id == round_id)) or 0
