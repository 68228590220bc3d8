"""Where an audit stands, step by step, and the one thing that is next. No step reads what a return says."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey_app.case_audits.kinds import KINDS
from survey_app.case_audits.models import AuditCase, AuditRecommendation, CaseAudit, CaseList, LearningPoint
from survey_app.case_audits.planning.stages import unsigned_cases
from survey_app.case_audits.planning.standing import Standing, standings_of


class Stand(StrEnum):
    """How far a step has come."""

    AHEAD = "Not yet"
    NOW = "Under way"
    DONE = "Done"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of an audit as its page shows it.

    ``says`` is one sentence with the figures that matter, and no names. ``act`` is what can be done next about it; it
    leads to ``endpoint``, which is asked with the audit. ``by`` is the day by which it should be done.
    """

    title: str
    stand: Stand
    says: str
    act: str = ""
    endpoint: str = ""
    by: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditNow:
    """An audit as its steps read it, counted once."""

    audit: CaseAudit
    today: date
    lists: int
    listed: int
    cases: list[AuditCase]
    standings: list[Standing]
    unsigned: int
    points: int
    recommendations: int

    @property
    def asked(self) -> list[Standing]:
        """The returns that are made or waited for."""
        return [one for one in self.standings if one.state != "not_involved"]

    @property
    def made(self) -> int:
        return sum(one.state == "made" for one in self.asked)

    @property
    def is_panel_day(self) -> bool:
        """Whether the day of the panel has come, so that it no longer waits for late returns."""
        return self.audit.panel_on is not None and self.audit.panel_on <= self.today and self.made > 0

    @property
    def has_begun(self) -> bool:
        return self.audit.round_id is not None


def audit_now(session: Session, audit: CaseAudit, today: date) -> AuditNow:
    """Count what the steps need."""
    cases = session.scalars(
        select(AuditCase).where(AuditCase.audit_id == audit.id, AuditCase.state == "in_use").order_by(AuditCase.number)
    ).all()
    lists, listed = session.execute(
        select(func.count(), func.coalesce(func.sum(CaseList.size), 0)).where(CaseList.audit_id == audit.id)
    ).one()
    points = select(func.count()).where(LearningPoint.audit_id == audit.id)
    recommendations = select(func.count()).where(AuditRecommendation.audit_id == audit.id)
    return AuditNow(
        audit=audit, today=today, lists=lists, listed=listed, cases=list(cases),
        standings=standings_of(session, audit, today),
        unsigned=len(unsigned_cases(session, audit)) if audit.opened_at else 0,
        points=session.scalar(points) or 0, recommendations=session.scalar(recommendations) or 0,
    )  # fmt: skip


def list_step(now: AuditNow) -> Step:
    """The list that cases are drawn from."""
    act, endpoint = "Load the case list", "case_audits.lists"
    if now.lists:
        says = f"{now.listed:,} cases are listed under pseudonyms."
        return Step(title="Case list", stand=Stand.DONE, says=says, endpoint=endpoint)
    if now.cases:
        return Step(title="Case list", stand=Stand.DONE, says="No list: the cases were added one by one.")
    return Step(title="Case list", stand=Stand.NOW, says="No list is loaded yet.", act=act, endpoint=endpoint)


def cases_step(now: AuditNow) -> Step:
    """The cases drawn."""
    endpoint = "case_audits.cases"
    if now.cases:
        says = f"{counted(len(now.cases), 'case')} in the audit."
        return Step(title="Cases", stand=Stand.DONE, says=says, endpoint=endpoint)
    stand = Stand.NOW if now.lists else Stand.AHEAD
    return Step(
        title="Cases", stand=stand, says="No case is drawn yet.", act="Draw the cases", endpoint="case_audits.draw"
    )  # fmt: skip


def agencies_step(now: AuditNow) -> Step:
    """The agencies asked about each case."""
    endpoint, act = "case_audits.agencies", "Ask the agencies"
    covered = {one.asked.case_id for one in now.standings}
    without = [case for case in now.cases if case.id not in covered]
    agencies = {one.asked.agency_id for one in now.asked}
    if not now.standings:
        stand = Stand.NOW if now.cases else Stand.AHEAD
        return Step(title="Agencies", stand=stand, says="No agency is asked yet.", act=act, endpoint=endpoint)
    says = f"{counted(len(agencies), 'agency is', 'agencies are')} asked for {counted(len(now.asked), 'return')}."
    if without:
        says += f" {counted(len(without), 'case')} without an agency."
        return Step(title="Agencies", stand=Stand.NOW, says=says, act=act, endpoint=endpoint)
    return Step(title="Agencies", stand=Stand.DONE, says=says, endpoint=endpoint)


def auditors_step(now: AuditNow) -> Step:
    """Who makes the returns."""
    endpoint = "case_audits.auditors"
    if not now.asked:
        return Step(title="Auditors", stand=Stand.AHEAD, says="Named once agencies are asked.")
    unnamed = sum(one.is_missing and one.asked.auditor_id is None for one in now.asked)
    undecided = sum(one.is_undecided for one in now.asked)
    if unnamed:
        says = f"{counted(unnamed, 'return')} without an auditor. Agencies can name their own."
        return Step(title="Auditors", stand=Stand.NOW, says=says, act="Name the auditors", endpoint=endpoint)
    if undecided:
        says = f"{counted(undecided, 'conflict')} of interest to decide on."
        return Step(title="Auditors", stand=Stand.NOW, says=says, act="Decide on conflicts", endpoint=endpoint)
    return Step(title="Auditors", stand=Stand.DONE, says="Every return has an auditor.", endpoint=endpoint)


def fieldwork_step(now: AuditNow) -> Step:
    """Beginning fieldwork."""
    if now.has_begun:
        return Step(title="Fieldwork", stand=Stand.DONE, says="Agencies can make their returns.")
    stand = Stand.NOW if now.asked else Stand.AHEAD
    return Step(
        title="Fieldwork", stand=stand, says="Not begun: nobody can make a return yet.", act="Begin fieldwork",
        endpoint="case_audits.begin",
    )  # fmt: skip


def returns_step(now: AuditNow) -> Step:
    """The returns made, waited for and late."""
    endpoint = "case_audits.progress"
    if not now.has_begun:
        return Step(title="Returns", stand=Stand.AHEAD, says="None yet.")
    left, late = len(now.asked) - now.made, sum(one.state == "late" for one in now.asked)
    says = f"{now.made} of {counted(len(now.asked), 'return')} made{f', {late} late' if late else ''}."
    if not left:
        return Step(title="Returns", stand=Stand.DONE, says=says, endpoint=endpoint)
    days = [one.due_on for one in now.asked if one.is_missing and one.due_on]
    act = "" if now.audit.opened_at or now.is_panel_day else "See who has not returned"
    return Step(
        title="Returns", stand=Stand.NOW, says=says, act=act, endpoint=endpoint, by=min(days, default=None)
    )  # fmt: skip


def opening_step(now: AuditNow) -> Step:
    """Opening moderation, or the returns where there is no panel."""
    panel = KINDS[now.audit.kind].moderated
    title, act = ("Moderation", "Open moderation") if panel else ("Reading", "Open the returns")
    if now.audit.opened_at is not None:
        return Step(title=title, stand=Stand.DONE, says="Open: returns can be read side by side.")
    ready = now.has_begun and now.asked and now.made == len(now.asked)
    says = "Every return is in." if ready else "Blind: each return is read by nobody but its author."
    return Step(
        title=title, stand=Stand.NOW if ready or now.is_panel_day else Stand.AHEAD, says=says,
        act=act if now.made else "",
        endpoint="case_audits.open", by=now.audit.panel_on,
    )  # fmt: skip


def panel_step(now: AuditNow) -> Step:
    """Cases signed off by the panel."""
    endpoint = "case_audits.moderation"
    if now.audit.opened_at is None:
        return Step(title="Sign-off", stand=Stand.AHEAD, says="Once moderation is open.", by=now.audit.panel_on)
    signed = len(now.cases) - now.unsigned
    says = f"{signed} of {counted(len(now.cases), 'case')} signed off."
    if now.unsigned:
        return Step(
            title="Sign-off", stand=Stand.NOW, says=says, act="Moderate the cases", endpoint=endpoint,
            by=now.audit.panel_on,
        )  # fmt: skip
    return Step(title="Sign-off", stand=Stand.DONE, says=says, endpoint=endpoint)


def learning_step(now: AuditNow) -> Step:
    """What is learnt, for the report."""
    endpoint = "case_audits.learning"
    if now.points:
        says = f"{counted(now.points, 'learning point')} written down."
        return Step(title="Learning and report", stand=Stand.DONE, says=says, endpoint=endpoint)
    stand = Stand.NOW if _is_read(now) else Stand.AHEAD
    act = "Write down what is learnt" if _is_read(now) else ""
    return Step(title="Learning and report", stand=stand, says="Nothing is written down yet.", act=act,
                endpoint=endpoint)  # fmt: skip


def recommendations_step(now: AuditNow) -> Step:
    """At most three recommendations."""
    if now.recommendations:
        says = f"{counted(now.recommendations, 'recommendation')}, each with one agency that owns it."
        return Step(title="Recommendations", stand=Stand.DONE, says=says, endpoint="case_audits.learning")
    stand = Stand.NOW if now.points and _is_read(now) else Stand.AHEAD
    act = "Make recommendations" if stand is Stand.NOW else ""
    says = "None yet; there are three at most."
    return Step(
        title="Recommendations", stand=stand, says=says, act=act, endpoint="case_audits.recommendation_add"
    )  # fmt: skip


def finish_step(now: AuditNow) -> Step:
    """Finishing, with the next audit dated."""
    audit = now.audit
    if audit.state == "finished":
        again = f"The next audit is due on {audit.re_audit_on:%-d %B %Y}." if audit.re_audit_on else "None follows."
        return Step(title="Finished", stand=Stand.DONE, says=again)
    ready = _is_read(now) and bool(now.points)
    return Step(
        title="Finished", stand=Stand.NOW if ready else Stand.AHEAD, says="Not finished, and takes late returns.",
        act="Finish the audit" if _is_read(now) else "", endpoint="case_audits.finish",
    )  # fmt: skip


def _is_read(now: AuditNow) -> bool:
    """Whether the returns are open, and every case signed off where a panel does that."""
    return now.audit.opened_at is not None and not (KINDS[now.audit.kind].moderated and now.unsigned)


def counted(number: int, one: str, many: str = "") -> str:
    """A number with its noun."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


STEPS: tuple[Callable[[AuditNow], Step], ...] = (
    list_step, cases_step, agencies_step, auditors_step, fieldwork_step, returns_step, opening_step, panel_step,
    learning_step, recommendations_step, finish_step,
)  # fmt: skip


def read_steps(now: AuditNow) -> list[Step]:
    """All steps of an audit in their order; without a panel nothing is signed off."""
    moderated = KINDS[now.audit.kind].moderated
    return [read(now) for read in STEPS if moderated or read is not panel_step]


def next_of(audit: CaseAudit, steps: Sequence[Step]) -> Step | None:
    """The one thing that is next: the first step under way that somebody can do something about, else the first ahead.

    Fieldwork waits for no auditor's name: an agency can name its own later.
    """
    if audit.state in ("finished", "cancelled"):
        return None
    open_ = [step for step in steps if step.act and step.stand is not Stand.DONE]
    under_way = [step for step in open_ if step.stand is Stand.NOW]
    return next(iter(under_way or open_), None)
