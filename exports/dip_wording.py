"""A dip sample in sentences: the same on its page and in its workbook."""

from __future__ import annotations

from datetime import datetime

from analysis.dip_samples import ClockFigures, ClockReading, DipFigures, DipTrend, ItemFigures, TrendPoint, in_hours
from analysis.estimates.stratified_domains import DomainEstimate
from exports.formats import percent_text

HOW_WEIGHTED = (
    "Each group counts for as many referrals as it has, not for as many as were looked at: the estimate is the sum "
    "over the groups of N_h a_h / n_h, divided by the same sum for all to whom the question applies. Its standard "
    "error takes into account the groups and the share of each that was drawn. Groups of which a single referral is "
    "known are put together with a neighbour to judge their spread.",
    "The 95% interval is Wilson's, with the effective number of answers p(1 − p)/v and the t quantile, its degrees of "
    "freedom after Satterthwaite. It lies between 0 and 1 and has some width where everybody agrees. It covers chance "
    "alone: not a wrong answer, and not referrals that are missing for a reason.",
    "The design effect says by how much the variance differs from that of a simple random sample of as many: 1 is the "
    "same, 2 is twice the variance, so that half as many drawn simply would have said as much.",
    "Unweighted figures count every referral looked at once, with Wilson's interval. Where the groups were drawn at "
    "different rates they are not figures for all referrals.",
)
HOW_A_TREND_IS_READ = (
    "Between its limits, three standard errors to either side of the mean of all samples, chance alone would keep the "
    "share of a sample. One outside them, or eight or more running on one side of the mean, deserves a question.",
    "Each sample’s share is the weighted estimate for its period, and it counts for its effective number of referrals "
    "(Kish’s 1/Σ w²/n). A sample with fewer than ten answers has neither signal nor arrow.",
)


def short_sentences(found: DipFigures) -> tuple[str, ...]:
    """What the sample says in short: how it was drawn, the two clocks, the outcome, the grade."""
    design = found.design
    drawn = f"{design.n_drawn:,} of {design.population:,} referrals were drawn" if not design.why_not else "No draw"
    sentences = [f"{drawn}; {found.n_returned:,} have a return."]
    for name in ("decided", "told", "g11", "overall"):
        item = found.item(name)
        if item is not None and item.base:
            sentences.append(item_sentence(item))
    return tuple(sentences)


def item_sentence(item: ItemFigures) -> str:
    """One item in a sentence, the estimate for all referrals that it speaks of first."""
    seen = f"{item.count:,} of {item.base:,} looked at"
    if item.weighted is None or item.weighted.estimate is None:
        return f"{label_text(item)}: {seen}."
    return f"{label_text(item)}: an estimated {estimate_text(item.weighted)} of {whole_text(item.weighted)}; {seen}."


def whole_text(found: DomainEstimate) -> str:
    """Of which referrals an estimate is: all, those that the question applies to, those of some groups."""
    whole = "all referrals it applies to" if found.n_outside else "all referrals"
    return f"{whole}, except those of {_listed(found.empty)}" if found.empty else whole


def _listed(names: tuple[str, ...]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def label_text(item: ItemFigures | DipTrend) -> str:
    """What is counted: the question, and the answers that are counted where these are not plain."""
    if item.name in ("decided", "told"):
        return item.label
    return f"{item.label} {item.words}" if item.label.endswith("?") else f"{item.label}: {item.words}"


def estimate_text(found: DomainEstimate) -> str:
    """A share with its interval: "82% (95% interval 70% to 90%)"."""
    if found.estimate is None:
        return found.why_not or ""
    if found.low is None or found.high is None:
        return percent_text(found.estimate)
    return (
        f"{percent_text(found.estimate)} ({found.confidence:.0%} interval {percent_text(found.low)} to "
        f"{percent_text(found.high)})"
    )


def cautions(item: ItemFigures) -> str:
    """What is to be known of one item: collapsed groups, no interval, much that is missing."""
    found = [] if item.weighted is None else [*item.weighted.notes]
    if item.weighted is not None and item.weighted.why_not:
        found.append(item.weighted.why_not)
    asked = item.base + item.n_missing
    if asked and item.n_missing > 0.1 * asked:
        found.append(f"Not known of {item.n_missing:,} of {asked:,}: the estimate takes them for like the others.")
    return " ".join(found)


def clock_sentences(clock: ClockFigures) -> tuple[str, ...]:
    """A clock in sentences."""
    found = [f"{clock.n_in_time:,} of {clock.n_judged:,} were in time."]
    if clock.median_minutes is not None:
        found.append(
            f"Half of the {clock.n_timed:,} looked at with both times took {in_hours(clock.median_minutes)} of opening "
            "or less."
        )
    other, judged = clock.by_other_rule
    if judged and other != clock.n_in_time:
        rule = "by the next working day" if clock.terms.rule == "opening_hours" else "in one working day of opening"
        found.append(f"Counted {rule} instead, {other:,} would have been.")
    if clock.unjudged:
        missing = len(clock.unjudged)
        found.append(
            f"{missing:,} cannot be judged and {'is' if missing == 1 else 'are'} not in these figures; see below."
        )
    return tuple(found)


def moment_text(moment: datetime | None) -> str:
    """A time as the record has it: "Mon 2 Mar 2026, 09:30"."""
    return "" if moment is None else f"{moment:%a} {moment.day} {moment:%b %Y, %H:%M}"


def taken_text(one: ClockReading) -> str:
    """How long it took, or why there is no time."""
    return one.why_not if one.minutes is None else in_hours(one.minutes)


def trend_sentences(found: DipTrend) -> tuple[str, ...]:
    """What stands out in a trend, and what must be read with it."""
    said = []
    for point in found.points:
        if point.is_beyond:
            said.append(f"{point.label} is outside the limits of chance.")
    said += [f"{run[0].label} to {run[-1].label}: eight or more running on one side of the mean." for run in found.runs]
    if found.centre is not None and not said:
        said.append("Nothing that chance alone would not explain.")
    return (*said, *found.notes)


def point_text(point: TrendPoint) -> str:
    """What is to be said of one sample beside its figures."""
    if point.left_out:
        return point.left_out
    arrows = {"up": "Higher than before", "down": "Lower than before", "level": "As before"}
    said = [arrows[point.arrow]] if point.arrow else []
    if point.is_beyond:
        said.append("outside the limits" if said else "Outside the limits")
    if point.is_in_run:
        said.append("in a run" if said else "In a run")
    return ", ".join(said)
