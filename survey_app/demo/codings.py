"""The published themes as a codeframe, and the constructed comments coded to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.collect.models import AnonymousResponse
from survey_app.database import now
from survey_app.results.coding import save_coding
from survey_app.results.comments import Place
from survey_app.results.models import Codeframe, Theme
from survey_app.rounds.models import Round


def make_codeframe(session: Session, partnership_id: int, title: str, themes: Sequence[Mapping[str, str]]) -> Codeframe:
    """Store a codeframe with its themes in the order given."""
    codeframe = Codeframe(partnership_id=partnership_id, title=title, state="published", published_at=now())
    codeframe.themes = [Theme(position=position, **theme) for position, theme in enumerate(themes)]
    session.add(codeframe)
    session.flush()
    return codeframe


def code_comments(
    session: Session,
    round_: Round,
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
    given: dict[Place, dict[str, str]] = {}
    for coding in codings:
        place = Place(response_key=keys[coding["response"]], question=coding["question"])
        given.setdefault(place, {})[coding["theme"]] = coding["stance"]
    for place, stances in given.items():
        save_coding(session, round_, place, stances, coder_id=None)
