"""Serious incidents by reference, their clocks, approvals, copies and bank holidays

Revision 0036, after 0035, 2026-11-30
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
NEW_RULES = (("serious_incident", 120),)
BASIS = "Suggested by the product. Confirm it in your partnership's retention schedule."
RULE = sa.table(
    "retention_rule", sa.column("partnership_id", sa.Integer), sa.column("record_type", sa.String),
    sa.column("months", sa.Integer), sa.column("basis", sa.Text),
)  # fmt: skip


def upgrade() -> None:
    make_tables()
    add_rules()


def downgrade() -> None:
    op.get_bind().execute(RULE.delete().where(RULE.c.record_type.in_([kind for kind, _ in NEW_RULES])))
    drop_tables()


def add_rules() -> None:
    connection = op.get_bind()
    partnership = sa.table("partnership", sa.column("id", sa.Integer))
    for partnership_id in connection.scalars(sa.select(partnership.c.id)).all():
        for kind, months in NEW_RULES:
            values = {"partnership_id": partnership_id, "record_type": kind, "months": months, "basis": BASIS}
            connection.execute(RULE.insert().values(**values))


def make_tables() -> None:
    op.create_table(
        "bank_holiday_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("is_off", sa.Boolean(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("source", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("partnership_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "source IN ('proclaimed', 'gov.uk')", name=op.f("ck_bank_holiday_change_holiday_source_known")
        ),
        sa.CheckConstraint("title <> ''", name=op.f("ck_bank_holiday_change_holiday_has_a_title")),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["user_account.id"], name=op.f("fk_bank_holiday_change_made_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["partnership_id"], ["partnership.id"], name=op.f("fk_bank_holiday_change_partnership_id_partnership")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_holiday_change")),
    )
    op.create_index(op.f("ix_bank_holiday_change_day"), "bank_holiday_change", ["day"], unique=False)
    op.create_index(
        op.f("ix_bank_holiday_change_partnership_id"), "bank_holiday_change", ["partnership_id"], unique=False
    )
    op.create_table(
        "bank_holiday_year",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_bank_holiday_year")),
    )
    op.create_table(
        "bank_holiday_proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("document", DOCUMENT, nullable=False),
        sa.Column("says", sa.Text(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('one_off', 'take_back', 'list')", name=op.f("ck_bank_holiday_proposal_holiday_change_known")
        ),
        sa.CheckConstraint(
            "outcome IN ('', 'applied', 'sent_back')", name=op.f("ck_bank_holiday_proposal_holiday_outcome_known")
        ),
        sa.CheckConstraint(
            "(outcome = '') = (decided_at IS NULL)", name=op.f("ck_bank_holiday_proposal_decided_holiday_has_a_time")
        ),
        sa.CheckConstraint(
            "outcome <> 'applied' OR decided_by_id <> proposed_by_id",
            name=op.f("ck_bank_holiday_proposal_two_people_change_holidays"),
        ),
        sa.ForeignKeyConstraint(
            ["partnership_id"], ["partnership.id"], name=op.f("fk_bank_holiday_proposal_partnership_id_partnership")
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"], ["user_account.id"], name=op.f("fk_bank_holiday_proposal_proposed_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["user_account.id"], name=op.f("fk_bank_holiday_proposal_decided_by_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_holiday_proposal")),
    )
    op.create_index(
        op.f("ix_bank_holiday_proposal_partnership_id"), "bank_holiday_proposal", ["partnership_id"], unique=False
    )
    op.create_table(
        "clock_rule",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("clock", sa.String(length=20), nullable=False),
        sa.Column("trigger_event", sa.String(length=12), nullable=False),
        sa.Column("day_limit", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(length=13), nullable=False),
        sa.Column("trigger_day", sa.Integer(), nullable=False),
        sa.Column("off_day_trigger", sa.String(length=5), nullable=False),
        sa.Column("basis", sa.String(length=200), nullable=False),
        sa.Column("holds_from", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "clock IN ('notification', 'rapid_review', 'practice_review', 'report_to_panel', "
            "'front_door_decision', 'referrer_told', 'conference', 'assessment')",
            name=op.f("ck_clock_rule_rule_clock_known"),
        ),
        sa.CheckConstraint("off_day_trigger IN ('stays', 'moves')", name=op.f("ck_clock_rule_rule_off_day_known")),
        sa.CheckConstraint("reason <> '' AND basis <> ''", name=op.f("ck_clock_rule_rule_says_why")),
        sa.CheckConstraint(
            "trigger_event IN ('aware', 'happened', 'sent', 'initiated', 'published', 'received', 'decided', "
            "'strategy')",
            name=op.f("ck_clock_rule_rule_trigger_known"),
        ),
        sa.CheckConstraint(
            "unit IN ('working days', 'calendar days', 'months')", name=op.f("ck_clock_rule_rule_unit_known")
        ),
        sa.CheckConstraint("day_limit >= 1 AND day_limit <= 366", name=op.f("ck_clock_rule_rule_limit_in_reach")),
        sa.CheckConstraint("trigger_day IN (0, 1)", name=op.f("ck_clock_rule_rule_trigger_day_known")),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["user_account.id"], name=op.f("fk_clock_rule_made_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["partnership_id"], ["partnership.id"], name=op.f("fk_clock_rule_partnership_id_partnership")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock_rule")),
        sa.UniqueConstraint("partnership_id", "number", name="each_clock_rule_once"),
    )
    op.create_index(op.f("ix_clock_rule_partnership_id"), "clock_rule", ["partnership_id"], unique=False)
    op.create_table(
        "incident_setting",
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("chair_id", sa.Integer(), nullable=True),
        sa.Column("outcome_a", sa.String(length=200), nullable=False),
        sa.Column("outcome_b", sa.String(length=200), nullable=False),
        sa.Column("outcome_c", sa.String(length=200), nullable=False),
        sa.Column("reminders", DOCUMENT, nullable=False),
        sa.Column("prefixes", DOCUMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["chair_id"], ["user_account.id"], name=op.f("fk_incident_setting_chair_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["partnership_id"], ["partnership.id"], name=op.f("fk_incident_setting_partnership_id_partnership")
        ),
        sa.PrimaryKeyConstraint("partnership_id", name=op.f("pk_incident_setting")),
    )
    op.create_table(
        "serious_incident",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=24), nullable=False),
        sa.Column("children", sa.Integer(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=True),
        sa.Column("aware_on", sa.Date(), nullable=False),
        sa.Column("notified_on", sa.Date(), nullable=True),
        sa.Column("notified_by", sa.String(length=120), nullable=False),
        sa.Column("review_began_on", sa.Date(), nullable=True),
        sa.Column("review_completed_on", sa.Date(), nullable=True),
        sa.Column("panel_response", sa.String(length=10), nullable=False),
        sa.Column("panel_replied_on", sa.Date(), nullable=True),
        sa.Column("lcspr_started_on", sa.Date(), nullable=True),
        sa.Column("terms_agreed_on", sa.Date(), nullable=True),
        sa.Column("publish_on", sa.Date(), nullable=True),
        sa.Column("reported_on", sa.Date(), nullable=True),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("rules_up_to", sa.Integer(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("ended_why", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("retain_until", sa.Date(), nullable=True),
        sa.Column("legal_hold", sa.Boolean(), nullable=False),
        sa.Column("retention_state", sa.String(length=12), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.CheckConstraint("(ended_on IS NULL) = (ended_why = '')", name=op.f("ck_serious_incident_ended_says_why")),
        sa.CheckConstraint(
            "(notified_on IS NULL) = (notified_by = '')", name=op.f("ck_serious_incident_notified_by_somebody")
        ),
        sa.CheckConstraint(
            "(panel_replied_on IS NULL) = (panel_response = '')", name=op.f("ck_serious_incident_panel_reply_has_a_day")
        ),
        sa.CheckConstraint(
            "panel_response IN ('', 'agrees', 'disagrees', 'asks')",
            name=op.f("ck_serious_incident_panel_response_known"),
        ),
        sa.CheckConstraint("reference <> ''", name=op.f("ck_serious_incident_incident_has_a_reference")),
        sa.CheckConstraint("children >= 1 AND children <= 4", name=op.f("ck_serious_incident_one_to_four_children")),
        sa.CheckConstraint(
            "happened_on IS NULL OR happened_on <= aware_on", name=op.f("ck_serious_incident_aware_after_it_happened")
        ),
        sa.CheckConstraint(
            "notified_on IS NULL OR notified_on >= aware_on", name=op.f("ck_serious_incident_notified_after_aware")
        ),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["user_account.id"], name=op.f("fk_serious_incident_entered_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["partnership_id"], ["partnership.id"], name=op.f("fk_serious_incident_partnership_id_partnership")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_serious_incident")),
        sa.UniqueConstraint("partnership_id", "number", name="each_incident_number_once"),
        sa.UniqueConstraint("partnership_id", "reference", name="each_incident_reference_once"),
    )
    op.create_index(op.f("ix_serious_incident_partnership_id"), "serious_incident", ["partnership_id"], unique=False)
    op.create_table(
        "incident_breach",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("incident_id", sa.String(length=36), nullable=False),
        sa.Column("clock", sa.String(length=20), nullable=False),
        sa.Column("due_day", sa.Date(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stands", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("reason_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("(reason = '') = (reason_at IS NULL)", name=op.f("ck_incident_breach_reason_has_a_time")),
        sa.CheckConstraint(
            "clock IN ('notification', 'rapid_review', 'practice_review', 'report_to_panel', "
            "'front_door_decision', 'referrer_told', 'conference', 'assessment')",
            name=op.f("ck_incident_breach_breach_clock_known"),
        ),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["serious_incident.id"], name=op.f("fk_incident_breach_incident_id_serious_incident")
        ),
        sa.ForeignKeyConstraint(
            ["reason_by_id"], ["user_account.id"], name=op.f("fk_incident_breach_reason_by_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident_breach")),
        sa.UniqueConstraint("incident_id", "clock", name="each_incident_breach_once"),
    )
    op.create_index(op.f("ix_incident_breach_incident_id"), "incident_breach", ["incident_id"], unique=False)
    op.create_table(
        "incident_change",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("incident_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(length=40), nullable=False),
        sa.Column("was", sa.Text(), nullable=False),
        sa.Column("became", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name=op.f("fk_incident_change_by_id_user_account")),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["serious_incident.id"], name=op.f("fk_incident_change_incident_id_serious_incident")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident_change")),
        sa.UniqueConstraint("incident_id", "number", name="each_incident_change_once"),
    )
    op.create_index(op.f("ix_incident_change_incident_id"), "incident_change", ["incident_id"], unique=False)
    op.create_table(
        "incident_decision",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("incident_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("what", sa.String(length=10), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_by_id", sa.Integer(), nullable=False),
        sa.Column("first_by_id", sa.Integer(), nullable=True),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("second_by_id", sa.Integer(), nullable=True),
        sa.Column("second_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("chair_id", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.Column("ended_why", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (ended_why = '')", name=op.f("ck_incident_decision_ended_decision_says_why")
        ),
        sa.CheckConstraint(
            "(kind = 'notification' AND what IN ('notify', 'not_notify')) OR (kind = 'rapid_review' AND what IN "
            "('a', 'b', 'c'))",
            name=op.f("ck_incident_decision_decision_known"),
        ),
        sa.CheckConstraint("because <> ''", name=op.f("ck_incident_decision_decision_says_why")),
        sa.CheckConstraint(
            "kind IN ('notification', 'rapid_review')", name=op.f("ck_incident_decision_decision_kind_known")
        ),
        sa.CheckConstraint(
            "(first_by_id IS NULL) = (first_at IS NULL)", name=op.f("ck_incident_decision_first_has_a_time")
        ),
        sa.CheckConstraint(
            "(second_by_id IS NULL) = (second_at IS NULL)", name=op.f("ck_incident_decision_second_has_a_time")
        ),
        sa.CheckConstraint(
            "first_by_id IS NULL OR first_by_id <> entered_by_id",
            name=op.f("ck_incident_decision_first_did_not_enter_it"),
        ),
        sa.CheckConstraint(
            "second_by_id IS NULL OR (chair_id IS NOT NULL AND (chair_id = first_by_id OR chair_id = second_by_id))",
            name=op.f("ck_incident_decision_chair_is_one_of_two"),
        ),
        sa.CheckConstraint(
            "second_by_id IS NULL OR first_by_id IS NOT NULL", name=op.f("ck_incident_decision_first_before_second")
        ),
        sa.CheckConstraint(
            "second_by_id IS NULL OR second_by_id <> entered_by_id",
            name=op.f("ck_incident_decision_second_did_not_enter_it"),
        ),
        sa.CheckConstraint(
            "second_by_id IS NULL OR second_by_id <> first_by_id",
            name=op.f("ck_incident_decision_two_different_people"),
        ),
        sa.ForeignKeyConstraint(
            ["chair_id"], ["user_account.id"], name=op.f("fk_incident_decision_chair_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["ended_by_id"], ["user_account.id"], name=op.f("fk_incident_decision_ended_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["user_account.id"], name=op.f("fk_incident_decision_entered_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["first_by_id"], ["user_account.id"], name=op.f("fk_incident_decision_first_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["serious_incident.id"], name=op.f("fk_incident_decision_incident_id_serious_incident")
        ),
        sa.ForeignKeyConstraint(
            ["second_by_id"], ["user_account.id"], name=op.f("fk_incident_decision_second_by_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident_decision")),
        sa.UniqueConstraint("incident_id", "number", name="each_incident_decision_once"),
    )
    op.create_index(op.f("ix_incident_decision_incident_id"), "incident_decision", ["incident_id"], unique=False)
    op.create_table(
        "incident_copy",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("incident_id", sa.String(length=36), nullable=False),
        sa.Column("decision_id", sa.String(length=36), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "acknowledged_at IS NULL OR read_at IS NOT NULL", name=op.f("ck_incident_copy_read_before_acknowledged")
        ),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["incident_decision.id"], name=op.f("fk_incident_copy_decision_id_incident_decision")
        ),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["serious_incident.id"], name=op.f("fk_incident_copy_incident_id_serious_incident")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_incident_copy_user_id_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident_copy")),
        sa.UniqueConstraint("decision_id", "user_id", name="each_incident_copy_once"),
    )
    op.create_index(op.f("ix_incident_copy_incident_id"), "incident_copy", ["incident_id"], unique=False)
    op.create_index(op.f("ix_incident_copy_user_id"), "incident_copy", ["user_id"], unique=False)
    op.create_index(op.f("ix_incident_copy_decision_id"), "incident_copy", ["decision_id"], unique=False)


def drop_tables() -> None:
    op.drop_index(op.f("ix_incident_copy_decision_id"), table_name="incident_copy")
    op.drop_index(op.f("ix_incident_copy_user_id"), table_name="incident_copy")
    op.drop_index(op.f("ix_incident_copy_incident_id"), table_name="incident_copy")
    op.drop_table("incident_copy")
    op.drop_index(op.f("ix_incident_decision_incident_id"), table_name="incident_decision")
    op.drop_table("incident_decision")
    op.drop_index(op.f("ix_incident_change_incident_id"), table_name="incident_change")
    op.drop_table("incident_change")
    op.drop_index(op.f("ix_incident_breach_incident_id"), table_name="incident_breach")
    op.drop_table("incident_breach")
    op.drop_index(op.f("ix_serious_incident_partnership_id"), table_name="serious_incident")
    op.drop_table("serious_incident")
    op.drop_table("incident_setting")
    op.drop_index(op.f("ix_clock_rule_partnership_id"), table_name="clock_rule")
    op.drop_table("clock_rule")
    op.drop_index(op.f("ix_bank_holiday_proposal_partnership_id"), table_name="bank_holiday_proposal")
    op.drop_table("bank_holiday_proposal")
    op.drop_table("bank_holiday_year")
    op.drop_index(op.f("ix_bank_holiday_change_partnership_id"), table_name="bank_holiday_change")
    op.drop_index(op.f("ix_bank_holiday_change_day"), table_name="bank_holiday_change")
    op.drop_table("bank_holiday_change")
