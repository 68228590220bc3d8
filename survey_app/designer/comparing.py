"""What differs between two versions, gathered by question, and what it means for comparing rounds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from instruments.changes import Change
from instruments.differences import compare, unchanged_questions
from instruments.model import Instrument

MEANINGS = {
    "no": ("Cannot be compared", "red"),
    "with care": ("Compare with care", "yellow"),
    "yes": ("Can be compared", "green"),
}
KINDS_OF_CHANGE = {"no": 0, "with care": 1, "yes": 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeGroup:
    """The changes of one consequence."""

    meaning: str
    colour: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """All changes, the gravest first, and how many questions stay as they are."""

    groups: tuple[ChangeGroup, ...]
    unchanged: int
    total: int

    @property
    def is_same(self) -> bool:
        return not self.groups


def changes_between(old: Instrument, new: Instrument) -> Comparison:
    """Compare two versions for the page."""
    changes = compare(old, new)
    same = unchanged_questions(old, new, changes)
    return Comparison(
        groups=tuple(
            ChangeGroup(meaning=meaning, colour=colour, changes=_of(changes, key))
            for key, (meaning, colour) in MEANINGS.items()
            if _of(changes, key)
        ),
        unchanged=len(same), total=sum(question.is_answered for question in new.walk()),
    )  # fmt: skip


def _of(changes: Sequence[Change], comparable: str) -> tuple[Change, ...]:
    return tuple(change for change in changes if change.comparable == comparable)
