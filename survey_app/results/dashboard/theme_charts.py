"""Charts of themes and of questions in two rounds, or of one agency and everybody else: a ring and a square."""

from __future__ import annotations

from collections.abc import Iterable

from analysis.derived_reports import ComparisonReport
from analysis.derived_reports.agency import AgencyReport
from analysis.derived_reports.compared import Compared
from analysis.report import PolicyStatement, Share
from exports.chart_records import Pair, PairChart
from exports.formats import percent_text
from survey_app.results.dashboard.theme_changes import ThemeChanges
from survey_app.results.presentation import mark_sign

MOST_DRAWN = 10


def themes_chart(changes: ThemeChanges) -> PairChart | None:
    """Of those who wrote a comment, how many mention each theme in the earlier and in the later round."""
    policy = changes.second.policy
    rows = (_pair(row.label, row.compared, policy, then=True, verdict=row.arrow and row.way) for row in changes.rows)
    return _chart("themes", changes.first.title, changes.second.title, rows)


def agency_chart(report: AgencyReport) -> PairChart | None:
    """What an agency's people answered beside everybody else, the largest differences first."""
    found = [(one.label, one.favourable) for one in report.questions if one.favourable is not None]
    return _chart(
        "favourable answers", "Everybody else", report.agency, _largest(found, report.round.policy, then=False)
    )


def comparison_chart(report: ComparisonReport) -> PairChart | None:
    """Favourable answers in both rounds, the largest differences first."""
    found = [(one.label, one.favourable) for one in report.questions if one.favourable is not None]
    return _chart(
        "favourable answers", report.first.title, report.second.title, _largest(found, report.second.policy, then=True)
    )


def _largest(found: Iterable[tuple[str, Compared]], policy: PolicyStatement, *, then: bool) -> list[Pair]:
    shown = [one for one in found if one[1].first.share is not None and one[1].second.share is not None]
    shown.sort(key=lambda one: -abs((one[1].second.share or 0.0) - (one[1].first.share or 0.0)))
    return [_pair(label, compared, policy, then=then, verdict=_verdict(compared)) for label, compared in shown]


def _verdict(compared: Compared) -> str:
    """Which way it differs, where that is more than chance explains."""
    return compared.verdict if compared.verdict in ("higher", "lower") else ""


def _pair(
    label: str, compared: Compared, policy: PolicyStatement, *, then: bool = False, verdict: str = ""
) -> Pair:  # fmt: skip
    between = ", then " if then else " and "
    figure = f"{_text(compared.first, policy)}{between}{_text(compared.second, policy)}"
    return Pair(
        label=label,
        figure=f"{figure}: {verdict.lower()}" if verdict else figure,
        first=compared.first.share,
        second=compared.second.share,
    )


def _text(share: Share, policy: PolicyStatement) -> str:
    return mark_sign(share.mark, policy) if share.share is None else percent_text(share.share)


def _chart(what: str, first: str, second: str, rows: Iterable[Pair]) -> PairChart | None:
    drawn = tuple(rows)[:MOST_DRAWN]
    if not any(row.first is not None and row.second is not None for row in drawn):
        return None
    said = "; ".join(f"{row.label}: {row.figure}" for row in drawn)
    description = f"Chart of {what}: first “{first}”, then “{second}”. {said}."
    return PairChart(description=description, first=first, second=second, rows=drawn)
