"""Whether an answer was sent as "what I have"

Revision 0029, after 0028, 2026-11-29
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("submission_revision") as table:
        table.add_column(sa.Column("partial", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("submission_revision") as table:
        table.alter_column("partial", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("submission_revision") as table:
        table.drop_column("partial")
