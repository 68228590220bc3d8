"""Declaring a return: its author declares it, the board sponsor confirms it or a minute is named, and it is sent.

Everything is checked when the author declares, and once more when it is sent: what stands in the return must be what
was declared. The age of evidence is counted on the day of the declaration.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from instruments.answers import AnswerProblem, check_answers
from survey_app.accounts.models import User
from survey_app.audit_log import record
from survey_app.collect import drafts
from survey_app.collect.carrying_over import known_answers
from survey_app.collect.keys import KeyStore
from survey_app.collect.models import Draft
from survey_app.collect.receipts import Receipt, content_hash
from survey_app.collect.services import submit
from survey_app.collect.wording import Speaker
from survey_app.database import now
from survey_app.errors import UserError
from survey_app.walkabouts.models import Section11Assessment
from survey_app.walkabouts.self_assessment.carrying import offers_of
from survey_app.walkabouts.self_assessment.deadlines import (
    ReturnLocked,
    check_may_change,
    declaration_day,
    is_past,
    state_of,
    today_here,
)
from survey_app.walkabouts.self_assessment.evidence import evidence_of, weighed_evidence
from survey_app.walkabouts.self_assessment.evidence_rules import GRADES
from survey_app.walkabouts.self_assessment.given import DECLARED, given_answers
from survey_app.walkabouts.self_assessment.models import SelfAssessment
from survey_app.walkabouts.self_assessment.returns import draft_of, form_of_return, locked_return

Answers = dict[str, Any]
LINK_DAYS = 14


class DeclarationRefused(UserError):
    """A return cannot be declared or confirmed now; the message says what is missing."""

    status = 422
    title = "The return cannot be declared yet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Objection:
    """Something that stands in the way of the declaration, and where it is put right.

    ``kind`` is "answer" (the form itself objects; ``problem`` says to what), "evidence" or "carried"; ``more`` says
    what would help.
    """

    kind: str
    standard: str
    text: str
    more: str = ""
    problem: AnswerProblem | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """What the author of a return says on declaring it. Without a minute, the sponsor confirms by e-mail."""

    author_role: str
    sponsor_name: str
    sponsor_role: str
    presented_on: date
    sponsor_email: str = ""
    minute_reference: str = ""


def answers_now(session: Session, assessment: Section11Assessment, kept: SelfAssessment) -> Answers | None:
    """The answers in progress, with what the record answers by itself."""
    draft = draft_of(session, kept)
    return completed_answers(session, assessment, kept, draft.document) if draft is not None else None


def completed_answers(
    session: Session, assessment: Section11Assessment, kept: SelfAssessment, document: Answers
) -> Answers:
    """A document with what the record answers by itself."""
    form = form_of_return(kept)
    given = given_answers(assessment, form, evidence_of(session, assessment.id), kept=kept)
    return {**document, **given}


def objections(session: Session, assessment: Section11Assessment, kept: SelfAssessment) -> list[Objection]:
    """Everything that stands in the way of declaring the return as it is now."""
    document = answers_now(session, assessment, kept)
    if document is None:
        return [Objection(kind="answer", standard="", text="The return has not been begun.")]
    of_evidence = list(_evidence_objections(session, assessment, kept, document))
    told = {one.standard for one in of_evidence}  # the form has the same rule, and says less
    of_answers = [one for one in _answer_objections(kept, document) if one.problem and one.problem.name not in told]
    return [*of_evidence, *_carried_objections(session, assessment), *of_answers]


def _answer_objections(kept: SelfAssessment, document: Answers) -> Iterator[Objection]:
    """What the form itself objects to, except for the declaration, which is only now being made."""
    form = form_of_return(kept)
    for problem in check_answers(form, known_answers(form, document)):
        if problem.name not in DECLARED:
            yield Objection(kind="answer", standard=problem.section, text=problem.message, problem=problem)


def _evidence_objections(
    session: Session, assessment: Section11Assessment, kept: SelfAssessment, document: Answers
) -> Iterator[Objection]:
    for one in weighed_evidence(session, assessment, document, declaration_day(kept)):
        grade = document.get(one.standard.name)
        if not one.verdict.allows(grade):
            title = f"{one.standard.label}: {GRADES[str(grade)]} is not possible"
            yield Objection(kind="evidence", standard=one.standard.name, text=title, more=one.verdict.sentence)


def _carried_objections(session: Session, assessment: Section11Assessment) -> Iterator[Objection]:
    for one in offers_of(session, assessment):
        if one.undecided:
            what = "1 item" if one.undecided == 1 else f"{one.undecided} items"
            text = f"{one.standard.label}: {what} from your last return to be reaffirmed or left out."
            yield Objection(kind="carried", standard=one.standard.name, text=text)


def declare(
    session: Session, keys: KeyStore, assessment: Section11Assessment, said: Declaration, *, by: int
) -> Receipt | None:
    """Declare the return. With a minute it is sent at once, and the receipt returned; else the sponsor is asked."""
    kept = locked_return(session, assessment)
    check_may_change(assessment, kept, today_here())
    if found := objections(session, assessment, kept):
        raise DeclarationRefused(f"Something is still missing: {found[0].text} {found[0].more}".strip())
    _check_said(said)
    _check_sponsor(session, said, by)
    kept.author_role, kept.declared_at, kept.declared_by_id = said.author_role.strip(), now(), by
    kept.sponsor_name, kept.sponsor_role = said.sponsor_name.strip(), said.sponsor_role.strip()
    kept.sponsor_email, kept.presented_on = said.sponsor_email.strip(), said.presented_on
    kept.minute_reference = said.minute_reference.strip()
    kept.sponsor_token_hash = kept.sponsor_token_until = kept.sponsor_confirmed_at = None
    session.flush()
    kept.declared_hash = declared_content(session, assessment, kept)
    session.flush()
    record(
        session, "self-assessment declared", actor_id=by, partnership_id=assessment.partnership_id,
        subject=f"self-assessment {assessment.id}", details={"minute": bool(kept.minute_reference)},
    )  # fmt: skip
    return _send(session, keys, assessment, kept, by=by) if kept.minute_reference else None


def take_back(session: Session, assessment: Section11Assessment, *, by: int) -> None:
    """Take a declaration back that the sponsor has not confirmed, so that the return can be changed. Its link ends."""
    kept = locked_return(session, assessment)
    if kept.declared_at is None or (kept.submitted_at is not None and kept.reopened_at is None):
        raise ReturnLocked("There is no declaration that waits to be confirmed.")
    kept.declared_at, kept.declared_hash = None, ""
    kept.sponsor_token_hash = kept.sponsor_token_until = None
    session.flush()
    record(
        session, "declaration taken back", actor_id=by, partnership_id=assessment.partnership_id,
        subject=f"self-assessment {assessment.id}",
    )  # fmt: skip


def confirm(session: Session, keys: KeyStore, assessment: Section11Assessment, token_hash: str) -> Receipt:
    """The sponsor confirms what was declared, and the return is sent. The link works once."""
    kept = locked_return(session, assessment)
    if problem := link_problem(assessment, kept, token_hash):
        raise DeclarationRefused(problem, title="This link does not confirm anything")
    if kept.declared_hash != declared_content(session, assessment, kept):
        raise DeclarationRefused(
            "The return is no longer what was declared to you. Ask its author to declare it again.",
            title="The return has changed",
        )
    kept.sponsor_confirmed_at, kept.sponsor_token_hash = now(), None
    session.flush()
    record(
        session, "self-assessment confirmed by its sponsor", actor_id=None, partnership_id=assessment.partnership_id,
        subject=f"self-assessment {assessment.id}",
    )  # fmt: skip
    return _send(session, keys, assessment, kept, by=kept.declared_by_id)


def link_problem(assessment: Section11Assessment, kept: SelfAssessment, token_hash: str) -> str:
    """Why a sponsor's link no longer confirms the declaration; empty where it does."""
    if kept.sponsor_token_hash is None or kept.sponsor_token_hash != token_hash or kept.declared_at is None:
        return (
            "The declaration was confirmed or taken back, or a newer link was sent. Nothing more is asked of you here."
        )
    if kept.sponsor_token_until is None or now() > kept.sponsor_token_until:
        return f"The link worked for {LINK_DAYS} days. Ask the return's author to send you a new one."
    if state_of(assessment, kept, today_here()) == "closed":
        return (
            "The partnership has closed this self-assessment, or compared it with its own findings by now, so nothing "
            "is confirmed any more. What the agency has saved is kept."
        )
    if is_past(assessment, kept, today_here()):
        return "The deadline of the return has passed. Its author can ask the partnership's QA group for a new one."
    return ""


def link_until() -> Any:
    """Until when a link that is sent now works."""
    return now() + timedelta(days=LINK_DAYS)


def declared_content(session: Session, assessment: Section11Assessment, kept: SelfAssessment) -> str:
    """What a declaration covers, in short: every answer, and which evidence stands behind them."""
    evidence = [[one.id, one.sha256 or one.link] for one in evidence_of(session, assessment.id) if one.is_kept]
    return content_hash({"answers": answers_now(session, assessment, kept) or {}, "evidence": evidence})


def _send(
    session: Session, keys: KeyStore, assessment: Section11Assessment, kept: SelfAssessment, *, by: int | None
) -> Receipt:
    """Submit the return on the same terms as every form, and lock it."""
    _refuse(objections(session, assessment, kept))
    draft = drafts.lock_draft(session, kept.draft_id)
    assert draft is not None  # objections() has seen it
    document = _final(session, assessment, kept, draft)
    receipt = submit(session, keys, kept.round, kept.draft_id, document, replaces=draft.replaces)
    drafts.drop_draft(session, draft)
    kept.submitted_at = kept.locked_at = now()
    kept.reopened_at = None
    session.flush()
    record(
        session, "submission.received", actor_id=by, partnership_id=assessment.partnership_id,
        subject=f"submission {receipt.reference}", details={"round": kept.round.slug, "revision": receipt.revision},
    )  # fmt: skip
    return receipt


def _refuse(found: Sequence[Objection]) -> None:
    if found:
        raise DeclarationRefused(f"Something is still missing: {found[0].text} {found[0].more}".strip())


def _final(session: Session, assessment: Section11Assessment, kept: SelfAssessment, draft: Draft) -> Answers:
    form = form_of_return(kept)
    document = completed_answers(session, assessment, kept, draft.document)
    return known_answers(form, Speaker(form).recalculated(document, previous=document))


def _check_sponsor(session: Session, said: Declaration, by: int) -> None:
    """Nobody confirms for the board what they have declared themselves."""
    author = session.get(User, by)
    if author is not None and said.sponsor_email.strip().casefold() == author.email.casefold():
        raise DeclarationRefused("The sponsor confirms for the board: give their e-mail address, not your own.")


def _check_said(said: Declaration) -> None:
    """The form of the page has told each person what is missing; this is for whoever calls the service."""
    if not (said.author_role.strip() and said.sponsor_name.strip() and said.sponsor_role.strip()):
        raise DeclarationRefused("Say who wrote the return, and who sponsors it on the board.")
    if said.presented_on > today_here():
        raise DeclarationRefused("The return must have been presented to the board before it is declared.")
    if bool(said.sponsor_email.strip()) == bool(said.minute_reference.strip()):
        raise DeclarationRefused("Give either the sponsor's e-mail address or the minute that records the declaration.")
