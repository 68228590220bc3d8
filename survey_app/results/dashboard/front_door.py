"""The front door: indicators that agencies submit month by month, each with its course and what chance explains."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from analysis.disclosure import DisclosurePolicy
from analysis.indicators import IndicatorSeries, indicator_series
from exports.formats import percent_text
from survey_app.demo import front_door as demo
from survey_app.partnership.decisions import policy_decisions, policy_of
from survey_app.partnership.models import Partnership

NOTHING = (
    "No indicators are submitted yet. They will appear here month by month, as soon as the partnership has agreed what "
    "it measures and agencies submit it."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorCard:
    """One indicator as the page shows it."""

    series: IndicatorSeries
    value: str
    base: str
    standing: str  # "Meets the target", "Below the target", "" where there is no target
    sentences: tuple[str, ...]

    @property
    def key(self) -> str:
        return self.series.indicator.key


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontDoor:
    """The page: its indicators, the policy that hides small numbers in them, and where they are from."""

    cards: tuple[IndicatorCard, ...]
    policy: DisclosurePolicy
    note: str


def front_door(session: Session, partnership: Partnership, *, today: date) -> FrontDoor | None:
    """The indicators of a partnership; None where none are submitted yet."""
    if not partnership.is_demo:
        return None
    policy = policy_for_indicators(session, partnership.id)
    due = today.replace(day=1) - timedelta(days=1)
    frame = demo.submitted(today)
    found = [indicator_series(indicator, frame, policy, due=due) for indicator in demo.INDICATORS]
    return FrontDoor(cards=tuple(map(_card, found)), policy=policy, note=demo.CONSTRUCTED)


def policy_for_indicators(session: Session, partnership_id: int) -> DisclosurePolicy:
    """The newest decision of the partnership that hides anything: counts of children are never shown without one."""
    decided = (policy_of(decision) for decision in policy_decisions(session, partnership_id))
    return next((policy for policy in decided if policy.threshold > 0), DisclosurePolicy.default())


def _card(series: IndicatorSeries) -> IndicatorCard:
    latest = series.latest
    if latest is None or latest.share is None:
        return IndicatorCard(series=series, value="", base=series.why_not or "", standing="", sentences=())
    standing = {True: "Meets the target", False: "Misses the target", None: ""}[latest.meets_target]
    return IndicatorCard(
        series=series,
        value=percent_text(latest.share),
        base=f"{latest.count:,} of {latest.base:,} in {latest.label}",
        standing=standing,
        sentences=tuple(_sentences(series)),
    )


def _sentences(series: IndicatorSeries) -> Iterator[str]:
    """What the chart says, in words."""
    beyond = [point for point in series.points if point.is_beyond]
    for point in beyond[-3:]:
        side = "above" if (point.share or 0) > (series.centre or 0) else "below"
        yield f"{point.label} is further {side} the rest than chance explains."
    run = [point for point in series.points if point.is_in_run]
    if run and run[-1] is next((p for p in reversed(series.points) if p.share is not None), None):
        side = "above" if (run[-1].share or 0) > (series.centre or 0) else "below"
        yield f"The latest periods have been {side} the overall share eight times running or more: that is no chance."
    if not series.signals:
        yield "All periods are within what chance alone explains: no single rise or fall means anything."
    if series.missing:
        yield f"Nothing was submitted for {', '.join(series.missing)}."
