"""What waits for one person on the desk: answers, challenges and requests of theirs, advice, findings of the young.

It asks the same questions that the pages ask before they let somebody act, so that each line leads to an act of theirs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from survey_app.case_audits.resolutions.log import next_stage, resolutions_of
from survey_app.case_audits.resolutions.reading import is_late
from survey_app.programme.scrutiny import assurance, challenging, register, young
from survey_app.programme.scrutiny.models import AssuranceRequest, PartnerChallenge
from survey_app.programme.scrutiny.people import ANSWER, REGISTER, may

ADVISE = "resolutions.advise"


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One thing that somebody is to do: what, of which record, by when, and the page that leads there.

    ``endpoint`` and ``values`` are those of the page; ``due`` is None where no clock runs.
    """

    act: str
    title: str
    endpoint: str
    values: Mapping[str, object]
    due: date | None = None
    is_late: bool = False


def waiting_for(session: Session, partnership_id: int, user_id: int, today: date) -> list[Waiting]:
    """All that waits for somebody in a partnership: whose last day comes first, and so what is late; then the rest.

    Answers that the partnership owes its scrutineer are not among it: whoever may answer reads them in their own list.
    """
    found = [
        *_entries(session, partnership_id, user_id, today), *_challenges(session, partnership_id, user_id, today),
        *_requests(session, partnership_id, user_id, today), *_disagreements(session, partnership_id, user_id, today),
        *_young(session, partnership_id, user_id),
    ]  # fmt: skip
    return sorted(found, key=lambda one: (one.due or date.max, one.title))


def _entries(session: Session, partnership_id: int, user_id: int, today: date) -> Iterator[Waiting]:
    if not may(session, partnership_id, user_id, REGISTER):
        return
    for one in register.entries_of(session, partnership_id):
        if register.standing_of(one, today) == "answered":
            named = one.theme or one.text
            yield Waiting(
                act="Read the answer",
                title=f"{one.reference}: {named}",
                endpoint="scrutiny.entry",
                values={"number": one.number},
            )


def _challenges(session: Session, partnership_id: int, user_id: int, today: date) -> Iterator[Waiting]:
    for one in challenging.challenges_of(session, partnership_id):
        act = _act_on(session, one, user_id, today)
        if act:
            title = f"{one.reference}: {one.what}"
            owed = one.waits and act == "Respond"
            yield Waiting(
                act=act, title=title, endpoint="challenges.show", values={"number": one.number},
                due=one.respond_by if owed else None, is_late=owed and challenging.is_late(one, today),
            )  # fmt: skip


def _act_on(session: Session, one: PartnerChallenge, user_id: int, today: date) -> str:
    """What somebody is to do about a challenge; empty where it waits for others."""
    if one.waits and challenging.may_respond(session, one, user_id):
        return "Respond"
    if not one.outcome and challenging.may_decide(session, one, user_id):
        if not one.waits:
            return "Say whether the response is enough"
        return "No response came: take it to the Executive" if challenging.is_late(one, today) else ""
    if challenging.may_settle(session, one, user_id):
        return "Decide for the Executive"
    unadvised = one.outcome == "not_resolved" and not one.advices
    return "Give your advice" if unadvised and may(session, one.partnership_id, user_id, REGISTER) else ""


def _requests(session: Session, partnership_id: int, user_id: int, today: date) -> Iterator[Waiting]:
    for one in assurance.requests_of(session, partnership_id):
        act = _act_for(session, one, user_id) if one.is_open else ""
        if act:
            gives = act.startswith("Give")
            yield Waiting(
                act=act, title=f"{one.reference}: {one.title}", endpoint="assurance.show",
                values={"number": one.number}, due=one.answer_by if gives else None,
                is_late=gives and today > one.answer_by,
            )  # fmt: skip


def _act_for(session: Session, one: AssuranceRequest, user_id: int) -> str:
    """What somebody is to do about an open request; empty where it waits for others."""
    missing = [item for item in one.items if not item.evidence and not item.verdict]
    if missing and assurance.may_give(session, one, user_id):
        return f"Give evidence for {_items(len(missing))}"
    if not assurance.may_judge(session, one, user_id):
        return ""
    to_judge = [item for item in one.items if item.evidence and not item.verdict]
    if to_judge:
        return f"Judge {_items(len(to_judge))}"
    return "Close it: every item is judged" if all(item.verdict for item in one.items) else ""


def _disagreements(session: Session, partnership_id: int, user_id: int, today: date) -> Iterator[Waiting]:
    """Case disagreements that came to the last stage of the protocol, on which nobody has advised since."""
    if not may(session, partnership_id, user_id, ADVISE):
        return
    for one in resolutions_of(session, partnership_id):
        step = one.steps[-1]
        if not one.is_open or next_stage(session, one) is not None:
            continue
        if not any(advice.made_at >= step.made_at for advice in one.advices):
            yield Waiting(
                act="Give your advice", title=f"{one.reference}: {one.raised_by.name} and {one.raised_with.name}",
                endpoint="resolutions.show", values={"resolution_id": one.id}, due=step.ends_by,
                is_late=is_late(one, today),
            )  # fmt: skip


def _items(number: int) -> str:
    return f"{number} item" if number == 1 else f"{number} items"


def _young(session: Session, partnership_id: int, user_id: int) -> Iterator[Waiting]:
    if not may(session, partnership_id, user_id, ANSWER):
        return
    for one in young.waiting_findings(session, partnership_id, user_id):
        yield Waiting(
            act="Read what a young scrutineer found", title=f"{one.reference}: {one.place}",
            endpoint="young_scrutiny.clear", values={"number": one.number},
        )  # fmt: skip
    for one in young.cleared_findings(session, partnership_id):
        if not one.answers:
            yield Waiting(
                act="Answer a young scrutineer", title=f"{one.reference}: {one.place}",
                endpoint="young_scrutiny.answer", values={"number": one.number},
            )  # fmt: skip
