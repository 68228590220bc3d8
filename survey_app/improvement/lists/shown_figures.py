"""The figures of the chain as the page tells them: a number, what it is of, what it means, and the list behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from analysis.durations.actions import ActionShare
from analysis.durations.kaplan_meier import SurvivalMedian
from analysis.improvement import ChainFigures
from exports.formats import percent_text


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownFigure:
    """One figure in words. Without a value, ``means`` says why there is none."""

    name: str
    value: str
    of: str
    means: str
    list_name: str
    chosen: Mapping[str, str] = field(default_factory=dict)


def shown_figures(figures: ChainFigures) -> list[ShownFigure]:
    """The figures of the recommendations, then those of the actions."""
    made, done = figures.recommendations, figures.actions
    return [
        _share(
            "Recommendations closed with impact", made.closed_with_impact, "open or closed",
            "Somebody who did not do the work judged that it changed practice or is better for children.",
            "recommendations", state="closed",
        ),
        _count(
            "Open recommendations", made.n_open, f"of {made.n_recommendations:,} made",
            "Those that wait for their re-test are among them.", "recommendations", mark="open",
        ),
        _count(
            "Without any action", len(figures.cover.without_action),
            f"of {figures.cover.n_recommendations:,} open or closed", "Nobody has planned anything, or it was dropped.",
            "recommendations", mark="without_action",
        ),
        _share(
            "Recommendations opened again", made.reopened, "closed or opened again",
            "What was thought to be settled was not.", "recommendations", mark="reopened",
        ),
        _median("Until half of the recommendations are closed", made.median, "recommendations", "made"),
        _count(
            "Overdue actions", done.n_overdue, f"of {done.n_open:,} open",
            "Past their due day. Those that wait to be judged count too.", "actions", mark="overdue",
        ),
        _share(
            "Actions closed on time", done.closed_in_time, "closed",
            "Closed by their due day, as it was last agreed.", "actions", state="closed",
        ),
        _share(
            "Closed actions with an impact", done.with_impact, "closed",
            "Judged as changed practice or better for children.", "actions", state="closed",
        ),
        _count(
            "Closed as activity only", figures.n_activity_only, f"of {done.n_closed:,} closed",
            "Work was done, and nothing shows that it changed anything. The recommendation stays open.",
            "actions", mark="activity_only",
        ),
        _median("Until half of the actions are closed", done.median, "actions", "opened"),
    ]  # fmt: skip


def _share(name: str, share: ActionShare | None, base: str, means: str, list_name: str, **chosen: str) -> ShownFigure:
    if share is None or share.estimate is None:
        return ShownFigure(name=name, value="", of="", means=(share and share.why_not) or "", list_name=list_name)
    of = f"{share.count:,} of {share.base:,} {base}"
    return ShownFigure(
        name=name, value=percent_text(share.estimate), of=of, means=means, list_name=list_name, chosen=chosen
    )


def _count(name: str, count: int, of: str, means: str, list_name: str, **chosen: str) -> ShownFigure:
    return ShownFigure(name=name, value=f"{count:,}", of=of, means=means, list_name=list_name, chosen=chosen)


def _median(name: str, median: SurvivalMedian, list_name: str, begun: str) -> ShownFigure:
    """How long half of them take, in words for somebody who has never heard of Kaplan and Meier."""
    counted = f"{median.n_events:,} closed, {median.n_censored:,} still open"
    if median.estimate is not None:
        days = round(median.estimate)
        return ShownFigure(
            name=name, value=f"{days:,} day{'' if days == 1 else 's'}", of=counted,
            means=f"From the day they were {begun}. What is still open counts too, as long as it has been open.",
            list_name=list_name,
        )  # fmt: skip
    if not median.n_used:
        means = f"There are no {list_name} yet."
    elif not median.n_events:
        means = f"None of the {list_name} is closed yet."
    else:
        means = f"Too early to say: {counted}. Fewer than half are closed for as long as they can be followed."
    return ShownFigure(name=name, value="", of="", means=means, list_name=list_name)
