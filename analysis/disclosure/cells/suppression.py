"""Which counts of a system of tables to hide, and whether a choice protects what it should."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from analysis.disclosure.cells.network import Network
from analysis.disclosure.cells.problem import Problem, Setting, state_problem
from analysis.disclosure.cells.proof import Proof
from analysis.disclosure.cells.relations import Relation
from analysis.disclosure.cells.search import Search, find_choice

EFFORT = 25_000  # for looking for a cheaper choice, in something like microseconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Suppression:
    """A safe choice of cells to hide; cells are named by their place in the list of values.

    Attributes
    ----------
    hidden : frozenset of int
        All cells that are not shown.
    primary : frozenset of int
        Of these, the ones that the policy hides by themselves.
    withheld : frozenset of int
        Of these, the ones of which nothing is shown, not even a mark: the parts of totals of few.
    everything : bool
        Whether no choice was found, so that all cells are withheld: the caller shows nothing of the system.
    cost : float
        What the hidden cells cost together.
    lower_bound : float
        What any safe choice costs at least, as far as is known.
    optimal : bool
        Whether no safe choice can cost less.
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
    """Choose the cells to hide, so that no count of few can be worked out."""
    setting = _setting(threshold, rounding, also, fixed, zero_primary, mark_at_least, complements, printed, cost)
    problem = state_problem(values, relations, setting)
    if not problem.targets and not setting.also:
        return Suppression(
            hidden=frozenset(), primary=frozenset(), cost=0.0, lower_bound=0.0, optimal=True, method="nothing is small"
        )
    search = find_choice(problem, setting.also, effort)
    return _everything(problem) if search is None else _found(problem, search)


def _found(problem: Problem, search: Search) -> Suppression:
    hidden = frozenset(search.proof.hidden)
    given = sum(problem.cost[cell] for cell in search.given)
    cost = sum(problem.cost[cell] for cell in hidden)
    return Suppression(
        hidden=hidden,
        primary=problem.primary,
        withheld=problem.withheld,
        cost=cost,
        lower_bound=given,
        optimal=cost == given,
        method="cheapest ways round, then showing again what need not be hidden",
    )


def _everything(problem: Problem) -> Suppression:
    cells = frozenset(cell for cell in range(problem.own) if problem.printed[cell] and cell not in problem.fixed)
    cost = sum(problem.cost[cell] for cell in cells)
    return Suppression(
        hidden=cells,
        primary=problem.primary,
        withheld=cells,
        everything=True,
        cost=cost,
        lower_bound=0.0,
        optimal=False,
        method="no safe choice was found, so all is hidden",
    )


def is_safe(
    values: Sequence[int],
    relations: Sequence[Relation],
    hidden: Iterable[int],
    *,
    threshold: int,
    withheld: Iterable[int] | None = None,
    rounding: int | None = None,
    fixed: Iterable[int] = (),
    zero_primary: Iterable[int] = (),
    mark_at_least: int = 1,
    complements: Iterable[tuple[int, int]] = (),
    printed: Sequence[bool] | None = None,
) -> bool:
    """Whether hiding these cells protects every count of few."""
    setting = _setting(threshold, rounding, (), fixed, zero_primary, mark_at_least, complements, printed, None)
    problem = state_problem(values, relations, setting)
    aside = None if withheld is None else frozenset(withheld)
    proof = Proof(problem, Network(problem), hidden, aside)
    return problem.primary <= proof.hidden and all(proof.prove(need) for need in list(proof.needs()))


def _setting(
    threshold: int,
    rounding: int | None,
    also: Iterable[int],
    fixed: Iterable[int],
    zero_primary: Iterable[int],
    mark_at_least: int,
    complements: Iterable[tuple[int, int]],
    printed: Sequence[bool] | None,
    cost: Sequence[float] | None,
) -> Setting:
    return Setting(
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
