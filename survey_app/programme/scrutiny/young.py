"""What young scrutineers found: written by them, cleared by a second person, answered by the partnership."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from survey_app.case_audits.locking import lock_row
from survey_app.database import now
from survey_app.improvement.chain.numbering import next_number
from survey_app.improvement.chain.sent_twice import kept_before
from survey_app.improvement.chain.words import check_words
from survey_app.programme.scrutiny.models import OCCASIONS, YoungAnswer, YoungFinding
from survey_app.programme.scrutiny.people import ANSWER, YOUNG, may
from survey_app.programme.scrutiny.refusals import ScrutinyRefused
from survey_app.programme.scrutiny.terms import check_day

LONGEST = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundText:
    """What a young scrutineer writes: at least one of good, better and question."""

    occasion: str
    place: str
    found_on: date
    good: str = ""
    better: str = ""
    question: str = ""


def write_finding(session: Session, partnership_id: int, given: FoundText, *, by_id: int, today: date) -> YoungFinding:
    """Keep what somebody found. It waits for a second person; nobody else reads it until then."""
    if not may(session, partnership_id, by_id, YOUNG):
        raise ScrutinyRefused("Only young scrutineers write here.")
    values = _checked(given, today)
    number = next_number(session, YoungFinding, partnership_id)
    if kept_before(session, YoungFinding, partnership_id=partnership_id, made_by_id=by_id, **values):
        raise ScrutinyRefused("You sent this already. It is under “What you wrote”.")
    made = YoungFinding(partnership_id=partnership_id, number=number, made_by_id=by_id, **values)
    session.add(made)
    session.flush()
    return made


def write_again(session: Session, finding: YoungFinding, given: FoundText, *, by_id: int, today: date) -> None:
    """Change what was sent back, or what nobody has read yet; it waits again."""
    lock_row(session, finding)
    if finding.made_by_id != by_id:
        raise ScrutinyRefused("Only whoever wrote it changes it.")
    if finding.state == "cleared":
        raise ScrutinyRefused("Others have read it, so it stays. Write down a new one.")
    for name, value in _checked(given, today).items():
        setattr(finding, name, value)
    finding.state, finding.back_why, finding.cleared_by_id, finding.decided_at = "waiting", "", None, None
    session.flush()


def clear(session: Session, finding: YoungFinding, *, by_id: int, seen: str, checked: bool = False) -> None:
    """Clear a finding for others to read. What could tell who somebody is, is looked at first; ``seen`` is the text."""
    _lock_waiting(session, finding, by_id)
    if seen != text_of(finding):
        raise ScrutinyRefused("It was written anew since you opened it. Read it again.")
    texts = [("What is good", finding.good), ("What could be better", finding.better), ("Question", finding.question)]
    check_words(session, finding.partnership_id, [*texts, ("The place", finding.place)], checked=checked)
    finding.state, finding.cleared_by_id, finding.decided_at = "cleared", by_id, now()
    session.flush()


def send_back(session: Session, finding: YoungFinding, why: str, *, by_id: int) -> None:
    """Send a finding back to its writer, kindly and with a reason."""
    _lock_waiting(session, finding, by_id)
    if not why.strip():
        raise ScrutinyRefused("Say what they could write differently.")
    finding.state, finding.back_why, finding.cleared_by_id, finding.decided_at = "back", why.strip(), by_id, now()
    session.flush()


def answer(session: Session, finding: YoungFinding, text: str, *, by_id: int, checked: bool = False) -> YoungAnswer:
    """Answer a young scrutineer for the partnership, once what they found is cleared."""
    lock_row(session, finding)
    if not may(session, finding.partnership_id, by_id, ANSWER) or finding.made_by_id == by_id:
        raise ScrutinyRefused("The partnership answers, and never whoever wrote it.")
    if finding.state != "cleared":
        raise ScrutinyRefused("It is cleared first, and answered then.")
    if not text.strip():
        raise ScrutinyRefused("Write the answer.")
    check_words(session, finding.partnership_id, [("The answer", text)], checked=checked)
    session.expire(finding, ["answers"])
    if any((one.text, one.answered_by_id) == (text.strip(), by_id) for one in finding.answers):
        raise ScrutinyRefused("You gave this answer already.")
    made = YoungAnswer(
        finding_id=finding.id, number=len(finding.answers) + 1, text=text.strip(), answered_by_id=by_id
    )  # fmt: skip
    session.add(made)
    session.flush()
    session.expire(finding, ["answers"])
    return made


def own_findings(session: Session, partnership_id: int, user_id: int) -> list[YoungFinding]:
    """What one young scrutineer wrote, the newest first."""
    return list(session.scalars(_findings(partnership_id).where(YoungFinding.made_by_id == user_id)))


def waiting_findings(session: Session, partnership_id: int, but_not_of: int) -> list[YoungFinding]:
    """What waits for a second person, who never is the writer."""
    query = _findings(partnership_id).where(YoungFinding.state == "waiting", YoungFinding.made_by_id != but_not_of)
    return list(session.scalars(query))


def cleared_findings(
    session: Session, partnership_id: int, *, start: date | None = None, end: date | None = None
) -> list[YoungFinding]:
    """What others may read, the newest first; of a period."""
    query = _findings(partnership_id).where(YoungFinding.state == "cleared")
    if start is not None:
        query = query.where(YoungFinding.found_on >= start)
    if end is not None:
        query = query.where(YoungFinding.found_on <= end)
    return list(session.scalars(query))


def find_finding(session: Session, partnership_id: int, number: int) -> YoungFinding | None:
    """The finding of this number."""
    return session.scalar(_findings(partnership_id).where(YoungFinding.number == number))


def text_of(finding: YoungFinding) -> str:
    """All that a finding says, as one text: what a second person has read."""
    return "\n".join((finding.place, finding.good, finding.better, finding.question)).replace("\r\n", "\n")


def _findings(partnership_id: int) -> Select[YoungFinding]:
    return (
        select(YoungFinding).where(YoungFinding.partnership_id == partnership_id).order_by(YoungFinding.number.desc())
    )


def _checked(given: FoundText, today: date) -> dict[str, Any]:
    if given.occasion not in OCCASIONS:
        raise ScrutinyRefused("Choose what you did.")
    place = " ".join(given.place.split())
    if not place or len(place) > 200:
        raise ScrutinyRefused("Write where it was, in a few words.")
    check_day(given.found_on, today, "When it was")
    said = {name: getattr(given, name).strip() for name in ("good", "better", "question")}
    if not any(said.values()):
        raise ScrutinyRefused("Write at least one thing: what is good, what could be better, or a question.")
    if any(len(one) > LONGEST for one in said.values()):
        raise ScrutinyRefused(f"Use at most {LONGEST:,} characters in each box.")
    return {"occasion": given.occasion, "place": place, "found_on": given.found_on, **said}


def _lock_waiting(session: Session, finding: YoungFinding, by_id: int) -> None:
    lock_row(session, finding)
    if not may(session, finding.partnership_id, by_id, ANSWER):
        raise ScrutinyRefused("The QA group or the Executive reads it first.")
    if finding.made_by_id == by_id:
        raise ScrutinyRefused("A second person clears it, never whoever wrote it.")
    if finding.state != "waiting":
        raise ScrutinyRefused(f"{finding.reference} does not wait to be read.")
