"""Two people act on one assessment at once: one of them is told, and nobody's words are passed over unread."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from survey_app.database import db, now
from survey_app.errors import UserError
from survey_app.walkabouts.models import Section11Assessment
from survey_app.walkabouts.models.outcomes import AssessmentStep, Correction, GoodPractice, Section11Action
from survey_app.walkabouts.outcomes import accuracy, actions, finals, good_practice, grading, reconciling, signing
from survey_app.walkabouts.outcomes.judgements import Wording, current_judgements, revisions_of
from survey_app.walkabouts.outcomes.refusals import StepRefused
from tests.survey_app.factories import make_user, sign_in
from tests.survey_app.walkabouts.outcomes.visited import PLAN, Visited, agree_all, make_visited, to_stage


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """Who acts, by their numbers: each transaction has a session of its own."""

    leader: int
    qa: int
    lead: int


Act = Callable[[Session, Section11Assessment, People], object]


def at_once(app: Flask, session: Session, found: Visited, *acts: Act) -> list[str]:
    """Do all of it at one moment, each in a transaction that has begun by reading; what came of each."""
    people = People(leader=found.leader.id, qa=found.qa.id, lead=found.lead.id)
    assessment_id, ready = found.assessment.id, Barrier(len(acts))
    session.commit()

    def one(act: Act) -> str:
        with app.app_context():
            own = db.session.get_one(Section11Assessment, assessment_id)
            read = accuracy.reply_state(db.session(), own), current_judgements(db.session(), own)
            if db.engine.dialect.name == "sqlite":
                db.session.rollback()  # there a transaction that means to write waits before it reads
            ready.wait(60)
            try:
                act(db.session(), own, people)
            except UserError:
                db.session.rollback()
                return "refused"
            db.session.commit()
            return "done" if read else ""

    with ThreadPoolExecutor(len(acts)) as threads:
        outcomes = list(threads.map(one, acts))
    session.rollback()
    session.expire_all()
    return sorted(outcomes)


def steps(session: Session, found: Visited, kind: str) -> int:
    rows = session.scalars(select(AssessmentStep).where(AssessmentStep.assessment_id == found.assessment.id))
    return sum(step.kind == kind for step in rows)


def replied(session: Session, found: Visited) -> Correction:
    """The agency has replied with one correction."""
    given = {"standard": "st5", "wrong": "Nobody.", "right": "Three.", "shown_by": ""}
    correction = accuracy.add_correction(session, found.assessment, by=found.lead.id, **given)
    accuracy.reply(session, found.assessment, answer="corrections", by=found.lead.id, at=now())
    return correction


@pytest.mark.parametrize(
    ("stage", "kind", "act"),
    [
        ("reconciled", "graded", lambda s, a, p: grading.record_grades(s, a, by=p.leader)),
        ("graded", "revealed", lambda s, a, p: grading.show_own_grades(s, a, by=p.leader)),
        ("signed", "sent", lambda s, a, p: accuracy.send_for_accuracy(s, a, by=p.qa, at=now())),
        ("replying", "replied",
         lambda s, a, p: accuracy.reply(s, a, answer="accurate", by=p.lead, at=now())),
        ("replied", "final",
         lambda s, a, p: finals.finalise(s, a, by=p.qa, today=now().date())),
    ],
)  # fmt: skip
def test_of_two_who_take_the_same_step_one_does(app: Flask, session: Session, stage: str, kind: str, act: Act) -> None:
    found = to_stage(session, make_visited(session), stage)
    if stage == "reconciled":
        for name in actions.without_action(session, found.assessment):
            actions.add_action(session, found.assessment, name, PLAN, by=found.leader.id, today=now().date())
    assert at_once(app, session, found, act, act) == ["done", "refused"]
    assert steps(session, found, kind) == 1


def test_of_two_who_reconcile_one_does(app: Flask, session: Session) -> None:
    found = make_visited(session)
    agree_all(session, found)
    act: Act = lambda s, a, p: reconciling.reconcile(s, a, by=p.leader)  # noqa: E731
    assert at_once(app, session, found, act, act) == ["done", "refused"]


def test_a_leader_signs_once(app: Flask, session: Session) -> None:
    found = to_stage(session, make_visited(session), "compared")
    for line in grading.gaps_without_reason(session, found.assessment):
        grading.give_gap_reason(session, found.assessment, line.standard, "Heard.", by=found.leader.id)
    act: Act = lambda s, a, p: signing.sign(s, a, by=p.leader)  # noqa: E731
    assert at_once(app, session, found, act, act) == ["done", "refused"]
    assert len(signing.signatures(session, found.assessment)) == 1


def test_a_reply_as_the_clock_ends_counts_or_is_refused_and_never_both(app: Flask, session: Session) -> None:
    found = to_stage(session, make_visited(session), "replying")
    state = accuracy.reply_state(session, found.assessment)
    assert state is not None
    after = state.due_on.replace(year=state.due_on.year + 1)
    outcomes = at_once(
        app, session, found,
        lambda s, a, p: accuracy.reply(s, a, answer="accurate", by=p.lead, at=now()),
        lambda s, a, p: accuracy.close_without_reply(s, a, by=None, today=after),
    )  # fmt: skip
    assert outcomes == ["done", "refused"]
    assert steps(session, found, "replied") + steps(session, found, "no_reply") == 1


def test_of_two_answers_to_one_correction_the_first_stands(app: Flask, session: Session) -> None:
    found = to_stage(session, make_visited(session), "replying")
    correction_id = replied(session, found).id

    def answering(reason: str) -> Act:
        return lambda s, a, p: accuracy.answer_correction(
            s, a, correction_id, accepted=False, reason=reason, by=p.leader, at=now()
        )

    assert at_once(app, session, found, answering("One."), answering("Other.")) == ["done", "refused"]


def test_of_two_who_write_one_standard_the_second_is_told(app: Flask, session: Session) -> None:
    found = make_visited(session)

    def writing(words: str) -> Act:
        wording = Wording(grade="mostly", rationale=words)
        return lambda s, a, p: reconciling.agree(s, a, "st1", wording, by=p.leader, seen=0)

    assert at_once(app, session, found, writing("One."), writing("Other.")) == ["done", "refused"]
    assert len(revisions_of(session, found.assessment, "st1")) == 1


def test_what_was_typed_on_an_old_page_stays_beside_what_somebody_else_has_kept(app: Flask, session: Session) -> None:
    found = make_visited(session)
    address = f"/p/{found.partnership.slug}/walkabouts/outcomes/{found.assessment.id}/reconcile/st1"
    first, second = sign_in(app.test_client(), found.leader), sign_in(app.test_client(), found.auditor)
    typed: dict[str, Any] = {"grade": "mostly", "seen": "0"}
    assert first.post(address, data={**typed, "rationale": "What the leader wrote."}).status_code == 302
    refused = second.post(address, data={**typed, "rationale": "What the auditor wrote."})
    text = refused.get_data(as_text=True)
    assert refused.status_code == 422
    assert "kept other words for this standard meanwhile" in text
    for words in ("What the leader wrote.", "What the auditor wrote.", 'value="1"'):
        assert words in text
    assert second.post(address, data={**typed, "rationale": "Both.", "seen": "1"}).status_code == 302
    numbers = [one.rationale for one in revisions_of(session, found.assessment, "st1")]
    assert numbers == ["What the leader wrote.", "Both."]


def test_an_action_that_was_taken_out_meanwhile_is_not_written(app: Flask, session: Session) -> None:
    found = to_stage(session, make_visited(session), "reconciled")
    action = actions.add_action(session, found.assessment, "st5", PLAN, by=found.leader.id, today=now().date())
    action_id = action.id

    def removing(s: Session, a: Section11Assessment, _: People) -> None:
        there = s.get(Section11Action, action_id)
        if there is None:
            raise StepRefused("It is gone.")
        actions.remove_action(s, a, there)

    assert at_once(app, session, found, removing, removing) == ["done", "refused"]


def test_nor_is_one_that_is_gone_by_the_time_of_the_lock(session: Session) -> None:
    found = to_stage(session, make_visited(session), "reconciled")
    action = actions.add_action(session, found.assessment, "st5", PLAN, by=found.leader.id, today=now().date())
    gone = delete(Section11Action).where(Section11Action.id == action.id)
    session.execute(gone.execution_options(synchronize_session=False))
    with pytest.raises(StepRefused, match="taken this action out"):
        actions.change_action(session, found.assessment, action, PLAN)


def test_the_agency_agrees_to_the_words_that_it_has_read(app: Flask, session: Session) -> None:
    found = to_stage(session, make_visited(session), "final")
    given: dict[str, Any] = {"title": "Met", "standard": "st1", "tags": "", "by": found.qa.id}
    practice = good_practice.write_practice(session, found.assessment, None, text="Read.", **given)
    good_practice.ask_agency(session, found.assessment, practice)
    base = f"/p/{found.partnership.slug}/walkabouts/outcomes/{found.assessment.id}/reply"
    lead = sign_in(app.test_client(), found.lead)
    read = good_practice.mark_of(practice)
    assert f'value="{read}"' in lead.get(base).get_data(as_text=True)
    good_practice.write_practice(session, found.assessment, practice, text="Not read.", **given)
    good_practice.ask_agency(session, found.assessment, practice)
    answer = {"practice": practice.id, "agrees": "yes", "seen": read}
    refused = lead.post(f"{base}/good-practice", data=answer)
    assert refused.status_code == 422
    assert "Read it as it is now" in refused.get_data(as_text=True)
    session.expire_all()
    assert session.scalars(select(GoodPractice)).one().state == "asked"
    answer["seen"] = good_practice.mark_of(practice)
    assert lead.post(f"{base}/good-practice", data=answer).status_code == 302


def test_two_of_the_agency_s_leads_reply_once(app: Flask, session: Session) -> None:
    found = to_stage(session, make_visited(session), "replying")
    agency = found.assessment.members[0].agency
    other = make_user(session, found.partnership, roles=("agency_lead",), agency=agency)
    outcomes = at_once(
        app, session, found,
        *(lambda s, a, p, by=lead.id: accuracy.reply(s, a, answer="accurate", by=by, at=now())
          for lead in (found.lead, other)),
    )  # fmt: skip
    assert outcomes == ["done", "refused"]
