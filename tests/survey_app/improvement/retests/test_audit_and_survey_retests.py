"""Audits and rounds take re-tests by themselves; their results come back released, or with the reason why not."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from analysis.proportions import wilson_interval
from survey_app.case_audits.models import CaseModeration, PeerReview
from survey_app.case_audits.moderation.settling import settle
from survey_app.case_audits.planning.audits import cancel_audit
from survey_app.collect.models import SealingBatch, Submission, SubmissionRevision
from survey_app.database import new_uuid, now
from survey_app.improvement.retests.figures import TOO_FEW, before_of
from survey_app.improvement.retests.placing import place_retests
from survey_app.improvement.retests.results import GIVEN_UP_AFTER, SEALED, collect_results
from survey_app.improvement.retests.subjects import find_subject, free_rounds, subjects_of
from survey_app.rounds.models import Round
from survey_app.rounds.services import close_round, open_round
from tests.survey_app.case_audits.audit_factories import make_audit
from tests.survey_app.case_audits.learning.learning_world import make_world as make_audited
from tests.survey_app.factories import make_round, publish
from tests.survey_app.improvement.actions.action_world import TODAY, World
from tests.survey_app.improvement.retests.retest_world import LONG_AGO, recommended, set_on

SCALED = """
settings: {form_id: told-survey, form_title: Were you told, version: "1", default_language: English (en), unit: people}
choices:
  agree:
    - {name: agree, label: Agree}
    - {name: neither, label: Neither}
    - {name: disagree, label: Disagree}
scales:
  agree: {direction: best_first, favourable: [agree]}
survey:
  - type: group
    name: page
    label: Page
    children:
      - {type: select_one agree, name: told, label: I was told what was decided}
"""
AUDITED = {"way": "case_audit", "subject": "b1", "form_id": "case-audit", "not_before": date(2025, 6, 1)}


def test_an_audit_that_is_planned_takes_it_and_gives_it_back_when_called_off(session: Session, world: World) -> None:
    retest = set_on(session, world.recommendation, world.qa.id, **AUDITED)
    audit = make_audit(session, world.partnership, state="planning")
    place_retests(session, TODAY)
    assert (retest.record_type, retest.record_id) == ("case_audit", str(audit.id))
    cancel_audit(session, audit, "Not this year", by=None, today=TODAY)
    assert retest.is_waiting


def test_an_audit_of_work_from_before_the_day_says_nothing(session: Session, world: World) -> None:
    make_audit(session, world.partnership, state="planning", window_ends_on=date(2025, 5, 31))
    retest = set_on(session, world.recommendation, world.qa.id, **AUDITED)
    place_retests(session, TODAY)
    assert retest.is_waiting


def test_an_audit_by_another_form_is_passed_over(session: Session, world: World) -> None:
    make_audit(session, world.partnership, state="planning", kind="dip_sample")
    retest = set_on(session, world.recommendation, world.qa.id, **AUDITED)
    place_retests(session, TODAY)
    assert retest.is_waiting


def settled(session: Session, *, good: int, cases: int) -> tuple[object, object]:
    """An audit in moderation with a re-test in it, its panel done: so many of the cases are good on b1."""
    audited = make_audited(session, cases=cases, agencies=1, state="fieldwork")
    retest = set_on(session, recommended(session, audited.partnership), audited.writer.id, **AUDITED)
    place_retests(session, TODAY)
    audited.audit.state, audited.audit.opened_at = "moderation", now()
    for place, case in enumerate(audited.cases):
        grade = "good" if place < good else "requires_improvement"
        settle(session, case, "b1", grade=grade, reason="As the panel saw it", by=audited.writer.id)
        moderation = session.get_one(CaseModeration, case.id)
        moderation.signed_at, moderation.signed_by_id = now(), audited.writer.id
    session.flush()
    return audited.audit, retest


def test_a_finished_audit_brings_the_panels_counts_back(session: Session) -> None:
    audit, retest = settled(session, good=6, cases=12)
    assert collect_results(session, TODAY) == []  # still in moderation
    audit.state, audit.finished_at = "finished", now()  # type: ignore[attr-defined]
    collect_results(session, TODAY)
    found, expected = retest.found, wilson_interval(6, 12)  # type: ignore[attr-defined]
    assert (found["count"], found["base"], found["low"], found["high"]) == (6, 12, expected.low, expected.high)


def test_counts_of_few_cases_are_not_told(session: Session) -> None:
    audit, retest = settled(session, good=10, cases=12)
    audit.state, audit.finished_at = "finished", now()  # type: ignore[attr-defined]
    collect_results(session, TODAY)
    assert retest.found["why_not"] == TOO_FEW  # type: ignore[attr-defined]
    assert "count" not in retest.found  # type: ignore[attr-defined]


def answered(session: Session, round_: Round, agree: int, disagree: int) -> None:
    for place in range(agree + disagree):
        submission = Submission(
            id=new_uuid(), round_id=round_.id, version_id=round_.version_id, reference=f"T-{round_.id}-{place}"
        )
        document = {"told": "agree" if place < agree else "disagree"}
        submission.revisions = [
            SubmissionRevision(number=1, document=document, content_hash="0" * 64, version_id=round_.version_id)
        ]
        session.add(submission)
    session.flush()


def survey(session: Session, world: World, **values: object) -> Round:
    return make_round(session, world.partnership, publish(session, world.partnership, SCALED), **values)


SURVEYED = {"way": "survey", "subject": "told", "form_id": "told-survey", "not_before": LONG_AGO}


def test_a_round_that_opens_takes_it_and_its_release_brings_the_share_back(session: Session, world: World) -> None:
    retest = set_on(session, world.recommendation, world.qa.id, **SURVEYED)
    round_ = survey(session, world, state="draft")
    place_retests(session, TODAY)
    assert retest.is_waiting
    open_round(session, round_, today=TODAY)
    assert (retest.record_type, retest.record_id) == ("round", str(round_.id))
    answered(session, round_, agree=12, disagree=8)
    assert collect_results(session, TODAY) == []
    close_round(session, round_, today=TODAY)
    assert [one.id for one in collect_results(session, TODAY)] == [retest.id]
    assert (retest.found["count"], retest.found["base"]) == (12, 20)
    assert retest.found["low"] < 0.6 < retest.found["high"]


def test_what_the_release_hides_is_not_told(session: Session, world: World) -> None:
    retest = set_on(session, world.recommendation, world.qa.id, **SURVEYED)
    round_ = survey(session, world, opens_on=TODAY)
    place_retests(session, TODAY)
    answered(session, round_, agree=18, disagree=2)
    close_round(session, round_, today=TODAY)
    collect_results(session, TODAY)
    assert retest.found["why_not"]
    assert "count" not in retest.found


def test_the_last_figure_that_may_be_told_is_the_one_before(session: Session, world: World) -> None:
    round_ = survey(session, world, opens_on=TODAY)
    answered(session, round_, agree=10, disagree=10)
    close_round(session, round_, today=TODAY)
    figure = before_of(session, world.partnership.id, "survey", "told-survey", "told", None)
    assert (figure["count"], figure["base"]) == (10, 20)
    assert before_of(session, world.partnership.id, "survey", "other", "told", None) == {}


def test_rounds_of_audits_are_no_surveys(session: Session, world: World) -> None:
    audit = make_audit(session, world.partnership, state="fieldwork")
    assert audit.round is not None
    retest = set_on(session, world.recommendation, world.qa.id, **{**SURVEYED, "form_id": "case-audit"})
    place_retests(session, TODAY)
    assert retest.is_waiting


@pytest.mark.parametrize("mark", ["survey|told-survey|told", "case_audit|case-audit|b1"])
def test_what_can_be_looked_at_again_is_offered(session: Session, world: World, mark: str) -> None:
    survey(session, world)
    publish(session, world.partnership, "case-audit")
    assert find_subject(session, world.partnership.id, mark) is not None
    assert len({one.mark for one in subjects_of(session, world.partnership.id)}) == len(
        subjects_of(session, world.partnership.id)
    )


def test_what_the_form_of_the_audit_or_round_does_not_ask_is_not_put_there(session: Session, world: World) -> None:
    retest = set_on(session, world.recommendation, world.qa.id, **{**AUDITED, "subject": "asked_later"})
    make_audit(session, world.partnership, state="fieldwork")
    place_retests(session, TODAY)
    assert retest.is_waiting
    other = set_on(
        session, recommended(session, world.partnership), world.qa.id, **{**SURVEYED, "subject": "asked_later"}
    )
    survey(session, world, opens_on=TODAY)
    place_retests(session, TODAY)
    assert other.is_waiting


def test_interviews_of_a_peer_review_are_no_survey(session: Session, world: World) -> None:
    round_ = survey(session, world, opens_on=TODAY)
    assert round_ in free_rounds(session, world.partnership.id)
    session.add(
        PeerReview(
            partnership_id=world.partnership.id, slug="a-review", title="A review", agency_id=world.agency.id,
            starts_on=TODAY, ends_on=TODAY, round_id=round_.id,
        )
    )  # fmt: skip
    session.flush()
    assert round_ not in free_rounds(session, world.partnership.id)


def test_answers_whose_key_is_lost_are_said_not_to_be_told_after_some_days(session: Session, world: World) -> None:
    retest = set_on(session, world.recommendation, world.qa.id, **SURVEYED)
    round_ = survey(session, world, opens_on=TODAY)
    place_retests(session, TODAY)
    session.add(SealingBatch(round_id=round_.id, number=1, public_key=b"0" * 32))
    close_round(session, round_, today=TODAY)
    assert collect_results(session, TODAY + GIVEN_UP_AFTER) == []
    assert collect_results(session, TODAY + GIVEN_UP_AFTER + timedelta(days=1)) == [retest]
    assert retest.found["why_not"] == SEALED
