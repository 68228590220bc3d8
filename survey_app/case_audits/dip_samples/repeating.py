"""The next sample, planned and drawn as the last one was: only then do the two make a trend."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.case_audits.dip_samples.reading import random_draws
from survey_app.case_audits.dip_samples.terms import keep_terms, terms_of
from survey_app.case_audits.models import CaseAudit, CaseDraw, CaseList, ListedCase
from survey_app.case_audits.planning.plans import AuditRefused, create_audit, plan_of
from survey_app.case_audits.sampling.drawing import (
    NOT_KNOWN,
    CannotDraw,
    draw_cases,
    exclusions_of,
    lock_audit,
    sample_of,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawPlan:
    """How a sample was drawn, for the next one.

    ``by_group`` is how many of each group, empty where there were no groups; ``column`` their column.
    """

    method: Literal["simple", "stratified", "systematic"]
    n: int
    column: str = ""
    order: str = ""
    by_group: Mapping[str, int]


def plan_next(
    session: Session, audit: CaseAudit, *, title: str, window_starts_on: date, window_ends_on: date,
    returns_due_on: date | None = None, by: int | None = None,
) -> CaseAudit:  # fmt: skip
    """Plan the sample after this one: the same theme, purpose, lead and clocks, another window; compared with this."""
    if audit.kind != "dip_sample":
        raise AuditRefused("Only a dip sample is followed by another one.")
    if window_starts_on <= audit.window_ends_on:
        raise AuditRefused(
            f"This sample looks at referrals up to {audit.window_ends_on:%-d %B %Y}. Let the next begin after that "
            "day, so that no referral is in both."
        )
    plan = replace(
        plan_of(audit), title=title, window_starts_on=window_starts_on, window_ends_on=window_ends_on,
        returns_due_on=returns_due_on, panel_on=None, re_audit_on=None, no_re_audit_why="", earlier_id=audit.id,
    )  # fmt: skip
    made = create_audit(session, audit.partnership_id, plan, by)
    keep_terms(session, made, terms_of(session, audit), by=by)
    return made


def draw_plan(session: Session, audit: CaseAudit) -> DrawPlan | None:
    """How the sample was drawn; None where it was not drawn at random, or not from one list by the same groups."""
    draws = random_draws(session, audit)
    if not draws or len({draw.method for draw in draws}) > 1:
        return None
    records = [sample_of(draw).draw for draw in draws]
    if len({(draw.list_id, record.stratum_column) for draw, record in zip(draws, records, strict=True)}) > 1:
        return None
    numbers: dict[str, int] = {}
    for record in records:
        for one in record.strata:
            numbers[one.stratum] = numbers.get(one.stratum, 0) + one.n
    return DrawPlan(
        method=cast(Literal["simple", "stratified", "systematic"], draws[0].method),
        n=sum(record.n for record in records), column=records[0].stratum_column or "",
        order=records[0].order_column or "", by_group=numbers,
    )  # fmt: skip


def list_to_draw_from(session: Session, audit: CaseAudit) -> CaseList | None:
    """The newest list of an audit from which nothing was drawn at random yet; None where something was."""
    if random_draws(session, audit):
        return None
    found = select(CaseList).where(CaseList.audit_id == audit.id).order_by(CaseList.uploaded_at.desc())
    return session.scalars(found.limit(1)).first()


def draw_as_before(session: Session, audit: CaseAudit, *, by: int | None, seed: int | None = None) -> CaseDraw:
    """Draw from the list of an audit as the earlier sample was drawn: the same groups, as many of each.

    A group that holds fewer than were drawn of it is taken whole. CannotDraw where groups have come or gone, since
    somebody has to decide then.
    """
    lock_audit(session, audit)  # so that of two who press the button at once one finds it drawn
    plan = draw_plan(session, audit.earlier) if audit.earlier is not None else None
    if plan is None:
        raise CannotDraw("There is no earlier sample that was drawn at random in one way. Draw this one by hand.")
    case_list = list_to_draw_from(session, audit)
    if case_list is None:
        raise CannotDraw("Load the list of referrals first. A list that was drawn from is not drawn from again here.")
    if plan.method != "stratified":
        return draw_cases(session, case_list, plan.method, plan.n, by=by, order=plan.order, seed=seed)
    numbers = _numbers(session, case_list, plan)
    return draw_cases(session, case_list, "stratified", numbers, by=by, stratum=plan.column, seed=seed)


def _numbers(session: Session, case_list: CaseList, plan: DrawPlan) -> dict[str, int]:
    if plan.column not in case_list.columns:
        raise CannotDraw(f"The list has no column “{plan.column}”, by which the earlier sample was drawn.")
    excluded = exclusions_of(session, case_list)
    rows = session.execute(
        select(ListedCase.pseudonym, ListedCase.values).where(ListedCase.list_id == case_list.id)
    ).all()
    able: dict[str, int] = {}
    for pseudonym, values in rows:
        group = values.get(plan.column) or NOT_KNOWN
        able[group] = able.get(group, 0) + (pseudonym not in excluded)
    if set(able) != set(plan.by_group):
        raise CannotDraw(
            f"The groups are not those of the earlier sample: this list has {_listed(able)}, that one had "
            f"{_listed(plan.by_group)}. Draw this sample by hand, and read the trend with that in mind."
        )
    return {group: min(plan.by_group[group], size) for group, size in able.items()}


def _listed(groups: Mapping[str, int]) -> str:
    return ", ".join(sorted(groups))
