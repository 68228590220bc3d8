"""The comments of a round as the coding page shows them: detached from their answers, in a shuffled order.

A comment's key is a keyed hash of where it stands. It says nothing of the response, and two comments of one person have
nothing in common; sorting by it is the shuffle, and the same on every page.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.responses import entries_of
from analysis.round_data import ResponseRecord
from instruments.compiled import CompiledInstrument
from instruments.items import Item
from survey_app.collect.entries import text_of
from survey_app.results.models import Coding
from survey_app.results.snapshot import responses_of
from survey_app.results.versions import versions_of
from survey_app.rounds.models import Round


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a comment stands: ``entry`` is "2.0" in a repeat within a repeat. Never leaves the server."""

    response_key: str
    question: str
    entry: str = "0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """One comment, with the themes it has been given: theme id → stance."""

    key: str
    place: Place
    question_label: str
    text: str
    themes: Mapping[int, str]

    @property
    def is_coded(self) -> bool:
        return bool(self.themes)


def comments_of(session: Session, round_: Round, *, secret: str) -> list[Comment]:
    """Every comment written in the round, shuffled."""
    responses = responses_of(session, round_)
    forms = versions_of(session, round_, responses)
    given: dict[Place, dict[int, str]] = {}
    for coding in session.scalars(select(Coding).where(Coding.round_id == round_.id)):
        place = Place(response_key=coding.response_key, question=coding.question, entry=coding.entry)
        given.setdefault(place, {})[coding.theme_id] = coding.stance
    comments = [
        Comment(
            key=_key(secret, round_.id, place), place=place, question_label=label, text=text,
            themes=given.get(place, {}),
        )
        for response in responses
        for place, label, text in _written(forms[response.version or round_.version.number], response)
    ]  # fmt: skip
    return sorted(comments, key=lambda comment: comment.key)


def comment_items(compiled: CompiledInstrument) -> list[Item]:
    """The questions whose answers are coded to themes, in form order."""
    return [item for section in compiled.sections for item in section.items if item.question.is_comment]


def comment_label(compiled: CompiledInstrument, item: Item) -> str:
    """The question as the coder reads it; a part of a graded judgement names the judgement too."""
    label = item.question.label or item.question.name
    if item.part_of and item.part_of != item.question.name:
        return f"{compiled.item(item.part_of).question.label}: {label}"
    return label


def _written(compiled: CompiledInstrument, response: ResponseRecord) -> Iterator[tuple[Place, str, str]]:
    """The comments of one response that are not blank, each with its question as the coder reads it."""
    for item in comment_items(compiled):
        name, label = item.question.name, comment_label(compiled, item)
        for entry, answers in entries_of(response.document, item.repeats):
            text = answers.get(name)
            if isinstance(text, str) and text.strip():
                place = Place(response_key=response.response_id, question=name, entry=text_of(entry) or "0")
                yield place, label, text.strip()


def _key(secret: str, round_id: int, place: Place) -> str:
    message = f"comment|{round_id}|{place.response_key}|{place.question}|{place.entry}"
    return hmac.new(secret.encode(), message.encode(), hashlib.sha256).hexdigest()[:24]
