"""Pages of a dip sample: before and after its returns are open, its hours, its workbook, and the next sample."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.working_days import OFFICE_HOURS
from survey_app.accounts.models import User
from survey_app.audit_log import AuditEvent
from survey_app.case_audits.dip_samples.terms import DEFAULT_TERMS, has_terms, terms_of
from survey_app.case_audits.keeping_records.export_log import TAKEN
from survey_app.case_audits.models import CaseAudit, CaseList, FrontDoorClock
from survey_app.case_audits.pages import today
from survey_app.case_audits.planning.audits import AuditPlan
from survey_app.case_audits.retaining import destroy_audits
from survey_app.case_audits.sampling.cases import cases_of
from survey_app.case_audits.sampling.lists import load_list
from survey_app.demo.dip_samples import (
    OUTCOMES,
    PASSPHRASE,
    TREATMENTS,
    FrontDoor,
    constructed_answers,
    constructed_list,
    first_sample,
    hand_in,
)
from survey_app.partnership.models import Partnership
from tests.survey_app.case_audits.audit_factories import make_audit
from tests.survey_app.factories import make_user, sign_in

SMALL = {"Assessment": 9, "Early help": 6, "No further action": 4}
WEEK = {
    f"{day}_{end}": time
    for day in ("monday", "tuesday", "wednesday", "thursday", "friday")
    for end, time in (("opens", "08:00"), ("closes", "18:00"))
}
HOURS = {**WEEK, "hours_a_day": "10", "rule": "opening_hours", "told_from": "received"}


@pytest.fixture
def audit(door: FrontDoor, plan: AuditPlan) -> CaseAudit:
    return first_sample(door, plan, constructed_list(SMALL, 3), today=today(), each=2)


@pytest.fixture
def opened(session: Session, door: FrontDoor, audit: CaseAudit) -> CaseAudit:
    hand_in(door, audit, {case.pseudonym: constructed_answers(case) for case in cases_of(session, audit)})
    return audit


@pytest.fixture
def reader(client: FlaskClient, qa: User) -> FlaskClient:
    return sign_in(client, qa)


def at(audit: CaseAudit, page: str = "") -> str:
    return f"/p/north/case-audits/{audit.slug}/dip-sample{page}"


def what_was_taken(session: Session) -> list[str]:
    session.expire_all()
    rows = session.scalars(select(AuditEvent).where(AuditEvent.action == TAKEN).order_by(AuditEvent.id))
    return [row.details["what"] for row in rows]


class TestBlind:
    def test_before_the_returns_are_open_only_the_draw_is_shown(
        self, session: Session, reader: FlaskClient, door: FrontDoor, audit: CaseAudit
    ) -> None:
        text = reader.get(at(audit)).get_data(as_text=True)
        assert "once its returns are open" in text
        assert "6 of 19 referrals" in text
        assert "Estimate for all" not in text
        assert what_was_taken(session) == []

    @pytest.mark.parametrize("page", [".xlsx", "/trend/g1/00000000000000000000-620.svg"])
    def test_no_file_is_given(self, reader: FlaskClient, audit: CaseAudit, page: str) -> None:
        assert reader.get(at(audit, page)).status_code in (403, 404)

    def test_the_trend_names_it_and_shows_none_of_it(self, reader: FlaskClient, audit: CaseAudit) -> None:
        text = reader.get(at(audit, "/trend")).get_data(as_text=True)
        assert "No sample of this series has its returns open yet" in text


class TestOpen:
    def test_the_page_has_the_figures_and_logs_each_reading(
        self, session: Session, reader: FlaskClient, opened: CaseAudit
    ) -> None:
        text = reader.get(at(opened)).get_data(as_text=True)
        assert "6 of 19 referrals were drawn; 6 have a return." in text
        assert "Decided within one working day" in text
        assert text.count("Estimate for all it applies to</th>") == text.count("Estimate for all") == 2
        assert "Monday to Friday 09:00 to 17:00; closed on bank holidays" in text
        reader.get(at(opened, "/trend"))
        assert what_was_taken(session) == ["Dip sample: figures", "Dip sample: trend"]

    def test_a_chart_is_given_under_the_address_of_its_page_alone(self, reader: FlaskClient, opened: CaseAudit) -> None:
        text = reader.get(at(opened, "/trend")).get_data(as_text=True)
        src = text.split('loading="lazy" src="', 1)[1].split('"', 1)[0]
        answer = reader.get(src)
        assert answer.mimetype == "image/svg+xml"
        key = src.rsplit("/", 1)[1].split("-")[0]
        assert reader.get(src.replace(key, "0" * 20)).status_code == 404
        assert reader.get(src.replace("-620.", "-621.")).status_code == 404

    def test_the_workbook_says_what_the_page_says(
        self, session: Session, reader: FlaskClient, opened: CaseAudit
    ) -> None:
        answer = reader.get(at(opened, ".xlsx"))
        book = CalamineWorkbook.from_filelike(BytesIO(answer.data))
        assert book.sheet_names == [
            "Contents", "Overview", "Estimates", "Clocks", "Overall grades", "Outcomes and learning", "By group",
            "Method",
        ]  # fmt: skip
        cells = [cell for row in book.get_sheet_by_name("Overview").to_python() for cell in row]
        assert "6 of 19 referrals were drawn; 6 have a return." in cells
        assert what_was_taken(session) == ["Dip sample: workbook"]

    def test_others_see_nothing(
        self, client: FlaskClient, session: Session, partnership: Partnership, opened: CaseAudit
    ) -> None:
        for role in ("auditor", "agency_lead", "councillor", "executive_member"):
            sign_in(client, make_user(session, partnership, roles=(role,)))
            for page in ("", "/trend", ".xlsx", "/hours", "/next"):
                assert client.get(at(opened, page)).status_code == 403

    def test_an_audit_of_another_kind_has_no_such_pages(
        self, session: Session, reader: FlaskClient, partnership: Partnership
    ) -> None:
        other = make_audit(session, partnership)
        for page in ("", "/trend", ".xlsx", "/hours", "/next"):
            assert reader.get(at(other, page)).status_code == 404


class TestHours:
    def test_they_are_kept_with_the_audit_and_change_no_other(
        self, session: Session, reader: FlaskClient, partnership: Partnership, audit: CaseAudit
    ) -> None:
        other = make_audit(session, partnership, kind="dip_sample")
        assert reader.post(at(audit, "/hours"), data=HOURS).status_code == 302
        session.expire_all()
        kept = terms_of(session, audit)
        assert kept.hours.weekly == ((480, 1080),) * 5 + (None, None)
        assert kept.hours.working_day == 600
        assert terms_of(session, other) == DEFAULT_TERMS
        assert not has_terms(session, other)
        assert 'value="08:00"' in reader.get(at(other, "/hours")).get_data(as_text=True)  # proposed, not kept

    @pytest.mark.parametrize(
        ("change", "said"),
        [
            ({"monday_opens": "nine"}, "Monday from: “nine” is not a time of day"),
            ({"monday_closes": ""}, "Monday until: Give the day’s other time"),
            ({"friday_closes": "07:00"}, "Friday until: the front door closes after it opens"),
            (dict.fromkeys(WEEK, ""), "Give the opening hours of at least one day"),
            ({"hours_a_day": "0"}, "Between 1 and 24 hours"),
            ({"hours_a_day": "eight"}, "as a whole number"),
            ({"rule": "whenever"}, "Not a valid choice"),
            ({"told_from": ""}, "Choose from when"),
        ],
        ids=["no-time", "half-a-day", "backwards", "never", "no-hours", "word", "rule", "from"],
    )
    def test_what_can_be_no_hours_is_refused_and_stays_typed(
        self, session: Session, reader: FlaskClient, audit: CaseAudit, change: dict[str, str], said: str
    ) -> None:
        answer = reader.post(at(audit, "/hours"), data={**HOURS, **change})
        text = answer.get_data(as_text=True).replace("&#39;", "'")
        assert answer.status_code == 422
        assert said in text
        assert terms_of(session, audit).hours == OFFICE_HOURS
        if "tuesday_opens" not in change:
            assert 'value="08:00"' in text

    def test_once_the_audit_is_finished_they_stay(
        self, session: Session, reader: FlaskClient, audit: CaseAudit
    ) -> None:
        audit.state, audit.opened_at = "finished", audit.created_at
        answer = reader.post(at(audit, "/hours"), data=HOURS)
        assert answer.status_code == 409
        assert "this is not possible" in answer.get_data(as_text=True)
        assert terms_of(session, audit).hours == OFFICE_HOURS


class TestTheNextSample:
    def plan_next(self, reader: FlaskClient, audit: CaseAudit, **change: str) -> int:
        values = {"title": "Second quarter", "window_starts_on": "2026-04-01", "window_ends_on": "2026-06-30"}
        return reader.post(at(audit, "/next"), data={**values, **change}).status_code

    def following(self, session: Session, audit: CaseAudit) -> CaseAudit:
        session.expire_all()
        return session.scalars(select(CaseAudit).where(CaseAudit.earlier_id == audit.id)).one()

    def load(self, session: Session, door: FrontDoor, audit: CaseAudit, sizes: dict[str, int]) -> CaseList:
        until = today() + timedelta(days=30)
        content = constructed_list(sizes, 8)
        return load_list(
            session, audit, content, passphrase=PASSPHRASE, unlock_until=until, by=door.by, choices=TREATMENTS
        )  # fmt: skip

    def test_it_is_planned_and_drawn_as_the_last_one(
        self, session: Session, reader: FlaskClient, door: FrontDoor, opened: CaseAudit
    ) -> None:
        session.get_one(FrontDoorClock, opened.id).rule = "next_working_day"
        assert self.plan_next(reader, opened) == 302
        made = self.following(session, opened)
        assert (made.kind, made.window_starts_on) == ("dip_sample", date(2026, 4, 1))
        assert terms_of(session, made).rule == "next_working_day"
        assert "Load the list of referrals first" in reader.get(at(made)).get_data(as_text=True)
        self.load(session, door, made, {**SMALL, "No further action": 1})
        assert "Draw as last time" in reader.get(at(made)).get_data(as_text=True)
        reader.post(at(made, "/draw"))
        session.expire_all()
        groups = [case.stratum for case in cases_of(session, made)]
        assert sorted(groups) == ["Assessment"] * 2 + ["Early help"] * 2 + ["No further action"]
        reader.post(at(made, "/draw"))  # not twice
        session.expire_all()
        assert len(cases_of(session, made)) == 5

    def test_a_window_that_overlaps_is_refused(self, reader: FlaskClient, opened: CaseAudit) -> None:
        assert self.plan_next(reader, opened, window_starts_on="2026-03-31") == 409
        assert self.plan_next(reader, opened, window_ends_on="2026-03-30") == 409
        assert self.plan_next(reader, opened, title="") == 422
        assert self.plan_next(reader, opened, window_ends_on="30.6.2026") == 422

    def test_other_groups_are_not_drawn_without_asking(
        self, session: Session, reader: FlaskClient, door: FrontDoor, opened: CaseAudit
    ) -> None:
        self.plan_next(reader, opened)
        made = self.following(session, opened)
        self.load(session, door, made, {"Assessment": 9, "Advice": 5})
        answer = reader.post(at(made, "/draw"), follow_redirects=True).get_data(as_text=True)
        assert "The groups are not those of the earlier sample" in answer
        assert cases_of(session, made) == []

    def test_the_two_make_a_trend(
        self, session: Session, reader: FlaskClient, door: FrontDoor, opened: CaseAudit
    ) -> None:
        from survey_app.demo.dip_samples import sample_after

        made = sample_after(
            door, opened, constructed_list(SMALL, 9), title="Second quarter", months=3, today=today()
        )  # fmt: skip
        hand_in(door, made, {case.pseudonym: constructed_answers(case) for case in cases_of(session, made)})
        for one in (opened, made):
            text = reader.get(at(one, "/trend")).get_data(as_text=True)
            assert text.index("January to March 2026") < text.index("April to June 2026")
        assert len(OUTCOMES) == 3


def test_the_clocks_of_a_sample_are_destroyed_with_it(session: Session, audit: CaseAudit) -> None:
    number = audit.id
    assert has_terms(session, audit)
    destroy_audits(session, CaseAudit.id == number)
    session.expire_all()
    assert session.get(FrontDoorClock, number) is None
