"""What came of decisions: noted line by line by whoever carries them out, and raised again where nothing came.

A decision that names an agency or a day asks for something. It is open until the newest line about it says that it is
carried out, and late once its day has passed. A late one waits for the Executive like any other matter; what the
Executive then decides takes it up, and the first decision asks for nothing any more.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from survey_app.improvement.chain.numbering import lock_numbers
from survey_app.improvement.chain.words import check_words
from survey_app.programme.executive.models import (
    CARRYING,
    AgendaItem,
    DecisionNote,
    ExecutiveDecision,
    ExecutiveMeeting,
)
from survey_app.programme.executive.refusals import ExecutiveRefused

TAKEN_UP = "decision"  # the kind of an agenda's item that is about a decision
State = Literal["nothing", "replaced", "taken_up", "carried_out", "late", "under_way", "to_do"]
OPEN: tuple[State, ...] = ("late", "under_way", "to_do")


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where the carrying out of a decision stands on a day.

    Attributes
    ----------
    state
        ``nothing``: it asks for nothing. ``replaced``, ``taken_up``: another decision counts instead. ``carried_out``:
        as the newest line says, also where the Executive decided anew without knowing it. ``late``: open, and its day
        has passed. ``under_way``: open, with a line. ``to_do``: open, without one.
    newest : DecisionNote or None
        The line that counts.
    by : ExecutiveDecision or None
        The decision that counts instead today: that of the end, where others took its own place or decided anew.
    days_late : int
        Calendar days from the day it is due to the day it was carried out, or to today; 0 where it is not late.
    """

    state: State
    newest: DecisionNote | None = None
    by: ExecutiveDecision | None = None
    days_late: int = 0

    @property
    def is_open(self) -> bool:
        return self.state in OPEN


Asking = tuple[ExecutiveDecision, Standing]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteText:
    """What came of a decision, as somebody notes it. ``day``: when it was carried out, or that of this news."""

    state: str
    text: str
    day: date
    checked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CarryingFigures:
    """What came of the decisions that ask for something and still count.

    Attributes
    ----------
    n_asked, n_carried_out, n_late : int
        Decisions; those that are carried out; those that are open after their day.
    n_on_time, n_judged : int
        Of those with a day, carried out on or before it; and all that can be judged: carried out, late, or so late that
        the Executive decided anew.
    """

    n_asked: int
    n_carried_out: int
    n_late: int
    n_on_time: int
    n_judged: int


def note_what_came(
    session: Session, decision: ExecutiveDecision, words: NoteText, by_id: int, today: date
) -> DecisionNote:
    """Note what came of a decision. Lines are only ever added, so a wrong one is put right by the next.

    Raises
    ------
    ExecutiveRefused
        Where the decision asks for nothing or another asks instead, the words are missing or noted already, or the day
        is before the decision or to come.
    """
    lock_numbers(session, decision.partnership_id)  # whoever decides holds it too
    session.expire(decision, ["notes"])
    standing = standing_of(session, decision, today)
    _refuse_closed(decision, standing)
    text = words.text.strip()
    if words.state not in CARRYING or not text:
        raise ExecutiveRefused("Choose how it stands, and say in a sentence what was done.")
    if words.day > today:
        raise ExecutiveRefused("The day is to come. Note what has happened, with the day on which it did.")
    if words.day < decision.decided_on:
        raise ExecutiveRefused(f"It was decided on {decision.decided_on:%-d %B %Y}. Choose that day or a later one.")
    newest = standing.newest
    if newest is not None and (newest.state, newest.text, newest.day) == (words.state, text, words.day):
        raise ExecutiveRefused("That is noted already.")
    check_words(session, decision.partnership_id, [("What was done", text)], checked=words.checked)
    made = DecisionNote(decision_id=decision.id, state=words.state, text=text, day=words.day, noted_by_id=by_id)
    session.add(made)
    session.flush()
    session.expire(decision, ["notes"])
    return made


def standing_of(session: Session, decision: ExecutiveDecision, today: date) -> Standing:
    """Where the carrying out of one decision stands."""
    return standings(session, decision.partnership_id, [decision], today)[decision.id]


def standings(
    session: Session, partnership_id: int, decisions: Iterable[ExecutiveDecision], today: date
) -> dict[str, Standing]:
    """Where the carrying out of each of these decisions stands, by the decision's key."""
    instead = _asked_instead(session, partnership_id)
    return {one.id: _standing(one, instead, today) for one in decisions}


def asking_decisions(session: Session, partnership_id: int, today: date) -> list[Asking]:
    """All decisions that name an agency or a day, with their lines and where each stands, by number."""
    of = (
        select(ExecutiveDecision)
        .where(
            ExecutiveDecision.partnership_id == partnership_id,
            ExecutiveDecision.agency_id.is_not(None) | ExecutiveDecision.due_by.is_not(None),
        )
        .options(selectinload(ExecutiveDecision.notes))
        .order_by(ExecutiveDecision.number)
    )
    found = list(session.scalars(of))
    known = standings(session, partnership_id, found, today)
    return [(one, known[one.id]) for one in found]


def asked_of(session: Session, partnership_id: int, agency_ids: Collection[int], today: date) -> list[Asking]:
    """The decisions that these agencies carry out, newest first; none that another took the place of."""
    if not agency_ids:
        return []
    found = asking_decisions(session, partnership_id, today)
    return [
        (one, standing)
        for one, standing in reversed(found)
        if one.agency_id in agency_ids and standing.state != "replaced"
    ]


def late_decisions(session: Session, partnership_id: int, today: date) -> list[Asking]:
    """Decisions that are open after their day, by number."""
    return [pair for pair in asking_decisions(session, partnership_id, today) if pair[1].state == "late"]


def matter_of(session: Session, decision: ExecutiveDecision) -> str:
    """The key under which a decision waits: where it took another's place, that of the first, as it is one matter."""
    first = decision
    while first.replaces_id is not None:
        first = session.get_one(ExecutiveDecision, first.replaces_id)
    return first.id


def carrying_figures(session: Session, partnership_id: int, today: date) -> CarryingFigures:
    """How many decisions are carried out, late, and carried out on time."""
    found = asking_decisions(session, partnership_id, today)
    counted = [(one, standing) for one, standing in found if standing.state not in ("replaced", "taken_up")]
    done = [(one, standing) for one, standing in counted if standing.state == "carried_out"]
    late = [standing for _, standing in counted if standing.state == "late"]
    with_day = [standing for one, standing in done if one.due_by is not None]
    anew = [one for one, standing in found if standing.state == "taken_up" and one.due_by is not None]
    return CarryingFigures(
        n_asked=len(counted), n_carried_out=len(done), n_late=len(late),
        n_on_time=sum(not one.days_late for one in with_day), n_judged=len(with_day) + len(late) + len(anew),
    )  # fmt: skip


Instead = dict[str, tuple[Literal["replaced", "taken_up"], ExecutiveDecision]]


def _asked_instead(session: Session, partnership_id: int) -> Instead:
    """By a decision's key: the newest decision that took its place, or that the Executive made about its lateness."""
    found: Instead = {}
    about = (
        select(AgendaItem.source_id, ExecutiveDecision)
        .join(ExecutiveDecision, ExecutiveDecision.item_id == AgendaItem.id)
        .join(ExecutiveMeeting, ExecutiveMeeting.id == AgendaItem.meeting_id)
        .where(ExecutiveMeeting.partnership_id == partnership_id, AgendaItem.source_type == TAKEN_UP)
        .where(AgendaItem.state == "decided")
        .order_by(ExecutiveDecision.number)
    )
    for source_id, made in session.execute(about):
        found[source_id] = ("taken_up", made)
    replacing = select(ExecutiveDecision).where(
        ExecutiveDecision.partnership_id == partnership_id, ExecutiveDecision.replaces_id.is_not(None)
    )
    for made in session.scalars(replacing.order_by(ExecutiveDecision.number)):
        before = made.replaces_id or ""
        if before in found:  # what was decided about its lateness holds for its better words, too
            found.setdefault(made.id, found[before])
        found[before] = ("replaced", made)
    return found


def _standing(decision: ExecutiveDecision, instead: Instead, today: date) -> Standing:
    newest = decision.notes[-1] if decision.notes else None
    done = newest is not None and newest.state == "carried_out"
    other = instead.get(decision.id)
    if other is not None and not (done and other[0] == "taken_up"):
        state, by = other
        while by.id in instead:
            by = instead[by.id][1]
        return Standing(state=state, newest=newest, by=by)
    if decision.agency_id is None and decision.due_by is None:
        return Standing(state="nothing")
    until = newest.day if newest is not None and done else today
    late = max((until - decision.due_by).days, 0) if decision.due_by is not None else 0
    if done:
        return Standing(state="carried_out", newest=newest, days_late=late)
    if late:
        return Standing(state="late", newest=newest, days_late=late)
    return Standing(state="under_way" if newest is not None else "to_do", newest=newest)


def _refuse_closed(decision: ExecutiveDecision, standing: Standing) -> None:
    if standing.state == "nothing":
        raise ExecutiveRefused(f"{decision.reference} names no agency and no day, so nothing is to be carried out.")
    if standing.by is not None:
        raise ExecutiveRefused(f"{standing.by.reference} counts instead. Note there what was done.")
