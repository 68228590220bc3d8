"""You said, we did: how often the page is read, without tracking, and when it is asked whether it was noticed

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
SET_BY = "fk_hub_you_said_ask_set_by_id_user_account"
ASKED_OR_NOT, HAD_A_DAY = "ck_hub_you_said_asked_or_called_off", "ck_hub_you_said_what_is_called_off_had_a_day"


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
    with op.batch_alter_table("hub_you_said") as table:
        table.add_column(sa.Column("ask_on", sa.Date(), nullable=True))
        table.add_column(sa.Column("ask_set_by_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("asked_on", sa.Date(), nullable=True))
        table.add_column(sa.Column("not_asked_because", sa.Text(), server_default="", nullable=False))
        table.create_foreign_key(op.f(SET_BY), "user_account", ["ask_set_by_id"], ["id"])
        table.create_check_constraint(op.f(ASKED_OR_NOT), "asked_on IS NULL OR not_asked_because = ''")
        table.create_check_constraint(op.f(HAD_A_DAY), "not_asked_because = '' OR ask_on IS NOT NULL")


def downgrade() -> None:
    with op.batch_alter_table("hub_you_said") as table:
        for name in (HAD_A_DAY, ASKED_OR_NOT):
            table.drop_constraint(op.f(name), type_="check")
        table.drop_constraint(op.f(SET_BY), type_="foreignkey")
        for column in ("not_asked_because", "asked_on", "ask_set_by_id", "ask_on"):
            table.drop_column(column)
    with op.batch_alter_table("hub_cycle") as table:
        table.drop_constraint(op.f(NOTICED), type_="foreignkey")
        table.drop_column("noticed_round_id")
    op.drop_table("hub_you_said_reading")
