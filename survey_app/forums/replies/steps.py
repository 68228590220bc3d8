"""The last three steps of a cycle: the report to the Strategic Group, its replies, and "you said, we did"."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from survey_app.collect.display import LOCAL_TIME
from survey_app.forums.hub.steps import Stand, Step
from survey_app.forums.models import HubCycle
from survey_app.forums.replies.editions import editions_of
from survey_app.forums.replies.publishing import page_of
from survey_app.forums.replies.standing import ThemeStanding, standings_of
from survey_app.forums.replies.themes import themes_of

REPORT = "hub_replies.report_page"
REPLY_DAYS = 42  # within which the Strategic Group is asked to reply


def report_step(session: Session, cycle: HubCycle, at: datetime) -> Step:
    """Themes are made and the report is sent."""
    title, sent = "Report to the Strategic Group", editions_of(session, cycle)
    themes = len(themes_of(session, cycle.id))
    if sent:
        newest = sent[0]
        themes = len(newest.content["themes"])
        says = f"Edition {newest.number} was made on {_day(newest.made_at):%-d %B %Y}, with {_themes(themes)}."
        return Step(title=title, stand=Stand.DONE, says=says, act="See the report", endpoint=REPORT)
    if not themes:
        says = "No theme is made yet."
        stand = Stand.NOW if any(forum.ends_at <= at for forum in cycle.forums) else Stand.AHEAD
        act = "Make themes and sort what was heard"
        return Step(title=title, stand=stand, says=says, act=act, endpoint="hub_replies.themes_page")
    says = f"{_themes(themes)} so far; the report has not been sent."
    return Step(title=title, stand=Stand.NOW, says=says, act="Write and send the report", endpoint=REPORT)


def reply_step(session: Session, cycle: HubCycle, at: datetime) -> Step:
    """The Strategic Group replies to each theme."""
    title, today = "Reply of the Strategic Group", _day(at)
    asked = [one for one in standings_of(session, cycle, today) if one.asked_on is not None or one.reply is not None]
    if not asked:
        return Step(title=title, stand=Stand.AHEAD, says="It has not been asked yet.")
    open_ = [one for one in asked if one.reply is None]
    overdue = sum(one.days_overdue > 0 for one in asked)
    says = f"{len(asked) - len(open_)} of {_themes(len(asked))} answered{_longest(open_)}."
    waiting = sum(one.pending is not None and one.pending.state == "waiting" for one in asked)
    if waiting:
        says += f" {'One wording waits' if waiting == 1 else f'{waiting} wordings wait'} for a second person."
    if overdue:
        says += f" {'One action is' if overdue == 1 else f'{overdue} actions are'} overdue."
    if not open_ and not overdue and not waiting:
        return Step(title=title, stand=Stand.DONE, says=says, act="See the replies", endpoint="hub_replies.replies")
    return Step(
        title=title, stand=Stand.NOW, says=says, endpoint="hub_replies.replies",
        act=_act(len(open_), waiting), by=_by(open_),
    )  # fmt: skip


def said_step(session: Session, cycle: HubCycle, at: datetime) -> Step:
    """Practitioners read what came of it."""
    title, endpoint = "“You said, we did”", "hub_replies.you_said"
    page = page_of(session, cycle)
    if page is not None and page.published_at is not None:
        says = f"Published on {_day(page.published_at):%-d %B %Y}."
        return Step(title=title, stand=Stand.DONE, says=says, act="See the page", endpoint=endpoint)
    answered = sum(one.reply is not None for one in standings_of(session, cycle, _day(at)))
    if not answered:
        return Step(title=title, stand=Stand.AHEAD, says="No reply is approved yet.")
    return Step(
        title=title, stand=Stand.NOW, says=f"{_themes(answered)} can be published.", act="Publish the page",
        endpoint=endpoint,
    )  # fmt: skip


def _act(open_: int, waiting: int) -> str:
    """What is to be done next: approve what was entered, enter what is open, or look after what is late."""
    if waiting >= max(open_, 1):
        return "Approve what was entered"
    return "Enter the replies" if open_ else "See how the actions go"


def _longest(open_: list[ThemeStanding]) -> str:
    days = max((one.days_waiting for one in open_ if one.days_waiting is not None), default=0)
    return f"; the longest has waited {days} {'day' if days == 1 else 'days'}" if days else ""


def _by(open_: list[ThemeStanding]) -> date | None:
    asked = [one.asked_on for one in open_ if one.asked_on is not None]
    return min(asked) + timedelta(days=REPLY_DAYS) if asked else None


def _themes(count: int) -> str:
    return "one theme" if count == 1 else f"{count} themes"


def _day(moment: datetime) -> date:
    return moment.astimezone(LOCAL_TIME).date()
