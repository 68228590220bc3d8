"""One visit at most is proposed by an inspection report; visits and reports have rules of retention

Revision 0017, after 0016, 2026-11-29
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

NEW_RULES = {"visit": 84, "inspection_report": 84}
BASIS = "Suggested by the product. Confirm it in your partnership's retention schedule."


def upgrade() -> None:
    op.create_index("ix_visit_one_proposal_per_report", "visit", ["inspection_id"], unique=True)
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
    op.drop_index("ix_visit_one_proposal_per_report", table_name="visit")


def _tables() -> tuple[sa.TableClause, sa.TableClause]:
    rule = sa.table(
        "retention_rule", sa.column("partnership_id", sa.Integer), sa.column("record_type", sa.String),
        sa.column("months", sa.Integer), sa.column("basis", sa.Text),
    )  # fmt: skip
    return rule, sa.table("partnership", sa.column("id", sa.Integer))
