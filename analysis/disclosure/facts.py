"""What a reader knows, as linear facts about whole numbers, and whether something stays open beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

MOST_SOLUTIONS = 400
"""What takes more than this to be looked at counts as told."""

Terms = Mapping[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A sum of counts that a reader may want to know: how little and how much it must be able to be.

    Without limits it must only not become known exactly. What is ``old`` was hidden in an older release: only where the
    sum could be all that before the renewal, it must be so afterwards.
    """

    terms: Terms
    low: int | None = None
    high: int | None = None
    old: bool = False


@dataclass(slots=True)
class System:
    """Linear facts about whole numbers, and how often they were solved."""

    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)
    rows: list[tuple[Terms, float, float]] = field(default_factory=list)
    solved: int = 0
    _matrix: Any = None

    def count(self, low: float, high: float) -> int:
        self.low.append(low)
        self.high.append(high)
        return len(self.low) - 1

    def know(self, terms: Terms, low: float, high: float) -> None:
        self.rows.append((terms, low, high))

    def least(self, terms: Terms, sign: int) -> int | None:
        """The least (or, with sign -1, the greatest) that a sum can be; None where the facts contradict each other."""
        # Loads scipy.optimize, which takes long and which a first release does not need.
        from scipy.optimize import Bounds, LinearConstraint, milp

        low, high = [row[1] for row in self.rows] + [0.0], [row[2] for row in self.rows] + [0.0]
        objective = np.zeros(len(self.low))
        objective[list(terms)] = [sign * factor for factor in terms.values()]
        for integrality in (0, 1):
            self.solved += 1
            found = milp(
                objective,
                constraints=LinearConstraint(self._facts(), np.array(low), np.array(high)),
                integrality=np.full(len(self.low), integrality),
                bounds=Bounds(self.low, self.high),
                options={"presolve": False},  # with it, HiGHS misses an optimum now and then
            )
            if found.x is None:
                return None
            whole = np.round(found.x)
            if np.allclose(found.x, whole, atol=1e-6):
                break
        return round(sign * float(objective @ whole))

    def _facts(self) -> Any:
        if self._matrix is None:
            self._matrix = np.zeros((len(self.rows) + 1, len(self.low)))
            for number, (parts, _, _) in enumerate(self.rows):
                self._matrix[number, list(parts)] = list(parts.values())
        return self._matrix


def is_open(question: Question, after: System, before: System) -> bool:
    """Whether a sum stays as open as it must be; ``before`` are the facts without what is to be shown now."""
    if after.solved + before.solved > MOST_SOLUTIONS:
        return False
    low, high = _range(after, question.terms)
    if low == high:
        return False
    if question.low is None or question.high is None or (low <= question.low and high >= question.high):
        return True
    if not question.old:
        return False
    was_low, was_high = _range(before, question.terms)
    return was_low > question.low or was_high < question.high


def _range(system: System, terms: Terms) -> tuple[int, int]:
    low, high = system.least(terms, 1), system.least(terms, -1)
    if low is None or high is None:
        raise ArithmeticError("what was released contradicts itself")
    return low, high
