"""Serious incidents by reference, their clocks, approvals, copies and bank holidays

Revision 0036, after 0035, 2026-11-30
"""

from __future__ import annotations

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
