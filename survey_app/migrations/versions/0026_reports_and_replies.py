"""From what was heard to what was done: sorted survey themes, reports to the Strategic Group, replies and actions

Revision 0026, after 0025, 2026-11-29
"""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
NEW_PERMISSIONS = {"qa_group": ("forums.reply", "forums.approve")}


def upgrade() -> None:
    op.create_table(
        "hub_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("words", DOCUMENT, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["user_account.id"], name=op.f("fk_hub_report_changed_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(["cycle_id"], ["hub_cycle.id"], name=op.f("fk_hub_report_cycle_id_hub_cycle")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hub_report")),
        sa.UniqueConstraint("cycle_id", name=op.f("uq_hub_report_cycle_id")),
    )
    op.create_table(
        "hub_report_edition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", DOCUMENT, nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("number = 1 OR reason <> ''", name=op.f("ck_hub_report_edition_later_editions_say_why")),
        sa.ForeignKeyConstraint(["cycle_id"], ["hub_cycle.id"], name=op.f("fk_hub_report_edition_cycle_id_hub_cycle")),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["user_account.id"], name=op.f("fk_hub_report_edition_made_by_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hub_report_edition")),
        sa.UniqueConstraint("cycle_id", "number", name="each_edition_once"),
    )
    op.create_index(op.f("ix_hub_report_edition_cycle_id"), "hub_report_edition", ["cycle_id"], unique=False)
    op.create_table(
        "hub_you_said",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["cycle_id"], ["hub_cycle.id"], name=op.f("fk_hub_you_said_cycle_id_hub_cycle")),
        sa.ForeignKeyConstraint(
            ["published_by_id"], ["user_account.id"], name=op.f("fk_hub_you_said_published_by_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hub_you_said")),
        sa.UniqueConstraint("cycle_id", name=op.f("uq_hub_you_said_cycle_id")),
    )
    op.create_table(
        "hub_report_delivery",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("meeting", sa.String(length=200), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("noted_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(meeting <> '') = (user_id IS NULL)", name=op.f("ck_hub_report_delivery_member_or_meeting")
        ),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["hub_report_edition.id"], name=op.f("fk_hub_report_delivery_edition_id_hub_report_edition")
        ),
        sa.ForeignKeyConstraint(
            ["noted_by_id"], ["user_account.id"], name=op.f("fk_hub_report_delivery_noted_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_hub_report_delivery_user_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hub_report_delivery")),
        sa.UniqueConstraint("edition_id", "user_id", name="each_member_once"),
    )
    op.create_index(op.f("ix_hub_report_delivery_edition_id"), "hub_report_delivery", ["edition_id"], unique=False)
    op.create_table(
        "hub_sorting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=False),
        sa.Column("piece", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(["cycle_id"], ["hub_cycle.id"], name=op.f("fk_hub_sorting_cycle_id_hub_cycle")),
        sa.ForeignKeyConstraint(["theme_id"], ["hub_theme.id"], name=op.f("fk_hub_sorting_theme_id_hub_theme")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hub_sorting")),
        sa.UniqueConstraint("cycle_id", "piece", name="each_piece_sorted_once"),
    )
    op.create_index(op.f("ix_hub_sorting_cycle_id"), "hub_sorting", ["cycle_id"], unique=False)
    op.create_index(op.f("ix_hub_sorting_theme_id"), "hub_sorting", ["theme_id"], unique=False)
    op.create_table(
        "hub_theme_reply",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("you_said", sa.Text(), nullable=False),
        sa.Column("decision", sa.String(length=12), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("owner", sa.String(length=200), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.String(length=200), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("checked_by_id", sa.Integer(), nullable=True),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("withdrawn_by_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "decision = 'accepted' OR because <> ''", name=op.f("ck_hub_theme_reply_not_wholly_says_why")
        ),
        sa.CheckConstraint(
            "decision = 'not_accepted' OR (action <> '' AND due_on IS NOT NULL AND (owner <> '' OR agency_id IS NOT NULL))",
            name=op.f("ck_hub_theme_reply_accepted_is_acted_on"),
        ),
        sa.CheckConstraint(
            "decision IN ('accepted', 'partly', 'not_accepted')", name=op.f("ck_hub_theme_reply_decision_known")
        ),
        sa.CheckConstraint(
            "state <> 'approved' OR checked_by_id IS NOT NULL", name=op.f("ck_hub_theme_reply_approved_by_somebody")
        ),
        sa.CheckConstraint(
            "state IN ('waiting', 'approved', 'returned', 'replaced', 'withdrawn')",
            name=op.f("ck_hub_theme_reply_state_known"),
        ),
        sa.CheckConstraint(
            "checked_by_id IS NULL OR checked_by_id <> written_by_id", name=op.f("ck_hub_theme_reply_second_person")
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_hub_theme_reply_agency_id_agency")),
        sa.ForeignKeyConstraint(
            ["checked_by_id"], ["user_account.id"], name=op.f("fk_hub_theme_reply_checked_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(["theme_id"], ["hub_theme.id"], name=op.f("fk_hub_theme_reply_theme_id_hub_theme")),
        sa.ForeignKeyConstraint(
            ["withdrawn_by_id"], ["user_account.id"], name=op.f("fk_hub_theme_reply_withdrawn_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["written_by_id"], ["user_account.id"], name=op.f("fk_hub_theme_reply_written_by_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hub_theme_reply")),
        sa.UniqueConstraint("theme_id", "number", name="each_wording_once"),
    )
    op.create_index(op.f("ix_hub_theme_reply_theme_id"), "hub_theme_reply", ["theme_id"], unique=False)
    op.create_table(
        "hub_action_progress",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reply_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("noted_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("state IN ('under_way', 'done')", name=op.f("ck_hub_action_progress_state_known")),
        sa.ForeignKeyConstraint(
            ["noted_by_id"], ["user_account.id"], name=op.f("fk_hub_action_progress_noted_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["reply_id"], ["hub_theme_reply.id"], name=op.f("fk_hub_action_progress_reply_id_hub_theme_reply")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hub_action_progress")),
    )
    op.create_index(op.f("ix_hub_action_progress_reply_id"), "hub_action_progress", ["reply_id"], unique=False)
    change_roles(lambda held, new: [*held, *(key for key in new if key not in held)])


def downgrade() -> None:
    change_roles(lambda held, new: [key for key in held if key not in new])
    op.drop_index(op.f("ix_hub_action_progress_reply_id"), table_name="hub_action_progress")
    op.drop_table("hub_action_progress")
    op.drop_index(op.f("ix_hub_theme_reply_theme_id"), table_name="hub_theme_reply")
    op.drop_table("hub_theme_reply")
    op.drop_index(op.f("ix_hub_sorting_theme_id"), table_name="hub_sorting")
    op.drop_index(op.f("ix_hub_sorting_cycle_id"), table_name="hub_sorting")
    op.drop_table("hub_sorting")
    op.drop_index(op.f("ix_hub_report_delivery_edition_id"), table_name="hub_report_delivery")
    op.drop_table("hub_report_delivery")
    op.drop_table("hub_you_said")
    op.drop_index(op.f("ix_hub_report_edition_cycle_id"), table_name="hub_report_edition")
    op.drop_table("hub_report_edition")
    op.drop_table("hub_report")


def change_roles(change: Callable[[list[str], tuple[str, ...]], list[str]]) -> None:
    role = sa.table("role", sa.column("key", sa.String), sa.column("permissions", DOCUMENT))
    connection = op.get_bind()
    for key, new in NEW_PERMISSIONS.items():
        held = connection.scalar(sa.select(role.c.permissions).where(role.c.key == key))
        if held is not None:
            connection.execute(role.update().where(role.c.key == key).values(permissions=change(list(held), new)))
