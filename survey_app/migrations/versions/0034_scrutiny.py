"""The scrutineer's desk: register, answers, challenges, assurance, days, conversations, reports

Revision 0034, after 0033, 2026-11-30
"""

from __future__ import annotations

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
