"""Measuring a piece of work beside another of known size, in the same run on the same machine."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """What one piece of work costs.

    ``limit`` is what is allowed in milliseconds, ``times_allowed`` what is allowed beside the work that it is compared
    with; ``megabytes`` is the most memory that its process used.
    """

    name: str
    milliseconds: float
    compared_with: str
    times: float
    limit: float | None = None
    times_allowed: float | None = None
    megabytes: float | None = None


def seconds_of(work: Callable[[], Any], *, rounds: int = 15, warm_up: int = 2) -> float:
    """The best of several rounds: what the work itself takes, not what else the machine was busy with."""
    for _ in range(warm_up):
        work()
    found = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        found.append(time.perf_counter() - start)
    return min(found)


def measure(
    name: str,
    work: Callable[[], Any],
    reference: tuple[str, Callable[[], Any]],
    *,
    limit: float | None = None,
    rounds: int = 15,
) -> Measure:
    """Measure a piece of work and, in the same breath, what it is compared with."""
    what, other = reference
    taken, compared = seconds_of(work, rounds=rounds), seconds_of(other)
    return Measure(
        name=name,
        milliseconds=taken * 1000,
        compared_with=what,
        times=taken / compared if compared else 0.0,
        limit=limit,
    )


def loop(count: int = 100_000) -> tuple[str, Callable[[], int]]:
    """A plain Python loop of so many additions: what the machine is worth."""

    def work() -> int:
        total = 0
        for number in range(count):
            total += number
        return total

    return f"a loop of {count:,} additions", work


def reading_json(document: Any) -> tuple[str, Callable[[], Any]]:
    """Reading the same document from JSON."""
    text = json.dumps(document)
    return "reading the document from JSON", lambda: json.loads(text)


def table(measures: Iterable[Measure]) -> str:
    """The measures as lines of text."""
    rows = [("what", "ms", "allowed", "MB", "times as long as")]
    for one in measures:
        allowed = "" if one.limit is None else f"{one.limit:g}"
        memory = "" if one.megabytes is None else f"{one.megabytes:.0f}"
        most = "" if one.times_allowed is None else f" (allowed: {one.times_allowed:g})"
        ratio = f"{one.times:.{1 if one.times >= 1 else 2}f} × {one.compared_with}{most}"
        rows.append((one.name, f"{one.milliseconds:.2f}", allowed, memory, ratio))
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    lines = [
        f"{row[0]:<{widths[0]}}  " + "  ".join(f"{row[c]:>{widths[c]}}" for c in (1, 2, 3)) + f"  {row[4]}"
        for row in rows
    ]
    return "\n".join([lines[0], "-" * max(map(len, lines)), *lines[1:]])
