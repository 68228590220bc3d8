"""What came of it: how many noticed a difference, months after they were told what leaders decided.

It is read from the newest release of the round and nothing else, so it tells no more than the release does; and it is
told only where the release shows every figure of the question.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from analysis.report import QuestionBlock, Report, Share
from survey_app.forums.hub.rounds.kinds import MONTHS_LATER, NOTICED
from survey_app.forums.hub.saying import counted, sentence
from survey_app.forums.models import HubCycle
from survey_app.forums.replies.figures import smallest_shown
from survey_app.forums.replies.surveys import newest_release, rounds_of
from survey_app.forums.replies.told import first_told
from survey_app.retention import add_months

QUESTION = "noticed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Noticed:
    """How many of those who answered, and whose work it concerns, noticed a difference clearly or a little."""

    count: int
    base: int
    rounded: bool  # whether the release rounds counts
    closed_on: date | None
    months: int = MONTHS_LATER  # from the first message to the day on which the round opened

    @property
    def sentence(self) -> str:
        """What practitioners read."""
        about = "about " if self.rounded else ""
        later = sentence(counted(self.months, "month"))
        return f"{later} later, {about}{self.count:,} of {self.base:,} who answered noticed a difference."


def noticed_in(session: Session, cycle: HubCycle) -> Noticed | None:
    """What the newest release of the round says; None where there is none, or it hides any part of this."""
    round_ = cycle.noticed_round
    if round_ is None or round_ not in rounds_of(cycle):
        return None
    report = newest_release(session, round_)
    if report is None or report.instrument.form_id != NOTICED.form_id:
        return None
    share = _shown(report, smallest_shown(session, cycle.partnership_id))
    if share is None or share.count is None or share.base is None:
        return None
    return Noticed(
        count=share.count, base=share.base, rounded=report.policy.rounding > 1, closed_on=round_.closes_on,
        months=_months(first_told(session, cycle), round_.opens_on),
    )  # fmt: skip


def _months(told: date | None, asked: date | None) -> int:
    """Whole months from the message to the question; three where it went out some other way."""
    if told is None or asked is None:
        return MONTHS_LATER
    months = 0
    while add_months(told, months + 1) <= asked:
        months += 1
    return months or MONTHS_LATER


def _shown(report: Report, smallest: int) -> Share | None:
    """The favourable answers, where no figure of the question is hidden and no group is of few people."""
    block = next((one for one in _blocks(report) if one.name == QUESTION), None)
    if block is None or block.mark is not None or block.favourable is None:
        return None
    favourable, shares = block.favourable, [row.share for row in block.rows]
    if any(one.mark == "c" or one.count is None or one.base is None for one in (favourable, *shares)):
        return None
    assert favourable.count is not None
    assert favourable.base is not None
    groups = (favourable.count, favourable.base - favourable.count)
    is_small = favourable.base < smallest or any(0 < count < smallest for count in groups)
    return None if is_small else favourable


def _blocks(report: Report) -> Iterator[QuestionBlock]:
    for section in report.sections:
        if section.mark is None and not section.is_repeat:
            yield from section.questions
