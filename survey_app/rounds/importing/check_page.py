"""What the page shows that lists everything before anything is stored."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from analysis.importing import PROGRAMS, ImportPlan
from survey_app.rounds.importing.pages import label_of
from survey_app.rounds.importing.uploads import Pending

MOST_NUMBERS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedRows:
    """Rows that are refused for the same reason: how many, and the first of them."""

    question: str
    message: str
    sheet: str
    count: int
    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckPage:
    """A plan in the words of the page that asks to confirm it."""

    plan: ImportPlan
    labels: dict[str, str]
    program: str
    refused_rows: int
    refusals: tuple[RefusedRows, ...]

    @property
    def left_out(self) -> bool:
        """Whether anything is left out that nobody has left out on purpose."""
        return not self.plan.is_clean


def check_page(pending: Pending, plan: ImportPlan) -> CheckPage:
    """The plan with what its questions are called."""
    labels = {item.name: label_of(pending.compiled, item) for item in pending.compiled.items}
    refused = len({row.number for row in plan.refused if not row.sheet})
    return CheckPage(
        plan=plan, labels=labels, program=PROGRAMS[plan.table.program], refused_rows=refused,
        refusals=tuple(_refusals(plan)),
    )  # fmt: skip


def _refusals(plan: ImportPlan) -> Iterator[RefusedRows]:
    """The commonest reason first."""
    found: dict[tuple[str, str, str], list[int]] = {}
    for one in plan.refused:
        found.setdefault((one.question, one.message, one.sheet), []).append(one.number)
    for (question, message, sheet), rows in sorted(found.items(), key=lambda pair: -len(pair[1])):
        yield RefusedRows(
            question=question, message=message, sheet=sheet, count=len(rows), rows=tuple(rows[:MOST_NUMBERS])
        )
