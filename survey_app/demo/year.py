"""The demo's year: priorities, an endorsed programme with a later change, an external review, the annual report.

All of it is constructed, and says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.programme.years import first_day, last_day, year_of
from survey_app.accounts.models import User
from survey_app.case_audits.models import CaseAudit
from survey_app.database import now
from survey_app.designer.levels import publish_levels
from survey_app.forums.models import HubCycle
from survey_app.improvement.models import OutsideReview
from survey_app.partnership.models import Partnership
from survey_app.programme.year.annual import add_cost, add_statement, begin_report
from survey_app.programme.year.arrangements import decide
from survey_app.programme.year.commissions import CommissionPlan, commission, note_progress
from survey_app.programme.year.models import ProgrammeTopic, ScrutinyProgramme
from survey_app.programme.year.planning import Reason, TopicPlan, add_topic, begin_programme, drop_topic, link_record
from survey_app.programme.year.priorities import SetPlan, keep_set
from survey_app.programme.year.records import find_record
from survey_app.programme.year.versions import endorse, put_forward
from survey_app.walkabouts.models import Section11Cycle, Visit

NOTE = "(constructed)"
LEVELS = """\
Universal: Most children, most of the time. Schools, nurseries, health visitors and doctors are there for everybody.
Early help: A family would like some help with a problem before it grows. One worker brings those who can help together.
Targeted help: Several things are hard at once. A plan is agreed with the family, and one worker leads it.
Specialist help: A child may be suffering harm, or will not develop well without help. A social worker leads.
"""


def load_year(session: Session, partnership: Partnership, people: Mapping[str, User], *, today: date) -> None:
    """Load what the pages of the year show."""
    year, qa = year_of(today), people["qa"].id
    _priorities(session, partnership.id, year, qa)
    kept = keep_set(
        session, partnership.id,
        SetPlan(title=f"Priorities {year - 1} to {year + 2}", starts_on=first_day(year - 1), ends_on=last_day(year + 1),
                priorities=("Neglect", "Exploitation outside the home", "Babies under one year"),
                source=f"Executive, March {year - 1} {NOTE}"),
        by_id=qa,
    )  # fmt: skip
    _last_year(session, partnership.id, year - 1, people)
    programme = begin_programme(session, partnership.id, year)
    hub = session.scalars(
        select(HubCycle.theme).where(HubCycle.partnership_id == partnership.id).order_by(HubCycle.id.desc())
    ).first()
    plans = _plans(year, kept.priorities[0].id, hub or "Gangs and knife crime")
    topics = [add_topic(session, programme, plan, by_id=qa) for plan in plans]
    _link(session, partnership.id, topics)
    _neighbour(session, programme, qa)
    _endorse(session, programme, people)
    add_topic(session, programme, _later(year), by_id=qa)
    _review(session, partnership.id, year, qa)
    decide(
        session, partnership.id, chairing="independent_chair", scrutiny="scrutineer", by_id=qa, today=today,
        reason=f"the partners want one voice from outside who may challenge all three of them {NOTE}.",
        decided_by=f"Executive {NOTE}", decided_on=first_day(year - 1),
    )  # fmt: skip
    _annual(session, partnership.id, year - 1, qa)
    publish_levels(session, partnership.id, LEVELS, source=f"Guide to levels of need {NOTE}", actor_id=qa,
                   in_force_from=first_day(year - 1))  # fmt: skip
    session.flush()


def _endorse(
    session: Session,
    programme: ScrutinyProgramme,
    people: Mapping[str, User],
    *,
    month: int = 4,
    meeting: str = "April",
) -> None:
    """Put forward and endorsed in a month of the programme's year, or today where that is still to come."""
    put, endorsed = (
        min(now(), datetime.combine(date(programme.year, month, day), time(10, 30), tzinfo=UTC)) for day in (14, 28)
    )
    version = put_forward(session, programme, by_id=people["qa"].id, at=put)
    endorse(session, version, by_id=people["executive"].id, at=endorsed,
            words=f"Endorsed in the {meeting} meeting {NOTE}.")  # fmt: skip


def _last_year(session: Session, partnership_id: int, year: int, people: Mapping[str, User]) -> None:
    """The programme of the year before: visits that were made in it, and a topic that was dropped."""
    programme, qa = begin_programme(session, partnership_id, year), people["qa"].id
    rows = session.scalars(
        select(Visit)
        .where(Visit.partnership_id == partnership_id, Visit.state == "done", Visit.day.between(first_day(year),
                                                                                                 last_day(year)))
        .order_by(Visit.day, Visit.id).limit(2)
    )  # fmt: skip
    for visit in rows:
        if visit.day is not None:
            topic = add_topic(
                session, programme,
                TopicPlan(
                    title=f"Walkabout: {visit.agency.name}", method="walkabouts", lead="qa_group",
                    best_fit="staff say on site what no return says.", agency_id=visit.agency_id,
                    starts_on=max(first_day(year), visit.day - timedelta(days=30)),
                    ends_on=min(last_day(year), visit.day + timedelta(days=14)),
                    reasons=[Reason(kind="coverage", says=f"Nobody had been there for two years {NOTE}.")],
                ),
                by_id=qa,
            )  # fmt: skip
            link_record(session, topic, "visit", visit.id, seen=topic.revision)
    dropped = add_topic(
        session, programme,
        TopicPlan(
            title="Private fostering: who is known to us", theme="Private fostering", method="practice_evaluation",
            lead="scrutineer", days=1.5, best_fit="those who do the work can say where children are missed.",
            starts_on=date(year, 9, 1), ends_on=date(year, 11, 30),
            reasons=[Reason(kind="data", says=f"Two notifications in a year {NOTE}.")],
        ),
        by_id=qa,
    )  # fmt: skip
    _endorse(session, programme, people)
    drop_topic(
        session, dropped, f"The council audited it itself in the same months {NOTE}.", by_id=qa, seen=dropped.revision,
        today=date(year, 8, 20),
    )  # fmt: skip
    _endorse(session, programme, people, month=9, meeting="September")


def _neighbour(session: Session, programme: ScrutinyProgramme, qa: int) -> None:
    """The neighbours' review that was imported, where it was made in this year, delivers a topic."""
    first, last = first_day(programme.year), last_day(programme.year)
    review = session.scalars(
        select(OutsideReview)
        .where(OutsideReview.partnership_id == programme.partnership_id, OutsideReview.dated.between(first, last))
        .order_by(OutsideReview.number)
    ).first()
    if review is None:
        return
    topic = add_topic(
        session, programme,
        TopicPlan(
            title="The front door, as a neighbouring area sees it", theme="Front door", method="neighbour",
            lead="business_unit", best_fit="who works next door knows the work and none of our habits.",
            starts_on=max(first, review.dated - timedelta(days=45)),
            ends_on=min(last, review.dated + timedelta(days=9)),
            reasons=[Reason(kind="data", says=f"Half of all contacts lead to no further action {NOTE}.")],
        ),
        by_id=qa,
    )  # fmt: skip
    link_record(session, topic, "outside_review", review.id, seen=topic.revision)


def _priorities(session: Session, partnership_id: int, year: int, qa: int) -> None:
    keep_set(
        session, partnership_id,
        SetPlan(title=f"Priorities {year - 4} to {year - 1}", starts_on=first_day(year - 4), ends_on=last_day(year - 2),
                priorities=("Early help", "Domestic abuse"), source=f"Executive {NOTE}"),
        by_id=qa,
    )  # fmt: skip


def _plans(year: int, neglect: str, hub_theme: str) -> list[TopicPlan]:
    first = first_day(year)
    return [
        TopicPlan(
            title="Neglect: how agencies work together on a second referral", theme="Neglect",
            method="multi_agency_audit", lead="scrutineer", days=2.5, priority_id=neglect,
            best_fit="only a case seen by every agency at once shows what passed between them.",
            starts_on=first + timedelta(days=30), ends_on=first + timedelta(days=120),
            reasons=[Reason(kind="priority", says="Priority: Neglect", record_id=neglect),
                     Reason(kind="data", says=f"Re-referrals rose from 18% to 24% in the last year {NOTE}.")],
        ),
        TopicPlan(
            title="Section 11: how each agency keeps its duties", method="walkabouts", lead="qa_group",
            best_fit="what staff say on site shows what a return on paper does not.",
            starts_on=first + timedelta(days=60), ends_on=last_day(year),
            reasons=[Reason(kind="coverage", says=f"Two agencies were not visited in two years {NOTE}.")],
        ),
        TopicPlan(
            title="Gangs and knife crime: what practitioners need", theme=hub_theme,
            method="learning_hub", lead="business_unit",
            best_fit="the people who know are the practitioners, and they learn from each other there.",
            starts_on=first + timedelta(days=10), ends_on=last_day(year),
            reasons=[Reason(kind="review", says=f"A practice review asked for it {NOTE}.")],
        ),
        TopicPlan(
            title="Step-down from child protection", theme="Step-down from child protection plans", method="neighbour",
            lead="scrutineer", days=3,
            best_fit="a neighbouring area sees what has become ordinary here.",
            starts_on=first + timedelta(days=280), ends_on=first + timedelta(days=340),
            reasons=[Reason(kind="coverage", says=f"Two years of audits and visits hold nothing of it {NOTE}.")],
        ),
    ]  # fmt: skip


def _later(year: int) -> TopicPlan:
    return TopicPlan(
        title="Children who go missing most often", theme="Missing children", method="deep_dive", lead="scrutineer",
        days=2, best_fit="few children, looked at closely over several meetings.",
        starts_on=first_day(year) + timedelta(days=200), ends_on=last_day(year),
        reasons=[Reason(kind="data", says=f"Ten children account for half of all missing episodes {NOTE}.")],
    )  # fmt: skip


def _link(session: Session, partnership_id: int, topics: list[ProgrammeTopic]) -> None:
    """Link the audit, cycle and hub cycle that the demo has, where they fit."""
    for topic, record_type, model in (
        (topics[0], "case_audit", CaseAudit), (topics[1], "section11_cycle", Section11Cycle),
        (topics[2], "hub_cycle", HubCycle),
    ):  # fmt: skip
        rows = session.scalars(select(model.id).where(model.partnership_id == partnership_id).order_by(model.id.desc()))
        for record_id in rows:
            found = find_record(session, partnership_id, record_type, str(record_id))
            if found is not None and found.state != "called off" and found.fits & {
                "multi_agency", "section11_cycle", "hub_cycle",
            }:  # fmt: skip
                link_record(session, topic, record_type, str(record_id), seen=topic.revision)
                break


def _review(session: Session, partnership_id: int, year: int, qa: int) -> None:
    found = commission(
        session, partnership_id,
        CommissionPlan(
            year=year, reviewer=f"Institute for Child Welfare Studies {NOTE}",
            independent_because="it has no contract with any agency of the area.",
            starts_on=first_day(year) + timedelta(days=150), report_by=last_day(year),
            objectives=("Did practice on neglect change after last year’s audit?",
                        "Do families notice that agencies talk to each other?"),
        ),
        by_id=qa,
    )  # fmt: skip
    note_progress(session, found, f"Interviews with twelve practitioners are planned {NOTE}.", by_id=qa)


def _annual(session: Session, partnership_id: int, year: int, qa: int) -> None:
    report = begin_report(session, partnership_id, year)
    source = f"Accounts of the partnership {NOTE}"
    for kind, partner, pence in (
        ("contribution", "Council", 14_500_000), ("contribution", "Integrated care board", 6_200_000),
        ("contribution", "Police", 4_800_000), ("spending", "Independent scrutiny", 1_750_000),
    ):  # fmt: skip
        add_cost(session, report, kind=kind, partner=partner, pence=pence, source=source, by_id=qa)
    add_statement(
        session, report, "education", f"Heads of schools sit on the Executive and on both subgroups {NOTE}.",
        f"Terms of reference {NOTE}", by_id=qa,
    )  # fmt: skip
