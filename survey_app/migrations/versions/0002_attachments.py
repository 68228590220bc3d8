"""Attachments, the language of a draft, and worries in repeats within repeats

Revision 0002, after 0001, 2026-11-22
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('attachment',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('round_id', sa.Integer(), nullable=False),
    sa.Column('submission_id', sa.String(length=36), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('media_type', sa.String(length=100), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('stored_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('size > 0', name=op.f('ck_attachment_not_empty')),
    sa.ForeignKeyConstraint(['round_id'], ['round.id'], name=op.f('fk_attachment_round_id_round')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_attachment')),
    sa.UniqueConstraint('submission_id', 'name', name='each_name_once')
    )
    with op.batch_alter_table('attachment', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_attachment_round_id'), ['round_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_attachment_submission_id'), ['submission_id'], unique=False)

    with op.batch_alter_table('draft', schema=None) as batch_op:
        batch_op.add_column(sa.Column('language', sa.String(length=60), nullable=False, server_default=''))

    with op.batch_alter_table('safety_alert', schema=None) as batch_op:
        batch_op.alter_column('entry', existing_type=sa.Integer(), type_=sa.String(length=80), existing_nullable=False,
                              postgresql_using='entry::varchar')
        batch_op.alter_column('question', existing_type=sa.String(length=64), type_=sa.String(length=200),
                              existing_nullable=False)


def downgrade() -> None:
    # The entry of a repeat within a repeat, "2.0", has no whole number: it becomes that of the outer repeat.
    op.execute("DELETE FROM safety_alert WHERE entry LIKE '%.%'")
    with op.batch_alter_table('safety_alert', schema=None) as batch_op:
        batch_op.alter_column('question', existing_type=sa.String(length=200), type_=sa.String(length=64),
                              existing_nullable=False)
        batch_op.alter_column('entry', existing_type=sa.String(length=80), type_=sa.Integer(), existing_nullable=False,
                              postgresql_using='entry::integer')

    with op.batch_alter_table('draft', schema=None) as batch_op:
        batch_op.drop_column('language')

    with op.batch_alter_table('attachment', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_attachment_submission_id'))
        batch_op.drop_index(batch_op.f('ix_attachment_round_id'))

    op.drop_table('attachment')
