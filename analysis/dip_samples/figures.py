"""What a dip sample says of the referrals looked at, and, weighted, of all referrals of the period."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from analysis.dip_samples.clocks import ClockFigures, ClockTerms, decision_clock, told_clock
from analysis.dip_samples.referrals import DipItem, SampleDesign, SampledReferral, State, items_of
from analysis.estimates.stratified_domains import DomainEstimate, domain_proportion
from analysis.proportions import ProportionInterval, wilson_interval
from instruments.model import Instrument

States = Mapping[str, State]  # pseudonym → how its answer counts


@dataclass(frozen=True, slots=True, kw_only=True)
class StratumCount:
    """One group by one item.

    Attributes
    ----------
    stratum : str
    population : int
        How many could be drawn.
    count, base : int
        Favourable answers, and all answers.
    n_outside, n_missing : int
        How many it does not apply to, and of how many it is not known.
    """

    stratum: str
    population: int
    count: int
    base: int
    n_outside: int
    n_missing: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemFigures:
    """One item over a sample.

    Attributes
    ----------
    name, label, words : str
        The item, and what counts as favourable.
    strata : tuple of StratumCount
        In the order of the design. Referrals that were not drawn at random are in none.
    count, base, n_outside, n_missing : int
        Their sums.
    unweighted : ProportionInterval
        The share of the referrals looked at, with Wilson's interval: not a figure for all where groups were drawn at
        different rates.
    weighted : DomainEstimate or None
        The estimate for all referrals; None where the design does not allow one.
    """

    name: str
    label: str
    words: str
    strata: tuple[StratumCount, ...]
    count: int
    base: int
    n_outside: int
    n_missing: int
    unweighted: ProportionInterval
    weighted: DomainEstimate | None

    @property
    def difference(self) -> float | None:
        """Unweighted less weighted; None where there is none of the two."""
        if self.weighted is None or self.weighted.estimate is None or self.unweighted.estimate is None:
            return None
        return self.unweighted.estimate - self.weighted.estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeFigures:
    """One overall grade: how many of each group have it, and the weighted share of all referrals."""

    grade: str
    label: str
    by_stratum: Mapping[str, int]
    count: int
    weighted: DomainEstimate | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """A referral whose outcome the auditor does not agree with."""

    pseudonym: str
    stratum: str
    should_be: str
    unsafe: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DipFigures:
    """All figures of one sample. It is a working paper: it names referrals by their pseudonyms.

    Attributes
    ----------
    design : SampleDesign
    returned : mapping of str to int
        How many of each group have a return.
    n_unplaced : int
        Returns on referrals that were not drawn at random; no figure has them.
    n_awaited : int
        Referrals in use without a return: those drawn at random; all, where the design has no weights.
    clocks : tuple of ClockFigures
        Decided, and told.
    items : tuple of ItemFigures
        The two clocks, then the questions in the form's order.
    grades : tuple of GradeFigures
        The overall grades in the scale's order.
    n_not_graded : int
        Graded "not applicable".
    disagreements : tuple of Disagreement
    tags : tuple of (str, int)
        Learning tags with how many referrals have each, the most frequent first.
    warnings : tuple of str
        What must be read with the figures.
    """

    design: SampleDesign
    returned: Mapping[str, int]
    n_unplaced: int
    n_awaited: int
    clocks: tuple[ClockFigures, ...]
    items: tuple[ItemFigures, ...]
    grades: tuple[GradeFigures, ...]
    n_not_graded: int
    disagreements: tuple[Disagreement, ...]
    tags: tuple[tuple[str, int], ...]
    warnings: tuple[str, ...]

    @property
    def n_returned(self) -> int:
        """How many of those drawn at random have a return."""
        return sum(self.returned.values())

    def stands_for(self, stratum: str) -> float | None:
        """How many referrals each return of a group stands for; None without returns, and where nothing is weighted."""
        used = self.returned.get(stratum, 0)
        return None if self.design.why_not or not used else self.design.populations[stratum] / used

    def item(self, name: str) -> ItemFigures | None:
        """The figures of an item by its name."""
        return next((one for one in self.items if one.name == name), None)


def dip_figures(
    referrals: Sequence[SampledReferral],
    design: SampleDesign,
    form: Instrument,
    terms: ClockTerms,
    *,
    n_awaited: int = 0,
    confidence: float = 0.95,
) -> DipFigures:
    """Work out all figures of a sample.

    Parameters
    ----------
    referrals : sequence of SampledReferral
        The returns made, one a referral. Those of groups that the design does not have were not drawn at random: they
        are counted in ``n_unplaced`` and are in no figure.
    design : SampleDesign
        How many could be drawn and were.
    form : Instrument
        The version of the form that the returns name.
    terms : ClockTerms
        By what the clocks run.
    n_awaited : int
        How many referrals in use have no return yet.
    confidence : float, default 0.95

    Returns
    -------
    DipFigures

    Raises
    ------
    ValueError
        Where a pseudonym stands twice, a time is no time, or more returns are of a group than it has.

    Notes
    -----
    The weighted estimate of each item is :func:`analysis.estimates.stratified_domains.domain_proportion`. Drawn
    referrals that were unusable, have no return, or whose answer is not known are taken for missing by chance within
    their group.
    """
    _refuse_repeated(referrals)
    placed = [one for one in referrals if one.stratum in design.populations]
    clocks = (decision_clock(placed, terms), told_clock(placed, terms))
    items = [_item(*_of_clock(clock), placed, design, confidence) for clock in clocks]
    items += [_item(item, _states(item, placed), placed, design, confidence) for item in items_of(form)]
    grades, n_not_graded = _grades(placed, design, form, confidence)
    return DipFigures(
        design=design,
        returned={name: sum(one.stratum == name for one in placed) for name in design.populations},
        n_unplaced=len(referrals) - len(placed),
        n_awaited=n_awaited,
        clocks=clocks,
        items=tuple(items),
        grades=grades,
        n_not_graded=n_not_graded,
        disagreements=_disagreements(placed),
        tags=_tags(placed, form),
        warnings=_warnings(design, n_awaited, len(referrals) - len(placed)),
    )


def _refuse_repeated(referrals: Sequence[SampledReferral]) -> None:
    found = Counter(one.pseudonym for one in referrals)
    if twice := [name for name, count in found.items() if count > 1]:
        raise ValueError(f"referral {twice[0]!r} has more than one return")


def _of_clock(clock: ClockFigures) -> tuple[DipItem, States]:
    """A clock as an item: in time is favourable."""
    item = DipItem(name=clock.name, label=clock.title, favourable=frozenset(), words="In time", absent={})
    return item, {reading.pseudonym: reading.state for reading in clock.readings}


def _states(item: DipItem, placed: Sequence[SampledReferral]) -> States:
    return {one.pseudonym: item.state(one.answers) for one in placed}


def _item(
    item: DipItem, states: States, placed: Sequence[SampledReferral], design: SampleDesign, confidence: float
) -> ItemFigures:
    rows = []
    for stratum, population in design.populations.items():
        found = Counter(states[one.pseudonym] for one in placed if one.stratum == stratum)
        rows.append(
            StratumCount(
                stratum=stratum, population=population, count=found["favourable"],
                base=found["favourable"] + found["other"], n_outside=found["outside"], n_missing=found["missing"],
            )
        )  # fmt: skip
    count, base = sum(row.count for row in rows), sum(row.base for row in rows)
    return ItemFigures(
        name=item.name,
        label=item.label,
        words=item.words,
        strata=tuple(rows),
        count=count,
        base=base,
        n_outside=sum(row.n_outside for row in rows),
        n_missing=sum(row.n_missing for row in rows),
        unweighted=wilson_interval(count, base, confidence=confidence),
        weighted=None if design.why_not else _weighted(rows, confidence),
    )


def _weighted(rows: Sequence[StratumCount], confidence: float) -> DomainEstimate:
    table = pd.DataFrame(
        [(one.stratum, one.population, one.base + one.n_outside, one.base, one.count) for one in rows],
        columns=["stratum", "population", "known", "domain", "count"],
    )
    return domain_proportion(table, confidence=confidence)


def _grades(
    placed: Sequence[SampledReferral], design: SampleDesign, form: Instrument, confidence: float
) -> tuple[tuple[GradeFigures, ...], int]:
    question = next((one for one in form.walk() if one.name == "overall"), None)
    if question is None:
        return (), 0
    choices = form.choices_of(question)
    absent = {choice.name: choice.missing for choice in choices if choice.missing}
    found = []
    for choice in choices:
        if choice.missing:
            continue
        label = choice.label or choice.name
        item = DipItem(name="overall", label=label, favourable=frozenset({choice.name}), words=label, absent=absent)
        figures = _item(item, _states(item, placed), placed, design, confidence)
        found.append(
            GradeFigures(
                grade=choice.name, label=label, by_stratum={row.stratum: row.count for row in figures.strata},
                count=figures.count, weighted=figures.weighted,
            )
        )  # fmt: skip
    return tuple(found), sum(one.answers.get("overall") in absent for one in placed)


def _disagreements(placed: Sequence[SampledReferral]) -> tuple[Disagreement, ...]:
    return tuple(
        Disagreement(
            pseudonym=one.pseudonym, stratum=one.stratum, should_be=str(one.answers.get("g11_should_be") or ""),
            unsafe=one.answers.get("unsafe") == "yes",
        )
        for one in placed
        if one.answers.get("g11") == "no"
    )  # fmt: skip


def _tags(placed: Sequence[SampledReferral], form: Instrument) -> tuple[tuple[str, int], ...]:
    question = next((one for one in form.walk() if one.name == "learning_tags"), None)
    if question is None:
        return ()
    found = Counter(tag for one in placed for tag in one.answers.get("learning_tags") or ())
    labels = {choice.name: choice.label or choice.name for choice in form.choices_of(question)}
    return tuple(
        sorted(((labels.get(tag, tag), count) for tag, count in found.items()), key=lambda one: (-one[1], one[0]))
    )


def _warnings(design: SampleDesign, n_awaited: int, n_unplaced: int) -> tuple[str, ...]:
    found = []
    if design.why_not:
        found.append(design.why_not)
    elif design.rates_differ:
        rates = ", ".join(
            f"1 in {design.populations[name] / drawn:,.0f} of {name}" for name, drawn in design.drawn.items() if drawn
        )
        found.append(
            f"The groups were drawn at different rates: {rates}. The unweighted figures are of the referrals looked at "
            "and lean towards the small groups; only the weighted ones speak of all referrals."
        )
    if n_awaited:
        which = "in use" if design.why_not else "drawn and in use"
        found.append(f"{_referrals(n_awaited)} {which} without a return: the figures are without them.")
    if unusable := sum(design.unusable.values()):
        found.append(
            f"{_referrals(unusable)} drawn that could not be used. The figures take them for like the others of their "
            "group; if they have something in common, they are not."
        )
    if n_unplaced:
        found.append(f"{_referrals(n_unplaced)} chosen by hand: no figure has them.")
    if design.n_excluded:
        found.append(
            f"{_referrals(design.n_excluded)} of the list left out before the draw: the figures are not of them."
        )
    return tuple(found)


def _referrals(count: int) -> str:
    return "1 referral was" if count == 1 else f"{count:,} referrals were"
