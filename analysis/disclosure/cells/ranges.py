"""Exactly what a reader can work out of each hidden count."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from analysis.disclosure.cells.problem import Setting, state_problem
from analysis.disclosure.cells.programme import Programme
from analysis.disclosure.cells.relations import Relation


@dataclass(frozen=True, slots=True)
class PossibleRange:
    """The least and the greatest that a count can be; ``high`` is None where nothing limits it."""

    low: int
    high: int | None


def possible_ranges(
    values: Sequence[int],
    relations: Sequence[Relation],
    hidden: Iterable[int],
    *,
    threshold: int,
    withheld: Iterable[int] | None = None,
    rounding: int | None = None,
    fixed: Iterable[int] = (),
    mark_at_least: int = 1,
    printed: Sequence[bool] | None = None,
) -> Mapping[int, PossibleRange]:
    """What a reader can work out of each count that is hidden or that no table prints.

    Parameters
    ----------
    values, relations, hidden, threshold, withheld, rounding, fixed, mark_at_least, printed
        As for :func:`analysis.disclosure.cells.is_safe`.

    Returns
    -------
    mapping of int to PossibleRange
        For each hidden and each unprinted cell that is not ``fixed``, the least and the greatest whole number that
        agrees with all that is shown, all tables together.

    Raises
    ------
    ValueError
        As for :func:`analysis.disclosure.cells.suppress`.

    Notes
    -----
    Each end is the optimum of an integer programme, found by HiGHS without presolve. Between the ends of a range
    single values may be impossible where the tables are no network (a three-way table, say): whether a choice of
    cells is safe is for :func:`analysis.disclosure.cells.is_safe` to say, which asks for each value.

    References
    ----------
    Fischetti, M. and Salazar, J. J. (2001). Solving the cell suppression problem on tabular data with linear
    constraints. Management Science 47, 1008-1027 (from memory).

    Examples
    --------
    Their introductory table, investment by activity and region, leaves the hidden 22 between 5 and 30:

    >>> from analysis.disclosure.cells import two_way
    >>> system = two_way([[20, 50, 10], [8, 19, 22], [17, 32, 12]])
    >>> hidden = [system.at(row=row, column=column) for row in "23" for column in "13"]
    >>> ranges = possible_ranges(system.values, system.relations, hidden, threshold=0, mark_at_least=0)
    >>> ranges[system.at(row="2", column="3")]
    PossibleRange(low=5, high=30)
    """
    marked = frozenset(hidden)
    setting = Setting(
        threshold=threshold, rounding=rounding, fixed=frozenset(fixed), mark_at_least=mark_at_least, printed=printed
    )
    problem = state_problem(values, relations, setting)
    aside = problem.withheld if withheld is None else frozenset(withheld)
    limits = problem.limits(marked, aside)
    programmes: dict[int, Programme] = {}
    ranges = {}
    for cell in range(problem.own):
        if cell in problem.fixed or (problem.printed[cell] and cell not in marked):
            continue
        if cell not in programmes:
            programme = Programme(problem, limits, cell)
            programmes |= dict.fromkeys(programme.cells, programme)
        ranges[cell] = _range(programmes[cell], cell, problem.values[cell])
    return ranges


def _range(programme: Programme, cell: int, value: int) -> PossibleRange:
    down, up = programme.furthest(cell, -1), programme.furthest(cell, 1)
    if down is None:
        raise ArithmeticError(f"the range of cell {cell} could not be worked out")
    return PossibleRange(value + down.get(cell, 0), None if up is None else value + up.get(cell, 0))
