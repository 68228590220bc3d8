"""The indicators of a partnership: how they are counted, their figures as the pages show them, and released sums.

Every figure is read from the courses that pages, charts and the workbook show, after protection: this computes none.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from analysis.indicators import IndicatorCourse, IndicatorPoint, IndicatorSeries
from survey_app.api.answers import (
    IndicatorFigure,
    IndicatorFigurePage,
    IndicatorItem,
    IndicatorPage,
    IndicatorSum,
    IndicatorSumPage,
    Paging,
)
from survey_app.api.services import Call, NotThere, first_of, place_of
from survey_app.audit_log import record
from survey_app.local_time import day_of
from survey_app.programme.indicators.aggregating import SharedPeriod, shared_periods
from survey_app.programme.indicators.defining import version_in
from survey_app.programme.indicators.models import IndicatorAdoption
from survey_app.programme.indicators.reading import IndicatorCard, agencies_named, card_of
from survey_app.programme.indicators.standing import adoptions_of, find_adoption


def indicators(call: Call, query: Paging) -> IndicatorPage:
    """The indicators that the partnership collects, in the order of its page."""
    found = adoptions_of(call.session, call.token.partnership_id)
    items = [_item(call, one) for one in found[first_of(query) : first_of(query) + query.per_page]]
    return IndicatorPage(items=items, **place_of(call, query, len(found)))


def indicator_figures(call: Call, query: Paging, *, name: str) -> IndicatorFigurePage:
    """The figures of an indicator as a table: one line for each period, of all agencies together and of each.

    They are those of its page and of its charts, the oldest first. Every request is recorded in the audit log.
    """
    card = card_of(call.session, _adoption(call, name), today=day_of(call.at))
    rows = list(_figures(card))
    record(
        call.session, "indicators downloaded", actor_id=call.reader.user_id, partnership_id=call.token.partnership_id,
        subject=f"indicator {name}", details={"by": f"access token {call.token.id}"},
    )  # fmt: skip
    return IndicatorFigurePage(
        items=rows[first_of(query) : first_of(query) + query.per_page], policy=card.policy.describe(),
        waiting=[f"{label}: {', '.join(names)}" for label, names in card.courses.waiting],
        **place_of(call, query, len(rows)),
    )  # fmt: skip


def indicator_sums(call: Call, query: Paging, *, name: str) -> IndicatorSumPage:
    """An indicator over several partnerships: what was released of each period, once, the newest first."""
    found = [_sum(one) for one in shared_periods(call.session, _adoption(call, name).definition)]
    items = found[first_of(query) : first_of(query) + query.per_page]
    return IndicatorSumPage(items=items, **place_of(call, query, len(found)))


def _adoption(call: Call, name: str) -> IndicatorAdoption:
    found = find_adoption(call.session, call.token.partnership_id, name)
    if found is None:
        raise NotThere("The partnership collects no indicator of this name.")
    return found


def _item(call: Call, adoption: IndicatorAdoption) -> IndicatorItem:
    definition = adoption.definition
    version = version_in(definition, day_of(call.at))
    return IndicatorItem(
        name=definition.name, title=version.title, why=version.why, numerator=version.numerator,
        denominator=version.denominator, source=version.source, submitted_by=agencies_named(adoption),
        measure=definition.measure, measured_in=version.measured_in, counts=version.unit, every=definition.every,
        direction=version.direction, target=version.target, version=version.number, counted_so_from=version.valid_from,
        collected_from=adoption.first_period, collected_until=adoption.last_period,
        on_front_door=definition.on_front_door, defined_by=definition.publisher.name,
    )  # fmt: skip


def _figures(card: IndicatorCard) -> Iterator[IndicatorFigure]:
    if card.courses.together is not None:
        yield from _course(card, card.courses.together, None)
    for agency, course in sorted(card.courses.by_agency.items()):
        yield from _course(card, course, agency)


def _course(card: IndicatorCard, course: IndicatorCourse, agency: str | None) -> Iterator[IndicatorFigure]:
    numbers: dict[date | None, int] = {one.valid_from: one.number for one in card.adoption.definition.versions}
    for part in course.parts:
        for point in part.points:
            yield _figure(part, point, agency, numbers[part.indicator.valid_from])


def _figure(part: IndicatorSeries, point: IndicatorPoint, agency: str | None, version: int) -> IndicatorFigure:
    shown = point.figure is not None
    return IndicatorFigure(
        agency=agency, period_start=point.start, period=point.label, version=version, count=point.count,
        base=point.base, share=point.share, value=point.value, mark=point.mark or "",
        centre=part.centre if shown else None, low=point.low, high=point.high, moving_range=point.moving_range,
        range_limit=part.range_limit if shown else None, outside_limits=point.is_beyond, in_run=point.is_in_run,
        moved_far=point.is_range_beyond, meets_target=point.meets_target,
    )  # fmt: skip


def _sum(one: SharedPeriod) -> IndicatorSum:
    kept = one.aggregate
    return IndicatorSum(
        period_start=kept.period_start, period=one.label, partnerships=kept.partnerships,
        count=None if kept.value is None else int(kept.value), base=kept.base, share=one.share,
        mark="c" if kept.value is None else "", why_hidden=kept.why_hidden, policy=kept.policy,
    )  # fmt: skip
