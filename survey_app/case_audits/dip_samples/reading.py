"""What the figures of a dip sample rest on: how it was drawn, and what was returned, once returns are open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.dip_samples import DipFigures, SampleDesign, SampledReferral, dip_figures
from analysis.sampling import DrawRecord
from instruments.model import Instrument
from survey_app.case_audits.dip_samples.terms import terms_of
from survey_app.case_audits.models import DRAW_METHODS, AuditCase, CaseAudit, CaseDraw
from survey_app.case_audits.returned import returned_answers
from survey_app.case_audits.sampling.drawing import CHOSEN, sample_of
from survey_app.designer.models import InstrumentVersion
from survey_app.designer.services import compiled_version

WHOLE = "All referrals"
BY_HAND = "Chosen by hand"
NOT_DRAWN = "No referrals were drawn at random, so that the figures are of the referrals looked at and of no others."
DIFFERENTLY = (
    "Referrals were drawn in ways that do not go together (from several lists, or by different groups), so that no "
    "weights can be given: the figures are of the referrals looked at and of no others."
)


def random_draws(session: Session, audit: CaseAudit) -> list[CaseDraw]:
    """The draws of an audit that chance decided, the first first."""
    found = select(CaseDraw).where(CaseDraw.audit_id == audit.id, CaseDraw.method.not_in(CHOSEN))
    return list(session.scalars(found.order_by(CaseDraw.drawn_at, CaseDraw.id)))


def design_of(session: Session, audit: CaseAudit) -> SampleDesign:
    """How the sample of an audit was drawn, its groups by the names that :func:`group_of` gives.

    Draws after the first from the same list and by the same groups add to it: what is drawn at random from the rest is,
    with what was drawn before, drawn at random.
    """
    draws = random_draws(session, audit)
    cases = list(session.scalars(select(AuditCase).where(AuditCase.audit_id == audit.id).order_by(AuditCase.number)))
    if not draws:
        return _without_weights(cases, NOT_DRAWN)
    records = [sample_of(draw).draw for draw in draws]
    if len({(draw.list_id, record.stratum_column) for draw, record in zip(draws, records, strict=True)}) > 1:
        return _without_weights(cases, DIFFERENTLY)
    if len(draws) > 1 and any(draw.method == "systematic" for draw in draws):
        return _without_weights(cases, DIFFERENTLY)
    sizes, drawn = _sizes(records[0]), Counter[str]()
    for record in records:
        drawn.update(_numbers(record))
    return SampleDesign(
        populations=sizes, drawn={name: drawn[name] for name in sizes},
        unusable=Counter(group_of(case) for case in cases if case.state == "unusable" and group_of(case) in sizes),
        method=DRAW_METHODS[draws[0].method], n_excluded=len(records[0].exclusions),
    )  # fmt: skip


def group_of(case: AuditCase) -> str:
    """The group that a case was drawn from: its stratum, or the whole list where there were none."""
    if case.draw_id is None or case.selection in CHOSEN:
        return BY_HAND
    return case.stratum or WHOLE


def form_of(session: Session, audit: CaseAudit) -> Instrument | None:
    """The version of the form that the audit's round opened."""
    if audit.round is None:
        return None
    version = session.get(InstrumentVersion, audit.round.version_id)
    return None if version is None else compiled_version(version).instrument


def figures_of(session: Session, audit: CaseAudit) -> DipFigures:
    """All figures of a dip sample; StillBlind before its returns are open.

    Nothing of this is released: it names referrals by pseudonym and hides no small number.
    """
    returned = returned_answers(session, audit)
    form = form_of(session, audit)
    assert form is not None  # returns are answers of the audit's round
    design, seen = design_of(session, audit), set[str]()
    referrals = []
    for one in returned:
        if one.case.id in seen:  # one agency grades each referral; should two have, the first by name counts
            continue
        seen.add(one.case.id)
        group = group_of(one.case) if not design.why_not else WHOLE
        referrals.append(SampledReferral(pseudonym=one.case.pseudonym, stratum=group, answers=one.document))
    n_awaited = _awaited(session, audit, design, seen)
    return dip_figures(referrals, design, form, terms_of(session, audit), n_awaited=n_awaited)


def _awaited(session: Session, audit: CaseAudit, design: SampleDesign, seen: set[str]) -> int:
    """The referrals in use without a return: of those drawn at random, unless no figure rests on chance anyway."""
    used = session.scalars(select(AuditCase).where(AuditCase.audit_id == audit.id, AuditCase.state == "in_use"))
    counted = [case for case in used if design.why_not or group_of(case) in design.populations]
    return len([case for case in counted if case.id not in seen])


def _sizes(record: DrawRecord) -> dict[str, int]:
    """How many of each group could be drawn, in the order of the record."""
    if not record.strata:
        return {WHOLE: record.frame_size - len(record.exclusions)}
    return {one.stratum[:100]: one.size - one.n_excluded for one in record.strata}


def _numbers(record: DrawRecord) -> Mapping[str, int]:
    return {one.stratum[:100]: one.n for one in record.strata} or {WHOLE: record.n}


def _without_weights(cases: Sequence[AuditCase], why: str) -> SampleDesign:
    used = len([case for case in cases if case.state == "in_use"])
    return SampleDesign(
        populations={WHOLE: len(cases)}, drawn={WHOLE: len(cases)}, unusable={WHOLE: len(cases) - used}, why_not=why
    )
