"""What the surveys of a cycle said, as far as it has been released: counts of coded comments, and cleared quotes.

Nothing is read but the newest release of each round, which passed the disclosure gate, and what two people cleared at
the clearing desk. No raw comment is here, and no theme of fewer people than a group must have.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from analysis.disclosure import DisclosureRefused, report_from_json
from analysis.report import Report, ThemeRow
from survey_app.forums.hub.heard import Heard
from survey_app.forums.models import HubCycle, HubTheme
from survey_app.forums.replies.models import HubSorting
from survey_app.results.models import AGREED, Coding
from survey_app.results.releases import newest_snapshot, released_report
from survey_app.results.services import is_blind
from survey_app.results.themes.groups import smallest_group
from survey_app.results.voices.models import Quote
from survey_app.rounds.models import Round

TONES = (("strength", "strengths"), ("concern", "concerns"))


def rounds_of(cycle: HubCycle) -> list[Round]:
    """The rounds of a cycle that have been opened, and whose answers its own partnership may read."""
    linked = (
        cycle.survey_round,
        cycle.evaluation_round,
        cycle.follow_up_round,
        cycle.voices_round,
        cycle.noticed_round,
    )
    return [
        round_
        for round_ in linked
        if round_ is not None and round_.partnership_id == cycle.partnership_id and round_.state != "draft"
        and not is_blind(round_)
    ]  # fmt: skip


def renew_releases(session: Session, cycle: HubCycle, at: datetime) -> None:
    """Let what has been answered and coded since into the newest release of each round, as far as the gate allows."""
    for round_ in rounds_of(cycle):
        try:
            released_report(session, round_, at=at)
        except DisclosureRefused:
            continue


def newest_release(session: Session, round_: Round) -> Report | None:
    """The newest release of a round as it was kept; None where there is none yet."""
    snapshot = newest_snapshot(session, round_.id)
    return report_from_json(json.dumps(snapshot.report)) if snapshot is not None else None


class SurveySource:
    """The rounds of a cycle as a source of what was heard."""

    name = "surveys"
    title = "Surveys"

    def read(self, session: Session, cycle: HubCycle) -> list[Heard]:
        """Counts and cleared quotes under each theme that is shown with enough people."""
        sorted_under = _sorted_under(session, cycle)
        return [
            Heard(
                key=piece.key, text=piece.text, tone=piece.tone, quote=piece.quote, where=piece.where,
                theme_id=sorted_under.get(piece.key),
            )
            for round_ in rounds_of(cycle)
            for piece in _pieces(session, round_)
        ]  # fmt: skip

    def sort(self, session: Session, cycle: HubCycle, keys: Sequence[str], theme: HubTheme | None) -> None:
        """Put pieces under a theme of the cycle, or under none."""
        known = {piece.key for piece in self.read(session, cycle)}
        chosen = [key for key in dict.fromkeys(keys) if key in known]
        mine = (HubSorting.cycle_id == cycle.id, HubSorting.piece.in_(chosen))
        session.execute(delete(HubSorting).where(*mine))
        if theme is not None:
            session.add_all(HubSorting(cycle_id=cycle.id, theme_id=theme.id, piece=key) for key in chosen)
        session.flush()


def _sorted_under(session: Session, cycle: HubCycle) -> dict[str, int]:
    rows = session.execute(select(HubSorting.piece, HubSorting.theme_id).where(HubSorting.cycle_id == cycle.id))
    return {row[0]: row[1] for row in rows}


def _pieces(session: Session, round_: Round) -> Iterator[Heard]:
    report = newest_release(session, round_)
    if report is None or report.themes is None:
        return
    shown = [row for row in report.themes.rows if _is_shown(row, smallest_group(round_))]
    for row in shown:
        yield from _counts(round_, row, smallest_group(round_))
    yield from _quotes(session, round_, {row.name for row in shown})


def _is_shown(row: ThemeRow, smallest: int) -> bool:
    """Whether the gate shows how many people spoke of it, and they are as many as a group must have."""
    return row.respondents is not None and row.respondents >= smallest


def _counts(round_: Round, row: ThemeRow, smallest: int) -> Iterator[Heard]:
    """One piece for each tone that the release counts often enough; one without a tone where it counts neither so."""
    found = [(tone, getattr(row, column)) for tone, column in TONES]
    told = [(tone, count) for tone, count in found if count is not None and count >= smallest]
    people = f"{row.respondents:,} people wrote about it"
    for tone, count in told:
        words = f"{row.label}: {count:,} comments as a {tone}; {people}"
        yield Heard(key=f"{round_.id}:{tone}:{row.name}", text=words, tone=tone, where=round_.title)
    if not told:
        yield Heard(key=f"{round_.id}:any:{row.name}", text=f"{row.label}: {people}", where=round_.title)


def _quotes(session: Session, round_: Round, shown: set[str]) -> Iterator[Heard]:
    """Cleared wordings of comments that are coded to a theme that is shown."""
    quotes = session.scalars(
        select(Quote).where(Quote.round_id == round_.id, Quote.state == "cleared").order_by(Quote.key)
    ).all()
    for quote in quotes:
        wording = quote.cleared
        stances = {theme: stance for theme, stance in _codings(session, quote) if theme in shown}
        if wording is not None and stances:
            tones = {stance for stance in stances.values() if stance in ("strength", "concern")}
            yield Heard(
                key=f"{round_.id}:quote:{quote.key}", text=wording.text, quote=wording.text,
                tone=tones.pop() if len(tones) == 1 else "", where=wording.attribution or round_.title,
            )  # fmt: skip


def _codings(session: Session, quote: Quote) -> list[tuple[str, str]]:
    rows = session.execute(
        select(Coding.theme, Coding.stance).where(
            Coding.round_id == quote.round_id, Coding.layer == AGREED, Coding.response_key == quote.response_key,
            Coding.question == quote.question, Coding.entry == quote.entry,
        )
    )  # fmt: skip
    return [(theme, stance) for theme, stance in rows]
