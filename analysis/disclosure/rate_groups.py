"""The rows of a breakdown: those of very few invited are joined, since nothing could hide how many of them answered."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.response_rates import FrameCell, rate_row


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A row of a breakdown: its label, the cells of the frame it covers, and its two counts."""

    label: str
    cells: tuple[int, ...]
    invited: int | None
    answered: int
    joined: bool = False

    @property
    def silent(self) -> int | None:
        """How many of the group did not answer; None where that is not known."""
        return None if self.invited is None else self.invited - self.answered


def breakdown_groups(name: str, frame: tuple[FrameCell, ...], threshold: int) -> tuple[Group, ...]:
    """The rows of a breakdown, those of very few invited joined with one another and, if need be, the next larger."""
    labels = dict.fromkeys(cell.groups[name] for cell in frame)
    groups = [
        _group(label, tuple(i for i, cell in enumerate(frame) if cell.groups[name] == label), frame) for label in labels
    ]
    small = [group for group in groups if group.invited is not None and 1 <= group.invited <= threshold]
    if not small:
        return tuple(groups)
    others = sorted((g for g in groups if g not in small and g.invited), key=lambda g: (g.invited or 0, g.label))
    while sum(group.invited or 0 for group in small) <= threshold or len(small) < 2:
        if not others:
            break
        small.append(others.pop(0))
    label = " and ".join(sorted(group.label for group in small))
    together = _group(label, tuple(cell for group in small for cell in group.cells), frame, joined=True)
    return (*(group for group in groups if group not in small), together)


def _group(label: str, cells: tuple[int, ...], frame: tuple[FrameCell, ...], *, joined: bool = False) -> Group:
    row = rate_row(label, [frame[index] for index in cells])
    return Group(label=label, cells=cells, invited=row.invited, answered=row.answered or 0, joined=joined)
