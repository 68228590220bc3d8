"""Figures of the partnership's indicators, period by period, as its page of indicators shows them.

The figures have passed the disclosure policy for indicators: a period whose count is hidden is not listed.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from analysis.indicators import IndicatorCourse
from exports.indicator_wording import figure_text
from survey_app.collect.display import LOCAL_TIME
from survey_app.database import now
from survey_app.improvement.chain.evidence import NotLinkable, Standing
from survey_app.improvement.chain.sources.offers import GONE, Offer, OfferedRecord, Source
from survey_app.programme.indicators.reading import IndicatorCard, cards_of

MOST_PERIODS = 24


def collected(session: Session, partnership_id: int) -> list[OfferedRecord]:
    """The indicators that a partnership collects and of which a period may be told, in their order."""
    return [
        OfferedRecord(record_id=card.name, title=card.course.indicator.title, hint=card.base)
        for card in _cards(session, partnership_id)
        if card.latest is not None
    ]


def periods(session: Session, partnership_id: int, record_id: str) -> Sequence[Offer]:
    """The newest periods of an indicator that show a figure, the newest first."""
    card = next((one for one in _cards(session, partnership_id) if one.name == record_id), None)
    if card is None:
        raise NotLinkable(GONE)
    together = card.courses.together
    courses = {"": together} if together is not None else dict(card.courses.by_agency)
    return [offer for agency, course in courses.items() for offer in _offers(card, agency, course)]


def _offers(card: IndicatorCard, agency: str, course: IndicatorCourse) -> list[Offer]:
    """The periods of all agencies together, or of one where no sum makes sense."""
    slug, indicator, offers = card.adoption.partnership.slug, course.indicator, []
    for point in reversed([one for one in course.points if one.figure is not None and one.mark is None]):
        assert point.figure is not None
        base = f" ({point.count:,} of {point.base:,})" if point.count is not None and point.base is not None else ""
        said = f"{point.label}: {figure_text(indicator, point.figure)}{base}"
        place = {"period": point.start.isoformat(), "agency": agency}
        standing = Standing(
            says=f"{indicator.title}{f', {agency}' if agency else ''}, {said}.", version=point.label,
            figure={**place, "figure": point.figure}, address=f"/p/{slug}/indicators/of/{card.name}",
        )  # fmt: skip
        offers.append(Offer(place=place, group=agency, label=said, standing=standing))
    return offers[:MOST_PERIODS]


def _cards(session: Session, partnership_id: int) -> list[IndicatorCard]:
    return cards_of(session, partnership_id, today=now().astimezone(LOCAL_TIME).date())


SOURCE = Source(
    record_type="indicator", kind="indicator", title="An indicator", hint="A period that may be told",
    records=collected, offers=periods, where=("period", "agency"),
)  # fmt: skip
