"""Peer reviews: who can review, what a finding needs, and what the reviewed area and the reviewers see when."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.case_audits.models import PeerFinding, PeerReview
from survey_app.case_audits.peer_reviews import findings, reviews, seats
from survey_app.case_audits.peer_reviews.findings import FindingText
from survey_app.case_audits.peer_reviews.interviews import begin_interview
from survey_app.case_audits.peer_reviews.reviews import ReviewPlan
from survey_app.case_audits.peer_reviews.seats import ReviewRefused
from survey_app.database import now
from survey_app.errors import Conflict
from survey_app.partnership.models import Locality
from survey_app.results.hidden_rounds import hidden_rounds
from tests.survey_app.factories import make_agency, make_partnership, make_user, publish, sign_in

TODAY = date(2026, 3, 20)
MARKER = "Partners chair the front door meeting in turn"


class Setting:
    """A review of one agency in fieldwork: two reviewers from outside, and somebody of the area."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.partnership = make_partnership(session)
        publish(session, self.partnership, "peer-review-interview")
        self.agency = make_agency(session, self.partnership)
        other = make_agency(session, self.partnership)
        self.qa = make_user(session, self.partnership, roles=("qa_group",))
        self.lead = make_user(session, self.partnership, roles=("peer_reviewer",))
        self.second = make_user(session, self.partnership, roles=("peer_reviewer",))
        self.insider = make_user(session, self.partnership, roles=("auditor",), agency=self.agency)
        self.area = make_user(session, self.partnership, roles=("agency_lead",), agency=self.agency)
        self.stranger = make_user(session, self.partnership, roles=("agency_lead",), agency=other)
        self.scrutineer = make_user(session, self.partnership, roles=("scrutineer",))
        self.review: PeerReview = reviews.plan_review(session, self.partnership.id, self.plan())

    def plan(self, **values: Any) -> ReviewPlan:
        details: dict[str, Any] = {
            "title": "How partners run the front door", "agency_id": self.agency.id, "locality_id": None, "team": "",
            "questions": "How equal are the partners?", "starts_on": TODAY, "ends_on": TODAY,
        }  # fmt: skip
        return ReviewPlan(**{**details, **values})

    def seat(self, user: User, *, leads: bool = False, locality_id: int | None = None) -> None:
        seats.seat_reviewer(
            self.session, self.review, user.id, works_at="A neighbouring area", locality_id=locality_id, is_lead=leads
        )

    def begun(self) -> PeerReview:
        self.seat(self.lead, leads=True)
        self.seat(self.second)
        seats.seat_area(self.session, self.review, self.area.id)
        for user in (self.lead, self.second):
            seat = seats.seat_of(self.review, user.id)
            assert seat is not None
            seats.declare(self.session, seat, "", at=now())
        reviews.begin_review(self.session, self.review, today=TODAY)
        return self.review

    def finding(self, **values: Any) -> PeerFinding:
        return findings.write_finding(self.session, self.review, text_of(**values))

    def confirmed(self, **values: Any) -> PeerFinding:
        made = self.finding(**values)
        findings.confirm_finding(self.session, made, seen=made.revision)
        return made

    def address(self, rest: str = "") -> str:
        return f"/p/{self.partnership.slug}/peer-reviews/{self.review.slug}{rest}"


def text_of(**values: Any) -> FindingText:
    details: dict[str, Any] = {
        "kind": "strength", "text": MARKER, "impact": "Children wait less.", "confidence": "high",
        "recommendation": "", "sources": [("interview", "Interview 1"), ("document", "Minutes, page 3")],
    }  # fmt: skip
    return FindingText(**{**details, **values})


@pytest.fixture
def setting(session: Session) -> Setting:
    return Setting(session)


class TestReviewers:
    def test_nobody_of_the_reviewed_agency_reviews(self, setting: Setting) -> None:
        with pytest.raises(ReviewRefused, match="works for the agency that is reviewed"):
            setting.seat(setting.insider)

    def test_whoever_speaks_for_the_area_does_not_review(self, session: Session, setting: Setting) -> None:
        seats.seat_area(session, setting.review, setting.stranger.id)
        with pytest.raises(ReviewRefused):
            setting.seat(setting.stranger)

    def test_nobody_reviews_the_locality_that_they_work_in(self, session: Session, setting: Setting) -> None:
        locality = Locality(partnership_id=setting.partnership.id, name="Longford")
        session.add(locality)
        session.flush()
        setting.review = reviews.plan_review(
            session, setting.partnership.id, setting.plan(agency_id=None, locality_id=locality.id)
        )
        with pytest.raises(ReviewRefused, match="works in the locality that is reviewed"):
            setting.seat(setting.lead, locality_id=locality.id)

    def test_those_from_outside_who_reviewed_least_come_first(self, session: Session, setting: Setting) -> None:
        setting.seat(setting.lead)
        setting.review = reviews.plan_review(session, setting.partnership.id, setting.plan())
        found = seats.candidates(session, setting.review)
        able = [one.user.id for one in found if not one.why_not]
        assert able.index(setting.second.id) < able.index(setting.lead.id)
        barred = {one.user.id for one in found if one.why_not}
        assert barred == {setting.insider.id, setting.area.id}
        assert [bool(one.why_not) for one in found] == sorted(bool(one.why_not) for one in found)

    def test_interviews_open_only_when_conflicts_are_declared_and_dealt_with(
        self, session: Session, setting: Setting
    ) -> None:
        setting.seat(setting.lead, leads=True)
        with pytest.raises(ReviewRefused, match="declare conflicts"):
            reviews.begin_review(session, setting.review, today=TODAY)
        seat = seats.seat_of(setting.review, setting.lead.id)
        assert seat is not None
        seats.declare(session, seat, "I worked there.", at=now())
        with pytest.raises(ReviewRefused, match="dealt with"):
            reviews.begin_review(session, setting.review, today=TODAY)
        with pytest.raises(ReviewRefused, match="Somebody else"):
            seats.handle_conflict(session, seat, "I take no part.", seen="I worked there.", by=setting.lead.id)
        with pytest.raises(Conflict):
            seats.handle_conflict(session, seat, "No part in it.", seen="Another conflict.", by=setting.qa.id)
        seats.handle_conflict(session, seat, "No part in it.", seen="I worked there.", by=setting.qa.id)
        reviews.begin_review(session, setting.review, today=TODAY)
        assert setting.review.state == "fieldwork"


class TestFindings:
    @pytest.mark.parametrize(
        "sources",
        [
            pytest.param([], id="none"),
            pytest.param([("interview", "Interview 1")], id="one"),
            pytest.param([("interview", "Interview 1"), ("interview", "interview  1")], id="the-same-twice"),
        ],
    )
    def test_a_finding_without_two_different_sources_is_not_confirmed(
        self, session: Session, setting: Setting, sources: list[tuple[str, str]]
    ) -> None:
        setting.begun()
        made = setting.finding(sources=sources)
        with pytest.raises(ReviewRefused, match="two that differ"):
            findings.confirm_finding(session, made, seen=made.revision)
        assert made.state == "draft"

    def test_nothing_goes_to_the_area_while_a_finding_is_a_draft(self, session: Session, setting: Setting) -> None:
        setting.begun()
        setting.confirmed()
        draft = setting.finding(text="Nobody chairs it in August")
        with pytest.raises(ReviewRefused, match="still a draft"):
            reviews.send_for_accuracy(session, setting.review, today=TODAY)
        findings.drop_finding(session, draft, seen=draft.revision)
        reviews.send_for_accuracy(session, setting.review, today=TODAY)
        assert setting.review.reply_by == date(2026, 4, 7)  # ten working days, over Good Friday and Easter Monday

    def test_changing_a_confirmed_finding_makes_it_a_draft_again(self, session: Session, setting: Setting) -> None:
        setting.begun()
        made = setting.confirmed()
        findings.change_finding(session, made, text_of(sources=[]), seen=made.revision)
        assert made.state == "draft"

    def test_of_two_who_change_a_finding_the_second_is_told(self, session: Session, setting: Setting) -> None:
        setting.begun()
        made = setting.finding()
        seen = made.revision
        findings.change_finding(session, made, text_of(text="They meet weekly"), seen=seen)
        with pytest.raises(Conflict):
            findings.change_finding(session, made, text_of(text="They never meet"), seen=seen)
        assert made.text == "They meet weekly"

    def test_a_finding_names_nobody(self, setting: Setting) -> None:
        setting.begun()
        with pytest.raises(ReviewRefused, match="could tell who"):
            setting.finding(text="Her daughter Example, NHS 999 000 0018, waited.")

    def test_what_the_area_says_is_answered_before_the_handover(self, session: Session, setting: Setting) -> None:
        setting.begun()
        made = setting.confirmed()
        reviews.send_for_accuracy(session, setting.review, today=TODAY)
        findings.say_on_facts(session, made, "The chair changes yearly.", by=setting.area.id)
        with pytest.raises(ReviewRefused, match="Answer first"):
            reviews.hand_over(session, setting.review, today=TODAY)
        with pytest.raises(Conflict):
            findings.answer_area(session, made, "Corrected.", text="Partners chair in turn", seen="Something else")
        findings.answer_area(
            session, made, "Corrected.", text="Partners chair in turn, yearly", seen="The chair changes yearly."
        )
        reviews.hand_over(session, setting.review, today=TODAY)
        assert (made.text, setting.review.state) == ("Partners chair in turn, yearly", "handed_over")
        assert setting.review.round is not None
        assert setting.review.round.state == "closed"


class TestWhoSeesWhat:
    def shows(self, client: FlaskClient, user: User, setting: Setting) -> tuple[int, bool]:
        answer = sign_in(client, user).get(setting.address())
        return answer.status_code, MARKER in answer.text

    def test_findings_reach_the_area_with_the_accuracy_check_and_leave_the_reviewers_at_the_handover(
        self, session: Session, client: FlaskClient, setting: Setting
    ) -> None:
        setting.begun()
        setting.confirmed()
        assert self.shows(client, setting.area, setting) == (200, False)
        assert sign_in(client, setting.area).get(setting.address("/review.docx")).status_code == 404
        assert self.shows(client, setting.lead, setting) == (200, True)
        reviews.send_for_accuracy(session, setting.review, today=TODAY)
        assert self.shows(client, setting.area, setting) == (200, True)
        reviews.hand_over(session, setting.review, today=TODAY)
        assert self.shows(client, setting.area, setting) == (200, True)
        assert sign_in(client, setting.area).get(setting.address("/review.docx")).status_code == 200
        for reviewer in (setting.lead, setting.second):
            assert self.shows(client, reviewer, setting) == (404, False)
            assert setting.review.title not in client.get(f"/p/{setting.partnership.slug}/peer-reviews/").text
        for reader in (setting.qa, setting.scrutineer):
            assert self.shows(client, reader, setting) == (200, True)

    def test_whoever_has_no_seat_finds_nothing(self, client: FlaskClient, setting: Setting) -> None:
        setting.begun()
        made = setting.confirmed()
        for rest in ("", "/declaration", f"/findings/{made.number}", f"/findings/{made.number}/facts", "/review.docx"):
            assert sign_in(client, setting.stranger).get(setting.address(rest)).status_code == 404

    def test_the_area_writes_no_findings_and_the_reviewers_do_not_speak_for_it(
        self, session: Session, client: FlaskClient, setting: Setting
    ) -> None:
        setting.begun()
        made = setting.confirmed()
        reviews.send_for_accuracy(session, setting.review, today=TODAY)
        sign_in(client, setting.area)
        assert client.get(setting.address("/findings/new")).status_code == 403
        assert client.post(setting.address("/interviews")).status_code == 403
        sign_in(client, setting.lead)
        assert client.get(setting.address(f"/findings/{made.number}/facts")).status_code == 403
        sign_in(client, setting.scrutineer)
        assert client.get(setting.address("/findings/new")).status_code == 403
        assert client.get(setting.address("/hand-over")).status_code == 403

    def test_a_dropped_finding_is_on_no_page_and_in_no_paper_of_the_area(
        self, session: Session, client: FlaskClient, setting: Setting
    ) -> None:
        setting.begun()
        setting.confirmed(text="They meet weekly")
        dropped = setting.confirmed()
        findings.drop_finding(session, dropped, seen=dropped.revision)
        reviews.send_for_accuracy(session, setting.review, today=TODAY)
        assert self.shows(client, setting.area, setting) == (200, False)

    def test_who_has_not_declared_reads_and_writes_no_finding(
        self, session: Session, client: FlaskClient, setting: Setting
    ) -> None:
        setting.begun()
        made = setting.confirmed()
        third = make_user(session, setting.partnership, roles=("peer_reviewer",))
        setting.seat(third)
        assert self.shows(client, third, setting) == (200, False)
        for rest in ("/findings/new", f"/findings/{made.number}"):
            assert client.get(setting.address(rest)).status_code == 403
        assert client.get(setting.address("/review.docx")).status_code == 404
        client.post(setting.address("/declaration"), data={"answer": "yes", "conflict": "I worked there."})
        assert self.shows(client, third, setting) == (200, False)
        taken_back = client.post(setting.address("/declaration"), data={"answer": "no"})
        assert taken_back.status_code == 422
        assert self.shows(client, third, setting) == (200, False)

    def test_interviews_are_hidden_from_the_reviewed_area_and_from_everybody_else_but_those_who_read_all(
        self, session: Session, setting: Setting
    ) -> None:
        setting.begun()
        round_id = setting.review.round_id
        of_agency = make_user(session, setting.partnership, roles=("qa_group",), agency=setting.agency)
        executive = make_user(session, setting.partnership, roles=("executive_member",))
        for user in (setting.area, of_agency, executive, setting.stranger):
            assert round_id in hidden_rounds(session, user.id)
        for user in (setting.qa, setting.scrutineer):
            assert round_id not in hidden_rounds(session, user.id)

    def test_two_of_the_area_do_not_write_over_each_other(self, session: Session, setting: Setting) -> None:
        setting.begun()
        made = setting.confirmed()
        reviews.send_for_accuracy(session, setting.review, today=TODAY)
        findings.say_on_facts(session, made, "It is every second week.", by=setting.area.id, seen="")
        with pytest.raises(Conflict):
            findings.say_on_facts(session, made, "It is monthly.", by=setting.area.id, seen="")
        revision = made.revision
        said = "It is every second week."
        findings.answer_area(session, made, "Corrected.", text="Fortnightly", seen=said, revision=revision)
        with pytest.raises(Conflict):
            findings.answer_area(session, made, "No.", text="Weekly", seen=said, revision=revision)
        assert made.text == "Fortnightly"

    def test_what_is_reviewed_does_not_become_a_reviewers_own_agency(self, session: Session, setting: Setting) -> None:
        elsewhere = make_agency(session, setting.partnership)
        reviewer = make_user(session, setting.partnership, roles=("auditor",), agency=elsewhere)
        setting.seat(reviewer)
        with pytest.raises(ReviewRefused, match="is in the team"):
            reviews.change_review(session, setting.review, setting.plan(agency_id=elsewhere.id))


class TestInterviews:
    def test_an_interview_is_its_interviewers_alone(
        self, session: Session, client: FlaskClient, setting: Setting
    ) -> None:
        setting.begun()
        made = begin_interview(session, setting.review, setting.lead)
        assert setting.review.round is not None
        address = f"/p/{setting.partnership.slug}/rounds/{setting.review.round.slug}/answer/{made.draft_id}"
        started = sign_in(client, setting.lead).post(setting.address("/interviews"))
        assert started.status_code == 302
        own = started.headers["Location"]
        assert client.get(own, follow_redirects=True).status_code == 200
        assert sign_in(client, setting.second).get(own, follow_redirects=True).status_code == 404
        assert address.rpartition("/")[0] in own

    def test_whoever_is_not_in_the_team_begins_none(self, session: Session, setting: Setting) -> None:
        setting.begun()
        for user in (setting.area, setting.stranger, setting.insider):
            with pytest.raises(ReviewRefused):
                begin_interview(session, setting.review, user)


def test_a_finding_that_is_sent_twice_is_written_down_once(session: Session, setting: Setting) -> None:
    setting.begun()
    first = setting.finding()
    with pytest.raises(ReviewRefused, match=f"This is written down already, as finding {first.number}"):
        setting.finding()
    findings.drop_finding(session, first, seen=first.revision)
    setting.finding()
