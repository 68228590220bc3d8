"""Codeframes in versions: a draft is edited and published; a published version stays as it is.

Codings name themes by their stable names, so that a round can go on to a newer version that still has them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from analysis.coding.codeframe import theme_name
from survey_app.collect.sealing import lock_round
from survey_app.database import now
from survey_app.results.coding import CodingRefused, codeframe_of, count_codings
from survey_app.results.models import Codeframe, Coding, Theme
from survey_app.rounds.models import Round

LABEL_LENGTH = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeText:
    """What a person writes of a theme."""

    label: str
    definition: str = ""
    include: str = ""
    exclude: str = ""
    example: str = ""
    parent: str = ""  # the name of another theme


def codeframes_of(session: Session, partnership_id: int) -> list[Codeframe]:
    """The newest published version of each of the partnership's codeframes, by title."""
    published = select(Codeframe).where(Codeframe.partnership_id == partnership_id, Codeframe.state == "published")
    newest: dict[str, Codeframe] = {}
    for codeframe in session.scalars(published.order_by(Codeframe.version)):
        newest[codeframe.key] = codeframe
    return sorted(newest.values(), key=lambda codeframe: (codeframe.title.casefold(), codeframe.id))


def versions_of(session: Session, partnership_id: int, key: str) -> list[Codeframe]:
    """All versions of one codeframe, the newest first; empty where there is none of this key."""
    mine = (Codeframe.partnership_id == partnership_id, Codeframe.key == key)
    return list(session.scalars(select(Codeframe).where(*mine).order_by(Codeframe.version.desc())))


def all_codeframes(session: Session, partnership_id: int) -> list[list[Codeframe]]:
    """Every codeframe with its versions, the newest first, by title."""
    keys = session.scalars(select(Codeframe.key).where(Codeframe.partnership_id == partnership_id).distinct())
    found = [versions_of(session, partnership_id, key) for key in keys.all()]
    return sorted(found, key=lambda versions: (versions[0].title.casefold(), versions[0].id))


def create_codeframe(
    session: Session, partnership_id: int, title: str, themes: Iterable[tuple[str, str]], *, topic: str = ""
) -> Codeframe:
    """A new codeframe, as a draft, from the labels and definitions of its themes."""
    codeframe = Codeframe(partnership_id=partnership_id, title=title, topic=topic)
    session.add(codeframe)
    session.flush()
    for label, definition in themes:
        add_theme(session, codeframe, ThemeText(label=label, definition=definition))
    return codeframe


def publish(session: Session, codeframe: Codeframe, *, by_id: int | None) -> None:
    """Freeze a draft: from now on comments can be coded to it."""
    _refuse_published(codeframe)
    if not codeframe.themes:
        raise CodingRefused("A codeframe needs at least one theme before it is published.")
    codeframe.state, codeframe.published_at, codeframe.published_by_id = "published", now(), by_id
    session.flush()


def edit(session: Session, codeframe: Codeframe) -> Codeframe:
    """The draft that follows a published version: the one there is, or a new copy of the newest version."""
    newest = versions_of(session, codeframe.partnership_id, codeframe.key)[0]
    if newest.is_draft:
        return newest
    draft = Codeframe(
        partnership_id=newest.partnership_id, key=newest.key, version=newest.version + 1, title=newest.title,
        topic=newest.topic,
    )  # fmt: skip
    draft.themes = [
        Theme(
            position=theme.position, name=theme.name, label=theme.label, definition=theme.definition,
            include=theme.include, exclude=theme.exclude, example=theme.example, parent=theme.parent,
        )
        for theme in newest.themes
    ]  # fmt: skip
    session.add(draft)
    session.flush()
    return draft


def discard(session: Session, codeframe: Codeframe) -> None:
    """Throw a draft away."""
    _refuse_published(codeframe)
    session.delete(codeframe)
    session.flush()


def rename(session: Session, codeframe: Codeframe, title: str, topic: str) -> None:
    """Give a draft another title and topic."""
    _refuse_published(codeframe)
    codeframe.title, codeframe.topic = title.strip(), topic.strip()
    session.flush()


def add_theme(session: Session, codeframe: Codeframe, text: ThemeText) -> Theme:
    """Add a theme at the end of a draft."""
    _refuse_published(codeframe)
    label = _check_text(codeframe, text)
    themes = list(session.scalars(select(Theme).where(Theme.codeframe_id == codeframe.id)))
    theme = Theme(
        codeframe_id=codeframe.id, position=max((theme.position for theme in themes), default=0) + 1,
        name=theme_name(label, {theme.name for theme in themes}),
    )  # fmt: skip
    _write(theme, text)
    session.add(theme)
    session.flush()
    session.expire(codeframe, ["themes"])
    return theme


def change_theme(session: Session, codeframe: Codeframe, name: str, text: ThemeText) -> Theme:
    """Write a theme of a draft anew; its name, by which codings know it, stays."""
    _refuse_published(codeframe)
    theme = _theme(codeframe, name)
    _check_text(codeframe, text, own=theme)
    _write(theme, text)
    session.flush()
    return theme


def remove_theme(session: Session, codeframe: Codeframe, name: str) -> None:
    """Take a theme out of a draft; those beneath it move up."""
    _refuse_published(codeframe)
    theme = _theme(codeframe, name)
    for child in codeframe.themes:
        if child.parent == name:
            child.parent = theme.parent
    session.delete(theme)
    session.flush()
    session.expire(codeframe, ["themes"])


def move_theme(session: Session, codeframe: Codeframe, name: str, by: int) -> None:
    """Move a theme of a draft up (-1) or down (1); the order is the order of the keys in the grid."""
    _refuse_published(codeframe)
    themes = list(codeframe.themes)
    position = themes.index(_theme(codeframe, name))
    target = min(max(position + by, 0), len(themes) - 1)
    themes.insert(target, themes.pop(position))
    for number, theme in enumerate(themes, 1):
        theme.position = number
    session.flush()
    session.expire(codeframe, ["themes"])


def use_codeframe(session: Session, round_: Round, codeframe: Codeframe) -> None:
    """Code this round's comments to a published version; to another codeframe only while nothing is coded."""
    if codeframe.partnership_id != round_.partnership_id:
        raise CodingRefused("That codeframe does not exist. Choose one from the list.")
    if codeframe.is_draft:
        raise CodingRefused("That version is still a draft. Publish it first.")
    locked = lock_round(session, round_.id)
    present = codeframe_of(session, locked)
    if present is not None and present.id != codeframe.id and count_codings(session, round_.id):
        if present.key != codeframe.key:
            raise CodingRefused(
                "Comments of this round are already coded to another codeframe, so it cannot be changed."
            )
        _refuse_lost_themes(session, locked, codeframe)
    locked.codeframe_id = codeframe.id
    session.flush()


def add_theme_while_coding(session: Session, round_: Round, text: ThemeText, *, by_id: int | None) -> Theme:
    """A theme that is missing: published at once in a version of its own, to which the round goes on."""
    present = codeframe_of(session, round_)
    if present is None:
        raise CodingRefused("Choose a codeframe first.")
    newest = versions_of(session, present.partnership_id, present.key)[0]
    if newest.is_draft:
        raise CodingRefused(
            f"Somebody is preparing version {newest.version} of this codeframe. Add the theme there, publish the "
            "version, and let the round go on to it."
        )
    draft = edit(session, present)
    theme = add_theme(session, draft, text)
    publish(session, draft, by_id=by_id)
    use_codeframe(session, round_, draft)
    return theme


def newer_version(session: Session, codeframe: Codeframe) -> Codeframe | None:
    """The newest published version after this one."""
    versions = versions_of(session, codeframe.partnership_id, codeframe.key)
    return next((item for item in versions if not item.is_draft and item.version > codeframe.version), None)


def read_themes(text: str) -> list[tuple[str, str]]:
    """Themes from lines of the form ``Label: definition``; the definition may be left out."""
    lines = (line.strip(" \t-•") for line in text.splitlines())
    parts = (line.partition(":") for line in lines if line)
    return [(label.strip(), definition.strip()) for label, _, definition in parts]


def _refuse_published(codeframe: Codeframe) -> None:
    if not codeframe.is_draft:
        raise CodingRefused(
            f"Version {codeframe.version} is published and stays as it is. Begin a new version to change it."
        )


def _refuse_lost_themes(session: Session, round_: Round, codeframe: Codeframe) -> None:
    """Codings must not come to name a theme that is not there."""
    names = {theme.name for theme in codeframe.themes}
    used = session.scalars(select(Coding.theme).where(Coding.round_id == round_.id).distinct())
    lost = sorted(set(used) - names)
    if lost:
        raise CodingRefused(
            f"Version {codeframe.version} no longer has {', '.join(lost)}, which comments of this round are coded to. "
            "Code these comments to other themes first."
        )


def _theme(codeframe: Codeframe, name: str) -> Theme:
    theme = next((theme for theme in codeframe.themes if theme.name == name), None)
    if theme is None:
        raise CodingRefused("That theme is not in this codeframe. Reload the page and try again.")
    return theme


def _check_text(codeframe: Codeframe, text: ThemeText, own: Theme | None = None) -> str:
    """Refuse a label that is missing, too long or taken, and a parent that is not there or beneath the theme itself."""
    label = text.label.strip()
    if not label:
        raise CodingRefused("A theme needs a label.")
    if len(label) > LABEL_LENGTH:
        raise CodingRefused(f"The label “{label[:40]}…” is longer than 200 characters. Put the rest in the definition.")
    others = [theme for theme in codeframe.themes if theme is not own]
    if any(theme.label.casefold() == label.casefold() for theme in others):
        raise CodingRefused(f"There is already a theme called “{label}”.")
    parents = {theme.name: theme.parent for theme in others}
    if text.parent and text.parent not in parents:
        raise CodingRefused("The theme above it is not in this codeframe. Choose one from the list.")
    if own is not None and _is_beneath(text.parent, own.name, parents):
        raise CodingRefused("A theme cannot stand beneath itself.")
    return label


def _is_beneath(name: str, top: str, parents: dict[str, str]) -> bool:
    while name:
        if name == top:
            return True
        name = parents.get(name, "")
    return False


def _write(theme: Theme, text: ThemeText) -> None:
    theme.label, theme.definition = text.label.strip(), text.definition.strip()
    theme.include, theme.exclude = text.include.strip(), text.exclude.strip()
    theme.example, theme.parent = text.example.strip(), text.parent


def count_rounds(session: Session, codeframes: Sequence[Codeframe]) -> dict[int, int]:
    """How many rounds are coded to each of these versions."""
    ids = [codeframe.id for codeframe in codeframes]
    rows = session.execute(
        select(Round.codeframe_id, func.count()).where(Round.codeframe_id.in_(ids)).group_by(Round.codeframe_id)
    )
    return {codeframe_id: count for codeframe_id, count in rows if codeframe_id is not None}
