"""Bookings and cycles of the Learning Hub have rules of retention

Revision 0021, after 0020, 2026-11-29
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

NEW_RULES = {"booking": 24, "hub_cycle": 84}
BASIS = "Suggested by the product. Confirm it in your partnership's retention schedule."


def upgrade() -> None:
    rule, partnership = _tables()
    connection = op.get_bind()
    for partnership_id in connection.scalars(sa.select(partnership.c.id)).all():
        for record_type, months in NEW_RULES.items():
            connection.execute(
                rule.insert().values(partnership_id=partnership_id, record_type=record_type, months=months, basis=BASIS)
            )


def downgrade() -> None:
    rule, _ = _tables()
    op.get_bind().execute(rule.delete().where(rule.c.record_type.in_(NEW_RULES)))


def _tables() -> tuple[sa.TableClause, sa.TableClause]:
    rule = sa.table(
        "retention_rule", sa.column("partnership_id", sa.Integer), sa.column("record_type", sa.String),
        sa.column("months", sa.Integer), sa.column("basis", sa.Text),
    )  # fmt: skip
    return rule, sa.table("partnership", sa.column("id", sa.Integer))
