"""Constructed case audits: one of last year, finished; one being moderated, with a return missing; one still blind.

They go through the services that people use.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import cycle
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from instruments.answers import clean_answers
from instruments.compiled import CompiledInstrument
from survey_app.accounts.models import User
from survey_app.case_audits.learning.clearing import clear
from survey_app.case_audits.learning.points import PointText, add_point
from survey_app.case_audits.learning.recommending import RecommendationText, add_recommendation
from survey_app.case_audits.models import AgencyReturn, AuditCase, CaseAudit, ModerationPanel
from survey_app.case_audits.moderation.cases import begin
from survey_app.case_audits.moderation.meetings import Attendee, Meeting, add_meeting
from survey_app.case_audits.moderation.settling import conclude, dissent, settle
from survey_app.case_audits.moderation.signing import sign_off
from survey_app.case_audits.moderation.wordings import Conclusion
from survey_app.case_audits.planning.asking import ask_agency, assign_auditor, mark_not_involved
from survey_app.case_audits.planning.audits import (
    AuditPlan,
    begin_fieldwork,
    create_audit,
    finish_audit,
    open_moderation,
)
from survey_app.case_audits.planning.conflicts import declare
from survey_app.case_audits.sampling.cases import add_case
from survey_app.collect.keys import KeyStore
from survey_app.collect.services import submit
from survey_app.database import now
from survey_app.demo.constructed_rounds import CASE_GRADES, JUDGEMENTS, SAID, graded
from survey_app.demo.data import read_data
from survey_app.demo.dip_samples import FrontDoor, load_dip_samples
from survey_app.designer.services import compiled_version
from survey_app.partnership.models import Agency, Locality, Partnership

AUDITORS = ("social-care-auditor", "agency-lead", "health-auditor", "education-auditor")  # of the agencies, in order
BANDS = ("age_band", "sex", "ethnic_group", "disability", "plan_status")
MISSING, NOT_INVOLVED = (5, 1), (7, 1)  # case and place of the agency
SIGNED = 3  # the cases that the panel has signed off


@dataclass(frozen=True, slots=True, kw_only=True)
class Demo:
    """What all of these audits need."""

    session: Session
    keys: KeyStore
    partnership: Partnership
    people: Mapping[str, User]
    agencies: Sequence[Agency]
    today: date

    @property
    def qa(self) -> int:
        return self.people["qa"].id


def load_case_audits(
    session: Session, keys: KeyStore, partnership: Partnership, people: Mapping[str, User], *, today: date
) -> None:
    """Load the audits; agencies and people are those of the demo."""
    found = {one.name: one for one in session.scalars(select(Agency))}
    agencies = [found[name] for name in read_data("case_audits")["agencies"]]
    demo = Demo(session=session, keys=keys, partnership=partnership, people=people, agencies=agencies, today=today)
    before = _last_year(demo)
    _present(demo, before)
    _still_blind(demo)
    door = FrontDoor(
        session=session, keys=keys, partnership_id=partnership.id, agency_id=agencies[0].id,
        auditor_id=people[AUDITORS[0]].id, by=demo.qa,
    )  # fmt: skip
    load_dip_samples(door, today=today)
    session.flush()


def _last_year(demo: Demo) -> CaseAudit:
    """Six cases of three agencies: moderated, with learning, finished."""
    audit = _plan(demo, "Neglect, last year (constructed)", "Neglect", ends=400, re_audit=30)
    rows = read_data("case_audits")["before"]
    _fieldwork(demo, audit, rows, agencies=3)
    open_moderation(demo.session, audit, by=demo.qa)
    _moderate(demo, audit, rows, signed=len(rows))
    _learn(demo, audit)
    finish_audit(demo.session, audit, by=demo.qa, today=demo.today)
    return audit


def _present(demo: Demo, before: CaseAudit) -> None:
    """Eight cases of four agencies: one return is missing, one agency was not involved, three cases are signed off."""
    audit = _plan(demo, "Neglect (constructed)", "Neglect", ends=30, re_audit=365, earlier=before)
    rows = read_data("case_audits")["now"]
    _fieldwork(demo, audit, rows, agencies=4, missing=MISSING, not_involved=NOT_INVOLVED)
    open_moderation(demo.session, audit, by=demo.qa)
    _moderate(demo, audit, rows, signed=SIGNED)
    _learn(demo, audit)


def _still_blind(demo: Demo) -> None:
    """Three infants, of whom two agencies have returned two: nobody but the auditors sees a grade."""
    audit = _plan(demo, "Physical harm to infants under 2 (constructed)", "Harm to infants", ends=10, kind="thematic")
    _fieldwork(demo, audit, read_data("case_audits")["blind"], agencies=2, cases=3, asked=4)


def _plan(
    demo: Demo, title: str, theme: str, *, ends: int, kind: str = "multi_agency", re_audit: int | None = None,
    earlier: CaseAudit | None = None,
) -> CaseAudit:  # fmt: skip
    end = demo.today - timedelta(days=ends)
    plan = AuditPlan(
        kind=kind, title=title, theme=theme, purpose=SAID, window_starts_on=end - timedelta(days=365),
        window_ends_on=end, returns_due_on=demo.today + timedelta(days=10), panel_on=demo.today + timedelta(days=20),
        re_audit_on=demo.today + timedelta(days=re_audit) if re_audit else None, lead_id=demo.qa,
        earlier_id=earlier.id if earlier else None,
    )  # fmt: skip
    return create_audit(demo.session, demo.partnership.id, plan, demo.qa)


def _fieldwork(
    demo: Demo, audit: CaseAudit, rows: Mapping[str, Any], *, agencies: int, cases: int = 0, asked: int = 0,
    missing: tuple[int, int] | None = None, not_involved: tuple[int, int] | None = None,
) -> None:  # fmt: skip
    """Add the cases, ask the agencies, and let those answer of whom there are grades."""
    localities = cycle(demo.session.scalars(select(Locality).where(Locality.partnership_id == demo.partnership.id)))
    bands = read_data("case_audits")["bands"]
    made = [
        add_case(demo.session, audit, locality_id=next(localities).id, **dict(zip(BANDS, band, strict=True)))
        for band in bands[: cases or len(rows)]
    ]
    for case in made:
        for agency, auditor in list(zip(demo.agencies, AUDITORS, strict=True))[: asked or agencies]:
            one = ask_agency(demo.session, case, agency.id, by=demo.qa)
            assign_auditor(demo.session, one, demo.people[auditor].id, by=demo.qa)
    begin_fieldwork(demo.session, audit, by=demo.qa, today=demo.today)
    for case in made:
        letters = rows.get(str(case.number), {"returns": []})["returns"]
        for place, one in enumerate(_asked(demo, case)):
            if (case.number, place) == not_involved:
                mark_not_involved(demo.session, one, "The family was not known to it (constructed).", by=demo.qa)
            elif place < min(agencies, len(letters)) and (case.number, place) != missing:
                _return(demo, audit, one, letters[place])


def _asked(demo: Demo, case: AuditCase) -> list[AgencyReturn]:
    """The returns asked of a case, in the order of the agencies."""
    order = {agency.id: place for place, agency in enumerate(demo.agencies)}
    rows = demo.session.scalars(select(AgencyReturn).where(AgencyReturn.case_id == case.id)).all()
    return sorted(rows, key=lambda one: order[one.agency_id])


def _return(demo: Demo, audit: CaseAudit, one: AgencyReturn, letters: str) -> None:
    assert audit.round is not None
    assert one.auditor_id is not None
    declare(demo.session, one, "", by=one.auditor_id, at=now())
    document = return_of(compiled_version(audit.round.version), one, letters)
    submit(demo.session, demo.keys, audit.round, one.draft_id, document, author_id=one.auditor_id)


LEVELS_OF_PLANS = {"early_help": "targeted", "no_plan": "universal"}  # any other plan is a statutory one


def return_of(form: CompiledInstrument, one: AgencyReturn, letters: str) -> dict[str, Any]:
    """A whole return with these grades, a letter each; the record gives the rest of what it knows by itself."""
    audit, reasons = one.case.audit, read_data("case_audits")["reasons"]
    grades = {name: CASE_GRADES[letter] for name, letter in zip(JUDGEMENTS, letters, strict=True)}
    answers = {
        "pseudonym": one.case.pseudonym, "age_band": one.case.age_band, "non_verbal": "no", "sex": one.case.sex or None,
        "ethnic_group": one.case.ethnic_group or None, "disability": one.case.disability or None,
        "plan_status": one.case.plan_status or "child_protection", "theme": audit.theme, "selection": "purposive",
        "window_start": audit.window_starts_on.isoformat(), "window_end": audit.window_ends_on.isoformat(),
        "agencies_involved": ["childrens_services", "police", "community_health"],
        "return_agency": "other_agency", "involved": "yes", "b12_needed": "no", "b6a": grades["b6"],
        "b2_level": LEVELS_OF_PLANS.get(one.case.plan_status, "statutory"), "b2_response": grades["b2"],
        "b6a_rationale": SAID, "b6a_na_reason": SAID, "b6a_evidence_type": ["document"],
        "b6a_evidence_reference": SAID, "b6a_confidence": "medium", "b6a_action_what": SAID,
        "child_feedback": "yes", "child_feedback_said": "“They came when they said they would” (constructed).",
        "parent_feedback": "no", "parent_feedback_why_not": "The parent did not wish to (constructed).",
        "practitioner_feedback": "yes", "proud_of": "Staying with the family (constructed).", "d1": "no",
        "d2_done": "The senior manager looked at the case the same day (constructed).",
        "d2_told": "Head of service (constructed)", "d2_time": f"{audit.window_ends_on.isoformat()}T10:00:00",
        "strengths": "Workers who stayed (constructed).", "systems_barriers": "Three record systems (constructed).",
    }  # fmt: skip
    said = {}
    for place, (name, letter) in enumerate(zip(JUDGEMENTS, letters, strict=True)):
        texts = reasons[letter]
        said[f"{name}_rationale"] = texts[(place + one.case.number) % len(texts)]
    agency = str(answers["return_agency"])
    filled = answers | graded(form, grades, audit.window_ends_on, agency, seed=one.case.number) | said
    return clean_answers(form, {name: value for name, value in filled.items() if form.find(name) is not None})


def _moderate(demo: Demo, audit: CaseAudit, rows: Mapping[str, Any], *, signed: int) -> None:
    """A meeting that settles the first cases; the school dissents on one question of the first."""
    seats = [
        Attendee(name=demo.people[key].name, agency_id=one.id) for key, one in zip(AUDITORS, demo.agencies, strict=True)
    ]
    meeting = Meeting(met_on=demo.today, chair="Quentin Example", attendees=seats)
    panel = add_meeting(demo.session, audit, meeting, today=demo.today)
    cases = demo.session.scalars(
        select(AuditCase).where(AuditCase.audit_id == audit.id).order_by(AuditCase.number)
    ).all()
    for case in cases[:signed]:
        _settle(demo, case, rows[str(case.number)]["moderated"], panel)
        sign_off(demo.session, case, by=demo.qa)


def _settle(demo: Demo, case: AuditCase, letters: str, panel: ModerationPanel) -> None:
    begin(demo.session, case, panel, by=demo.qa)
    reason = "The panel read the chronology together (constructed)."
    grades = dict(zip(JUDGEMENTS, letters, strict=True))
    if case.age_band == "under_2":
        grades["b6a"] = grades["b6"]
    for name, letter in grades.items():
        settle(demo.session, case, name, grade=CASE_GRADES[letter], reason=reason, by=demo.qa)
    if case.number == 1:
        dissent(
            demo.session, case, "b5", demo.agencies[-1].id, grade="inadequate", by=demo.qa,
            reason="The school was told of the meeting a week after it (constructed).",
        )  # fmt: skip
    words = Conclusion(joint_working="requires_improvement", joint_working_why="Each knew a part (constructed).")
    conclude(demo.session, case, words, by=demo.qa)


def _learn(demo: Demo, audit: CaseAudit) -> None:
    second = demo.people["second-qa"].id
    for kind, text, theme in (
        ("strength", "Workers stayed with families over months, and children say so (constructed).", "Relationships"),
        ("enabler", "Schools that are told of a plan help to keep it (constructed).", "Working together"),
        ("challenge", "Missed appointments are in three record systems (constructed).", "Sharing information"),
        ("learning", "Ask about fathers in the first week (constructed).", "Fathers and wider family"),
    ):
        point = add_point(demo.session, audit, PointText(kind=kind, text=text, theme=theme), by=demo.qa)
        clear(demo.session, point, by=second)
    words = RecommendationText(
        text="Put missed appointments of all agencies together once a month (constructed).",
        why="In five cases nobody saw them side by side (constructed).", owner_id=demo.agencies[2].id,
        theme="Sharing information",
    )  # fmt: skip
    clear(demo.session, add_recommendation(demo.session, audit, words, by=demo.qa), by=second)
