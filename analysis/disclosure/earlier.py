"""What earlier releases of a round showed, as the ledger keeps it: counts by question, never one that was hidden."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from analysis.disclosure.suppression import Cell

Shown = Mapping[str, int | None]
"""The counts of one table by name; None for one that was marked as hidden. An absent one was not printed."""

ShownRelease = Mapping[str, Shown]
"""All tables of a release that were not hidden whole."""

ALL = ""  # the name of the whole, which no group has
RESPONSES = "responses"


def question_key(name: str) -> str:
    return f"question {name}"


def histogram_key(name: str) -> str:
    """Of the bars of a numeric question, by their labels."""
    return f"histogram {name}"


def repeat_key(name: str) -> str:
    return f"repeat {name}"


def rates_key(name: str) -> str:
    return f"rates {name}"


def shown_of_tree(top: Cell, hidden: Iterable[str]) -> Shown:
    """What is printed of a tree of counts."""
    gone = frozenset(hidden)
    return {cell.name: None if cell.name in gone else cell.value for cell in top.walk() if cell.printed}


def earlier_of(key: str, releases: Sequence[ShownRelease]) -> tuple[Shown, ...]:
    """What earlier releases, the oldest first, printed of one table; those that hid it whole are left out."""
    return tuple(release[key] for release in releases if key in release)


def without_new_bars(shown: ShownRelease, last: ShownRelease) -> ShownRelease:
    """What a release shows, without histograms where the last one had none: they wait for the round to close."""
    prefix = histogram_key("")
    if any(key.startswith(prefix) for key in last):
        return shown
    return {key: counts for key, counts in shown.items() if not key.startswith(prefix)}
