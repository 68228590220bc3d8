"""The disclosure decision that a round names: a preset recorded at its first use, or one recorded in the settings."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.disclosure import DisclosurePolicy
from survey_app.errors import UserError
from survey_app.partnership.decisions import PRESETS, Decision, policy_of, preset_policy, record_policy, short_text
from survey_app.partnership.models import DisclosureDecision

__all__ = [
    "chosen_decision",
    "decision_for_none",
    "default_decision",
    "offered_policies",
    "policy_of",
    "standing_decision",
]

DEFAULT_REASON = "The policy that Walkabout ships with: counts of people from 1 to 4 are hidden."
CHOSEN = "Chosen when a round was planned."
OFFERED = ("default", "nhs", "dfe", "ten")
RECORDED = "decision-"


def offered_policies(session: Session, partnership_id: int) -> list[tuple[str, str]]:
    """What a round may name, as value and label: the presets, the partnership's own decisions, and hiding nothing."""
    own = [(f"{RECORDED}{one.id}", _recorded_text(one)) for one in _own_decisions(session, partnership_id)]
    usual = [(name, PRESETS[name]) for name in OFFERED]
    return [*usual, *own, ("none", PRESETS["none"])]


def _recorded_text(decision: DisclosureDecision) -> str:
    return f"{short_text(decision)}; decided by {decision.decided_by} on {decision.decided_on:%-d %B %Y}"


def _own_decisions(session: Session, partnership_id: int) -> list[DisclosureDecision]:
    """The decisions on settings that no preset has, the newest of each alike."""
    rows = session.scalars(
        select(DisclosureDecision)
        .where(DisclosureDecision.partnership_id == partnership_id, DisclosureDecision.policy != "none")
        .order_by(DisclosureDecision.id)
    )
    return list({_settings(row): row for row in rows if not _is_preset(row)}.values())


def _settings(decision: DisclosureDecision) -> tuple[object, ...]:
    policy = policy_of(decision)
    return (*policy.rule, policy.symbol, policy.symbol_z)


def _is_preset(decision: DisclosureDecision) -> bool:
    policy = policy_of(decision)
    usual = [preset_policy(name) for name in OFFERED]
    return (policy.rule, policy.symbol) in {(one.rule, one.symbol) for one in usual}


def chosen_decision(session: Session, partnership_id: int, chosen: str, *, decided_by: str, today: date) -> int:
    """The id of the decision that a form's value stands for; hiding nothing is recorded elsewhere."""
    if not chosen.startswith(RECORDED):
        return standing_decision(session, partnership_id, chosen, decided_by=decided_by, today=today).id
    wanted = chosen.removeprefix(RECORDED)
    decision = session.get(DisclosureDecision, int(wanted)) if wanted.isdecimal() else None
    if decision is None or decision.partnership_id != partnership_id:
        raise UserError("Choose one of the policies.")
    return decision.id


def value_of(decision: DisclosureDecision) -> str:
    """The form's value that stands for a decision."""
    if decision.policy == "none":
        return "none"
    if _is_preset(decision) and decision.policy in OFFERED:
        return decision.policy
    return f"{RECORDED}{decision.id}"


def default_decision(session: Session, partnership_id: int, *, decided_by: str, today: date) -> DisclosureDecision:
    """The partnership's standing decision for the default policy, recorded at its first use."""
    return standing_decision(session, partnership_id, "default", decided_by=decided_by, today=today)


def standing_decision(
    session: Session, partnership_id: int, preset: str, *, decided_by: str, today: date
) -> DisclosureDecision:
    """The partnership's standing decision for a preset that hides something, recorded at its first use."""
    rows = session.scalars(
        select(DisclosureDecision)
        .where(DisclosureDecision.partnership_id == partnership_id, DisclosureDecision.policy == preset)
        .order_by(DisclosureDecision.id)
    )
    standing = next((row for row in rows if _is_preset(row)), None)
    if standing is not None:
        return standing
    reason = DEFAULT_REASON if preset == "default" else CHOSEN
    decision = Decision(by=decided_by, on=today, reason=reason)
    return record_policy(session, partnership_id, preset_policy(preset), decision)


def decision_for_none(
    session: Session, partnership_id: int, *, decided_by: str, reason: str, today: date
) -> DisclosureDecision:
    """A decision to hide nothing in one round. Each is recorded on its own, with who answers for it and why."""
    policy = DisclosurePolicy.none(decided_by, today, reason)
    return record_policy(session, partnership_id, policy, Decision(by=decided_by, on=today, reason=reason))
