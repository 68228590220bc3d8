"""A partnership's decisions: how small numbers are protected, and what a figure needs to be reported."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.disclosure import DisclosurePolicy
from analysis.report import BlanksDecision
from analysis.thresholds import ORGANISATIONS, PEOPLE, ReportabilityThresholds
from survey_app.errors import UserError
from survey_app.partnership.models import DisclosureDecision, ReportabilityDecision

PRESETS = {
    "default": "Hide counts of people from 1 to 4",
    "nhs": "NHS: hide counts from 1 to 7 as *, round all others to the nearest 5",
    "dfe": "Department for Education’s marks: c for hidden counts, by default from 1 to 4, z for not applicable",
    "ten": "Hide counts below 10",
    "own": "Settings of our own",
    "none": "Hide nothing",
}
UNITS = {"people": "Answers of people", "organisations": "Returns of organisations"}
USUAL = {"people": PEOPLE, "organisations": ORGANISATIONS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Who decided something, when and why."""

    by: str
    on: date
    reason: str


def preset_policy(name: str, *, threshold: int | None = None) -> DisclosurePolicy:
    """A preset that hides something, without a decision behind it."""
    if name == "dfe":
        return DisclosurePolicy.dfe() if threshold is None else DisclosurePolicy.dfe(threshold)
    found = {"nhs": DisclosurePolicy.nhs, "ten": DisclosurePolicy.ten, "default": DisclosurePolicy.default}.get(name)
    if found is None:
        raise UserError("Choose one of the policies.")
    return found()


def record_policy(
    session: Session, partnership_id: int, policy: DisclosurePolicy, decision: Decision, *, blanks_reason: str = ""
) -> DisclosureDecision:
    """Record a decision for a policy. Rounds name the decision that holds for them."""
    if not decision.by.strip():
        raise UserError("Say who decided this; reports print it.")
    if not decision.reason.strip():
        raise UserError("Say why this was decided; reports print it.")
    row = DisclosureDecision(
        partnership_id=partnership_id, policy=policy.name, threshold=policy.threshold, rounding=policy.rounding,
        symbol=policy.symbol, symbol_z=policy.symbol_z, protect_blanks=not blanks_reason.strip(),
        blanks_reason=blanks_reason.strip(), decided_by=decision.by.strip(), decided_on=decision.on,
        reason=decision.reason.strip(),
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def policy_of(decision: DisclosureDecision) -> DisclosurePolicy:
    """The policy that the gate applies for this decision."""
    if decision.policy == "none":
        return DisclosurePolicy.none(
            decided_by=decision.decided_by, decided_on=decision.decided_on, reason=decision.reason
        )
    is_default = decision.policy == "default"
    blanks = BlanksDecision(
        decided_by=decision.decided_by, decided_on=decision.decided_on, reason=decision.blanks_reason
    )
    return DisclosurePolicy(
        name=decision.policy,
        threshold=DisclosurePolicy.default().threshold if is_default else decision.threshold,
        rounding=decision.rounding,
        symbol=decision.symbol,
        symbol_z=decision.symbol_z,
        protect_blanks=decision.protect_blanks,
        blanks=None if decision.protect_blanks else blanks,
        decided_by=decision.decided_by,
        decided_on=decision.decided_on,
        reason=None if is_default and decision.protect_blanks else decision.reason,
    )


def short_text(decision: DisclosureDecision) -> str:
    """What was decided, in a few words."""
    policy = policy_of(decision)
    if policy.threshold == 0:
        return PRESETS["none"]
    parts = [f"Hide counts of people from 1 to {policy.threshold} as {policy.symbol}"]
    if policy.rounding > 1:
        parts.append(f"round all others to the nearest {policy.rounding}")
    if not policy.protect_blanks:
        parts.append("show few blanks")
    return ", ".join(parts)


def policy_decisions(session: Session, partnership_id: int) -> list[DisclosureDecision]:
    """Every decision on a disclosure policy, the newest first."""
    return list(
        session.scalars(
            select(DisclosureDecision)
            .where(DisclosureDecision.partnership_id == partnership_id)
            .order_by(DisclosureDecision.decided_on.desc(), DisclosureDecision.id.desc())
        )
    )


def record_thresholds(
    session: Session, partnership_id: int, unit: str, thresholds: ReportabilityThresholds, decision: Decision
) -> ReportabilityDecision:
    """Record what a figure needs to be reported, from now on and for every round."""
    if unit not in UNITS:
        raise UserError("Choose whose answers the thresholds are for.")
    if not (decision.by.strip() and decision.reason.strip()):
        raise UserError("Say who decided this, and why.")
    row = ReportabilityDecision(
        partnership_id=partnership_id, unit=unit, minimum_base=thresholds.minimum_base, care_base=thresholds.care_base,
        minimum_rate=thresholds.minimum_rate, care_rate=thresholds.care_rate, decided_by=decision.by.strip(),
        decided_on=decision.on, reason=decision.reason.strip(),
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def threshold_decisions(session: Session, partnership_id: int) -> list[ReportabilityDecision]:
    """Every decision on what may be reported, the one recorded last first."""
    return list(
        session.scalars(
            select(ReportabilityDecision)
            .where(ReportabilityDecision.partnership_id == partnership_id)
            .order_by(ReportabilityDecision.id.desc())
        )
    )


def thresholds_for(session: Session, partnership_id: int, unit: str) -> ReportabilityThresholds:
    """What holds now for figures of this unit; cases are judged as people are."""
    kind = unit if unit in UNITS else "people"
    found = session.scalars(
        select(ReportabilityDecision)
        .where(ReportabilityDecision.partnership_id == partnership_id, ReportabilityDecision.unit == kind)
        .order_by(ReportabilityDecision.id.desc())
    ).first()
    if found is None:
        return USUAL[kind]
    usual = USUAL[kind]
    return ReportabilityThresholds(
        minimum_base=found.minimum_base, care_base=found.care_base, minimum_rate=found.minimum_rate,
        care_rate=found.care_rate, minimum_coverage=usual.minimum_coverage, care_coverage=usual.care_coverage,
    )  # fmt: skip
