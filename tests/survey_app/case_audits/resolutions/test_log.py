"""The case-resolution log: who enters what, how stages follow each other, and what is refused."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey_app.accounts.models import Membership, User
from survey_app.case_audits.models import CaseResolution
from survey_app.case_audits.resolutions.log import (
    Disagreement,
    ResolutionRefused,
    advise,
    close,
    find_resolution,
    move_on,
    raise_disagreement,
    resolutions_of,
)
from survey_app.case_audits.resolutions.stages import SUGGESTED, StagesRefused, keep_stages, stages_of
from survey_app.collect.models import SafetyAlert
from survey_app.partnership.models import Agency, Partnership
from tests.survey_app.factories import make_agency, make_partnership, make_user, sign_in

TODAY = date(2026, 3, 20)  # a Friday
SUMMARY = "One agency sees neglect that goes on, the other early help that works."


class Setting:
    """A partnership with two agencies, a lead of each, QA and a scrutineer."""

    def __init__(self, session: Session) -> None:
        self.partnership: Partnership = make_partnership(session)
        self.school: Agency = make_agency(session, self.partnership, agency_type="voluntary")
        self.council: Agency = make_agency(session, self.partnership, agency_type="local_authority")
        self.third: Agency = make_agency(session, self.partnership)
        self.lead: User = make_user(session, self.partnership, roles=("agency_lead",), agency=self.school)
        self.other_lead: User = make_user(session, self.partnership, roles=("agency_lead",), agency=self.third)
        self.qa: User = make_user(session, self.partnership, roles=("qa_group",))
        self.scrutineer: User = make_user(session, self.partnership, roles=("scrutineer",))

    def given(self, **values: object) -> Disagreement:
        details: dict[str, object] = {
            "raised_on": TODAY - timedelta(days=7), "raised_by_id": self.school.id, "raised_with_id": self.council.id,
            "about": "threshold", "summary": SUMMARY,
        }  # fmt: skip
        return Disagreement(**{**details, **values})  # type: ignore[arg-type]

    def raised(self, session: Session, **values: object) -> CaseResolution:
        return raise_disagreement(session, self.partnership.id, self.given(**values), by=self.lead.id, today=TODAY)

    def address(self, rest: str = "") -> str:
        return f"/p/{self.partnership.slug}/case-resolutions/{rest}"


@pytest.fixture
def setting(session: Session) -> Setting:
    return Setting(session)


def test_numbers_follow_each_other_in_each_partnership(session: Session, setting: Setting) -> None:
    assert [setting.raised(session, about=one).reference for one in ("threshold", "plan")] == ["CR-001", "CR-002"]
    assert Setting(session).raised(session).reference == "CR-001"


def test_a_stage_is_counted_in_working_days_from_the_day_it_began(session: Session, setting: Setting) -> None:
    made = setting.raised(session, raised_on=date(2026, 3, 13))  # a Friday
    assert made.steps[0].ends_by == date(2026, 3, 16)  # one working day: Monday
    move_on(session, made, on=date(2026, 3, 17), note="No answer came.", by=setting.lead.id, today=TODAY)
    assert [(step.name, step.ends_by) for step in made.steps][1] == (SUGGESTED[1].name, date(2026, 3, 19))


def test_stages_under_way_keep_their_limits_when_the_protocol_changes(session: Session, setting: Setting) -> None:
    made = setting.raised(session)
    before = made.steps[0].ends_by
    kept = keep_stages(session, setting.partnership.id, [("Talk", 9), ("Partners", None)])
    assert [(one.number, one.limit_days) for one in kept] == [(1, 9), (2, None)]
    assert made.steps[0].ends_by == before
    move_on(session, made, on=TODAY, note="No answer came.", by=setting.lead.id, today=TODAY)
    assert made.steps[1].name == "Partners"
    assert made.steps[1].ends_by is None
    with pytest.raises(ResolutionRefused, match="last stage"):
        move_on(session, made, on=TODAY, note="Still none.", by=setting.lead.id, today=TODAY)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        pytest.param([], "at least one", id="none"),
        pytest.param([(f"Stage {n}", 1) for n in range(9)], "at most 8", id="too-many"),
        pytest.param([("Talk", 0)], "1 to 60", id="no-day"),
    ],
)
def test_stages_that_make_no_protocol_are_refused(
    session: Session, setting: Setting, given: list[tuple[str, int | None]], sentence: str
) -> None:
    with pytest.raises(StagesRefused, match=sentence):
        keep_stages(session, setting.partnership.id, given)
    assert stages_of(session, setting.partnership.id) == SUGGESTED


def test_what_could_tell_who_a_child_is_comes_into_no_field(session: Session, setting: Setting) -> None:
    told = "Her daughter Example, NHS 999 000 0018, moved."
    with pytest.raises(ResolutionRefused, match="could tell who"):
        setting.raised(session, summary=told)
    made = setting.raised(session)
    with pytest.raises(ResolutionRefused, match="could tell who"):
        move_on(session, made, on=TODAY, note=told, by=setting.lead.id, today=TODAY)
    with pytest.raises(ResolutionRefused, match="could tell who"):
        close(session, made, on=TODAY, outcome="kept", words=told, learning="", today=TODAY)
    with pytest.raises(ResolutionRefused, match="could tell who"):
        close(session, made, on=TODAY, outcome="kept", words="Agreed.", learning=told, today=TODAY)
    with pytest.raises(ResolutionRefused, match="could tell who"):
        advise(session, made, told, by=setting.scrutineer.id)


def test_days_run_forward_and_never_into_the_future(session: Session, setting: Setting) -> None:
    with pytest.raises(ResolutionRefused, match="still to come"):
        setting.raised(session, raised_on=TODAY + timedelta(days=1))
    made = setting.raised(session)
    with pytest.raises(ResolutionRefused, match="before the present stage"):
        move_on(session, made, on=made.raised_on - timedelta(days=1), note="No.", by=setting.lead.id, today=TODAY)
    with pytest.raises(ResolutionRefused, match="still to come"):
        close(session, made, on=TODAY + timedelta(days=1), outcome="kept", words="Agreed.", learning="", today=TODAY)


def test_of_two_who_take_it_on_at_once_the_second_is_told(session: Session, setting: Setting) -> None:
    made = setting.raised(session)
    move_on(session, made, on=TODAY, note="No answer came.", by=setting.lead.id, today=TODAY, seen=1)
    with pytest.raises(ResolutionRefused, match="meanwhile"):
        move_on(session, made, on=TODAY, note="No answer came.", by=setting.lead.id, today=TODAY, seen=1)
    with pytest.raises(ResolutionRefused, match="meanwhile"):
        close(session, made, on=TODAY, outcome="kept", words="Agreed.", learning="", today=TODAY, seen=1)
    assert [step.number for step in made.steps] == [1, 2]


def test_a_year_that_was_mistyped_is_refused(session: Session, setting: Setting) -> None:
    with pytest.raises(ResolutionRefused, match="Check the year"):
        setting.raised(session, raised_on=date(26, 3, 2))


def test_a_limit_past_the_known_bank_holidays_is_left_open(session: Session, setting: Setting) -> None:
    far = date(2190, 3, 2)
    made = raise_disagreement(
        session, setting.partnership.id, setting.given(raised_on=far), by=setting.lead.id, today=far
    )
    assert made.steps[0].ends_by is None


def test_a_councillor_for_an_agency_does_not_enter_its_disagreements(
    session: Session, client: FlaskClient, setting: Setting
) -> None:
    made = setting.raised(session)
    session.add(
        Membership(
            user_id=setting.other_lead.id, partnership_id=setting.partnership.id, role_key="councillor",
            agency_id=setting.council.id,
        )
    )  # fmt: skip
    session.flush()
    sign_in(client, setting.other_lead)
    assert client.get(setting.address(made.id)).status_code == 404


def test_what_is_closed_stays_as_it_is(session: Session, setting: Setting) -> None:
    made = setting.raised(session)
    close(session, made, on=TODAY, outcome="changed", words="A strategy discussion is held.", learning="", today=TODAY)
    for act in (
        lambda: move_on(session, made, on=TODAY, note="No.", by=setting.lead.id, today=TODAY),
        lambda: close(session, made, on=TODAY, outcome="kept", words="No.", learning="", today=TODAY),
        lambda: advise(session, made, "Go on.", by=setting.scrutineer.id),
    ):
        with pytest.raises(ResolutionRefused, match="closed"):
            act()
    assert made.outcome == "changed"


def test_agencies_of_elsewhere_and_one_agency_alone_are_refused(session: Session, setting: Setting) -> None:
    elsewhere = make_agency(session)
    with pytest.raises(ResolutionRefused, match="this partnership’s area"):
        setting.raised(session, raised_with_id=elsewhere.id)
    with pytest.raises(ResolutionRefused, match="two different agencies"):
        setting.raised(session, raised_with_id=setting.school.id)


def test_an_agency_sees_what_concerns_it_and_nothing_else(session: Session, setting: Setting) -> None:
    made = setting.raised(session)
    own = frozenset({setting.third.id})
    assert resolutions_of(session, setting.partnership.id, own) == []
    assert find_resolution(session, setting.partnership.id, made.id, own) is None
    assert resolutions_of(session, setting.partnership.id, frozenset({setting.council.id})) == [made]


class TestPages:
    def test_a_lead_enters_a_disagreement_and_takes_it_on(
        self, session: Session, client: FlaskClient, setting: Setting
    ) -> None:
        sign_in(client, setting.lead)
        sent = client.post(
            setting.address("new"),
            data={
                "raised_by": setting.school.id, "raised_with": setting.council.id, "raised_on": "2026-03-02",
                "about": "plan", "summary": SUMMARY, "safe": "yes",
            },
            follow_redirects=True,
        )  # fmt: skip
        assert "CR-001" in sent.text
        made = session.scalars(select(CaseResolution).where(CaseResolution.raised_by_id == setting.school.id)).one()
        moved = client.post(
            setting.address(f"{made.id}/next-stage"),
            data={"moved_on": "2026-03-04", "note": "No answer came.", "stage": "1"},
            follow_redirects=True,
        )
        assert SUGGESTED[1].name in moved.text
        again = client.post(
            setting.address(f"{made.id}/next-stage"),
            data={"moved_on": "2026-03-04", "note": "No answer came.", "stage": "1"},
        )
        assert again.status_code == 422
        assert "meanwhile" in again.text
        assert "No answer came." in again.text

    def test_a_lead_enters_none_for_another_agency(
        self, session: Session, client: FlaskClient, setting: Setting
    ) -> None:
        sign_in(client, setting.lead)
        data = {
            "raised_by": setting.third.id, "raised_with": setting.council.id, "raised_on": "2026-03-02",
            "about": "plan", "summary": SUMMARY, "safe": "yes",
        }  # fmt: skip
        assert client.post(setting.address("new"), data=data).status_code == 422
        assert session.scalar(select(func.count()).select_from(CaseResolution)) == 0

    def test_a_child_who_may_not_be_safe_comes_onto_the_duty_list_without_a_word_of_it(
        self, session: Session, client: FlaskClient, setting: Setting
    ) -> None:
        sign_in(client, setting.lead)
        shown = client.post(
            setting.address("new"),
            data={
                "raised_by": setting.school.id, "raised_with": setting.council.id, "raised_on": "2026-03-02",
                "about": "plan", "summary": SUMMARY, "safe": "no",
            },
            follow_redirects=True,
        )  # fmt: skip
        assert "follow the urgent route first" in shown.text
        alert = session.scalars(select(SafetyAlert).where(SafetyAlert.partnership_id == setting.partnership.id)).one()
        assert SUMMARY not in repr(
            {column.name: getattr(alert, column.key) for column in SafetyAlert.__table__.columns}
        )

    def test_the_lead_of_a_third_agency_finds_nothing(
        self, session: Session, client: FlaskClient, setting: Setting
    ) -> None:
        made = setting.raised(session)
        sign_in(client, setting.other_lead)
        for address in (made.id, f"{made.id}/next-stage", f"{made.id}/close"):
            assert client.get(setting.address(address)).status_code == 404
        assert made.reference not in client.get(setting.address()).text

    def test_the_scrutineer_advises_and_changes_nothing_else(
        self, session: Session, client: FlaskClient, setting: Setting
    ) -> None:
        made = setting.raised(session)
        sign_in(client, setting.scrutineer)
        data = {"text": "Hear the school’s chronology before the next meeting."}
        shown = client.post(setting.address(f"{made.id}/advice"), data=data, follow_redirects=True)
        assert data["text"] in shown.text
        assert client.get(setting.address(f"{made.id}/close")).status_code == 403
        assert client.get(setting.address("list.xlsx")).status_code == 200

    def test_stages_are_entered_as_lines(self, session: Session, client: FlaskClient, setting: Setting) -> None:
        sign_in(client, setting.qa)
        refused = client.post(setting.address("stages"), data={"lines": "Talk: soon"})
        assert refused.status_code == 422
        assert "limit in working days" in refused.text
        client.post(setting.address("stages"), data={"lines": "Talk: 2\nPartners"})
        session.expire_all()
        kept = stages_of(session, setting.partnership.id)
        assert [(one.name, one.limit_days) for one in kept] == [("Talk", 2), ("Partners", None)]


def test_what_is_sent_twice_is_raised_and_advised_once(session: Session, setting: Setting) -> None:
    made = setting.raised(session)
    with pytest.raises(ResolutionRefused, match="You have raised this already"):
        setting.raised(session)
    advise(session, made, "Meet once more.", by=setting.scrutineer.id)
    with pytest.raises(ResolutionRefused, match="You gave this advice already"):
        advise(session, made, "Meet once more.", by=setting.scrutineer.id)
