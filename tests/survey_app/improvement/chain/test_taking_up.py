"""What others recommended is taken up once, with its evidence, and never before it is released."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey_app.case_audits.learning.recommending import RecommendationText as AuditWords
from survey_app.case_audits.learning.recommending import add_recommendation as recommend_in_audit
from survey_app.case_audits.models import AuditRecommendation, CaseModeration, PeerFinding
from survey_app.case_audits.peer_reviews import findings as peer_findings
from survey_app.case_audits.peer_reviews import reviews
from survey_app.database import db, now
from survey_app.errors import UserError
from survey_app.improvement.chain.findings import add_finding
from survey_app.improvement.chain.recommending import add_recommendation
from survey_app.improvement.chain.refusals import ChainRefused
from survey_app.improvement.chain.shown import came_of_record
from survey_app.improvement.chain.taking_up import take_up, take_up_all, waiting
from survey_app.improvement.models import Finding, Recommendation
from survey_app.local_time import today
from survey_app.partnership.models import Locality, Partnership
from survey_app.walkabouts.outcomes import finals
from tests.survey_app.case_audits.learning.learning_world import LearningWorld, make_world
from tests.survey_app.case_audits.peer_reviews.test_reviews import TODAY, Setting, text_of
from tests.survey_app.factories import make_agency, make_partnership, make_user, sign_in
from tests.survey_app.improvement.chain.chain_world import finding_text, recommendation_text
from tests.survey_app.walkabouts.outcomes.visited import PLAN, make_visited, to_stage


def in_audit(session: Session, world: LearningWorld, *, cleared: bool = True) -> AuditRecommendation:
    """A recommendation of an audit in which the panel is done with every case."""
    words = AuditWords(
        text="Put a date on every step of a plan.", why="Few plans had dates.", owner_id=world.agencies[0].id
    )
    made = recommend_in_audit(session, world.audit, words, by=world.writer.id)
    if cleared:
        made.cleared_at, made.cleared_by_id = now(), world.other.id
    for case in world.cases:
        session.add(CaseModeration(case_id=case.id, signed_at=now(), signed_by_id=world.writer.id))
    session.flush()
    return made


def test_a_cleared_recommendation_of_an_audit_is_taken_up_with_its_finding_and_evidence(session: Session) -> None:
    world = make_world(session)
    origin = in_audit(session, world)
    assert [one.origin_id for one in waiting(session, world.partnership.id)] == [origin.id]
    made = take_up(session, world.partnership.id, "audit_recommendation", origin.id, world.writer.id)
    assert (made.text, made.why, made.owner) == (origin.text, origin.why, world.agencies[0])
    (finding,) = made.findings
    assert finding.text == origin.why
    (line,) = finding.evidence
    assert f"recommendation {origin.number}" in line.says
    assert waiting(session, world.partnership.id) == []
    came = came_of_record(session, world.partnership.id, ("case_audit", "audit_report"), str(world.audit.id))
    assert came.recommendations == [made]


def test_taken_up_again_it_is_the_same_one(session: Session) -> None:
    world = make_world(session)
    origin = in_audit(session, world)
    first = take_up(session, world.partnership.id, "audit_recommendation", origin.id, None)
    second = take_up(session, world.partnership.id, "audit_recommendation", origin.id, None)
    assert first is second
    assert session.scalar(select(func.count()).select_from(Recommendation)) == 1
    assert session.scalar(select(func.count()).select_from(Finding)) == 1


@pytest.mark.parametrize("what", ["uncleared", "blind", "panel not done", "telling title", "other partnership"])
def test_what_is_not_released_is_neither_listed_nor_taken_up(session: Session, what: str) -> None:
    world = make_world(session)
    origin = in_audit(session, world, cleared=what != "uncleared")
    asking = world.partnership
    if what == "blind":
        world.audit.state, world.audit.opened_at = "fieldwork", None
    elif what == "panel not done":
        moderation = session.scalars(select(CaseModeration)).first()
        assert moderation is not None
        moderation.signed_at = moderation.signed_by_id = None
    elif what == "telling title":
        world.audit.title = f"About {world.cases[0].pseudonym}"
    elif what == "other partnership":
        asking = make_partnership(session)
    session.flush()
    assert waiting(session, asking.id) == []
    with pytest.raises(ChainRefused, match="not released"):
        take_up(session, asking.id, "audit_recommendation", origin.id, None)
    assert session.scalars(select(Recommendation)).all() == []


def test_no_page_shows_what_an_audit_has_not_released(app: Flask, session: Session) -> None:
    world = make_world(session)
    in_audit(session, world, cleared=False)
    client = sign_in(app.test_client(), world.writer)
    page = client.get(f"/p/{world.partnership.slug}/improvement/take-up").get_data(as_text=True)
    assert "Put a date" not in page
    assert "Few plans had dates" not in page


def test_a_recommendation_of_a_peer_review_comes_after_the_handover(session: Session) -> None:
    setting = Setting(session)
    review = setting.begun()
    made = setting.confirmed(kind="development", recommendation="Let partners chair in turn.")
    setting.confirmed(recommendation="")
    dropped = peer_findings.write_finding(session, review, text_of(recommendation="Do less."))
    peer_findings.drop_finding(session, dropped, seen=dropped.revision)
    reviews.send_for_accuracy(session, review, today=TODAY)
    assert waiting(session, setting.partnership.id) == []
    with pytest.raises(ChainRefused):
        take_up(session, setting.partnership.id, "peer_finding", made.id, None)
    reviews.hand_over(session, review, today=TODAY + timedelta(days=30))
    assert [one.origin_id for one in waiting(session, setting.partnership.id)] == [made.id]
    taken = take_up(session, setting.partnership.id, "peer_finding", made.id, None)
    assert (taken.owner, taken.text) == (setting.agency, "Let partners chair in turn.")
    assert taken.findings[0].evidence[0].kind == "peer_finding"


def test_where_no_one_agency_is_named_a_person_names_it(session: Session) -> None:
    setting = Setting(session)
    review = setting.begun()
    made = setting.confirmed(kind="development", recommendation="Let partners chair in turn.")
    reviews.send_for_accuracy(session, review, today=TODAY)
    reviews.hand_over(session, review, today=TODAY + timedelta(days=30))
    locality = Locality(partnership_id=setting.partnership.id, name="Longford")
    session.add(locality)
    session.flush()
    review.agency_id, review.locality_id = None, locality.id
    with pytest.raises(ChainRefused, match="Choose the one agency"):
        take_up(session, setting.partnership.id, "peer_finding", made.id, None)
    elsewhere = make_agency(session, make_partnership(session))
    with pytest.raises(ChainRefused, match="works in the partnership"):
        take_up(session, setting.partnership.id, "peer_finding", made.id, None, owner_id=elsewhere.id)
    assert isinstance(session.get(PeerFinding, made.id), PeerFinding)
    taken = take_up(session, setting.partnership.id, "peer_finding", made.id, None, owner_id=setting.agency.id)
    assert taken.owner == setting.agency


def test_an_action_of_a_section_11_assessment_is_taken_up_from_its_final_copy(session: Session) -> None:
    found = make_visited(session)
    to_stage(session, found, "replied")
    assert waiting(session, found.partnership.id) == []
    finals.finalise(session, found.assessment, by=found.qa.id, today=today())
    (one,) = waiting(session, found.partnership.id)
    made = take_up(session, found.partnership.id, one.origin_type, one.origin_id, None, checked=True)
    assert made.text == PLAN.what
    assert "Partly" in made.why
    assert made.findings[0].evidence[0].kind == "grade"


def test_one_that_is_in_the_way_does_not_hold_up_the_others(session: Session) -> None:
    world = make_world(session)
    good, other = in_audit(session, world), make_agency(session, make_partnership(session))
    words = AuditWords(text="Ask again.", why="Nobody did.", owner_id=world.agencies[1].id)
    bad = recommend_in_audit(session, world.audit, words, by=world.writer.id)
    bad.cleared_at, bad.cleared_by_id, bad.owner_id = now(), world.other.id, other.id  # moved out of the area since
    session.flush()
    chosen = [("audit_recommendation", one.id) for one in (bad, good)]
    made, refused = take_up_all(session, world.partnership.id, chosen, None)
    assert [one.origin_id for one in made] == [good.id]
    assert "works in the partnership" in refused[0]
    assert session.scalar(select(func.count()).select_from(Finding)) == 1  # none is left of the one that was refused


def at_once(app: Flask, session: Session, *acts: Callable[[Session], Any]) -> list[str]:
    """Do all of it at one moment; what came of each, sorted."""
    ready = Barrier(len(acts))
    session.commit()

    def one(act: Callable[[Session], Any]) -> str:
        with app.app_context():
            ready.wait(60)
            try:
                act(db.session())
                db.session.commit()
            except UserError:
                db.session.rollback()
                return "refused"
            return "done"

    with ThreadPoolExecutor(len(acts)) as threads:
        results = sorted(threads.map(one, acts))
    session.expire_all()
    return results


def test_two_who_take_up_the_same_at_one_moment_get_one(app: Flask, session: Session) -> None:
    world = make_world(session)
    origin_id, partnership_id = in_audit(session, world).id, world.partnership.id

    def act(own: Session) -> None:
        take_up(own, partnership_id, "audit_recommendation", origin_id, None)

    assert at_once(app, session, act, act, act) == ["done"] * 3
    assert session.scalar(select(func.count()).select_from(Recommendation)) == 1


def test_numbers_are_given_once_to_many_at_one_moment(app: Flask, session: Session) -> None:
    partnership: Partnership = make_partnership(session)
    owner, partnership_id = make_agency(session, partnership).id, partnership.id
    make_user(session, partnership, roles=("qa_group",))

    def find(own: Session) -> None:
        add_finding(own, partnership_id, finding_text(), None)

    def recommend(own: Session) -> None:
        add_recommendation(own, partnership_id, recommendation_text(owner))

    assert at_once(app, session, *[find] * 4, *[recommend] * 4) == ["done"] * 8
    for model in (Finding, Recommendation):
        assert sorted(session.scalars(select(model.number)).all()) == [1, 2, 3, 4]


def test_the_pages_of_an_audit_and_of_a_peer_review_say_what_came_of_them_to_who_reads_the_chain(
    app: Flask, session: Session
) -> None:
    world = make_world(session)
    origin = in_audit(session, world)
    take_up(session, world.partnership.id, "audit_recommendation", origin.id, None)
    address = f"/p/{world.partnership.slug}/case-audits/{world.audit.slug}/report?paper=release"
    page = sign_in(app.test_client(), world.executive).get(address).get_data(as_text=True)
    assert "What came of it" in page
    assert f"/p/{world.partnership.slug}/improvement/recommendations/1" in page
    setting = Setting(session)
    review = setting.begun()
    made = setting.confirmed(kind="development", recommendation="Let partners chair in turn.")
    reviews.send_for_accuracy(session, review, today=TODAY)
    reviews.hand_over(session, review, today=TODAY + timedelta(days=30))
    take_up(session, setting.partnership.id, "peer_finding", made.id, None)
    page = sign_in(app.test_client(), setting.scrutineer).get(setting.address()).get_data(as_text=True)
    assert "What came of it" in page
    page = sign_in(app.test_client(), setting.area).get(setting.address()).get_data(as_text=True)
    assert "Recommended: Let partners chair" in page
    assert "What came of it" not in page
