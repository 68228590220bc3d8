"""What a document begins with, and what the form writes into it by itself as answers change.

Defaults are written once: as the form begins, and as an entry of a repeat is added. Calculations are worked out each
time; one with a trigger only when the trigger's answer has changed. Answers off the path stay, so that changing one's
mind restores them; what was calculated there goes, since it can be calculated again.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from instruments.answer_types import clean_value
from instruments.compiled import CompiledInstrument
from instruments.default_answers import default_answer
from instruments.expressions import Value, evaluate
from instruments.expressions.frame import Work
from instruments.expressions.values import single
from instruments.items import Branch, Entry, Item
from instruments.page_needs import reached_from
from instruments.stored_values import to_answer, to_value
from instruments.walking import LOCAL_TIME, MAXIMUM_ENTRIES, Document, Walk, entries_in

MAXIMUM_ROUNDS = 10
"""How often entries are added that the entries added before ask for; each repeat within a repeat takes one."""

Added = dict[Branch, set[Entry]]


def begin(
    compiled: CompiledInstrument,
    *,
    now: datetime | None = None,
    username: str | None = None,
    entry_of: str | None = None,
) -> dict[str, Any]:
    """The document that a form begins with: defaults, calculations, metadata and the entries that it asks for.

    With ``entry_of``, what a new entry of that repeat begins with, seen by itself.
    """
    if entry_of is None:
        return _Recalculation(compiled, {}, now, username).from_nothing()
    document: dict[str, Any] = {}
    at = document
    for repeat in compiled.section(entry_of).repeats:
        at[repeat] = [{}]
        at = at[repeat][0]
    made = _Recalculation(compiled, document, now, username).with_new_entries({})
    for repeat in compiled.section(entry_of).repeats:
        made = (made.get(repeat) or [{}])[0]
    return made


def recalculate(
    compiled: CompiledInstrument,
    document: Document,
    *,
    previous: Document | None = None,
    now: datetime | None = None,
    username: str | None = None,
) -> dict[str, Any]:
    """The document as the form completes it after a change: calculations, new entries with their defaults, triggers.

    Parameters
    ----------
    document : mapping
        The answers as they are now; it is not changed.
    previous : mapping, optional
        The answers before the change. Entries that it does not have get their defaults, and calculations with a
        trigger are made where the trigger's answer differs. Without it only entries that are empty are new.
    now, username
        What ``start``, ``end``, ``today`` and ``username`` are; ``start``, ``today`` and ``username`` stay as they are.
    """
    return _Recalculation(compiled, document, now, username).with_new_entries(previous)


class _Recalculation:
    """A document on its way from what was given to what the form makes of it."""

    def __init__(
        self, compiled: CompiledInstrument, document: Document, now: datetime | None, username: str | None
    ) -> None:
        self.compiled = compiled
        self.document: dict[str, Any] = _copy_of(compiled, None, document)
        self.now = (now or datetime.now(LOCAL_TIME)).replace(microsecond=0, tzinfo=None)
        self.username = username
        self.work = Work()  # for all walks together
        self.walk: Walk | None = None
        self.changed: set[Branch] = set()  # since that walk

    def from_nothing(self) -> dict[str, Any]:
        self.metadata()
        self.defaults({self.compiled.root: {()}})
        self.add_entries()
        self.calculations()
        return self.document

    def with_new_entries(self, previous: Document | None) -> dict[str, Any]:
        self.metadata()
        self.defaults(self.new_entries(previous))
        self.add_entries()
        self.calculations()
        if previous is not None and self.triggers(previous):
            self.calculations()
        return self.document

    def metadata(self) -> None:
        moment = self.now.isoformat()
        values = {"start": moment, "today": moment[:10], "username": self.username}
        for item in self.compiled.items:
            kind = item.question.kind
            if item.repeats:  # they are of the form as a whole: in an entry they stay blank
                continue
            if kind == "end":
                self.put(item, (), moment)
            elif kind in values and self.document.get(item.name) is None:
                self.put(item, (), values[kind])

    def put(self, item: Item, entry: Entry, answer: Any) -> None:
        source = self.entry(item.repeats, entry)
        if source is not None and (answer is not None or item.name in source):
            source[item.name] = answer
            self.changed.add(self.compiled.branches[item.name])

    def new_walk(self) -> Walk:
        """The path through the answers as they are by now."""
        return Walk(self.compiled, self.document, self.now, work=self.work)

    def entry(self, repeats: tuple[str, ...], entry: Entry) -> dict[str, Any] | None:
        """The answers of an entry in the document that is being made."""
        at: Any = self.document
        for repeat, index in zip(repeats, entry, strict=True):
            entries = at.get(repeat)
            if not isinstance(entries, list) or index >= len(entries) or not isinstance(entries[index], dict):
                return None
            at = entries[index]
        return at  # type: ignore[no-any-return]

    # Entries

    def new_entries(self, previous: Document | None) -> Added:
        """The entries that were not there before; without an earlier document, those without any answer."""
        added: Added = {}
        for section in self.compiled.repeats.values():
            branch = self.compiled.branches[section.name]
            for entry, now in _all_entries(self.document, section.repeats):
                is_new = not now if previous is None else _entry_at(previous, section.repeats, entry) is None
                if is_new:
                    added.setdefault(branch, set()).add(entry)
        return added

    def add_entries(self) -> None:
        """Add the entries that a ``repeat_count`` asks for, with their defaults."""
        for _ in range(MAXIMUM_ROUNDS):
            added = self.missing_entries()
            if not added:
                return
            self.defaults(added)

    def missing_entries(self) -> Added:
        added: Added = {}
        counted = [self.compiled.branches[name] for name, one in self.compiled.repeats.items() if one.repeat_count]
        if not counted:
            return added
        walk = self.new_walk()
        for repeat in counted:
            for outer in walk.opened.get(repeat, ()):
                source = self.entry(repeat.repeats[:-1], outer)
                if source is None:
                    continue
                given = source.get(repeat.name)
                entries = given if isinstance(given, list) else []
                wanted = walk.count_of(repeat, outer) if repeat.grows else len(walk.entries_of(repeat, outer))
                for index in range(len(entries), min(wanted, MAXIMUM_ENTRIES)):
                    entries = [*entries, {}]
                    added.setdefault(repeat, set()).add((*outer, index))
                if entries:
                    source[repeat.name] = entries
        return added

    # Answers

    def defaults(self, added: Added) -> None:
        """Write the defaults of the questions in these entries, where there is no answer yet.

        In the plan's order, and what is a plain text first, so that a default that reckons with another finds it.
        """
        found = [
            (branch, entry)
            for branch in self.compiled.plan
            if branch.is_answered and branch.item is not None and branch.item.default is not None
            for entry in sorted(added.get(branch.home, ()))
        ]
        dynamic = []
        for branch, entry in found:
            assert branch.item is not None
            source = self.entry(branch.repeats, entry)
            if source is None or branch.name in source:
                continue
            if isinstance(branch.item.default, str):
                self.put(branch.item, entry, default_answer(branch.item, branch.item.default))
            else:
                dynamic.append((branch, entry))
        self.walk = None
        for branch, entry in dynamic:
            self.compute(branch, entry, branch.item.default)  # type: ignore[union-attr]

    def compute(self, branch: Branch, entry: Entry, node: Any) -> None:
        """Write what an expression gives; the answers are looked at anew where one has changed that it hangs on."""
        assert branch.item is not None
        if self.walk is None or not self.changed.isdisjoint(reached_from(branch)):
            self.walk, self.changed = self.new_walk(), set()
        value = single(evaluate(node, self.walk, (branch, entry)))
        self.put(branch.item, entry, clean_value(branch.item, to_answer(branch.item, value)))

    def triggers(self, previous: Document) -> bool:
        """Make the calculations whose trigger's answer has changed; whether there was any."""
        found, self.walk = False, None
        for branch in self.compiled.plan:
            item = branch.item
            if item is None or not item.triggers or item.calculation is None:
                continue
            for entry, _ in _all_entries(self.document, branch.repeats):
                if any(self.has_changed(name, entry, previous) for name in item.triggers):
                    self.compute(branch, entry, item.calculation)
                    found = True
        return found

    def has_changed(self, name: str, entry: Entry, previous: Document) -> bool:
        trigger = self.compiled.find(name)
        if trigger is None:
            return False
        at = entry[: len(trigger.repeats)]
        if len(at) < len(trigger.repeats):
            return False
        now, before = self.entry(trigger.repeats, at), _entry_at(previous, trigger.repeats, at)
        return _value_in(trigger, now) != _value_in(trigger, before)

    def calculations(self) -> None:
        """Write what is calculated on the path, and take away what was calculated off it."""
        calculated = [branch for branch in self.compiled.plan if branch.is_answered and branch.item.is_calculated]  # type: ignore[union-attr]
        if not calculated:
            return
        walk = self.new_walk()
        for branch in calculated:
            assert branch.item is not None
            for entry, source in _all_entries(self.document, branch.repeats):
                if walk.is_asked(branch, entry):
                    self.put(branch.item, entry, walk.answer(branch, entry))
                elif not branch.item.volatile:
                    source.pop(branch.name, None)


def _copy_of(compiled: CompiledInstrument, repeat: str | None, source: Document) -> dict[str, Any]:
    """A copy as deep as the form's repeats go, which are what is written into; a hostile document may be deeper."""
    made = dict(source)
    for section in compiled.children_of(repeat):
        entries = made.get(section.name) if section.repeat is not None else None
        if isinstance(entries, list):
            made[section.name] = [_copy_of(compiled, section.name, e) if isinstance(e, dict) else e for e in entries]
    return made


def _value_in(item: Item, source: Document | None) -> Value:
    """What expressions see of an answer as it was given."""
    return to_value(item, clean_value(item, source.get(item.name))) if source is not None else ""


def _all_entries(document: Document, repeats: tuple[str, ...]) -> Iterator[tuple[Entry, dict[str, Any]]]:
    """The entries of the innermost of some repeats in a document, with their answers; of none, the document."""
    found: list[tuple[Entry, Any]] = [((), document)]
    for repeat in repeats:
        found = [
            ((*entry, index), one)
            for entry, source in found
            for index, one in enumerate(_dicts(source, repeat))
            if one is not None
        ]
    return iter(found)


def _dicts(source: Document, repeat: str) -> list[dict[str, Any] | None]:
    found = source.get(repeat)
    if not isinstance(found, list):
        return []
    return [one if isinstance(one, dict) else None for one in found[:MAXIMUM_ENTRIES]]


def _entry_at(document: Document, repeats: tuple[str, ...], entry: Entry) -> Document | None:
    """The answers of an entry in a document; None where it has none."""
    at = document
    for repeat, index in zip(repeats, entry, strict=True):
        entries = entries_in(at, repeat)
        if index >= len(entries):
            return None
        at = entries[index]
    return at
