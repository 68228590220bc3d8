"""What a reader of a released report can work out of its cross-tables, by integer programming over everything shown.

The unknowns are how many respondents of each joint group (one group of every breakdown) gave each answer. Everything
that the report shows of the question, in its own table and by group, and everything that it shows of the breakdowns
themselves, are equations; a mark on a count says that it is at least 1.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

ABSENCES = ("not_answered", "not_applicable", "dont_know")
Answer = frozenset[str]
NO_ANSWER: Answer = frozenset()


@dataclass
class Attacker:
    """The equations about one question, and what they leave possible."""

    report: dict[str, Any]
    question: str
    groups: dict[str, list[str]] = field(default_factory=dict)
    rows: list[tuple[dict[int, int], float, float]] = field(default_factory=list)

    def __post_init__(self) -> None:
        blocks = [block for section in self.report["sections"] for block in section["questions"]]
        self.block = next(block for block in blocks if block["name"] == self.question)
        self.blocks = {block["name"]: block for block in blocks}
        self.tables = [table for table in self.report["cross_tables"] if table["question"] == self.question]
        for table in self.report["cross_tables"]:
            self.groups.setdefault(table["breakdown"], [group["name"] for group in table["groups"]])
        options = [row["name"] for row in self.block["rows"]]
        if self.block["kind"] == "multiple":
            sets = [c for size in range(len(options) + 1) for c in itertools.combinations(options, size)]
            self.answers = [frozenset(chosen) for chosen in sets if "none" not in chosen or len(chosen) == 1]
        else:
            self.answers = [NO_ANSWER, *(frozenset({name}) for name in options)]
        self.joint = list(itertools.product(*self.groups.values()))
        self.place = {key: number for number, key in enumerate(itertools.product(self.answers, self.joint))}
        self._read_own_table()
        self._read_breakdowns()
        for table in self.tables:
            self._read_table(table)

    def cells(self, *, option: str | None = None, answered: bool | None = None, **where: str) -> dict[int, int]:
        """The unknowns that a count adds up."""
        names = list(self.groups)
        found = {}
        for (answer, joint), place in self.place.items():
            if option is not None and option not in answer:
                continue
            if answered is not None and answered != bool(answer):
                continue
            if all(joint[names.index(breakdown)] == group for breakdown, group in where.items()):
                found[place] = 1
        return found

    def know(self, cells: dict[int, int], value: float | None, least: float = 0, most: float = np.inf) -> None:
        """That a count has this value or, where it is None, lies between two limits."""
        self.rows.append((cells, least, most) if value is None else (cells, value, value))

    def _read_own_table(self) -> None:
        block = self.block
        for row in block["rows"]:
            self.know(self.cells(option=row["name"]), row["share"]["count"], least=1)
        self.know(self.cells(answered=True), block["base"])
        self.know(self.cells(), self.report["responses"])

    def _read_breakdowns(self) -> None:
        """The sizes of groups, from their own tables and from where one breakdown is broken down by another."""
        for name in self.groups:
            block = self.blocks.get(name)
            for row in block["rows"] if block is not None else []:
                if row["name"] in self.groups[name] and block["mark"] is None:
                    self.know(self.cells(**{name: row["name"]}), row["share"]["count"], least=1)
        for table in self.report["cross_tables"]:
            if table["question"] in self.groups and table["question"] != self.question:
                for row in table["rows"]:
                    for group, count in zip(table["groups"], row["counts"], strict=True):
                        where = {table["question"]: row["name"], table["breakdown"]: group["name"]}
                        self.know(self.cells(**where), count, least=0 if group["withheld"] else 1)

    def _read_table(self, table: dict[str, Any]) -> None:
        for place, group in enumerate(table["groups"]):
            where = {table["breakdown"]: group["name"]}
            self.know(self.cells(**where), group["asked"])
            self.know(self.cells(answered=True, **where), group["base"], least=0 if group["withheld"] else 1)
            for row in table["rows"]:
                self.know(
                    self.cells(option=row["name"], **where), row["counts"][place], least=0 if group["withheld"] else 1
                )
            if table["favourable"] is not None:
                liked = [row["name"] for row in table["rows"] if row["favourable"]]
                cells = {}
                for name in liked:
                    cells |= self.cells(option=name, **where)
                self.know(cells, table["favourable"]["counts"][place])

    def range_of(self, cells: dict[int, int]) -> tuple[int, int]:
        """The least and the greatest value that a count may have."""
        return self._extreme(cells, 1), self._extreme(cells, -1)

    def is_possible(self, cells: dict[int, int], value: int) -> bool:
        return self._solve({}, 1, [(cells, value, value)]) is not None

    def _extreme(self, cells: dict[int, int], sign: int) -> int:
        found = self._solve(cells, sign, [])
        assert found is not None, "what the report shows contradicts itself"
        return round(sign * found)

    def _solve(self, cells: dict[int, int], sign: int, more: list[tuple[dict[int, int], float, float]]) -> float | None:
        rows = [*self.rows, *more]
        matrix = np.zeros((len(rows), len(self.place)))
        for number, (parts, _, _) in enumerate(rows):
            matrix[number, list(parts)] = 1
        objective = np.zeros(len(self.place))
        objective[list(cells)] = sign
        result = milp(
            objective,
            constraints=LinearConstraint(matrix, [row[1] for row in rows], [row[2] for row in rows]),
            integrality=np.ones(len(self.place)),
            bounds=Bounds(0, self.report["responses"]),
            options={"presolve": False},
        )
        return float(result.fun) if result.success else None


def hidden_counts(report: dict[str, Any]) -> Iterator[tuple[str, str, str, str]]:
    """Question, breakdown, group and option of every count that is not shown."""
    for table in report["cross_tables"]:
        for row in table["rows"]:
            for group, count in zip(table["groups"], row["counts"], strict=True):
                if count is None:
                    yield table["question"], table["breakdown"], group["name"], row["name"]


def read(text: str) -> dict[str, Any]:
    return json.loads(text)  # type: ignore[no-any-return]
