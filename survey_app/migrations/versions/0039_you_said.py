"""You said, we did: how often the page is read, without tracking, and the round that asks whether it was noticed

Revision 0039, after 0038, 2026-11-30
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

NOTICED = "fk_hub_cycle_noticed_round_id_round"


def upgrade() -> None:
    op.create_table(
        "hub_you_said_reading",
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("openings", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cycle_id"], ["hub_cycle.id"], name=op.f("fk_hub_you_said_reading_cycle_id_hub_cycle")
        ),
        sa.PrimaryKeyConstraint("cycle_id", "on_day", name=op.f("pk_hub_you_said_reading")),
    )
    with op.batch_alter_table("hub_cycle") as table:
        table.add_column(sa.Column("noticed_round_id", sa.Integer(), nullable=True))
        table.create_foreign_key(op.f(NOTICED), "round", ["noticed_round_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("hub_cycle") as table:
        table.drop_constraint(op.f(NOTICED), type_="foreignkey")
        table.drop_column("noticed_round_id")
    op.drop_table("hub_you_said_reading")
