"""Every revision of an answer names its version; codings of repeats within repeats

Revision 0004, after 0003, 2026-11-22
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None

VERSION_KEY = 'fk_submission_revision_version_id_instrument_version'


def upgrade() -> None:
    with op.batch_alter_table('submission_revision', schema=None) as batch_op:
        batch_op.add_column(sa.Column('version_id', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(op.f(VERSION_KEY), 'instrument_version', ['version_id'], ['id'])

    with op.batch_alter_table('coding', schema=None) as batch_op:
        batch_op.alter_column('entry', existing_type=sa.Integer(), type_=sa.String(length=80), existing_nullable=False,
                              postgresql_using='entry::varchar')
        batch_op.alter_column('question', existing_type=sa.String(length=64), type_=sa.String(length=200),
                              existing_nullable=False)


def downgrade() -> None:
    # The entry of a repeat within a repeat, "2.0", has no whole number: its codings go.
    op.execute("DELETE FROM coding WHERE entry LIKE '%.%'")
    with op.batch_alter_table('coding', schema=None) as batch_op:
        batch_op.alter_column('question', existing_type=sa.String(length=200), type_=sa.String(length=64),
                              existing_nullable=False)
        batch_op.alter_column('entry', existing_type=sa.String(length=80), type_=sa.Integer(), existing_nullable=False,
                              postgresql_using='entry::integer')

    with op.batch_alter_table('submission_revision', schema=None) as batch_op:
        batch_op.drop_constraint(op.f(VERSION_KEY), type_='foreignkey')
        batch_op.drop_column('version_id')
