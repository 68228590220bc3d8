"""The rounds of a cycle: what each asks, whom, and what is sensible for it unless somebody decides otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy.orm import object_session

from survey_app.collect.display import LOCAL_TIME
from survey_app.forums.models import Forum, HubCycle
from survey_app.forums.replies.told import first_told
from survey_app.retention import add_months
from survey_app.rounds.models import Round
from survey_app.rounds.services import Access

MONTHS_LATER = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundKind:
    """One of the rounds of a cycle.

    Attributes
    ----------
    key : str
        What its address is called.
    column : str
        Which of a cycle's rounds it is.
    form_id : str
        The instrument of the library that it asks.
    asked : str
        Who is asked, in words that follow "Everybody".
    days_open : int
        How long after the day on which it can begin it is open, unless somebody says otherwise.
    access : tuple of str
        The ways in that suit it; the first is chosen already.
    anonymous : bool
        Whether its answers are anonymous unless somebody says otherwise.
    """

    key: str
    column: str
    form_id: str
    title: str
    round_title: str
    asked: str
    introduction: str
    days_open: int
    access: tuple[Access, ...]
    anonymous: bool = True
    breakdowns: tuple[str, ...] = ()

    def round_of(self, cycle: HubCycle) -> Round | None:
        """The cycle's round of this kind, once it has begun."""
        found: Round | None = getattr(cycle, self.column)
        return found


EVALUATION = RoundKind(
    key="evaluation", column="evaluation_round", form_id="learning-hub-evaluation", title="Feedback on the forums",
    round_title="{theme}: your view of the forum", asked="who came to a forum", days_open=21,
    introduction="Five quick questions about the forum that you came to. What you say shapes the next one, and goes to "
    "the boards with what the tables said.",
    access=("token", "open"), breakdowns=("forum", "agency"),
)  # fmt: skip
SURVEY = RoundKind(
    key="survey", column="survey_round", form_id="learning-hub-survey", title="Survey for those who could not come",
    round_title="{theme}: what you see in your work", asked="on the lists who did not come to a forum", days_open=28,
    introduction="You could not come to a forum on this theme, and we want to hear you all the same: these are the "
    "questions that the tables talked about.",
    access=("token", "open"), breakdowns=("agency",),
)  # fmt: skip
VOICES = RoundKind(
    key="voices", column="voices_round", form_id="children-and-families-feedback",
    title="Views of children and families", round_title="{theme}: tell us what you think",
    asked="whom a worker, a teacher or an advocate gives the link to", days_open=56, anonymous=False,
    introduction="Tell us how things are for you. You can skip any question.", access=("open",),
)  # fmt: skip
FOLLOW_UP = RoundKind(
    key="follow-up", column="follow_up_round", form_id="learning-hub-follow-up", title="Follow-up three months later",
    round_title="{theme}: three months later", asked="who said that we may ask again", days_open=28,
    introduction="Three months ago you were at a forum on this theme. Did something change? It takes two minutes.",
    access=("token",),
)  # fmt: skip
NOTICED = RoundKind(
    key="noticed", column="noticed_round", form_id="learning-hub-noticed", title="Was it noticed?",
    round_title="{theme}: have you noticed?", asked="who was told what leaders decided, and still agrees to be asked",
    days_open=28,
    introduction="Three months ago we wrote to you what leaders decided about what you had told us. Has anything "
    "changed where you work? It takes one minute.",
    access=("token",),
)  # fmt: skip
SURVEY_ALONE = (
    "Tell us what you see in your work: what works well, and what gets in the way. It goes to the boards, and you can "
    "read what they decide."
)
KINDS: Mapping[str, RoundKind] = {kind.key: kind for kind in (EVALUATION, SURVEY, VOICES, FOLLOW_UP, NOTICED)}


def worded(kind: RoundKind, cycle: HubCycle) -> RoundKind:
    """A kind in the words that suit a cycle; without a forum nobody could have come to one."""
    if kind.key != SURVEY.key or forums_held_on(cycle):
        return kind
    return replace(kind, title="Survey of practitioners", asked="on the lists", introduction=SURVEY_ALONE)


def forums_held_on(cycle: HubCycle) -> list[date]:
    """The days of the forums that are not cancelled, in order."""
    return sorted(day_of_forum(forum) for forum in cycle.forums if forum.cancelled_at is None)


def day_of_forum(forum: Forum) -> date:
    """The day in England on which a forum is."""
    return forum.starts_at.astimezone(LOCAL_TIME).date()


def begins_on(kind: RoundKind, cycle: HubCycle) -> date:
    """The day from which a round of this kind makes sense."""
    if kind is NOTICED:
        return add_months(_told_from(cycle), MONTHS_LATER)
    days = forums_held_on(cycle)
    if not days:
        return cycle.starts_on if kind in (VOICES, SURVEY) else cycle.ends_on  # a survey may be all that there is
    if kind is FOLLOW_UP:
        return add_months(days[-1], MONTHS_LATER)
    return {EVALUATION.key: days[0], SURVEY.key: days[-1] + timedelta(days=1)}.get(kind.key, cycle.starts_on)


def _told_from(cycle: HubCycle) -> date:
    """The day on which the first was told what leaders decided; the cycle's last day where nobody was yet."""
    session = object_session(cycle)
    return (first_told(session, cycle) if session is not None else None) or cycle.ends_on


def closes_on(kind: RoundKind, cycle: HubCycle, today: date) -> date:
    """The last day that is suggested: some weeks after the last forum, and never a day that has passed."""
    days = forums_held_on(cycle) if kind is not NOTICED else []  # which follows a message, not a forum
    first = max(begins_on(kind, cycle), days[-1] if days else today)
    return max(first, today) + timedelta(days=kind.days_open)
