"""What helps and what gets in the way, theme by theme over the cases of an audit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

FOR, AGAINST = ("strength", "enabler"), ("challenge",)
NO_THEME = ""  # of what was not coded


@dataclass(frozen=True, slots=True, kw_only=True)
class CodedPoint:
    """One learning point: its kind, its theme (empty where it has none) and its case (None for the whole audit)."""

    kind: str
    theme: str
    case: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeBalance:
    """How many points speak for and against, of one theme in one case, or of one theme in all.

    Attributes
    ----------
    n_for : int
        Strengths and what helps.
    n_against : int
        What gets in the way.
    n_other : int
        What is to be learnt, and speaks neither for nor against.
    """

    n_for: int
    n_against: int
    n_other: int

    @property
    def n_points(self) -> int:
        """All of them."""
        return self.n_for + self.n_against + self.n_other

    @property
    def text(self) -> str:
        """For and against as ``3 : 1``; empty where there is neither."""
        return f"{self.n_for} : {self.n_against}" if self.n_for or self.n_against else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeRow:
    """One theme: in each case, in the audit as a whole, and all together; and in how many cases it came up."""

    theme: str
    by_case: tuple[ThemeBalance, ...]
    whole: ThemeBalance
    total: ThemeBalance
    n_cases: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeTable:
    """Themes against cases. ``cases`` are the columns, all cases of the audit, those without a point included."""

    cases: tuple[str, ...]
    rows: tuple[ThemeRow, ...]


def theme_table(points: Iterable[CodedPoint], *, cases: Sequence[str]) -> ThemeTable:
    """Lay out learning points by theme and case.

    Parameters
    ----------
    points : iterable of CodedPoint
        Of kind "strength", "enabler", "challenge" or "learning".
    cases : sequence of str
        All cases, in their own order.

    Returns
    -------
    ThemeTable
        Themes that came up in most cases first, then those with most points, then by name; what has no theme last.

    Raises
    ------
    ValueError
        Where a point is of another kind, or of a case that is not among ``cases``.

    Examples
    --------
    Constructed:

    >>> points = [CodedPoint(kind="strength", theme="Sleep", case="A"), CodedPoint(kind="challenge", theme="Sleep",
    ...           case="B"), CodedPoint(kind="enabler", theme="Sleep", case="A")]
    >>> [(row.theme, row.total.text, row.n_cases) for row in theme_table(points, cases=["A", "B"]).rows]
    [('Sleep', '2 : 1', 2)]
    """
    kept = list(points)
    for point in kept:
        if point.kind not in (*FOR, *AGAINST, "learning"):
            raise ValueError(f"points: the kind {point.kind!r} is not known")
        if point.case is not None and point.case not in cases:
            raise ValueError(f"points: the case {point.case!r} is not among the cases")
    rows = [_row(theme, kept, cases) for theme in dict.fromkeys(point.theme for point in kept)]
    rows.sort(key=lambda row: (row.theme == NO_THEME, -row.n_cases, -row.total.n_points, row.theme.casefold()))
    return ThemeTable(cases=tuple(cases), rows=tuple(rows))


def _row(theme: str, points: Sequence[CodedPoint], cases: Sequence[str]) -> ThemeRow:
    mine = [point for point in points if point.theme == theme]
    by_case = tuple(_balance([point for point in mine if point.case == case]) for case in cases)
    return ThemeRow(
        theme=theme,
        by_case=by_case,
        whole=_balance([point for point in mine if point.case is None]),
        total=_balance(mine),
        n_cases=sum(one.n_points > 0 for one in by_case),
    )


def _balance(points: Sequence[CodedPoint]) -> ThemeBalance:
    n_for, n_against = sum(one.kind in FOR for one in points), sum(one.kind in AGAINST for one in points)
    return ThemeBalance(n_for=n_for, n_against=n_against, n_other=len(points) - n_for - n_against)
