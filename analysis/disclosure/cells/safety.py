"""Whether a choice of hidden cells protects what it should."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from analysis.disclosure.cells.network import Network
from analysis.disclosure.cells.problem import Setting, state_problem
from analysis.disclosure.cells.proof import Proof
from analysis.disclosure.cells.relations import Relation


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
    """Whether hiding these cells protects every count of few, in the sense of ``suppress``.

    Parameters
    ----------
    values, relations, threshold, rounding, fixed, zero_primary, mark_at_least, complements, printed
        As for :func:`analysis.disclosure.cells.suppress`.
    hidden : iterable of int
        The cells that are not shown.
    withheld : iterable of int, optional
        Those of them in whose place not even the mark stands; if left out, the printed parts of totals of few.

    Returns
    -------
    bool
        False also where nothing was proven (no solution in whole numbers within a thousand branches).

    Raises
    ------
    ValueError
        As for :func:`analysis.disclosure.cells.suppress`, and where a hidden cell is less than the mark says.
    """
    setting = Setting(
        threshold=threshold,
        rounding=rounding,
        fixed=frozenset(fixed),
        zero_primary=frozenset(zero_primary),
        mark_at_least=mark_at_least,
        complements=tuple(complements),
        printed=printed,
    )
    problem = state_problem(values, relations, setting)
    aside = problem.withheld if withheld is None else frozenset(withheld)
    proof = Proof(
        problem, Network(problem), (c for c in hidden if problem.printed[c] and c not in problem.fixed), aside
    )
    if not proof.hidden >= problem.primary | aside:
        return False
    if not all(proof.prove(need) for need in list(proof.needs())):
        return False
    proof.confirm()
    return True
