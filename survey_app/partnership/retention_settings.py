"""The retention schedule as a partnership sees and changes it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.partnership.models import Partnership, RetentionRule
from survey_app.retention import KINDS, PRODUCT_DEFAULT, count_due
from survey_app.rounds.models import Round


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleRow:
    """One kind of record: how long it is kept, why, and how many records are past their date."""

    record_type: str
    label: str
    from_when: str
    months: int
    basis: str
    in_force: bool
    due: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """The rules, and the rounds that can be put on hold."""

    rules: tuple[RuleRow, ...]
    rounds: tuple[Round, ...]


def schedule(session: Session, partnership: Partnership) -> Schedule:
    """Everything on the retention page."""
    rules = session.scalars(select(RetentionRule).where(RetentionRule.partnership_id == partnership.id))
    by_type = {rule.record_type: rule for rule in rules}
    due = count_due(session, partnership.id)
    rows = []
    for kind in KINDS:
        rule = by_type.get(kind.record_type)
        rows.append(
            RuleRow(
                record_type=kind.record_type,
                label=kind.label,
                from_when=kind.counted,
                months=rule.months if rule else kind.months,
                basis=rule.basis if rule else PRODUCT_DEFAULT,
                in_force=rule is not None,
                due=due[kind.record_type],
            )
        )
    rounds = session.scalars(select(Round).where(Round.partnership_id == partnership.id).order_by(Round.title))
    return Schedule(rules=tuple(rows), rounds=tuple(rounds))


def find_rule(session: Session, partnership: Partnership, record_type: str) -> RuleRow | None:
    """One row of the schedule."""
    return next((row for row in schedule(session, partnership).rules if row.record_type == record_type), None)


def set_rule(session: Session, partnership: Partnership, record_type: str, *, months: int, basis: str) -> None:
    """Change a rule, or put one in force."""
    rule = session.scalar(
        select(RetentionRule).where(
            RetentionRule.partnership_id == partnership.id, RetentionRule.record_type == record_type
        )
    )
    if rule is None:
        rule = RetentionRule(partnership_id=partnership.id, record_type=record_type)
        session.add(rule)
    rule.months, rule.basis = months, basis.strip()
    session.flush()


def set_hold(session: Session, partnership: Partnership, slug: str, *, on: bool) -> bool:
    """Put a round with all its records on legal hold, or take it off; False when there is no such round."""
    found = session.scalar(select(Round).where(Round.partnership_id == partnership.id, Round.slug == slug))
    if found is None:
        return False
    found.legal_hold = on
    session.flush()
    return True
