"""Dip samples one after the other, each following the one that it is compared with; and the trend of their figures."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.comparison.rounds import comparable_questions
from analysis.dip_samples import ClockTerms, DipFigures, DipTrend, TrendSample, dip_trend
from instruments.model import Instrument
from survey_app.case_audits.dip_samples.reading import figures_of, form_of
from survey_app.case_audits.models import CaseAudit

MOST = 60  # five years of monthly samples
DECIDED, TOLD = ("g5_received", "g5_decided"), ("g12", "g12_told")


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesSample:
    """One sample of a series, with its figures and the form they rest on."""

    audit: CaseAudit
    label: str
    figures: DipFigures
    form: Instrument


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """A series of samples, the oldest first, and the trend of each item of the newest."""

    samples: tuple[SeriesSample, ...]
    blind: tuple[CaseAudit, ...]
    trends: tuple[DipTrend, ...]


def audits_in_series(session: Session, audit: CaseAudit) -> list[CaseAudit]:
    """The dip samples that an audit follows, itself, and those that follow it, the oldest first.

    Where several follow one, the line of the newest is taken.
    """
    before, first = [audit], audit
    while (earlier := first.earlier) is not None and earlier not in before and len(before) < MOST:
        first = earlier
        before.insert(0, earlier)
    after, last = list[CaseAudit](), audit
    while len(after) < MOST:
        following = session.scalars(
            select(CaseAudit)
            .where(CaseAudit.earlier_id == last.id, CaseAudit.partnership_id == audit.partnership_id)
            .where(CaseAudit.state != "cancelled", CaseAudit.kind == "dip_sample")
            .order_by(CaseAudit.id.desc())
            .limit(1)
        ).first()
        if following is None or following in after or following in before:
            break
        after.append(following)
        last = following
    return [one for one in (*before, *after) if one.kind == "dip_sample" and one.state != "cancelled"]


def series_of(session: Session, audit: CaseAudit) -> Series:
    """The trend of all items over the samples whose returns are open; those still blind are named and left out."""
    found, blind = list[SeriesSample](), list[CaseAudit]()
    for one in audits_in_series(session, audit):
        form = form_of(session, one)
        if one.is_blind or form is None:
            blind.append(one)
            continue
        found.append(SeriesSample(audit=one, label=label_of(one), figures=figures_of(session, one), form=form))
    return Series(samples=tuple(found), blind=tuple(blind), trends=_trends(found))


def label_of(audit: CaseAudit) -> str:
    """The window of the sample: "January to March 2026"."""
    first, last = audit.window_starts_on, audit.window_ends_on
    if (first.year, first.month) == (last.year, last.month):
        return f"{first:%B %Y}"
    if first.year == last.year:
        return f"{first:%B} to {last:%B %Y}"
    return f"{first:%B %Y} to {last:%B %Y}"


def _trends(samples: list[SeriesSample]) -> tuple[DipTrend, ...]:
    if not samples:
        return ()
    newest = samples[-1]
    changed = [_changed(one.form, newest.form) for one in samples]
    trends = []
    for item in newest.figures.items:
        points = [
            TrendSample(
                label=one.label, figures=one.figures.item(item.name),
                left_out=_left_out(_rests_on(item.name, newest.figures), reasons)
                or _counted_otherwise(item.name, one.figures, newest.figures),
            )
            for one, reasons in zip(samples, changed, strict=True)
        ]  # fmt: skip
        trends.append(dip_trend(points))
    return tuple(trends)


def _changed(old: Instrument, new: Instrument) -> dict[str, str]:
    """The questions that are not asked in the same way, with why."""
    if old == new:
        return {}
    return {
        one.name: " ".join(one.reasons) or "It was asked otherwise."
        for one in comparable_questions(old, new).questions
        if not one.is_comparable
    }


def _rests_on(name: str, newest: DipFigures) -> tuple[str, ...]:
    """The questions that an item is worked out from."""
    terms = {clock.name: clock.terms for clock in newest.clocks}.get(name)
    if terms is None:
        return (name,)
    return DECIDED if name == "decided" else (*TOLD, f"g5_{terms.told_from}")


def _left_out(questions: tuple[str, ...], changed: dict[str, str]) -> str:
    reasons = [changed[asked] for asked in questions if asked in changed]
    return f"Asked otherwise than in the newest sample. {' '.join(reasons)}" if reasons else ""


def _counted_otherwise(name: str, old: DipFigures, newest: DipFigures) -> str:
    """Why a clock's figures do not go with the newest sample's: each audit sets by what its clocks run."""
    then, now = ({clock.name: clock.terms for clock in one.clocks}.get(name) for one in (old, newest))
    reasons = [] if then is None or now is None else _differences(name, then, now)
    return f"Counted otherwise than in the newest sample: {'; '.join(reasons)}." if reasons else ""


def _differences(name: str, old: ClockTerms, newest: ClockTerms) -> list[str]:
    found = []
    if old.hours != newest.hours:
        found.append("the front door had other opening hours")
    if old.rule != newest.rule:
        found.append("another rule said what is within one working day")
    if name == "told" and old.told_from != newest.told_from:
        found.append(f"it ran from when the referral was {old.told_from}")
    return found
