"""How the cases of an audit were chosen, in sentences that another person could draw again from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.case_audits.models import DRAW_METHODS, AuditCase, CaseAudit, CaseDraw

RANDOM = ("simple", "stratified", "systematic")


def used_cases(session: Session, audit: CaseAudit) -> Sequence[AuditCase]:
    """The cases in use, by number."""
    return session.scalars(
        select(AuditCase)
        .where(AuditCase.audit_id == audit.id, AuditCase.state == "in_use")
        .order_by(AuditCase.number)
    ).all()  # fmt: skip


def how_chosen(session: Session, audit: CaseAudit, *, threshold: int, is_release: bool) -> Iterator[str]:
    """What was looked at and how the cases were chosen.

    Parameters
    ----------
    threshold : int
        Counts of cases from 1 to this are not told; 0 tells all.
    is_release : bool
        Whether it is for others than the panel: then no reason that somebody typed is told.
    """
    cases = session.scalars(select(AuditCase).where(AuditCase.audit_id == audit.id)).all()
    used = sum(case.state == "in_use" for case in cases)
    yield f"{counted(used, threshold)} looked at." if used else "No case has been chosen yet."
    draws = session.scalars(
        select(CaseDraw).where(CaseDraw.audit_id == audit.id).order_by(CaseDraw.drawn_at, CaseDraw.id)
    ).all()
    for draw in draws:
        n = sum(case.draw_id == draw.id and case.replaces_id is None for case in cases)
        yield _draw(draw, n, threshold=threshold, is_release=is_release)
    by_hand = sum(case.draw_id is None for case in cases)
    if by_hand:
        yield f"{counted(by_hand, threshold)} put into the audit by hand, not drawn from a list."
    unusable = sum(case.state == "unusable" for case in cases)
    if unusable and not is_release:
        replaced = sum(case.replaces_id is not None for case in cases)
        yield f"{counted(unusable, 0)} not usable; {replaced} replaced by the next in the order of the draw."


def counted(count: int, threshold: int) -> str:
    """A count of cases with its verb: ``8 cases were``; one that is not told is “a small number of”."""
    if 0 < count <= threshold:
        return "A small number of cases was"
    return f"{count:,} case{' was' if count == 1 else 's were'}"


def _draw(draw: CaseDraw, n: int, *, threshold: int, is_release: bool) -> str:
    method = DRAW_METHODS[draw.method].split(" (")[0].lower()
    if draw.method not in RANDOM:
        reason = f": {draw.reason}" if draw.reason and not is_release else ""
        return f"{counted(n, threshold)} {method}{reason}."
    record = _record(draw.record)
    size, seed = record.get("frame_size", draw.list.size), record.get("seed")
    said = f"{counted(n, threshold)} drawn from a list of {size:,}, {method}, with the seed {seed}"
    strata = record.get("strata") or ()
    if strata and not is_release:
        groups = "; ".join(f"{one['stratum']}: {one['n']:,} of {one['size']:,}" for one in strata)
        said += f" ({groups})"
    return f"{said}. The list’s fingerprint is {draw.list.frame_hash[:16]}."


def _record(record: Mapping[str, Any]) -> Mapping[str, Any]:
    """The draw itself, also where replacements are recorded beside it."""
    found = record.get("draw", record)
    return found if isinstance(found, Mapping) else record
