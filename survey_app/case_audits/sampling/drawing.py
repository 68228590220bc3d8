"""Drawing cases from a list, and the next by rule where one cannot be used."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Literal

import pandas as pd
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from analysis.sampling import (
    DrawRecord,
    draw_simple,
    draw_stratified,
    draw_systematic,
    fresh_seed,
    sampling_frame,
)
from analysis.sampling.allocation import AllocationMethod
from analysis.sampling.replacements import SampleRecord, replace, sample_record_from_json, sample_record_to_json
from survey_app.case_audits.kinds import KINDS
from survey_app.case_audits.locking import RecordGone
from survey_app.case_audits.models import DRAW_METHODS, AuditCase, CaseAudit, CaseDraw, CaseList, ListedCase
from survey_app.case_audits.sampling.bands import band_values
from survey_app.case_audits.sampling.treating import reason_problem
from survey_app.database import now
from survey_app.errors import UserError

Method = Literal["simple", "stratified", "systematic", "purposive", "good_practice"]
CHOSEN = ("purposive", "good_practice")
KEY_COLUMN = "pseudonym"
NOT_KNOWN = "(not recorded)"
DRAWN_BEFORE = "drawn before"
MOST_CASES = 400


class CannotDraw(UserError):
    """Nothing can be drawn like this; the message says why and what to do."""

    status = 422
    title = "The cases have not been drawn"

    def __init__(self, message: str, *, at: str = "") -> None:
        super().__init__(message)
        self.at = at  # the field of the form that it is about; empty where it is about none


def draw_cases(
    session: Session,
    case_list: CaseList,
    method: Method,
    n: int | Mapping[str, int] = 0,
    *,
    by: int | None,
    stratum: str = "",
    allocation: AllocationMethod = "proportional",
    minimum: int = 0,
    spreads: Mapping[str, float] | None = None,
    order: str = "",
    chosen: Sequence[str] = (),
    reason: str = "",
    seed: int | None = None,
) -> CaseDraw:
    """Draw cases from a list and put them into the audit.

    Parameters
    ----------
    method : str
        A key of :data:`survey_app.case_audits.models.DRAW_METHODS`.
    n : int or mapping
        How many; for a stratified draw also how many of each stratum.
    stratum, order : str
        The column of the strata, and of the list's order for a systematic draw.
    allocation, minimum, spreads
        As :func:`analysis.sampling.draw_stratified`.
    chosen, reason
        The pseudonyms of a purposive draw or one for good practice, and why these.
    seed : int, optional
        Made here and recorded; given only where it was agreed on beforehand.

    Raises
    ------
    CannotDraw
        Where the audit takes no cases any more, or nothing can be drawn like this.
    """
    audit = lock_audit(session, case_list.audit)
    if method not in DRAW_METHODS:
        raise CannotDraw("Choose how the cases are drawn.")
    if method in CHOSEN:
        keys, record = _chosen(session, case_list, chosen, reason)
        strata: dict[str, str] = {}
    else:
        frame = frame_of(session, case_list, stratum=stratum, order=order)
        draw = _random(
            session, case_list, frame, method, n, stratum, allocation, minimum, spreads, order,
            fresh_seed() if seed is None else seed,
        )  # fmt: skip
        keys, record = draw.drawn, json.loads(sample_record_to_json(SampleRecord(draw=draw)))
        strata = dict(zip(frame[KEY_COLUMN], frame[stratum], strict=True)) if draw.stratum_column else {}
    made = CaseDraw(
        audit_id=audit.id, list_id=case_list.id, method=method, reason=reason.strip(), record=record, drawn_by_id=by,
        drawn_at=now(),
    )  # fmt: skip
    session.add(made)
    session.flush()
    _add_cases(session, case_list, made, keys, strata)
    return made


def lock_audit(session: Session, audit: CaseAudit) -> CaseAudit:
    """The audit, for whoever numbers its cases alone; CannotDraw where it takes no cases any more."""
    if session.scalars(select(CaseAudit.id).where(CaseAudit.id == audit.id).with_for_update()).first() is None:
        raise RecordGone
    session.refresh(audit, ["state", "opened_at"])
    if audit.state not in ("planning", "fieldwork") or audit.opened_at is not None:
        raise CannotDraw("Cases are drawn before moderation opens. This audit takes no cases any more.")
    return audit


def frame_of(session: Session, case_list: CaseList, *, stratum: str = "", order: str = "") -> pd.DataFrame:
    """The list to draw from: the pseudonyms, and the columns that the draw goes by. Groups that nobody recorded are
    one group."""
    for column in filter(None, (stratum, order)):
        if column not in case_list.columns:
            raise CannotDraw(f"The list has no column “{column}”. Choose one of its columns.")
    rows = session.execute(
        select(ListedCase.pseudonym, ListedCase.values)
        .where(ListedCase.list_id == case_list.id)
        .order_by(ListedCase.pseudonym)
    ).all()
    frame: dict[str, list[str]] = {KEY_COLUMN: [pseudonym for pseudonym, _ in rows]}
    if stratum:
        frame[stratum] = [values.get(stratum) or NOT_KNOWN for _, values in rows]
    if order:
        frame[order] = [values.get(order, "") for _, values in rows]
        if empty := frame[order].count(""):
            raise CannotDraw(
                f"{empty:,} rows have nothing in “{order}”, so they have no place in its order. Choose another column, "
                "or load the list again without them.",
                at="order",
            )
    return pd.DataFrame(frame, dtype=object)


def exclusions_of(session: Session, case_list: CaseList) -> dict[str, str]:
    """Who cannot be drawn, and why: those excluded with a reason, and those drawn before."""
    excluded = session.execute(
        select(ListedCase.pseudonym, ListedCase.excluded_why).where(
            ListedCase.list_id == case_list.id, ListedCase.excluded_why != ""
        )
    ).all()
    drawn = session.scalars(
        select(ListedCase.pseudonym)
        .join(AuditCase, AuditCase.pseudonym == ListedCase.pseudonym)
        .where(ListedCase.list_id == case_list.id, AuditCase.audit_id == case_list.audit_id)
    )
    return {**{row[0]: row[1] for row in excluded}, **dict.fromkeys(drawn, DRAWN_BEFORE)}


def _random(
    session: Session, case_list: CaseList, frame: pd.DataFrame, method: str, n: int | Mapping[str, int], stratum: str,
    allocation: AllocationMethod, minimum: int, spreads: Mapping[str, float] | None, order: str, seed: int,
) -> DrawRecord:  # fmt: skip
    exclusions = exclusions_of(session, case_list)
    total = n if isinstance(n, int) else sum(n.values())
    able = case_list.size - len(exclusions)
    if not 1 <= total <= min(able, MOST_CASES):
        raise CannotDraw(
            f"Draw between 1 and {min(able, MOST_CASES):,} cases: {case_list.size:,} are on the list, and {able:,} of "
            "them can be drawn."
            if able
            else "No case of this list is left that can be drawn."
        )
    try:
        if method == "stratified":
            if not stratum:
                raise CannotDraw("Choose the column whose groups are drawn from.")
            return draw_stratified(
                frame, n, key=KEY_COLUMN, stratum=stratum, seed=seed, allocation=allocation, minimum=minimum,
                spreads=spreads, exclusions=exclusions,
            )  # fmt: skip
        if method == "systematic":
            return draw_systematic(
                frame, total, key=KEY_COLUMN, seed=seed, order=order or None, exclusions=exclusions
            )  # fmt: skip
        return draw_simple(frame, total, key=KEY_COLUMN, seed=seed, exclusions=exclusions)
    except ValueError as error:
        raise CannotDraw(f"The draw cannot be made: {error}.") from error


def _chosen(
    session: Session, case_list: CaseList, chosen: Sequence[str], reason: str
) -> tuple[tuple[str, ...], dict[str, Any]]:
    """The pseudonyms chosen, and a record that says so."""
    if problem := reason_problem(reason, "why these cases were chosen"):
        raise CannotDraw(problem, at="reason")
    keys = tuple(dict.fromkeys(chosen))
    if not 1 <= len(keys) <= MOST_CASES:
        raise CannotDraw(f"Give between 1 and {MOST_CASES} pseudonyms of the list.", at="pseudonyms")
    known = set(session.scalars(select(ListedCase.pseudonym).where(ListedCase.list_id == case_list.id)))
    exclusions = exclusions_of(session, case_list)
    for key in keys:
        if key not in known:
            raise CannotDraw(f"{key[:20]} is not a pseudonym of this list. Check it letter by letter.", at="pseudonyms")
        if key in exclusions:
            raise CannotDraw(f"{key} cannot be chosen: {exclusions[key]}.", at="pseudonyms")
    frame = pd.DataFrame({KEY_COLUMN: sorted(known)}, dtype=object)
    hash_ = sampling_frame(frame, key=KEY_COLUMN).frame_hash
    return keys, {"chosen": list(keys), "frame_hash": hash_, "frame_size": len(known), "replacements": []}


def refuse_too_many(session: Session, audit: CaseAudit, adding: int) -> None:
    """Refuse more cases than an audit of its kind looks at: ten looked at closely are a deep dive, fifty are not."""
    most = KINDS[audit.kind].most_cases
    there = session.scalar(
        select(func.count()).select_from(AuditCase).where(AuditCase.audit_id == audit.id, AuditCase.state == "in_use")
    )
    if most is not None and (there or 0) + adding > most:
        raise CannotDraw(
            f"A {KINDS[audit.kind].name.lower()} looks at no more than {most} cases, and this one has {there or 0}. "
            "Choose fewer, or plan an audit of another kind."
        )


def _add_cases(
    session: Session, case_list: CaseList, draw: CaseDraw, keys: Sequence[str], strata: Mapping[str, str]
) -> list[AuditCase]:
    refuse_too_many(session, draw.audit, len(keys))
    rows = session.execute(
        select(ListedCase.pseudonym, ListedCase.values).where(
            ListedCase.list_id == case_list.id, ListedCase.pseudonym.in_(keys)
        )
    ).all()
    values = {row[0]: row[1] for row in rows}
    first = next_number(session, draw.audit_id)
    cases = [
        AuditCase(
            audit_id=draw.audit_id, number=first + place, pseudonym=key, draw_id=draw.id, selection=draw.method,
            stratum=strata.get(key, "")[:100], **band_values(case_list, values[key]),
        )
        for place, key in enumerate(keys)
    ]  # fmt: skip
    session.add_all(cases)
    session.flush()
    return cases


def next_number(session: Session, audit_id: int) -> int:
    """The number of the next case of an audit."""
    return (session.scalar(select(func.max(AuditCase.number)).where(AuditCase.audit_id == audit_id)) or 0) + 1


def sample_of(draw: CaseDraw) -> SampleRecord:
    """The record of a random draw, with its replacements."""
    return sample_record_from_json(json.dumps(draw.record))


def frame_of_draw(session: Session, draw: CaseDraw) -> pd.DataFrame:
    """The list as a draw went by it."""
    if draw.method in CHOSEN:
        return frame_of(session, draw.list)
    record = sample_of(draw).draw
    return frame_of(session, draw.list, stratum=record.stratum_column or "", order=record.order_column or "")


def replace_case(session: Session, case: AuditCase, why: str, *, by: int | None, chosen: str = "") -> AuditCase | None:
    """Take a case out of the audit because it cannot be used, and put the next by rule in its place.

    ``by`` is who said so, for the caller's audit log. ``chosen`` is the pseudonym of another case for one that was
    chosen for a reason: there is no rule then, and ``why`` says why this one.

    Returns
    -------
    AuditCase or None
        The case in its place; None where its group has none left, where a chosen case gets none, and for a case that
        was added by hand.

    Raises
    ------
    CannotDraw
        Where moderation has opened, the case is out of use already, or there is no reason.
    """
    lock_audit(session, case.audit)
    session.refresh(case, ["state"])
    if case.draw is not None:
        session.refresh(case.draw, ["record"])  # somebody else may have replaced another of its cases just before
    if case.state != "in_use":
        raise CannotDraw(f"Case {case.number} is out of the audit already.")
    if problem := reason_problem(why, "why the case cannot be used"):
        raise CannotDraw(problem, at="why")
    case.state, case.unusable_why = "unusable", why.strip()
    if case.draw is None:
        session.flush()
        return None
    following = _next_chosen(session, case, chosen, why) if case.selection in CHOSEN else _next_by_rule(session, case)
    session.flush()
    if not following:
        return None
    strata = {following: case.stratum}
    (made,) = _add_cases(session, case.draw.list, case.draw, [following], strata)
    made.replaces_id = case.id
    session.flush()
    return made


def _next_by_rule(session: Session, case: AuditCase) -> str:
    draw = case.draw
    assert draw is not None
    own = set(session.scalars(select(AuditCase.pseudonym).where(AuditCase.draw_id == draw.id)))
    others = {key: reason for key, reason in exclusions_of(session, draw.list).items() if key not in own}
    sample = replace(
        sample_of(draw), frame_of_draw(session, draw), case.pseudonym, case.unusable_why, skipping=others
    )  # fmt: skip
    draw.record = json.loads(sample_record_to_json(sample))
    return sample.replacements[-1].by or ""


def _next_chosen(session: Session, case: AuditCase, chosen: str, why: str) -> str:
    draw = case.draw
    assert draw is not None
    if chosen:
        _chosen(session, draw.list, [chosen], why)
    replaced = {"unusable": case.pseudonym, "reason": why.strip(), "by": chosen or None}
    draw.record = {**draw.record, "replacements": [*draw.record["replacements"], replaced]}
    return chosen
