"""What a reader knows, as linear facts about whole numbers, and whether something stays open beside them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

MOST_SOLUTIONS = 400
"""What takes more than this to be looked at counts as told."""

ROUNDS_TOGETHER = 2
"""How often many sums are made small, and large, at once before each is looked at by itself."""

Terms = Mapping[int, int]
Numbers = np.ndarray[Any, np.dtype[np.float64]]


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

    def solve(self, objective: Numbers) -> Numbers | None:
        """Whole numbers that meet all facts, with the least of the objective; None where the facts contradict."""
        # Loads scipy.optimize, which takes long and which a first release does not need.
        from scipy.optimize import Bounds, LinearConstraint, milp

        low, high = [row[1] for row in self.rows] + [0.0], [row[2] for row in self.rows] + [0.0]
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
            whole: Numbers = np.round(found.x)
            if np.allclose(found.x, whole, atol=1e-6):
                break
        return whole

    def hold(self) -> bool:
        """Whether there are numbers that meet all facts."""
        return self.solve(np.zeros(len(self.low))) is not None

    def _facts(self) -> Any:
        if self._matrix is None:
            self._matrix = np.zeros((len(self.rows) + 1, len(self.low)))
            for number, (parts, _, _) in enumerate(self.rows):
                self._matrix[number, list(parts)] = list(parts.values())
        return self._matrix


def all_open(questions: Iterable[Question], after: System, before: System) -> bool:
    """Whether every sum stays as open as it must be; ``before`` are the facts without what is to be shown now."""
    return _Look(list(questions), after, before).finds_all_open()


class _Look:
    """What the sums were in the solutions seen so far: most ends are seen on the way to others."""

    def __init__(self, questions: list[Question], after: System, before: System) -> None:
        self.questions = questions
        self.after = after
        self.before = before
        self.sums = np.zeros((len(questions), len(after.low)))
        for number, question in enumerate(questions):
            self.sums[number, list(question.terms)] = list(question.terms.values())
        self.least = np.full(len(questions), np.inf)
        self.most = np.full(len(questions), -np.inf)

    def finds_all_open(self) -> bool:
        for sign in (1, -1) * ROUNDS_TOGETHER:
            unseen = [number for number, _ in enumerate(self.questions) if not self._is_seen(number)]
            if not unseen:
                return True
            self._solve(sign * self.sums[unseen].sum(axis=0))
        return all(self._is_open(number, question) for number, question in enumerate(self.questions))

    def _solve(self, objective: Numbers) -> None:
        found = self.after.solve(objective)
        if found is None:
            raise ArithmeticError("what was released contradicts itself")
        values = self.sums @ found
        self.least, self.most = np.minimum(self.least, values), np.maximum(self.most, values)

    def _is_seen(self, number: int) -> bool:
        """Whether enough values have been seen."""
        question = self.questions[number]
        if self.least[number] >= self.most[number]:
            return False
        if question.low is None or question.high is None:
            return True
        return bool(self.least[number] <= question.low and self.most[number] >= question.high)

    def _is_open(self, number: int, question: Question) -> bool:
        for sign in (1, -1):
            if self._is_seen(number):
                return True
            if self.after.solved + self.before.solved > MOST_SOLUTIONS:
                return False
            self._solve(sign * self.sums[number])
        return self._is_seen(number) or self._was_narrow(number, question)

    def _was_narrow(self, number: int, question: Question) -> bool:
        """Whether what is hidden in an older release could not be all that before the renewal either."""
        if not question.old or self.least[number] >= self.most[number]:
            return False
        row = self.sums[number, : len(self.before.low)]
        low, high = self.before.solve(row), self.before.solve(-row)
        if low is None or high is None:
            raise ArithmeticError("what was released contradicts itself")
        return bool(row @ low > (question.low or 0) or row @ high < (question.high or 0))
