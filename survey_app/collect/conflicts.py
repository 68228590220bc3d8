"""Two tabs on one draft: the second to save a page is told, sees both versions, and chooses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from instruments.compiled import CompiledInstrument
from survey_app.collect.display import answer_text
from survey_app.collect.flow import Document, Outcome, Place, page_answers, page_items
from survey_app.collect.forms import PREFIX
from survey_app.collect.receipts import content_hash


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One question that the two tabs answer differently."""

    label: str
    saved: str
    mine: str


def fingerprint(compiled: CompiledInstrument, document: Document, place: Place) -> str:
    """The saved answers of a page in short, as they were when the page was sent to the browser."""
    answers = page_answers(document, place)
    on_page = [item.name for item in page_items(compiled.section(place.section))]
    return content_hash({name: answers[name] for name in on_page if answers.get(name) is not None})[:16]


def differences(compiled: CompiledInstrument, saved: Document, outcome: Outcome, place: Place) -> list[Difference]:
    """Where the posted page differs from what is saved."""
    before, after = page_answers(saved, place), page_answers(outcome.document, place)
    return [
        Difference(
            label=item.question.label or item.name, saved=answer_text(item, before.get(item.name)),
            mine=answer_text(item, after.get(item.name)),
        )
        for item in page_items(compiled.section(place.section))
        if (before.get(item.name) or None) != (after.get(item.name) or None)
    ]  # fmt: skip


def posted_controls(posted: Any) -> list[tuple[str, str]]:
    """What the page posted, to be posted once more with the choice between the two versions."""
    kept: Mapping[str, list[str]] = posted.to_dict(flat=False)
    names = [name for name in kept if name.startswith(PREFIX) or name in ("shown", "go")]
    return [(name, value) for name in names for value in kept[name]]
