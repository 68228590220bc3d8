"""The themes of a cycle of the Learning Hub

Revision 0022, after 0021, 2026-11-29
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "hub_theme",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["cycle_id"], ["hub_cycle.id"], name=op.f("fk_hub_theme_cycle_id_hub_cycle")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hub_theme")),
    )
    op.create_index(op.f("ix_hub_theme_cycle_id"), "hub_theme", ["cycle_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_hub_theme_cycle_id"), table_name="hub_theme")
    op.drop_table("hub_theme")
