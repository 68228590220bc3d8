"""The comments of a round as the coding page shows them: detached from their answers, in a shuffled order.

A comment's key is a keyed hash of where it stands. It says nothing of the response, and two comments of one person have
nothing in common; sorting by it is the shuffle, and the same on every page.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.responses import entries_of
from analysis.round_data import ResponseRecord
from instruments.compiled import CompiledInstrument
from instruments.items import Item
from survey_app.collect.entries import text_of
from survey_app.results.models import AGREED, Coding, CommentCoding
from survey_app.results.snapshot import responses_of
from survey_app.results.versions import versions_of
from survey_app.rounds.models import Round

ERASED = "[erased]"  # stands in an answer in place of a comment that somebody erased: it was written, and is gone


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a comment stands: ``entry`` is "2.0" in a repeat within a repeat. Never leaves the server."""

    response_key: str
    question: str
    entry: str = "0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """One comment, with what it has been given in one layer: theme name → stance."""

    key: str
    place: Place
    question_label: str
    text: str
    themes: Mapping[str, str]
    done: bool = False
    quote_worthy: bool = False
    revision: int = 0
    coder_id: int | None = None
    how: str = ""

    @property
    def is_coded(self) -> bool:
        return self.done or bool(self.themes)


@dataclass(frozen=True, slots=True)
class Layer:
    """What has been given to the comments of a round in one layer: place → theme name → coding."""

    codings: Mapping[Place, Mapping[str, Coding]]
    states: Mapping[Place, CommentCoding]


def layer_of(session: Session, round_id: int, layer: str | None) -> Layer:
    """What a layer holds; nothing at all for None, which stands for a reader to whom no layer is open."""
    codings: dict[Place, dict[str, Coding]] = {}
    given = select(Coding).where(Coding.round_id == round_id, Coding.layer == layer).order_by(Coding.id)
    for coding in session.scalars(given):
        codings.setdefault(_place_of(coding), {})[coding.theme] = coding
    states = session.scalars(
        select(CommentCoding).where(CommentCoding.round_id == round_id, CommentCoding.layer == layer)
    )
    return Layer(codings, {_place_of(state): state for state in states})


def comments_of(session: Session, round_: Round, *, secret: str, layer: str | None = AGREED) -> list[Comment]:
    """Every comment written in the round, shuffled, with what it was given in this layer."""
    responses = responses_of(session, round_)
    forms = versions_of(session, round_, responses)
    held = layer_of(session, round_.id, layer)
    comments = [
        _comment(held, comment_key(secret, round_.id, place), place, label, text)
        for response in responses
        for place, label, text in _written(forms[response.version or round_.version.number], response)
    ]
    return sorted(comments, key=lambda comment: comment.key)


def _comment(held: Layer, key: str, place: Place, label: str, text: str) -> Comment:
    comment = Comment(
        key=key, place=place, question_label=label, text=text,
        themes={theme: coding.stance for theme, coding in held.codings.get(place, {}).items()},
    )  # fmt: skip
    state = held.states.get(place)
    if state is None:
        return comment
    return replace(
        comment, done=state.done, quote_worthy=state.quote_worthy, revision=state.revision, coder_id=state.coder_id,
        how=state.how,
    )  # fmt: skip


def _place_of(row: Coding | CommentCoding) -> Place:
    return Place(response_key=row.response_key, question=row.question, entry=row.entry)


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
            if isinstance(text, str) and text.strip() and text != ERASED:
                place = Place(response_key=response.response_id, question=name, entry=text_of(entry) or "0")
                yield place, label, text.strip()


def comment_key(secret: str, round_id: int, place: Place) -> str:
    """What the pages call a comment."""
    message = f"comment|{round_id}|{place.response_key}|{place.question}|{place.entry}"
    return hmac.new(secret.encode(), message.encode(), hashlib.sha256).hexdigest()[:24]
