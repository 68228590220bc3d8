"""The grades of a cycle in words: their order, which ask for an action, and what “not applicable” is called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from analysis.beside.graded_forms import scale_of, standards_in
from survey_app.walkabouts.cycles.standards import walkabout_form
from survey_app.walkabouts.models import Section11Cycle

NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True, kw_only=True)
class CycleGrades:
    """``labels`` are of the grades, the best first; ``action_below`` is the lowest that needs no action."""

    labels: Mapping[str, str]
    action_below: str
    meanings: Mapping[str, str]

    @property
    def order(self) -> tuple[str, ...]:
        return tuple(self.labels)

    @property
    def choices(self) -> dict[str, str]:
        """What a team may choose."""
        return {**self.labels, NOT_APPLICABLE: "Not applicable"}

    def text(self, grade: str) -> str:
        """A grade in words; “No grade” where there is none."""
        return self.choices.get(grade, "No grade")

    def needs_action(self, grade: str) -> bool:
        """Whether it lies below the one that is good enough."""
        if grade not in self.order or self.action_below not in self.order:
            return False
        return self.order.index(grade) > self.order.index(self.action_below)

    def gap(self, walkabout: str, own: str) -> int | None:
        """How many steps the walkabout's grade lies above the agency's own; None where there are not two grades."""
        if walkabout not in self.order or own not in self.order:
            return None
        return self.order.index(own) - self.order.index(walkabout)


def cycle_grades(cycle: Section11Cycle) -> CycleGrades:
    """The grades of the walkabout's instrument."""
    items = standards_in(walkabout_form(cycle))
    item = next(iter(items.values()), None)
    if item is None or item.scale is None:
        return CycleGrades(labels={}, action_below="", meanings={})
    scale, labels = scale_of(item)
    return CycleGrades(
        labels={grade: labels[grade] for grade in scale.best_to_worst},
        action_below=item.scale.action_below or scale.favourable[-1],
        meanings=dict(item.scale.rubric),
    )
