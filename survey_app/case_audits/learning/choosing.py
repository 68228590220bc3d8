"""How the cases of an audit were chosen, in sentences that another person could draw again from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.case_audits.learning.release_rules import ReleaseRule
from survey_app.case_audits.models import DRAW_METHODS, AuditCase, CaseAudit, CaseDraw

RANDOM = ("simple", "stratified", "systematic")
UNCOUNTED = "Cases were"


def used_cases(session: Session, audit: CaseAudit) -> Sequence[AuditCase]:
    """The cases in use, by number."""
    return session.scalars(
        select(AuditCase)
        .where(AuditCase.audit_id == audit.id, AuditCase.state == "in_use")
        .order_by(AuditCase.number)
    ).all()  # fmt: skip


def how_chosen(session: Session, audit: CaseAudit, *, rule: ReleaseRule, is_release: bool) -> Iterator[str]:
    """What was looked at and how the cases were chosen.

    Parameters
    ----------
    rule : ReleaseRule
        What may be counted. Where one part is too small, or the cases less their parts are, the parts are named
        without their counts: one of them would follow from the others.
    is_release : bool
        Whether it is for others than the panel: then no reason that somebody typed is told.
    """
    cases = session.scalars(select(AuditCase).where(AuditCase.audit_id == audit.id)).all()
    used = sum(case.state == "in_use" for case in cases)
    draws = session.scalars(
        select(CaseDraw).where(CaseDraw.audit_id == audit.id).order_by(CaseDraw.drawn_at, CaseDraw.id)
    ).all()
    drawn = [sum(case.draw_id == draw.id and case.replaces_id is None for case in cases) for draw in draws]
    by_hand = sum(case.draw_id is None for case in cases)
    counts = _counts_may_be_told(rule, used, by_hand, list(zip(draws, drawn, strict=True)))
    yield f"{counted(used, rule)} looked at." if used else "No case has been chosen yet."
    for draw, n in zip(draws, drawn, strict=True):
        yield _draw(draw, counted(n, rule) if counts else UNCOUNTED, rule if counts else None, is_release=is_release)
    if by_hand:
        many = counted(by_hand, rule) if counts else UNCOUNTED
        yield f"{many} put into the audit by hand, not drawn from a list."
    unusable = sum(case.state == "unusable" for case in cases)
    if unusable and not is_release:
        replaced = sum(case.replaces_id is not None for case in cases)
        yield f"{counted(unusable, rule)} not usable; {replaced} replaced by the next in the order of the draw."


def _counts_may_be_told(
    rule: ReleaseRule, used: int, by_hand: int, draws: Sequence[tuple[CaseDraw, int]]
) -> bool:  # fmt: skip
    """Whether no part is small, and nothing that is left when parts are taken from each other."""
    chosen = by_hand + sum(n for _, n in draws)
    random = [(_frame_size(draw), n) for draw, n in draws if draw.method in RANDOM]
    rest = [part for size, n in random for part in (size, max(0, size - n))]
    return rule.allows(used, by_hand, abs(chosen - used), *(n for _, n in draws), *rest)


def counted(count: int, rule: ReleaseRule) -> str:
    """A count of cases with its verb: ``8 cases were``; one that is not told is “a small number of”."""
    if not rule.allows(count):
        return "A small number of cases was"
    told = rule.rounded(count)
    return f"{told:,} case{' was' if told == 1 else 's were'}"


def _draw(draw: CaseDraw, many: str, rule: ReleaseRule | None, *, is_release: bool) -> str:
    """One draw. Without a rule the size of its list is not told either."""
    method = DRAW_METHODS[draw.method].split(" (")[0].lower()
    if draw.method not in RANDOM:
        reason = f": {draw.reason}" if draw.reason and not is_release else ""
        return f"{many} {method}{reason}."
    record = _record(draw.record)
    size = f" of {rule.rounded(_frame_size(draw)):,}" if rule is not None else ""
    said = f"{many} drawn from a list{size}, {method}, with the seed {record.get('seed')}"
    strata = record.get("strata") or ()
    if strata and not is_release:
        groups = "; ".join(f"{one['stratum']}: {one['n']:,} of {one['size']:,}" for one in strata)
        said += f" ({groups})"
    return f"{said}. The list’s fingerprint is {draw.list.frame_hash[:16]}."


def _frame_size(draw: CaseDraw) -> int:
    return int(_record(draw.record).get("frame_size", draw.list.size))


def _record(record: Mapping[str, Any]) -> Mapping[str, Any]:
    """The draw itself, also where replacements are recorded beside it."""
    found = record.get("draw", record)
    return found if isinstance(found, Mapping) else record
