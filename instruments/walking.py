"""One answers document on its way through a form: what is asked, and the value of everything.

A :class:`Walk` is also what expressions see (:class:`instruments.expressions.scope.Answers`). Every place of the form
is decided once, after all that it mentions; a question off the path counts as blank for the conditions after it.
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from instruments.answer_types import clean_value
from instruments.compiled import CompiledInstrument
from instruments.expressions import Node, Value, evaluate, holds, parse_expression
from instruments.expressions.frame import Work
from instruments.expressions.values import single, to_number
from instruments.items import NEVER_COLLECTED, Branch, Entry
from instruments.model import Choice
from instruments.offered_choices import ChoiceNode, Rows, column_nodes, without_left_out
from instruments.stored_values import to_answer, to_value

__all__ = [
    "LOCAL_TIME",
    "MAXIMUM_ENTRIES",
    "MAXIMUM_ENTRIES_IN_ALL",
    "NEVER_COLLECTED",
    "Document",
    "Spot",
    "Walk",
    "entries_in",
]

Document = Mapping[str, Any]
Spot = tuple[Branch, Entry]
"""A node of the document: a place of the form, in one entry of the repeats around it."""

LOCAL_TIME = ZoneInfo("Europe/London")  # every partnership is in England; a server's clock may say UTC

MAXIMUM_ENTRIES = 200
"""Entries of a repeat beyond this are not looked at; ``check_answers`` says so."""
MAXIMUM_ENTRIES_IN_ALL = 2000
"""And entries of all repeats together, with those of repeats within repeats."""

_NOTHING: Document = {}


class Walk:
    """One document on its way through the form."""

    def __init__(
        self,
        compiled: CompiledInstrument,
        document: Document,
        now: datetime | None = None,
        language: str | None = None,
        work: Work | None = None,
    ) -> None:
        moment = (now or datetime.now(LOCAL_TIME)).replace(microsecond=0, tzinfo=None)
        self.compiled = compiled
        self.document = document
        self.language = language
        self.work = work or Work()
        """The steps that are left to the form's expressions; several walks of one document may share them."""
        self.today = moment.date().isoformat()
        self.now = moment.isoformat()
        self.at: dict[Branch, dict[Entry, None]] = {compiled.root: {(): None}}
        """Where each place is on the path: the entries, in order. Of a repeat, each of its entries."""
        self.opened: dict[Branch, dict[Entry, None]] = {}
        """Where the condition of each repeat holds: the entries of what it stands in."""
        self.sources: dict[Branch, dict[Entry, Document]] = {compiled.root: {(): document}}
        """The answers of the form and of each entry of a repeat."""
        self.entries_left = MAXIMUM_ENTRIES_IN_ALL
        self._answers: dict[Spot, Any] = {}
        self._values: dict[Spot, Value] = {}
        self._within: dict[tuple[Branch, int], dict[Entry, list[Spot]]] = {}
        self._labels: dict[str, dict[str, str]] = {}
        self._rows = Rows(compiled.choices, compiled.indexes)
        self._offered: dict[Spot, tuple[Choice, ...]] = {}
        self._deciding: Branch | None = None
        for branch in compiled.plan:
            self._deciding = branch
            self._decide(branch)
        self._deciding = None

    # What is asked

    def is_asked(self, branch: Branch, entry: Entry) -> bool:
        return entry in self.at.get(branch, ())

    def is_open(self, repeat: Branch, entry: Entry) -> bool:
        """Whether the condition of a repeat holds, in one entry of what it stands in; it may have no entries."""
        return entry in self.opened.get(repeat, ())

    def is_required(self, branch: Branch, entry: Entry) -> bool:
        item = branch.item
        if item is None or isinstance(item.required, bool):
            return item is not None and bool(item.required)
        return holds(item.required, self, (branch, entry))

    def is_required_repeat(self, repeat: Branch, outer: Entry) -> bool:
        """Whether a repeat must have an entry."""
        required = False if repeat.question is None else repeat.question.required
        return (
            required if isinstance(required, bool) else holds(parse_expression(required), self, (repeat.stand, outer))
        )

    def is_read_only(self, branch: Branch, entry: Entry) -> bool:
        item = branch.item
        if item is None or item.is_calculated or isinstance(item.read_only, bool):
            return item is not None and bool(item.is_calculated or item.read_only)
        return holds(item.read_only, self, (branch, entry))

    def entries_of(self, repeat: Branch, entry: Entry) -> list[Entry]:
        """The entries of a repeat on the path, within one entry of what it stands in."""
        return [one for one in self.at.get(repeat, ()) if one[: len(entry)] == entry]

    def _decide(self, branch: Branch) -> None:
        parent = branch.parent
        assert parent is not None
        if branch.is_never_asked:
            self.at[branch] = {}
            return
        within = self.at.get(parent, {})
        if branch.kind == "repeat":
            self._decide_entries(branch, within)
            return
        # A value is worked out now, since what comes later counts on it: no recursion. Entry by entry, as in a browser.
        counts = branch.item is not None and (branch.item.is_calculated or branch.item.clears)
        self.at[branch] = {} if branch.conditions else within
        for entry in within if branch.conditions or counts else ():
            if branch.conditions:
                if not self._is_open(branch, entry):
                    continue
                self.at[branch][entry] = None
            if counts:
                self.value((branch, entry))

    def _is_open(self, branch: Branch, entry: Entry) -> bool:
        return all(holds(node, self, (branch.stand, entry)) for node in branch.conditions)

    def _decide_entries(self, repeat: Branch, within: dict[Entry, None]) -> None:
        at: dict[Entry, None] = {}
        sources: dict[Entry, Document] = {}
        assert repeat.parent is not None
        around = self.sources[repeat.parent.home]
        opened = self.opened[repeat] = {}
        self.at[repeat] = {}  # while its entries are counted it has none
        for outer in within:
            if not self._is_open(repeat, outer):
                continue
            opened[outer] = None
            found = entries_in(around[outer], repeat.name)
            if repeat.count is not None and not repeat.grows:
                number = self.count_of(repeat, outer)
                found = [*found[:number], *[_NOTHING] * (number - len(found))]
            found = found[: self.entries_left]
            self.entries_left -= len(found)
            for index, source in enumerate(found):
                at[(*outer, index)] = None
                sources[(*outer, index)] = source
        self.at[repeat] = at
        self.sources[repeat] = sources

    def entries_beyond(self, repeat: Branch, outer: Entry) -> list[Any]:
        """The entries that are not looked at because they are too many; a form that says how many has none."""
        assert repeat.parent is not None
        given = self.source(repeat.parent, outer).get(repeat.name)
        if not isinstance(given, list) or (repeat.count is not None and not repeat.grows):
            return []
        return given[len(self.entries_of(repeat, outer)) :]

    def has_more_entries(self) -> bool:
        """Whether the limit on entries in all left out any."""
        return any(
            len(self.entries_of(repeat, outer)) < len(entries_in(self.source(repeat.parent, outer), repeat.name))
            for repeat, opened in self.opened.items()
            if repeat.parent is not None and (repeat.count is None or repeat.grows)
            for outer in opened
        )

    def count_of(self, repeat: Branch, outer: Entry) -> int:
        """How many entries ``repeat_count`` asks for."""
        assert repeat.count is not None
        number = to_number(single(evaluate(repeat.count, self, (repeat.stand, outer))))
        return int(max(0, min(number, MAXIMUM_ENTRIES))) if number == number else 0

    # Answers and values

    def source(self, branch: Branch, entry: Entry) -> Document:
        """The answers that one of a place is kept among."""
        return self.sources.get(branch.home, {}).get(entry, _NOTHING)

    def given(self, branch: Branch, entry: Entry) -> Any:
        """The answer that the document has, tidied, whether on the path or not."""
        item = branch.item
        return None if item is None else clean_value(item, self.source(branch, entry).get(branch.name))

    def answer(self, branch: Branch, entry: Entry) -> Any:
        """The answer as it is kept: calculated, and without choices that are not offered; None for a blank."""
        key = (branch, entry)
        if key not in self._answers:
            # What a calculation sees that asks for its own value.
            self._answers[key] = self.given(branch, entry) if branch.is_answered else None
            self._answers[key] = self._answer(branch, entry)
            self._values.pop(key, None)
        return self._answers[key]

    def _answer(self, branch: Branch, entry: Entry) -> Any:
        item, given = branch.item, self._answers[(branch, entry)]
        if item is None or not branch.has_value:
            return None
        if item.is_calculated and not (item.volatile and given is not None):
            assert item.calculation is not None
            given = clean_value(item, to_answer(item, single(evaluate(item.calculation, self, (branch, entry)))))
        if item.clears and given is not None:
            return without_left_out(item, given, self.offered(branch, entry))
        return given

    def offered(self, branch: Branch, entry: Entry) -> tuple[Choice, ...]:
        """The choices that the filter leaves."""
        item = branch.item
        if item is None or item.choice_filter is None:
            return item.choices if item is not None else ()
        key = (branch, entry)
        if key not in self._offered:
            self._offered[key] = self._rows.passing(item, self, key)
        return self._offered[key]

    def holds(self, node: Node, branch: Branch, entry: Entry) -> bool:
        """Whether an expression of a question is true in an entry."""
        return holds(node, self, (branch, entry))

    # What expressions see (instruments.expressions.scope.Answers)

    def find(self, name: str, context: Any) -> Sequence[Any]:
        branch = self.compiled.branches.get(name)
        if branch is None:
            return ()
        at = self.at.get(branch)
        if at is None:
            return ()
        seen_from, entry = context if context is not None and not isinstance(context, ChoiceNode) else (None, ())
        around = branch.repeats[:-1] if branch.kind == "repeat" else branch.repeats
        shared = _shared(around, seen_from.repeats) if seen_from is not None and around else 0
        prefix = entry[:shared]
        if len(branch.repeats) == shared:
            return ((branch, prefix),) if prefix in at else ()
        return self._spots_within(branch, prefix)

    def _spots_within(self, branch: Branch, prefix: Entry) -> Sequence[Spot]:
        """Where a place is on the path in the entries that begin alike; kept, as a condition may ask for each entry."""
        at, shared = self.at.get(branch, {}), len(prefix)
        known = self._within.get((branch, shared))
        if known is None:
            known = {}
            for one in at:
                known.setdefault(one[:shared], []).append((branch, one))
            if branch in self.at and branch is not self._deciding:
                self._within[branch, shared] = known
        return known.get(prefix, ())

    def value(self, node: Any) -> Value:
        if isinstance(node, ChoiceNode):
            return node.value
        found = self._values.get(node)
        if found is None:
            branch, entry = node
            item = branch.item
            if item is None or entry not in self.at.get(branch, ()):
                return ""
            found = to_value(item, self.answer(branch, entry))
            self._values[node] = found
        return found

    def parent(self, node: Any) -> Any:
        if isinstance(node, ChoiceNode):
            return None
        branch, entry = node
        if branch.parent is None:
            return None
        return (branch.parent, entry[:-1] if branch.kind == "repeat" else entry)

    def children(self, node: Any, name: str | None) -> Sequence[Any]:
        if isinstance(node, ChoiceNode):
            return column_nodes(node, name)
        branch, entry = node
        below = branch.children if name is None else branch.named.get(name, ())
        found: list[Any] = []
        for child in below:
            at = self.at.get(child, {})
            if child.kind == "repeat":
                found.extend(self._spots_within(child, entry))
            elif entry in at:
                found.append((child, entry))
        return found

    def position(self, node: Any) -> int:
        if isinstance(node, ChoiceNode):
            return 1
        branch, entry = node
        return entry[-1] + 1 if branch.kind == "repeat" and entry else 1

    def root(self) -> Any:
        return (self.compiled.root, ())

    def choices(self, list_name: str) -> Sequence[Any]:
        return self._rows.of_list(list_name)

    def label(self, name: str, value: str) -> str:
        if name not in self._labels:
            item = self.compiled.find(name)
            choices = item.choices if item is not None else ()
            self._labels[name] = {one.name: str(one.text("label", self.language)) for one in reversed(choices)}
        return self._labels[name].get(value, "")

    def random(self) -> float:
        return random.random()

    def new_uuid(self) -> str:
        return str(uuid.uuid4())


def entries_in(source: Document, repeat: str) -> list[Document]:
    """The entries of a repeat that are looked at; what is not an entry counts as an empty one."""
    found = source.get(repeat)
    if not isinstance(found, list):
        return []
    return [entry if isinstance(entry, dict) else _NOTHING for entry in found[:MAXIMUM_ENTRIES]]


def _shared(first: tuple[str, ...], second: tuple[str, ...]) -> int:
    """How many repeats two places have in common, from the outside."""
    if first == second:
        return len(first)
    count = 0
    for one, other in zip(first, second, strict=False):
        if one != other:
            break
        count += 1
    return count
