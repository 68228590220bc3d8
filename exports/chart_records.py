"""What the charts of the dashboard show: words and figures, ready to be drawn. Nothing here loads a drawing program."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A share from 0 to 1 with its words; ``value`` is None where it is not shown."""

    label: str
    figure: str
    value: float | None
    low: float | None = None
    high: float | None = None
    stressed: bool = True
    is_limit: bool = False  # "at most": the bar is hatched
    line: float | None = None  # what it is read against


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureChart:
    """Measures one under another."""

    description: str
    rows: tuple[Measure, ...]
    caption: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two shares of the same thing; None where one is not shown."""

    label: str
    figure: str
    first: float | None
    second: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PairChart:
    """Pairs one under another, and what the ring and the square stand for."""

    description: str
    first: str
    second: str
    rows: tuple[Pair, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeRow:
    """How many have each grade, the best first."""

    label: str
    figure: str
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeChart:
    """Grades of organisations, a bar for each row; ``whole`` is how many the longest bar could stand for."""

    description: str
    grades: tuple[str, ...]
    rows: tuple[GradeRow, ...]
    whole: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseMark:
    """One point of a course; ``value`` is None where it is not shown."""

    label: str
    figure: str
    value: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseChart:
    """A share over time, from left to right; ``whole`` is the top of the scale, where charts are to share one."""

    description: str
    points: tuple[CourseMark, ...]
    whole: float | None = None


Chart = MeasureChart | PairChart | GradeChart | CourseChart
