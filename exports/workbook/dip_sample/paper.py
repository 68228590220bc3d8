"""What the workbook of a dip sample is written from."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.dip_samples import DipFigures, DipTrend


@dataclass(frozen=True, slots=True, kw_only=True)
class DipPaper:
    """A dip sample as a working paper.

    Attributes
    ----------
    figures : DipFigures
        Its figures. Nothing else is computed.
    trends : tuple of DipTrend
        The trend of each item over the samples of its series; empty where it is the first.
    facts : tuple of (str, str)
        What it is: the audit, its window, how it was drawn. No names of people.
    """

    figures: DipFigures
    trends: tuple[DipTrend, ...]
    facts: tuple[tuple[str, str], ...]
