"""Green on paper, amber on the floor: when what an agency says of itself is not what others see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from analysis.section11.grade_scales import GradeScale
from analysis.section11.staff_views import StaffView
from analysis.section11.unit_grades import UnitGrade

FlagState = Literal["flagged", "not flagged", "not judged"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FloorFlag:
    """Whether something is green on paper and amber on the floor.

    Attributes
    ----------
    state : {"flagged", "not flagged", "not judged"}
        The verdict.
    reasons : tuple of str
        Why it is flagged, or why it cannot be judged.
    """

    state: FlagState
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffLine:
    """The share of staff who should see a standard favourably. It is the partnership's choice.

    Attributes
    ----------
    share : float
        Between 0 and 1.
    rule : {"interval", "share"}
        Whether the whole interval must lie below the line for a flag, so that a few answers do not flag by chance, or
        the share itself.
    """

    share: float = 0.7
    rule: Literal["interval", "share"] = "interval"

    def __post_init__(self) -> None:
        if not 0 < self.share < 1:
            raise ValueError(f"share is {self.share}, which is not between 0 and 1")
        if self.rule not in ("interval", "share"):
            raise ValueError(f"rule is {self.rule!r}, not 'interval' or 'share'")

    def is_missed_by(self, staff: StaffView) -> bool:
        """Whether staff are below the line; never where nobody answered."""
        reached = staff.share.high if self.rule == "interval" else staff.share.estimate
        return reached is not None and reached < self.share

    @property
    def sentence(self) -> str:
        """When a row is flagged, in words."""
        what = "the whole interval of the share of staff" if self.rule == "interval" else "the share of staff"
        return (
            f"The self-grade is one of the better grades, and the walkabout's is not, or {what} who see the standard "
            f"favourably lies below {self.share * 100:g}%."
        )


def flag_unit(
    own: UnitGrade, walked: UnitGrade, staff: StaffView | None, scale: GradeScale, line: StaffLine
) -> FloorFlag:
    """Judge one unit and standard; the rule stands in :func:`analysis.section11.three_way_view`."""
    if own.grade is None:
        return FloorFlag(state="not judged", reasons=(f"no self-grade: {own.state}",))
    if own.grade not in scale.favourable:
        return FloorFlag(state="not flagged")
    reasons = (
        [] if walked.grade is None or walked.grade in scale.favourable else [f"the walkabout found {walked.grade}"]
    )
    return _verdict(reasons, staff, line, walked=walked.grade is not None)


def flag_standard(
    own: Sequence[str], walked: Sequence[str], staff: StaffView | None, scale: GradeScale, line: StaffLine
) -> FloorFlag:
    """Judge one standard over all units from the grades that there are."""
    if not own:
        return FloorFlag(state="not judged", reasons=("no self-grade",))
    if 2 * sum(grade in scale.favourable for grade in own) <= len(own):
        return FloorFlag(state="not flagged")
    better = sum(grade in scale.favourable for grade in walked)
    reasons = (
        [f"walkabouts found {better} of {len(walked)} good enough"] if walked and 2 * better <= len(walked) else []
    )
    return _verdict(reasons, staff, line, walked=bool(walked))


def _verdict(reasons: list[str], staff: StaffView | None, line: StaffLine, *, walked: bool) -> FloorFlag:
    if staff is not None and line.is_missed_by(staff):
        reasons = [*reasons, f"{staff.n_favourable} of {staff.n_used} staff see it favourably"]
    if reasons:
        return FloorFlag(state="flagged", reasons=tuple(reasons))
    if not walked and (staff is None or not staff.n_used):
        return FloorFlag(state="not judged", reasons=("neither a walkabout's grade nor an answer from staff",))
    return FloorFlag(state="not flagged")
