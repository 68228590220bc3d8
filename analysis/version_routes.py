"""Who is asked a question where the answers are to several versions: then the version decides too.

Questions that only some versions ask have as many people asked as answered under these. By itself that says little;
together with a condition it splits the answers to another question by version, which no table of the report does. So
what can be worked out in that way is handed to the disclosure gate with the route.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from analysis.report import QuestionBlock, SectionBlock
from analysis.round_data import Form
from analysis.routing import Route, Settled, choice_cell, deciding_questions, find_routes
from instruments.expressions import references
from instruments.merging import Merged

VERSION = "the version"
"""Stands among the names of questions; none has a space in it."""


def find_all_routes(form: Form, sections: Iterable[SectionBlock]) -> dict[str, Route]:
    """The route of every question and every repeat, of one version or of several made into one.

    ``sections`` are the unsuppressed figures, of which the counts are taken that a route gives away.
    """
    if not isinstance(form, Merged):
        return find_routes(form)
    blocks = {block.name: block for section in sections for block in section.questions}
    routes = _merged_routes(form)
    return {name: replace(route, apart=tuple(_apart(route, form, blocks))) for name, route in routes.items()}


def tied_questions(form: Form, routes: Mapping[str, Route]) -> frozenset[str]:
    """The questions whose answers hang together with those to others.

    They decide who is asked another one, are repeated in one, repeat others themselves, or stand in a constraint
    together with others.
    """
    found = set(deciding_questions(routes)) | {route.question for route in routes.values() if route.follows}
    versions = form.forms if isinstance(form, Merged) else {0: form}
    for version, compiled in versions.items():
        for item in compiled.items:
            others = set(references(item.constraint)) - {item.name} if item.constraint is not None else set()
            names = {item.name, *others} if others else set()
            found |= {form.name_of(version, name) for name in names} if isinstance(form, Merged) else names
    return frozenset(found)


def _merged_routes(form: Merged) -> dict[str, Route]:
    """The routes of all versions, put together under the names of the merged form."""
    found: dict[str, dict[int, Route]] = {}
    for version, compiled in form.forms.items():
        for name, route in find_routes(compiled).items():
            merged = form.name_of(version, name)
            found.setdefault(merged, {})[version] = _renamed(route, form, version)
    return {name: _joined(name, by_version, form) for name, by_version in found.items()}


def _renamed(route: Route, form: Merged, version: int) -> Route:
    def names(old: frozenset[str]) -> frozenset[str]:
        return frozenset(form.name_of(version, name) for name in old)

    settled = route.settled
    if settled is not None:
        settled = replace(settled, question=form.name_of(version, settled.question))
    return replace(
        route,
        question=form.name_of(version, route.question),
        needs=names(route.needs),
        follows=names(route.follows),
        settled=settled,
    )


def _joined(name: str, by_version: Mapping[int, Route], form: Merged) -> Route:
    """One route of those of several versions: settled only where all of them ask the same of the same people."""
    routes = list(by_version.values())
    first = routes[0]
    same_everywhere = len(by_version) == len(form.versions) and all(route == first for route in routes)
    if same_everywhere and (first.settled is None or _asked_in_all(first.settled, form)):
        return first
    return Route(
        question=name,
        needs=frozenset({VERSION}).union(*(route.needs for route in routes)),
        exclusive=frozenset.intersection(*(route.exclusive for route in routes)),
        follows=frozenset().union(*(route.follows for route in routes)),
        computed=any(route.computed for route in routes),
        settled=None,
    )


def _asked_in_all(settled: Settled, form: Merged) -> bool:
    return form.asked_in.get(settled.question, ()) == form.versions


def _apart(route: Route, form: Merged, blocks: Mapping[str, QuestionBlock]) -> Iterator[int]:
    """The counts that the number asked gives away, of those whom other versions led elsewhere."""
    block = blocks.get(route.question)
    if block is None or VERSION not in route.needs or block.asked is None:
        return
    asked_in = form.asked_in.get(route.question, form.versions)
    reached = _most_asked(asked_in, form, blocks)
    if reached is not None:
        yield reached - block.asked  # those whose version has the question, and whom it was not asked
    for version in asked_in:
        settled = _settled_in(route.question, version, form)
        other = blocks.get(settled.question) if settled is not None else None
        if settled is None or other is None:
            continue
        led = _counted(other, settled.asked)
        yield led - block.asked  # those of other versions who gave such an answer
        if reached is not None:
            yield _counted(other, settled.not_asked) - (reached - block.asked)


def _most_asked(versions: tuple[int, ...], form: Merged, blocks: Mapping[str, QuestionBlock]) -> int | None:
    """How many answered under these versions, where some question that only they have was asked of all of them."""
    asked = [
        block.asked
        for name, block in blocks.items()
        if form.asked_in.get(name) == versions and block.asked is not None and not form.item(name).repeats
    ]
    return max(asked, default=None)


def _settled_in(name: str, version: int, form: Merged) -> Settled | None:
    own = form.sources[name][version].name
    route = find_routes(form.forms[version])[own]
    if route.settled is None:
        return None
    return replace(route.settled, question=form.name_of(version, route.settled.question))


def _counted(block: QuestionBlock, cells: frozenset[str]) -> int:
    """How many are counted in some cells of a question."""
    counts = {choice_cell(row.name): row.share.count or 0 for row in block.rows}
    absences = block.absences
    counts |= {
        "not_asked": absences.not_asked or 0,
        "not_answered": absences.not_answered or 0,
        "not_applicable": absences.not_applicable or 0,
        "dont_know": absences.dont_know or 0,
    }
    return sum(counts.get(cell, 0) for cell in cells)
