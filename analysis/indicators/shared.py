"""One figure over several partnerships, from which none of them can work out another's."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from analysis.disclosure.rounding import round_count

LEAST_PARTNERSHIPS = 3
LEAST_OTHERS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedRow:
    """What one agency submitted for its part of one partnership's area, for one period."""

    partnership: str
    agency: str
    count: int
    base: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedFigure:
    """A period over several partnerships, or the reason why it is not shown.

    Attributes
    ----------
    partnerships : int
        How many are in it.
    count, base : int or None
        Sums over all rows, rounded where a policy rounds; None where they are hidden, the base also where there is
        none.
    why_not : str or None
        Why it is not shown.
    """

    partnerships: int
    count: int | None
    base: int | None
    why_not: str | None = None


def shared_figure(rows: Sequence[SharedRow], *, threshold: int, rounding: int = 1) -> SharedFigure:
    """Add a period up over partnerships, if nobody who knows rows of their own learns anything of few from the sum.

    Parameters
    ----------
    rows : sequence of SharedRow
        All agencies' rows of all partnerships that are complete; each agency once in a partnership.
    threshold : int
        The largest of those of the partnerships' policies: counts, bases and complements from 1 to it are protected.
        0 where organisations are counted.
    rounding : int
        The largest of those of the policies.

    Returns
    -------
    SharedFigure

    Raises
    ------
    ValueError
        Where an agency is there twice in a partnership, a count is negative or more than its base, or some rows have a
        base and others none.

    Notes
    -----
    Fewer than three partnerships share nothing: of two, each would have the other's figure by subtracting its own.
    Each partnership knows all rows of its own, and each agency its rows in every partnership. Whoever subtracts what
    they know must be left with rows of at least two partnerships, unless they know all of them; and neither that
    remainder nor the sum may have a numerator, complement or base of few. Several who put together what they know are
    not kept out by this.
    """
    _check(rows)
    partnerships = {row.partnership for row in rows}
    if len(partnerships) < LEAST_PARTNERSHIPS:
        why = f"It is shown from {LEAST_PARTNERSHIPS} partnerships on; of two, each could work out the other’s."
        return SharedFigure(partnerships=len(partnerships), count=None, base=None, why_not=why)
    for left in _remainders(rows):
        if (why_not := _tells(left, threshold)) is not None:
            return SharedFigure(partnerships=len(partnerships), count=None, base=None, why_not=why_not)
    count, base = _sums(rows)
    return SharedFigure(
        partnerships=len(partnerships), count=round_count(count, rounding),
        base=None if base is None else round_count(base, rounding),
    )  # fmt: skip


def _remainders(rows: Sequence[SharedRow]) -> Iterable[Sequence[SharedRow]]:
    """The whole, and what is left of it for each who knows a part."""
    yield rows
    for partnership in sorted({row.partnership for row in rows}):
        # Whoever acts for an agency reads the pages of the partnership that they belong to, and may know both.
        for agency in ("", *sorted({row.agency for row in rows if row.partnership == partnership})):
            yield [row for row in rows if row.partnership != partnership and (not agency or row.agency != agency)]
    for agency in sorted({row.agency for row in rows}):
        yield [row for row in rows if row.agency != agency]


def _tells(left: Sequence[SharedRow], threshold: int) -> str | None:
    if not left:
        return None  # they know all of it already
    if len({row.partnership for row in left}) < LEAST_OTHERS:
        return "One partnership’s figure could be worked out by somebody who knows the others’."
    count, base = _sums(left)
    few = range(1, threshold + 1)
    if count in few or (base is not None and (base in few or base - count in few)):
        return "A small number could be worked out by somebody who knows a part of it."
    return None


def _sums(rows: Sequence[SharedRow]) -> tuple[int, int | None]:
    bases = [row.base for row in rows if row.base is not None]
    return sum(row.count for row in rows), sum(bases) if bases else None


def _check(rows: Sequence[SharedRow]) -> None:
    seen: set[tuple[str, str]] = set()
    if len({row.base is None for row in rows}) > 1:
        raise ValueError("rows: some have a base and others none")
    for row in rows:
        where = f"rows: {row.agency} in {row.partnership}"
        if (row.partnership, row.agency) in seen:
            raise ValueError(f"{where} is there twice")
        if row.count < 0 or (row.base is not None and row.count > row.base):
            raise ValueError(f"{where} has {row.count} of {row.base}")
        seen.add((row.partnership, row.agency))
