"""Pinned copies of dashboard pages, and the permission to pin them

Revision 0009, after 0008, 2026-11-29
"""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), 'postgresql')
NEW_PERMISSION = 'register.pin'
HOLDERS = ('qa_group', 'scrutineer')


def upgrade() -> None:
    op.create_table('pin',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('partnership_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=300), nullable=False),
    sa.Column('address', sa.String(length=2000), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('html', sa.Text(), nullable=False),
    sa.Column('pinned_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('pinned_by_id', sa.Integer(), nullable=False),
    sa.Column('previous', sa.String(length=64), nullable=False),
    sa.Column('fingerprint', sa.String(length=64), nullable=False),
    sa.ForeignKeyConstraint(['partnership_id'], ['partnership.id'], name=op.f('fk_pin_partnership_id_partnership')),
    sa.ForeignKeyConstraint(['pinned_by_id'], ['user_account.id'], name=op.f('fk_pin_pinned_by_id_user_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pin')),
    sa.UniqueConstraint('partnership_id', 'number', name='each_pin_has_its_number')
    )
    op.create_index(op.f('ix_pin_partnership_id'), 'pin', ['partnership_id'])
    change_roles(lambda held: [*held, NEW_PERMISSION] if NEW_PERMISSION not in held else held)


def downgrade() -> None:
    change_roles(lambda held: [key for key in held if key != NEW_PERMISSION])
    op.drop_table('pin')


def change_roles(change: Callable[[list[str]], list[str]]) -> None:
    role = sa.table('role', sa.column('key', sa.String), sa.column('permissions', DOCUMENT))
    connection = op.get_bind()
    for key in HOLDERS:
        held = connection.scalar(sa.select(role.c.permissions).where(role.c.key == key))
        if held is not None:
            connection.execute(role.update().where(role.c.key == key).values(permissions=change(list(held))))
