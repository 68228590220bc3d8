"""The stages of an audit: fieldwork begins, moderation opens, it is finished, or called off. None is gone back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.case_audits.kinds import KINDS
from survey_app.case_audits.models import AuditCase, CaseAudit, CaseModeration, CaseVoice
from survey_app.case_audits.planning import mailing
from survey_app.case_audits.planning.asking import LONGEST, keep_population
from survey_app.case_audits.planning.plans import AuditRefused, lock_audit
from survey_app.case_audits.planning.standing import Standing, count_asked, standings_of
from survey_app.collect.display import LOCAL_TIME
from survey_app.database import now
from survey_app.designer.models import InstrumentVersion
from survey_app.designer.services import find_instrument
from survey_app.happenings import work_changed
from survey_app.rounds.models import Round
from survey_app.rounds.policies import default_decision
from survey_app.rounds.services import RoundPlan, close_round, create_round, open_round

POPULATION = "One return for each agency asked about a case."


def missing_for_fieldwork(session: Session, audit: CaseAudit) -> list[str]:
    """What fieldwork still needs, as the ends of the sentence “First …”."""
    missing = []
    if not count_cases(session, audit):
        missing.append("draw the cases, or add them")
    elif not count_asked(session, audit):
        missing.append("ask the agencies")
    if audit.returns_due_on is None:
        missing.append("say by which day returns are due")
    if _newest_version(session, audit) is None:
        missing.append(f"publish the form “{KINDS[audit.kind].form_id}” among the partnership’s questionnaires")
    return missing


def begin_fieldwork(session: Session, audit: CaseAudit, *, by: int | None, today: date) -> None:
    """Let the agencies begin: make and open the round that returns come into, and tell every auditor named."""
    lock_audit(session, audit, "planning")
    missing, version = missing_for_fieldwork(session, audit), _newest_version(session, audit)
    if missing or version is None:
        raise AuditRefused(f"Fieldwork cannot begin yet. First {', and '.join(missing)}.")
    if audit.returns_due_on is not None and audit.returns_due_on < today:
        raise AuditRefused(
            f"Returns would have been due on {audit.returns_due_on:%-d %B %Y}, which is past. Change that day first."
        )
    person = session.get(User, by) if by is not None else None
    policy = default_decision(
        session, audit.partnership_id, decided_by=person.name if person else "The QA group", today=today
    )
    round_ = create_round(session, audit.partnership_id, _round_plan(session, audit, version, policy.id))
    open_round(session, round_, today=today)
    audit.round, audit.state = round_, "fieldwork"
    session.flush()
    mailing.tell_auditors(session, audit)
    mailing.tell_leads(session, audit)


def _newest_version(session: Session, audit: CaseAudit) -> InstrumentVersion | None:
    record = find_instrument(session, audit.partnership_id, KINDS[audit.kind].form_id)
    return max(record.versions, key=lambda version: version.number, default=None) if record is not None else None


def _round_plan(session: Session, audit: CaseAudit, version: InstrumentVersion, policy_id: int) -> RoundPlan:
    """Named and never closed by a date: a late return stays possible."""
    return RoundPlan(
        title=f"{audit.title}: returns"[:300], version_id=version.id, access="named", anonymous=False,
        population_size=count_asked(session, audit), population_known=True, population_note=POPULATION,
        policy_id=policy_id,
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What opening moderation would mean now: the returns made, and all that is not as it should be."""

    made: int
    asked: int
    missing: dict[str, list[str]]  # agency → pseudonyms of the cases that it has not returned
    undecided: list[Standing]  # conflicts of interest that nobody has decided on


def opening_of(session: Session, audit: CaseAudit, today: date) -> Opening:
    """How far the returns are, for whoever is about to open moderation."""
    standings = standings_of(session, audit, today)
    missing: dict[str, list[str]] = {}
    for one in standings:
        if one.is_missing:
            missing.setdefault(one.asked.agency.name, []).append(one.asked.case.pseudonym)
    asked = [one for one in standings if one.state != "not_involved"]
    return Opening(
        made=len([one for one in asked if one.state == "made"]), asked=len(asked),
        missing=dict(sorted(missing.items())), undecided=[one for one in standings if one.is_undecided],
    )  # fmt: skip


def open_moderation(session: Session, audit: CaseAudit, *, by: int | None) -> None:
    """Open the returns to those who moderate, for good. What comes later is marked as not blind.

    A return on its way in is received before, or waits until the returns are open.
    """
    lock_audit(session, audit, "fieldwork")
    round_ = _locked_round(session, audit)
    at = now()
    if not opening_of(session, audit, at.astimezone(LOCAL_TIME).date()).made:
        raise AuditRefused("No return has been made yet, so there is nothing to moderate.")
    audit.state, audit.opened_at, audit.opened_by_id = "moderation", at, by
    session.flush()
    assert round_ is not None
    keep_population(session, audit)


def missing_for_finish(session: Session, audit: CaseAudit) -> list[str]:
    """What finishing still needs, as the ends of the sentence “First …”."""
    missing = []
    if KINDS[audit.kind].moderated and (unsigned := unsigned_cases(session, audit)):
        named = ", ".join(case.pseudonym for case in unsigned[:5]) + (" and others" if len(unsigned) > 5 else "")
        missing.append(f"sign off every case (left: {named})")
    if audit.re_audit_on is None and not audit.no_re_audit_why:
        missing.append("say when the next audit is due, or why none is")
    return missing


def finish_audit(session: Session, audit: CaseAudit, *, by: int | None, today: date) -> None:
    """Finish an audit whose cases are all signed off; its round takes no more returns. Who did it is logged."""
    lock_audit(session, audit, "moderation")
    if missing := missing_for_finish(session, audit):
        raise AuditRefused(f"“{audit.title}” cannot be finished yet. First {', and '.join(missing)}.")
    _close(session, audit, today)
    audit.state, audit.finished_at = "finished", now()
    session.flush()
    work_changed(session, audit.partnership_id)


def cancel_audit(session: Session, audit: CaseAudit, why: str, *, by: int | None, today: date) -> None:
    """Call an audit off. What was returned stays as unread as it was; auditors who had something to do are told."""
    lock_audit(session, audit, "planning", "fieldwork", "moderation")
    why = why.strip()
    if not 1 <= len(why) <= LONGEST:
        raise AuditRefused(f"Say why the audit is called off, in at most {LONGEST:,} characters.")
    was_asking = audit.state != "planning"
    _close(session, audit, today)
    audit.state, audit.cancelled_why = "cancelled", why
    session.flush()
    work_changed(session, audit.partnership_id)
    if was_asking:
        mailing.tell_called_off(session, audit)


def count_cases(session: Session, audit: CaseAudit) -> int:
    """How many cases are in use."""
    found = select(func.count()).where(AuditCase.audit_id == audit.id, AuditCase.state == "in_use")
    return session.scalar(found) or 0


def unsigned_cases(session: Session, audit: CaseAudit) -> list[AuditCase]:
    """The cases in use that no panel has signed off, by number."""
    signed = select(CaseModeration.case_id).where(CaseModeration.signed_at.is_not(None))
    return list(
        session.scalars(
            select(AuditCase)
            .where(AuditCase.audit_id == audit.id, AuditCase.state == "in_use", AuditCase.id.not_in(signed))
            .order_by(AuditCase.number)
        )
    )


def round_ids_of(session: Session, audit: CaseAudit) -> list[int]:
    """The rounds of an audit’s returns and voices, in the order in which they were made."""
    voices = (
        select(CaseVoice.round_id)
        .join(AuditCase, AuditCase.id == CaseVoice.case_id)
        .where(AuditCase.audit_id == audit.id, CaseVoice.round_id.is_not(None))
    )
    found = {audit.round.id if audit.round is not None else audit.round_id, *session.scalars(voices)}
    return sorted(id_ for id_ in found if id_ is not None)


def _locked_round(session: Session, audit: CaseAudit) -> Round | None:
    if audit.round is not None:
        session.refresh(audit.round, with_for_update={"key_share": True})
    return audit.round


def _close(session: Session, audit: CaseAudit, today: date) -> None:
    """Close the round of the returns and those of the voices, so that their answers have a day on which they go."""
    round_ = _locked_round(session, audit)
    if round_ is not None and round_.state == "open":
        keep_population(session, audit)
    for id_ in round_ids_of(session, audit):
        one = session.get_one(Round, id_)
        if one.state == "open":
            close_round(session, one, today=today)
