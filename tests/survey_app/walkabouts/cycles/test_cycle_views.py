"""The pages of cycles and assessments, and people who try what is not theirs."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.audit_log import AuditEvent
from survey_app.database import now
from survey_app.partnership.models import Agency
from survey_app.partnership.services import include_agency
from survey_app.walkabouts.cycles.agreeing import remarks_on
from survey_app.walkabouts.cycles.parts import AssessmentPart, _shared_tellers, shared_part
from survey_app.walkabouts.models import Rubric, RubricRemark, Section11Assessment, Section11Cycle
from tests.survey_app.factories import make_agency, make_partnership, make_user, sign_in
from tests.survey_app.walkabouts.section11_factories import (
    make_cycle,
    make_notes,
    make_section11_assessment,
    make_visit,
)

Person = Callable[..., FlaskClient]


@pytest.fixture
def cycle(session: Session) -> Section11Cycle:
    return make_cycle(session, rounds=())


@pytest.fixture
def as_(app: Flask, session: Session, cycle: Section11Cycle) -> Person:
    """``as_("qa_group")``: a client in which somebody with this role in the cycle's partnership has signed in."""

    def person(role: str, agency: Agency | None = None, user: User | None = None) -> FlaskClient:
        who = user or make_user(session, cycle.partnership, roles=(role,), agency=agency)
        return sign_in(app.test_client(), who)

    return person


def base(cycle: Section11Cycle) -> str:
    return f"/p/{cycle.partnership.slug}/walkabouts"


class TestPlanning:
    def test_a_cycle_is_planned_and_gets_its_rounds_and_standards(
        self, session: Session, cycle: Section11Cycle, as_: Person
    ) -> None:
        qa, path = as_("qa_group"), base(cycle)
        form = {
            "title": "Cycle to come", "starts_on": "2026-04-01", "ends_on": "2028-03-31", "self_due_on": "2026-09-30",
            "reply_days": "12", "assessed_within_months": "18", "fewest_conversations": "6",
        }  # fmt: skip
        assert qa.post(f"{path}/cycles/new", data=form).location == f"{path}/cycles/cycle-to-come"
        assert qa.post(f"{path}/cycles/cycle-to-come/rounds/make").status_code == 302
        made = session.scalars(select(Section11Cycle).where(Section11Cycle.slug == "cycle-to-come")).one()
        assert (made.reply_days, made.assessed_within_months, made.fewest_conversations) == (12, 18, 6)
        assert (len(made.standards), made.staff_round is not None) == (11, True)
        ticked = {"st1": ["police", "health"], "st2": ["police"]}
        assert qa.post(f"{path}/cycles/cycle-to-come/standards", data=ticked).status_code == 302
        session.expire_all()
        assert {one.name: one.agency_types for one in made.standards} == {
            "st1": ["police", "health"],
            "st2": ["police"],
        }
        assert qa.post(f"{path}/cycles/cycle-to-come/open-fieldwork").status_code == 302
        assert b"Fieldwork" in qa.get(f"{path}/cycles/cycle-to-come").data

    @pytest.mark.parametrize(
        ("field", "value", "said"),
        [
            ("title", " ", "Enter a title."),
            ("ends_on", "2026-03-01", "after the first day"),
            ("starts_on", "31/31/2026", "enter a real date"),
            ("reply_days", "ten", "enter a whole number"),
            ("reply_days", "61", "between 1 and 60"),
            ("assessed_within_months", "-1", "between 0 and 120"),
            ("fewest_conversations", "0", "between 1 and 100"),
        ],
    )
    def test_what_cannot_be_is_said_at_its_place_and_nothing_typed_is_lost(
        self, cycle: Section11Cycle, as_: Person, field: str, value: str, said: str
    ) -> None:
        form = {
            "title": "Kept title", "starts_on": "2026-04-01", "ends_on": "2028-03-31", "reply_days": "12",
            "assessed_within_months": "18", "fewest_conversations": "6", field: value,
        }  # fmt: skip
        answer = as_("qa_group").post(f"{base(cycle)}/cycles/new", data=form)
        assert answer.status_code == 422
        assert said in answer.text
        assert f'value="{value.strip()}"' in answer.text or field == "title"

    def test_ticks_that_are_refused_stay_ticked(self, session: Session, as_: Person, cycle: Section11Cycle) -> None:
        planning = make_cycle(session, cycle.partnership, rounds=(), state="planning", slug="planning")
        answer = as_("qa_group").post(f"{base(cycle)}/cycles/planning/standards", data={"st1": ["police", "navy"]})
        assert answer.status_code == 422
        assert "navy" in answer.text
        assert 'id="st1-police" name="st1" value="police" checked' in answer.text
        session.expire_all()
        assert len(planning.standards) == 11

    def test_a_rubric_that_two_edit_is_not_overwritten(
        self, session: Session, cycle: Section11Cycle, as_: Person
    ) -> None:
        qa, path = as_("qa_group"), f"{base(cycle)}/cycles/{cycle.slug}/rubric/edit"
        assert qa.post(path, data={"based_on": "1", "st1-fully": "Hers."}).status_code == 302
        refused = qa.post(path, data={"based_on": "1", "st1-fully": "His.", "st2-fully": "His, too."})
        assert refused.status_code == 422
        assert "His." in refused.text
        assert "His, too." in refused.text
        assert qa.post(path, data={"based_on": "1", "st2-fully": "His, too."}).status_code == 302
        newest = session.scalars(select(Rubric).where(Rubric.cycle_id == cycle.id).order_by(Rubric.number)).all()[-1]
        assert (newest.number, newest.document["st1"]["fully"], newest.document["st2"]["fully"]) == (
            3, "Hers.", "His, too.",
        )  # fmt: skip


class TestStarting:
    def test_a_refusal_names_the_holder_and_offers_the_reading(
        self, session: Session, cycle: Section11Cycle, as_: Person
    ) -> None:
        theirs = make_cycle(session, rounds=())
        police = make_agency(session, theirs.partnership)
        held = make_section11_assessment(session, theirs, police, started_on=now().date())
        include_agency(session, cycle.partnership_id, police.id)
        qa = as_("qa_group")
        answer = qa.post(f"{base(cycle)}/cycles/{cycle.slug}/start", data={"agencies": [str(police.id)]})
        assert answer.status_code == 409
        assert theirs.partnership.name in answer.text
        assert f"{now().date():%-d %B %Y}" in answer.text
        link = f"{base(cycle)}/shared/{held.id}"
        assert f'href="{link}"' in answer.text
        assert qa.get(link).status_code == 200

    def test_councils_are_started_together_and_one_differs(
        self, session: Session, cycle: Section11Cycle, as_: Person
    ) -> None:
        ids = [make_agency(session, cycle.partnership, agency_type="district_council").id for _ in range(2)]
        qa, path = as_("qa_group"), base(cycle)
        form = {"title": "Councils", "agencies": [str(one) for one in ids]}
        page = qa.post(f"{path}/cycles/{cycle.slug}/start-together", data=form).location
        assert page is not None
        given = {"st5-grade": "partly", "st5-reason": ""}
        assert "say why" in qa.post(f"{page}/exceptions/{ids[0]}", data=given).text
        assert qa.post(f"{page}/exceptions/{ids[0]}", data=given | {"st5-reason": "No route."}).status_code == 302
        shown = qa.get(page).text
        assert "St5: Partly met." in shown
        assert "No route." in shown
        again = qa.post(f"{path}/cycles/{cycle.slug}/start", data={"agencies": [str(ids[0])]})
        assert again.status_code == 422, "a member is not offered alone"

    def test_what_does_not_apply_is_said_so(self, session: Session, cycle: Section11Cycle, as_: Person) -> None:
        tailored = make_cycle(session, cycle.partnership, rounds=(), standards={"st1": (), "st7": ("police",)})
        school = make_agency(session, cycle.partnership, agency_type="voluntary")
        assessment = make_section11_assessment(session, tailored, school)
        shown = as_("auditor").get(f"{base(cycle)}/assessments/{assessment.id}").text
        applies, left_out = shown.split("Not applicable to this kind of agency")
        assert "St7." not in applies
        assert "St7." in left_out


class TestAgreeing:
    @pytest.fixture
    def planned(self, session: Session, cycle: Section11Cycle) -> Section11Assessment:
        return make_section11_assessment(session, cycle, stage="planned")

    def test_from_proposing_to_fieldwork(
        self, session: Session, cycle: Section11Cycle, planned: Section11Assessment, as_: Person
    ) -> None:
        qa, lead = as_("qa_group"), as_("agency_lead", planned.members[0].agency)
        page, own = f"{base(cycle)}/assessments/{planned.id}", f"{base(cycle)}/your-agency/{planned.id}/rubric"
        assert "has not proposed a rubric to you yet" in lead.get(own).text
        assert qa.post(f"{page}/rubric/propose", data={"version": "1"}).status_code == 302
        assert qa.post(f"{page}/fieldwork").status_code == 409
        assert lead.post(own, data={"action": "remark", "text": "What is recent?"}).status_code == 302
        assert "What is recent?" in qa.get(f"{page}/rubric").text
        assert qa.post(f"{page}/rubric", data={"action": "remark", "text": "Twelve months."}).status_code == 302
        assert "Twelve months." in lead.get(own).text
        assert lead.post(own, data={"action": "agree", "version": "1"}).status_code == 302
        late = lead.post(own, data={"action": "remark", "text": "One word more"})
        assert late.status_code == 422
        assert "One word more" in late.text
        assert qa.post(f"{page}/fieldwork").status_code == 302
        session.expire_all()
        assert planned.stage == "fieldwork"
        assert len(remarks_on(session, planned)) == 3

    def test_the_qa_group_records_by_whom_and_when(
        self, session: Session, cycle: Section11Cycle, planned: Section11Assessment, as_: Person
    ) -> None:
        planned.rubric = cycle.rubrics[0]
        qa, page = as_("qa_group"), f"{base(cycle)}/assessments/{planned.id}/rubric"
        future = qa.post(page, data={"action": "agreement", "agreed_by": "Head of service", "agreed_on": "2999-01-01"})
        assert future.status_code == 422
        assert "Head of service" in future.text
        form = {"action": "agreement", "agreed_by": "Head of service", "agreed_on": "2026-01-15"}
        assert qa.post(page, data=form).status_code == 302
        session.expire_all()
        assert (planned.rubric_agreed_by, str(planned.rubric_agreed_on)) == ("Head of service", "2026-01-15")

    def test_another_agencys_lead_finds_nothing_to_read_or_agree(
        self, session: Session, cycle: Section11Cycle, planned: Section11Assessment, as_: Person
    ) -> None:
        planned.rubric = cycle.rubrics[0]
        own = f"{base(cycle)}/your-agency/{planned.id}/rubric"
        for lead in (as_("agency_lead", make_agency(session, cycle.partnership)), as_("agency_lead")):
            assert lead.get(own).status_code == 404
            assert lead.post(own, data={"action": "agree", "version": "1"}).status_code == 404
            assert lead.get(f"{base(cycle)}/assessments/{planned.id}").status_code == 403
        session.expire_all()
        assert planned.rubric_locked_at is None

    def test_the_agencys_lead_in_another_partnership_agrees_to_nothing_here(
        self, app: Flask, session: Session, cycle: Section11Cycle, planned: Section11Assessment
    ) -> None:
        """The same agency, a lead of it, but appointed by the neighbours; and their role does not carry over."""
        planned.rubric = cycle.rubrics[0]
        elsewhere = make_partnership(session)
        user = make_user(session, elsewhere, roles=("agency_lead",), agency=planned.members[0].agency)
        client = sign_in(app.test_client(), user)
        for path in (base(cycle), f"/p/{elsewhere.slug}/walkabouts"):
            answer = client.post(f"{path}/your-agency/{planned.id}/rubric", data={"action": "agree", "version": "1"})
            assert answer.status_code == 404

    def test_those_who_only_read_change_nothing(
        self, session: Session, cycle: Section11Cycle, planned: Section11Assessment, as_: Person
    ) -> None:
        planned.rubric = cycle.rubrics[0]
        page = f"{base(cycle)}/assessments/{planned.id}"
        form = {"action": "agreement", "agreed_by": "Me", "agreed_on": "2026-01-15"}
        for role in ("auditor", "scrutineer", "executive_member"):
            reader = as_(role)
            assert reader.get(page).status_code == 200
            assert reader.post(f"{page}/rubric", data=form).status_code == 403
            assert reader.post(f"{page}/rubric", data={"action": "remark", "text": "x"}).status_code == 403
            for act in ("rubric/propose", "fieldwork", "withdraw"):
                assert reader.post(f"{page}/{act}").status_code == 403
        session.expire_all()
        assert planned.rubric_locked_at is None
        assert session.scalar(select(func.count()).select_from(RubricRemark)) == 0


class TestAcrossPartnerships:
    """The QA group of a neighbour knows every identifier and tries all doors."""

    def test_it_finds_no_door_to_what_is_not_shared(self, app: Flask, session: Session, cycle: Section11Cycle) -> None:
        assessment = make_section11_assessment(session, cycle)
        neighbour = make_cycle(session, rounds=())
        client = sign_in(app.test_client(), make_user(session, neighbour.partnership, roles=("qa_group",)))
        member = assessment.members[0].agency_id
        paths = [
            f"cycles/{cycle.slug}", f"cycles/{cycle.slug}/rubric", f"assessments/{assessment.id}",
            f"assessments/{assessment.id}/rubric", f"assessments/{assessment.id}/withdraw",
            f"assessments/{assessment.id}/exceptions/{member}", f"shared/{assessment.id}",
        ]  # fmt: skip
        for path in paths:
            assert client.get(f"{base(cycle)}/{path}").status_code == 404, path
            assert client.get(f"{base(neighbour)}/{path}").status_code == 404, path
        acts = ["fieldwork", "withdraw", "rubric/propose"]
        for path in (f"{base(cycle)}/assessments", f"{base(neighbour)}/assessments"):
            for act in acts:
                answer = client.post(f"{path}/{assessment.id}/{act}", data={"reason": "Mine now."})
                assert answer.status_code == 404, act
        start = client.post(
            f"{base(neighbour)}/cycles/{neighbour.slug}/start", data={"agencies": [str(member)]}
        )  # fmt: skip
        assert start.status_code == 422
        session.expire_all()
        assert assessment.stage == "fieldwork"
        assert session.scalar(select(func.count()).select_from(Section11Assessment)) == 1

    def test_what_is_shared_is_read_without_conversations_notes_or_grades_and_nothing_is_changed(
        self, app: Flask, session: Session
    ) -> None:
        cycle = make_cycle(session, rounds=("walkabout",))
        assessment = make_section11_assessment(session, cycle)
        auditor = make_user(session, cycle.partnership, roles=("auditor",))
        secret = "She said her manager never listens"
        document = {"conversation": [{"c12": secret}], "st1": "not_met", "st1_rationale": secret}
        make_notes(session, make_visit(session, assessment, auditor), auditor, document, sent=True)
        neighbour = make_partnership(session)
        include_agency(session, neighbour.id, assessment.members[0].agency_id)
        client = sign_in(app.test_client(), make_user(session, neighbour, roles=("qa_group",)))
        path = f"/p/{neighbour.slug}/walkabouts"
        assert assessment.title in client.get(f"{path}/shared").text
        page = client.get(f"{path}/shared/{assessment.id}").text
        assert "Under way" in page
        for hidden in (secret, auditor.name, auditor.email):
            assert hidden not in page
        assert client.get(f"{path}/assessments/{assessment.id}").status_code == 404
        assert client.post(f"{path}/assessments/{assessment.id}/withdraw", data={"reason": "x"}).status_code == 404
        read = session.scalars(select(AuditEvent).where(AuditEvent.action == "shared assessment read")).all()
        assert {one.partnership_id for one in read} == {neighbour.id, cycle.partnership_id}

    def test_a_share_that_has_ended_is_closed_at_once(self, app: Flask, session: Session) -> None:
        from survey_app.partnership.models import Share

        assessment = make_section11_assessment(session, make_cycle(session, rounds=()))
        neighbour = make_partnership(session)
        include_agency(session, neighbour.id, assessment.members[0].agency_id)
        client = sign_in(app.test_client(), make_user(session, neighbour, roles=("qa_group",)))
        page = f"/p/{neighbour.slug}/walkabouts/shared/{assessment.id}"
        assert client.get(page).status_code == 200
        session.scalars(select(Share)).one().ended_at = now()
        assert client.get(page).status_code == 404

    def test_features_say_what_else_is_shared(
        self, app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("survey_app.walkabouts.cycles.parts._shared_tellers", dict(_shared_tellers))
        shared_part("test", position=99)(lambda _, one: [AssessmentPart(title="Told", status="", lines=(one.stage,))])
        assessment = make_section11_assessment(session, make_cycle(session, rounds=()))
        neighbour = make_partnership(session)
        include_agency(session, neighbour.id, assessment.members[0].agency_id)
        client = sign_in(app.test_client(), make_user(session, neighbour, roles=("qa_group",)))
        assert "Told" in client.get(f"/p/{neighbour.slug}/walkabouts/shared/{assessment.id}").text
