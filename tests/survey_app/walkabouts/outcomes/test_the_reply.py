"""The agency's reply on the facts: who is asked, who replies, what is answered, and what happens without a reply."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.database import now
from survey_app.mail import OutboxMessage
from survey_app.walkabouts.outcomes import accuracy, finals
from survey_app.walkabouts.outcomes.judgements import Wording, current_judgements
from survey_app.walkabouts.outcomes.refusals import NotYours, StepRefused
from tests.survey_app.walkabouts.outcomes.visited import Visited, make_visited, to_stage


def _sent(session: Session, found: Visited) -> date:
    state = accuracy.reply_state(session, found.assessment)
    assert state is not None
    return state.due_on


def test_only_the_lead_of_the_agency_replies_and_only_once(session: Session) -> None:
    found = to_stage(session, make_visited(session), "replying")
    other = make_visited(session)
    for user in (found.leader, found.qa, other.lead):
        with pytest.raises(NotYours):
            accuracy.reply(session, found.assessment, answer="accurate", by=user.id, at=now())
    accuracy.reply(session, found.assessment, answer="accurate", by=found.lead.id, at=now())
    with pytest.raises(StepRefused, match="has your reply already"):
        accuracy.reply(session, found.assessment, answer="accurate", by=found.lead.id, at=now())


def test_the_request_goes_by_mail_to_the_lead_of_this_agency_alone_and_says_no_grade(session: Session) -> None:
    other = make_visited(session)
    found = to_stage(session, make_visited(session), "replying")
    mails = session.scalars(select(OutboxMessage).where(OutboxMessage.about == found.assessment.id)).all()
    assert [mail.to_address for mail in mails] == [found.lead.email]
    assert other.lead.email not in {mail.to_address for mail in mails}
    assert f"/walkabouts/outcomes/{found.assessment.id}/reply" in mails[0].body
    for word in ("met", "partly", "Gap in", "Strong in"):
        assert word not in mails[0].body


def test_where_nobody_can_reply_it_is_not_sent(session: Session) -> None:
    found = to_stage(session, make_visited(session), "signed")
    found.lead.active = False
    session.flush()
    with pytest.raises(StepRefused, match="Nobody can reply"):
        accuracy.send_for_accuracy(session, found.assessment, by=found.qa.id, at=now())


def test_corrections_are_each_answered_before_it_is_final(session: Session) -> None:
    found = to_stage(session, make_visited(session), "replying")
    with pytest.raises(StepRefused, match="list of corrections is empty"):
        accuracy.reply(session, found.assessment, answer="corrections", by=found.lead.id, at=now())
    for standard in ("st5", "general"):
        accuracy.add_correction(
            session, found.assessment, standard=standard, wrong="Nobody", right="Three do", shown_by="Log",
            by=found.lead.id,
        )  # fmt: skip
    with pytest.raises(StepRefused, match="There are corrections on your list"):
        accuracy.reply(session, found.assessment, answer="accurate", by=found.lead.id, at=now())
    accuracy.reply(session, found.assessment, answer="corrections", by=found.lead.id, at=now())
    with pytest.raises(StepRefused, match="2 corrections are still to be answered"):
        finals.finalise(session, found.assessment, by=found.qa.id, today=now().date())
    state = accuracy.reply_state(session, found.assessment)
    assert state is not None
    about_st5 = next(one for one in state.corrections if one.standard == "st5")
    general = next(one for one in state.corrections if one.standard == "general")
    answer = {"by": found.leader.id, "at": now()}
    wording = Wording.of(current_judgements(session, found.assessment)["st5"])
    with pytest.raises(StepRefused, match="Nothing has changed"):
        accuracy.answer_correction(
            session, found.assessment, about_st5.id, accepted=True, reason="True.", wording=wording, **answer
        )
    better = Wording(grade="mostly", rationale="Three name it.")
    accuracy.answer_correction(
        session, found.assessment, about_st5.id, accepted=True, reason="The log shows it.", wording=better, **answer
    )
    with pytest.raises(StepRefused, match="answered already"):
        accuracy.answer_correction(
            session, found.assessment, about_st5.id, accepted=False, reason="No.", **answer
        )  # fmt: skip
    accuracy.answer_correction(
        session, found.assessment, general.id, accepted=False, reason="Not what we heard.", **answer
    )
    revision = current_judgements(session, found.assessment)["st5"]
    assert revision.reason == "Corrected after the agency’s reply on factual accuracy: The log shows it."
    finals.finalise(session, found.assessment, by=found.qa.id, today=now().date())
    content = finals.final_revisions(session, found.assessment)[0].content
    assert [one["answer"] for one in content["reply"]["corrections"]] in (
        ["accepted", "not_accepted"], ["not_accepted", "accepted"],
    )  # fmt: skip
    assert content["standards"][2]["grade"] == "mostly"


def test_without_a_reply_it_goes_on_only_after_the_date(session: Session) -> None:
    found = to_stage(session, make_visited(session), "replying")
    due = _sent(session, found)
    with pytest.raises(StepRefused, match="may still reply"):
        finals.finalise(session, found.assessment, by=found.qa.id, today=due)
    with pytest.raises(StepRefused, match="may still reply"):
        accuracy.close_without_reply(session, found.assessment, by=found.qa.id, today=due)
    finals.finalise(session, found.assessment, by=found.qa.id, today=due + timedelta(days=1))
    assert finals.final_revisions(session, found.assessment)[0].content["reply"]["answer"] == "none"


def test_the_worker_reminds_once_and_then_notes_that_no_reply_came(session: Session) -> None:
    found = to_stage(session, make_visited(session), "replying")
    due = _sent(session, found)
    assert accuracy.chase_replies(session, today=now().date()) == 0
    assert accuracy.chase_replies(session, today=due) == 1
    assert accuracy.chase_replies(session, today=due) == 0
    assert accuracy.chase_replies(session, today=due + timedelta(days=1)) == 1
    assert accuracy.chase_replies(session, today=due + timedelta(days=2)) == 0
    state = accuracy.reply_state(session, found.assessment)
    assert state is not None
    assert state.answer == "none"
    with pytest.raises(StepRefused, match="gone on without a reply"):
        accuracy.reply(session, found.assessment, answer="accurate", by=found.lead.id, at=now())
    about = session.scalars(select(OutboxMessage).where(OutboxMessage.about == found.assessment.id)).all()
    assert sorted(mail.to_address for mail in about) == sorted([found.lead.email, found.lead.email, found.leader.email])
