"""How far the rounds of a cycle are: feedback, survey, views of children and families, follow-up."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey_app.collect.display import LOCAL_TIME
from survey_app.collect.models import AnonymousResponse, Submission
from survey_app.forums.hub.rounds.kinds import (
    EVALUATION,
    FOLLOW_UP,
    NOTICED,
    SURVEY,
    VOICES,
    RoundKind,
    begins_on,
    forums_held_on,
    worded,
)
from survey_app.forums.hub.saying import day_words, people
from survey_app.forums.hub.steps import Stand, Step
from survey_app.forums.models import HubCycle, YouSaidPage
from survey_app.forums.replies.noticed import noticed_in
from survey_app.forums.replies.told import first_told
from survey_app.rounds.counts import counts_of
from survey_app.rounds.models import Round
from survey_app.rounds.services import count_invitations

PAGE, SAID = "forums.cycle_round", "hub_replies.you_said"
ASK = "Ask whether it was noticed"
LATEST_SURVEY, LATEST_FOLLOW_UP = timedelta(days=14), timedelta(days=31)  # after the day from which it makes sense


def evaluation_step(session: Session, cycle: HubCycle, at: datetime) -> Step:
    """Feedback of those who came to a forum."""
    days = forums_held_on(cycle)
    said = "It is asked as each forum ends, and by e-mail afterwards."
    by = days[0] if days else None
    return _step(session, cycle, EVALUATION, at, act="Begin the evaluation", said=said, by=by)


def survey_step(session: Session, cycle: HubCycle, at: datetime) -> Step:
    """The survey of those who did not come."""
    days = forums_held_on(cycle)
    if days and _today(at) <= days[-1] and cycle.survey_round is None:
        said = f"It can begin after the last forum, on {day_words(days[-1])}."
        return _ahead(SURVEY, said)
    said = "Whoever could not come answers the questions of the tables."
    said = said if days else "Practitioners answer the questions that tables would talk about."
    by = begins_on(SURVEY, cycle) + LATEST_SURVEY if days else None
    return _step(session, cycle, worded(SURVEY, cycle), at, act="Begin the survey", said=said, by=by)


def voices_step(session: Session, cycle: HubCycle, at: datetime) -> Step:
    """The survey of children and families."""
    said = "Children, parents and carers are asked in easy words, one question a page."
    return _step(session, cycle, VOICES, at, act="Begin the survey of children and families", said=said)


def follow_up_step(session: Session, cycle: HubCycle, at: datetime) -> Step:
    """The follow-up three months after the last forum."""
    starts = begins_on(FOLLOW_UP, cycle)
    if cycle.follow_up_round is None and (not forums_held_on(cycle) or _today(at) < starts):
        when = f"It can begin on {day_words(starts)}." if forums_held_on(cycle) else "It follows the last forum."
        return _ahead(FOLLOW_UP, f"Three months on, those who agreed are asked what changed. {when}")
    said = "Those who agreed to be asked again say what has changed."
    by = starts + LATEST_FOLLOW_UP
    return _step(session, cycle, FOLLOW_UP, at, act="Begin the follow-up", said=said, by=by)


def noticed_step(session: Session, cycle: HubCycle, at: datetime) -> Step:
    """Whether what was done is noticed: asked by itself on a day that is set, or by whoever begins it."""
    page, starts = cycle.said_page, begins_on(NOTICED, cycle)
    if cycle.noticed_round is not None:
        return _asked(session, cycle, at, starts)
    if page is not None and page.not_asked_because:
        step = Step(title=NOTICED.title, stand=Stand.DONE, says=f"Nobody is asked: {page.not_asked_because}")
        return replace(step, act="Set a day all the same", endpoint=SAID)
    if page is not None and page.ask_on is not None and page.asked_on is None:
        return _set_for(session, cycle, page, at)
    is_told = first_told(session, cycle) is not None
    if not is_told or _today(at) < starts:
        when = f"It can begin on {day_words(starts)}." if is_told else "It follows the message to practitioners."
        return _ahead(NOTICED, f"Three months on, those who were told and agreed say whether they noticed. {when}")
    said = "Those who were told what leaders decided say whether they noticed."
    return _step(session, cycle, NOTICED, at, act=ASK, said=said, by=starts + LATEST_FOLLOW_UP)


def _asked(session: Session, cycle: HubCycle, at: datetime, starts: date) -> Step:
    """How the round stands, and once it is closed what came of it."""
    step = _step(session, cycle, NOTICED, at, act=ASK, said="", by=starts + LATEST_FOLLOW_UP)
    found = noticed_in(session, cycle)
    return replace(step, says=f"{step.says} {found.sentence}") if found is not None else step


def _set_for(session: Session, cycle: HubCycle, page: YouSaidPage, at: datetime) -> Step:
    """They are asked by themselves on a day; once it has passed, what that waits for."""
    assert page.ask_on is not None
    day = day_words(page.ask_on)
    if _today(at) <= page.ask_on:
        return _ahead(NOTICED, f"People will be asked on {day} whether they noticed, by one e-mail each.")
    if page.published_at is None:
        why = "The page is not published, so nobody is asked until it is."
    elif first_told(session, cycle) is None:
        why = "No message to practitioners has gone out yet, so there is nobody to ask."
    else:
        why = "It has not happened yet: look on the page whether somebody is due, or begin it yourself."
    step = Step(title=NOTICED.title, stand=Stand.NOW, says=f"People were to be asked on {day}. {why}")
    return replace(step, act="Look at when people are asked", endpoint=SAID)


def _today(at: datetime) -> date:
    return at.astimezone(LOCAL_TIME).date()


def _ahead(kind: RoundKind, said: str) -> Step:
    return Step(title=kind.title, stand=Stand.AHEAD, says=said)


def _step(
    session: Session, cycle: HubCycle, kind: RoundKind, at: datetime, *, act: str, said: str, by: date | None = None
) -> Step:
    round_, page = kind.round_of(cycle), (("which", kind.key),)
    if round_ is None:
        return Step(
            title=kind.title, stand=Stand.AHEAD, says=said, act=act, endpoint=PAGE, values=page, by=by
        )  # fmt: skip
    step = Step(title=kind.title, stand=Stand.NOW, says="", endpoint=PAGE, values=page)
    if round_.state == "draft":
        asked = count_invitations(session, round_.id).invited
        invited = f" {people(asked)} will be asked." if asked else ""
        return replace(step, says=f"It is planned, and not open yet.{invited}", act="Go on with it and open it", by=by)
    if round_.state == "open":
        ends = f"Open until {day_words(round_.closes_on)}." if round_.closes_on else "Open, without a last day."
        return replace(step, says=ends, live=counted_now(session, round_))
    closed = f"Closed on {day_words(round_.closes_on)}." if round_.closes_on else "Closed."
    return replace(
        step, stand=Stand.DONE, says=f"{closed} {_released(session, round_)}", live=counted_now(session, round_)
    )  # fmt: skip


def _released(session: Session, round_: Round) -> str:
    """What the newest release says of how many answered; nothing else may be told to everybody."""
    counts = counts_of(session, round_, live=False)
    if counts.answers is None:
        return "No results are released yet."
    of = f" of {counts.population:,}" if counts.population is not None and counts.population_known else ""
    return f"The released results rest on {counts.answers:,}{of} {'answer' if counts.answers == 1 else 'answers'}."


def counted_now(session: Session, round_: Round) -> str:
    """How many answers there are now; of an anonymous round only those whose batch was opened."""
    if round_.anonymous:
        opened = _count(session, AnonymousResponse, round_)
        if not opened:
            return "No answers are opened yet: they are opened in batches of at least five."
        return f"{opened:,} {'answer is' if opened == 1 else 'answers are'} opened so far."
    count = _count(session, Submission, round_)
    return f"{count:,} {'answer has' if count == 1 else 'answers have'} come in." if count else "No answers yet."


def _count(session: Session, model: type[AnonymousResponse] | type[Submission], round_: Round) -> int:
    return session.scalar(select(func.count()).select_from(model).where(model.round_id == round_.id)) or 0
