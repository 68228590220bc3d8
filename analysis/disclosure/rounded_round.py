"""All figures of a round rounded, as a policy with rounding publishes them."""

from __future__ import annotations

from dataclasses import replace

from analysis.disclosure.round_gate import GatedRound
from analysis.disclosure.rounding import Rounding
from analysis.figures import Figures


def round_figures(gated: GatedRound, figures: Figures, to: int) -> GatedRound:
    """The round with every count of people or cases rounded to a multiple, and percentages made of these.

    Parameters
    ----------
    gated : GatedRound
        As it has passed the gate.
    figures : Figures
        The round's true figures, of which only the units and the population are looked at.
    to : int
        To what counts are rounded.
    """
    rounding = Rounding(to=to, unit=figures.unit)
    population = gated.rate.population if gated.rate.population_known else None
    units = {block.unit for s in figures.sections for block in s.questions if block.name in figures.comment_questions}
    themes = gated.themes
    return replace(
        gated,
        responses=rounding.count(gated.responses),
        rate=rounding.rate(gated.rate),
        breakdowns=tuple(map(rounding.rate_table, gated.breakdowns)),
        sections=tuple(rounding.section(section, population) for section in gated.sections),
        themes=rounding.themes(themes) if themes is not None and units - {"organisations"} else themes,
        cross_tables=tuple(map(rounding.cross_table, gated.cross_tables)),
    )
