"""What the browser needs of a form to keep one page of it up to date while it is answered."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from instruments.compiled import CompiledInstrument
from instruments.expressions import Node, lists, references
from instruments.expressions.tree import Call, Current, Path, Root, Text, name_in_text, walk
from instruments.items import Branch, Entry, Item
from instruments.walking import Document, Walk

_OUTPUT = re.compile(r"\$\{\s*([^\s{}]+)\s*\}")
_TEXTS = ("label", "hint", "guidance_hint")


Known = Mapping[str, Branch]
"""What each name means in an expression."""


@dataclass(frozen=True, slots=True)
class Uses:
    """The branches that one branch looks at: as it is decided, as its trigger fires or it begins, as it is shown."""

    decided: tuple[Branch, ...]
    triggered: tuple[Branch, ...]
    shown: tuple[Branch, ...]
    everywhere: bool
    """Whether it may look into other entries of a repeat than those around it."""
    labelled: tuple[str, ...]
    """The questions whose choices ``jr:choice-name()`` looks up."""
    lists: tuple[str, ...]
    """The lists that are looked into as such, by ``instance()`` or ``pulldata()``."""


def uses_of(branch: Branch) -> Uses:
    """What a branch looks at."""
    return _uses_below(branch.line[0])[branch]


@dataclass(frozen=True, slots=True)
class PageNeeds:
    """The branches that a page needs. Those that are not ``decided`` anew no answer of the page can change."""

    page: frozenset[Branch]
    decided: frozenset[Branch]
    branches: frozenset[Branch]
    labelled: frozenset[str]
    is_still: bool
    """Whether no answer of the page changes anything on it."""

    @staticmethod
    def of(compiled: CompiledInstrument, names: Collection[str]) -> PageNeeds:
        page = frozenset(compiled.branches[name] for name in names if name in compiled.branches)
        return _needs_of(compiled.root, page)


@lru_cache(maxsize=64)
def _uses_below(root: Branch) -> Mapping[Branch, Uses]:
    """Worked out once for each form: it takes as long as all the rest of a page."""
    branches = list(_below(root))
    known = {branch.name: branch for branch in branches if branch.kind != "item"}
    known |= {branch.name: branch for branch in branches if branch.kind == "item"}
    return {branch: _uses(branch, known) for branch in branches}


def _below(branch: Branch) -> Iterator[Branch]:
    for child in branch.children:
        yield child
        yield from _below(child)


def _uses(branch: Branch, known: Known) -> Uses:
    item = branch.item
    decided = [*branch.conditions, *([branch.count] if branch.count is not None and not branch.grows else [])]
    shown: list[Node] = []
    triggered: list[Node] = []
    if item is not None:
        if item.calculation is not None:
            (decided if item.is_calculated else triggered).append(item.calculation)
        if item.choice_filter is not None:
            (decided if item.clears else shown).append(item.choice_filter)
        if item.default is not None and not isinstance(item.default, str):
            triggered.append(item.default)
        shown += [node for node in (item.required, item.read_only) if not isinstance(node, bool)]
    nodes = (*decided, *triggered, *shown)
    return Uses(
        decided=_meant(known, _names(known, decided)),
        triggered=_meant(known, (*_names(known, triggered), *(item.triggers if item is not None else ()))),
        shown=_meant(known, (*_names(known, shown), *_outputs(branch))),
        everywhere=any(_looks_elsewhere(node) for node in nodes),
        labelled=tuple(name for node in nodes for name in _labelled(node)),
        lists=tuple(name for node in (*nodes, *_constraint(item)) for name in lists(node)),
    )


def _constraint(item: Item | None) -> tuple[Node, ...]:
    return () if item is None or item.constraint is None else (item.constraint,)


@lru_cache(maxsize=1024)
def reached_from(branch: Branch) -> frozenset[Branch]:
    """All that may change what a branch begins with, is calculated as or is asked by, directly or through others."""
    uses = _uses_below(branch.line[0])
    reached: set[Branch] = set()
    waiting = [*uses[branch].decided, *uses[branch].triggered]
    while waiting:
        one = waiting.pop()
        if one not in reached and one.parent is not None:
            reached.add(one)
            waiting += [*uses[one].decided, one.parent]
    return frozenset(reached)


@lru_cache(maxsize=256)
def _needs_of(root: Branch, page: frozenset[Branch]) -> PageNeeds:
    uses = _uses_below(root)
    changing = _changed_by(page, uses)
    decided: set[Branch] = set()
    branches: set[Branch] = set()
    waiting = [(branch, True) for branch in page]
    while waiting:
        branch, anew = waiting.pop()
        if branch.parent is None or branch in decided or (branch in branches and not anew):
            continue
        branches.add(branch)
        if anew:
            decided.add(branch)
            waiting.extend((other, other in changing) for other in _looked_at(branch, uses, page))
        waiting.append((branch.parent, anew))
    labelled = frozenset(name for branch in decided for name in uses[branch].labelled)
    is_still = not any(
        other in changing for branch in page for other in (*_looked_at(branch, uses, page), *branch.line[:-1])
    )
    return PageNeeds(page, frozenset(decided), frozenset(branches), labelled, is_still)


def _looked_at(branch: Branch, uses: Mapping[Branch, Uses], page: Collection[Branch]) -> tuple[Branch, ...]:
    found = uses[branch]
    return (*found.decided, *found.triggered, *(found.shown if branch in page else ()))


def page_document(compiled: CompiledInstrument, document: Document, names: Collection[str], walk: Walk) -> Document:
    """The answers that ``form_json(…, only=names)`` works on: as they are where the page may bring them onto the path
    or off it, and as they count now where it cannot."""
    needs = PageNeeds.of(compiled, names)
    homes: dict[Branch, list[Branch]] = {}
    for branch in needs.branches:
        if branch.kind in ("item", "repeat") and branch.parent is not None:
            homes.setdefault(branch.parent.home, []).append(branch)

    def part(home: Branch, entry: Entry, source: Document) -> dict[str, Any]:
        kept: dict[str, Any] = {}
        for branch in homes.get(home, ()):
            if branch.kind == "repeat":
                kept[branch.name] = entries(branch, entry, source)
            elif branch in needs.decided:
                kept |= {branch.name: source[branch.name]} if branch.name in source else {}
            elif walk.is_asked(branch, entry):
                kept[branch.name] = walk.answer(branch, entry)
        return kept

    def entries(repeat: Branch, entry: Entry, source: Document) -> list[dict[str, Any]]:
        given = source.get(repeat.name)
        found = [one if isinstance(one, dict) else {} for one in given] if isinstance(given, list) else []
        if repeat not in needs.decided:
            number = len(walk.entries_of(repeat, entry))
            found = [*found[:number], *({} for _ in range(number - len(found)))]
        return [part(repeat, (*entry, index), one) for index, one in enumerate(found)]

    return part(compiled.root, (), document)


def _looks_elsewhere(node: Node) -> bool:
    return any(
        isinstance(part, (Path, Root, Current)) or (isinstance(part, Call) and part.function == "indexed-repeat")
        for part in walk(node)
    )


def _changed_by(page: Iterable[Branch], uses: Mapping[Branch, Uses]) -> set[Branch]:
    """What answers of these branches may change, directly or through others; the branches themselves included."""
    followers: dict[Branch, list[Branch]] = {}
    for branch, one in uses.items():
        for other in (*one.decided, *one.triggered, branch.parent):
            if other is not None:
                followers.setdefault(other, []).append(branch)
    changed: set[Branch] = set()
    waiting = list(page)
    while waiting:
        branch = waiting.pop()
        if branch not in changed:
            changed.add(branch)
            waiting.extend(followers.get(branch, ()))
    return changed


def _names(known: Known, nodes: Iterable[Node]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for node in nodes:
        found.update(dict.fromkeys(references(node)))
        if any(isinstance(part, Path) and any(_is_any(step) for step in part.steps) for part in walk(node)):
            found.update(dict.fromkeys(known))
    return tuple(found)


def _is_any(step: Any) -> bool:
    return bool(step.axis == "child" and step.name is None)


def _outputs(branch: Branch) -> Iterator[str]:
    """The names in the texts of a question and of the groups around it, whatever the language."""
    questions = [one.question for one in branch.line if one.question is not None]
    rows = [row for question in questions for row in (question, *question.translations.values())]
    for text in (getattr(row, column) for row in rows for column in _TEXTS):
        yield from (match[1] for match in _OUTPUT.finditer(text or ""))


def _labelled(node: Node) -> Iterator[str]:
    for part in walk(node):
        if isinstance(part, Call) and part.function == "jr:choice-name" and isinstance(part.arguments[1], Text):
            yield name_in_text(part.arguments[1].value)


def _meant(known: Known, names: Iterable[str]) -> tuple[Branch, ...]:
    return tuple(known[name] for name in dict.fromkeys(names) if name in known)
