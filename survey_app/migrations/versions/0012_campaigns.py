"""School campaigns and levels of need

Revision 0012, after 0011, 2026-11-29
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "levels_of_need",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("levels", DOCUMENT, nullable=False),
        sa.Column("source", sa.String(length=500), nullable=False),
        sa.Column("in_force_from", sa.Date(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["user_account.id"], name=op.f("fk_levels_of_need_made_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["partnership_id"], ["partnership.id"], name=op.f("fk_levels_of_need_partnership_id_partnership")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_levels_of_need")),
        sa.UniqueConstraint("partnership_id", "number", name="each_levels_version_once"),
    )
    op.create_index(op.f("ix_levels_of_need_partnership_id"), "levels_of_need", ["partnership_id"])
    op.create_table(
        "school",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("urn", sa.String(length=6), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("phase", sa.String(length=80), nullable=False),
        sa.Column("region", sa.String(length=120), nullable=False),
        sa.Column("lead_name", sa.String(length=200), nullable=False),
        sa.Column("lead_email", sa.String(length=254), nullable=False),
        sa.Column("listed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_school_agency_id_agency")),
        sa.ForeignKeyConstraint(
            ["partnership_id"], ["partnership.id"], name=op.f("fk_school_partnership_id_partnership")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_school")),
        sa.UniqueConstraint("partnership_id", "urn", name=op.f("uq_school_partnership_id_urn")),
    )
    op.create_index(op.f("ix_school_agency_id"), "school", ["agency_id"])
    op.create_index(op.f("ix_school_partnership_id"), "school", ["partnership_id"])
    op.create_table(
        "campaign",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("reminder_days", DOCUMENT, nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_campaign_round_id_round")),
        sa.PrimaryKeyConstraint("round_id", name=op.f("pk_campaign")),
    )
    op.create_table(
        "campaign_reminder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("days_before", sa.Integer(), nullable=True),
        sa.Column("region", sa.String(length=120), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.Column("messages", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"], ["campaign.round_id"], name=op.f("fk_campaign_reminder_round_id_campaign")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign_reminder")),
        sa.UniqueConstraint("round_id", "days_before", name="each_planned_reminder_once"),
    )
    op.create_index(op.f("ix_campaign_reminder_round_id"), "campaign_reminder", ["round_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_campaign_reminder_round_id"), table_name="campaign_reminder")
    op.drop_table("campaign_reminder")
    op.drop_table("campaign")
    op.drop_index(op.f("ix_school_partnership_id"), table_name="school")
    op.drop_index(op.f("ix_school_agency_id"), table_name="school")
    op.drop_table("school")
    op.drop_index(op.f("ix_levels_of_need_partnership_id"), table_name="levels_of_need")
    op.drop_table("levels_of_need")
