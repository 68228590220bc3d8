"""Neighbours: who lends a stratum what it has too little of.

A stratum of which a single member answered says nothing of its own spread. It is put together with a neighbour until
there are enough. The rule needs no judgement, so that the next person comes to the same groups.
"""

from __future__ import annotations

from collections.abc import Sequence


def groups_of_neighbours(
    answers: Sequence[int], populations: Sequence[int], minimum: int
) -> tuple[tuple[int, ...], ...]:
    """Put strata with too few answers together with a neighbour.

    Parameters
    ----------
    answers : sequence of int
        How many answered in each stratum, in the order of neighbours.
    populations : sequence of int
        How many each stratum has.
    minimum : int
        How many answers a group must have.

    Returns
    -------
    tuple of tuple of int
        The positions of the strata in each group, in order. A single group may still have too few answers: then there
        are too few in all.

    Notes
    -----
    The first group under the minimum joins the group before or after it, whichever is nearer to it in population, and
    the one before where both are equally near. This is repeated until no group is under the minimum or one is left.
    """
    groups: list[tuple[int, ...]] = [(position,) for position in range(len(answers))]
    while len(groups) > 1:
        totals = [sum(answers[position] for position in group) for group in groups]
        few = next((place for place, total in enumerate(totals) if total < minimum), None)
        if few is None:
            break
        sizes = [sum(populations[position] for position in group) for group in groups]
        beside = [place for place in (few - 1, few + 1) if 0 <= place < len(groups)]
        partner = min(beside, key=lambda place: abs(sizes[place] - sizes[few]))
        first = min(few, partner)
        groups[first : first + 2] = [groups[first] + groups[first + 1]]
    return tuple(groups)
