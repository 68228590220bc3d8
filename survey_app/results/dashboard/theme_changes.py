"""Themes that rise or fall between two rounds coded to the same codeframe, from what both of their reports show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.derived_reports.compared import Compared, compare_shares, with_verdicts
from analysis.report import Report, Share, ThemeRow, ThemeTable
from analysis.shares import make_share
from exports.wording import share_text
from survey_app.results.models import Codeframe
from survey_app.results.presentation import own_marks
from survey_app.rounds.models import Round

WAYS = {
    "higher": "Rising",
    "lower": "Falling",
    "no clear difference": "No clear difference",
    "not compared": "Not compared",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeChange:
    """One theme in two rounds: how many of those who wrote a comment mention it."""

    name: str
    label: str
    before: str
    now: str
    compared: Compared

    @property
    def way(self) -> str:
        return WAYS[self.compared.verdict]

    @property
    def arrow(self) -> str:
        """Only for a change that is more than chance; never with fewer than ten people on either side."""
        return {"higher": "↑", "lower": "↓"}.get(self.compared.verdict, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeChanges:
    """The themes of one codeframe, the rising ones first, in the two newest rounds that show any."""

    codeframe: str
    first: Report
    second: Report
    rows: tuple[ThemeChange, ...]


def theme_changes(
    session: Session, rounds: Sequence[Round], reports: Mapping[int, Report]
) -> tuple[ThemeChanges, ...]:  # fmt: skip
    """The change of themes for each codeframe that two rounds with shown themes were coded to."""
    frames = _codeframes(session, rounds)
    by_key: dict[str, list[Report]] = {}
    for round_ in rounds:
        report = reports.get(round_.id)
        if round_.codeframe_id in frames and report is not None and _shows_themes(report):
            by_key.setdefault(frames[round_.codeframe_id].key, []).append(report)
    titles = {frame.key: frame.title for frame in frames.values()}
    found = (change_of(titles[key], same) for key, same in by_key.items())
    return tuple(sorted((one for one in found if one is not None), key=lambda one: one.codeframe))


def change_of(codeframe: str, reports: Sequence[Report]) -> ThemeChanges | None:
    """The two newest of these reports compared theme by theme; None of fewer than two."""
    newest = sorted(reports, key=lambda one: (str(one.closes_on or one.opens_on or ""), one.slug))[-2:]
    if len(newest) < 2:
        return None
    first, second = newest
    compared = with_verdicts("themes of both rounds", dict(_compared(first.themes, second.themes)))
    labels = {row.name: row.label for row in (second.themes.rows if second.themes else ())}
    rows = [
        ThemeChange(
            name=name,
            label=labels[name],
            before=own_marks(share_text(one.first), first.policy),
            now=own_marks(share_text(one.second), second.policy),
            compared=one,
        )
        for name, one in compared.items()
    ]
    return ThemeChanges(codeframe=codeframe, first=first, second=second, rows=tuple(sorted(rows, key=_order)))


def _compared(first: ThemeTable | None, second: ThemeTable | None) -> Iterator[tuple[str, Compared]]:
    if first is None or second is None:
        return
    before = {row.name: row for row in first.rows}
    for row in second.rows:
        if row.name in before:
            yield row.name, compare_shares(theme_share(first, before[row.name]), theme_share(second, row))


def theme_share(table: ThemeTable, row: ThemeRow) -> Share:
    """Those who mention a theme, of all who wrote a comment."""
    if row.respondents is None or table.respondents is None:
        return Share(count=row.respondents, base=table.respondents, share=None, mark="c")
    return make_share(row.respondents, table.respondents)


def _order(change: ThemeChange) -> tuple[int, float, str]:
    ways = list(WAYS)
    return ways.index(change.compared.verdict), -(change.compared.difference or 0.0), change.label


def _shows_themes(report: Report) -> bool:
    return report.themes is not None and any(row.respondents is not None for row in report.themes.rows)


def _codeframes(session: Session, rounds: Sequence[Round]) -> dict[int | None, Codeframe]:
    ids = {round_.codeframe_id for round_ in rounds if round_.codeframe_id is not None}
    if not ids:
        return {}
    return {frame.id: frame for frame in session.scalars(select(Codeframe).where(Codeframe.id.in_(ids)))}
