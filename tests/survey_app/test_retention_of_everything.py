"""Every table is filled, twice: what is old goes with all that hangs on it, and nothing younger is touched."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.audit_log import AuditEvent
from survey_app.partnership.models import Partnership, RetentionRule, Share
from survey_app.retention import GRACE_DAYS, add_default_rules, apply_retention
from survey_app.rounds.models import Round
from survey_app.schema import metadata
from survey_app.walkabouts.models import Section11Assessment, Section11Cycle
from tests.survey_app.factories import make_partnership, make_user
from tests.survey_app.filled_tables import GIVEN, FilledTables

OLD, YOUNG = datetime(2010, 5, 4, 12, tzinfo=UTC), datetime(2021, 5, 4, 12, tzinfo=UTC)
DUE = date(2021, 6, 1)
DESTROYED = DUE + timedelta(days=GRACE_DAYS)
# What retention leaves, and why.
STAYS = {
    "accounts, roles and tokens: an administrator ends them": {
        "user_account", "membership", "api_token", "calendar_feed",
    },
    "the register of the installation, and what a partnership has decided": {
        "agency", "locality", "footprint", "disclosure_decision", "reportability_decision", "editable_page",
        "resolution_stage", "escalation_rule", "clock_rule", "bank_holiday_change", "bank_holiday_proposal",
        "bank_holiday_year", "priority_set", "priority", "arrangements_decision",
    },
    "what partnerships have agreed to measure, by whom": {
        "indicator_definition", "indicator_version", "indicator_adoption", "indicator_owner",
    },
    "what was agreed for scrutiny, the areas that wait for it, and what somebody has seen on the desk": {
        "scrutiny_allowance", "scrutiny_desk_seen", "scrutiny_terms", "scrutiny_theme",
    },
    "packs of pinned copies, which stay": {"seen_pack"},
    "the present list of schools; a newer list takes the leads of schools that have left it": {"school"},
    "lists, of which those who are on them go": {"mailing_list"},
    "how somebody looks at a list; it goes with their account": {"saved_view"},
    "fingerprints of addresses that are not to be written to again": {"silent_address"},
    "instruments and what is built on them": {
        "instrument", "instrument_version", "instrument_file", "draft_change", "draft_editor", "bank_question",
        "levels_of_need", "codeframe", "theme", "import_mapping",
    },
    "a round, which the rest hangs on, and counts of it without a person": {
        "round", "campaign", "campaign_reminder", "double_coding", "import_batch", "import_upload", "export_job",
        "round_mail", "invitation_run", "short_link",
    },
    "hashes that say nothing of anybody, so that nothing counts twice": {
        "anonymous_receipt", "imported_answer", "import_receipt",
    },
    "anonymous answers under seal, which open or are thrown away with their round": {"sealing_batch", "sealed_answer"},
    "what was read and changed, and what was written down for good": {"audit_event", "pin", "destruction_certificate"},
    "that a message was sent, without its words and address": {"outbox_message", "mail_once"},
    "the shell of an answer, by which its reference can be answered for": {"submission"},
}  # fmt: skip


@pytest.fixture
def partnership(session: Session) -> Partnership:
    found = make_partnership(session)
    add_default_rules(session, found)
    return found


def fill(session: Session, mark: str, at: datetime, partnership: Partnership) -> FilledTables:
    second = make_user(session)
    return FilledTables(session, mark, at, partnership_id=partnership.id, second_user_id=second.id)


def run(session: Session) -> dict[str, int]:
    session.expire_all()
    apply_retention(session, today=DUE)
    return apply_retention(session, today=DESTROYED)


def left(rows: FilledTables) -> set[str]:
    return {table.name for table in metadata.sorted_tables if table.name not in GIVEN and rows.row(table) is not None}


def test_all_that_is_old_goes_and_nothing_younger_is_touched(session: Session, partnership: Partnership) -> None:
    old = fill(session, "bygone", OLD, partnership)
    young = fill(session, "recent", YOUNG, partnership)
    before = {name: young.row(metadata.tables[name]) for name in young.keys}
    run(session)
    assert left(old) == set().union(*STAYS.values())
    assert {name: young.row(metadata.tables[name]) for name in young.keys} == before
    assert not any(run(session).values())


@pytest.mark.parametrize("held", ["a round", "the assessment", "the cycle"])
def test_a_hold_keeps_a_cycle_with_all_that_hangs_on_it(
    session: Session, partnership: Partnership, held: str
) -> None:  # fmt: skip
    rows = fill(session, "bygone", OLD, partnership)
    model = {"a round": Round, "the assessment": Section11Assessment, "the cycle": Section11Cycle}[held]
    table = metadata.tables[model.__tablename__]
    session.execute(table.update().where(table.c.id == rows.keys[table.name][0]).values(legal_hold=True))
    run(session)
    of_cycle = {
        name for name in rows.keys
        if name.startswith(("section11_", "assessment_", "self_", "rubric", "visit", "feedback_card", "good_practice"))
    } | {"carried_answer", "cycle_standard"}  # fmt: skip
    assert of_cycle <= left(rows)


def test_an_assessment_waits_for_what_hangs_on_it_and_its_cycle_for_the_assessment(
    session: Session, partnership: Partnership
) -> None:
    rows = fill(session, "bygone", OLD, partnership)
    rule = session.query(RetentionRule).filter_by(partnership_id=partnership.id, record_type="good_practice").one()
    rule.months = 300
    session.flush()
    run(session)
    assert {"good_practice", "section11_assessment", "section11_cycle"} <= left(rows)
    assert not {"assessment_step", "section11_revision", "visit", "self_assessment"} & left(rows)


def test_no_rule_ends_an_assessment_that_still_refuses_a_second_one(
    session: Session, partnership: Partnership
) -> None:  # fmt: skip
    rows = fill(session, "bygone", datetime(2019, 5, 4, 12, tzinfo=UTC), partnership)
    session.query(RetentionRule).filter_by(partnership_id=partnership.id).update({"months": 1})
    session.query(Section11Cycle).filter_by(partnership_id=partnership.id).update({"assessed_within_months": 36})
    run(session)
    assert {"section11_assessment", "section11_cycle", "assessment_member"} <= left(rows)
    session.query(Section11Cycle).filter_by(partnership_id=partnership.id).update({"assessed_within_months": 12})
    run(session)
    assert not {"section11_assessment", "section11_cycle", "assessment_member"} & left(rows)


def test_the_rule_of_the_partnership_that_leads_decides_and_those_who_read_it_find_its_end(
    session: Session, partnership: Partnership
) -> None:
    rows = fill(session, "bygone", OLD, partnership)
    assessment_id = rows.keys["section11_assessment"][0]
    reader = make_partnership(session)  # without a rule of its own, it would keep everything
    session.add(Share(partnership_id=reader.id, record_type="section11_assessment", record_id=assessment_id))
    session.flush()
    run(session)
    assert "section11_assessment" not in left(rows)
    assert session.scalars(select(Share).where(Share.record_id == assessment_id)).all() == []
    said = session.scalars(
        select(AuditEvent.partnership_id).where(
            AuditEvent.action == "section 11 assessment destroyed by retention",
            AuditEvent.subject == f"section 11 assessment {assessment_id}",
        )
    ).all()
    assert set(said) == {partnership.id, reader.id}
