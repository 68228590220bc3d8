"""Which question is asked because of which answers: what one question's base tells of another's answers.

A question that is asked only of those who said "disagree" has as many people asked as said "disagree". The disclosure
gate must know, or it would hide a number in one table and print it in the next.
"""

from __future__ import annotations

from dataclasses import dataclass

from instruments.compiled import CompiledInstrument, Item, Section
from instruments.expressions import Node, PlainScope, holds, references
from instruments.expressions.tree import Call, walk

CLOCK_FUNCTIONS = frozenset({"now", "today", "position"})

#: Names of the counts of a question, beside those of its choices (:func:`choice_cell`).
ABSENCES = ("not_asked", "not_answered", "not_applicable", "dont_know")


def choice_cell(name: str) -> str:
    """The name of the count of one choice."""
    return f"choice {name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """That a question is asked of exactly those counted in some cells of one other question.

    ``asked`` and ``not_asked`` name these cells and all the others of that question; to know all of either is to know
    how many were asked.
    """

    question: str
    asked: frozenset[str]
    not_asked: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """What decides whether a question is asked.

    ``needs`` names all questions whose answers do; it is empty for a question that everybody is asked. ``exclusive``
    names the question's own choices that cannot be ticked together with others.
    """

    question: str
    needs: frozenset[str]
    settled: Settled | None = None
    exclusive: frozenset[str] = frozenset()


def find_routes(compiled: CompiledInstrument) -> dict[str, Route]:
    """The route of every question and every section."""
    routes: dict[str, Route] = {}
    for section in compiled.sections:
        routes[section.name] = Route(question=section.name, needs=_mentioned(section.relevance))
        for item in section.items:
            routes[item.name] = _route(compiled, section, item)
    return routes


def _route(compiled: CompiledInstrument, section: Section, item: Item) -> Route:
    # An entry of a repeat exists only where the repeat is asked, so its questions depend on what is left.
    nodes = item.relevance[len(section.relevance) :] if section.repeat is not None else item.relevance
    exclusive = frozenset(choice.name for choice in item.choices if choice.exclusive and choice.missing is None)
    return Route(
        question=item.name, needs=_mentioned(nodes), settled=_settle(compiled, item, nodes), exclusive=exclusive
    )


def _mentioned(nodes: tuple[Node, ...]) -> frozenset[str]:
    return frozenset(name for node in nodes for name in references(node))


def _settle(compiled: CompiledInstrument, item: Item, nodes: tuple[Node, ...]) -> Settled | None:
    """The one question whose counts give the number asked, if there is one."""
    for name in sorted(_mentioned(nodes)):
        other = compiled.find(name)
        if other is None or other.question.kind != "select_one" or other.repeat != item.repeat:
            continue
        # Whoever answered the other question met its conditions already.
        own = tuple(node for node in nodes if node not in other.relevance)
        if _mentioned(own) == {name} and not any(_reads_clock(node) for node in own):
            return _split(other, own, inherited=len(own) < len(nodes))
    return None


def _reads_clock(node: Node) -> bool:
    return any(isinstance(part, Call) and part.function in CLOCK_FUNCTIONS for part in walk(node))


def _split(other: Item, own: tuple[Node, ...], *, inherited: bool) -> Settled | None:
    """Which cells of the other question lead to this one; None where a cell leads there only in part."""
    leads: dict[str, set[bool]] = {}
    for choice in other.choices:
        cell = choice.missing or choice_cell(choice.name)
        leads.setdefault(cell, set()).add(_all_hold(own, {other.name: choice.name}))
    blank = _all_hold(own, {})
    leads["not_answered"] = leads["not_asked"] = {blank}
    if any(len(outcomes) > 1 for outcomes in leads.values()) or (blank and inherited):
        return None
    asked = frozenset(cell for cell, outcomes in leads.items() if outcomes == {True})
    return Settled(question=other.name, asked=asked, not_asked=frozenset(leads) - asked)


def _all_hold(nodes: tuple[Node, ...], answers: dict[str, str]) -> bool:
    scope = PlainScope(values=dict(answers))
    return all(holds(node, scope) for node in nodes)
