"""Two people act on one audit at one moment: one is told, nothing is done twice and nothing is passed over."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from survey_app.case_audits.models import AgencyReturn, CaseAudit, CaseVoice
from survey_app.case_audits.pages import today
from survey_app.case_audits.planning import reminders
from survey_app.case_audits.planning.asking import ask_agency, assign_auditor, mark_not_involved
from survey_app.case_audits.planning.audits import begin_fieldwork, cancel_audit, finish_audit, open_moderation
from survey_app.case_audits.planning.conflicts import declare
from survey_app.case_audits.planning.mailing import REMINDER
from survey_app.case_audits.planning.standing import count_asked
from survey_app.collect.keeping import why_not_sent
from survey_app.database import db, now
from survey_app.errors import UserError
from survey_app.mail import OutboxMessage
from survey_app.rounds.models import Round
from tests.services.databases import POSTGRESQL
from tests.survey_app.case_audits.audit_factories import make_returned
from tests.survey_app.case_audits.planning.planned import Planned, make_planned, sign_all
from tests.survey_app.factories import make_agency, make_user

Act = Callable[[Session, CaseAudit], object]


def at_once(app: Flask, session: Session, found: Planned, *acts: Act) -> list[str]:
    """Do all of it at one moment, each in a transaction that has begun by reading; what came of each, sorted."""
    audit_id, ready = found.audit.id, Barrier(len(acts))
    session.commit()

    def one(act: Act) -> str:
        with app.app_context():
            own = db.session.get_one(CaseAudit, audit_id)
            assert own.state
            if db.engine.dialect.name == "sqlite":
                db.session.rollback()  # there a transaction that means to write waits before it reads
            ready.wait(60)
            try:
                act(db.session(), own)
                db.session.commit()
            except UserError:
                db.session.rollback()
                return "refused"
            return "done"

    with ThreadPoolExecutor(len(acts)) as threads:
        results = sorted(threads.map(one, acts))
    session.expire_all()
    return results


def test_fieldwork_begins_once_and_makes_one_round(app: Flask, session: Session) -> None:
    found = make_planned(session)
    qa = found.qa.id

    def begin(own: Session, audit: CaseAudit) -> None:
        begin_fieldwork(own, audit, by=qa, today=today())

    assert at_once(app, session, found, begin, begin) == ["done", "refused"]
    made = session.scalar(select(func.count()).where(Round.partnership_id == found.partnership.id))
    assert made == 1


def test_moderation_opens_once(app: Flask, session: Session) -> None:
    found = make_planned(session, state="fieldwork")
    make_returned(session, found.asked[0])
    qa = found.qa.id

    def opening(own: Session, audit: CaseAudit) -> None:
        open_moderation(own, audit, by=qa)

    assert at_once(app, session, found, opening, opening) == ["done", "refused"]
    assert found.audit.opened_at is not None


def test_an_audit_is_finished_or_called_off(app: Flask, session: Session) -> None:
    found = make_planned(session, state="moderation", no_re_audit_why="Once only.")
    sign_all(session, found)
    qa = found.qa.id
    results = at_once(
        app, session, found,
        lambda own, audit: finish_audit(own, audit, by=qa, today=today()),
        lambda own, audit: cancel_audit(own, audit, "Not needed.", by=qa, today=today()),
    )  # fmt: skip
    assert results == ["done", "refused"]
    assert found.audit.state in ("finished", "cancelled")
    assert (found.audit.cancelled_why == "") == (found.audit.state == "finished")


def test_two_who_ask_one_agency_ask_it_once_and_the_population_is_right(app: Flask, session: Session) -> None:
    found = make_planned(session, state="fieldwork")
    third, qa = make_agency(session, found.partnership).id, found.qa.id
    case_id, other_id = found.cases[0].id, found.asked[3].id

    def ask(own: Session, audit: CaseAudit) -> None:
        ask_agency(own, own.get_one(type(found.cases[0]), case_id), third, by=qa)

    def drop(own: Session, audit: CaseAudit) -> None:
        mark_not_involved(own, own.get_one(AgencyReturn, other_id), "Never known to us.", by=qa)

    assert at_once(app, session, found, ask, ask, drop) == ["done", "done", "done"]
    assert count_asked(session, found.audit) == 4
    assert found.audit.round is not None
    assert found.audit.round.population_size == 4


def test_of_two_who_name_an_auditor_the_later_one_stands_with_a_draft_of_its_own(app: Flask, session: Session) -> None:
    found = make_planned(session, state="fieldwork")
    asked_id, before = found.asked[0].id, found.asked[0].draft_id
    people = [make_user(session, found.partnership, roles=("auditor",), agency=found.health).id for _ in range(2)]

    def name(user_id: int) -> Act:
        return lambda own, audit: assign_auditor(own, own.get_one(AgencyReturn, asked_id), user_id, by=None)

    assert at_once(app, session, found, *map(name, people)) == ["done", "done"]
    assert found.asked[0].auditor_id in people
    assert found.asked[0].draft_id != before


def test_two_workers_remind_once(app: Flask, session: Session) -> None:
    found = make_planned(session, state="fieldwork")
    due = found.audit.returns_due_on
    assert due is not None

    def remind(own: Session, audit: CaseAudit) -> None:
        reminders.remind(own, audit, due)

    at_once(app, session, found, remind, remind)
    sent = session.scalars(select(OutboxMessage.to_address).where(OutboxMessage.kind == REMINDER)).all()
    assert sorted(sent) == sorted([found.nurse.email, found.officer.email])


def _waits(own: Session, act: Act, audit_id: int) -> bool:
    """Whether an act has to wait for whoever holds what it changes; nothing of it stays."""
    own.execute(text("SET LOCAL lock_timeout = '50ms'"))
    try:
        act(own, own.get_one(CaseAudit, audit_id))
    except OperationalError as error:
        return "lock timeout" in str(error)
    finally:
        own.rollback()
    return False


def _name(asked_id: str, user_id: int) -> Act:
    return lambda own, audit: assign_auditor(own, own.get_one(AgencyReturn, asked_id), user_id, by=None)


def _drop(asked_id: str) -> Act:
    return lambda own, audit: mark_not_involved(own, own.get_one(AgencyReturn, asked_id), "Never known.", by=None)


def _call_off(own: Session, audit: CaseAudit) -> None:
    cancel_audit(own, audit, "Not needed.", by=None, today=today())


def _conflict(asked_id: str, user_id: int) -> Act:
    return lambda own, audit: declare(own, own.get_one(AgencyReturn, asked_id), "I know them.", by=user_id, at=now())


@pytest.mark.parametrize("database_kind", [POSTGRESQL])
def test_nothing_about_a_return_changes_while_it_is_being_sent(session: Session) -> None:
    found = make_planned(session, state="fieldwork")
    asked = found.asked[0]
    midwife = make_user(session, found.partnership, roles=("auditor",), agency=found.health)
    declare(session, asked, "", by=found.nurse.id, at=now())
    voice = CaseVoice(case_id=asked.case_id, whose="child", recorder_id=found.nurse.id)
    session.add(voice)
    session.commit()
    acts = [_name(asked.id, midwife.id), _drop(asked.id), _call_off, _conflict(asked.id, found.nurse.id)]
    audit_id, nurse = found.audit.id, found.nurse.id
    for draft_id in (asked.draft_id, voice.draft_id):
        with Session(db.engine) as sender, Session(db.engine) as own:
            assert why_not_sent(sender, draft_id, nurse) == ""
            assert [_waits(own, act, audit_id) for act in acts] == [True] * 4
            sender.rollback()
            assert [_waits(own, act, audit_id) for act in acts] == [False] * 4


@pytest.mark.parametrize("database_kind", [POSTGRESQL])
def test_what_has_just_changed_is_known_to_whoever_sends(session: Session) -> None:
    found = make_planned(session, state="fieldwork")
    asked = found.asked[0]
    declare(session, asked, "", by=found.nurse.id, at=now())
    session.commit()
    acts = [_conflict(asked.id, found.nurse.id), _drop(asked.id), _call_off]
    said = ["conflict of interest", "not involved", "called off"]
    for act, word in zip(acts, said, strict=True):
        with Session(db.engine) as sender, Session(db.engine) as own:
            read = sender.get_one(AgencyReturn, asked.id)
            assert read.case.audit.state == "fieldwork"
            act(own, own.get_one(CaseAudit, found.audit.id))
            own.commit()
            assert word in why_not_sent(sender, asked.draft_id, found.nurse.id)
