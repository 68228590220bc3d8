""" "You said, we did" of a cycle: what its public page says, and since when it is there.

Only approved wordings stand on it. Of themes without a reply it says the title that the Strategic Group was sent, and
for how long they have waited.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.collect.display import LOCAL_TIME
from survey_app.forums.models import HubCycle, YouSaidPage
from survey_app.forums.replies.editions import editions_of
from survey_app.forums.replies.figures import Figure, attendance
from survey_app.forums.replies.models import ThemeReply
from survey_app.forums.replies.noticed import Noticed, noticed_in
from survey_app.forums.replies.refusals import RepliesRefused
from survey_app.forums.replies.standing import ThemeStanding, standings_of
from survey_app.forums.replies.themes import lock


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidAndDone:
    """One theme on the public page. Who owns an action is a role and an agency, never a name."""

    theme_id: int
    title: str
    you_said: str
    decision: str
    because: str
    message: str
    action: str
    owner: str
    due_on: date | None
    done_on: date | None
    decided_by: str
    decided_on: date
    is_late: bool = False  # due, and not done
    is_looked_at: bool = False  # done, and whether it helped is not known yet
    is_given_up: bool = False  # what was planned is not being done
    progress: str = ""  # "1 of 2 actions are done"

    @property
    def heading(self) -> str:
        """How the answer begins: the four that there are weigh the same."""
        if self.decision == "not_accepted":
            return "We could not"
        if self.is_given_up:
            return "We said we would"
        return "We did" if self.done_on else "We will"


@dataclass(frozen=True, slots=True, kw_only=True)
class StillOpen:
    """A theme that the Strategic Group was asked about and has not answered."""

    title: str
    asked_on: date
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class YouSaid:
    """The public page of a cycle as it is read at a moment."""

    answered: tuple[SaidAndDone, ...]
    waiting: tuple[StillOpen, ...]
    figures: tuple[Figure, ...]
    noticed: Noticed | None
    updated_on: date | None  # the last day on which anything of it changed


def page_of(session: Session, cycle: HubCycle) -> YouSaidPage | None:
    """Whether and since when the page is there."""
    return session.scalar(select(YouSaidPage).where(YouSaidPage.cycle_id == cycle.id))


def is_published(session: Session, cycle: HubCycle) -> bool:
    """Whether practitioners can read the page."""
    page = page_of(session, cycle)
    return page is not None and page.published_at is not None


def will_be_asked(page: YouSaidPage | None) -> bool:
    """Whether whoever is told now is asked later, by itself, whether they noticed a difference."""
    return page is not None and page.ask_on is not None and page.asked_on is None and not page.not_asked_because


def you_said(session: Session, cycle: HubCycle, at: datetime) -> YouSaid:
    """What the page says, whether it is there already or not."""
    today = at.astimezone(LOCAL_TIME).date()
    standings = standings_of(session, cycle, today)
    replied = [(one, one.reply) for one in standings if one.reply is not None]
    held = [figure for figure in attendance(session, cycle, at) if figure.label != "By forum"]
    return YouSaid(
        answered=tuple(_said(one, reply) for one, reply in replied),
        waiting=_waiting(session, cycle, standings),
        figures=tuple(held),
        noticed=noticed_in(session, cycle),
        updated_on=max((_changed(reply, one) for one, reply in replied), default=None),
    )


def _said(one: ThemeStanding, reply: ThemeReply) -> SaidAndDone:
    chain = one.chain
    return SaidAndDone(
        theme_id=reply.theme_id, title=reply.title, you_said=reply.you_said, decision=reply.decision,
        because=reply.because, message=reply.message, action=reply.action, owner=reply.owned_by, due_on=one.due_on,
        done_on=one.done_on, decided_by=reply.decided_by, decided_on=reply.decided_on, is_late=one.days_overdue > 0,
        is_looked_at=chain is not None and one.is_done and not chain.helped,
        is_given_up=chain is not None and chain.is_given_up,
        progress=chain.progress if chain is not None and not one.is_done else "",
    )  # fmt: skip


def _waiting(session: Session, cycle: HubCycle, standings: list[ThemeStanding]) -> tuple[StillOpen, ...]:
    """Themes of the newest edition that nobody has answered, in the words that were sent."""
    newest = next(iter(editions_of(session, cycle)), None)
    titles = {theme["id"]: theme["title"] for theme in newest.content["themes"]} if newest is not None else {}
    return tuple(
        StillOpen(title=titles[one.theme.id], asked_on=one.asked_on, days=one.days_waiting)
        for one in standings
        if one.theme.id in titles and one.asked_on is not None and one.days_waiting is not None
    )


def _changed(reply: ThemeReply, standing: ThemeStanding) -> date:
    """The last day on which what the page says of a theme changed, as far as somebody did something."""
    moments = [reply.checked_at or reply.written_at, *([standing.progress.noted_at] if standing.progress else [])]
    days = [max(moments).astimezone(LOCAL_TIME).date()]
    if standing.chain is not None:
        ended = [action.closed_on for action in standing.chain.actions]
        days += [standing.chain.recommendation.made_at.astimezone(LOCAL_TIME).date(), *filter(None, ended)]
    return max(days)


def publish(session: Session, cycle: HubCycle, *, by: int, at: datetime) -> bool:
    """Put the page up; False where it is up already.

    Raises
    ------
    RepliesRefused
        Not one reply is approved.
    """
    lock(session, cycle)
    if not any(one.reply is not None for one in standings_of(session, cycle, at.date())):
        raise RepliesRefused("No reply is approved yet, so there is nothing to publish. Have one approved first.")
    page = page_of(session, cycle)
    if page is None:
        page = YouSaidPage(cycle_id=cycle.id)
        session.add(page)
    if page.published_at is not None:
        return False
    page.published_at, page.published_by_id = at, by
    session.flush()
    return True


def unpublish(session: Session, cycle: HubCycle) -> None:
    """Take the page down; its address says that replies will be there."""
    lock(session, cycle)
    page = page_of(session, cycle)
    if page is None or page.published_at is None:
        raise RepliesRefused("The page is not published, so there is nothing to take down.")
    page.published_at = page.published_by_id = None
    session.flush()
