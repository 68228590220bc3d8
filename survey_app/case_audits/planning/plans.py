"""The plan of an audit: what is decided about it, made and changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, inspect, select
from sqlalchemy.orm import Session

from survey_app.case_audits.kinds import KINDS
from survey_app.case_audits.learning.checking import never_kept
from survey_app.case_audits.locking import mark_of_words
from survey_app.case_audits.models import AUDIT_STATES, AgencyReturn, AuditCase, CaseAudit
from survey_app.errors import Conflict, UserError
from survey_app.happenings import work_changed
from survey_app.partnership.models import Partnership
from survey_app.rounds.slugs import unique_slug

# First words of other addresses of case audits, which no audit may have as its own.
RESERVED = frozenset({"certificates", "coverage", "dip-samples", "learning", "records", "taken"})


FIRST_YEAR, LAST_YEAR = 2000, 2100
DAYS = {
    "window_starts_on": "Work from", "window_ends_on": "Work until", "returns_due_on": "Returns are due on",
    "panel_on": "The panel meets on", "re_audit_on": "The next audit of this theme is due on",
}  # fmt: skip


class AuditRefused(UserError):
    """An audit cannot be changed as asked; the message says what to do."""

    status = 409
    title = "The audit cannot be changed like this"


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditPlan:
    """What is decided about an audit. ``re_audit_on`` and ``no_re_audit_why`` may both wait until it is finished."""

    kind: str
    title: str
    window_starts_on: date
    window_ends_on: date
    theme: str = ""
    purpose: str = ""
    returns_due_on: date | None = None
    panel_on: date | None = None
    re_audit_on: date | None = None
    no_re_audit_why: str = ""
    lead_id: int | None = None
    earlier_id: int | None = None


def create_audit(session: Session, partnership_id: int, plan: AuditPlan, by: int | None = None) -> CaseAudit:
    """Store a new audit under an address of its own; two that are stored at once get two. Who did it is logged."""
    session.execute(select(Partnership.id).where(Partnership.id == partnership_id).with_for_update(key_share=True))
    taken = session.scalars(select(CaseAudit.slug).where(CaseAudit.partnership_id == partnership_id)).all()
    if by is not None:
        refuse_planned(session, partnership_id, plan)
    audit = CaseAudit(partnership_id=partnership_id, slug=unique_slug(plan.title, {*taken, *RESERVED}), kind=plan.kind)
    _check(session, audit, plan)
    _apply(audit, plan)
    session.add(audit)
    session.flush()
    work_changed(session, partnership_id)
    return audit


def refuse_planned(session: Session, partnership_id: int, plan: AuditPlan) -> None:
    """Refuse a plan that the same form has stored already, by a second press."""
    same = select(CaseAudit).where(
        CaseAudit.partnership_id == partnership_id, CaseAudit.state == "planning", CaseAudit.title == plan.title.strip()
    )
    if any(plan_of(one) == _tidy(plan) for one in session.scalars(same)):
        raise AuditRefused(f"“{plan.title.strip()}” is planned already, with the same days. You find it in the list.")


def change_audit(session: Session, audit: CaseAudit, plan: AuditPlan, *, seen: str = "") -> None:
    """Change the plan. Its address stays, since it stands in messages; its kind stays once fieldwork has begun.

    ``seen`` is the mark of the plan as whoever changes it has read it: a Conflict where it was changed meanwhile.
    """
    lock_audit(session, audit, "planning", "fieldwork", "moderation")
    if seen and seen != mark_of(plan_of(audit)):
        raise Conflict("The plan was changed by somebody else meanwhile. Open it again, and make your changes there.")
    if audit.state != "planning" and plan.kind != audit.kind:
        raise AuditRefused("Fieldwork has begun, so the kind of the audit can no longer change.")
    _check(session, audit, plan)
    if not KINDS[plan.kind].many_agencies and _asks_several(session, audit):
        raise AuditRefused("Several agencies are asked about one case, so the audit stays one of many agencies.")
    most = KINDS[plan.kind].most_cases
    if most is not None and plan.kind != audit.kind and _cases_in_use(session, audit) > most:
        raise AuditRefused(
            f"A {KINDS[plan.kind].name.lower()} looks at no more than {most} cases. Take some out first."
        )
    audit.kind = plan.kind
    _apply(audit, plan)
    session.flush()
    work_changed(session, audit.partnership_id)


def _cases_in_use(session: Session, audit: CaseAudit) -> int:
    of = select(func.count()).select_from(AuditCase)
    return session.scalar(of.where(AuditCase.audit_id == audit.id, AuditCase.state == "in_use")) or 0


def _asks_several(session: Session, audit: CaseAudit) -> bool:
    """Whether more than one agency is asked about any case."""
    several = (
        select(AgencyReturn.case_id)
        .join(AuditCase, AuditCase.id == AgencyReturn.case_id)
        .where(AuditCase.audit_id == audit.id, AgencyReturn.involvement == "asked")
        .group_by(AgencyReturn.case_id)
        .having(func.count() > 1)
    )
    return session.scalars(several.limit(1)).first() is not None


def plan_of(audit: CaseAudit) -> AuditPlan:
    """The plan of an audit as it stands."""
    return AuditPlan(**{name: getattr(audit, name) for name in AuditPlan.__dataclass_fields__})


def mark_of(plan: AuditPlan) -> str:
    """What another plan differs in."""
    return mark_of_words(plan)


def lock_audit(session: Session, audit: CaseAudit, *states: str) -> None:
    """Hold an audit until the transaction ends, and refuse it in any other than these states; in all, without them."""
    if not hold(session, audit):
        raise AuditRefused("This audit has been destroyed meanwhile.")
    if states and audit.state not in states:
        stands = AUDIT_STATES[audit.state].lower()
        raise AuditRefused(f"“{audit.title}” is at the stage “{stands}”, so this is not possible.")


def hold(session: Session, row: Any, **lock: bool) -> bool:
    """Hold a row, as it stands now, until the transaction ends; whether it is still there.

    Without ``lock`` against whoever changes it; ``read=True`` lets others hold it in the same way.
    """
    session.flush()  # reading it anew would forget what was set and not written yet
    key = inspect(row).identity
    lock = lock or {"key_share": True}
    return session.get(type(row), key, populate_existing=True, with_for_update=lock) is not None


def _apply(audit: CaseAudit, plan: AuditPlan) -> None:
    tidy = _tidy(plan)
    for name in AuditPlan.__dataclass_fields__:
        setattr(audit, name, getattr(tidy, name))


def _tidy(plan: AuditPlan) -> AuditPlan:
    values: dict[str, Any] = {name: getattr(plan, name) for name in AuditPlan.__dataclass_fields__}
    values |= {name: value.strip() for name, value in values.items() if isinstance(value, str)}
    return AuditPlan(**values)


def _check(session: Session, audit: CaseAudit, plan: AuditPlan) -> None:
    if problems := plan_problems(plan):
        raise AuditRefused(" ".join(problems))
    if plan.earlier_id is not None:
        _check_earlier(session, audit, plan.earlier_id)


def day_problem(label: str, day: date | None) -> str:
    """What is wrong with a day that somebody typed, such as a year with a digit too many; empty where nothing is."""
    if day is None or FIRST_YEAR <= day.year <= LAST_YEAR:
        return ""
    return f"“{label}” is in the year {day.year}. Enter a day between {FIRST_YEAR} and {LAST_YEAR}."


def plan_problems(plan: AuditPlan) -> Sequence[str]:
    """What is wrong with a plan, in sentences."""
    problems = [odd for name, label in DAYS.items() if (odd := day_problem(label, getattr(plan, name)))]
    if plan.kind not in KINDS:
        problems.append("Choose a kind of audit from the list.")
    if not plan.title.strip():
        problems.append("Give the audit a title.")
    for label, text in (
        ("the title", plan.title),
        ("the theme", plan.theme),
        ("what you want to find out", plan.purpose),
    ):
        if found := never_kept(text):
            problems.append(f"Take “{found[0]}” out of {label}: it belongs to one person, and is never kept.")
    if plan.window_ends_on < plan.window_starts_on:
        problems.append("The window of work ends before it begins.")
    if plan.returns_due_on and plan.panel_on and plan.panel_on < plan.returns_due_on:
        problems.append("The panel would meet before the returns are due.")
    return problems


def _check_earlier(session: Session, audit: CaseAudit, earlier_id: int) -> None:
    """The audit compared with is another one of this partnership, and was not itself compared with this one."""
    earlier = session.get(CaseAudit, earlier_id)
    if earlier is None or earlier.partnership_id != audit.partnership_id:
        raise AuditRefused("Choose the earlier audit from the list.")
    while earlier is not None:
        if earlier.id == audit.id:
            raise AuditRefused("An audit is compared with an earlier one, not with itself or one that came after it.")
        earlier = earlier.earlier
