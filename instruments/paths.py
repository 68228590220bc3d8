"""Which questions an answers document is asked: the path through the form.

Every condition, calculation and number of entries is evaluated once, after all that it mentions, and a question off
the path counts as blank for the conditions after it. A question in a repeat sees the answers of its own entry; a
question outside sees those of all entries, as a set.
"""

from __future__ import annotations

import re
from datetime import datetime
from functools import cached_property
from typing import Any

from instruments.choice_order import choices_in_order, seed_name
from instruments.compiled import CompiledInstrument
from instruments.expressions import Value, evaluate, parse_expression, to_text
from instruments.expressions.values import single
from instruments.items import Branch, Entry
from instruments.model import Choice
from instruments.walking import LOCAL_TIME, MAXIMUM_ENTRIES, MAXIMUM_ENTRIES_IN_ALL, Document, Walk, entries_in

__all__ = [
    "LOCAL_TIME",
    "MAXIMUM_ENTRIES",
    "MAXIMUM_ENTRIES_IN_ALL",
    "Document",
    "Entry",
    "Path",
    "entries_in",
    "find_path",
]

_OUTPUT = re.compile(r"\$\{\s*([^\s{}]+)\s*\}")


class Path:
    """The sections and questions that are asked, and what is offered and worked out there.

    An ``entry`` says which entry of each repeat around a question is meant, counted from 0, outermost first: ``()``
    outside repeats, ``(2,)`` the third visit, ``(2, 0)`` the first room of the third visit.
    """

    def __init__(self, walk: Walk) -> None:
        self._walk = walk

    @cached_property
    def sections(self) -> tuple[str, ...]:
        """The names of the form's own sections on the path, in form order; those within a repeat are not among them."""
        return tuple(section.name for section in self._walk.compiled.children_of(None) if self.is_on(section.name))

    def is_on(self, section: str, entry: Entry = ()) -> bool:
        """Whether a page is on the path: a repeat whose condition holds, or a page with something to show."""
        compiled = self._walk.compiled
        page = compiled.section(section)
        if page.repeat is not None:
            return self._walk.is_open(compiled.branches[section], entry)
        return any(item.question.is_seen and self.has(item.name, entry) for item in page.items)

    def has(self, name: str, entry: Entry = ()) -> bool:
        """Whether a question is asked, in the given entry."""
        branch = self._branch(name)
        return branch is not None and self._walk.is_asked(branch, entry)

    def entries(self, repeat: str, entry: Entry = ()) -> int:
        """How many entries a repeat has on the path, within one entry of what it stands in."""
        found = self._walk.compiled.branches.get(repeat)
        return 0 if found is None or found.kind != "repeat" else len(self._walk.entries_of(found, entry))

    def choices(self, name: str, entry: Entry = ()) -> tuple[Choice, ...]:
        """The choices of a question that its ``choice_filter`` leaves."""
        branch = self._branch(name)
        return () if branch is None else self._walk.offered(branch, entry)

    def choices_in_order(self, name: str, entry: Entry = (), key: str = "") -> tuple[Choice, ...]:
        """All choices of a question, those that a filter leaves out too, as the answer of a key shows them."""
        branch = self._branch(name)
        if branch is None or branch.item is None:
            return ()
        seed: Value | None = branch.item.question.settings_of_type.get("seed")
        if (other := seed_name(branch.item.question)) is not None:
            found = self._walk.find(other, (branch, entry))
            seed = self._walk.value(found[0]) if found else ""
        return choices_in_order(branch.item, key, seed)

    def required(self, name: str, entry: Entry = ()) -> bool:
        """Whether a question has to be answered."""
        branch = self._branch(name)
        return branch is not None and self._walk.is_required(branch, entry)

    def read_only(self, name: str, entry: Entry = ()) -> bool:
        """Whether a question shows an answer that cannot be changed, as one that is calculated always does."""
        branch = self._branch(name)
        return branch is not None and self._walk.is_read_only(branch, entry)

    def value(self, name: str, entry: Entry = ()) -> Any:
        """The answer as it is kept, calculated ones included; None for a blank and off the path."""
        branch = self._branch(name)
        return None if branch is None or not self.has(name, entry) else self._walk.answer(branch, entry)

    def text(self, template: str, name: str | None = None, entry: Entry = ()) -> str:
        """A label or hint with each ``${name}`` in it filled in, as it is seen from a question (or from the form)."""
        walk = self._walk
        at = walk.compiled.branches.get(name or "", walk.compiled.root)

        def filled(match: re.Match[str]) -> str:
            found = walk.find(match[1], (at, entry))
            return to_text(walk.value(found[0])) if found else ""

        return _OUTPUT.sub(filled, template) if "${" in template else template

    @property
    def is_cut_off(self) -> bool:
        """Whether the form takes too long to work out with these answers, so that some of it has no value."""
        return self._walk.work.is_cut_off

    @property
    def instance_name(self) -> str:
        """What the form's author would have this answer called (the setting ``instance_name``); "" where unsaid."""
        text = self._walk.compiled.instrument.settings.instance_name
        return to_text(single(evaluate(parse_expression(text), self._walk, self._walk.root()))) if text else ""

    def _branch(self, name: str) -> Branch | None:
        found = self._walk.compiled.branches.get(name)
        return found if found is not None and found.item is not None else None


def find_path(
    compiled: CompiledInstrument, document: Document, *, now: datetime | None = None, language: str | None = None
) -> Path:
    """Find which sections and questions an answers document is asked.

    Parameters
    ----------
    compiled : CompiledInstrument
    document : mapping
        The answers, which may be incomplete, contain answers off the path, or be of the wrong types: whatever is not
        an answer counts as blank.
    now : datetime, optional
        The moment at which ``today()`` and ``now()`` are read, in local time; by default the present in England.
    language : str, optional
        The language in which ``jr:choice-name()`` gives labels; by default the form's own.
    """
    return Path(Walk(compiled, document, now, language))
