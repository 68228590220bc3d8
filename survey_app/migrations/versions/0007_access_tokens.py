"""Access tokens, and the permission to make them

Revision 0007, after 0006, 2026-11-29
"""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), 'postgresql')
NEW_PERMISSION = 'api.read'
HOLDERS = ('administrator', 'qa_group', 'scrutineer', 'external_reviewer')


def upgrade() -> None:
    op.create_table('api_token',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('partnership_id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=100), nullable=False),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('scopes', DOCUMENT, nullable=False),
    sa.Column('made_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=False),
    sa.Column('last_used_on', sa.Date(), nullable=True),
    sa.Column('revoked_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['partnership_id'], ['partnership.id'],
                            name=op.f('fk_api_token_partnership_id_partnership')),
    sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], name=op.f('fk_api_token_user_id_user_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_api_token')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_api_token_token_hash'))
    )
    op.create_index(op.f('ix_api_token_partnership_id'), 'api_token', ['partnership_id'])
    op.create_index(op.f('ix_api_token_user_id'), 'api_token', ['user_id'])
    change_roles(lambda held: [*held, NEW_PERMISSION] if NEW_PERMISSION not in held else held)


def downgrade() -> None:
    change_roles(lambda held: [key for key in held if key != NEW_PERMISSION])
    op.drop_table('api_token')


def change_roles(change: Callable[[list[str]], list[str]]) -> None:
    role = sa.table('role', sa.column('key', sa.String), sa.column('permissions', DOCUMENT))
    connection = op.get_bind()
    for key in HOLDERS:
        held = connection.scalar(sa.select(role.c.permissions).where(role.c.key == key))
        if held is not None:
            connection.execute(role.update().where(role.c.key == key).values(permissions=change(list(held))))
