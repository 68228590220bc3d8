"""The Learning Hub: cycles, forums and bookings; where a contact's address came from; permissions of who runs forums

Revision 0018, after 0017, 2026-11-29
"""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0018'
down_revision = '0017'
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), 'postgresql')
HELD = "state IN ('booked', 'offered')"
ACTIVE = "state IN ('booked', 'offered', 'waiting')"
NEW_PERMISSIONS = {
    'qa_group': ('forums.read', 'forums.manage', 'forums.run'),
    'facilitator': ('forums.read', 'forums.run'),
    'scrutineer': ('forums.read',),
    'external_reviewer': ('forums.read',),
    'executive_member': ('forums.read',),
}


def upgrade() -> None:
    op.create_table('hub_cycle',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('partnership_id', sa.Integer(), nullable=False),
    sa.Column('slug', sa.String(length=64), nullable=False),
    sa.Column('theme', sa.String(length=200), nullable=False),
    sa.Column('introduction', sa.Text(), nullable=False),
    sa.Column('questions', DOCUMENT, nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=False),
    sa.Column('evaluation_round_id', sa.Integer(), nullable=True),
    sa.Column('survey_round_id', sa.Integer(), nullable=True),
    sa.Column('follow_up_round_id', sa.Integer(), nullable=True),
    sa.Column('voices_round_id', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('retain_until', sa.Date(), nullable=True),
    sa.Column('legal_hold', sa.Boolean(), nullable=False),
    sa.Column('retention_state', sa.String(length=12), nullable=False),
    sa.CheckConstraint('ends_on >= starts_on', name=op.f('ck_hub_cycle_days_in_order')),
    sa.ForeignKeyConstraint(['evaluation_round_id'], ['round.id'],
                            name=op.f('fk_hub_cycle_evaluation_round_id_round')),
    sa.ForeignKeyConstraint(['follow_up_round_id'], ['round.id'], name=op.f('fk_hub_cycle_follow_up_round_id_round')),
    sa.ForeignKeyConstraint(['partnership_id'], ['partnership.id'],
                            name=op.f('fk_hub_cycle_partnership_id_partnership')),
    sa.ForeignKeyConstraint(['survey_round_id'], ['round.id'], name=op.f('fk_hub_cycle_survey_round_id_round')),
    sa.ForeignKeyConstraint(['voices_round_id'], ['round.id'], name=op.f('fk_hub_cycle_voices_round_id_round')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_hub_cycle')),
    sa.UniqueConstraint('partnership_id', 'slug', name=op.f('uq_hub_cycle_partnership_id_slug'))
    )
    op.create_index(op.f('ix_hub_cycle_partnership_id'), 'hub_cycle', ['partnership_id'])
    op.create_table('forum',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('cycle_id', sa.Integer(), nullable=False),
    sa.Column('public_name', sa.String(length=16), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('locality_id', sa.Integer(), nullable=True),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('place', sa.String(length=300), nullable=False),
    sa.Column('directions', sa.Text(), nullable=False),
    sa.Column('link', sa.String(length=500), nullable=False),
    sa.Column('capacity', sa.Integer(), nullable=False),
    sa.Column('chair', sa.String(length=200), nullable=False),
    sa.Column('speakers', DOCUMENT, nullable=False),
    sa.Column('booking_closes_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('offer_hours', sa.Integer(), nullable=False),
    sa.Column('cancelled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('cancelled_because', sa.Text(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("place <> '' OR link <> ''", name=op.f('ck_forum_place_or_link')),
    sa.CheckConstraint('capacity > 0', name=op.f('ck_forum_capacity_positive')),
    sa.CheckConstraint('ends_at > starts_at', name=op.f('ck_forum_times_in_order')),
    sa.CheckConstraint('offer_hours BETWEEN 1 AND 336', name=op.f('ck_forum_offer_hours_sensible')),
    sa.ForeignKeyConstraint(['cycle_id'], ['hub_cycle.id'], name=op.f('fk_forum_cycle_id_hub_cycle')),
    sa.ForeignKeyConstraint(['locality_id'], ['locality.id'], name=op.f('fk_forum_locality_id_locality')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_forum')),
    sa.UniqueConstraint('public_name', name='each_public_name_once')
    )
    op.create_index(op.f('ix_forum_cycle_id'), 'forum', ['cycle_id'])
    op.create_table('booking',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('cycle_id', sa.Integer(), nullable=False),
    sa.Column('forum_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=True),
    sa.Column('agency_id', sa.Integer(), nullable=True),
    sa.Column('agency_name', sa.String(length=200), nullable=False),
    sa.Column('sector', sa.String(length=10), nullable=False),
    sa.Column('role_group', sa.String(length=40), nullable=False),
    sa.Column('locality_id', sa.Integer(), nullable=True),
    sa.Column('access_needs', sa.Text(), nullable=False),
    sa.Column('may_contact', sa.Boolean(), nullable=False),
    sa.Column('source', sa.String(length=8), nullable=False),
    sa.Column('token_hash', sa.String(length=64), nullable=True),
    sa.Column('entered_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('offer_ends_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('checked_in_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('contact_id', sa.Integer(), nullable=True),
    sa.Column('retain_until', sa.Date(), nullable=True),
    sa.Column('legal_hold', sa.Boolean(), nullable=False),
    sa.Column('retention_state', sa.String(length=12), nullable=False),
    sa.CheckConstraint("(state = 'offered') = (offer_ends_at IS NOT NULL)", name=op.f('ck_booking_offers_end')),
    sa.CheckConstraint("sector IN ('', 'children', 'adults', 'both')", name=op.f('ck_booking_sector_known')),
    sa.CheckConstraint("source IN ('page', 'officer', 'door')", name=op.f('ck_booking_source_known')),
    sa.CheckConstraint("state IN ('booked', 'waiting', 'offered', 'expired', 'declined', 'cancelled')",
                       name=op.f('ck_booking_state_known')),
    sa.ForeignKeyConstraint(['agency_id'], ['agency.id'], name=op.f('fk_booking_agency_id_agency')),
    sa.ForeignKeyConstraint(['contact_id'], ['contact.id'], name=op.f('fk_booking_contact_id_contact')),
    sa.ForeignKeyConstraint(['cycle_id'], ['hub_cycle.id'], name=op.f('fk_booking_cycle_id_hub_cycle')),
    sa.ForeignKeyConstraint(['forum_id'], ['forum.id'], name=op.f('fk_booking_forum_id_forum')),
    sa.ForeignKeyConstraint(['locality_id'], ['locality.id'], name=op.f('fk_booking_locality_id_locality')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_booking'))
    )
    op.create_index(op.f('ix_booking_contact_id'), 'booking', ['contact_id'])
    op.create_index(op.f('ix_booking_cycle_id'), 'booking', ['cycle_id'])
    op.create_index(op.f('ix_booking_forum_id'), 'booking', ['forum_id'])
    _unique_while('ix_booking_one_entry_for_a_forum', ACTIVE, ['forum_id', 'email'])
    _unique_while('ix_booking_one_place_in_a_cycle', HELD, ['cycle_id', 'email'])
    op.create_index('ix_booking_token_hash', 'booking', ['token_hash'], unique=True)
    with op.batch_alter_table('contact') as batch_op:
        batch_op.add_column(sa.Column('sources', DOCUMENT, server_default='[]', nullable=False))
        batch_op.add_column(sa.Column('added_at', sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table('contact') as batch_op:
        batch_op.alter_column('sources', existing_type=DOCUMENT, server_default=None)
    change_roles(lambda held, new: [*held, *(key for key in new if key not in held)])


def downgrade() -> None:
    change_roles(lambda held, new: [key for key in held if key not in new])
    with op.batch_alter_table('contact') as batch_op:
        batch_op.drop_column('added_at')
        batch_op.drop_column('sources')
    op.drop_index('ix_booking_token_hash', table_name='booking')
    op.drop_index('ix_booking_one_place_in_a_cycle', table_name='booking')
    op.drop_index('ix_booking_one_entry_for_a_forum', table_name='booking')
    op.drop_index(op.f('ix_booking_forum_id'), table_name='booking')
    op.drop_index(op.f('ix_booking_cycle_id'), table_name='booking')
    op.drop_index(op.f('ix_booking_contact_id'), table_name='booking')
    op.drop_table('booking')
    op.drop_index(op.f('ix_forum_cycle_id'), table_name='forum')
    op.drop_table('forum')
    op.drop_index(op.f('ix_hub_cycle_partnership_id'), table_name='hub_cycle')
    op.drop_table('hub_cycle')


def _unique_while(name: str, condition: str, columns: list[str]) -> None:
    where = sa.text(condition)
    op.create_index(name, 'booking', columns, unique=True, sqlite_where=where, postgresql_where=where)


def change_roles(change: Callable[[list[str], tuple[str, ...]], list[str]]) -> None:
    role = sa.table('role', sa.column('key', sa.String), sa.column('permissions', DOCUMENT))
    connection = op.get_bind()
    for key, new in NEW_PERMISSIONS.items():
        held = connection.scalar(sa.select(role.c.permissions).where(role.c.key == key))
        if held is not None:
            connection.execute(role.update().where(role.c.key == key).values(permissions=change(list(held), new)))
