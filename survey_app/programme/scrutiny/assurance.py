"""Requests for assurance: asked, answered item by item with evidence, judged, closed once every item is judged.

Nobody judges what they gave themselves, nor what their own agency gave.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from survey_app.case_audits.locking import lock_row
from survey_app.collect.uploads import Upload
from survey_app.database import now
from survey_app.improvement.chain.numbering import next_number
from survey_app.improvement.chain.sent_twice import kept_before
from survey_app.improvement.chain.words import check_words
from survey_app.partnership.models import Footprint
from survey_app.programme.scrutiny.models import (
    ASKED_AS,
    ITEM_VERDICTS,
    AssuranceEvidence,
    AssuranceItem,
    AssuranceRequest,
    ScrutinyEntry,
)
from survey_app.programme.scrutiny.people import ASSURE, CHALLENGE, REGISTER, agencies_of, may
from survey_app.programme.scrutiny.refusals import ScrutinyRefused
from survey_app.walkabouts.self_assessment.evidence import link_problem

MOST_ITEMS, MOST_EVIDENCE, LONGEST_WAIT = 20, 20, 730
STANDINGS = {
    "waiting": "Waits for evidence",
    "late": "Evidence is late",
    "to_judge": "To be judged",
    "judged": "Judged: to be closed",
    "closed": "Closed",
    "withdrawn": "Withdrawn",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestText:
    """What is asked: of which agency, or of a group for which it answers, by when, in one or several items."""

    title: str
    why: str
    asked_as: str
    agency_id: int
    answer_by: date
    items: Sequence[str]
    group_name: str = ""
    entry_id: str | None = None
    checked: bool = False


def ask(session: Session, partnership_id: int, given: RequestText, *, by_id: int, today: date) -> AssuranceRequest:
    """Ask for assurance under the next number.

    Raises
    ------
    ScrutinyRefused, ChainRefused
        Where whoever asks may not, belongs to the asked agency, a field is missing or not of its list, or the same was
        asked today.
    """
    _check_request(session, partnership_id, given, by_id, today)
    items = [one.strip() for one in given.items if one.strip()]
    texts = [("The title", given.title), ("The reason", given.why), ("The group", given.group_name)]
    texts += [(f"Item {position}", text) for position, text in enumerate(items, 1)]
    check_words(session, partnership_id, texts, checked=given.checked)
    number = next_number(session, AssuranceRequest, partnership_id)
    values: dict[str, Any] = {
        "partnership_id": partnership_id, "title": " ".join(given.title.split())[:200], "why": given.why.strip(),
        "asked_as": given.asked_as, "agency_id": given.agency_id, "asked_on": today, "answer_by": given.answer_by,
        "group_name": " ".join(given.group_name.split())[:120], "entry_id": given.entry_id, "made_by_id": by_id,
    }  # fmt: skip
    asked_before = kept_before(
        session, AssuranceRequest, lambda one: [item.text for item in one.items] == items, withdrawn_at=None, **values
    )
    if asked_before is not None:
        raise ScrutinyRefused(f"You have asked this already: it is {asked_before.reference}.")
    made = AssuranceRequest(**values, number=number)
    session.add(made)
    session.flush()
    session.add_all(
        AssuranceItem(request_id=made.id, position=position, text=text) for position, text in enumerate(items, 1)
    )
    session.flush()
    session.expire(made, ["items"])
    return made


def give(
    session: Session, item: AssuranceItem, text: str, *, by_id: int, today: date, link: str = "",
    upload: Upload | None = None, checked: bool = False,
) -> AssuranceEvidence:  # fmt: skip
    """Give evidence for an item: words that say what it shows, and with them a file or a link where there is one."""
    request = item.request
    _lock(session, request)
    if not may_give(session, request, by_id):
        raise ScrutinyRefused(f"{request.of_whom} gives the evidence.")
    if not request.is_open or item.verdict:
        raise ScrutinyRefused("This item is judged already, or the request is closed.")
    if not text.strip():
        raise ScrutinyRefused("Say what this shows, also where you add a file or a link.")
    if link.strip() and (problem := link_problem(link)):
        raise ScrutinyRefused(problem)
    if link.strip() and upload is not None:
        raise ScrutinyRefused("Give a file or a link, not both. A second piece of evidence can hold the other.")
    if len(item.evidence) >= MOST_EVIDENCE:
        raise ScrutinyRefused(f"An item has at most {MOST_EVIDENCE} pieces of evidence. Name the best.")
    said = (text.strip(), link.strip(), upload.content if upload is not None else None)
    if any((one.text, one.link, one.content) == said and one.given_by_id == by_id for one in item.evidence):
        raise ScrutinyRefused("You gave this evidence already. It is on the page of the request.")
    check_words(session, request.partnership_id, [("The evidence", text)], checked=checked)
    made = AssuranceEvidence(
        item_id=item.id, number=len(item.evidence) + 1, text=text.strip(), link=link.strip(), given_on=today,
        given_by_id=by_id,
    )  # fmt: skip
    if upload is not None:
        made.file_name, made.media_type, made.content = upload.name[:200], upload.media_type, upload.content
    session.add(made)
    session.flush()
    session.expire(item, ["evidence"])
    return made


def judge(
    session: Session, item: AssuranceItem, verdict: str, because: str, *, by_id: int, seen: int,
    seen_verdict: str | None = None, checked: bool = False,
) -> None:  # fmt: skip
    """Say of one item whether one is assured, and why; also anew, in place of what was said before.

    ``seen`` is how many pieces of evidence were read, and ``seen_verdict`` what was said of the item by then.
    """
    request = item.request
    _lock(session, request)
    if not may_judge(session, request, by_id):
        raise ScrutinyRefused("Whoever asked judges, and nobody who belongs to the agency that answers.")
    if any(one.given_by_id == by_id for one in item.evidence):
        raise ScrutinyRefused("You gave evidence for this yourself. Somebody else judges it.")
    if not request.is_open:
        raise ScrutinyRefused(f"{request.reference} is not open any more.")
    if len(item.evidence) != seen:
        raise ScrutinyRefused("More evidence has come since you opened this. Read it first.")
    if (item.verdict, item.because, item.judged_by_id) == (verdict, because.strip(), by_id):
        return  # sent twice: it says so already
    if seen_verdict is not None and " ".join(seen_verdict.split()) != " ".join(said_of(item).split()):
        raise ScrutinyRefused("Somebody judged this item since you opened it. Read what was said, and open it again.")
    if verdict not in ITEM_VERDICTS or not verdict:
        raise ScrutinyRefused("Say whether you are assured.")
    if verdict in ("assured", "partly") and not item.evidence:
        raise ScrutinyRefused("Nothing was given for this item, so nobody can be assured by it.")
    if not because.strip():
        raise ScrutinyRefused("Say why: what the evidence shows, or what is missing.")
    check_words(session, request.partnership_id, [("The reason", because)], checked=checked)
    item.verdict, item.because, item.judged_at, item.judged_by_id = verdict, because.strip(), now(), by_id
    session.flush()


def said_of(item: AssuranceItem) -> str:
    """What was said of an item, in one text; empty before."""
    return f"{item.verdict} {item.because}".strip()


def close(
    session: Session, request: AssuranceRequest, words: str, *, by_id: int, today: date, checked: bool = False
) -> None:
    """Close a request with what follows from it; refused while an item is not judged."""
    _lock(session, request)
    if not may_judge(session, request, by_id):
        raise ScrutinyRefused("Whoever asked closes the request, and nobody who belongs to the agency that answers.")
    if not request.is_open:
        raise ScrutinyRefused(f"{request.reference} is not open any more.")
    waiting = [one.position for one in request.items if not one.verdict]
    if waiting:
        named = ", ".join(str(one) for one in waiting)
        raise ScrutinyRefused(f"Not every item is judged yet: {named}. A request is closed once all are.")
    if not words.strip():
        raise ScrutinyRefused("Say what follows from it.")
    check_words(session, request.partnership_id, [("What follows", words)], checked=checked)
    request.closed_on, request.closed_words, request.closed_by_id = today, words.strip(), by_id
    session.flush()


def withdraw(session: Session, request: AssuranceRequest, why: str, *, by_id: int) -> None:
    """Take a request back, and say why; it stays with what was given."""
    _lock(session, request)
    if not may_judge(session, request, by_id):
        raise ScrutinyRefused("Whoever asked takes the request back.")
    if not request.is_open or not why.strip():
        raise ScrutinyRefused("Say why it is taken back, while it is open.")
    check_words(session, request.partnership_id, [("The reason", why)], checked=True)
    request.withdrawn_at, request.withdrawn_why = now(), why.strip()
    session.flush()


def requests_of(
    session: Session, partnership_id: int, agency_ids: frozenset[int] | None = None
) -> list[AssuranceRequest]:
    """The requests of a partnership, or those to these agencies; open ones first, then the newest."""
    query = select(AssuranceRequest).where(AssuranceRequest.partnership_id == partnership_id)
    if agency_ids is not None:
        query = query.where(AssuranceRequest.agency_id.in_(agency_ids))
    query = query.options(
        selectinload(AssuranceRequest.agency), selectinload(AssuranceRequest.items).selectinload(AssuranceItem.evidence)
    )
    return list(
        session.scalars(query.order_by(AssuranceRequest.closed_on.is_not(None), AssuranceRequest.number.desc()))
    )


def find_request(
    session: Session, partnership_id: int, number: int, agency_ids: frozenset[int] | None = None
) -> AssuranceRequest | None:
    """One of these by its number."""
    query = select(AssuranceRequest).where(
        AssuranceRequest.partnership_id == partnership_id, AssuranceRequest.number == number
    )
    if agency_ids is not None:
        query = query.where(AssuranceRequest.agency_id.in_(agency_ids))
    return session.scalar(query)


def standing_of(request: AssuranceRequest, today: date) -> str:
    """Where a request stands, of STANDINGS. It is late while an item without evidence is past the deadline."""
    if request.withdrawn_at is not None:
        return "withdrawn"
    if request.closed_on is not None:
        return "closed"
    if all(one.verdict for one in request.items):
        return "judged"
    if any(not one.evidence and not one.verdict for one in request.items):
        return "late" if today > request.answer_by else "waiting"
    return "to_judge"


def may_give(session: Session, request: AssuranceRequest, user_id: int) -> bool:
    """Whether somebody answers for the agency that was asked."""
    return request.agency_id in agencies_of(session, request.partnership_id, user_id, CHALLENGE)


def may_judge(session: Session, request: AssuranceRequest, user_id: int) -> bool:
    """Whether somebody speaks for whoever asked, and does not belong to the agency that answers."""
    if request.agency_id in agencies_of(session, request.partnership_id, user_id):
        return False
    return may(session, request.partnership_id, user_id, ASSURE if request.asked_as == "executive" else REGISTER)


def _check_request(session: Session, partnership_id: int, given: RequestText, by_id: int, today: date) -> None:
    if given.asked_as not in ASKED_AS:
        raise ScrutinyRefused("Choose for whom you ask.")
    if not may(session, partnership_id, by_id, ASSURE if given.asked_as == "executive" else REGISTER):
        raise ScrutinyRefused("You may not ask for assurance in this name.")
    if given.agency_id is None or session.get(Footprint, (partnership_id, given.agency_id)) is None:
        raise ScrutinyRefused("Choose the agency that answers. It works in the partnership’s area.")
    if given.agency_id in agencies_of(session, partnership_id, by_id):
        raise ScrutinyRefused("Somebody who does not belong to the agency that answers asks for this.")
    if not given.title.strip() or not given.why.strip():
        raise ScrutinyRefused("Say what you want to be sure of, and why.")
    if not today <= given.answer_by <= today + timedelta(days=LONGEST_WAIT):
        raise ScrutinyRefused("The deadline is today or later, within two years. Check the day.")
    items = [one for one in given.items if one.strip()]
    if not items or len(items) > MOST_ITEMS:
        raise ScrutinyRefused(f"Name 1 to {MOST_ITEMS} things to be shown, one on each line.")
    if given.entry_id is not None:
        entry = session.get(ScrutinyEntry, given.entry_id)
        if entry is None or entry.partnership_id != partnership_id or given.asked_as != "scrutineer":
            raise ScrutinyRefused("Only the scrutineer asks out of an entry of the register.")


def _lock(session: Session, request: AssuranceRequest) -> None:
    lock_row(session, request)
    for item in request.items:
        session.refresh(item)
        session.expire(item, ["evidence"])
