"""Files that are made in the background

Revision 0010, after 0009, 2026-11-29
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('export_job',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('round_id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('format', sa.String(length=40), nullable=False),
    sa.Column('paper', sa.String(length=10), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('done', sa.Integer(), nullable=False),
    sa.Column('total', sa.Integer(), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('problem', sa.String(length=300), nullable=False),
    sa.Column('file_name', sa.String(length=64), nullable=False),
    sa.Column('release', sa.Integer(), nullable=True),
    sa.Column('size', sa.BigInteger(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('beat_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ready_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("state IN ('queued', 'running', 'ready', 'failed', 'cancelled', 'expired')",
                       name=op.f('ck_export_job_state_known')),
    sa.CheckConstraint("paper IN ('working', 'release')", name=op.f('ck_export_job_paper_known')),
    sa.CheckConstraint("state <> 'ready' OR file_name <> ''", name=op.f('ck_export_job_ready_has_a_file')),
    sa.ForeignKeyConstraint(['round_id'], ['round.id'], name=op.f('fk_export_job_round_id_round')),
    sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], name=op.f('fk_export_job_user_id_user_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_export_job'))
    )
    op.create_index(op.f('ix_export_job_round_id'), 'export_job', ['round_id'])
    op.create_index(op.f('ix_export_job_state'), 'export_job', ['state'])
    op.create_index(op.f('ix_export_job_user_id'), 'export_job', ['user_id'])


def downgrade() -> None:
    op.drop_index(op.f('ix_export_job_user_id'), table_name='export_job')
    op.drop_index(op.f('ix_export_job_state'), table_name='export_job')
    op.drop_index(op.f('ix_export_job_round_id'), table_name='export_job')
    op.drop_table('export_job')
