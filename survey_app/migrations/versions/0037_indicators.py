"""Indicators: definitions, submissions by agencies, comments, and what several partnerships share

Revision 0037, after 0036, 2026-11-30
"""

from __future__ import annotations

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
