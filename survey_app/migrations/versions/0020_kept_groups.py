"""Which groups an anonymous round tells apart, and how large the smallest must be

Revision 0020, after 0019, 2026-11-29
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.add_column("round", sa.Column("smallest_group", sa.Integer(), server_default="5", nullable=False))
    op.add_column("round", sa.Column("kept_groups", DOCUMENT, nullable=True))


def downgrade() -> None:
    op.drop_column("round", "kept_groups")
    op.drop_column("round", "smallest_group")
