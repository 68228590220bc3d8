"""Disclosure policies with rounding and marks of their own, thresholds of what may be reported, answers broken down

Revision 0006, after 0005, 2026-11-29
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), 'postgresql')
OWN_RULES = ('nhs', 'dfe', 'ten', 'own')


def upgrade() -> None:
    with op.batch_alter_table('disclosure_decision', schema=None) as batch_op:
        batch_op.add_column(sa.Column('rounding', sa.Integer(), server_default='1', nullable=False))
        batch_op.add_column(sa.Column('symbol', sa.String(length=5), server_default='[c]', nullable=False))
        batch_op.add_column(sa.Column('symbol_z', sa.String(length=5), server_default='[z]', nullable=False))
        batch_op.add_column(sa.Column('protect_blanks', sa.Boolean(), server_default=sa.true(), nullable=False))
        batch_op.add_column(sa.Column('blanks_reason', sa.Text(), server_default='', nullable=False))
    with op.batch_alter_table('disclosure_decision', schema=None) as batch_op:
        for name, kind in (('rounding', sa.Integer()), ('symbol', sa.String(length=5)),
                           ('symbol_z', sa.String(length=5)), ('protect_blanks', sa.Boolean()),
                           ('blanks_reason', sa.Text())):
            batch_op.alter_column(name, existing_type=kind, server_default=None)
        batch_op.create_check_constraint('rounding_known', 'rounding IN (1, 5, 10)')
        batch_op.create_check_constraint('open_blanks_say_why', "protect_blanks OR blanks_reason <> ''")

    with op.batch_alter_table('round', schema=None) as batch_op:
        batch_op.add_column(sa.Column('break_down_by', DOCUMENT, server_default='[]', nullable=False))
    with op.batch_alter_table('round', schema=None) as batch_op:
        batch_op.alter_column('break_down_by', existing_type=DOCUMENT, server_default=None)

    op.create_table('reportability_decision',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('partnership_id', sa.Integer(), nullable=False),
    sa.Column('unit', sa.String(length=20), nullable=False),
    sa.Column('minimum_base', sa.Integer(), nullable=False),
    sa.Column('care_base', sa.Integer(), nullable=False),
    sa.Column('minimum_rate', sa.Float(), nullable=False),
    sa.Column('care_rate', sa.Float(), nullable=False),
    sa.Column('decided_by', sa.String(length=200), nullable=False),
    sa.Column('decided_on', sa.Date(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.CheckConstraint('care_base >= minimum_base', name=op.f('ck_reportability_decision_bases_in_order')),
    sa.CheckConstraint('care_rate >= minimum_rate', name=op.f('ck_reportability_decision_rates_in_order')),
    sa.CheckConstraint("unit IN ('people', 'organisations')", name=op.f('ck_reportability_decision_unit_known')),
    sa.ForeignKeyConstraint(['partnership_id'], ['partnership.id'],
                            name=op.f('fk_reportability_decision_partnership_id_partnership')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reportability_decision'))
    )
    op.create_index(op.f('ix_reportability_decision_partnership_id'), 'reportability_decision', ['partnership_id'])


def downgrade() -> None:
    op.drop_table('reportability_decision')
    with op.batch_alter_table('round', schema=None) as batch_op:
        batch_op.drop_column('break_down_by')
    # What an older version knows are two policies; all others hide something, so they become the default.
    decision = sa.table('disclosure_decision', sa.column('policy', sa.String))
    op.execute(decision.update().where(decision.c.policy.in_(OWN_RULES)).values(policy='default'))
    with op.batch_alter_table('disclosure_decision', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('ck_disclosure_decision_open_blanks_say_why'), type_='check')
        batch_op.drop_constraint(op.f('ck_disclosure_decision_rounding_known'), type_='check')
        for name in ('rounding', 'symbol', 'symbol_z', 'protect_blanks', 'blanks_reason'):
            batch_op.drop_column(name)
