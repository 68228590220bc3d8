"""At the door of a forum: check-ins, attendance, and who holds a list

Revision 0023, after 0022, 2026-11-29
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "door_list",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("forum_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("device", sa.String(length=64), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("gone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["forum_id"], ["forum.id"], name=op.f("fk_door_list_forum_id_forum")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_door_list_user_id_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_door_list")),
        sa.UniqueConstraint("forum_id", "device", "user_id", name="each_door_list_once"),
    )
    op.create_index(op.f("ix_door_list_forum_id"), "door_list", ["forum_id"], unique=False)
    op.create_index(op.f("ix_door_list_user_id"), "door_list", ["user_id"], unique=False)
    op.create_table(
        "attendance",
        sa.Column("booking_id", sa.String(length=32), nullable=False),
        sa.Column("certificate_code", sa.String(length=12), nullable=False),
        sa.Column("state_before", sa.String(length=10), nullable=False),
        sa.Column("from_forum_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name=op.f("fk_attendance_booking_id_booking")),
        sa.ForeignKeyConstraint(["from_forum_id"], ["forum.id"], name=op.f("fk_attendance_from_forum_id_forum")),
        sa.PrimaryKeyConstraint("booking_id", name=op.f("pk_attendance")),
        sa.UniqueConstraint("certificate_code", name="each_certificate_code_once"),
    )
    op.create_index(op.f("ix_attendance_from_forum_id"), "attendance", ["from_forum_id"], unique=False)
    op.create_table(
        "door_act",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("forum_id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.String(length=32), nullable=True),
        sa.Column("kind", sa.String(length=3), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends", DOCUMENT, nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("device", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('in', 'out')", name=op.f("ck_door_act_kind_known")),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name=op.f("fk_door_act_booking_id_booking")),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name=op.f("fk_door_act_by_id_user_account")),
        sa.ForeignKeyConstraint(["forum_id"], ["forum.id"], name=op.f("fk_door_act_forum_id_forum")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_door_act")),
    )
    op.create_index(op.f("ix_door_act_booking_id"), "door_act", ["booking_id"], unique=False)
    op.create_index(op.f("ix_door_act_by_id"), "door_act", ["by_id"], unique=False)
    op.create_index(op.f("ix_door_act_forum_id"), "door_act", ["forum_id"], unique=False)


def downgrade() -> None:
    op.drop_table("door_act")
    op.drop_table("attendance")
    op.drop_table("door_list")
