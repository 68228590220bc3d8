"""A share over repeated dip samples, with the limits within which chance alone would keep it: a weighted p-chart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from analysis.comparison.p_chart import LEAST_FOR_ARROW, RUN, Arrow
from analysis.dip_samples.figures import ItemFigures
from analysis.estimates.stratified_domains import DomainEstimate

METHOD = (
    "p-chart of the weighted shares: limits three standard errors from the mean of all samples, each sample counting "
    "for its effective number of referrals"
)
UNWEIGHTED = "p-chart: limits three standard errors from the share of all samples together"
_HAIR = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendSample:
    """One sample's figures of an item.

    Attributes
    ----------
    label : str
        Which sample: its title or its period.
    figures : ItemFigures or None
        None where it did not have the item.
    left_out : str
        Why its figure cannot be compared with the others; empty where it can.
    """

    label: str
    figures: ItemFigures | None
    left_out: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendPoint:
    """One sample in the chart.

    Attributes
    ----------
    label : str
    count, n : int or None
        Favourable answers and all answers, as counted; None where it is left out.
    effective : float or None
        How many referrals of a simple random sample of the period's they are worth.
    share : float or None
        The weighted share, or the plain one where the samples have no weights.
    low, high : float or None
        Its control limits.
    is_beyond, is_in_run : bool
        Outside its limits; one of eight or more on one side. Never with fewer than ten answers.
    arrow : {"up", "down", "level"} or None
        Against the sample before; None where either has fewer than ten answers.
    left_out : str
        Why there is no point.
    """

    label: str
    count: int | None = None
    n: int | None = None
    effective: float | None = None
    share: float | None = None
    low: float | None = None
    high: float | None = None
    is_beyond: bool = False
    is_in_run: bool = False
    arrow: Arrow | None = None
    left_out: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DipTrend:
    """An item over repeated samples.

    Attributes
    ----------
    name, label, words : str
        The item, and what counts as favourable.
    points : tuple of TrendPoint
        In order of time; those left out are gaps.
    centre : float or None
        The mean of the shares, each weighted by its effective number.
    is_weighted : bool
        Whether the shares are those for all referrals.
    method : str
        What the limits are.
    notes : tuple of str
        What must be read with it.
    why_not : str
        Why there is no chart.
    """

    name: str
    label: str
    words: str
    points: tuple[TrendPoint, ...]
    centre: float | None
    is_weighted: bool
    method: str
    notes: tuple[str, ...] = ()
    why_not: str = ""

    @property
    def signals(self) -> tuple[TrendPoint, ...]:
        """The samples that chance alone would hardly bring."""
        return tuple(point for point in self.points if point.is_beyond or point.is_in_run)

    @property
    def runs(self) -> tuple[tuple[TrendPoint, ...], ...]:
        """The runs of eight or more on one side of the centre, each with its points, in order of time."""
        found, last = list[list[TrendPoint]](), None
        for point in self.points:
            if point.share is None or self.centre is None or not _is_enough(point):
                continue
            side = point.share > self.centre if point.is_in_run else None
            if side is not None and side is last:
                found[-1].append(point)
            elif side is not None:
                found.append([point])
            last = side
        return tuple(tuple(run) for run in found)


def dip_trend(samples: Sequence[TrendSample]) -> DipTrend:
    """The course of one item over repeated samples.

    Parameters
    ----------
    samples : sequence of TrendSample
        In order of time; the last one with figures names the item.

    Returns
    -------
    DipTrend
        Without a centre, and with the reason, where no sample has answers.

    Raises
    ------
    ValueError
        Where no sample has the item, or two have different ones.

    Notes
    -----
    With p̂_t the weighted share of sample t, its effective number is m_t = 1/Σ w²_h/d_h, where w_h is the share of the
    domain that group h is estimated to have and d_h its answers: Kish's, which is n where all groups were drawn at one
    rate. The centre is p̄ = Σ m_t p̂_t/Σ m_t and the limits are p̄ ± 3√(p̄(1 − p̄)/m_t), cut off at 0 and 1. That many
    of the period's referrals were drawn does not narrow them: a chart asks whether the work has changed, and the
    period's referrals are themselves a sample of the work. Where any sample has no weights, all shares are the plain
    ones and the chart is that of :func:`analysis.comparison.p_chart.p_chart`. A sample with fewer than ten answers is
    drawn, but is no signal and has no arrow; nor has the one after it.

    References
    ----------
    Montgomery, D. C. (2009). Introduction to Statistical Quality Control, 6th edition, sections 5.3 and 7.2 (limits for
    samples of different size). Kish, L. (1965). Survey Sampling, section 11.7 (the effective number).
    """
    usable = [one.figures for one in samples if one.figures is not None and not one.left_out]
    named = [one.figures for one in samples if one.figures is not None]
    if not named:
        raise ValueError("no sample has figures of the item")
    if len({one.name for one in named}) > 1:
        raise ValueError(f"the samples have figures of different items: {sorted({one.name for one in named})}")
    is_weighted = all(one.weighted is not None for one in usable)
    raw = [_raw(one, is_weighted) for one in samples]
    total = sum(point.effective or 0.0 for point in raw)
    centre = sum((point.effective or 0.0) * (point.share or 0.0) for point in raw) / total if total else None
    if centre is not None:
        centre = min(1.0, max(0.0, centre))
    return DipTrend(
        name=named[-1].name,
        label=named[-1].label,
        words=named[-1].words,
        points=tuple(_with_signals(raw, centre)),
        centre=centre,
        is_weighted=is_weighted,
        method=METHOD if is_weighted else UNWEIGHTED,
        notes=tuple(_notes(raw, is_weighted)),
        why_not="" if total else "No sample has answers that can be compared.",
    )


def effective_number(estimate: DomainEstimate) -> float:
    """Kish's effective number of the answers of a weighted share, whatever the answers are; 0 without any."""
    asked = [one for one in estimate.strata if one.domain]
    if not asked:
        return 0.0
    return 1 / sum((one.domain / one.rate / estimate.domain_size) ** 2 / one.domain for one in asked)


def _raw(sample: TrendSample, is_weighted: bool) -> TrendPoint:
    figures = sample.figures
    if figures is None or sample.left_out:
        return TrendPoint(label=sample.label, left_out=sample.left_out or "It was not asked.")
    if not figures.base:
        return TrendPoint(label=sample.label, count=0, n=0, left_out="Nobody answered.")
    if is_weighted and figures.weighted is not None:
        share, effective = figures.weighted.estimate, effective_number(figures.weighted)
    else:
        share, effective = figures.count / figures.base, float(figures.base)
    return TrendPoint(label=sample.label, count=figures.count, n=figures.base, share=share, effective=effective)


def _with_signals(raw: Sequence[TrendPoint], centre: float | None) -> list[TrendPoint]:
    in_run = _runs(raw, centre)
    found = []
    for place, point in enumerate(raw):
        if point.share is None or point.effective is None or centre is None:
            found.append(point)
            continue
        room = 3 * sqrt(centre * (1 - centre) / point.effective)
        low, high = max(0.0, centre - room), min(1.0, centre + room)
        found.append(
            TrendPoint(
                label=point.label, count=point.count, n=point.n, effective=point.effective, share=point.share,
                low=low, high=high,
                is_beyond=_is_enough(point) and not low - _HAIR <= point.share <= high + _HAIR,
                is_in_run=in_run[place],
                arrow=_arrow(raw[place - 1], point) if place else None,
            )
        )  # fmt: skip
    return found


def _is_enough(point: TrendPoint) -> bool:
    return (point.n or 0) >= LEAST_FOR_ARROW


def _arrow(before: TrendPoint, after: TrendPoint) -> Arrow | None:
    if before.share is None or after.share is None or not (_is_enough(before) and _is_enough(after)):
        return None
    change = after.share - before.share
    return "level" if abs(change) <= _HAIR else "up" if change > 0 else "down"


def _runs(raw: Sequence[TrendPoint], centre: float | None) -> list[bool]:
    """For each point whether it is in a run. Gaps and points of fewer than ten answers neither break one nor count."""
    marked, run, side = [False] * len(raw), list[int](), 0
    for place, point in enumerate(raw):
        if point.share is None or centre is None or not _is_enough(point):
            continue
        away = point.share - centre
        here = 0 if abs(away) <= _HAIR else 1 if away > 0 else -1
        run = [*run, place] if here and here == side else [place] if here else []
        side = here
        if len(run) >= RUN:
            for member in run:
                marked[member] = True
    return marked


def _notes(raw: Sequence[TrendPoint], is_weighted: bool) -> list[str]:
    notes = []
    if not is_weighted:
        notes.append("A sample has no weights, so the shares are of the referrals looked at, not of all.")
    few = [point.label for point in raw if point.share is not None and not _is_enough(point)]
    if few:
        notes.append(f"Fewer than {LEAST_FOR_ARROW} answers, so neither signal nor arrow: {', '.join(few)}.")
    shown = sum(point.share is not None for point in raw)
    if 0 < shown < LEAST_FOR_ARROW:
        samples = "1 sample" if shown == 1 else f"{shown} samples"
        notes.append(f"The limits rest on {samples}; they mean little for fewer than some ten.")
    return notes
