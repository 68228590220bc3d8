"""Which counts of a system of tables to hide."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from analysis.disclosure.cells.problem import Problem, Setting, state_problem
from analysis.disclosure.cells.relations import Relation
from analysis.disclosure.cells.search import Search, find_choice

EFFORT = 25_000  # for looking for a cheaper choice, in something like microseconds

NOTHING = "no count is of few"
PRIMARY = "the counts of few protect one another"
SEARCHED = "cheapest ways round, then without what is not needed"
UNMARKED = "the same, without a mark in any cell, since no choice of marked cells was safe"
ALL = "no safe choice was found, so nothing is shown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Suppression:
    """A safe choice of cells to hide; cells are named by their place in the list of values.

    Attributes
    ----------
    hidden : frozenset of int
        All cells that are not shown. A zero that a shown total of zero tells may be among them.
    primary : frozenset of int
        Of these, the ones that the policy hides by themselves.
    withheld : frozenset of int
        Of these, the ones in whose place not even the mark may stand, since it would say "at least 1": the parts of
        totals of few, zeros included. A row of which only the total is marked is how they look.
    everything : bool
        Whether no safe choice was found: all cells are withheld, and the caller shows nothing of the system. What is
        known from elsewhere (``fixed``) may tell a count even then.
    cost : float
        What the hidden cells cost together.
    lower_bound : float
        What the cells cost that are hidden in any case; no safe choice costs less.
    optimal : bool
        Whether it is certain that no safe choice costs less: nothing else is hidden.
    method : str
        How the choice was found.
    """

    hidden: frozenset[int]
    primary: frozenset[int]
    withheld: frozenset[int] = frozenset()
    everything: bool = False
    cost: float
    lower_bound: float
    optimal: bool
    method: str


def suppress(
    values: Sequence[int],
    relations: Sequence[Relation],
    *,
    threshold: int,
    rounding: int | None = None,
    also: Iterable[int] = (),
    fixed: Iterable[int] = (),
    zero_primary: Iterable[int] = (),
    mark_at_least: int = 1,
    complements: Iterable[tuple[int, int]] = (),
    printed: Sequence[bool] | None = None,
    cost: Sequence[float] | None = None,
    effort: int = EFFORT,
) -> Suppression:
    """Choose the cells to hide, so that no count of few can be worked out of what is shown.

    Parameters
    ----------
    values : sequence of int, length n
        All counts of people, of all tables that are published together; 0 or more.
    relations : sequence of Relation
        How they hang together: rows, columns, hierarchies, margins that tables share, multiple choices.
    threshold : int
        Counts from 1 to this are hidden; 0 hides nothing.
    rounding : int, optional
        What is shown is rounded to the nearest multiple of this (a half up), zero excepted. The reader then knows a
        shown count only as one of those that round to it and are not of few.
    also : iterable of int
        Cells that are hidden for other reasons; those that are ``fixed`` or not ``printed`` are left as they are.
    fixed : iterable of int
        Cells that are known from elsewhere, so that hiding them would protect nothing. They are never hidden.
    zero_primary : iterable of int
        Cells whose zero is hidden too, of sensitive answers for instance. Of these, whatever their value, 0 must stay
        possible as well.
    mark_at_least : {1, 0}
        What the one mark of the report says of a hidden count. Where any hidden cell may be zero it must be 0.
    complements : iterable of (int, int)
        Wholes and parts of which a percentage is shown: how many of the whole are *not* of the part is protected like a
        count, and where it is of few the part is primary.
    printed : sequence of bool, length n, optional
        False for counts that no table prints but that a reader can add up. They are protected too where they are of
        few; all of them are printed if left out.
    cost : sequence of float, length n, optional
        What the loss of a cell costs the reader; 1 for each cell if left out.
    effort : int
        How long to look for a cheaper choice after the first, about in microseconds. The result does not depend on the
        machine.

    Returns
    -------
    Suppression
        The same input always gives the same choice.

    Raises
    ------
    ValueError
        Where a value is negative, a relation does not hold, or a setting contradicts the values.
    ArithmeticError
        Where the final check finds a fault in the proof, which would be an error in this package.

    Notes
    -----
    A choice is safe when a reader of all tables, who knows the relations, the policy and the mark, and that people are
    whole numbers,

    - must think each value from 1 to the threshold possible for each count of few (from 0 for ``zero_primary``; for an
      unprinted sum, from what the marks of its parts add up to), and
    - can work out no other hidden count exactly, save a zero under a shown total of zero.

    The proof is by witnesses: for each such value there is a complete set of counts that a reader cannot rule out,
    found as a flow through the tables or by linear programming and checked against every relation. What is not proven
    counts as unsafe. The search hides the cheapest way round for each need in turn, shows again what became
    superfluous, and repeats this in other orders and without single cells while the effort lasts.

    References
    ----------
    Cox, L. H. (1980). Suppression methodology and statistical disclosure control. Journal of the American Statistical
    Association 75, 377-385. Kelly, J. P., Golden, B. L. and Assad, A. A. (1992). Cell suppression: disclosure
    protection for sensitive tabular data. Networks 22, 397-417. Fischetti, M. and Salazar, J. J. (2001). Solving the
    cell suppression problem on tabular data with linear constraints. Management Science 47, 1008-1027. (From memory.)

    Examples
    --------
    One police officer among three who said no:

    >>> from analysis.disclosure.cells import Axis, two_way
    >>> answer = Axis("answer", ("yes", "no"))
    >>> system = two_way([[20, 3], [9, 14], [40, 30]], Axis("agency", ("Police", "Health", "Schools")), answer)
    >>> found = suppress(system.values, system.relations, threshold=4, cost=system.cost)
    >>> sorted(system.name(cell) for cell in found.hidden)
    ['agency Health, answer no', 'agency Health, answer yes', 'agency Police, answer no', 'agency Police, answer yes']
    """
    setting = Setting(
        threshold=threshold,
        rounding=rounding,
        also=frozenset(also),
        fixed=frozenset(fixed),
        zero_primary=frozenset(zero_primary),
        mark_at_least=mark_at_least,
        complements=tuple(complements),
        printed=printed,
        cost=cost,
    )
    problem = state_problem(values, relations, setting)
    more = frozenset(c for c in setting.also if problem.printed[c] and c not in problem.fixed)
    if not problem.targets and not more:
        return Suppression(
            hidden=frozenset(), primary=frozenset(), cost=0.0, lower_bound=0.0, optimal=True, method=NOTHING
        )
    found = find_choice(problem, more, effort)
    if found is not None:
        return _result(problem, found, problem.withheld)
    return _without_marks(values, relations, setting, problem, more, effort)


def _without_marks(
    values: Sequence[int],
    relations: Sequence[Relation],
    setting: Setting,
    marked: Problem,
    more: frozenset[int],
    effort: int,
) -> Suppression:
    """Where marks tell too much, a choice of cells of which nothing is shown; where there is none, all cells."""
    if setting.mark_at_least:
        problem = state_problem(values, relations, replace(setting, mark_at_least=0))
        found = find_choice(problem, more | marked.withheld, effort)
        if found is not None:
            return _result(problem, found, frozenset(found.proof.hidden), UNMARKED)
    cells = frozenset(c for c in range(marked.own) if marked.printed[c] and c not in marked.fixed)
    return Suppression(
        hidden=cells,
        primary=marked.primary,
        withheld=cells,
        everything=True,
        cost=sum(marked.cost[cell] for cell in cells),
        lower_bound=sum(marked.cost[cell] for cell in marked.primary | marked.withheld | more),
        optimal=False,
        method=ALL,
    )


def _result(problem: Problem, found: Search, withheld: frozenset[int], method: str = SEARCHED) -> Suppression:
    hidden = frozenset(found.proof.hidden)
    optimal = hidden == found.given
    return Suppression(
        hidden=hidden,
        primary=problem.primary,
        withheld=withheld,
        cost=sum(problem.cost[cell] for cell in hidden),
        lower_bound=sum(problem.cost[cell] for cell in found.given),
        optimal=optimal,
        method=PRIMARY if optimal and method == SEARCHED else method,
    )
