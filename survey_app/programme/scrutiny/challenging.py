"""The challenge log: raised, answered, and ended by whoever challenged. Whoever was challenged ends nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session, selectinload

from survey_app.case_audits.locking import lock_row
from survey_app.improvement.chain.numbering import next_number
from survey_app.improvement.chain.sent_twice import kept_before
from survey_app.improvement.chain.words import check_words
from survey_app.partnership.models import Footprint
from survey_app.programme.scrutiny.models import (
    ABOUT,
    ENDED,
    RAISED_AS,
    ChallengeAdvice,
    ChallengeResponse,
    PartnerChallenge,
    ScrutinyEntry,
)
from survey_app.programme.scrutiny.people import ANSWER, ASSURE, CHALLENGE, REGISTER, agencies_of, is_executive, may
from survey_app.programme.scrutiny.refusals import ScrutinyRefused
from survey_app.programme.scrutiny.terms import check_day, last_day, terms_of


@dataclass(frozen=True, slots=True, kw_only=True)
class ChallengeText:
    """A challenge as it is raised; ``to_agency_id`` is empty where it is to the whole partnership."""

    raised_as: str
    by_agency_id: int | None
    to_agency_id: int | None
    what: str
    why: str
    raised_on: date
    entry_id: str | None = None
    about: tuple[str, str] | None = None  # of ABOUT, and the id of the record it is raised out of
    checked: bool = False


def raise_challenge(
    session: Session, partnership_id: int, given: ChallengeText, *, by_id: int, today: date
) -> PartnerChallenge:
    """Raise a challenge under the next number, with the clock of its response.

    Raises
    ------
    ScrutinyRefused, ChainRefused
        Where whoever raises it may not speak for the challenger, belongs to the challenged agency, or a field is
        missing or not of its list, or it is raised already.
    """
    _check_challenger(session, partnership_id, given, by_id)
    check_day(given.raised_on, today, "When it was raised")
    for agency_id in (given.by_agency_id, given.to_agency_id):
        if agency_id is not None and session.get(Footprint, (partnership_id, agency_id)) is None:
            raise ScrutinyRefused("Choose agencies that work in the partnership’s area.")
    if not given.what.strip() or not given.why.strip():
        raise ScrutinyRefused("Say what you challenge, and why.")
    if given.entry_id is not None:
        entry = session.get(ScrutinyEntry, given.entry_id)
        if entry is None or entry.partnership_id != partnership_id or given.raised_as != "scrutineer":
            raise ScrutinyRefused("Only the scrutineer challenges out of an entry of the register.")
    if given.about is not None and given.about[0] not in ABOUT:
        raise ScrutinyRefused("A challenge is not raised out of this.")
    about_type, about_id = given.about or ("", None)
    check_words(session, partnership_id, [("What", given.what), ("Why", given.why)], checked=given.checked)
    days = terms_of(session, partnership_id).respond_days
    number = next_number(session, PartnerChallenge, partnership_id)
    values: dict[str, Any] = {
        "partnership_id": partnership_id, "raised_on": given.raised_on, "raised_as": given.raised_as,
        "by_agency_id": given.by_agency_id, "to_agency_id": given.to_agency_id, "entry_id": given.entry_id,
        "about_type": about_type, "about_id": about_id, "what": given.what.strip(), "why": given.why.strip(),
        "made_by_id": by_id,
    }  # fmt: skip
    if same := kept_before(session, PartnerChallenge, **values):
        raise ScrutinyRefused(f"You have raised this already: it is {same.reference}.")
    made = PartnerChallenge(
        **values, number=number, respond_by=last_day(session, given.raised_on, days)
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made


def respond(
    session: Session, challenge: PartnerChallenge, text: str, *, by_id: int, today: date, checked: bool = False
) -> ChallengeResponse:
    """Respond for the challenged agency, or for the partnership where that was challenged."""
    _lock(session, challenge)
    if not may_respond(session, challenge, by_id):
        raise ScrutinyRefused(f"{challenge.to_whom} responds. You do not answer for it.")
    if not challenge.waits:
        raise ScrutinyRefused(f"No response to {challenge.reference} is owed now.")
    if not text.strip():
        raise ScrutinyRefused("Write the response.")
    check_words(session, challenge.partnership_id, [("The response", text)], checked=checked)
    made = ChallengeResponse(
        challenge_id=challenge.id, number=len(challenge.responses) + 1, text=text.strip(), given_on=today,
        respond_by=challenge.respond_by, given_by_id=by_id,
    )  # fmt: skip
    session.add(made)
    session.flush()
    session.expire(challenge, ["responses"])
    return made


def decide(
    session: Session, challenge: PartnerChallenge, outcome: str, words: str, *, by_id: int, today: date, seen: int,
    checked: bool = False,
) -> None:  # fmt: skip
    """The challenger's decision: accepted, explained, ask again, or not resolved, which takes it to the Executive.

    ``seen`` is how many responses there were when it was read. Not resolved needs no response once its day has passed.
    """
    _lock(session, challenge)
    if not may_decide(session, challenge, by_id):
        raise ScrutinyRefused(
            f"{challenge.by_whom} decides whether the response is enough. Whoever was challenged does not."
        )
    if challenge.outcome:
        raise ScrutinyRefused(f"{challenge.reference} has its outcome already.")
    if len(challenge.responses) != seen:
        raise ScrutinyRefused(f"{challenge.reference} has been responded to since you opened it. Read the response.")
    _check_decision(session, challenge, outcome, words, today, checked)
    if outcome == "ask_again":
        challenge.responses[-1].not_enough = words.strip()
        days = terms_of(session, challenge.partnership_id).respond_days
        challenge.respond_by = last_day(session, today, days)
    else:
        _end(challenge, outcome, words, by_id, today)
    session.flush()


def settle(
    session: Session, challenge: PartnerChallenge, words: str, *, by_id: int, today: date, checked: bool = False
) -> None:
    """The Executive's decision on a challenge that was not resolved; never by somebody of the challenged agency."""
    _lock(session, challenge)
    if challenge.outcome != "not_resolved":
        raise ScrutinyRefused(f"{challenge.reference} is not with the Executive.")
    if not may(session, challenge.partnership_id, by_id, ASSURE) or _is_challenged(session, challenge, by_id):
        raise ScrutinyRefused("The Executive settles it, and nobody who belongs to the challenged agency.")
    if not words.strip():
        raise ScrutinyRefused("Say what the Executive decided, and why.")
    check_words(session, challenge.partnership_id, [("The decision", words)], checked=checked)
    _end(challenge, "settled", words, by_id, today)
    session.flush()


def advise(
    session: Session, challenge: PartnerChallenge, text: str, *, by_id: int, checked: bool = False
) -> ChallengeAdvice:
    """The scrutineer's advice on a challenge that was not resolved."""
    _lock(session, challenge)
    if not may(session, challenge.partnership_id, by_id, REGISTER):
        raise ScrutinyRefused("Only the independent scrutineer gives advice here.")
    if challenge.outcome != "not_resolved":
        raise ScrutinyRefused("Advice is given where a challenge was not resolved and is with the Executive.")
    if not text.strip():
        raise ScrutinyRefused("Write your advice.")
    check_words(session, challenge.partnership_id, [("Your advice", text)], checked=checked)
    if any((one.text, one.made_by_id) == (text.strip(), by_id) for one in challenge.advices):
        raise ScrutinyRefused("You gave this advice already.")
    made = ChallengeAdvice(challenge_id=challenge.id, text=text.strip(), made_by_id=by_id)
    session.add(made)
    session.flush()
    session.expire(challenge, ["advices"])
    return made


def challenges_of(
    session: Session, partnership_id: int, agency_ids: frozenset[int] | None = None
) -> list[PartnerChallenge]:
    """The challenges of a partnership, or those that concern these agencies; open ones first, the newest first."""
    query = select(PartnerChallenge).where(PartnerChallenge.partnership_id == partnership_id)
    if agency_ids is not None:
        query = query.where(_concerns(agency_ids))
    return list(
        session.scalars(
            query.options(
                selectinload(PartnerChallenge.by_agency), selectinload(PartnerChallenge.to_agency),
                selectinload(PartnerChallenge.responses),
            ).order_by(PartnerChallenge.outcome.in_(ENDED), PartnerChallenge.number.desc())
        )
    )  # fmt: skip


def challenges_about(
    session: Session, partnership_id: int, kind: str, record_id: str, agency_ids: frozenset[int] | None = None
) -> list[PartnerChallenge]:
    """The challenges that were raised out of a record, of those that one sees; the newest first."""
    about = (PartnerChallenge.about_type == kind) & (PartnerChallenge.about_id == record_id)
    query = select(PartnerChallenge).where(
        PartnerChallenge.partnership_id == partnership_id,
        or_(about, PartnerChallenge.entry_id == record_id) if kind == "entry" else about,
    )
    if agency_ids is not None:
        query = query.where(_concerns(agency_ids))
    return list(session.scalars(query.order_by(PartnerChallenge.number.desc())))


def find_challenge(
    session: Session, partnership_id: int, number: int, agency_ids: frozenset[int] | None = None
) -> PartnerChallenge | None:
    """One of these by its number."""
    query = select(PartnerChallenge).where(
        PartnerChallenge.partnership_id == partnership_id, PartnerChallenge.number == number
    )
    if agency_ids is not None:
        query = query.where(_concerns(agency_ids))
    return session.scalar(query)


def for_the_executive(session: Session, partnership_id: int) -> list[PartnerChallenge]:
    """The challenges that were not resolved and wait for the Executive's decision, the oldest first."""
    query = select(PartnerChallenge).where(
        PartnerChallenge.partnership_id == partnership_id, PartnerChallenge.outcome == "not_resolved"
    )
    return list(session.scalars(query.order_by(PartnerChallenge.escalated_on, PartnerChallenge.number)))


def is_late(challenge: PartnerChallenge, today: date) -> bool:
    """Whether a response is owed and its last day has passed."""
    return challenge.waits and today > challenge.respond_by


def may_respond(session: Session, challenge: PartnerChallenge, user_id: int) -> bool:
    """Whether somebody answers for whoever was challenged."""
    partnership_id = challenge.partnership_id
    if challenge.to_agency_id is not None:
        return challenge.to_agency_id in agencies_of(session, partnership_id, user_id, CHALLENGE)
    return may(session, partnership_id, user_id, ANSWER) and not may_decide(session, challenge, user_id)


def may_decide(session: Session, challenge: PartnerChallenge, user_id: int) -> bool:
    """Whether somebody speaks for the challenger; nobody who belongs to the challenged agency does."""
    if _is_challenged(session, challenge, user_id):
        return False
    partnership_id = challenge.partnership_id
    if challenge.raised_as == "agency":
        return challenge.by_agency_id in agencies_of(session, partnership_id, user_id, CHALLENGE)
    return may(session, partnership_id, user_id, ASSURE if challenge.raised_as == "executive" else REGISTER)


def may_settle(session: Session, challenge: PartnerChallenge, user_id: int) -> bool:
    """Whether somebody enters the Executive's decision without a meeting: a member, and not of the challenged agency.

    A decision that a meeting recorded is told by :func:`settle` alone, whoever keeps the minutes.
    """
    if challenge.outcome != "not_resolved" or _is_challenged(session, challenge, user_id):
        return False
    return is_executive(session, challenge.partnership_id, user_id)


def _is_challenged(session: Session, challenge: PartnerChallenge, user_id: int) -> bool:
    mine = agencies_of(session, challenge.partnership_id, user_id)
    return challenge.to_agency_id is not None and challenge.to_agency_id in mine


def _check_challenger(session: Session, partnership_id: int, given: ChallengeText, by_id: int) -> None:
    if given.raised_as not in RAISED_AS:
        raise ScrutinyRefused("Choose for whom you raise it.")
    if given.raised_as == "agency":
        if given.by_agency_id not in agencies_of(session, partnership_id, by_id, CHALLENGE):
            raise ScrutinyRefused("You raise a challenge for an agency of your own.")
        if given.by_agency_id == given.to_agency_id:
            raise ScrutinyRefused("Choose another agency: an agency does not challenge itself here.")
        return
    if given.by_agency_id is not None:
        raise ScrutinyRefused("Choose either an agency that challenges, or the Executive or the scrutineer.")
    needed = ASSURE if given.raised_as == "executive" else REGISTER
    if not may(session, partnership_id, by_id, needed):
        raise ScrutinyRefused("You may not raise a challenge in this name.")
    if given.to_agency_id is not None and given.to_agency_id in agencies_of(session, partnership_id, by_id):
        raise ScrutinyRefused("Somebody who does not belong to the challenged agency raises this.")
    if given.raised_as == "executive" and given.to_agency_id is None:
        raise ScrutinyRefused("The Executive answers for the partnership. Choose the agency that it challenges.")


def _check_decision(
    session: Session, challenge: PartnerChallenge, outcome: str, words: str, today: date, checked: bool
) -> None:
    if outcome not in ("accepted", "explained", "ask_again", "not_resolved"):
        raise ScrutinyRefused("Choose what you make of the response.")
    owed = challenge.waits
    if owed and not (outcome == "not_resolved" and today > challenge.respond_by):
        raise ScrutinyRefused("There is no response yet. It can go to the Executive once its last day has passed.")
    if not words.strip():
        raise ScrutinyRefused("Say why: what changes, what was explained, or what is missing.")
    check_words(session, challenge.partnership_id, [("The reason", words)], checked=checked)


def _end(challenge: PartnerChallenge, outcome: str, words: str, by_id: int, today: date) -> None:
    if challenge.outcome_words:  # what was not resolved stays readable beneath what the Executive decided
        words = f"{words.strip()}\n\nNot resolved before: {challenge.outcome_words}"
    challenge.outcome, challenge.outcome_words = outcome, words.strip()
    challenge.outcome_on, challenge.outcome_by_id = today, by_id
    if outcome == "not_resolved":
        challenge.escalated_on = today


def _concerns(agency_ids: frozenset[int]) -> ColumnElement[bool]:
    return or_(PartnerChallenge.by_agency_id.in_(agency_ids), PartnerChallenge.to_agency_id.in_(agency_ids))


def _lock(session: Session, challenge: PartnerChallenge) -> None:
    lock_row(session, challenge)
    session.expire(challenge, ["responses", "advices"])
