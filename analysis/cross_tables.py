"""A cross-table of the report from its counts: shares with their intervals, and whether the groups differ.

What the disclosure gate hides is hidden here, and with it whatever rests on it: a share without its count or base has
no interval, and a table with anything hidden has no test, since a p-value tells of every count that went into it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from analysis.comparison.families import adjust_family
from analysis.comparison.independence import independence_test
from analysis.comparison.ordinal_groups import ordinal_groups_test
from analysis.cross_counts import NO_GROUP, Counts, CrossCounts
from analysis.proportions import normal_quantile
from analysis.report import CrossGroup, CrossRow, CrossTable, CrossTest

Mask = np.ndarray[Any, np.dtype[np.bool_]]
Numbers = np.ndarray[Any, np.dtype[np.float64]]

Z95 = normal_quantile(0.95)
HIDDEN_TEST = "Not tested, since something of this table is not shown."
ROUNDED_TEST = "Not tested, since the counts are rounded."


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CrossHidden:
    """What of a cross-table is hidden: single counts, favourable counts, and the two sizes of groups.

    ``withheld`` are the groups of which hidden counts may be 0; of all others each is at least 1.
    """

    counts: Mask
    base: Mask
    asked: Mask
    favourable: Mask
    withheld: Mask

    @classmethod
    def nothing(cls, table: CrossCounts) -> CrossHidden:
        """Of a table that is shown whole."""
        groups = len(table.breakdown.groups)
        none = np.zeros(groups, dtype=np.bool_)
        counts = np.zeros(table.counts.shape, dtype=np.bool_)
        return cls(counts=counts, base=none, asked=none, favourable=none, withheld=none)

    @property
    def anything(self) -> bool:
        """Whether anything is hidden at all."""
        return bool(self.counts.any() or self.base.any() or self.favourable.any())


def cross_table(table: CrossCounts, hidden: CrossHidden | None = None, *, test: bool = True) -> CrossTable:
    """One cross-table as the report has it.

    Parameters
    ----------
    table : CrossCounts
    hidden : CrossHidden, optional
        What the disclosure gate hides; nothing by default.
    test : bool, default True
        Whether to test for differences between the groups. The p-value is still without the correction of its family
        (:func:`with_adjusted_tests`).
    """
    hidden = CrossHidden.nothing(table) if hidden is None else hidden
    groups = tuple(
        CrossGroup(
            name=name,
            label=label,
            asked=None if hidden.asked[place] else int(table.asked[place]),
            base=None if hidden.base[place] else int(table.base[place]),
            withheld=bool(hidden.withheld[place]),
            mark="c" if hidden.base[place] or hidden.counts[:, place].any() or hidden.favourable[place] else None,
        )
        for place, (name, label) in enumerate(table.breakdown.groups)
    )
    masks = [*hidden.counts]
    rows = tuple(
        _row(option.name, option.label, option.favourable, counts, table.base, mask | hidden.base, mask)
        for option, counts, mask in zip(table.options, table.counts, masks, strict=True)
    )
    return CrossTable(
        question=table.question,
        question_label=table.question_label,
        kind=table.kind,
        breakdown=table.breakdown.name,
        breakdown_label=table.breakdown.label,
        unit=table.unit,
        groups=groups,
        rows=rows,
        favourable=_favourable(table, hidden),
        test=_test(table, hidden) if test else None,
        mark="c" if hidden.anything else None,
    )


def _favourable(table: CrossCounts, hidden: CrossHidden) -> CrossRow | None:
    liked = [option.favourable for option in table.options]
    if not any(liked) or table.is_multiple:
        return None
    counts = table.counts[np.array(liked)].sum(axis=0)
    label = " or ".join(option.label for option in table.options if option.favourable)
    return _row("favourable", label, True, counts, table.base, hidden.favourable | hidden.base, hidden.favourable)


def _row(
    name: str, label: str, favourable: bool, counts: Counts, base: Counts, no_share: Mask, no_count: Mask
) -> CrossRow:
    shares, lows, highs = wilson_limits(counts, base)
    absent = no_share | (base == 0)
    return CrossRow(
        name=name,
        label=label,
        favourable=favourable,
        counts=_without(counts, no_count),
        shares=_without(shares, absent),
        lows=_without(lows, absent),
        highs=_without(highs, absent),
    )


def _without(values: Any, hidden: Mask) -> tuple[Any, ...]:
    return tuple(None if gone else value for value, gone in zip(values.tolist(), hidden.tolist(), strict=True))


def wilson_limits(counts: Counts, bases: Counts) -> tuple[Numbers, Numbers, Numbers]:
    """Shares with their 95% Wilson limits, many at once; 0 where there is no base.

    The formula is that of :func:`analysis.proportions.wilson_interval`.
    """
    n = np.maximum(bases, 1).astype(np.float64)
    p = counts / n
    centre = p + Z95 * Z95 / (2 * n)
    spread = Z95 * np.sqrt(p * (1 - p) / n + Z95 * Z95 / (4 * n * n))
    scale = 1 + Z95 * Z95 / n
    low = np.maximum(0.0, np.minimum(p, (centre - spread) / scale))
    return p, low, np.minimum(1.0, np.maximum(p, (centre + spread) / scale))


def _test(table: CrossCounts, hidden: CrossHidden) -> CrossTest:
    """A rank test where the choices are a scale, else a test of independence; of each choice where they overlap."""
    if hidden.anything:
        return CrossTest(method="none", why_not=HIDDEN_TEST)
    named = np.array([name != NO_GROUP for name, _ in table.breakdown.groups], dtype=np.bool_)
    counts, base = table.counts[:, named], table.base[named]
    if table.is_multiple:
        return _test_of_each_choice(counts, base)
    if table.ordered:
        found = ordinal_groups_test(counts)
        return CrossTest(
            method=found.method, p_value=found.p_value, effect=found.effect, effect_name=found.effect_name,
            n_used=found.n_used, why_not=found.why_not,
        )  # fmt: skip
    plain = independence_test(counts)
    return CrossTest(
        method=plain.method, p_value=plain.p_value, n_used=plain.n_used, seed=plain.seed, why_not=plain.why_not
    )


def _test_of_each_choice(counts: Counts, base: Counts) -> CrossTest:
    """Bonferroni over the choices: whether any of them is chosen more by some groups than by others."""
    tests = [independence_test(np.stack([row, base - row])) for row in counts]
    found = [test.p_value for test in tests if test.p_value is not None]
    if not found:
        why = tests[0].why_not if tests else "There are no choices."
        return CrossTest(method="none", n_used=int(base.sum()), why_not=why)
    return CrossTest(
        method=f"Each choice by itself, the smallest of {len(found)} p-values times {len(found)} (Bonferroni)",
        p_value=min(1.0, min(found) * len(found)),
        n_used=int(base.sum()),
        seed=next((test.seed for test in tests if test.seed is not None), None),
    )


def with_adjusted_tests(tables: Sequence[CrossTable]) -> tuple[CrossTable, ...]:
    """The tables with Holm's correction of their p-values: a family is the questions tested for one breakdown."""
    families: dict[str, dict[str, float | None]] = {}
    for table in tables:
        if table.test is not None and table.test.p_value is not None:
            families.setdefault(table.breakdown, {})[table.question] = table.test.p_value
    labels = {table.breakdown: table.breakdown_label for table in tables}
    adjusted: dict[tuple[str, str], tuple[float | None, str]] = {}
    for breakdown, p_values in families.items():
        one = "1 question" if len(p_values) == 1 else f"{len(p_values)} questions"
        said = f"Holm, over {one} by {labels[breakdown]}"
        for row in adjust_family(said, p_values).rows:
            adjusted[breakdown, row.name] = (row.adjusted, said)
    return tuple(_adjusted(table, adjusted.get((table.breakdown, table.question))) for table in tables)


def _adjusted(table: CrossTable, found: tuple[float | None, str] | None) -> CrossTable:
    if found is None or table.test is None:
        return table
    return replace(table, test=replace(table.test, adjusted=found[0], adjustment=found[1]))
