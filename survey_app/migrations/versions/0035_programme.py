"""The year: scrutiny programmes with their topics, priorities, endorsement, external reviews

Revision 0035, after 0034, 2026-11-30
"""

from __future__ import annotations

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
