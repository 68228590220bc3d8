"""What a brief might say: drawn from decisions, scrutiny, the chain and the indicators since the brief before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from analysis.improvement import ChainFigures
from survey_app.collect.display import LOCAL_TIME
from survey_app.improvement.lists.figures import chain_figures
from survey_app.improvement.models import Recommendation
from survey_app.programme.executive.briefs import ONE_PAGE, Section, a_month_before
from survey_app.programme.executive.carrying_out import carrying_figures, late_decisions
from survey_app.programme.executive.deciding import decisions_of, replacements
from survey_app.programme.executive.models import DECISIONS, Brief
from survey_app.programme.executive.waiting import days_in_words, waiting_for
from survey_app.programme.scrutiny import register

MOST_LINES = 5
LINE = 180


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A brief to begin from: what it reports since when, and its sections."""

    since: date
    sections: tuple[Section, ...]


def draft_brief(session: Session, partnership_id: int, kind: str, today: date) -> Draft:
    """Draft a brief of a kind; elected members get figures, and nothing of what single matters say."""
    before = last_brief(session, partnership_id, kind)
    since = before.dated if before is not None else a_month_before(today)
    figures = chain_figures(session, partnership_id, today)
    if kind == "members":
        sections = [_impact(figures), _closed(session, partnership_id, since)]
    else:
        sections = [
            _decided(session, partnership_id, _reported_until(before, since)),
            _carried_out(session, partnership_id, today), _raised(session, partnership_id, today), _impact(figures),
            _needed(session, partnership_id, today),
        ]  # fmt: skip
    return Draft(since=since, sections=tuple(_fitting([one for one in sections if one.text])))


def last_brief(session: Session, partnership_id: int, kind: str) -> Brief | None:
    """The newest brief of a kind that was sent."""
    of = select(Brief).where(Brief.partnership_id == partnership_id, Brief.kind == kind, Brief.state == "sent")
    return session.scalar(of.order_by(Brief.sent_at.desc(), Brief.number.desc()).limit(1))


def _reported_until(before: Brief | None, since: date) -> datetime:
    """The moment up to which the brief before says everything."""
    if before is not None and before.sent_at is not None:
        return before.sent_at
    return datetime.combine(since, time.min, LOCAL_TIME)


def _decided(session: Session, partnership_id: int, after: datetime) -> Section:
    """What was recorded since the brief before, whenever its meeting was, and was not replaced since."""
    replaced = replacements(session, partnership_id)
    lines = [
        f"{one.reference}, {one.decided_on:%-d %B}: {DECISIONS[one.kind].lower()}. {one.text}"
        for one in decisions_of(session, partnership_id)
        if one.recorded_at >= after and one.id not in replaced
    ]
    return Section(heading="What the Executive decided", text=_listed(lines, "decision", "decisions"))


def _carried_out(session: Session, partnership_id: int, today: date) -> Section:
    """How many decisions are carried out, and which are late with whom; what they say is in the log."""
    figures = carrying_figures(session, partnership_id, today)
    late = [
        f"{one.reference} ({one.agency.name + ', ' if one.agency else ''}{days_in_words(standing.days_late)})"
        for one, standing in late_decisions(session, partnership_id, today)
    ]
    text = f"{figures.n_carried_out} of {figures.n_asked} decisions that name an agency or a day are carried out."
    if late:
        more = f" and {len(late) - MOST_LINES} more" if len(late) > MOST_LINES else ""
        text += f" {len(late)} {'is' if len(late) == 1 else 'are'} late: {', '.join(late[:MOST_LINES])}{more}."
    return Section(heading="What came of its decisions", text=text if figures.n_asked else "")


def _raised(session: Session, partnership_id: int, today: date) -> Section:
    lines = [
        f"{one.entry.reference}: {one.entry.text}"
        + (
            f" The answer is {days_in_words(one.days_late)} late."
            if one.is_late
            else f" Answer due {one.answer_by:%-d %B}."
        )
        for one in register.unanswered(session, partnership_id, today)
    ]
    heading = "What the independent scrutineer raised and is not answered"
    return Section(heading=heading, text=_listed(lines, "entry", "entries"))


def _impact(figures: ChainFigures) -> Section:
    closed, actions = figures.recommendations.closed_with_impact, figures.actions
    if not figures.recommendations.n_recommendations:
        return Section(heading="What came of recommendations", text="")
    text = f"{closed.count} of {closed.base} recommendations are closed: practice changed, or children are better off."
    text += f" {actions.n_overdue} of {actions.n_open} open actions are overdue."
    if figures.cover.without_action:
        count = len(figures.cover.without_action)
        text += f" {count} {'recommendation has' if count == 1 else 'recommendations have'} no action yet."
    return Section(heading="What came of recommendations", text=text)


def _closed(session: Session, partnership_id: int, since: date) -> Section:
    """How many recommendations were closed since; their words are the partnership's own, and nobody cleared them."""
    count = session.scalar(
        select(func.count()).select_from(Recommendation).where(
            Recommendation.partnership_id == partnership_id, Recommendation.state == "closed",
            Recommendation.closed_on >= since,
        )
    )  # fmt: skip
    closed = "1 recommendation was" if count == 1 else f"{count} recommendations were"
    text = f"{closed} closed since {since:%-d %B %Y}, as practice changed or children are better off."
    return Section(heading="What has changed for children", text=text if count else "")


def _needed(session: Session, partnership_id: int, today: date) -> Section:
    lines = [one.title for one in waiting_for(session, partnership_id, today)]
    return Section(heading="What needs a decision", text=_listed(lines, "matter", "matters"))


def _listed(lines: list[str], one: str, many: str) -> str:
    shown = [f"• {line if len(line) <= LINE else line[: LINE - 1].rstrip() + '…'}" for line in lines[:MOST_LINES]]
    left = len(lines) - len(shown)
    return "\n".join([*shown, *([f"and {left} more {one if left == 1 else many}"] if left else [])])


def _fitting(sections: list[Section]) -> Iterator[Section]:
    """The sections as far as they fit on one page; the last that does is cut at a line."""
    room = ONE_PAGE
    for one in sections:
        room -= len(one.heading)
        lines: list[str] = []
        for line in one.text.splitlines():
            if room - len(line) - 1 < 0:
                break
            lines.append(line)
            room -= len(line) + 1
        if not lines:
            return
        yield Section(heading=one.heading, text="\n".join(lines))
