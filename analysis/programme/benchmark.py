"""How partnerships had arranged chairing and scrutiny, as published, to set one's own arrangements beside."""

from __future__ import annotations

from dataclasses import dataclass

SOURCE = (
    "“Development of independent scrutiny”, slides of an associate of the National Children’s Bureau on the early "
    "adopters of Working Together 2018, published with the Hertfordshire Learning Hub"
)
NOTE = (
    "Shares of the areas looked at then; the slides give neither their number nor their date, so there is no interval. "
    "What others chose is no reason by itself."
)
CHAIRING = {"independent_chair": 58, "other_chair": 42}
SCRUTINY = {"scrutineer": 65, "mixed": 33, "pool": 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class BenchmarkRow:
    """One model, the published share of areas that had it in per cent, and whether it is one's own."""

    key: str
    per_cent: int
    is_own: bool


def benchmark(own: str | None, published: dict[str, int]) -> tuple[BenchmarkRow, ...]:
    """Set one's own model beside the published distribution, the most frequent first.

    Raises
    ------
    ValueError
        Where one's own is none of the published models.

    References
    ----------
    Hertfordshire Learning Hub slides: "58% retained independent chair", "42% other chairing arrangements"; "65%
    independent scrutineer role", "33% mixed scrutiny arrangements", "2% pool of scrutineers".

    Examples
    --------
    >>> [(row.key, row.per_cent, row.is_own) for row in benchmark("mixed", SCRUTINY)]
    [('scrutineer', 65, False), ('mixed', 33, True), ('pool', 2, False)]
    """
    if own is not None and own not in published:
        raise ValueError(f"{own!r} is none of the published models: {', '.join(published)}")
    rows = sorted(published.items(), key=lambda row: -row[1])
    return tuple(BenchmarkRow(key=key, per_cent=share, is_own=key == own) for key, share in rows)
