"""The clocks of the front door: by which rules they run, and how they were kept, without any case.

The figures are those that agencies submit as indicators, and those of dip samples; both are counted elsewhere and only
shown here, each with its link.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.case_audits.dip_samples.reading import figures_of, form_of
from survey_app.case_audits.models import CaseAudit
from survey_app.programme.incidents.rules import FRONT_DOOR_CLOCKS, Rule, rule_on, rules_of
from survey_app.programme.indicators.reading import IndicatorCard, cards_of

#: The indicator that counts each clock, by its name in the set that ships with the product.
INDICATORS: Mapping[str, str] = {
    "front_door_decision": "decision", "referrer_told": "feedback", "conference": "conference",
    "assessment": "assessment",
}  # fmt: skip
#: Clocks that dip samples judge, by the name that their figures have.
OF_SAMPLES: Mapping[str, str] = {"front_door_decision": "decided", "referrer_told": "told"}


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontDoorClockLine:
    """One clock: its rule today, the indicator that counts it, and whether dip samples judge it."""

    rule: Rule
    card: IndicatorCard | None
    is_sampled: bool


def front_door_lines(session: Session, partnership_id: int, today: date) -> tuple[FrontDoorClockLine, ...]:
    """The clocks of the front door in their order."""
    own = rules_of(session, partnership_id)
    cards = {one.name: one for one in cards_of(session, partnership_id, today=today, front_door=True)}
    return tuple(
        FrontDoorClockLine(
            rule=rule_on(own, key, today), card=cards.get(INDICATORS[key]), is_sampled=key in OF_SAMPLES
        )
        for key in FRONT_DOOR_CLOCKS
    )  # fmt: skip


def open_samples(session: Session, partnership_id: int) -> Sequence[CaseAudit]:
    """The dip samples whose returns are open, the newest first."""
    found = session.scalars(
        select(CaseAudit)
        .where(CaseAudit.partnership_id == partnership_id, CaseAudit.kind == "dip_sample")
        .order_by(CaseAudit.window_ends_on.desc(), CaseAudit.id.desc())
    )
    return [one for one in found if not one.is_blind and one.state != "planning"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SampledClock:
    """How a clock was kept in one dip sample: the sample, how many were in time, and of how many."""

    audit: CaseAudit
    n_in_time: int
    n_judged: int


def sampled_clocks(session: Session, samples: Sequence[CaseAudit]) -> dict[str, list[SampledClock]]:
    """By clock, how it was kept in each sample. A working paper: nothing of it is released, and nothing hidden."""
    found: dict[str, list[SampledClock]] = {key: [] for key in OF_SAMPLES}
    for audit in samples:
        if form_of(session, audit) is None:
            continue
        figures = {one.name: one for one in figures_of(session, audit).clocks}
        for key, name in OF_SAMPLES.items():
            if name in figures:
                one = figures[name]
                found[key].append(SampledClock(audit=audit, n_in_time=one.n_in_time, n_judged=one.n_judged))
    return found
