"""The whole course of an indicator, over agencies and over changes of its definition, which are never joined."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from analysis.disclosure.policy import DisclosurePolicy
from analysis.indicators.definitions import Indicator
from analysis.indicators.periods import period_label, periods_between
from analysis.indicators.protection import Counted, Shown, protect_period
from analysis.indicators.series import IndicatorPoint, IndicatorSeries, empty_series, series_of_shown

Span = tuple[date, date | None]
Owners = Mapping[str, Sequence[Span]]
"""The agencies that submit, each with the first and last period of every time it was asked; None: no end is set."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorCourse:
    """An indicator over time, in parts that were each counted in one way.

    Attributes
    ----------
    parts : tuple of IndicatorSeries
        One for each version of the definition that has periods, in order of time; at least one. Each has a centre and
        limits of its own, runs end where the definition changes, and no arrow reaches over the change.
    """

    parts: tuple[IndicatorSeries, ...]

    @property
    def indicator(self) -> Indicator:
        """As it is counted now."""
        return self.parts[-1].indicator

    @property
    def points(self) -> tuple[IndicatorPoint, ...]:
        """All periods."""
        return tuple(point for part in self.parts for point in part.points)

    @property
    def latest(self) -> IndicatorPoint | None:
        """The last period with a figure that is shown."""
        return next((point for point in reversed(self.points) if point.figure is not None), None)

    @property
    def signals(self) -> tuple[IndicatorPoint, ...]:
        """The periods that chance alone would hardly bring."""
        return tuple(point for part in self.parts for point in part.signals)

    @property
    def missing(self) -> tuple[str, ...]:
        """Periods for which not everything was submitted."""
        return tuple(label for part in self.parts for label in part.missing)

    @property
    def breaks(self) -> tuple[tuple[str, str], ...]:
        """Where the definition changes: the first period that is counted otherwise, and why."""
        return tuple((part.points[0].label, part.indicator.changed_why) for part in self.parts[1:] if part.points)

    @property
    def has_figures(self) -> bool:
        return any(part.centre is not None for part in self.parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyCourses:
    """The course of an indicator for each agency, and of all together.

    Attributes
    ----------
    together : IndicatorCourse or None
        Of the sums over the agencies, in periods for which all have submitted; with one agency, its own. None for
        values of several agencies, which no sum makes sense of.
    by_agency : mapping of str to IndicatorCourse
        By name; empty where there is but one agency.
    waiting : tuple of (str, tuple of str)
        Periods of which no agency's figure of people is shown yet, and the agencies that they wait for.
    """

    together: IndicatorCourse | None
    by_agency: Mapping[str, IndicatorCourse]
    waiting: tuple[tuple[str, tuple[str, ...]], ...] = ()


def agency_courses(
    versions: Sequence[Indicator],
    submitted: Mapping[date, Mapping[str, Counted]],
    policy: DisclosurePolicy,
    *,
    owners: Owners,
    first: date,
    due: date,
    earlier: Mapping[date, Sequence[Mapping[str, Counted]]] | None = None,
) -> AgencyCourses:
    """The course of an indicator that agencies submit, with what one could work out of the others hidden.

    Parameters
    ----------
    versions : sequence of Indicator
        The ways in which it has been counted, in order of their ``valid_from``; the first counts for all before it.
        All have one measure and one period.
    submitted : mapping of date to mapping of str to Counted
        By first day of the period, then by agency; what counts after all corrections.
    policy : DisclosurePolicy
    owners : mapping of str to sequence of (date, date or None)
        Who is to submit, from which period to which.
    first : date
        The first period that is collected.
    due : date
        A day in the last period that should have been submitted.
    earlier : mapping of date to sequence of mapping of str to Counted, optional
        What counted of a period before each correction, the oldest first.

    Returns
    -------
    AgencyCourses

    Raises
    ------
    ValueError
        Where there is no version, or a count is not possible; see :func:`protect_period`.

    Notes
    -----
    Counts of people from several agencies are shown once all of them are there. Shown one by one before, and with their
    sum and another choice of what is hidden after, both together would tell a small one.
    """
    if not versions:
        raise ValueError("versions is empty; an indicator has at least one definition")
    period = versions[0].period
    periods = periods_between(first, max([due, *submitted]), period)
    several = len(owners) > 1
    sums: dict[date, Shown] = {}
    single: dict[str, dict[date, Shown]] = {name: {} for name in owners}
    waiting: list[tuple[str, tuple[str, ...]]] = []
    for start in periods:
        rows = {name: one for name, one in submitted.get(start, {}).items() if name in owners}
        complete = bool(rows) and _expected(owners, start) <= rows.keys()
        # A value of one agency is its own whole.
        total = several and complete and versions[0].measure != "value"
        version = _version_of(versions, start)
        if several and rows and not complete and version.unit == "people" and version.measure != "value":
            waiting.append((period_label(start, period), tuple(sorted(_expected(owners, start) - rows.keys()))))
            continue
        whole, parts = protect_period(
            version, rows, policy, total=total,
            earlier=[one for one in (earlier or {}).get(start, ()) if _expected(owners, start) <= one.keys()],
        )  # fmt: skip
        for name, one in parts.items():
            single[name][start] = one
        if total:
            sums[start] = whole
    if not several:
        only = next(iter(single.values()), {})
        return AgencyCourses(together=_course(versions, only, periods), by_agency={})
    together = None if versions[0].measure == "value" else _course(versions, sums, periods)
    courses = {
        name: _course(versions, shown, [start for start in periods if _is_asked(owners[name], start) or start in shown])
        for name, shown in single.items()
    }
    return AgencyCourses(together=together, by_agency=courses, waiting=tuple(waiting))


def _expected(owners: Owners, start: date) -> set[str]:
    return {name for name, spans in owners.items() if _is_asked(spans, start)}


def _is_asked(spans: Sequence[Span], start: date) -> bool:
    return any(first <= start and (last is None or start <= last) for first, last in spans)


def _version_of(versions: Sequence[Indicator], start: date) -> Indicator:
    """As it is counted in a period."""
    return next((one for one in reversed(versions) if one.valid_from is None or one.valid_from <= start), versions[0])


def _course(versions: Sequence[Indicator], shown: Mapping[date, Shown], periods: Iterable[date]) -> IndicatorCourse:
    """Cut where the definition changes."""
    cut: dict[int, list[date]] = {}
    for start in periods:
        cut.setdefault(versions.index(_version_of(versions, start)), []).append(start)
    parts = tuple(series_of_shown(versions[place], shown, starts) for place, starts in sorted(cut.items()))
    return IndicatorCourse(parts=parts or (empty_series(versions[-1]),))
