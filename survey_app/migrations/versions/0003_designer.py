"""The designer: drafts with revisions, who edits them, their files, and the question bank

Revision 0003, after 0002, 2026-11-22
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), 'postgresql')
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    with op.batch_alter_table('instrument', schema=None) as batch_op:
        batch_op.add_column(sa.Column('draft_revision', sa.Integer(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('draft_files', DOCUMENT, server_default='{}', nullable=False))
    with op.batch_alter_table('instrument_version', schema=None) as batch_op:
        batch_op.add_column(sa.Column('files', DOCUMENT, server_default='{}', nullable=False))

    op.create_table('instrument_file',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('instrument_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('media_type', sa.String(length=80), nullable=False),
    sa.Column('content_hash', sa.String(length=64), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['instrument_id'], ['instrument.id'], name=op.f('fk_instrument_file_instrument_id_instrument')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_instrument_file'))
    )
    op.create_index(op.f('ix_instrument_file_instrument_id'), 'instrument_file', ['instrument_id'])

    op.create_table('draft_change',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('instrument_id', sa.Integer(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('at', MOMENT, nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('what', sa.String(length=300), nullable=False),
    sa.Column('source_before', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['user_account.id'], name=op.f('fk_draft_change_by_id_user_account')),
    sa.ForeignKeyConstraint(['instrument_id'], ['instrument.id'], name=op.f('fk_draft_change_instrument_id_instrument')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_draft_change')),
    sa.UniqueConstraint('instrument_id', 'revision', name=op.f('uq_draft_change_instrument_id_revision'))
    )
    op.create_index(op.f('ix_draft_change_instrument_id'), 'draft_change', ['instrument_id'])

    op.create_table('draft_editor',
    sa.Column('instrument_id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('since', MOMENT, nullable=False),
    sa.Column('last_seen', MOMENT, nullable=False),
    sa.ForeignKeyConstraint(['instrument_id'], ['instrument.id'], name=op.f('fk_draft_editor_instrument_id_instrument')),
    sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], name=op.f('fk_draft_editor_user_id_user_account')),
    sa.PrimaryKeyConstraint('instrument_id', 'user_id', name=op.f('pk_draft_editor'))
    )

    op.create_table('bank_question',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('partnership_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('content', DOCUMENT, nullable=False),
    sa.Column('origin', sa.String(length=300), nullable=False),
    sa.Column('added_at', MOMENT, nullable=False),
    sa.Column('added_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['added_by_id'], ['user_account.id'], name=op.f('fk_bank_question_added_by_id_user_account')),
    sa.ForeignKeyConstraint(['partnership_id'], ['partnership.id'], name=op.f('fk_bank_question_partnership_id_partnership')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_bank_question')),
    sa.UniqueConstraint('partnership_id', 'name', name=op.f('uq_bank_question_partnership_id_name'))
    )
    op.create_index(op.f('ix_bank_question_partnership_id'), 'bank_question', ['partnership_id'])


def downgrade() -> None:
    op.drop_index(op.f('ix_bank_question_partnership_id'), table_name='bank_question')
    op.drop_table('bank_question')
    op.drop_table('draft_editor')
    op.drop_index(op.f('ix_draft_change_instrument_id'), table_name='draft_change')
    op.drop_table('draft_change')
    op.drop_index(op.f('ix_instrument_file_instrument_id'), table_name='instrument_file')
    op.drop_table('instrument_file')
    with op.batch_alter_table('instrument_version', schema=None) as batch_op:
        batch_op.drop_column('files')
    with op.batch_alter_table('instrument', schema=None) as batch_op:
        batch_op.drop_column('draft_files')
        batch_op.drop_column('draft_revision')
