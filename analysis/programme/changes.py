"""What a programme says that another version of it did not: topics added, removed, moved in time, and changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

FIELDS = {
    "title": "title", "theme": "theme", "method": "method", "best_fit": "why the method fits", "lead": "lead",
    "agency": "agency", "priority": "priority", "days": "days", "reasons": "reasons",
}  # fmt: skip
Topic = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicMoved:
    """A topic with the days it had and has."""

    reference: str
    title: str
    was: tuple[date, date]
    became: tuple[date, date]


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicChanged:
    """A topic with the names of what else about it changed."""

    reference: str
    title: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeChanges:
    """What changed from one version to another.

    Attributes
    ----------
    added, removed : tuple of (str, str)
        Reference and title; a topic that was dropped is removed.
    moved : tuple of TopicMoved
        Topics whose first or last day is another.
    changed : tuple of TopicChanged
        Topics of which anything else is another; a topic may be both moved and changed.
    """

    added: tuple[tuple[str, str], ...]
    removed: tuple[tuple[str, str], ...]
    moved: tuple[TopicMoved, ...]
    changed: tuple[TopicChanged, ...]

    @property
    def anything(self) -> bool:
        return bool(self.added or self.removed or self.moved or self.changed)


def compare_programmes(before: Sequence[Topic], after: Sequence[Topic]) -> ProgrammeChanges:
    """Compare two versions, topic by topic, by their references.

    Parameters
    ----------
    before, after : sequence of mapping
        The topics: ``reference``, ``title``, ``starts_on`` and ``ends_on`` as 2026-05-01, and the keys of
        :data:`FIELDS`.

    Examples
    --------
    >>> one = {"reference": "T-01", "title": "Neglect", "starts_on": "2026-05-01", "ends_on": "2026-05-31"}
    >>> found = compare_programmes([one], [{**one, "ends_on": "2026-06-30"}])
    >>> found.moved[0].became[1], found.added, found.changed
    (datetime.date(2026, 6, 30), (), ())
    """
    was = {topic["reference"]: topic for topic in before}
    became = {topic["reference"]: topic for topic in after}
    both = [(was[key], topic) for key, topic in became.items() if key in was]
    return ProgrammeChanges(
        added=tuple((key, topic["title"]) for key, topic in became.items() if key not in was),
        removed=tuple((key, topic["title"]) for key, topic in was.items() if key not in became),
        moved=tuple(_moved(old, new) for old, new in both if _days(old) != _days(new)),
        changed=tuple(changed for old, new in both if (changed := _changed(old, new)).fields),
    )


def _days(topic: Topic) -> tuple[date, date]:
    return date.fromisoformat(topic["starts_on"]), date.fromisoformat(topic["ends_on"])


def _moved(old: Topic, new: Topic) -> TopicMoved:
    return TopicMoved(reference=new["reference"], title=new["title"], was=_days(old), became=_days(new))


def _changed(old: Topic, new: Topic) -> TopicChanged:
    fields = tuple(words for key, words in FIELDS.items() if old.get(key) != new.get(key))
    return TopicChanged(reference=new["reference"], title=new["title"], fields=fields)
