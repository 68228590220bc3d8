"""The published themes as a codeframe, and the constructed comments coded to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.collect.models import AnonymousResponse
from survey_app.results.models import Codeframe, Coding, Theme
from survey_app.rounds.models import Round


def make_codeframe(session: Session, partnership_id: int, title: str, themes: Sequence[Mapping[str, str]]) -> Codeframe:
    """Store a codeframe with its themes in the order given."""
    codeframe = Codeframe(partnership_id=partnership_id, title=title)
    codeframe.themes = [Theme(position=position, **theme) for position, theme in enumerate(themes)]
    session.add(codeframe)
    session.flush()
    return codeframe


def code_comments(
    session: Session,
    round_: Round,
    codeframe: Codeframe,
    documents: Sequence[Mapping[str, Any]],
    codings: Sequence[Mapping[str, Any]],
) -> None:
    """Code the opened answers of an anonymous round, which are found again by their content alone."""
    opened = session.scalars(select(AnonymousResponse).where(AnonymousResponse.round_id == round_.id)).all()
    left = [(response.key, response.document) for response in opened]
    keys: list[str] = []
    for document in documents:
        position = next(index for index, (_, kept) in enumerate(left) if kept == document)
        keys.append(left.pop(position)[0])
    themes = {theme.name: theme for theme in codeframe.themes}
    for coding in codings:
        session.add(
            Coding(
                round_id=round_.id, response_key=keys[coding["response"]], question=coding["question"],
                theme_id=themes[coding["theme"]].id, stance=coding["stance"],
            )
        )  # fmt: skip
    session.flush()
