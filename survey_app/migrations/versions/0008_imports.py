"""Answers imported from other programs

Revision 0008, after 0007, 2026-11-29
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), 'postgresql')


def upgrade() -> None:
    op.create_table('import_mapping',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('partnership_id', sa.Integer(), nullable=False),
    sa.Column('form_id', sa.String(length=64), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('mapping', DOCUMENT, nullable=False),
    sa.Column('saved_by_id', sa.Integer(), nullable=True),
    sa.Column('saved_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['partnership_id'], ['partnership.id'],
                            name=op.f('fk_import_mapping_partnership_id_partnership')),
    sa.ForeignKeyConstraint(['saved_by_id'], ['user_account.id'],
                            name=op.f('fk_import_mapping_saved_by_id_user_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_import_mapping')),
    sa.UniqueConstraint('partnership_id', 'form_id', 'title', name='each_mapping_title_once')
    )
    op.create_table('import_batch',
    sa.Column('key', sa.String(length=32), nullable=False),
    sa.Column('round_id', sa.Integer(), nullable=False),
    sa.Column('version_id', sa.Integer(), nullable=False),
    sa.Column('program', sa.String(length=20), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('rows', sa.Integer(), nullable=False),
    sa.Column('answers', sa.Integer(), nullable=False),
    sa.Column('mapping', DOCUMENT, nullable=False),
    sa.Column('imported_by_id', sa.Integer(), nullable=True),
    sa.Column('imported_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('undone_by_id', sa.Integer(), nullable=True),
    sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['imported_by_id'], ['user_account.id'],
                            name=op.f('fk_import_batch_imported_by_id_user_account')),
    sa.ForeignKeyConstraint(['round_id'], ['round.id'], name=op.f('fk_import_batch_round_id_round')),
    sa.ForeignKeyConstraint(['undone_by_id'], ['user_account.id'],
                            name=op.f('fk_import_batch_undone_by_id_user_account')),
    sa.ForeignKeyConstraint(['version_id'], ['instrument_version.id'],
                            name=op.f('fk_import_batch_version_id_instrument_version')),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_import_batch'))
    )
    op.create_index(op.f('ix_import_batch_round_id'), 'import_batch', ['round_id'])
    op.create_table('import_upload',
    sa.Column('key', sa.String(length=32), nullable=False),
    sa.Column('round_id', sa.Integer(), nullable=False),
    sa.Column('uploaded_by_id', sa.Integer(), nullable=False),
    sa.Column('uploaded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('program', sa.String(length=20), nullable=False),
    sa.Column('mapping', DOCUMENT, nullable=False),
    sa.ForeignKeyConstraint(['round_id'], ['round.id'], name=op.f('fk_import_upload_round_id_round')),
    sa.ForeignKeyConstraint(['uploaded_by_id'], ['user_account.id'],
                            name=op.f('fk_import_upload_uploaded_by_id_user_account')),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_import_upload'))
    )
    op.create_index(op.f('ix_import_upload_round_id'), 'import_upload', ['round_id'])
    op.create_index(op.f('ix_import_upload_uploaded_by_id'), 'import_upload', ['uploaded_by_id'])
    op.create_table('import_receipt',
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('batch_key', sa.String(length=32), nullable=False),
    sa.ForeignKeyConstraint(['batch_key'], ['import_batch.key'], name=op.f('fk_import_receipt_batch_key_import_batch')),
    sa.PrimaryKeyConstraint('digest', name=op.f('pk_import_receipt')),
    sqlite_with_rowid=False
    )
    op.create_index(op.f('ix_import_receipt_batch_key'), 'import_receipt', ['batch_key'])
    op.create_table('imported_answer',
    sa.Column('answer_key', sa.String(length=36), nullable=False),
    sa.Column('batch_key', sa.String(length=32), nullable=False),
    sa.ForeignKeyConstraint(['batch_key'], ['import_batch.key'],
                            name=op.f('fk_imported_answer_batch_key_import_batch')),
    sa.PrimaryKeyConstraint('answer_key', name=op.f('pk_imported_answer')),
    sqlite_with_rowid=False
    )
    op.create_index(op.f('ix_imported_answer_batch_key'), 'imported_answer', ['batch_key'])


def downgrade() -> None:
    op.drop_index(op.f('ix_imported_answer_batch_key'), table_name='imported_answer')
    op.drop_table('imported_answer')
    op.drop_index(op.f('ix_import_receipt_batch_key'), table_name='import_receipt')
    op.drop_table('import_receipt')
    op.drop_index(op.f('ix_import_upload_uploaded_by_id'), table_name='import_upload')
    op.drop_index(op.f('ix_import_upload_round_id'), table_name='import_upload')
    op.drop_table('import_upload')
    op.drop_index(op.f('ix_import_batch_round_id'), table_name='import_batch')
    op.drop_table('import_batch')
    op.drop_table('import_mapping')
