"""What has changed since the last round, where the same was asked of the same agency."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from analysis.comparison.families import adjust_family
from analysis.comparison.sign_test import SignTest, sign_test
from analysis.section11.grade_scales import GradeScale
from analysis.section11.unit_grades import UnitGrade, UnitGrades


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeChange:
    """One unit and standard in two rounds.

    Attributes
    ----------
    unit, standard : str
        Whose, and of what.
    before, now : str
        The grades.
    steps : int
        How many steps it rose; below 0 where it fell.
    """

    unit: str
    standard: str
    before: str
    now: str
    steps: int

    @property
    def direction(self) -> Literal["improved", "same", "worse"]:
        """Which way it went."""
        return "improved" if self.steps > 0 else "worse" if self.steps < 0 else "same"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeSummary:
    """The changes of one standard, one unit, or all.

    Attributes
    ----------
    name : str
        Of which.
    n_improved, n_same, n_worse : int
        The pairs by direction.
    n_only_before, n_only_now : int
        How many have a grade in one round only. They are no pairs.
    n_reworded : int
        How many have grades in both rounds on different versions, or on versions that are not known. They are no pairs
        either.
    test : SignTest
        The exact sign test of improved against worse.
    p_adjusted : float or None
        Its probability by Holm's method, for a family of summaries looked at together: that of all standards, or of all
        units. None for all together.
    """

    name: str
    n_improved: int
    n_same: int
    n_worse: int
    n_only_before: int
    n_only_now: int
    n_reworded: int
    test: SignTest
    p_adjusted: float | None = None

    @property
    def n_used(self) -> int:
        """How many pairs there are."""
        return self.n_improved + self.n_same + self.n_worse


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundChange:
    """Everything that changed between two rounds.

    Attributes
    ----------
    pairs : tuple of GradeChange
        Every pair, unit after unit.
    overall : ChangeSummary
        All pairs. An agency's grades hang together, so its test is only a first look: it makes chance look smaller.
    by_standard, by_unit : tuple of ChangeSummary
        The same by standard and by unit.
    """

    pairs: tuple[GradeChange, ...]
    overall: ChangeSummary
    by_standard: tuple[ChangeSummary, ...]
    by_unit: tuple[ChangeSummary, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Compared:
    unit: str
    standard: str
    kind: Literal["pair", "only before", "only now", "reworded", "neither"]
    change: GradeChange | None = None


def change_since(before: UnitGrades, now: UnitGrades, *, unchanged: Collection[str] | None = None) -> RoundChange:
    """Compare the grades of two rounds, pair by pair.

    Parameters
    ----------
    before, now : UnitGrades
        From :func:`analysis.section11.unit_grades`, on the same scale.
    unchanged : collection of str, optional
        The standards whose wording is the same in both. Without it, a standard is unchanged where both records name the
        same version.

    Returns
    -------
    RoundChange
        Only units graded in both rounds, on a standard that is unchanged, are pairs; the others are counted by kind.

    Raises
    ------
    ValueError
        Where the scales differ; where ``unchanged`` names a standard that is in neither round; where it is not given
        and no record names a version, since then nothing can be known to be unchanged.

    Notes
    -----
    The sign test takes the pairs for independent. Within a standard they are different agencies; within an agency, and
    in all, they are not, and the probability is too small. Holm's adjustment is over the family of all standards, and
    over that of all units, that have a test.

    References
    ----------
    Conover, W. J. (1999). Practical Nonparametric Statistics, 3rd edition, section 3.4. Holm, S. (1979). A simple
    sequentially rejective multiple test procedure. Scandinavian Journal of Statistics 6, 65-70.

    Examples
    --------
    Constructed:

    >>> import pandas as pd
    >>> from analysis.section11 import GradeScale, unit_grades
    >>> scale = GradeScale(best_to_worst=("fully", "mostly", "partly", "not_met"), favourable=("fully", "mostly"))
    >>> rounds = [unit_grades(pd.DataFrame({"agency": ["Police", "School"], "standard": ["st1"] * 2, "grade": grades}),
    ...                       scale, standards=["st1"]) for grades in (["partly", "fully"], ["mostly", "fully"])]
    >>> found = change_since(*rounds, unchanged=["st1"]).overall
    >>> found.n_improved, found.n_same, found.n_worse
    (1, 1, 0)
    """
    _check(before, now, unchanged)
    old, new = before.by_cell, now.by_cell
    units = sorted({*before.units, *now.units})
    standards = tuple(dict.fromkeys((*now.standards, *before.standards)))
    compared = [
        _compared(unit, standard, old.get((unit, standard)), new.get((unit, standard)), now.scale, unchanged)
        for unit in units
        for standard in standards
    ]
    return RoundChange(
        pairs=tuple(one.change for one in compared if one.change is not None),
        overall=_summary("all", compared),
        by_standard=_family({name: compared[place :: len(standards)] for place, name in enumerate(standards)}),
        by_unit=_family(
            {name: compared[row * len(standards) : (row + 1) * len(standards)] for row, name in enumerate(units)}
        ),
    )


def _check(before: UnitGrades, now: UnitGrades, unchanged: Collection[str] | None) -> None:
    if before.scale.best_to_worst != now.scale.best_to_worst:
        raise ValueError(f"the scales differ: {list(before.scale.best_to_worst)} and {list(now.scale.best_to_worst)}")
    if unchanged is None:
        if not any(cell.version for cell in (*before.cells, *now.cells)) and (before.cells or now.cells):
            raise ValueError("no record names the version of its standard; name the unchanged standards in unchanged")
        return
    for standard in unchanged:
        if standard not in before.standards and standard not in now.standards:
            raise ValueError(f"unchanged names {standard!r}, which is a standard of neither round")


def _compared(
    unit: str,
    standard: str,
    old: UnitGrade | None,
    new: UnitGrade | None,
    scale: GradeScale,
    unchanged: Collection[str] | None,
) -> _Compared:
    was, now = (None if cell is None else cell.grade for cell in (old, new))
    if was is None or now is None or old is None or new is None:
        kind: Literal["only before", "only now", "neither"] = (
            "only before" if was is not None else "only now" if now is not None else "neither"
        )
        return _Compared(unit=unit, standard=standard, kind=kind)
    same = standard in unchanged if unchanged is not None else old.version is not None and old.version == new.version
    if not same:
        return _Compared(unit=unit, standard=standard, kind="reworded")
    change = GradeChange(unit=unit, standard=standard, before=was, now=now, steps=scale.steps(now) - scale.steps(was))
    return _Compared(unit=unit, standard=standard, kind="pair", change=change)


def _family(groups: Mapping[str, Sequence[_Compared]]) -> tuple[ChangeSummary, ...]:
    plain = [_summary(name, group) for name, group in groups.items()]
    if not plain:
        return ()
    # The names only keep the rows apart: a family has a row for each of its groups, in their order.
    rows = adjust_family("groups", {str(place): one.test.p_value for place, one in enumerate(plain)}).rows
    return tuple(replace(one, p_adjusted=row.adjusted) for one, row in zip(plain, rows, strict=True))


def _summary(name: str, compared: Sequence[_Compared]) -> ChangeSummary:
    kinds = [one.kind for one in compared]
    ways = [one.change.direction for one in compared if one.change is not None]
    improved, same, worse = (ways.count(way) for way in ("improved", "same", "worse"))
    return ChangeSummary(
        name=name,
        n_improved=improved,
        n_same=same,
        n_worse=worse,
        n_only_before=kinds.count("only before"),
        n_only_now=kinds.count("only now"),
        n_reworded=kinds.count("reworded"),
        test=sign_test(improved, worse, same=same),
    )
