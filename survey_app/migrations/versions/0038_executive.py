"""The Executive: agendas, decisions, briefs and acknowledgements; members' briefings and questions

Revision 0038, after 0037, 2026-11-30
"""

from __future__ import annotations

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
