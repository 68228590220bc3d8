"""What an anonymous round cannot ask, because the answer would say whose it is or when it was given."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from instruments.compiled import CompiledInstrument, Item
from instruments.expressions import Node, references
from instruments.expressions.tree import Call, walk
from instruments.model import FILE_TYPES, PLACE_TYPES
from survey_app.collect.own_codes import series_of

_TELLING = {
    "start": "the moment somebody began", "end": "the moment somebody finished", "today": "the day of answering",
    "username": "who is signed in",
}  # fmt: skip


def telling_questions(compiled: CompiledInstrument) -> tuple[str, ...]:
    """A phrase for each question that an anonymous round cannot have: "‘photo’ asks for a file"."""
    codes = {item.name for item in compiled.items if series_of(item) is not None}
    return tuple(phrase for item in compiled.items for phrase in (*_phrases(item), *_copies(item, codes)))


def anonymity_problem(compiled: CompiledInstrument) -> str:
    """Why answers to this form cannot be anonymous, and what to do; empty when they can."""
    found = telling_questions(compiled)
    if not found:
        return ""
    more = f" and {len(found) - 3} more" if len(found) > 3 else ""
    return (
        f"Answers to this form cannot be anonymous: {', '.join(found[:3])}{more}. Take these questions out of the form "
        "and publish it anew, or choose a form without them."
    )


def repeated_strata_problem(compiled: CompiledInstrument, strata: Collection[str]) -> str:
    """Why a form cannot ask what the list of invitations says already; empty when it does not.

    Whoever has the list and the answers would find the only nurse invited by the only answer of a nurse.
    """
    known = {name.casefold() for name in strata}
    found = [item.name for item in compiled.items if item.question.is_answered and item.name.casefold() in known]
    if not found:
        return ""
    asked = ", ".join(f"‘{name}’" for name in found)
    return (
        f"The form asks {asked}, which the list of invitations says of each person. Together they would tell whose "
        "answers are whose. Take the question out of the form and publish it anew, take the column out of the list, "
        "or give out one link for all instead of personal ones."
    )


def _phrases(item: Item) -> Iterator[str]:
    kind, name = item.question.kind, item.name
    if kind in FILE_TYPES:
        yield f"‘{name}’ asks for a file"
    elif kind in PLACE_TYPES:
        yield f"‘{name}’ asks for a place"
    elif kind in _TELLING:
        yield f"‘{name}’ notes {_TELLING[kind]}"
    elif any(_tells_the_time(node) for node in (item.calculation, item.default) if node and not isinstance(node, str)):
        yield f"‘{name}’ notes the moment of answering"


def _copies(item: Item, codes: Collection[str]) -> Iterator[str]:
    """A code that is worked into another answer would be kept as it was typed."""
    nodes = [node for node in (item.calculation, item.default) if node and not isinstance(node, str)]
    for name in sorted({name for node in nodes for name in references(node)}.intersection(codes)):
        yield f"‘{item.name}’ copies the self-made code ‘{name}’"


def _tells_the_time(node: Node) -> bool:
    """Whether a value says when it was worked out: ``now()`` always, ``today()`` unless it is set against an answer."""
    called = {part.function for part in walk(node) if isinstance(part, Call)}
    return "now" in called or ("today" in called and not references(node))
