"""Constructed outcomes of the demo's Section 11 cycle: one assessment final, one with its agency, one being reconciled.

Everything goes through the services that people use, so that what the demo shows can happen. The actions that the demo
had before assessments were kept are rows beside those of its assessments.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.collect.keys import KeyStore
from survey_app.collect.services import submit
from survey_app.database import new_uuid, now
from survey_app.demo.data import read_data
from survey_app.demo.frames import constructed_actions
from survey_app.partnership.models import Agency, Partnership
from survey_app.walkabouts.cycles.agreeing import propose_rubric, record_agreement
from survey_app.walkabouts.cycles.assessments import start_assessment
from survey_app.walkabouts.cycles.stages import advance
from survey_app.walkabouts.cycles.standards import standards_for
from survey_app.walkabouts.models import (
    Section11Action,
    Section11Assessment,
    Section11Cycle,
    Visit,
    VisitMember,
    VisitNotes,
)
from survey_app.walkabouts.outcomes import accuracy, actions, finals, good_practice, grading, reconciling, signing
from survey_app.walkabouts.outcomes.actions import ActionPlan
from survey_app.walkabouts.outcomes.cards import NEXT_STEPS, save_card
from survey_app.walkabouts.outcomes.judgements import Wording
from survey_app.walkabouts.outcomes.seats import agency_leads

LETTERS = {"f": "fully", "m": "mostly", "p": "partly", "n": "not_met", "x": "not_applicable"}
FINAL, REPLYING, RECONCILING = "Adult social care", "Voluntary sector", "Community health"
# agency → site, days ago, what the team agrees for standards 1 to 11
VISITED = {
    FINAL: ("Hospital social work team, Pretendham (constructed)", 34, "mfmpppfmpmm"),
    REPLYING: ("Family centre, Testington (constructed)", 26, "mppmppmmpmx"),
}
FOUND = {
    "fully": "Staff described it unprompted, with recent examples and what came of them for children (constructed).",
    "mostly": "It is known and used; what is missing is minor (constructed).",
    "partly": "It is written down, and not everybody knew of it (constructed).",
    "not_met": "Nobody could show it to us (constructed).",
    "not_applicable": "",
}
STRONG = {"fully": "Known by all, and led from the front (constructed).", "mostly": "Used every week (constructed)."}
WEAK = {
    "partly": "New and temporary staff do not hear of it (constructed).",
    "not_met": "It has to be set up (constructed).",
}
# What the form asks about the time after the visit, and of the agency itself: in a cycle, assessments keep it.
LATE = ("draft_sent", "reply_due", "reply_date", "reply_status", "reply_corrections", "sign_off_date", "signed_off_by")
HEARD = (
    "You spoke openly about what helps children here and what gets in the way. The duty line is trusted. Many of you "
    "would like to hear more often what came of a referral (constructed)."
)


def load_section11_outcomes(
    session: Session, keys: KeyStore, partnership: Partnership, cycle: Section11Cycle, people: Mapping[str, User],
    *, today: date,
) -> None:  # fmt: skip
    """Load them into the demo's cycle; ``people`` are the demo's by their keys."""
    for agency, (site, days, letters) in VISITED.items():
        assessment = _visited(session, keys, partnership, cycle, people, agency, site, today - timedelta(days=days))
        _agree(session, assessment, letters, people)
        _to_the_agency(session, assessment, people, today)
        if agency == FINAL:
            _make_final(session, assessment, people, today)
    _being_reconciled(session, keys, cycle, people)
    session.flush()


def _visited(
    session: Session, keys: KeyStore, partnership: Partnership, cycle: Section11Cycle, people: Mapping[str, User],
    name: str, site: str, day: date,
) -> Section11Assessment:  # fmt: skip
    """An assessment with a visit that is over and both auditors' notes."""
    qa, agency = people["qa"].id, session.scalars(select(Agency).where(Agency.name == name)).one()
    started = day - timedelta(days=40)
    assessment = start_assessment(session, cycle, agency.id, today=started, by=qa)
    propose_rubric(session, assessment, cycle.rubrics[-1], by=qa)
    record_agreement(
        session, assessment, agreed_by="Head of service (constructed)", on=started + timedelta(days=9),
        today=now().date(), by=qa,
    )  # fmt: skip
    advance(session, assessment, "fieldwork", by=qa)
    visit = Visit(
        partnership_id=partnership.id, assessment_id=assessment.id, agency_id=agency.id, site=site, day=day,
        starts_at="09:30", ends_at="12:30", state="done", notified_at=now(),
    )  # fmt: skip
    session.add(visit)
    session.flush()
    for position, (key, role) in enumerate((("auditor", "leader"), ("second-auditor", "auditor"))):
        session.add(
            VisitMember(visit_id=visit.id, user_id=people[key].id, role=role, position=position, declared_at=now())
        )
    session.flush()
    session.refresh(visit)
    _notes(session, keys, cycle, visit, people)
    return assessment


def _notes(session: Session, keys: KeyStore, cycle: Section11Cycle, visit: Visit, people: Mapping[str, User]) -> None:
    """What each of the two wrote: the same visit, seen differently in three standards."""
    assert visit.day is not None
    assert cycle.walkabout_round is not None
    for key, document in (("auditor", _first(visit)), ("second-auditor", _second(visit))):
        submission = new_uuid()
        session.add(VisitNotes(visit_id=visit.id, user_id=people[key].id, draft_id=submission))
        submit(session, keys, cycle.walkabout_round, submission, document, author_id=people[key].id)


def _first(visit: Visit) -> dict[str, Any]:
    document: dict[str, Any] = deepcopy(read_data("devon_walkabout")["responses"][0])
    for talk in document["conversation"]:
        talk["c14"] = "no"
        for part in ("c14_told", "c14_time", "c14_note"):
            talk.pop(part, None)
    kind = {"health": "health_provider", "voluntary": "voluntary"}.get(
        visit.agency.agency_type, "other_council_service"
    )
    assert visit.day is not None
    moved = visit.day.isoformat()
    dates = {name: moved for name, value in document.items() if name.endswith("_evidence_date") and value}
    document |= {
        "agency": visit.agency.name, "agency_type": kind, "site": visit.site, "visit_date": moved, "in_cycle": "yes",
        **dates,
    }  # fmt: skip
    return {name: value for name, value in document.items() if not name.endswith(("_self", "_gap_reason", *LATE))}


def _second(visit: Visit) -> dict[str, Any]:
    document = _first(visit)
    document["conversation"] = document["conversation"][:3]
    document |= {
        "st2": "partly", "st2_rationale": "The lead is on the intranet; staff on shift did not know (constructed).",
        "st2_gap": "Staff do not know the lead (constructed).", "st2_action_what": "Introduce the lead to every team.",
        "st4": "fully", "st4_impact": "A concern about a colleague led to a change of rota (constructed).",
        "st4_rationale": "Everybody I asked would speak up, and knew how (constructed).",
        "st4_evidence_type": ["staff_voice"], "st4_evidence_date": document["visit_date"],
        "st9_strength": "Group supervision is valued (constructed).",
    }  # fmt: skip
    return document


def _agree(session: Session, assessment: Section11Assessment, letters: str, people: Mapping[str, User]) -> None:
    by = people["auditor"].id
    for standard in standards_for(assessment):
        grade = LETTERS[letters[int(standard.name[2:]) - 1]]
        wording = Wording(
            grade=grade, rationale=FOUND[grade], strengths=STRONG.get(grade, ""), gaps=WEAK.get(grade, ""),
            evidence="Conversations with staff, and what we saw (constructed).",
            exempt_because="The agency commissions it from another (constructed)." if grade == "not_applicable" else "",
        )  # fmt: skip
        reconciling.agree(session, assessment, standard.name, wording, by=by)
    reconciling.reconcile(session, assessment, by=by)


def _to_the_agency(session: Session, assessment: Section11Assessment, people: Mapping[str, User], today: date) -> None:
    by = people["auditor"].id
    for name in actions.without_action(session, assessment):
        plan = ActionPlan(
            what="Put it into induction, and ask new and temporary staff about it after a month (constructed).",
            owner="Head of service", due_on=today + timedelta(days=90),
            success_measure="Staff who began this year describe it unprompted (constructed).",
        )  # fmt: skip
        actions.add_action(session, assessment, name, plan, by=by, today=today)
    grading.record_grades(session, assessment, by=by)
    grading.show_own_grades(session, assessment, by=by)
    for line in grading.gaps_without_reason(session, assessment):
        reason = "The agency counts its procedures; we counted what staff know of them (constructed)."
        grading.give_gap_reason(session, assessment, line.standard, reason, by=by)
    signing.sign(session, assessment, by=by)
    if agency_leads(session, assessment):
        accuracy.send_for_accuracy(session, assessment, by=people["qa"].id, at=now())


def _make_final(session: Session, assessment: Section11Assessment, people: Mapping[str, User], today: date) -> None:
    """The agency replied that all is right; one thing that it does well is published."""
    lead = agency_leads(session, assessment)[0].id
    accuracy.reply(session, assessment, answer="accurate", by=lead, at=now())
    entry = good_practice.write_practice(
        session, assessment, None, title="A board lead whom staff meet (constructed)", standard="st2",
        text="The board’s safeguarding lead spends a morning each month with a front-line team, and tells the board "
        "what she heard. Staff know her by sight, and two procedures were shortened because of what they said "
        "(constructed).", tags="leadership, front line", by=people["qa"].id,
    )  # fmt: skip
    good_practice.ask_agency(session, assessment, entry)
    good_practice.answer_for_agency(session, assessment, entry, agrees=True, reason="", by=lead, at=now())
    finals.finalise(session, assessment, by=people["qa"].id, today=today)
    good_practice.publish_practice(session, assessment, entry, by=people["qa"].id, at=now())


def _being_reconciled(session: Session, keys: KeyStore, cycle: Section11Cycle, people: Mapping[str, User]) -> None:
    """Both auditors' notes of the visit that is over are in, and the team has begun to agree."""
    visit = session.scalars(
        select(Visit)
        .join(Section11Assessment, Section11Assessment.id == Visit.assessment_id)
        .where(Section11Assessment.cycle_id == cycle.id, Section11Assessment.title == RECONCILING)
    ).one()
    _notes(session, keys, cycle, visit, people)
    assert visit.assessment is not None
    for name in ("st1", "st2"):
        wording = Wording(grade="mostly", rationale=FOUND["mostly"], strengths=STRONG["mostly"])
        reconciling.agree(session, visit.assessment, name, wording, by=people["auditor"].id)
    save_card(
        session, visit, heard=HEARD, next_steps=NEXT_STEPS, contact="The partnership’s business unit (constructed)",
        grades=(), by=people["auditor"].id, at=now(),
    )  # fmt: skip


def load_actions(session: Session, partnership: Partnership, today: date) -> None:
    """The constructed actions of the file, as rows."""
    known = {agency.name: agency.id for agency in session.scalars(select(Agency))}
    for row in constructed_actions(today):
        session.add(
            Section11Action(
                partnership_id=partnership.id, agency_id=known.get(row["owner"]), reference=row["reference"],
                recommendation=row["recommendation"], what=row["action"], owner=row["owner"],
                opened_on=row["opened_on"] or today, due_on=row["due_on"], closed_on=row["closed_on"],
                impact=row["impact"] or "",
            )
        )  # fmt: skip
