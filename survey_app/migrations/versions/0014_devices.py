"""Devices work on drafts without a signal: their messages, conflicts, alerts, and drafts as they were sent

Revision 0014, after 0013, 2026-11-29
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "alert_permit",
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("draft_id", sa.String(length=36), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key_hash", name=op.f("pk_alert_permit")),
    )
    op.create_index(op.f("ix_alert_permit_draft_id"), "alert_permit", ["draft_id"])
    op.create_table(
        "device_messages",
        sa.Column("draft_id", sa.String(length=36), nullable=False),
        sa.Column("device", sa.String(length=64), nullable=False),
        sa.Column("last_number", sa.Integer(), nullable=False),
        sa.Column("last_digest", sa.String(length=64), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("draft_id", "device", name=op.f("pk_device_messages")),
    )
    op.create_table(
        "draft_conflict",
        sa.Column("draft_id", sa.String(length=36), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("path", DOCUMENT, nullable=False),
        sa.Column("kept", DOCUMENT, nullable=False),
        sa.Column("other", DOCUMENT, nullable=False),
        sa.Column("device", sa.String(length=64), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("draft_id", "id", name=op.f("pk_draft_conflict")),
    )
    op.create_index("ix_draft_conflict_open", "draft_conflict", ["draft_id", "decided_at"])
    op.create_table(
        "sent_notes",
        sa.Column("draft_id", sa.String(length=36), nullable=False),
        sa.Column("draft_revision", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("document", DOCUMENT, nullable=False),
        sa.PrimaryKeyConstraint("draft_id", "draft_revision", name=op.f("pk_sent_notes")),
    )
    op.create_table(
        "device_alert",
        sa.Column("draft_id", sa.String(length=36), nullable=False),
        sa.Column("alert", sa.String(length=36), nullable=False),
        sa.Column("alert_id", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(["alert_id"], ["safety_alert.id"], name=op.f("fk_device_alert_alert_id_safety_alert")),
        sa.PrimaryKeyConstraint("draft_id", "alert", name=op.f("pk_device_alert")),
    )
    op.create_index(op.f("ix_device_alert_alert_id"), "device_alert", ["alert_id"])
    with op.batch_alter_table("attachment") as batch_op:
        batch_op.add_column(sa.Column("sent_sha256", sa.String(length=64), server_default="", nullable=False))
    with op.batch_alter_table("draft") as batch_op:
        batch_op.add_column(sa.Column("version_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_draft_version_id_instrument_version"), "instrument_version", ["version_id"], ["id"]
        )
    with op.batch_alter_table("safety_alert") as batch_op:
        batch_op.add_column(sa.Column("said_at", sa.String(length=40), server_default="", nullable=False))
        batch_op.add_column(sa.Column("is_answered", sa.Boolean(), server_default=sa.true(), nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("safety_alert") as batch_op:
        batch_op.drop_column("is_answered")
        batch_op.drop_column("said_at")
    with op.batch_alter_table("draft") as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_draft_version_id_instrument_version"), type_="foreignkey")
        batch_op.drop_column("version_id")
    with op.batch_alter_table("attachment") as batch_op:
        batch_op.drop_column("sent_sha256")
    for table in ("device_alert", "sent_notes", "draft_conflict", "device_messages", "alert_permit"):
        op.drop_table(table)
