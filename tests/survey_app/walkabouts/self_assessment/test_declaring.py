from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from survey_app.collect.drafts import current_document
from survey_app.collect.models import Draft, Submission
from survey_app.database import now
from survey_app.mail import OutboxMessage, compose
from survey_app.retention import add_months
from survey_app.rounds.tokens import hash_token
from survey_app.walkabouts.cycles.stages import withdraw
from survey_app.walkabouts.models import CycleStandard
from survey_app.walkabouts.self_assessment import declaring
from survey_app.walkabouts.self_assessment.deadlines import ReturnLocked, today_here
from survey_app.walkabouts.self_assessment.declaring import DeclarationRefused, confirm, declare, objections, take_back
from survey_app.walkabouts.self_assessment.evidence import withdraw_evidence
from survey_app.walkabouts.self_assessment.given import WHY_NOT
from survey_app.walkabouts.self_assessment.grades import self_grades
from survey_app.walkabouts.self_assessment.mailing import queue_sponsor_link
from survey_app.walkabouts.self_assessment.models import SelfAssessment
from tests.survey_app.walkabouts.self_assessment.returns_for_tests import (
    NO_KEYS,
    AgencyCase,
    add,
    begin,
    draft_of,
    fill,
    make_case,
    said,
    whole_return,
)  # fmt: skip


@pytest.fixture
def case(session: Session) -> AgencyCase:
    return make_case(session)


@pytest.fixture
def kept(session: Session, case: AgencyCase) -> SelfAssessment:
    """A return with nothing missing: every standard partly met, without evidence."""
    kept = begin(session, case)
    fill(session, kept, whole_return())
    return kept


def texts(session: Session, case: AgencyCase, kept: SelfAssessment) -> list[str]:
    return [one.text for one in objections(session, case.assessment, kept)]


def sent_link(session: Session, case: AgencyCase, kept: SelfAssessment) -> str:
    """The token that the sponsor is sent, taken from the message as it goes out."""
    queue_sponsor_link(session, case.assessment, kept)
    message = session.query(OutboxMessage).filter_by(kind="sponsor").order_by(OutboxMessage.queued_at.desc()).first()
    assert message is not None
    body = compose(session, message)
    assert body is not None
    return body.split("/sponsor/")[1].split()[0]


def test_a_whole_return_with_a_minute_is_sent_and_locked(
    session: Session, case: AgencyCase, kept: SelfAssessment
) -> None:
    receipt = declare(session, NO_KEYS, case.assessment, said(), by=case.lead.id)
    assert receipt is not None
    submission = session.get_one(Submission, kept.draft_id)
    document = current_document(session, submission)
    assert (submission.reference, submission.author_id) == (receipt.reference, None)
    assert document["agency"] == case.agency.name
    assert document["author"] == "Head of safeguarding"
    assert (document["board_sponsor"], document["presented_on"]) == ("Chief nurse", today_here().isoformat())
    assert "Sophie" not in str(document)
    assert session.get(Draft, kept.draft_id) is None
    with pytest.raises(ReturnLocked, match="locked"):
        add(session, case)
    with pytest.raises(ReturnLocked):
        declare(session, NO_KEYS, case.assessment, said(), by=case.lead.id)


@pytest.mark.parametrize(
    ("grade", "kind", "age_in_days", "possible"),
    [
        ("mostly", "policy", 1, False),
        ("mostly", "audit", 800, True),
        ("fully", "audit", 800, False),
        ("fully", "audit", 30, True),
        ("fully", "policy", 30, False),
        ("partly", "policy", 3000, True),
    ],
)
def test_a_grade_that_the_evidence_does_not_allow_stops_the_declaration(
    session: Session, case: AgencyCase, kept: SelfAssessment, grade: str, kind: str, age_in_days: int, possible: bool
) -> None:
    add(session, case, "st4", kind, dated_on=today_here() - timedelta(days=age_in_days))
    fill(session, kept, whole_return({"st4": grade}))
    found = [one for one in objections(session, case.assessment, kept) if one.kind == "evidence"]
    assert not found if possible else [one.standard for one in found] == ["st4"]
    if not possible:
        with pytest.raises(DeclarationRefused, match="St4"):
            declare(session, NO_KEYS, case.assessment, said(), by=case.lead.id)
        assert session.get(Submission, kept.draft_id) is None
    else:
        assert declare(session, NO_KEYS, case.assessment, said(), by=case.lead.id) is not None


def test_evidence_of_twelve_months_to_the_day_still_counts_and_a_day_older_does_not(
    session: Session, case: AgencyCase, kept: SelfAssessment
) -> None:
    year_ago = add_months(today_here(), -12)
    fill(session, kept, whole_return({"st1": "fully", "st2": "fully"}))
    add(session, case, "st1", dated_on=year_ago)
    add(session, case, "st2", dated_on=year_ago - timedelta(days=1))
    found = objections(session, case.assessment, kept)
    assert {one.standard for one in found} == {"st2"}


def test_a_forged_answer_about_evidence_does_not_help(session: Session, case: AgencyCase, kept: SelfAssessment) -> None:
    forged = {"st1_practice_evidence": "yes", "st1_evidence_date": today_here().isoformat(), "agency": "Somebody else"}
    fill(session, kept, whole_return({"st1": "fully"}) | forged)
    assert any("St1" in text and "not possible" in text for text in texts(session, case, kept))
    fill(session, kept, {**whole_return(), **forged})
    declare(session, NO_KEYS, case.assessment, said(), by=case.lead.id)
    document = current_document(session, session.get_one(Submission, kept.draft_id))
    assert document["agency"] == case.agency.name
    assert (document["st1_practice_evidence"], document["st1_evidence_date"]) == (None, None)


def test_withdrawn_evidence_no_longer_allows_the_grade(
    session: Session, case: AgencyCase, kept: SelfAssessment
) -> None:
    item = add(session, case, "st1")
    fill(session, kept, whole_return({"st1": "mostly"}))
    assert not texts(session, case, kept)
    withdraw_evidence(session, case.assessment, item, why="It names a child", by=case.lead.id)
    assert texts(session, case, kept)


def test_a_standard_that_does_not_apply_is_recorded_so_with_the_reason(session: Session) -> None:
    case = make_case(session, standards={"st1": (), "st2": ("police",)}, agency_type="health")
    kept = begin(session, case)
    answers = {**whole_return(), "st2": "fully", "st2_rationale": "Forged"}
    fill(session, kept, answers)
    assert declare(session, NO_KEYS, case.assessment, said(), by=case.lead.id) is not None
    document = current_document(session, session.get_one(Submission, kept.draft_id))
    assert (document["st2"], document["st2_na_reason"]) == ("not_applicable", WHY_NOT)
    assert "st2_rationale" not in document
    assert self_grades(session, case.assessment)["st2"].rationale == WHY_NOT


def test_an_unfinished_return_is_not_declared(session: Session, case: AgencyCase) -> None:
    kept = begin(session, case)
    assert texts(session, case, kept)
    with pytest.raises(DeclarationRefused):
        declare(session, NO_KEYS, case.assessment, said(), by=case.lead.id)


def test_the_sponsor_confirms_once_and_the_return_is_sent_then(
    session: Session, case: AgencyCase, kept: SelfAssessment
) -> None:
    assert declare(session, NO_KEYS, case.assessment, said(sponsor_email="s@agency.example"), by=case.lead.id) is None
    token = sent_link(session, case, kept)
    assert session.get(Submission, kept.draft_id) is None
    assert token not in str(kept.sponsor_token_hash)
    with pytest.raises(DeclarationRefused):
        confirm(session, NO_KEYS, case.assessment, hash_token("another token"))
    receipt = confirm(session, NO_KEYS, case.assessment, hash_token(token))
    assert session.get_one(Submission, kept.draft_id).reference == receipt.reference
    with pytest.raises(DeclarationRefused):
        confirm(session, NO_KEYS, case.assessment, hash_token(token))
    assert session.get_one(Submission, kept.draft_id).current_revision == 1


def test_nothing_can_be_changed_while_the_sponsor_is_waited_for(
    session: Session, case: AgencyCase, kept: SelfAssessment
) -> None:
    declare(session, NO_KEYS, case.assessment, said(sponsor_email="s@agency.example"), by=case.lead.id)
    with pytest.raises(ReturnLocked, match="take the declaration back"):
        add(session, case)


def test_the_sponsor_does_not_confirm_what_was_changed_behind_their_back(
    session: Session, case: AgencyCase, kept: SelfAssessment
) -> None:
    declare(session, NO_KEYS, case.assessment, said(sponsor_email="s@agency.example"), by=case.lead.id)
    token = sent_link(session, case, kept)
    fill(session, kept, {"st1": "not_met"})
    with pytest.raises(DeclarationRefused, match="no longer what was declared"):
        confirm(session, NO_KEYS, case.assessment, hash_token(token))


def test_a_declaration_taken_back_ends_the_link(session: Session, case: AgencyCase, kept: SelfAssessment) -> None:
    declare(session, NO_KEYS, case.assessment, said(sponsor_email="s@agency.example"), by=case.lead.id)
    token = sent_link(session, case, kept)
    take_back(session, case.assessment, by=case.lead.id)
    with pytest.raises(DeclarationRefused):
        confirm(session, NO_KEYS, case.assessment, hash_token(token))
    assert add(session, case).is_kept


def test_a_newer_link_ends_the_one_before(session: Session, case: AgencyCase, kept: SelfAssessment) -> None:
    declare(session, NO_KEYS, case.assessment, said(sponsor_email="s@agency.example"), by=case.lead.id)
    first, second = sent_link(session, case, kept), sent_link(session, case, kept)
    with pytest.raises(DeclarationRefused):
        confirm(session, NO_KEYS, case.assessment, hash_token(first))
    assert confirm(session, NO_KEYS, case.assessment, hash_token(second))


def test_a_link_ends_by_its_day(session: Session, case: AgencyCase, kept: SelfAssessment) -> None:
    declare(session, NO_KEYS, case.assessment, said(sponsor_email="s@agency.example"), by=case.lead.id)
    token = sent_link(session, case, kept)
    kept.sponsor_token_until = now() - timedelta(minutes=5)
    session.flush()
    with pytest.raises(DeclarationRefused, match="14 days"):
        confirm(session, NO_KEYS, case.assessment, hash_token(token))


def test_a_link_after_the_deadline_confirms_nothing(session: Session, case: AgencyCase, kept: SelfAssessment) -> None:
    declare(session, NO_KEYS, case.assessment, said(sponsor_email="s@agency.example"), by=case.lead.id)
    token = sent_link(session, case, kept)
    kept.due_on = today_here() - timedelta(days=1)
    session.flush()
    with pytest.raises(DeclarationRefused, match="deadline"):
        confirm(session, NO_KEYS, case.assessment, hash_token(token))


def test_the_age_of_evidence_is_counted_on_the_day_of_the_declaration(
    session: Session, case: AgencyCase, kept: SelfAssessment, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(session, case, "st1", dated_on=add_months(today_here(), -12))
    fill(session, kept, whole_return({"st1": "fully"}))
    declare(session, NO_KEYS, case.assessment, said(sponsor_email="s@agency.example"), by=case.lead.id)
    token = sent_link(session, case, kept)
    later = today_here() + timedelta(days=5)
    monkeypatch.setattr(declaring, "today_here", lambda: later)
    assert confirm(session, NO_KEYS, case.assessment, hash_token(token))


@pytest.mark.parametrize(
    "wrong",
    [
        {"author_role": " "}, {"sponsor_name": ""}, {"sponsor_role": ""},
        {"presented_on": today_here() + timedelta(days=1)}, {"minute_reference": ""},
        {"minute_reference": "7.2", "sponsor_email": "s@agency.example"},
    ],
)  # fmt: skip
def test_a_declaration_says_all_that_it_must(
    session: Session, case: AgencyCase, kept: SelfAssessment, wrong: dict[str, object]
) -> None:
    with pytest.raises(DeclarationRefused):
        declare(session, NO_KEYS, case.assessment, said(**wrong), by=case.lead.id)


def test_the_link_stands_in_no_table(session: Session, case: AgencyCase, kept: SelfAssessment) -> None:
    declare(session, NO_KEYS, case.assessment, said(sponsor_email="s@agency.example"), by=case.lead.id)
    token = sent_link(session, case, kept)
    session.flush()
    stored = [str(vars(row)) for model in (OutboxMessage, SelfAssessment) for row in session.query(model)]
    assert not any(token in text for text in stored)


def test_a_message_that_nothing_waits_for_is_called_off(
    session: Session, case: AgencyCase, kept: SelfAssessment
) -> None:
    declare(session, NO_KEYS, case.assessment, said(sponsor_email="s@agency.example"), by=case.lead.id)
    queue_sponsor_link(session, case.assessment, kept)
    message = session.query(OutboxMessage).filter_by(kind="sponsor").one()
    take_back(session, case.assessment, by=case.lead.id)
    assert compose(session, message) is None


def test_a_withdrawn_assessment_takes_no_return(session: Session, case: AgencyCase, kept: SelfAssessment) -> None:
    withdraw(session, case.assessment, reason="Merged", by=None)
    with pytest.raises(ReturnLocked):
        declare(session, NO_KEYS, case.assessment, said(), by=case.lead.id)


def test_self_grades_are_those_that_were_sent(session: Session, case: AgencyCase, kept: SelfAssessment) -> None:
    assert self_grades(session, case.assessment) == {}
    add(session, case, "st1")
    fill(session, kept, whole_return({"st1": "mostly"}))
    assert self_grades(session, case.assessment) == {}, "a draft is nobody's grade yet"
    declare(session, NO_KEYS, case.assessment, said(), by=case.lead.id)
    grades = self_grades(session, case.assessment)
    assert (grades["st1"].grade, grades["st1"].label, grades["st2"].grade) == ("mostly", "Mostly met", "partly")
    assert len(grades) == session.query(CycleStandard).filter_by(cycle_id=case.assessment.cycle_id).count()


def test_a_return_begun_twice_is_one_return(session: Session, case: AgencyCase, kept: SelfAssessment) -> None:
    again = begin(session, case)
    assert again.draft_id == kept.draft_id
    assert draft_of(session, again).document["st1"] == "partly"


@pytest.mark.parametrize("stage", ["compared", "signed", "replying", "final", "withdrawn"])
def test_a_sponsor_confirms_nothing_once_the_grades_were_compared(
    session: Session, case: AgencyCase, kept: SelfAssessment, stage: str
) -> None:
    declare(session, NO_KEYS, case.assessment, said(sponsor_email="s@agency.example"), by=case.lead.id)
    token = sent_link(session, case, kept)
    case.assessment.stage = stage
    session.flush()
    with pytest.raises(DeclarationRefused, match="nothing is confirmed any more"):
        confirm(session, NO_KEYS, case.assessment, hash_token(token))
    assert session.get(Submission, kept.draft_id) is None


def test_nobody_confirms_what_they_have_declared_themselves(
    session: Session, case: AgencyCase, kept: SelfAssessment
) -> None:
    own = case.lead.email.upper()
    with pytest.raises(DeclarationRefused, match="not your own"):
        declare(session, NO_KEYS, case.assessment, said(sponsor_email=f" {own} "), by=case.lead.id)
    assert kept.declared_at is None
