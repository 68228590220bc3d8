"""From a finding to its impact: findings, outside reviews, recommendations, actions, re-tests, history, saved views

Also what the roles of the programme, scrutiny, the Executive, members, incidents and indicators may do.

Revision 0033, after 0032, 2026-11-30
"""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
NEW_PERMISSIONS = {
    "qa_group": ('improvement.read', 'improvement.manage', 'improvement.act', 'improvement.judge', 'scrutiny.read', 'scrutiny.answer', 'scrutiny.challenge', 'scrutiny.assure', 'executive.read', 'executive.manage', 'members.read', 'members.answer', 'programme.read', 'programme.manage', 'incidents.read', 'incidents.manage', 'incidents.approve', 'indicators.read', 'indicators.manage'),
    "auditor": ('programme.read',),
    "agency_lead": ('improvement.agency', 'improvement.act', 'scrutiny.challenge', 'programme.read', 'indicators.read', 'indicators.submit'),
    "action_owner": ('improvement.act',),
    "scrutineer": ('improvement.read', 'scrutiny.read', 'scrutiny.register', 'executive.read', 'members.read', 'programme.read', 'incidents.read', 'indicators.read'),
    "young_scrutineer": ('scrutiny.young',),
    "external_reviewer": ('improvement.read', 'programme.read', 'indicators.read'),
    "executive_member": ('improvement.read', 'improvement.judge', 'scrutiny.read', 'scrutiny.answer', 'scrutiny.challenge', 'scrutiny.assure', 'executive.read', 'members.read', 'programme.read', 'programme.endorse', 'incidents.read', 'incidents.approve', 'indicators.read'),
    "councillor": ('members.read', 'members.ask'),
}

CHIEF_OFFICER = {
    "key": "chief_officer",
    "name": "Chief officer",
    "permissions": ["partnership.read", "results.read", "executive.acknowledge"],
}
NEW_RULES = (("recommendation", 84), ("finding", 84), ("outside_review", 84))
BASIS = "Suggested by the product. Confirm it in your partnership's retention schedule."
ROLE = sa.table("role", sa.column("key", sa.String), sa.column("name", sa.String), sa.column("permissions", DOCUMENT))
RULE = sa.table(
    "retention_rule", sa.column("partnership_id", sa.Integer), sa.column("record_type", sa.String),
    sa.column("months", sa.Integer), sa.column("basis", sa.Text),
)  # fmt: skip


def upgrade() -> None:
    make_chain()
    change_roles(lambda held, new: [*held, *(one for one in new if one not in held)])
    add_role()
    add_rules()


def downgrade() -> None:
    change_roles(lambda held, new: [one for one in held if one not in new])
    connection = op.get_bind()
    membership = sa.table("membership", sa.column("role_key", sa.String))
    connection.execute(membership.delete().where(membership.c.role_key == CHIEF_OFFICER["key"]))
    connection.execute(ROLE.delete().where(ROLE.c.key == CHIEF_OFFICER["key"]))
    connection.execute(RULE.delete().where(RULE.c.record_type.in_([kind for kind, _ in NEW_RULES])))
    drop_chain()


FIELDS = 'id, partnership_id, record_type, record_id, field, was, became, why, batch, "at"'
MESSAGE = "a line of the history cannot be changed"
# The database itself refuses to change a line of the history; who did it may become empty with their account.
KEPT_HISTORY = {
    "sqlite": (
        f"CREATE TRIGGER chain_change_is_kept BEFORE UPDATE OF {FIELDS} ON chain_change "
        f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END",
        "CREATE TRIGGER chain_change_person_is_kept BEFORE UPDATE OF by_id ON chain_change WHEN NEW.by_id IS NOT NULL "
        f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END",
    ),
    "postgresql": (
        "CREATE OR REPLACE FUNCTION refuse_change_of_history() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{MESSAGE}'; END $$",
        f"CREATE TRIGGER chain_change_is_kept BEFORE UPDATE OF {FIELDS} ON chain_change "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change_of_history()",
        "CREATE TRIGGER chain_change_person_is_kept BEFORE UPDATE OF by_id ON chain_change FOR EACH ROW "
        "WHEN (NEW.by_id IS NOT NULL) EXECUTE FUNCTION refuse_change_of_history()",
    ),
}


def make_chain() -> None:
    op.create_table('chain_change',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('partnership_id', sa.Integer(), nullable=False),
    sa.Column('record_type', sa.String(length=16), nullable=False),
    sa.Column('record_id', sa.String(length=36), nullable=False),
    sa.Column('field', sa.String(length=40), nullable=False),
    sa.Column('was', sa.Text(), nullable=False),
    sa.Column('became', sa.Text(), nullable=False),
    sa.Column('why', sa.Text(), nullable=False),
    sa.Column('batch', sa.String(length=36), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.CheckConstraint("record_type IN ('finding', 'recommendation', 'action', 're_test')", name=op.f('ck_chain_change_record_type_known')),
    sa.ForeignKeyConstraint(['by_id'], ['user_account.id'], name=op.f('fk_chain_change_by_id_user_account')),
    sa.ForeignKeyConstraint(['partnership_id'], ['partnership.id'], name=op.f('fk_chain_change_partnership_id_partnership')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_chain_change'))
    )
    op.create_index(op.f('ix_chain_change_batch'), 'chain_change', ['batch'], unique=False)
    op.create_index(op.f('ix_chain_change_partnership_id'), 'chain_change', ['partnership_id'], unique=False)
    op.create_index(op.f('ix_chain_change_record_id'), 'chain_change', ['record_id'], unique=False)
    for statement in KEPT_HISTORY[op.get_context().dialect.name]:
        op.execute(statement)
    op.create_table('finding',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('partnership_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('theme', sa.String(length=120), nullable=False),
    sa.Column('source_kind', sa.String(length=20), nullable=False),
    sa.Column('found_on', sa.Date(), nullable=False),
    sa.Column('agency_id', sa.Integer(), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=True),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('withdrawn_why', sa.Text(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('retain_until', sa.Date(), nullable=True),
    sa.Column('legal_hold', sa.Boolean(), nullable=False),
    sa.Column('retention_state', sa.String(length=12), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_why = '')", name=op.f('ck_finding_withdrawn_says_why')),
    sa.CheckConstraint("kind IN ('strength', 'concern', 'observation')", name=op.f('ck_finding_kind_known')),
    sa.CheckConstraint("text <> ''", name=op.f('ck_finding_says_something')),
    sa.ForeignKeyConstraint(['agency_id'], ['agency.id'], name=op.f('fk_finding_agency_id_agency')),
    sa.ForeignKeyConstraint(['made_by_id'], ['user_account.id'], name=op.f('fk_finding_made_by_id_user_account')),
    sa.ForeignKeyConstraint(['partnership_id'], ['partnership.id'], name=op.f('fk_finding_partnership_id_partnership')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_finding')),
    sa.UniqueConstraint('partnership_id', 'number', name='each_finding_number_once')
    )
    op.create_index(op.f('ix_finding_agency_id'), 'finding', ['agency_id'], unique=False)
    op.create_index(op.f('ix_finding_partnership_id'), 'finding', ['partnership_id'], unique=False)
    op.create_table('recommendation',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('partnership_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('why', sa.Text(), nullable=False),
    sa.Column('owner_id', sa.Integer(), nullable=False),
    sa.Column('priority', sa.String(length=8), nullable=False),
    sa.Column('theme', sa.String(length=120), nullable=False),
    sa.Column('source_kind', sa.String(length=20), nullable=False),
    sa.Column('source', sa.String(length=300), nullable=False),
    sa.Column('origin_type', sa.String(length=24), nullable=True),
    sa.Column('origin_id', sa.String(length=36), nullable=True),
    sa.Column('made_on', sa.Date(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=True),
    sa.Column('reply', sa.String(length=12), nullable=False),
    sa.Column('because', sa.Text(), nullable=False),
    sa.Column('replied_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('replied_by_id', sa.Integer(), nullable=True),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('state_why', sa.Text(), nullable=False),
    sa.Column('closed_on', sa.Date(), nullable=True),
    sa.Column('reopened', sa.Integer(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('retain_until', sa.Date(), nullable=True),
    sa.Column('legal_hold', sa.Boolean(), nullable=False),
    sa.Column('retention_state', sa.String(length=12), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.CheckConstraint("(state = 'closed') = (closed_on IS NOT NULL)", name=op.f('ck_recommendation_closed_has_a_day')),
    sa.CheckConstraint("priority IN ('high', 'medium', 'low')", name=op.f('ck_recommendation_priority_known')),
    sa.CheckConstraint("reply IN ('', 'accepted') OR because <> ''", name=op.f('ck_recommendation_not_wholly_says_why')),
    sa.CheckConstraint("reply IN ('', 'accepted', 'partly', 'not_accepted')", name=op.f('ck_recommendation_reply_known')),
    sa.CheckConstraint("state IN ('open', 'retest', 'closed', 'not_accepted', 'withdrawn')", name=op.f('ck_recommendation_state_known')),
    sa.CheckConstraint("text <> '' AND why <> ''", name=op.f('ck_recommendation_says_what_and_why')),
    sa.ForeignKeyConstraint(['made_by_id'], ['user_account.id'], name=op.f('fk_recommendation_made_by_id_user_account')),
    sa.ForeignKeyConstraint(['owner_id'], ['agency.id'], name=op.f('fk_recommendation_owner_id_agency')),
    sa.ForeignKeyConstraint(['partnership_id'], ['partnership.id'], name=op.f('fk_recommendation_partnership_id_partnership')),
    sa.ForeignKeyConstraint(['replied_by_id'], ['user_account.id'], name=op.f('fk_recommendation_replied_by_id_user_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_recommendation')),
    sa.UniqueConstraint('origin_type', 'origin_id', name='each_origin_taken_up_once'),
    sa.UniqueConstraint('partnership_id', 'number', name='each_recommendation_reference_once')
    )
    op.create_index(op.f('ix_recommendation_owner_id'), 'recommendation', ['owner_id'], unique=False)
    op.create_index(op.f('ix_recommendation_partnership_id'), 'recommendation', ['partnership_id'], unique=False)
    op.create_table('saved_view',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('partnership_id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('list_name', sa.String(length=20), nullable=False),
    sa.Column('query', DOCUMENT, nullable=False),
    sa.Column('is_shared', sa.Boolean(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['partnership_id'], ['partnership.id'], name=op.f('fk_saved_view_partnership_id_partnership')),
    sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], name=op.f('fk_saved_view_user_id_user_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_saved_view')),
    sa.UniqueConstraint('partnership_id', 'user_id', 'name', name='each_view_name_once')
    )
    op.create_index(op.f('ix_saved_view_partnership_id'), 'saved_view', ['partnership_id'], unique=False)
    op.create_index(op.f('ix_saved_view_user_id'), 'saved_view', ['user_id'], unique=False)
    op.create_table('finding_evidence',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('finding_id', sa.String(length=36), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('record_type', sa.String(length=40), nullable=False),
    sa.Column('record_id', sa.String(length=64), nullable=False),
    sa.Column('version', sa.String(length=120), nullable=False),
    sa.Column('release_class', sa.String(length=10), nullable=False),
    sa.Column('says', sa.Text(), nullable=False),
    sa.Column('figure', DOCUMENT, nullable=False),
    sa.Column('address', sa.String(length=500), nullable=False),
    sa.Column('linked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('linked_by_id', sa.Integer(), nullable=True),
    sa.CheckConstraint("kind IN ('figure', 'theme', 'quote', 'grade', 'inspection', 'passage', 'indicator', 'peer_finding', 'register', 'other')", name=op.f('ck_finding_evidence_kind_known')),
    sa.CheckConstraint("says <> ''", name=op.f('ck_finding_evidence_says_something')),
    sa.ForeignKeyConstraint(['finding_id'], ['finding.id'], name=op.f('fk_finding_evidence_finding_id_finding')),
    sa.ForeignKeyConstraint(['linked_by_id'], ['user_account.id'], name=op.f('fk_finding_evidence_linked_by_id_user_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_finding_evidence'))
    )
    op.create_index(op.f('ix_finding_evidence_finding_id'), 'finding_evidence', ['finding_id'], unique=False)
    op.create_table('improvement_action',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('partnership_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('recommendation_id', sa.String(length=36), nullable=False),
    sa.Column('what', sa.Text(), nullable=False),
    sa.Column('agency_id', sa.Integer(), nullable=False),
    sa.Column('owner_id', sa.Integer(), nullable=True),
    sa.Column('owner', sa.String(length=200), nullable=False),
    sa.Column('opened_on', sa.Date(), nullable=False),
    sa.Column('due_by', sa.Date(), nullable=False),
    sa.Column('first_due_by', sa.Date(), nullable=False),
    sa.Column('success_measure', sa.Text(), nullable=False),
    sa.Column('agreed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('agreed_by_id', sa.Integer(), nullable=True),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('progress', sa.String(length=10), nullable=False),
    sa.Column('state_why', sa.Text(), nullable=False),
    sa.Column('done_on', sa.Date(), nullable=True),
    sa.Column('closed_on', sa.Date(), nullable=True),
    sa.Column('reopened', sa.Integer(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=True),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.CheckConstraint("(state IN ('closed', 'dropped')) = (closed_on IS NOT NULL)", name=op.f('ck_improvement_action_ended_has_a_day')),
    sa.CheckConstraint("owner_id IS NOT NULL OR owner <> ''", name=op.f('ck_improvement_action_somebody_owns_it')),
    sa.CheckConstraint("state IN ('open', 'claimed', 'closed', 'dropped')", name=op.f('ck_improvement_action_state_known')),
    sa.CheckConstraint("what <> '' AND success_measure <> ''", name=op.f('ck_improvement_action_says_what_and_how_known')),
    sa.CheckConstraint('due_by >= opened_on', name=op.f('ck_improvement_action_days_in_order')),
    sa.ForeignKeyConstraint(['agency_id'], ['agency.id'], name=op.f('fk_improvement_action_agency_id_agency')),
    sa.ForeignKeyConstraint(['agreed_by_id'], ['user_account.id'], name=op.f('fk_improvement_action_agreed_by_id_user_account')),
    sa.ForeignKeyConstraint(['made_by_id'], ['user_account.id'], name=op.f('fk_improvement_action_made_by_id_user_account')),
    sa.ForeignKeyConstraint(['owner_id'], ['user_account.id'], name=op.f('fk_improvement_action_owner_id_user_account')),
    sa.ForeignKeyConstraint(['partnership_id'], ['partnership.id'], name=op.f('fk_improvement_action_partnership_id_partnership')),
    sa.ForeignKeyConstraint(['recommendation_id'], ['recommendation.id'], name=op.f('fk_improvement_action_recommendation_id_recommendation')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_improvement_action')),
    sa.UniqueConstraint('partnership_id', 'number', name='each_action_number_once')
    )
    op.create_index(op.f('ix_improvement_action_agency_id'), 'improvement_action', ['agency_id'], unique=False)
    op.create_index(op.f('ix_improvement_action_owner_id'), 'improvement_action', ['owner_id'], unique=False)
    op.create_index(op.f('ix_improvement_action_partnership_id'), 'improvement_action', ['partnership_id'], unique=False)
    op.create_index(op.f('ix_improvement_action_recommendation_id'), 'improvement_action', ['recommendation_id'], unique=False)
    op.create_table('outside_review',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('partnership_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('title', sa.String(length=300), nullable=False),
    sa.Column('reviewer', sa.String(length=200), nullable=False),
    sa.Column('dated', sa.Date(), nullable=False),
    sa.Column('link', sa.String(length=500), nullable=False),
    sa.Column('file_name', sa.String(length=200), nullable=False),
    sa.Column('fingerprint', sa.String(length=64), nullable=False),
    sa.Column('imported_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('imported_by_id', sa.Integer(), nullable=True),
    sa.Column('inspection_id', sa.String(length=36), nullable=True),
    sa.Column('retain_until', sa.Date(), nullable=True),
    sa.Column('legal_hold', sa.Boolean(), nullable=False),
    sa.Column('retention_state', sa.String(length=12), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.CheckConstraint("title <> ''", name=op.f('ck_outside_review_review_has_a_title')),
    sa.ForeignKeyConstraint(['imported_by_id'], ['user_account.id'], name=op.f('fk_outside_review_imported_by_id_user_account')),
    sa.ForeignKeyConstraint(['inspection_id'], ['inspection_report.id'], name=op.f('fk_outside_review_inspection_id_inspection_report')),
    sa.ForeignKeyConstraint(['partnership_id'], ['partnership.id'], name=op.f('fk_outside_review_partnership_id_partnership')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outside_review')),
    sa.UniqueConstraint('partnership_id', 'number', name='each_outside_review_number_once')
    )
    op.create_index(op.f('ix_outside_review_inspection_id'), 'outside_review', ['inspection_id'], unique=False)
    op.create_index(op.f('ix_outside_review_partnership_id'), 'outside_review', ['partnership_id'], unique=False)
    op.create_table('re_test',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('recommendation_id', sa.String(length=36), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('way', sa.String(length=12), nullable=False),
    sa.Column('asks', sa.Text(), nullable=False),
    sa.Column('subject', sa.String(length=120), nullable=False),
    sa.Column('form_id', sa.String(length=120), nullable=False),
    sa.Column('agency_id', sa.Integer(), nullable=True),
    sa.Column('not_before', sa.Date(), nullable=False),
    sa.Column('before', DOCUMENT, nullable=False),
    sa.Column('record_type', sa.String(length=40), nullable=False),
    sa.Column('record_id', sa.String(length=64), nullable=False),
    sa.Column('placed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('found', DOCUMENT, nullable=False),
    sa.Column('found_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('result', sa.String(length=16), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('judged_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('judged_by_id', sa.Integer(), nullable=True),
    sa.Column('at_reopening', sa.Integer(), nullable=False),
    sa.Column('set_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('set_by_id', sa.Integer(), nullable=True),
    sa.Column('cancelled_why', sa.Text(), nullable=False),
    sa.CheckConstraint("(result = '') = (judged_at IS NULL)", name=op.f('ck_re_test_judged_has_a_result')),
    sa.CheckConstraint("result = '' OR reason <> ''", name=op.f('ck_re_test_judged_says_why')),
    sa.CheckConstraint("asks <> ''", name=op.f('ck_re_test_says_what_it_asks')),
    sa.CheckConstraint("result IN ('', 'confirmed', 'not_confirmed', 'unclear')", name=op.f('ck_re_test_result_known')),
    sa.CheckConstraint("way IN ('walkabout', 'case_audit', 'survey')", name=op.f('ck_re_test_way_known')),
    sa.ForeignKeyConstraint(['agency_id'], ['agency.id'], name=op.f('fk_re_test_agency_id_agency')),
    sa.ForeignKeyConstraint(['judged_by_id'], ['user_account.id'], name=op.f('fk_re_test_judged_by_id_user_account')),
    sa.ForeignKeyConstraint(['recommendation_id'], ['recommendation.id'], name=op.f('fk_re_test_recommendation_id_recommendation')),
    sa.ForeignKeyConstraint(['set_by_id'], ['user_account.id'], name=op.f('fk_re_test_set_by_id_user_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_re_test')),
    sa.UniqueConstraint('recommendation_id', 'number', name='each_re_test_once')
    )
    op.create_index(op.f('ix_re_test_recommendation_id'), 're_test', ['recommendation_id'], unique=False)
    op.create_table('escalation_rule',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('partnership_id', sa.Integer(), nullable=False),
    sa.Column('lead_after', sa.Integer(), nullable=False),
    sa.Column('executive_after', sa.Integer(), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('decided_by_id', sa.Integer(), nullable=True),
    sa.CheckConstraint('lead_after >= 1 AND executive_after > lead_after', name=op.f('ck_escalation_rule_levels_in_order')),
    sa.ForeignKeyConstraint(['decided_by_id'], ['user_account.id'], name=op.f('fk_escalation_rule_decided_by_id_user_account')),
    sa.ForeignKeyConstraint(['partnership_id'], ['partnership.id'], name=op.f('fk_escalation_rule_partnership_id_partnership')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_escalation_rule'))
    )
    op.create_index(op.f('ix_escalation_rule_partnership_id'), 'escalation_rule', ['partnership_id'], unique=False)
    op.create_table('recommendation_finding',
    sa.Column('recommendation_id', sa.String(length=36), nullable=False),
    sa.Column('finding_id', sa.String(length=36), nullable=False),
    sa.ForeignKeyConstraint(['finding_id'], ['finding.id'], name=op.f('fk_recommendation_finding_finding_id_finding')),
    sa.ForeignKeyConstraint(['recommendation_id'], ['recommendation.id'], name=op.f('fk_recommendation_finding_recommendation_id_recommendation')),
    sa.PrimaryKeyConstraint('recommendation_id', 'finding_id', name=op.f('pk_recommendation_finding'))
    )
    op.create_index(op.f('ix_recommendation_finding_finding_id'), 'recommendation_finding', ['finding_id'], unique=False)
    op.create_table('action_escalation',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('action_id', sa.String(length=36), nullable=False),
    sa.Column('due_by', sa.Date(), nullable=False),
    sa.Column('level', sa.Integer(), nullable=False),
    sa.Column('reached_on', sa.Date(), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.Column('answered_by_id', sa.Integer(), nullable=True),
    sa.CheckConstraint("answered_at IS NULL OR answer <> ''", name=op.f('ck_action_escalation_answered_says_what')),
    sa.CheckConstraint('level IN (1, 2, 3)', name=op.f('ck_action_escalation_level_known')),
    sa.ForeignKeyConstraint(['action_id'], ['improvement_action.id'], name=op.f('fk_action_escalation_action_id_improvement_action')),
    sa.ForeignKeyConstraint(['answered_by_id'], ['user_account.id'], name=op.f('fk_action_escalation_answered_by_id_user_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_action_escalation')),
    sa.UniqueConstraint('action_id', 'due_by', 'level', name='each_level_once')
    )
    op.create_index(op.f('ix_action_escalation_action_id'), 'action_escalation', ['action_id'], unique=False)
    op.create_table('action_evidence',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('action_id', sa.String(length=36), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('shows', sa.Text(), nullable=False),
    sa.Column('dated', sa.Date(), nullable=False),
    sa.Column('link', sa.String(length=500), nullable=False),
    sa.Column('file_name', sa.String(length=200), nullable=False),
    sa.Column('media_type', sa.String(length=100), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=True),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('added_by_id', sa.Integer(), nullable=True),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('withdrawn_why', sa.Text(), nullable=False),
    sa.Column('withdrawn_by_id', sa.Integer(), nullable=True),
    sa.CheckConstraint("withdrawn_at IS NULL OR (withdrawn_why <> '' AND content IS NULL AND link = '')", name=op.f('ck_action_evidence_withdrawn_is_gone_and_says_why')),
    sa.CheckConstraint("shows <> ''", name=op.f('ck_action_evidence_says_what_it_shows')),
    sa.ForeignKeyConstraint(['action_id'], ['improvement_action.id'], name=op.f('fk_action_evidence_action_id_improvement_action')),
    sa.ForeignKeyConstraint(['added_by_id'], ['user_account.id'], name=op.f('fk_action_evidence_added_by_id_user_account')),
    sa.ForeignKeyConstraint(['withdrawn_by_id'], ['user_account.id'], name=op.f('fk_action_evidence_withdrawn_by_id_user_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_action_evidence')),
    sa.UniqueConstraint('action_id', 'number', name='each_evidence_once')
    )
    op.create_index(op.f('ix_action_evidence_action_id'), 'action_evidence', ['action_id'], unique=False)
    op.create_table('action_note',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('action_id', sa.String(length=36), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('progress', sa.String(length=10), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('noted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('noted_by_id', sa.Integer(), nullable=True),
    sa.CheckConstraint("progress IN ('on_track', 'at_risk', 'stuck', 'done')", name=op.f('ck_action_note_progress_known')),
    sa.ForeignKeyConstraint(['action_id'], ['improvement_action.id'], name=op.f('fk_action_note_action_id_improvement_action')),
    sa.ForeignKeyConstraint(['noted_by_id'], ['user_account.id'], name=op.f('fk_action_note_noted_by_id_user_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_action_note')),
    sa.UniqueConstraint('action_id', 'number', name='each_note_once')
    )
    op.create_index(op.f('ix_action_note_action_id'), 'action_note', ['action_id'], unique=False)
    op.create_table('impact_claim',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('action_id', sa.String(length=36), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('says', sa.Text(), nullable=False),
    sa.Column('how_known', sa.Text(), nullable=False),
    sa.Column('claimed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('claimed_by_id', sa.Integer(), nullable=False),
    sa.Column('owner_then_id', sa.Integer(), nullable=True),
    sa.Column('rests_on', DOCUMENT, nullable=False),
    sa.Column('no_evidence_why', sa.Text(), nullable=False),
    sa.Column('verdict', sa.String(length=20), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('judged_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('judged_by_id', sa.Integer(), nullable=True),
    sa.Column('at_reopening', sa.Integer(), nullable=False),
    sa.Column('action_reopened', sa.Integer(), nullable=False),
    sa.CheckConstraint("judged_by_id IS NULL OR owner_then_id IS NULL OR judged_by_id <> owner_then_id", name=op.f('ck_impact_claim_not_the_owner')),
    sa.CheckConstraint("(verdict = '') = (judged_at IS NULL)", name=op.f('ck_impact_claim_judged_has_a_verdict')),
    sa.CheckConstraint("says <> '' AND how_known <> ''", name=op.f('ck_impact_claim_says_what_and_how_known')),
    sa.CheckConstraint("verdict = '' OR reason <> ''", name=op.f('ck_impact_claim_judged_says_why')),
    sa.CheckConstraint("verdict IN ('', 'no_evidence', 'activity_only', 'changed_practice', 'better_for_children')", name=op.f('ck_impact_claim_verdict_known')),
    sa.CheckConstraint('judged_by_id IS NULL OR judged_by_id <> claimed_by_id', name=op.f('ck_impact_claim_second_person')),
    sa.ForeignKeyConstraint(['action_id'], ['improvement_action.id'], name=op.f('fk_impact_claim_action_id_improvement_action')),
    sa.ForeignKeyConstraint(['claimed_by_id'], ['user_account.id'], name=op.f('fk_impact_claim_claimed_by_id_user_account')),
    sa.ForeignKeyConstraint(['judged_by_id'], ['user_account.id'], name=op.f('fk_impact_claim_judged_by_id_user_account')),
    sa.ForeignKeyConstraint(['owner_then_id'], ['user_account.id'], name=op.f('fk_impact_claim_owner_then_id_user_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_impact_claim')),
    sa.UniqueConstraint('action_id', 'number', name='each_claim_once')
    )
    op.create_index(op.f('ix_impact_claim_action_id'), 'impact_claim', ['action_id'], unique=False)
    op.create_table('review_passage',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('review_id', sa.String(length=36), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('heading', sa.String(length=300), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('taken_as', sa.String(length=16), nullable=False),
    sa.CheckConstraint("taken_as IN ('', 'finding', 'recommendation', 'left')", name=op.f('ck_review_passage_taken_as_known')),
    sa.ForeignKeyConstraint(['review_id'], ['outside_review.id'], name=op.f('fk_review_passage_review_id_outside_review')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_review_passage')),
    sa.UniqueConstraint('review_id', 'position', name='each_passage_has_its_place')
    )
    op.create_index(op.f('ix_review_passage_review_id'), 'review_passage', ['review_id'], unique=False)


def drop_chain() -> None:

    op.drop_index(op.f('ix_review_passage_review_id'), table_name='review_passage')
    op.drop_table('review_passage')
    op.drop_index(op.f('ix_impact_claim_action_id'), table_name='impact_claim')
    op.drop_table('impact_claim')
    op.drop_index(op.f('ix_action_note_action_id'), table_name='action_note')
    op.drop_table('action_note')
    op.drop_index(op.f('ix_action_evidence_action_id'), table_name='action_evidence')
    op.drop_table('action_evidence')
    op.drop_index(op.f('ix_action_escalation_action_id'), table_name='action_escalation')
    op.drop_table('action_escalation')
    op.drop_index(op.f('ix_recommendation_finding_finding_id'), table_name='recommendation_finding')
    op.drop_table('recommendation_finding')
    op.drop_index(op.f('ix_escalation_rule_partnership_id'), table_name='escalation_rule')
    op.drop_table('escalation_rule')
    op.drop_index(op.f('ix_re_test_recommendation_id'), table_name='re_test')
    op.drop_table('re_test')
    op.drop_index(op.f('ix_outside_review_partnership_id'), table_name='outside_review')
    op.drop_index(op.f('ix_outside_review_inspection_id'), table_name='outside_review')
    op.drop_table('outside_review')
    op.drop_index(op.f('ix_improvement_action_recommendation_id'), table_name='improvement_action')
    op.drop_index(op.f('ix_improvement_action_partnership_id'), table_name='improvement_action')
    op.drop_index(op.f('ix_improvement_action_owner_id'), table_name='improvement_action')
    op.drop_index(op.f('ix_improvement_action_agency_id'), table_name='improvement_action')
    op.drop_table('improvement_action')
    op.drop_index(op.f('ix_finding_evidence_finding_id'), table_name='finding_evidence')
    op.drop_table('finding_evidence')
    op.drop_index(op.f('ix_saved_view_user_id'), table_name='saved_view')
    op.drop_index(op.f('ix_saved_view_partnership_id'), table_name='saved_view')
    op.drop_table('saved_view')
    op.drop_index(op.f('ix_recommendation_partnership_id'), table_name='recommendation')
    op.drop_index(op.f('ix_recommendation_owner_id'), table_name='recommendation')
    op.drop_table('recommendation')
    op.drop_index(op.f('ix_finding_partnership_id'), table_name='finding')
    op.drop_index(op.f('ix_finding_agency_id'), table_name='finding')
    op.drop_table('finding')
    op.drop_index(op.f('ix_chain_change_record_id'), table_name='chain_change')
    op.drop_index(op.f('ix_chain_change_partnership_id'), table_name='chain_change')
    op.drop_index(op.f('ix_chain_change_batch'), table_name='chain_change')
    op.drop_table('chain_change')
    if op.get_context().dialect.name == "postgresql":
        op.execute("DROP FUNCTION IF EXISTS refuse_change_of_history()")


def add_rules() -> None:
    connection = op.get_bind()
    partnership = sa.table("partnership", sa.column("id", sa.Integer))
    for partnership_id in connection.scalars(sa.select(partnership.c.id)).all():
        for kind, months in NEW_RULES:
            values = {"partnership_id": partnership_id, "record_type": kind, "months": months, "basis": BASIS}
            connection.execute(RULE.insert().values(**values))


def add_role() -> None:
    """The new role, where the roles that ship with the product are there already."""
    connection = op.get_bind()
    held = connection.scalars(sa.select(ROLE.c.key)).all()
    if held and CHIEF_OFFICER["key"] not in held:
        connection.execute(ROLE.insert().values(**CHIEF_OFFICER))


def change_roles(change: Callable[[list[str], tuple[str, ...]], list[str]]) -> None:
    connection = op.get_bind()
    for key, new in NEW_PERMISSIONS.items():
        held = connection.scalar(sa.select(ROLE.c.permissions).where(ROLE.c.key == key))
        if held is not None:
            connection.execute(ROLE.update().where(ROLE.c.key == key).values(permissions=change(list(held), new)))
