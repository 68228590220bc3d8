"""A round's frame by one of its breakdowns: how many of each group were invited and how many answered."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from analysis.response_rates import frame_cells


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupResponse:
    """One agency or other stratum: how many were invited (None: not known) and how many answered."""

    label: str
    invited: int | None
    answered: int

    @property
    def is_contradictory(self) -> bool:
        """Whether more answered than were invited."""
        return self.invited is not None and self.answered > self.invited


def group_responses(frame: pd.DataFrame, by: str) -> tuple[GroupResponse, ...]:
    """The groups of a breakdown in the frame's order.

    Raises
    ------
    ValueError
        Where ``by`` is no breakdown of the frame, ``answered`` is absent or missing, or a number is negative or not
        whole.
    """
    if by not in frame.columns or by in ("invited", "answered"):
        raise ValueError(f"the frame has no breakdown '{by}'")
    invited: dict[str, int | None] = {}
    answered: dict[str, int] = {}
    for cell in frame_cells(frame):
        label = cell.groups[by]
        before = invited.get(label, 0)
        invited[label] = None if before is None or cell.invited is None else before + cell.invited
        answered[label] = answered.get(label, 0) + cell.answered
    return tuple(GroupResponse(label=label, invited=size, answered=answered[label]) for label, size in invited.items())
