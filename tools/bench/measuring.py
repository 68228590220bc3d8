"""Measuring a piece of work beside another of known size, in the same run on the same machine."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """What one piece of work costs. ``limit`` is what the issue allows, in milliseconds."""

    name: str
    milliseconds: float
    compared_with: str
    times: float
    limit: float | None = None
    note: str = ""


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
    name: str, work: Callable[[], Any], reference: tuple[str, Callable[[], Any]], *, limit: float | None = None
) -> Measure:
    """Measure a piece of work and, in the same breath, what it is compared with."""
    what, other = reference
    taken, compared = seconds_of(work), seconds_of(other)
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
    rows = [("what", "ms", "allowed", "times as long as")]
    for one in measures:
        allowed = "" if one.limit is None else f"{one.limit:g}"
        rows.append((one.name, f"{one.milliseconds:.2f}", allowed, f"{one.times:.1f} × {one.compared_with}"))
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    lines = [
        f"{name:<{widths[0]}}  {ms:>{widths[1]}}  {allowed:>{widths[2]}}  {ratio}" for name, ms, allowed, ratio in rows
    ]
    return "\n".join([lines[0], "-" * max(map(len, lines)), *lines[1:]])
