"""How a round is answered as it goes on: by group, day and way in, what it may come to, and what to do next.

No line stands for a person: groups of fewer than five invited are put together. In an anonymous round a day is the day
on which a batch was opened, so the days say no more than the answers themselves do.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from analysis.response.rates import Rate, simple_rate
from survey_app.application import LONDON
from survey_app.collect.models import AnonymousResponse, Submission, SubmissionRevision
from survey_app.collect.sealing import BATCH_SIZE
from survey_app.results.stored_responses import is_current_revision
from survey_app.rounds.counts import RoundCounts, counts_of
from survey_app.rounds.importing.marks import imported_answers
from survey_app.rounds.invitations import Invited, invitations_of
from survey_app.rounds.models import Round
from survey_app.rounds.services import breakdown_label
from survey_app.rounds.strata import NOT_RECORDED, SMALLEST_GROUP, TOGETHER, keep_values
from survey_app.rounds.ways.links import agency_links

RECENT_DAYS = 7
SMALLER = "Smaller groups together"


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupLine:
    """One group, or the small ones together."""

    name: str
    invited: int
    answered: int
    groups: int = 1  # how many stand together

    @property
    def waiting(self) -> int:
        return self.invited - self.answered

    @property
    def share(self) -> str:
        return f"{round(100 * self.answered / self.invited)}%"


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupTable:
    """The groups of one breakdown."""

    label: str
    lines: tuple[GroupLine, ...]

    @property
    def without_answer(self) -> tuple[str, ...]:
        """The groups of five or more of which nobody has answered."""
        return tuple(line.name for line in self.lines if line.groups == 1 and not line.answered)


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """Between what and what the round may end, and at which pace that is reckoned."""

    low: int
    high: int
    pace: float
    days_left: int
    closes_on: date
    is_recent: bool  # the pace is that of the last seven days, not of the whole time


@dataclass(frozen=True, slots=True, kw_only=True)
class Returns:
    """How many answers are complete (AAPOR's I) and how many partial (P), with the two rates where there is a base.

    RR1 counts the complete alone, RR2 both; everybody in the population is taken to be eligible.
    """

    complete: int
    partial: int
    rr1: Rate
    rr2: Rate


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveResponse:
    """Everything that the page of responses needs."""

    counts: RoundCounts
    tables: tuple[GroupTable, ...]
    days: tuple[tuple[date, int], ...]
    channels: tuple[tuple[str, int], ...]
    returns: Returns | None  # none of an anonymous round
    forecast: Forecast | None
    why_no_forecast: str


def live_response(session: Session, round_: Round, *, today: date) -> LiveResponse:
    """The responses to a round as they are now."""
    counts = counts_of(session, round_, live=True)
    invited = invitations_of(session, round_.id) if round_.access == "token" else []
    names = ["agency", *(name for name in round_.breakdowns if name != "agency")]
    days = _days(session, round_)
    forecast = _forecast(round_, counts, days, today)
    return LiveResponse(
        counts=counts,
        tables=tuple(_table_of(round_, name, invited) for name in names if invited),
        days=tuple(sorted(days.items())),
        channels=_channels(session, round_, counts),
        returns=_returns(session, round_, counts),
        forecast=forecast if isinstance(forecast, Forecast) else None,
        why_no_forecast=forecast if isinstance(forecast, str) else "",
    )


def _table_of(round_: Round, name: str, invited: Iterable[Invited]) -> GroupTable:
    """The groups that the response rates of this round tell apart."""
    fixed = (round_.kept_groups or {}).get(name)
    return group_table(name, invited, smallest=round_.smallest_group, fixed=fixed)


def group_table(
    name: str, invited: Iterable[Invited], *, smallest: int = SMALLEST_GROUP, fixed: Collection[str] | None = None
) -> GroupTable:
    """The groups of one breakdown; those that are not told apart stand together in the last line."""
    sizes, answers = Counter[str](), Counter[str]()
    for item in invited:
        value = (item.agency if name == "agency" else item.strata.get(name, "")) or NOT_RECORDED
        sizes[value] += 1
        answers[value] += item.answered
    kept = keep_values(sizes, smallest, fixed=fixed)
    small = [value for value, to in kept.items() if to == TOGETHER]
    shown = sorted(sizes.keys() - set(small))
    lines = [GroupLine(name=value, invited=sizes[value], answered=answers[value]) for value in shown]
    if small:
        rest = GroupLine(
            name=SMALLER if len(small) > 1 else small[0], invited=sum(sizes[value] for value in small),
            answered=sum(answers[value] for value in small), groups=max(2, len(small)),
        )  # fmt: skip
        lines.append(rest)
    return GroupTable(label=breakdown_label(name), lines=tuple(lines))


def _days(session: Session, round_: Round) -> Counter[date]:
    """How many answers came on each day of London; of an anonymous round, how many were opened."""
    if round_.anonymous:
        return Counter(
            session.scalars(select(AnonymousResponse.received_on).where(AnonymousResponse.round_id == round_.id))
        )
    moments = session.scalars(
        select(SubmissionRevision.received_at)
        .join(Submission, Submission.id == SubmissionRevision.submission_id)
        .where(Submission.round_id == round_.id, SubmissionRevision.number == 1)
    )
    return Counter(moment.astimezone(LONDON).date() for moment in moments)


def _channels(session: Session, round_: Round, counts: RoundCounts) -> tuple[tuple[str, int], ...]:
    """By which way the answers came, as far as that is noted anywhere."""
    imported = sum(one.answers for one in imported_answers(session, round_))
    by_agency = sum(one.link.answers for one in agency_links(session, round_))
    rest = max(0, (counts.answers or 0) - imported - by_agency)
    own = {
        "named": "Signed in",
        "token": "Personal link, by e-mail or on paper",
        "open": "Short link, QR code or address",
    }
    found = [(own[round_.access], rest), ("Links of agencies", by_agency), ("Imported or typed from paper", imported)]
    return tuple((label, count) for label, count in found if count)


def _returns(session: Session, round_: Round, counts: RoundCounts) -> Returns | None:
    """Complete and partial answers. In an anonymous round nothing marks them: a live count of blanks beside a release
    that hides few of them would undo it."""
    if round_.anonymous:
        return None
    of_round = select(func.count()).select_from(Submission).join(SubmissionRevision, is_current_revision())
    partial = session.scalar(of_round.where(Submission.round_id == round_.id, SubmissionRevision.partial)) or 0
    complete = max(0, (counts.answers or 0) - partial)
    at_least = not counts.population_known
    return Returns(
        complete=complete, partial=partial, rr1=simple_rate(complete, counts.population, at_least=at_least),
        rr2=simple_rate(complete + partial, counts.population, at_least=at_least),
    )  # fmt: skip


def _forecast(round_: Round, counts: RoundCounts, days: Counter[date], today: date) -> Forecast | str:
    """What the round may come to at its close; in a sentence why not, where nothing can be said."""
    if round_.state != "open":
        return "The round is not open."
    if round_.closes_on is None:
        return "The round has no last day."
    answers, began = counts.answers or 0, round_.opens_on or today
    days_open, days_left = max(1, (today - began).days + 1), max(0, (round_.closes_on - today).days)
    if not answers:
        return "There are no answers yet to reckon from."
    overall = answers / days_open
    recent = sum(count for day, count in days.items() if day > today - timedelta(days=RECENT_DAYS))
    use_recent = not round_.anonymous and days_open > RECENT_DAYS and recent / RECENT_DAYS < overall
    pace = recent / RECENT_DAYS if use_recent else overall
    high = answers + round(pace * days_left)
    most = counts.population if counts.population_known else None
    return Forecast(
        low=answers, high=max(answers, min(high, most) if most else high), pace=pace, days_left=days_left,
        closes_on=round_.closes_on, is_recent=use_recent,
    )  # fmt: skip


def too_few_to_open(round_: Round, counts: RoundCounts) -> bool:
    """Whether an anonymous round that closed now would delete its answers unread."""
    return round_.anonymous and round_.state == "open" and 0 < (counts.answers or 0) < BATCH_SIZE
