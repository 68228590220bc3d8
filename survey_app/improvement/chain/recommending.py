"""Recommendations: one owner agency each, why, and the findings they rest on; their changes and their withdrawal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.collect.display import LOCAL_TIME
from survey_app.database import new_uuid, now
from survey_app.improvement.chain.numbering import next_number
from survey_app.improvement.chain.refusals import ChainRefused
from survey_app.improvement.chain.sent_twice import kept_before
from survey_app.improvement.chain.words import check_words
from survey_app.improvement.changing import change, lock_as_seen, note
from survey_app.improvement.models import (
    ORIGINS,
    PRIORITIES,
    SOURCE_KINDS,
    Action,
    Finding,
    Recommendation,
)
from survey_app.partnership.models import Footprint

LONGEST_THEME, LONGEST_SOURCE = 120, 300


@dataclass(frozen=True, slots=True, kw_only=True)
class RecommendationText:
    """What somebody writes as a recommendation. ``checked``: marked words were looked at and identify nobody."""

    text: str
    why: str
    owner_id: int
    priority: str
    theme: str
    source_kind: str
    source: str
    made_on: date
    origin_type: str | None = None
    origin_id: str | None = None
    checked: bool = False


def add_recommendation(
    session: Session,
    partnership_id: int,
    words: RecommendationText,
    findings: Sequence[Finding] = (),
    by_id: int | None = None,
) -> Recommendation:
    """Enter a recommendation under the partnership's next number, resting on findings of the same partnership.

    Raises
    ------
    ChainRefused
        Where a field is missing or not of its list, the owner works elsewhere, a finding is withdrawn or another
        partnership's, the words could tell who somebody is, the origin was taken up before, or the same person has
        entered the very same.
    """
    values = _checked(session, partnership_id, words)
    _refuse_foreign(partnership_id, findings)
    check_words(session, partnership_id, _texts(words), checked=words.checked)
    number = next_number(session, Recommendation, partnership_id)  # from here on nobody else of the area writes one
    if found := taken_up(session, words.origin_type, words.origin_id):
        raise ChainRefused(f"This was taken up before, as {found.reference}.")
    mine: dict[str, Any] = {
        "partnership_id": partnership_id, "made_by_id": by_id, "state": "open", "origin_id": words.origin_id,
    }  # fmt: skip
    if by_id is not None and (same := kept_before(session, Recommendation, **mine, **values)):
        raise ChainRefused(f"You have entered this already: it is {same.reference}.")
    made = Recommendation(
        partnership_id=partnership_id, number=number, made_by_id=by_id, origin_type=words.origin_type,
        origin_id=words.origin_id, findings=list(findings), **values,
    )  # fmt: skip
    session.add(made)
    session.flush()
    act = new_uuid()
    note(session, made, "entered", made.text, by_id=by_id, batch=act)
    if findings:
        note(session, made, "findings", references(findings), by_id=by_id, batch=act)
    return made


def change_recommendation(
    session: Session, recommendation: Recommendation, words: RecommendationText, *, by_id: int | None,
    seen: int | None, why: str = "",
) -> None:  # fmt: skip
    """Change a recommendation. Another owner needs a reason, and replies anew: the reply so far was not theirs."""
    lock_as_seen(session, recommendation, seen)
    refuse_ended(recommendation)
    values = _checked(session, recommendation.partnership_id, words)
    check_words(session, recommendation.partnership_id, [*_texts(words), ("The reason", why)], checked=words.checked)
    if values["owner_id"] != recommendation.owner_id:
        if not why.strip():
            raise ChainRefused("Say why another agency becomes the owner.")
        values |= {"reply": "", "because": "", "replied_at": None, "replied_by_id": None}
    change(session, recommendation, values, by_id=by_id, why=why.strip())
    session.expire(recommendation, ["owner"])


def rest_on(
    session: Session, recommendation: Recommendation, findings: Sequence[Finding], *, by_id: int | None,
    seen: int | None,
) -> None:  # fmt: skip
    """Say which findings a recommendation rests on, in place of those so far."""
    lock_as_seen(session, recommendation, seen)
    refuse_ended(recommendation)
    _refuse_foreign(recommendation.partnership_id, [one for one in findings if one not in recommendation.findings])
    was, became = references(recommendation.findings), references(findings)
    if was == became:
        return
    recommendation.findings = list(findings)
    recommendation.revision += 1
    note(session, recommendation, "findings", became, was=was, by_id=by_id)


def withdraw_recommendation(
    session: Session, recommendation: Recommendation, reason: str, *, by_id: int | None, seen: int | None
) -> None:
    """Take a recommendation back, and say why. Its open actions are dropped first, each with its own reason."""
    lock_as_seen(session, recommendation, seen)
    refuse_ended(recommendation)
    if not reason.strip():
        raise ChainRefused("Say why the recommendation is withdrawn.")
    check_words(session, recommendation.partnership_id, [("The reason", reason)], checked=True)
    refuse_open_actions(session, recommendation)
    change(
        session, recommendation, {"state": "withdrawn", "state_why": reason.strip()}, by_id=by_id, why=reason.strip()
    )  # fmt: skip


def reopen_recommendation(
    session: Session, recommendation: Recommendation, reason: str, *, by_id: int | None, seen: int | None
) -> None:
    """Open one again that was not accepted or withdrawn, and say why; its owner replies anew, and it is counted."""
    lock_as_seen(session, recommendation, seen)
    if recommendation.state not in ("not_accepted", "withdrawn"):
        raise ChainRefused(f"{recommendation.reference} was neither refused by its owner nor withdrawn.")
    if not reason.strip():
        raise ChainRefused("Say why the recommendation is opened again.")
    check_words(session, recommendation.partnership_id, [("The reason", reason)], checked=True)
    values: Mapping[str, object] = {
        "state": "open", "state_why": reason.strip(), "reply": "", "because": "", "replied_at": None,
        "replied_by_id": None, "reopened": recommendation.reopened + 1,
    }  # fmt: skip
    change(session, recommendation, values, by_id=by_id, why=reason.strip())


def taken_up(session: Session, origin_type: str | None, origin_id: str | None) -> Recommendation | None:
    """The recommendation that was made of this record, if it was taken up."""
    if not origin_type or not origin_id:
        return None
    return session.scalar(
        select(Recommendation).where(Recommendation.origin_type == origin_type, Recommendation.origin_id == origin_id)
    )


def is_borne_out(recommendation: Recommendation) -> bool:
    """Whether a finding that still stands bears a recommendation out. One without is marked wherever it is listed."""
    return any(one.withdrawn_at is None for one in recommendation.findings)


def references(findings: Sequence[Finding]) -> str:
    """“F-001, F-004”: findings by their references, in order."""
    return ", ".join(one.reference for one in sorted(findings, key=lambda one: one.number))


def refuse_ended(recommendation: Recommendation) -> None:
    """Refuse to change a recommendation that is closed, withdrawn or not accepted."""
    if not recommendation.is_open:
        raise ChainRefused(f"{recommendation.reference} is no longer open. Open it again first, and say why.")


def refuse_open_actions(session: Session, recommendation: Recommendation) -> None:
    """Refuse to end a recommendation without impact while something is still being done about it."""
    waiting = session.scalars(
        select(Action)
        .where(Action.recommendation_id == recommendation.id, Action.state.in_(("open", "claimed")))
        .order_by(Action.number)
    ).first()
    if waiting is not None:
        raise ChainRefused(f"{waiting.reference} is still open. Drop it first, and say why.")


def _checked(session: Session, partnership_id: int, words: RecommendationText) -> dict[str, Any]:
    text, why, theme, source = (" ".join(one.split()) for one in (words.text, words.why, words.theme, words.source))
    if not text or not why:
        raise ChainRefused("Write what is recommended, and why: what was found that it answers.")
    if words.priority not in PRIORITIES or words.source_kind not in SOURCE_KINDS:
        raise ChainRefused("Choose how urgent it is, and where it comes from.")
    if bool(words.origin_type) != bool(words.origin_id) or (words.origin_type or "") not in ORIGINS:
        raise ChainRefused("The record that this comes from is not known.")
    if len(theme) > LONGEST_THEME or len(source) > LONGEST_SOURCE:
        raise ChainRefused(f"Use at most {LONGEST_THEME} characters for the theme, {LONGEST_SOURCE} for the source.")
    if words.made_on > now().astimezone(LOCAL_TIME).date():
        raise ChainRefused("A recommendation was made on a day that has been. Check the date.")
    if words.owner_id is None or session.get(Footprint, (partnership_id, words.owner_id)) is None:
        raise ChainRefused("Choose the one agency that owns the recommendation. It works in the partnership’s area.")
    return {
        "text": words.text.strip(), "why": words.why.strip(), "owner_id": words.owner_id, "priority": words.priority,
        "theme": theme, "source_kind": words.source_kind, "source": source, "made_on": words.made_on,
    }  # fmt: skip


def _texts(words: RecommendationText) -> list[tuple[str, str]]:
    return [
        ("The recommendation", words.text), ("The reason", words.why), ("The theme", words.theme),
        ("The source", words.source),
    ]  # fmt: skip


def _refuse_foreign(partnership_id: int, findings: Sequence[Finding]) -> None:
    for finding in findings:
        if finding.partnership_id != partnership_id:
            raise ChainRefused("A finding of another partnership cannot bear this out.")
        if finding.withdrawn_at is not None:
            raise ChainRefused(f"{finding.reference} is withdrawn, and bears nothing out any more.")
