"""Decisions: recorded on the day of their meeting, told to what they are about, and never rewritten."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pandas as pd
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from analysis.durations.elapsed import elapsed_times
from analysis.durations.kaplan_meier import SurvivalMedian, kaplan_meier
from survey_app.case_audits.locking import lock_row
from survey_app.improvement.actions.escalation import answer
from survey_app.improvement.actions.refusals import checked
from survey_app.improvement.chain.numbering import next_number
from survey_app.improvement.chain.words import check_words
from survey_app.improvement.changing import note
from survey_app.improvement.models import Escalation
from survey_app.partnership.models import Footprint
from survey_app.programme.executive.mailing import tell_agency
from survey_app.programme.executive.meetings import LONGEST_TEXT, lock_agenda, lock_meeting
from survey_app.programme.executive.models import DECISIONS, AgendaItem, ExecutiveDecision, ExecutiveMeeting
from survey_app.programme.executive.refusals import ExecutiveRefused
from survey_app.programme.executive.waiting import OWN, waiting_for
from survey_app.programme.scrutiny.challenging import settle
from survey_app.programme.scrutiny.models import PartnerChallenge


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionText:
    """A decision as somebody records it. ``agency_id`` and ``due_by``: who carries it out, and by when."""

    kind: str
    text: str
    because: str = ""
    agency_id: int | None = None
    due_by: date | None = None
    checked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionFigures:
    """How soon the Executive decides.

    Attributes
    ----------
    n_decided, n_waiting : int
        Matters that were decided, and those that still wait: on an agenda or not yet.
    median : SurvivalMedian
        Calendar days from the day a matter was raised until it was decided; what waits is censored.
    """

    n_decided: int
    n_waiting: int
    median: SurvivalMedian


def decide(session: Session, item: AgendaItem, words: DecisionText, by_id: int, today: date) -> ExecutiveDecision:
    """Record what a meeting decided about an item. The day of the decision is that of the meeting.

    Raises
    ------
    ExecutiveRefused
        Before the day of the meeting, where the item is dealt with, or where something is missing.
    """
    lock_meeting(session, item.meeting)
    if item.meeting.day > today:
        raise ExecutiveRefused(f"The meeting is on {item.meeting.day:%-d %B %Y}. Nothing is decided before it.")
    if item.state != "open":
        raise ExecutiveRefused("This item is dealt with. A later decision takes the place of an earlier one.")
    _refuse_noting(item, words)
    made = _record(session, item, words, by_id, None)
    item.state = "decided"
    session.flush()
    if item.source_type in TOLD:
        TOLD[item.source_type](session, item, made, by_id, today)
    return made


def replace_decision(
    session: Session, decision: ExecutiveDecision, words: DecisionText, by_id: int
) -> ExecutiveDecision:
    """Record another decision in the place of one: that one stays, and says what has taken its place.

    It is for what was written down wrongly; a meeting that thinks better of it has an item of its own. Where a late
    action or a challenge was told of the first one, it is told of the second; nothing else keeps words of a decision.
    """
    if not words.because.strip():
        raise ExecutiveRefused("Say why this takes the place of what was recorded.")
    _refuse_noting(decision.item, words)
    lock_agenda(session, decision.item.meeting)
    if replaced_by(session, decision) is not None:
        raise ExecutiveRefused(f"{decision.reference} was replaced already. Open the newest one.")
    made = _record(session, decision.item, words, by_id, decision)
    if decision.item.source_type in CORRECTED:
        CORRECTED[decision.item.source_type](session, decision, made, by_id)
    return made


def replaced_by(session: Session, decision: ExecutiveDecision) -> ExecutiveDecision | None:
    """What took the place of a decision."""
    return session.scalar(select(ExecutiveDecision).where(ExecutiveDecision.replaces_id == decision.id))


def replacements(session: Session, partnership_id: int) -> dict[str, ExecutiveDecision]:
    """Of all decisions of a partnership that were replaced, by their key: what took their place."""
    of = select(ExecutiveDecision).where(
        ExecutiveDecision.partnership_id == partnership_id, ExecutiveDecision.replaces_id.is_not(None)
    )
    return {one.replaces_id: one for one in session.scalars(of) if one.replaces_id is not None}


def decisions_of(session: Session, partnership_id: int, words: str = "") -> list[ExecutiveDecision]:
    """The decision log, newest day first; only those that hold every one of the words, where some are given."""
    of = (
        select(ExecutiveDecision)
        .join(ExecutiveDecision.item)
        .where(ExecutiveDecision.partnership_id == partnership_id)
        .options(
            selectinload(ExecutiveDecision.item).selectinload(AgendaItem.meeting),
            selectinload(ExecutiveDecision.notes),
            selectinload(ExecutiveDecision.agency),
        )
        .order_by(ExecutiveDecision.decided_on.desc(), ExecutiveDecision.number.desc())
    )
    for word in words.split():
        of = of.where(
            ExecutiveDecision.text.icontains(word, autoescape=True)
            | ExecutiveDecision.because.icontains(word, autoescape=True)
            | AgendaItem.title.icontains(word, autoescape=True)
        )
    return list(session.scalars(of))


def decision_figures(session: Session, partnership_id: int, today: date) -> DecisionFigures:
    """How many matters were decided, how many wait, and the median days between."""
    decided = session.execute(
        select(AgendaItem.raised_on, ExecutiveDecision.decided_on)
        .join(ExecutiveDecision, ExecutiveDecision.item_id == AgendaItem.id)
        .where(ExecutiveDecision.partnership_id == partnership_id, ExecutiveDecision.replaces_id.is_(None))
        .order_by(ExecutiveDecision.number)
    ).all()
    on_agendas = session.scalars(
        select(AgendaItem.raised_on)
        .join(ExecutiveMeeting)
        .where(ExecutiveMeeting.partnership_id == partnership_id, AgendaItem.state == "open")
        .where(ExecutiveMeeting.state.in_(("planned", "sent")))
        .order_by(AgendaItem.raised_on, AgendaItem.id)
    ).all()
    waiting = [*on_agendas, *(one.raised_on for one in waiting_for(session, partnership_id, today))]
    frame = pd.DataFrame(
        [*((raised, on) for raised, on in decided), *((raised, None) for raised in waiting)],
        columns=["raised", "decided"],
    )
    times = elapsed_times(frame, start="raised", end="decided", as_of=today)
    median = kaplan_meier(times.durations, times.finished).median
    return DecisionFigures(n_decided=len(decided), n_waiting=len(waiting), median=median)


def _refuse_noting(item: AgendaItem, words: DecisionText) -> None:
    """Only what somebody wrote by hand may be no more than noted: all else waits for a decision."""
    if item.source_type != OWN and words.kind == "noted":
        raise ExecutiveRefused("This waits for a decision, and noting it is none. Decide it, or defer it and say why.")


def _record(
    session: Session, item: AgendaItem, words: DecisionText, by_id: int, replaces: ExecutiveDecision | None
) -> ExecutiveDecision:
    text, because = words.text.strip(), words.because.strip()
    partnership_id = item.meeting.partnership_id
    if words.kind not in DECISIONS or not text:
        raise ExecutiveRefused("Choose what was decided, and write it down in a sentence that can be acted on.")
    if words.kind != "agreed" and not because:
        raise ExecutiveRefused("Say why it was not agreed, or not wholly.")
    if max(len(text), len(because)) > LONGEST_TEXT:
        raise ExecutiveRefused(f"Use at most {LONGEST_TEXT:,} characters each.")
    if words.kind == "noted" and (words.agency_id is not None or words.due_by is not None):
        raise ExecutiveRefused(
            "Where it is only noted, nobody carries anything out. Leave the agency and the day empty, or choose what "
            "was decided."
        )
    if words.agency_id is not None and session.get(Footprint, (partnership_id, words.agency_id)) is None:
        raise ExecutiveRefused("Choose an agency that works in the partnership’s area.")
    if words.due_by is not None and words.due_by < item.meeting.day:
        raise ExecutiveRefused("It cannot be due before the meeting that decided it.")
    check_words(session, partnership_id, [("The decision", text), ("Because", because)], checked=words.checked)
    made = ExecutiveDecision(
        partnership_id=partnership_id, item_id=item.id, number=next_number(session, ExecutiveDecision, partnership_id),
        kind=words.kind, text=text, because=because, decided_on=item.meeting.day, agency_id=words.agency_id,
        due_by=words.due_by, replaces_id=replaces.id if replaces is not None else None, recorded_by_id=by_id,
    )  # fmt: skip
    session.add(made)
    session.flush()
    session.expire(item, ["decisions"])
    tell_agency(session, made)
    return made


def _tell_action(session: Session, item: AgendaItem, made: ExecutiveDecision, by_id: int, today: date) -> None:
    escalation = session.get(Escalation, item.source_id)
    if escalation is not None and escalation.answered_at is None:
        answer(session, escalation, f"{made.reference}: {made.text}", by_id)


def _tell_challenge(session: Session, item: AgendaItem, made: ExecutiveDecision, by_id: int, today: date) -> None:
    challenge = session.get(PartnerChallenge, item.source_id)
    if challenge is not None and challenge.outcome == "not_resolved":
        settle(session, challenge, f"{made.reference}: {made.text}", by_id=by_id, today=today, checked=True)


TOLD: dict[str, Callable[[Session, AgendaItem, ExecutiveDecision, int, date], None]] = {
    "escalation": _tell_action,
    "challenge": _tell_challenge,
}


def _correct_action(session: Session, before: ExecutiveDecision, made: ExecutiveDecision, by_id: int) -> None:
    told = session.get(Escalation, before.item.source_id)
    if told is None:
        return
    session.refresh(told, with_for_update={"of": Escalation})
    if told.answer.startswith(f"{before.reference}: "):
        told.answer = checked(_in_place_of(before, made), "The decision", field="answer")
        session.flush()
        note(session, told.action, "executive", told.answer, by_id=by_id, why=made.because)


def _correct_challenge(session: Session, before: ExecutiveDecision, made: ExecutiveDecision, by_id: int) -> None:
    told = session.get(PartnerChallenge, before.item.source_id)
    if told is None:
        return
    lock_row(session, told)
    first = f"{before.reference}: "
    if told.outcome == "settled" and told.outcome_words.startswith(first):
        _, mark, earlier = told.outcome_words.partition(NOT_RESOLVED)
        told.outcome_words = f"{_in_place_of(before, made)}{mark}{earlier}"
        session.flush()


def _in_place_of(before: ExecutiveDecision, made: ExecutiveDecision) -> str:
    return f"{made.reference}: {made.text} (It takes the place of {before.reference}.)"


NOT_RESOLVED = "\n\nNot resolved before: "  # as the challenge keeps what it said until the Executive settled it
CORRECTED: dict[str, Callable[[Session, ExecutiveDecision, ExecutiveDecision, int], None]] = {
    "escalation": _correct_action,
    "challenge": _correct_challenge,
}
