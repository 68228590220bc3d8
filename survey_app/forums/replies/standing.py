"""Where each theme of a cycle stands: asked since when, answered or not, and whether its action is done."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from survey_app.collect.display import LOCAL_TIME
from survey_app.forums.models import HubCycle, HubTheme
from survey_app.forums.replies.answering import progress_of, replies_of
from survey_app.forums.replies.editions import editions_of
from survey_app.forums.replies.in_chain import ChainStanding, chain_standing
from survey_app.forums.replies.models import ActionProgress, ThemeReply
from survey_app.forums.replies.themes import themes_of


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeStanding:
    """One theme with its reply as far as it has come.

    ``asked_on`` is the day of the first edition that holds the theme. ``reply`` is the approved wording, ``pending``
    one that waits, was sent back or was taken down after it. ``chain`` says how the actions go once the reply is in
    the improvement chain, and then ``progress`` counts no more.
    """

    theme: HubTheme
    asked_on: date | None
    days_waiting: int | None  # while there is no approved reply
    reply: ThemeReply | None
    pending: ThemeReply | None
    progress: ActionProgress | None
    chain: ChainStanding | None = None
    days_overdue: int = 0

    @property
    def done_on(self) -> date | None:
        """The day on which the action was done, as the chain says or somebody noted."""
        if self.chain is not None:
            return self.chain.done_on
        return self.progress.on_day if self.progress is not None and self.progress.state == "done" else None

    @property
    def is_done(self) -> bool:
        """Whether what was to be done is done."""
        return self.done_on is not None

    @property
    def due_on(self) -> date | None:
        """By when it is due."""
        if self.chain is not None:
            return self.chain.due_on
        return self.reply.due_on if self.reply is not None else None


def standings_of(session: Session, cycle: HubCycle, today: date) -> list[ThemeStanding]:
    """Every theme of a cycle in its order."""
    asked = _asked_on(session, cycle)
    return [_standing(session, theme, asked.get(theme.id), today) for theme in themes_of(session, cycle.id)]


def neediest_first(standings: list[ThemeStanding]) -> list[ThemeStanding]:
    """What waits for a second person, then what waits for a reply, then overdue actions; the longest of each first."""

    def need(one: ThemeStanding) -> tuple[int, int]:
        if one.pending is not None and one.pending.state == "waiting":
            return (0, 0)
        if one.days_waiting is not None:
            return (1, -one.days_waiting)
        return (2, -one.days_overdue) if one.days_overdue else (3, 0)

    return sorted(standings, key=need)


def standing_of_theme(session: Session, theme: HubTheme, today: date) -> ThemeStanding:
    """One theme."""
    return _standing(session, theme, _asked_on(session, theme.cycle).get(theme.id), today)


def _standing(session: Session, theme: HubTheme, asked_on: date | None, today: date) -> ThemeStanding:
    written = replies_of(session, theme)
    reply = next((one for one in written if one.state == "approved"), None)
    newest = written[0] if written else None
    noted = progress_of(session, reply) if reply is not None else []
    acts = reply is not None and reply.decision != "not_accepted"
    standing = ThemeStanding(
        theme=theme, asked_on=asked_on, reply=reply, pending=newest if newest is not reply else None,
        progress=noted[0] if noted else None,
        chain=chain_standing(session, theme.cycle.partnership_id, written, today) if acts else None,
        days_waiting=(today - asked_on).days if asked_on is not None and reply is None else None,
    )  # fmt: skip
    return replace(standing, days_overdue=_overdue(standing, today))


def _overdue(standing: ThemeStanding, today: date) -> int:
    if standing.chain is not None:
        return standing.chain.days_overdue
    due = standing.due_on
    return (today - due).days if due is not None and not standing.is_done and due < today else 0


def _asked_on(session: Session, cycle: HubCycle) -> dict[int, date]:
    """The day on which each theme was first put to the Strategic Group."""
    found: dict[int, date] = {}
    for edition in reversed(editions_of(session, cycle)):
        for theme in edition.content["themes"]:
            found.setdefault(theme["id"], _day(edition.made_at))
    return found


def _day(moment: datetime) -> date:
    return moment.astimezone(LOCAL_TIME).date()
