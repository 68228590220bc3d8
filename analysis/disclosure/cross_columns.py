"""Which groups of a breakdown have no column in any cross-table, because their size is not to be known."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from analysis.disclosure.cells import Relation, suppress

ABSENT_GROUP = frozenset({"not_answered", "not_applicable", "dont_know"})


def hidden_groups(
    sizes: Sequence[int], known: Collection[int], threshold: int, public: Collection[int] = ()
) -> frozenset[int] | None:
    """The places of the groups to leave out; None where no choice protects the small ones.

    Parameters
    ----------
    sizes : sequence of int
        How many are in each group; together they are everybody, which is known.
    known : collection of int
        The groups whose size stands elsewhere in the report, or would without these tables. Of all others the size is
        hidden there, so they are left out here too.
    threshold : int
        Sizes from 1 to this are hidden.
    public : collection of int
        Groups whose size is no secret even where it is small.
    """
    aside = frozenset(range(len(sizes))) - frozenset(known)
    sizes = [0 if place in public and place not in aside else size for place, size in enumerate(sizes)]
    values = [sum(sizes), *sizes]
    # A group that is left out has no mark either, so it may be empty for all the reader knows.
    printed = [True, *(place not in aside for place in range(len(sizes)))]
    relations = [Relation(0, tuple(range(1, len(values))))]
    found = suppress(values, relations, threshold=threshold, fixed=[0], printed=printed, mark_at_least=0)
    if found.everything:
        return None
    return aside | frozenset(cell - 1 for cell in found.hidden)
