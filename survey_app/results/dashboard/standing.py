"""How a round stands: whether it is open or overdue, how many have answered, and what needs attention."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from analysis.report import RateRow, RateTable, Report
from exports.chart_records import Measure, MeasureChart
from exports.wording import rate_text
from survey_app.partnership.models import Agency
from survey_app.results.dashboard.filters import Filters
from survey_app.results.dashboard.wording import closing_text, counted, day_text
from survey_app.results.presentation import own_marks
from survey_app.results.services import blind_until, is_blind
from survey_app.rounds.models import Round

AlertKind = Literal["safety", "overdue", "response", "not reportable", "actions", "flag"]
NOT_RELEASED = "No figures yet: they are shown from five answers on."
WAITING = "Not released yet: its page releases it."
BLIND = "Returns are blind: figures are shown %s."
HIDDEN = "Hidden from you for now: its page says why."
VERDICTS = {"reportable": "Yes", "with care": "With care", "not reportable": "No"}


@dataclass(frozen=True, slots=True, kw_only=True)
class RateLine:
    """One group of a breakdown that was fixed when the round opened, as the release shows it."""

    label: str
    text: str  # "17% (5 of 30)", "[c]"
    rate: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundLine:
    """One round of the dashboard.

    ``groups`` are the rates of the groups that the filters choose; ``whole`` says why the figure is that of all where
    they choose none.
    """

    slug: str
    title: str
    instrument: str
    is_open: bool
    is_overdue: bool
    when: str
    dates: str
    report: Report | None
    response: str  # "17% (39 of 225)", or why there is none
    rate: float | None
    at_most: bool
    verdict: str  # whether it may be reported; empty without a release
    groups: tuple[RateLine, ...] = ()
    breakdown: str = ""  # by which the groups are told apart
    whole: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where an alert leads; ``of`` is the round or the standard."""

    title: str
    of: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """Something that needs attention, and where to look."""

    kind: AlertKind
    places: tuple[Place, ...]
    text: str


def round_line(
    round_: Round, report: Report | None, *, filters: Filters, agencies: Iterable[Agency], today: date,
    is_waiting: bool = False,
) -> RoundLine:  # fmt: skip
    """How a round stands on this day."""
    is_open = round_.state == "open"
    overdue = is_open and round_.closes_on is not None and round_.closes_on < today
    rate = report.response_rate if report is not None else None
    groups, whole = _chosen_groups(report, filters, agencies)
    return RoundLine(
        slug=round_.slug,
        title=round_.title,
        instrument=round_.version.instrument.title,
        is_open=is_open,
        is_overdue=overdue,
        when=closing_text(round_.closes_on, today) if is_open else _closed_text(round_),
        dates=dates_text(round_),
        report=report,
        response=_response_text(round_, report, is_waiting=is_waiting),
        rate=rate.rate if rate is not None else None,
        at_most=rate is not None and rate.at_most,
        verdict=VERDICTS[report.verdict.verdict] if report is not None and report.verdict is not None else "",
        groups=groups,
        breakdown=breakdown_of(filters),
        whole=whole,
    )


def dates_text(round_: Round) -> str:
    """The days of a round."""
    opened = day_text(round_.opens_on) if round_.opens_on else ""
    closed = day_text(round_.closes_on) if round_.closes_on else ""
    return f"{opened} to {closed}" if opened and closed else opened or closed or "No dates"


def _closed_text(round_: Round) -> str:
    return f"Closed {day_text(round_.closes_on)}" if round_.closes_on else "Closed"


def _response_text(round_: Round, report: Report | None, *, is_waiting: bool) -> str:
    if until := blind_until(round_):
        return BLIND % until
    if is_blind(round_):
        return HIDDEN
    if report is None:
        return WAITING if is_waiting else NOT_RELEASED
    return own_marks(report.response_rate.sentence, report.policy)


def _chosen_groups(
    report: Report | None, filters: Filters, agencies: Iterable[Agency]
) -> tuple[tuple[RateLine, ...], str]:
    """The released rates of what is filtered by; else a sentence that the figure is of everybody."""
    if report is None or not (filters.agency_type or filters.locality):
        return (), ""
    if filters.agency_type and filters.locality:
        return (), "Everybody: no figure is released for a type of agency within a locality."
    breakdown = breakdown_of(filters)
    names = (
        {agency.name for agency in agencies if agency.agency_type == filters.agency_type}
        if filters.agency_type
        else {filters.locality}
    )
    table = next((table for table in report.breakdowns if table.name == breakdown), None)
    if table is None:
        return (), f"Everybody: not broken down by {breakdown}."
    rows = tuple(rate_line(row, report) for row in table.rows if row.label in names)
    return rows, "" if rows else f"Everybody: no figure is released of the chosen {breakdown} by itself."


def breakdown_of(filters: Filters) -> str:
    """The breakdown that the filters choose groups of; none where they choose of two."""
    if filters.agency_type and filters.locality:
        return ""
    return "agency" if filters.agency_type else "locality" if filters.locality else ""


def rate_line(row: RateRow, report: Report) -> RateLine:
    """One line of a released table of rates."""
    text = own_marks(rate_text(row.rate, row.mark, row.answered, row.invited), report.policy)
    return RateLine(label=row.label, text=text, rate=row.rate)


def rate_of(table: RateTable, label: str) -> RateRow | None:
    """The line of one group, where the table has it."""
    return next((row for row in table.rows if row.label == label), None)


def response_chart(lines: Iterable[RoundLine]) -> MeasureChart | None:
    """The response of rounds that show one; the chosen groups of each in place of the whole."""
    rows = tuple(_measures(lines))
    if not any(row.value is not None for row in rows):
        return None
    said = "; ".join(f"{row.label}: {row.figure}" for row in rows)
    hatched = any(row.is_limit for row in rows)
    return MeasureChart(
        description=f"Bar chart of response rates. {said}.",
        rows=rows,
        caption="Hatched: at most, since it is not known how many were asked." if hatched else "",
    )


def _measures(lines: Iterable[RoundLine]) -> Iterator[Measure]:
    for line in lines:
        if line.groups:
            for group in line.groups:
                yield Measure(label=f"{line.title}: {group.label}", figure=group.text, value=group.rate)
        elif line.rate is not None:
            yield Measure(label=line.title, figure=line.response, value=line.rate, is_limit=line.at_most)


def round_alerts(lines: Iterable[RoundLine], *, today: date) -> Iterator[Alert]:
    """Rounds past their day, and those whose figures may not, or not without care, be reported."""
    lines = list(lines)
    for line in lines:
        if line.is_overdue:
            text = f"{line.when}. Close it, or plan a new round with a later date."
            yield Alert(kind="overdue", places=(_place(line),), text=text)
    for line in lines:
        verdict = line.report.verdict if line.report is not None else None
        if line.report is None or verdict is None or verdict.verdict == "reportable":
            continue
        reasons = own_marks(" ".join(verdict.reasons), line.report.policy)
        if line.is_open and _is_well_under_way(line.report, today):
            text = f"{line.response}. {reasons}".strip()
            yield Alert(kind="response", places=(_place(line),), text=text)
        elif not line.is_open and verdict.verdict == "not reportable" and _is_recent(line.report, today):
            yield Alert(kind="not reportable", places=(_place(line),), text=reasons or verdict.sentence)


def _place(line: RoundLine) -> Place:
    return Place(title=line.title, of=line.slug)


def _is_well_under_way(report: Report, today: date) -> bool:
    """Whether half of a round's time has passed, or two weeks where it has no closing date."""
    if report.opens_on is None:
        return True
    whole = (report.closes_on - report.opens_on).days if report.closes_on is not None else 28
    return (today - report.opens_on).days * 2 >= whole


def _is_recent(report: Report, today: date) -> bool:
    return report.closes_on is None or (today - report.closes_on).days <= 366


def duty_alert(waiting: int | None) -> Iterator[Alert]:
    """Entries of the duty list that wait; only for those who may see it, to whom the number is given."""
    if waiting:
        text = f"{counted(waiting, 'entry waits', 'entries wait')} for somebody on duty."
        yield Alert(kind="safety", places=(Place(title="Duty list"),), text=text)
