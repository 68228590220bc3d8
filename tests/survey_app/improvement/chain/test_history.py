"""The history of a record: who, when, from what to what and why; and nobody rewrites a line of it."""

from __future__ import annotations

import html

import pytest
from flask import Flask
from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from survey_app.accounts.services import grant_roles
from survey_app.database import now
from survey_app.improvement.chain.evidence import as_kept, unlink_evidence
from survey_app.improvement.chain.findings import add_finding, change_finding, withdraw_finding
from survey_app.improvement.chain.history import BY_RULE, history_of
from survey_app.improvement.chain.recommending import change_recommendation
from survey_app.improvement.changing import change, note
from survey_app.improvement.models import ChainChange, FindingEvidence
from survey_app.improvement.models.history import HistoryChanged
from survey_app.improvement.retests.placing import place_retests
from survey_app.partnership.models import Agency
from tests.survey_app.case_audits.learning.learning_world import make_world
from tests.survey_app.factories import make_agency, make_partnership, make_user, sign_in
from tests.survey_app.improvement.chain.chain_world import (
    finding_text,
    make_finding,
    make_recommendation,
    recommendation_text,
)
from tests.survey_app.improvement.retests.retest_world import set_on
from tests.survey_app.improvement.retests.test_walkabout_retests import TODAY, Area
from tests.survey_app.walkabouts.outcomes.visited import make_visited


def test_the_history_says_who_changed_what_in_words_and_why(session: Session) -> None:
    partnership = make_partnership(session)
    by = make_user(session, partnership, roles=("qa_group",))
    recommendation = make_recommendation(session, partnership)
    first_owner, second = recommendation.owner.name, make_agency(session, partnership)
    words = recommendation_text(second, priority="low")
    change_recommendation(
        session, recommendation, words, by_id=by.id, seen=recommendation.revision, why="The duty moved."
    )
    newest, *_, first = history_of(session, recommendation, reads_result=lambda _: True)
    assert newest.by == by.name
    assert {(line.field, line.was, line.became, line.why) for line in newest.lines} == {
        ("Owner", first_owner, second.name, "The duty moved."),
        ("Priority", "High", "Low", "The duty moved."),
    }  # fmt: skip
    assert first.by == BY_RULE


def test_a_line_of_the_history_is_never_changed(session: Session) -> None:
    finding = make_finding(session, make_partnership(session))
    line = session.scalars(select(ChainChange).where(ChainChange.record_id == finding.id)).one()
    session.commit()
    line.why = "Another reason"
    with pytest.raises((HistoryChanged, DBAPIError)):
        session.flush()
    session.rollback()
    for attack in (
        update(ChainChange).values(became="What never was"),
        update(ChainChange.__table__).values(became="What never was"),
        text("UPDATE chain_change SET became = 'What never was'"),
        text("UPDATE chain_change SET at = '2001-01-01 00:00:00', why = 'x'"),
    ):
        with pytest.raises((HistoryChanged, DBAPIError)):
            session.execute(attack)
        session.rollback()
    assert session.scalars(select(ChainChange.became)).all() == [finding.text]


def test_who_did_it_may_be_forgotten_and_never_be_somebody_else(session: Session) -> None:
    partnership = make_partnership(session)
    by, other = (make_user(session, partnership, roles=("qa_group",)) for _ in range(2))
    add_finding(session, partnership.id, finding_text(), by.id)
    session.commit()
    with pytest.raises(DBAPIError):
        session.execute(update(ChainChange.__table__).values(by_id=other.id))
    session.rollback()
    session.execute(update(ChainChange.__table__).values(by_id=None))
    assert session.scalars(select(ChainChange.by_id)).all() == [None]


def test_a_record_that_was_changed_and_withdrawn_tells_its_whole_way_on_its_page(app: Flask, session: Session) -> None:
    partnership = make_partnership(session, slug="north")
    by = make_user(session, partnership, roles=("qa_group",))
    finding = make_finding(session, partnership)
    change_finding(session, finding, finding_text(text="Said anew."), by_id=by.id, seen=1, why="Clearer")
    withdraw_finding(session, finding, "Of another year.", by_id=by.id, seen=2)
    page = sign_in(app.test_client(), by).get("/p/north/improvement/findings/1/history").get_data(as_text=True)
    for said in ("Referrers are not told", "Said anew.", "Clearer", "Of another year.", by.name):
        assert said in page
    assert "<form" not in page.split("<main")[1].split("</main>")[0]


def test_a_history_tells_what_a_re_test_found_only_to_whoever_may_read_it_and_in_words(
    app: Flask, session: Session
) -> None:
    area = Area(session)
    visit, retest = area.visit(session), area.retest(session)
    place_retests(session, TODAY)
    found = {"grade": "mostly", "grade_label": "Secretly graded", "of": "A visit", "fingerprint": "abc"}
    change(session, retest, {"found": found, "found_at": now()}, by_id=None)
    owner, visited = area.recommendation.owner, session.get_one(Agency, area.agency_id).name
    lead = sign_in(app.test_client(), make_user(session, area.partnership, roles=("agency_lead",), agency=owner))
    reader = sign_in(app.test_client(), area.qa)
    page = f"/p/{area.partnership.slug}/improvement/recommendations/{area.recommendation.number}/history"
    hidden, shown = (html.unescape(client.get(page).text).split("<main")[1] for client in (lead, reader))
    assert "Re-test 1" in hidden
    for secret in ("Secretly graded", "A visit", visited, visit.id):  # type: ignore[attr-defined]
        assert secret not in hidden
    assert "Secretly graded. A visit" in shown
    assert f"The visit to {visited}" in shown
    for raw in ("fingerprint", "{", visit.id):  # type: ignore[attr-defined]
        assert raw not in shown


def test_a_history_tells_a_result_and_its_place_together_or_not_at_all(session: Session) -> None:
    world = make_world(session, cases=2, agencies=2)
    recommendation = make_recommendation(session, world.partnership)
    retest = set_on(session, recommendation, world.writer.id, way="case_audit", subject="b1", form_id="x")
    change(session, retest, {"record_type": "case_audit", "record_id": str(world.audit.id)}, by_id=None)
    change(session, retest, {"found": {"label": "Good", "count": 7, "base": 9}, "found_at": now()}, by_id=None)

    def told(*, reads: bool) -> list[str]:
        acts = history_of(session, recommendation, reads_result=lambda _: reads)
        return [line.became for act in acts for line in act.lines if line.about]

    assert told(reads=True) == ["7 of 9. Good", f"The audit “{world.audit.title}”", "The next case audit"]
    assert told(reads=False) == ["The next case audit"]


def test_a_history_tells_no_figure_of_a_round_that_is_hidden_from_the_reader(app: Flask, session: Session) -> None:
    found = make_visited(session)
    own = found.assessment.cycle.self_round
    assert own is not None
    finding = make_finding(session, found.partnership)
    lines = [
        FindingEvidence(
            finding_id=finding.id, position=place, kind="figure", record_type="round", record_id=str(own.id), says=says,
        )
        for place, says in enumerate(("3 of 4 are fully", "1 of 4 is not met"))
    ]  # fmt: skip
    session.add_all(lines)
    session.flush()
    for line in lines:
        note(session, finding, "evidence", as_kept(line), by_id=None)
    unlink_evidence(session, finding, lines[1], "Of another standard.", by_id=found.qa.id, seen=None)
    note(session, finding, "evidence", "A figure of a report: 2 of 4, as lines were once kept", by_id=None)
    grant_roles(session, found.leader, partnership_id=found.partnership.id, role_keys=("scrutineer",))
    page = f"/p/{found.partnership.slug}/improvement/findings/{finding.number}/history"
    hidden = sign_in(app.test_client(), found.leader).get(page).text
    for secret in ("3 of 4", "1 of 4", "2 of 4"):
        assert secret not in hidden
    assert "Hidden from you" in hidden
    assert "Of another standard." in hidden
    stranger = make_user(session, found.partnership, roles=("executive_member",))
    shown = sign_in(app.test_client(), stranger).get(page).text
    assert "A figure of a report: 3 of 4 are fully" in shown
    assert "2 of 4" not in shown
