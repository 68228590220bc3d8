"""The Executive: meetings, agendas, decisions; briefs with a copy for each reader; members' questions

Revision 0038, after 0037, 2026-11-30
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
NEW_RULES = (("executive_meeting", 84), ("member_question", 84), ("brief", 84))
BASIS = "Suggested by the product. Confirm it in your partnership's retention schedule."
RULE = sa.table(
    "retention_rule", sa.column("partnership_id", sa.Integer), sa.column("record_type", sa.String),
    sa.column("months", sa.Integer), sa.column("basis", sa.Text),
)  # fmt: skip


def upgrade() -> None:
    op.create_table(
        "brief",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("dated", sa.Date(), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("content", DOCUMENT, nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("checked_by_id", sa.Integer(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("retain_until", sa.Date(), nullable=True),
        sa.Column("legal_hold", sa.Boolean(), nullable=False),
        sa.Column("retention_state", sa.String(length=12), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('chief_officers', 'delegated_partners', 'business_group', 'members')",
            name=op.f("ck_brief_kind_known"),
        ),
        sa.CheckConstraint(
            "state <> 'sent' OR (checked_by_id IS NOT NULL AND fingerprint <> '')",
            name=op.f("ck_brief_sent_is_checked"),
        ),
        sa.CheckConstraint("state IN ('draft', 'sent')", name=op.f("ck_brief_state_known")),
        sa.CheckConstraint(
            "checked_by_id IS NULL OR checked_by_id <> written_by_id", name=op.f("ck_brief_second_person")
        ),
        sa.ForeignKeyConstraint(
            ["checked_by_id"], ["user_account.id"], name=op.f("fk_brief_checked_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["partnership_id"], ["partnership.id"], name=op.f("fk_brief_partnership_id_partnership")
        ),
        sa.ForeignKeyConstraint(
            ["written_by_id"], ["user_account.id"], name=op.f("fk_brief_written_by_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_brief")),
        sa.UniqueConstraint("partnership_id", "number", name="each_brief_number_once"),
    )
    op.create_index(op.f("ix_brief_partnership_id"), "brief", ["partnership_id"], unique=False)
    op.create_table(
        "executive_meeting",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("cancelled_why", sa.Text(), nullable=False),
        sa.Column("agenda", DOCUMENT, nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_by_id", sa.Integer(), nullable=True),
        sa.Column("held_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("retain_until", sa.Date(), nullable=True),
        sa.Column("legal_hold", sa.Boolean(), nullable=False),
        sa.Column("retention_state", sa.String(length=12), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "state <> 'cancelled' OR cancelled_why <> ''", name=op.f("ck_executive_meeting_cancelled_says_why")
        ),
        sa.CheckConstraint(
            "state IN ('planned', 'sent', 'held', 'cancelled')", name=op.f("ck_executive_meeting_state_known")
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["user_account.id"], name=op.f("fk_executive_meeting_made_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["partnership_id"], ["partnership.id"], name=op.f("fk_executive_meeting_partnership_id_partnership")
        ),
        sa.ForeignKeyConstraint(
            ["sent_by_id"], ["user_account.id"], name=op.f("fk_executive_meeting_sent_by_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_executive_meeting")),
        sa.UniqueConstraint("partnership_id", "number", name="each_meeting_number_once"),
    )
    op.create_index(op.f("ix_executive_meeting_partnership_id"), "executive_meeting", ["partnership_id"], unique=False)
    op.create_table(
        "agenda_item",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("meeting_id", sa.String(length=36), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("asks", sa.Text(), nullable=False),
        sa.Column("paper", sa.Text(), nullable=False),
        sa.Column("source_type", sa.String(length=24), nullable=False),
        sa.Column("source_id", sa.String(length=64), nullable=False),
        sa.Column("source_number", sa.Integer(), nullable=True),
        sa.Column("raised_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("state_why", sa.Text(), nullable=False),
        sa.Column("after_sending", sa.Boolean(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "state IN ('open', 'decided', 'deferred', 'withdrawn')", name=op.f("ck_agenda_item_state_known")
        ),
        sa.CheckConstraint(
            "state NOT IN ('deferred', 'withdrawn') OR state_why <> ''", name=op.f("ck_agenda_item_put_off_says_why")
        ),
        sa.CheckConstraint("title <> '' AND asks <> ''", name=op.f("ck_agenda_item_says_what_is_asked")),
        sa.ForeignKeyConstraint(
            ["added_by_id"], ["user_account.id"], name=op.f("fk_agenda_item_added_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["executive_meeting.id"], name=op.f("fk_agenda_item_meeting_id_executive_meeting")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_item")),
        sa.UniqueConstraint("meeting_id", "source_type", "source_id", name="each_source_once_a_meeting"),
    )
    op.create_index(op.f("ix_agenda_item_meeting_id"), "agenda_item", ["meeting_id"], unique=False)
    op.create_table(
        "brief_copy",
        sa.Column("brief_id", sa.String(length=36), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.CheckConstraint("acknowledged_at IS NULL OR opened_at IS NOT NULL", name=op.f("ck_brief_copy_opened_first")),
        sa.ForeignKeyConstraint(["brief_id"], ["brief.id"], name=op.f("fk_brief_copy_brief_id_brief")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_brief_copy_user_id_user_account")),
        sa.PrimaryKeyConstraint("brief_id", "user_id", name=op.f("pk_brief_copy")),
    )
    op.create_index(op.f("ix_brief_copy_user_id"), "brief_copy", ["user_id"], unique=False)
    op.create_table(
        "member_question",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("brief_id", sa.String(length=36), nullable=True),
        sa.Column("follows_id", sa.String(length=36), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("answer_by", sa.Date(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("retain_until", sa.Date(), nullable=True),
        sa.Column("legal_hold", sa.Boolean(), nullable=False),
        sa.Column("retention_state", sa.String(length=12), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "(answered_at IS NULL) = (answer = '')", name=op.f("ck_member_question_answered_says_something")
        ),
        sa.CheckConstraint("text <> ''", name=op.f("ck_member_question_asks_something")),
        sa.CheckConstraint(
            "answered_by_id IS NULL OR answered_by_id <> asked_by_id", name=op.f("ck_member_question_second_person")
        ),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["user_account.id"], name=op.f("fk_member_question_answered_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["user_account.id"], name=op.f("fk_member_question_asked_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(["brief_id"], ["brief.id"], name=op.f("fk_member_question_brief_id_brief")),
        sa.ForeignKeyConstraint(
            ["follows_id"], ["member_question.id"], name=op.f("fk_member_question_follows_id_member_question")
        ),
        sa.ForeignKeyConstraint(
            ["partnership_id"], ["partnership.id"], name=op.f("fk_member_question_partnership_id_partnership")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member_question")),
        sa.UniqueConstraint("partnership_id", "number", name="each_question_number_once"),
    )
    op.create_index(op.f("ix_member_question_asked_by_id"), "member_question", ["asked_by_id"], unique=False)
    op.create_index(op.f("ix_member_question_partnership_id"), "member_question", ["partnership_id"], unique=False)
    op.create_table(
        "executive_decision",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=True),
        sa.Column("due_by", sa.Date(), nullable=True),
        sa.Column("replaces_id", sa.String(length=36), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("kind = 'agreed' OR because <> ''", name=op.f("ck_executive_decision_not_wholly_says_why")),
        sa.CheckConstraint(
            "kind IN ('agreed', 'agreed_in_part', 'not_agreed', 'noted')", name=op.f("ck_executive_decision_kind_known")
        ),
        sa.CheckConstraint("text <> ''", name=op.f("ck_executive_decision_says_what")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_executive_decision_agency_id_agency")),
        sa.ForeignKeyConstraint(
            ["item_id"], ["agenda_item.id"], name=op.f("fk_executive_decision_item_id_agenda_item")
        ),
        sa.ForeignKeyConstraint(
            ["partnership_id"], ["partnership.id"], name=op.f("fk_executive_decision_partnership_id_partnership")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["user_account.id"], name=op.f("fk_executive_decision_recorded_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["replaces_id"],
            ["executive_decision.id"],
            name=op.f("fk_executive_decision_replaces_id_executive_decision"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_executive_decision")),
        sa.UniqueConstraint("partnership_id", "number", name="each_decision_number_once"),
    )
    op.create_index(
        "each_item_decided_once",
        "executive_decision",
        ["item_id"],
        unique=True,
        sqlite_where=sa.text("replaces_id IS NULL"),
        postgresql_where=sa.text("replaces_id IS NULL"),
    )
    op.create_index(op.f("ix_executive_decision_item_id"), "executive_decision", ["item_id"], unique=False)
    op.create_index(
        op.f("ix_executive_decision_partnership_id"), "executive_decision", ["partnership_id"], unique=False
    )
    op.create_table(
        "decision_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.String(length=36), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("noted_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("state IN ('under_way', 'carried_out')", name=op.f("ck_decision_note_state_known")),
        sa.CheckConstraint("text <> ''", name=op.f("ck_decision_note_says_what")),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["executive_decision.id"], name=op.f("fk_decision_note_decision_id_executive_decision")
        ),
        sa.ForeignKeyConstraint(
            ["noted_by_id"], ["user_account.id"], name=op.f("fk_decision_note_noted_by_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision_note")),
    )
    op.create_index(op.f("ix_decision_note_decision_id"), "decision_note", ["decision_id"], unique=False)
    add_rules()


def downgrade() -> None:
    op.get_bind().execute(RULE.delete().where(RULE.c.record_type.in_([kind for kind, _ in NEW_RULES])))

    op.drop_index(op.f("ix_decision_note_decision_id"), table_name="decision_note")
    op.drop_table("decision_note")
    op.drop_index(op.f("ix_executive_decision_partnership_id"), table_name="executive_decision")
    op.drop_index(op.f("ix_executive_decision_item_id"), table_name="executive_decision")
    op.drop_index("each_item_decided_once", table_name="executive_decision")
    op.drop_table("executive_decision")
    op.drop_index(op.f("ix_member_question_partnership_id"), table_name="member_question")
    op.drop_index(op.f("ix_member_question_asked_by_id"), table_name="member_question")
    op.drop_table("member_question")
    op.drop_index(op.f("ix_brief_copy_user_id"), table_name="brief_copy")
    op.drop_table("brief_copy")
    op.drop_index(op.f("ix_agenda_item_meeting_id"), table_name="agenda_item")
    op.drop_table("agenda_item")
    op.drop_index(op.f("ix_executive_meeting_partnership_id"), table_name="executive_meeting")
    op.drop_table("executive_meeting")
    op.drop_index(op.f("ix_brief_partnership_id"), table_name="brief")
    op.drop_table("brief")


def add_rules() -> None:
    connection = op.get_bind()
    partnership = sa.table("partnership", sa.column("id", sa.Integer))
    for partnership_id in connection.scalars(sa.select(partnership.c.id)).all():
        for kind, months in NEW_RULES:
            values = {"partnership_id": partnership_id, "record_type": kind, "months": months, "basis": BASIS}
            connection.execute(RULE.insert().values(**values))
