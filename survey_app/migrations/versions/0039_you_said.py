"""You said, we did: themes of any source, readings without tracking, and whether it was noticed

Revision 0039, after 0038, 2026-11-30
"""

from __future__ import annotations

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
