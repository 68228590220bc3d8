"""Codeframes in versions, two blind coders, the quote clearing desk and the feedback store

Revision 0005, after 0004, 2026-11-29
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), 'postgresql')
MOMENT = sa.DateTime(timezone=True)

# What the shipped roles may do from now on, besides what they could.
NEW_PERMISSIONS = {
    'qa_group': ['coding.manage', 'quotes.propose', 'quotes.approve', 'quotes.erase', 'feedback.read', 'feedback.write'],
    'auditor': ['feedback.read', 'feedback.write'],
    'facilitator': ['feedback.read', 'feedback.write'],
    'scrutineer': ['feedback.read'],
    'young_scrutineer': ['feedback.read'],
    'external_reviewer': ['feedback.read'],
    'executive_member': ['feedback.read'],
}
NEW_RULES = {'quote': 36, 'feedback_entry': 84}
BASIS = "Suggested by the product. Confirm it in your partnership's retention schedule."


def upgrade() -> None:
    version_codeframes()
    name_themes()
    add_double_coding()
    add_quotes()
    add_feedback()
    permit()
    add_rules()


def version_codeframes() -> None:
    with op.batch_alter_table('codeframe', schema=None) as batch_op:
        batch_op.add_column(sa.Column('key', sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column('version', sa.Integer(), server_default='1', nullable=False))
        batch_op.add_column(sa.Column('topic', sa.String(length=200), server_default='', nullable=False))
        batch_op.add_column(sa.Column('state', sa.String(length=10), server_default='published', nullable=False))
        batch_op.add_column(sa.Column('published_at', MOMENT, nullable=True))
        batch_op.add_column(sa.Column('published_by_id', sa.Integer(), nullable=True))
    op.execute("UPDATE codeframe SET key = 'codeframe-' || CAST(id AS VARCHAR)")
    with op.batch_alter_table('codeframe', schema=None) as batch_op:
        batch_op.alter_column('key', existing_type=sa.String(length=32), nullable=False)
        batch_op.alter_column('version', existing_type=sa.Integer(), server_default=None)
        batch_op.alter_column('topic', existing_type=sa.String(length=200), server_default=None)
        batch_op.alter_column('state', existing_type=sa.String(length=10), server_default=None)
        batch_op.create_foreign_key(op.f('fk_codeframe_published_by_id_user_account'), 'user_account',
                                    ['published_by_id'], ['id'])
        batch_op.create_unique_constraint('each_codeframe_version_once', ['partnership_id', 'key', 'version'])
        batch_op.create_check_constraint(op.f('ck_codeframe_state_known'), "state IN ('draft', 'published')")
    with op.batch_alter_table('theme', schema=None) as batch_op:
        batch_op.add_column(sa.Column('parent', sa.String(length=64), server_default='', nullable=False))
    with op.batch_alter_table('theme', schema=None) as batch_op:
        batch_op.alter_column('parent', existing_type=sa.String(length=64), server_default=None)


def name_themes() -> None:
    with op.batch_alter_table('coding', schema=None) as batch_op:
        batch_op.add_column(sa.Column('theme', sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column('layer', sa.String(length=24), server_default='agreed', nullable=False))
        batch_op.add_column(sa.Column('source', sa.String(length=20), server_default='', nullable=False))
        batch_op.add_column(sa.Column('confidence', sa.Float(), nullable=True))
    op.execute('UPDATE coding SET theme = (SELECT theme.name FROM theme WHERE theme.id = coding.theme_id)')
    with op.batch_alter_table('coding', schema=None) as batch_op:
        batch_op.drop_constraint('each_theme_once', type_='unique')
        batch_op.drop_constraint(op.f('fk_coding_theme_id_theme'), type_='foreignkey')
        batch_op.drop_column('theme_id')
        batch_op.alter_column('theme', existing_type=sa.String(length=64), nullable=False)
        batch_op.alter_column('layer', existing_type=sa.String(length=24), server_default=None)
        batch_op.alter_column('source', existing_type=sa.String(length=20), server_default=None)
        batch_op.create_unique_constraint(
            'each_theme_once', ['round_id', 'layer', 'response_key', 'question', 'entry', 'theme'])


def add_double_coding() -> None:
    op.create_table('comment_coding',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('round_id', sa.Integer(), nullable=False),
    sa.Column('layer', sa.String(length=24), nullable=False),
    sa.Column('response_key', sa.String(length=36), nullable=False),
    sa.Column('question', sa.String(length=200), nullable=False),
    sa.Column('entry', sa.String(length=80), nullable=False),
    sa.Column('done', sa.Boolean(), nullable=False),
    sa.Column('quote_worthy', sa.Boolean(), nullable=False),
    sa.Column('how', sa.String(length=10), nullable=False),
    sa.Column('coder_id', sa.Integer(), nullable=True),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('save_id', sa.String(length=36), nullable=False),
    sa.Column('saved_at', MOMENT, nullable=False),
    sa.CheckConstraint("how IN ('coded', 'same', 'one', 'reconciled')", name=op.f('ck_comment_coding_how_known')),
    sa.ForeignKeyConstraint(['coder_id'], ['user_account.id'], name=op.f('fk_comment_coding_coder_id_user_account')),
    sa.ForeignKeyConstraint(['round_id'], ['round.id'], name=op.f('fk_comment_coding_round_id_round')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_comment_coding')),
    sa.UniqueConstraint('round_id', 'layer', 'response_key', 'question', 'entry', name='each_comment_coded_once')
    )
    op.create_index(op.f('ix_comment_coding_response_key'), 'comment_coding', ['response_key'])
    op.create_index(op.f('ix_comment_coding_round_id'), 'comment_coding', ['round_id'])
    # What is coded already has been coded by one person, whoever gave the first of its themes.
    op.execute("""INSERT INTO comment_coding (round_id, layer, response_key, question, entry, done, quote_worthy, how,
                  coder_id, revision, save_id, saved_at)
                  SELECT round_id, 'agreed', response_key, question, entry, true, false, 'coded', MIN(coder_id), 1, '',
                  MAX(created_at) FROM coding GROUP BY round_id, response_key, question, entry""")

    op.create_table('double_coding',
    sa.Column('round_id', sa.Integer(), nullable=False),
    sa.Column('first_coder_id', sa.Integer(), nullable=False),
    sa.Column('second_coder_id', sa.Integer(), nullable=False),
    sa.Column('set_by_id', sa.Integer(), nullable=True),
    sa.Column('set_at', MOMENT, nullable=False),
    sa.Column('opened_at', MOMENT, nullable=True),
    sa.Column('opened_by_id', sa.Integer(), nullable=True),
    sa.CheckConstraint('first_coder_id <> second_coder_id', name=op.f('ck_double_coding_two_people')),
    sa.ForeignKeyConstraint(['first_coder_id'], ['user_account.id'], name=op.f('fk_double_coding_first_coder_id_user_account')),
    sa.ForeignKeyConstraint(['opened_by_id'], ['user_account.id'], name=op.f('fk_double_coding_opened_by_id_user_account')),
    sa.ForeignKeyConstraint(['round_id'], ['round.id'], name=op.f('fk_double_coding_round_id_round')),
    sa.ForeignKeyConstraint(['second_coder_id'], ['user_account.id'], name=op.f('fk_double_coding_second_coder_id_user_account')),
    sa.ForeignKeyConstraint(['set_by_id'], ['user_account.id'], name=op.f('fk_double_coding_set_by_id_user_account')),
    sa.PrimaryKeyConstraint('round_id', name=op.f('pk_double_coding'))
    )


def retained() -> list[sa.Column]:
    return [
        sa.Column('retain_until', sa.Date(), nullable=True),
        sa.Column('legal_hold', sa.Boolean(), nullable=False),
        sa.Column('retention_state', sa.String(length=12), nullable=False),
    ]


def add_quotes() -> None:
    op.create_table('quote',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=32), nullable=False),
    sa.Column('partnership_id', sa.Integer(), nullable=False),
    sa.Column('round_id', sa.Integer(), nullable=False),
    sa.Column('response_key', sa.String(length=36), nullable=False),
    sa.Column('question', sa.String(length=200), nullable=False),
    sa.Column('entry', sa.String(length=80), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('erased_at', MOMENT, nullable=True),
    sa.Column('erased_by_id', sa.Integer(), nullable=True),
    *retained(),
    sa.CheckConstraint("state IN ('proposed', 'cleared', 'rejected', 'withdrawn')", name=op.f('ck_quote_state_known')),
    sa.ForeignKeyConstraint(['erased_by_id'], ['user_account.id'], name=op.f('fk_quote_erased_by_id_user_account')),
    sa.ForeignKeyConstraint(['partnership_id'], ['partnership.id'], name=op.f('fk_quote_partnership_id_partnership')),
    sa.ForeignKeyConstraint(['round_id'], ['round.id'], name=op.f('fk_quote_round_id_round')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_quote')),
    sa.UniqueConstraint('key', name=op.f('uq_quote_key')),
    sa.UniqueConstraint('round_id', 'response_key', 'question', 'entry', name='each_comment_quoted_once')
    )
    op.create_index(op.f('ix_quote_partnership_id'), 'quote', ['partnership_id'])
    op.create_index(op.f('ix_quote_response_key'), 'quote', ['response_key'])
    op.create_index(op.f('ix_quote_round_id'), 'quote', ['round_id'])

    op.create_table('quote_proposal',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('quote_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('said_by', sa.String(length=16), nullable=False),
    sa.Column('consent', sa.String(length=12), nullable=False),
    sa.Column('attribution', sa.String(length=300), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('proposed_by_id', sa.Integer(), nullable=False),
    sa.Column('proposed_at', MOMENT, nullable=False),
    sa.Column('decided_by_id', sa.Integer(), nullable=True),
    sa.Column('decided_at', MOMENT, nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.CheckConstraint("state IN ('waiting', 'approved', 'rejected', 'withdrawn')", name=op.f('ck_quote_proposal_state_known')),
    sa.CheckConstraint("kind IN ('as_written', 'redacted', 'paraphrased')", name=op.f('ck_quote_proposal_kind_known')),
    sa.CheckConstraint("said_by IN ('children', 'families', 'practitioners')", name=op.f('ck_quote_proposal_said_by_known')),
    sa.CheckConstraint("consent IN ('quoted', 'told', 'not_asked')", name=op.f('ck_quote_proposal_consent_known')),
    sa.CheckConstraint("consent <> 'not_asked' OR kind = 'paraphrased'", name=op.f('ck_quote_proposal_not_asked_is_paraphrased')),
    sa.CheckConstraint('decided_by_id IS NULL OR decided_by_id <> proposed_by_id', name=op.f('ck_quote_proposal_second_person')),
    sa.CheckConstraint("state NOT IN ('approved', 'rejected') OR decided_by_id IS NOT NULL",
                       name=op.f('ck_quote_proposal_decided_by_somebody')),
    sa.ForeignKeyConstraint(['decided_by_id'], ['user_account.id'], name=op.f('fk_quote_proposal_decided_by_id_user_account')),
    sa.ForeignKeyConstraint(['proposed_by_id'], ['user_account.id'], name=op.f('fk_quote_proposal_proposed_by_id_user_account')),
    sa.ForeignKeyConstraint(['quote_id'], ['quote.id'], name=op.f('fk_quote_proposal_quote_id_quote')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_quote_proposal'))
    )
    op.create_index(op.f('ix_quote_proposal_quote_id'), 'quote_proposal', ['quote_id'])


def add_feedback() -> None:
    op.create_table('feedback_entry',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=32), nullable=False),
    sa.Column('partnership_id', sa.Integer(), nullable=False),
    sa.Column('quote_id', sa.Integer(), nullable=True),
    sa.Column('source_kind', sa.String(length=16), nullable=False),
    sa.Column('source', sa.String(length=300), nullable=False),
    sa.Column('said_on', sa.Date(), nullable=True),
    sa.Column('said_by', sa.String(length=16), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('attribution', sa.String(length=300), nullable=False),
    sa.Column('topic', sa.String(length=200), nullable=False),
    sa.Column('consent', sa.String(length=12), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('search_text', sa.Text(), nullable=False),
    sa.Column('entered_by_id', sa.Integer(), nullable=False),
    sa.Column('entered_at', MOMENT, nullable=False),
    sa.Column('decided_by_id', sa.Integer(), nullable=True),
    sa.Column('decided_at', MOMENT, nullable=True),
    *retained(),
    sa.CheckConstraint("state IN ('waiting', 'cleared', 'rejected', 'withdrawn')", name=op.f('ck_feedback_entry_state_known')),
    sa.CheckConstraint("said_by IN ('children', 'families', 'practitioners')", name=op.f('ck_feedback_entry_said_by_known')),
    sa.CheckConstraint("source_kind IN ('round', 'focus_group', 'visit', 'conversation', 'letter', 'other')",
                       name=op.f('ck_feedback_entry_source_known')),
    sa.CheckConstraint("consent IN ('quoted', 'told', 'not_asked')", name=op.f('ck_feedback_entry_consent_known')),
    sa.CheckConstraint('decided_by_id IS NULL OR decided_by_id <> entered_by_id', name=op.f('ck_feedback_entry_second_person')),
    sa.CheckConstraint("state <> 'cleared' OR decided_by_id IS NOT NULL", name=op.f('ck_feedback_entry_cleared_by_somebody')),
    sa.ForeignKeyConstraint(['decided_by_id'], ['user_account.id'], name=op.f('fk_feedback_entry_decided_by_id_user_account')),
    sa.ForeignKeyConstraint(['entered_by_id'], ['user_account.id'], name=op.f('fk_feedback_entry_entered_by_id_user_account')),
    sa.ForeignKeyConstraint(['partnership_id'], ['partnership.id'], name=op.f('fk_feedback_entry_partnership_id_partnership')),
    sa.ForeignKeyConstraint(['quote_id'], ['quote.id'], name=op.f('fk_feedback_entry_quote_id_quote')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_feedback_entry')),
    sa.UniqueConstraint('key', name=op.f('uq_feedback_entry_key')),
    sa.UniqueConstraint('quote_id', name=op.f('uq_feedback_entry_quote_id'))
    )
    op.create_index('ix_feedback_entry_partnership_state', 'feedback_entry', ['partnership_id', 'state'])

    op.create_table('feedback_tag',
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('label', sa.String(length=200), nullable=False),
    sa.ForeignKeyConstraint(['entry_id'], ['feedback_entry.id'], name=op.f('fk_feedback_tag_entry_id_feedback_entry')),
    sa.PrimaryKeyConstraint('entry_id', 'name', name=op.f('pk_feedback_tag'))
    )
    op.create_table('feedback_use',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('used_in', sa.String(length=300), nullable=False),
    sa.Column('noted_by_id', sa.Integer(), nullable=False),
    sa.Column('noted_at', MOMENT, nullable=False),
    sa.ForeignKeyConstraint(['entry_id'], ['feedback_entry.id'], name=op.f('fk_feedback_use_entry_id_feedback_entry')),
    sa.ForeignKeyConstraint(['noted_by_id'], ['user_account.id'], name=op.f('fk_feedback_use_noted_by_id_user_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_feedback_use'))
    )
    op.create_index(op.f('ix_feedback_use_entry_id'), 'feedback_use', ['entry_id'])


ROLE = sa.table('role', sa.column('key', sa.String), sa.column('permissions', DOCUMENT))


def permit() -> None:
    """Give the shipped roles that exist their new permissions."""
    connection = op.get_bind()
    for key, permissions in connection.execute(sa.select(ROLE.c.key, ROLE.c.permissions)).all():
        added = [name for name in NEW_PERMISSIONS.get(key, ()) if name not in permissions]
        if added:
            connection.execute(ROLE.update().where(ROLE.c.key == key).values(permissions=[*permissions, *added]))


def add_rules() -> None:
    """Give every partnership the suggested rules for the new kinds of record."""
    rule = sa.table('retention_rule', sa.column('partnership_id', sa.Integer), sa.column('record_type', sa.String),
                    sa.column('months', sa.Integer), sa.column('basis', sa.Text))
    connection = op.get_bind()
    for partnership_id in connection.scalars(sa.text('SELECT id FROM partnership')).all():
        for record_type, months in NEW_RULES.items():
            connection.execute(rule.insert().values(partnership_id=partnership_id, record_type=record_type,
                                                    months=months, basis=BASIS))


def downgrade() -> None:
    op.execute("DELETE FROM retention_rule WHERE record_type IN ('quote', 'feedback_entry')")
    forbid()
    for table in ('feedback_use', 'feedback_tag', 'feedback_entry', 'quote_proposal', 'quote', 'double_coding',
                  'comment_coding'):
        op.drop_table(table)
    number_themes()
    with op.batch_alter_table('theme', schema=None) as batch_op:
        batch_op.drop_column('parent')
    with op.batch_alter_table('codeframe', schema=None) as batch_op:
        batch_op.drop_constraint('each_codeframe_version_once', type_='unique')
        batch_op.drop_constraint(op.f('ck_codeframe_state_known'), type_='check')
        batch_op.drop_constraint(op.f('fk_codeframe_published_by_id_user_account'), type_='foreignkey')
        for name in ('key', 'version', 'topic', 'state', 'published_at', 'published_by_id'):
            batch_op.drop_column(name)


def forbid() -> None:
    connection = op.get_bind()
    for key, permissions in connection.execute(sa.select(ROLE.c.key, ROLE.c.permissions)).all():
        left = [name for name in permissions if name not in NEW_PERMISSIONS.get(key, ())]
        connection.execute(ROLE.update().where(ROLE.c.key == key).values(permissions=left))


def number_themes() -> None:
    """Only codings that count, to themes of the round's codeframe, can be kept."""
    with op.batch_alter_table('coding', schema=None) as batch_op:
        batch_op.add_column(sa.Column('theme_id', sa.Integer(), nullable=True))
    op.execute("""UPDATE coding SET theme_id = (SELECT theme.id FROM theme JOIN round ON round.codeframe_id =
                  theme.codeframe_id WHERE round.id = coding.round_id AND theme.name = coding.theme)""")
    op.execute("DELETE FROM coding WHERE layer <> 'agreed' OR theme_id IS NULL")
    with op.batch_alter_table('coding', schema=None) as batch_op:
        batch_op.drop_constraint('each_theme_once', type_='unique')
        for name in ('theme', 'layer', 'source', 'confidence'):
            batch_op.drop_column(name)
        batch_op.alter_column('theme_id', existing_type=sa.Integer(), nullable=False)
        batch_op.create_foreign_key(op.f('fk_coding_theme_id_theme'), 'theme', ['theme_id'], ['id'])
        batch_op.create_unique_constraint('each_theme_once',
                                          ['round_id', 'response_key', 'question', 'entry', 'theme_id'])
