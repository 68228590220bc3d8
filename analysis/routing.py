"""Which question is asked because of which answers: what one question's base tells of another's answers.

A question that is asked only of those who said "disagree" has as many people asked as said "disagree". The disclosure
gate must know, or it would hide a number in one table and print it in the next.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from instruments.compiled import CompiledInstrument
from instruments.expressions import Node, PlainAnswers, holds, is_volatile, references
from instruments.expressions.tree import Answer, Call, Logic, Negation, Number, Operation, Text, walk
from instruments.items import Item, Section

#: What an expression may consist of for its outcome to hang on the named answers alone, and what it may not call.
PLAIN_PARTS = (Answer, Call, Logic, Negation, Number, Operation, Text)
BEYOND_ANSWERS = frozenset({"position", "jr:choice-name", "pulldata", "indexed-repeat"})

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
    names the question's own choices that cannot be ticked together with others. ``follows`` names the questions that
    the answers themselves repeat in part: what a calculation is made from, what decides which choices are offered, and
    how many entries a repeat has. ``computed`` says that nobody gave the answer. ``apart`` are further counts of people
    that can be worked out of how many were asked.
    """

    question: str
    needs: frozenset[str]
    settled: Settled | None = None
    exclusive: frozenset[str] = frozenset()
    follows: frozenset[str] = frozenset()
    computed: bool = False
    apart: tuple[int, ...] = ()


def find_routes(compiled: CompiledInstrument) -> dict[str, Route]:
    """The route of every question and every repeat.

    Whoever did not give their consent is not counted, so that the first question for it decides of nobody.
    """
    given = consent_of(compiled.items)
    routes: dict[str, Route] = {}
    for section in compiled.sections:
        routes[section.name] = _section_route(section, given)
        for item in section.items:
            routes[item.name] = _route(compiled, section, item, given)
    return routes


def deciding_questions(routes: Mapping[str, Route]) -> frozenset[str]:
    """The questions whose answers, or blanks, decide who is asked another one, or are repeated in it."""
    return frozenset(name for route in routes.values() for name in route.needs | route.follows)


def consent_of(items: Iterable[Item]) -> str | None:
    """The question for consent on which the whole form hangs, if there is one: the first outside repeats."""
    return next((item.name for item in items if item.part == "consent" and not item.repeats), None)


def _section_route(section: Section, given: str | None) -> Route:
    """Of a repeat within another, the entries of the outer one decide too."""
    around = frozenset(section.repeats[:-1])
    follows = _mentioned(() if section.repeat_count is None else (section.repeat_count,))
    return Route(
        question=section.name, needs=_mentioned(_without(section.relevance, given)) | around, follows=follows | around
    )


def _route(compiled: CompiledInstrument, section: Section, item: Item, given: str | None) -> Route:
    # An entry of a repeat exists only where the repeat is asked, so its questions depend on what is left.
    nodes = item.relevance[len(section.relevance) :] if section.repeat is not None else item.relevance
    nodes = _without(nodes, given)
    exclusive = frozenset(choice.name for choice in item.choices if choice.exclusive and choice.missing is None)
    sources = (item.calculation, item.choice_filter, item.default)
    return Route(
        question=item.name,
        needs=_mentioned(nodes),
        settled=_settle(compiled, item, nodes),
        exclusive=exclusive,
        follows=_mentioned(tuple(node for node in sources if node is not None and not isinstance(node, str)))
        - {item.name},
        computed=item.calculation is not None or item.question.kind in ("calculate", "hidden"),
    )


def _without(nodes: tuple[Node, ...], given: str | None) -> tuple[Node, ...]:
    return tuple(node for node in nodes if set(references(node)) != {given})


def _mentioned(nodes: tuple[Node, ...]) -> frozenset[str]:
    return frozenset(name for node in nodes for name in references(node))


def _settle(compiled: CompiledInstrument, item: Item, nodes: tuple[Node, ...]) -> Settled | None:
    """The one question whose counts give the number asked, if there is one."""
    for name in sorted(_mentioned(nodes)):
        other = compiled.find(name)
        if other is None or other.question.kind != "select_one" or other.repeats != item.repeats:
            continue
        # Whoever answered the other question met its conditions already.
        own = tuple(node for node in nodes if node not in other.relevance)
        if _mentioned(own) == {name} and all(map(_hangs_on_answers, own)):
            return _split(other, own, inherited=len(own) < len(nodes))
    return None


def _hangs_on_answers(node: Node) -> bool:
    """Whether nothing but the named answers decides the outcome: no clock, no chance, no place in the form."""
    return not is_volatile(node) and all(
        isinstance(part, PLAIN_PARTS) and not (isinstance(part, Call) and part.function in BEYOND_ANSWERS)
        for part in walk(node)
    )


def _split(other: Item, own: tuple[Node, ...], *, inherited: bool) -> Settled | None:
    """Which cells of the other question lead to this one; None where a cell leads there only in part."""
    leads: dict[str, set[bool]] = {}
    for choice in other.choices:
        cell = choice.missing or choice_cell(choice.name)
        leads.setdefault(cell, set()).add(_all_hold(own, {other.name: choice.name}))
    leads["not_answered"], leads["not_asked"] = {_all_hold(own, {other.name: None})}, {_all_hold(own, {})}
    blank = True in leads["not_answered"] | leads["not_asked"]
    if any(len(outcomes) > 1 for outcomes in leads.values()) or (blank and inherited):
        return None
    asked = frozenset(cell for cell, outcomes in leads.items() if outcomes == {True})
    return Settled(question=other.name, asked=asked, not_asked=frozenset(leads) - asked)


def _all_hold(nodes: tuple[Node, ...], answers: dict[str, str | None]) -> bool:
    return all(holds(node, PlainAnswers(document=answers)) for node in nodes)
