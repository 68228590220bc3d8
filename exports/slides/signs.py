"""The marks of a policy in place of the usual ones, in everything that a slide says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from exports.slides.plans import SlidePlan


def with_signs(plan: SlidePlan, signs: Mapping[str, str]) -> SlidePlan:
    """The slide with each usual sign replaced by the policy's own."""
    if all(usual == own for usual, own in signs.items()):
        return plan

    def signed(text: str) -> str:
        for usual, own in signs.items():
            text = text.replace(usual, own)
        return text

    table, chart = plan.table, plan.chart
    return replace(
        plan,
        lead=signed(plan.lead),
        words=tuple(map(signed, plan.words)),
        notes=tuple(map(signed, plan.notes)),
        table=table and replace(table, rows=tuple(tuple(map(signed, row)) for row in table.rows)),
        chart=chart and replace(chart, description=signed(chart.description)),
    )
