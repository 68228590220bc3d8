"""Every route, opened by every role, by a stranger and by nobody, answers as its declaration says.

What is expected comes from the declarations and the roles themselves; that a page becomes public, or asks for another
permission than its neighbours, is seen in PUBLIC below and in code review.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from survey_app import create_app
from survey_app.accounts.models import User
from survey_app.accounts.permissions import Declaration, declaration_of, permissions_of
from survey_app.accounts.roles import ROLES
from survey_app.collect.models import Draft
from survey_app.database import db
from survey_app.partnership.models import Partnership
from tests.services.databases import SQLITE, Databases
from tests.survey_app import conftest
from tests.survey_app.case_audits.audit_factories import make_audit, make_case, make_case_list, make_draw
from tests.survey_app.factories import (
    make_agency,
    make_invitation,
    make_partnership,
    make_round,
    make_user,
    publish,
    sign_in,
)
from tests.survey_app.forums.hub_factories import make_forum, make_hub_cycle
from tests.survey_app.walkabouts.section11_factories import make_cycle, make_section11_assessment

PUBLIC = {
    "collect.code", "collect.short",
    "accounts.sign_in", "accounts.sign_out", "api.document", "collect.help", "collect.help_sent", "home.health",
    "hub_booking.certificate", "hub_booking.check", "hub_booking.check_code", "hub_booking.door_code",
    "hub_booking.act", "hub_booking.book", "hub_booking.calendar", "hub_booking.find", "hub_booking.forums",
    "hub_booking.link_sent", "hub_booking.place", "hub_booking.sent", "hub_booking.short",
    "hub_said.code", "hub_said.page", "hub_said.poster", "hub_said.poster_pdf", "hub_said.poster_word",
    "hub_room.said", "hub_room.say", "hub_room.wall", "hub_room.wall_code", "hub_room.wall_points",
    "programme_feed.calendar", "programme_feed.levels",
    "home.index", "notes.alert", "on_device.manifest", "on_device.worker", "pages.boards_logo",
    "pages.public_page", "sponsor.confirm",
    "static", "unsubscribe.ask", "unsubscribe.back_in", "unsubscribe.out",
}  # fmt: skip
RESPONDENTS = ("collect.open_", "collect.token_")  # a link is their key
SIGNED_IN = {"accounts.profile"}

# What stands for the variable parts of addresses; the round, draft and person come from the database.
EXAMPLES: dict[str, Any] = {
    "code": "aaaaa", "clock": "notification", "decision": 1, "proposal": 1,
    "agency_id": 1, "draft_id": "", "filename": "icon.svg", "form_id": "small-form",
    "indicator": "decision", "job_id": "0", "key": "0", "kind": "worry",
    "language": "Welsh (cy)", "list_name": "yes_no", "submission_id": "0",
    "name": "useful", "number": 1, "paper": "released", "question": "useful", "record_id": "0",
    "record_type": "submission", "reference": "0", "section": "only_page", "slug": "answering",
    "standard_name": "st1", "token": "",
    "token_id": 0, "user_id": 0, "width": 640, "year": 1999, "act": "up",
    "assessment_id": "0", "cycle": "section-11", "report_id": "0", "visit_id": "0",
    "message_id": "0", "list_id": 1, "contact_id": 0, "first_id": 0, "second_id": 0,
    "correction_id": "0", "evidence_id": "0", "practice_id": "0",
    "group_id": "0", "question_id": 0, "note_id": "0", "point_id": "0",
    "which": "evaluation", "newsletter_id": 0, "mark": "0",
    "resolution_id": "0", "review": "0", "audit": "neglect", "asked_id": "0",
    "voice_id": "0", "whose": "child",
    "comment_id": "0", "definition_id": "0", "period": "2026-01-01",
    "panel_id": "0", "revision": 1, "piece": 1, "order": 1,
    "recommendation_id": "0", "meeting_id": "0",
    "day_id": "0", "position": 1,
    "theme_id": 0, "hub": "gangs", "forum_id": 1, "public_name": "f1", "booking_id": "0", "table_id": 1,
}  # fmt: skip
CASE_LIST = "22222222-2222-4222-8222-222222222222"
BY_ENDPOINT: dict[str, dict[str, Any]] = {
    **{
        f"case_audits.{name}": {"list_id": CASE_LIST}
        for name in (
            "change_key_date",
            "destroy_key",
            "export_key",
            "how_many",
            "left_out",
            "list_",
            "list_key",
            "list_meaning",
            "list_rows",
        )
    },
    **{f"case_audits.{name}": {"draw_id": CASE_LIST} for name in ("draw_frame", "draw_record", "drawn")},
    "case_audits.dip_chart": {"item": "g1"},
    "case_audits.moderation_question": {"name": "b1"},
    "case_audits.moderation_settled": {"name": "b1"},
    "case_audits.recommendation_act": {"act": "clear"},
    "codeframes.download": {"kind": "csv"},
    "designer.library_entry": {"form_id": "section-11-walkabout"},
    "designer.library_source": {"form_id": "section-11-walkabout"},
    "designer.move": {"key": "r1"},
    "designer.question": {"key": "r1"},
    "designer.take": {"form_id": "section-11-walkabout"},
    "dashboard.chart": {"page": "glance", "of": "-"},
    "dashboard.figure": {"key": "coverage"},
    "dashboard.round_figure_page": {"kind": "response", "name": "all"},
    "executive.item_move": {"act": "up"},
    "executive.item_put_off": {"act": "defer"},
    "executive.meeting_act": {"act": "send"},
    "improvement.edit_many": {"list_name": "actions"},
    "improvement.list_workbook": {"list_name": "actions"},
    "improvement.save_view": {"list_name": "actions"},
    "incidents.decide": {"kind": "notification"},
    "indicators.template": {"kind": "csv"},
    "hub_replies.reply_decide": {"act": "approve"},
    "hub_replies.you_said_asking": {"act": "set"},
    "hub_replies.you_said_publish": {"act": "publish"},
    "improvement.action_change": {"act": "time"},
    "improvement.evidence_link": {"record_type": "round", "record_id": "1"},
    "improvement.evidence_remove": {"evidence_id": CASE_LIST},
    "improvement.history": {"chain_list": "recommendations"},
    "improvement.recommendation_end": {"act": "withdraw"},
    "improvement.review_passage": {"passage_id": CASE_LIST, "act": "leave"},
    "results.ask_for": {"key": "workbook"},
    "forums.contact_file": {"kind": "json"},
    "results.chart": {"kind": "rates"},
    "results.download": {"key": "workbook"},
    "rounds.break_down": {"slug": "planned"},
    "rounds.edit": {"slug": "planned"},
    "rounds.open_": {"slug": "planned"},
}
BY_BLUEPRINT: dict[str, dict[str, Any]] = {
    "pages": {"slug": "privacy"},
    "programme": {"year": 2026, "heading": "costs", "position": 1},
    "walkabouts": {"assessment_id": "11111111-1111-4111-8111-111111111111"},
    "executive": {"item_id": "11111111-1111-4111-8111-111111111111"},
    "improvement": {"view_id": "11111111-1111-4111-8111-111111111111"},
}
# Pages of a record that these examples do not hold: whoever may open them is told "not found", not "not allowed".
NOT_FOUND_HERE = {
    "executive.agenda", "executive.brief", "executive.brief_change", "executive.brief_send", "executive.brief_word",
    "executive.decision", "executive.decision_note", "executive.decision_replace", "executive.item",
    "executive.item_decide", "executive.item_move", "executive.item_new", "executive.item_put_off",
    "executive.meeting", "executive.meeting_act", "executive.meeting_cancel",
    "briefs.acknowledge", "briefs.show", "briefs.word", "members.answer", "members.briefing", "members.question",
    "case_audits.certificate", "case_audits.certificate_word",
    "case_audits.dip_chart", "case_audits.dip_hours", "case_audits.dip_next", "case_audits.dip_sample",
    "case_audits.dip_trend", "case_audits.dip_workbook",
    "case_audits.deep_dive_meetings", "case_audits.learning_change", "case_audits.meeting_add",
    "case_audits.meeting_change", "case_audits.recommendation_change",
    "rounds.qr_code", "rounds.screen",
    "lists.fill",
    "collect.named_entry", "collect.named_file", "collect.named_media", "collect.named_remove", "collect.named_sent",
    "collect.named_worry", "collect.read_file",
    "designer.draft_file", "designer.draft_paper", "designer.draft_source", "designer.draft_xlsform", "designer.edit",
    "designer.translations", "designer.version_file",
    "dashboard.chart", "dashboard.round_figure_page", "dashboard.standard",
    "agency_returns.asked", "agency_returns.audit", "case_audits.asked",
    "campaigns.gaps", "campaigns.show",
    "case_audits.figures_chart", "case_audits.meeting", "case_audits.moderation_record",
    "case_audits.moderation_revision",
    "codeframes.download", "codeframes.new_theme", "codeframes.show", "codeframes.theme", "feedback.edit",
    "feedback.entry", "imports.check", "imports.columns", "imports.left_out", "imports.mapping_file",
    "imports.question", "imports.settings", "imports.show", "imports.undo",
    "my_returns.declare", "my_returns.not_involved", "my_returns.show",
    "notes.bundle", "results.cancel_job", "results.chart", "results.code",
    "results.erase", "results.fetch", "results.job_state", "results.quote", "shared.manage", "shared.show",
    "improvement.action", "improvement.action_change", "improvement.action_claim", "improvement.action_evidence",
    "improvement.action_evidence_file", "improvement.action_evidence_withdraw", "improvement.action_judge",
    "improvement.action_new", "improvement.action_progress", "improvement.recommendation_close",
    "improvement.recommendation_open_again", "improvement.retest_cancel", "improvement.retest_judge",
    "improvement.retest_new", "my_actions.note",
    "improvement.evidence", "improvement.evidence_link", "improvement.evidence_remove", "improvement.evidence_words",
    "improvement.finding", "improvement.finding_change", "improvement.finding_withdraw", "improvement.history",
    "improvement.recommendation", "improvement.recommendation_change", "improvement.recommendation_end",
    "improvement.recommendation_findings", "improvement.recommendation_reply", "improvement.review",
    "programme.review", "programme.review_judge", "programme.topic", "programme.topic_change", "programme.topic_drop",
    "programme.version",
    "dashboard.annual_pack", "dashboard.indicator_chart", "scrutiny.pin", "tokens.revoke",
    "outcomes.accuracy", "outcomes.action", "outcomes.answer", "outcomes.assessment_views", "outcomes.card",
    "outcomes.compare", "outcomes.cycle_views", "outcomes.cycle_views_csv", "outcomes.final", "outcomes.grades",
    "outcomes.letter", "outcomes.own_letter", "outcomes.practice", "outcomes.print_card", "outcomes.reconcile",
    "outcomes.reply", "outcomes.revise", "outcomes.revision", "outcomes.shared", "outcomes.show", "outcomes.sign",
    "outcomes.standard",
    "self_assessment.answers", "self_assessment.deadline", "self_assessment.declare", "self_assessment.evidence",
    "self_assessment.evidence_file", "self_assessment.exceptions", "self_assessment.follow",
    "self_assessment.followed_file",
    "self_assessment.last_time", "self_assessment.last_time_standard", "self_assessment.show", "self_assessment.staff",
    "self_assessment.staff_code", "self_assessment.standard", "self_assessment.withdraw",
    "families.change", "families.clear_page", "families.consents", "families.group", "families.hand_in",
    "families.held", "families.note", "families.note_new", "families.point", "families.point_new",
    "families.questions", "families.said", "families.take_out_person", "families.unsafe", "families.worry",
    "forums.correct_attendance",
    "forums.point", "forums.table", "forums.table_change",
    "hub_replies.edition", "hub_replies.edition_tabled", "hub_replies.edition_word", "hub_replies.reply",
    "hub_replies.reply_decide", "hub_replies.reply_into_chain", "hub_replies.reply_progress",
    "hub_replies.reply_take_down", "hub_replies.reply_write",
    "hub_replies.theme", "hub_replies.theme_merge", "hub_replies.theme_move", "hub_replies.theme_remove",
    "hub_said.poster", "hub_said.poster_pdf", "hub_said.poster_word",
    "forums.booking", "forums.cycle_round_people", "forums.newsletter",
    "forums.newsletter_file", "forums.newsletter_list_file", "forums.newsletter_write",
    "forums.contact", "forums.contact_change", "forums.contact_erase", "forums.contact_file", "forums.contact_pair",
    "peer_reviews.accuracy", "peer_reviews.answer", "peer_reviews.area", "peer_reviews.begin", "peer_reviews.cancel",
    "peer_reviews.change", "peer_reviews.conflict", "peer_reviews.declaration", "peer_reviews.facts",
    "peer_reviews.finding_change", "peer_reviews.finding_new", "peer_reviews.hand_over", "peer_reviews.paper",
    "peer_reviews.show", "peer_reviews.team",
    "indicators.agencies", "indicators.change", "indicators.chart", "indicators.comment", "indicators.correct",
    "indicators.decide", "indicators.referrer_answer", "indicators.show", "indicators.take_up",
    "incidents.acknowledge_copy", "incidents.approve_decision", "incidents.breach", "incidents.days",
    "incidents.decide", "incidents.end", "incidents.send_back_decision", "incidents.show",
    "resolutions.advise", "resolutions.close", "resolutions.move", "resolutions.show",
    "visits.agency_letter", "visits.brief", "visits.brief_file", "visits.calendar", "visits.cancel", "visits.change",
    "visits.conflict", "visits.inspection", "visits.letter", "visits.my_brief", "visits.my_brief_file",
    "visits.my_calendar_file", "visits.my_declaration", "visits.my_visit", "visits.plan", "visits.show",
    "assurance.close", "assurance.evidence_file", "assurance.give", "assurance.judge", "assurance.show",
    "assurance.withdraw", "challenges.advise", "challenges.decide", "challenges.respond", "challenges.settle",
    "challenges.show", "scrutiny.day_strike", "scrutiny.entry", "scrutiny.entry_answer", "scrutiny.entry_judge",
    "scrutiny.entry_link", "scrutiny.entry_recommend", "scrutiny.entry_reword", "scrutiny.entry_withdraw",
    "scrutiny.pack", "scrutiny.pack_file", "scrutiny.report", "scrutiny.report_edit", "scrutiny.report_final",
    "scrutiny.report_place", "scrutiny.report_refresh", "scrutiny.report_word", "scrutiny.theme_end",
    "young_scrutiny.answer", "young_scrutiny.change", "young_scrutiny.clear",
    "walkabouts.agency_rubric", "walkabouts.exceptions", "walkabouts.shared_assessment",
}  # fmt: skip


def prepare_examples(database_url: str) -> None:
    """A partnership with a person for each role, and a record for each kind of address."""
    conftest.prepare(database_url)
    with TemporaryDirectory() as directory:
        app = create_app(conftest.settings_for(database_url, Path(directory)), pages=False)
        with app.app_context():
            _add_examples(db.session())
            db.session.commit()
            db.engine.dispose()


def _add_examples(session: Session) -> None:
    partnership = make_partnership(session, slug="north")
    make_agency(session, partnership)
    version = publish(session, partnership)
    answering = make_round(session, partnership, version, slug="answering")
    make_round(session, partnership, version, slug="planned", state="draft")
    make_invitation(session, make_round(session, partnership, version, slug="invited", access="token"))
    cycle = make_cycle(session, partnership, rounds=(), slug="section-11")
    make_section11_assessment(session, cycle, id=BY_BLUEPRINT["walkabouts"]["assessment_id"], stage="planned")
    make_forum(session, make_hub_cycle(session, partnership, slug="gangs"), id=1)
    audit = make_audit(session, partnership, slug="neglect", state="moderation")
    make_case(session, audit)
    make_draw(session, make_case_list(session, audit, id=CASE_LIST), id=CASE_LIST)
    for role in ROLES:
        user = make_user(session, partnership, roles=(role,))
        user.name = role
        session.add(Draft(round_id=answering.id, author_id=user.id, document={"useful": "yes"}))
    session.flush()


@pytest.fixture
def examples(databases: Databases, tmp_path: Path) -> Iterator[Flask]:
    """The application with the examples, on SQLite: permissions do not depend on the kind of database."""
    with databases.prepared(SQLITE, prepare_examples) as url:
        app = create_app(conftest.settings_for(url, tmp_path))
        app.test_client_class = conftest.SeparateClient
        with app.app_context():
            yield app
            db.session.rollback()
            db.engine.dispose()


def views(app: Flask) -> list[tuple[Rule, str, Declaration]]:
    """Every rule with each of its methods and the declaration of its view, reading first."""
    found = []
    for rule in app.url_map.iter_rules():
        declaration = declaration_of(app, rule.endpoint)
        assert declaration is not None, f"{rule.endpoint} ({rule.rule}) declares no permission"
        found += [(rule, method, declaration) for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}]
    return sorted(found, key=lambda view: (view[1], view[0].rule))


def examples_for(user: User | None) -> dict[str, Any]:
    """What stands for the variable parts of addresses when this person opens them."""
    draft = db.session.scalar(select(Draft.id).where(Draft.author_id == user.id)) if user else "no-draft"
    member = db.session.scalar(select(User.id).where(User.name == "councillor"))
    return EXAMPLES | {
        "partnership": "north",
        "draft_id": draft or "no-draft",
        "token": "no-such-token",
        "user_id": member,
    }


def address_of(app: Flask, rule: Rule, user: User | None, known: dict[str, Any] | None = None) -> str:
    """An address of the rule, with examples for its variable parts."""
    known = (known or examples_for(user)) | BY_BLUEPRINT.get(rule.endpoint.split(".")[0], {})
    known |= BY_ENDPOINT.get(rule.endpoint, {})
    missing = rule.arguments - known.keys()
    assert not missing, f"add an example for {', '.join(sorted(missing))} of {rule.rule} to EXAMPLES"
    with app.test_request_context():
        url: str = app.url_for(rule.endpoint, **{name: known[name] for name in rule.arguments})
    return url


def open_each(app: Flask, user: User | None) -> Iterator[tuple[str, Rule, Declaration, TestResponse]]:
    """Open every route as this person, each time signed in anew; what it is called, and the answer."""
    known = examples_for(user)
    addresses = [(*view, address_of(app, view[0], user, known)) for view in views(app)]
    name = app.config["SESSION_COOKIE_NAME"]
    cookie = sign_in(app.test_client(), user).get_cookie(name) if user is not None else None
    assert (cookie is None) == (user is None)
    db.session.commit()
    for rule, method, declaration, address in addresses:
        client = app.test_client()
        if cookie is not None:
            client.set_cookie(name, cookie.value)
        yield f"{method} {rule.rule}", rule, declaration, client.open(address, method=method, buffered=True)


def leads_to_sign_in(response: TestResponse) -> bool:
    return response.status_code == 302 and (response.location or "").startswith("/sign-in")


@pytest.mark.parametrize("role", ROLES)
def test_a_role_opens_what_it_is_permitted_and_nothing_else(examples: Flask, role: str) -> None:
    user = db.session.scalars(select(User).where(User.name == role)).one()
    north = db.session.scalars(select(Partnership).where(Partnership.slug == "north")).one()
    held = permissions_of(user.id, north.id)
    assert held == set(ROLES[role][1])
    wrong = []
    for name, rule, declaration, response in open_each(examples, user):
        status = response.status_code
        if declaration.kind == "permission" and not declaration.permissions & held:
            fits = status == 403
        elif declaration.kind == "token":
            fits = status == 401  # whoever is signed in: only a token opens these
        else:
            absent_here = rule.endpoint in NOT_FOUND_HERE or declaration.kind == "public" or name.startswith("POST")
            fits = status not in (401, 403, 405, 500) and (status != 404 or absent_here)
        if not fits:
            wrong.append(f"{name} ({declaration.permission or declaration.kind}): {status}")
    assert not wrong, "\n".join([f"as {role}:", *wrong])


def test_a_member_of_another_partnership_finds_nothing_here(examples: Flask) -> None:
    elsewhere = db.session.scalars(select(Partnership).where(Partnership.slug == "elsewhere")).one()
    stranger = make_user(db.session(), elsewhere, roles=tuple(ROLES))
    wrong = [
        f"{name}: {response.status_code}"
        for name, _, declaration, response in open_each(examples, stranger)
        if declaration.kind == "permission" and response.status_code != 404
    ]
    assert not wrong, "\n".join(wrong)


def test_nobody_is_asked_to_sign_in(examples: Flask) -> None:
    wrong = []
    for name, _, declaration, response in open_each(examples, None):
        asked = leads_to_sign_in(response) or response.status_code == 401
        if asked != (declaration.kind != "public"):
            wrong.append(f"{name} ({declaration.kind}): {response.status_code}")
    assert not wrong, "\n".join(wrong)


def test_only_these_pages_are_public(examples: Flask) -> None:
    declared = {rule.endpoint: declaration for rule, _, declaration in views(examples)}
    public = {name for name, declaration in declared.items() if declaration.kind == "public"}
    assert {name for name in public if not name.startswith(RESPONDENTS)} == PUBLIC
    assert {name for name, declaration in declared.items() if declaration.kind == "signed_in"} == SIGNED_IN
    assert all(declaration.why for declaration in declared.values() if declaration.kind in ("public", "signed_in"))


def test_every_page_that_asks_for_a_permission_belongs_to_a_partnership(examples: Flask) -> None:
    for rule, _, declaration in views(examples):
        if declaration.kind == "permission":
            assert rule.rule.startswith("/p/<partnership>/"), rule.rule


def test_a_view_without_a_declaration_fails_this_suite(examples: Flask) -> None:
    examples.view_functions["undeclared"] = lambda: "shown to all"
    examples.url_map.add(Rule("/undeclared", endpoint="undeclared"))
    with pytest.raises(AssertionError, match="undeclared"):
        views(examples)


def test_reading_changes_nothing_but_the_audit_log(examples: Flask) -> None:
    """A scrutineer may follow every link without leaving a trace other than having read."""
    scrutineer = db.session.scalars(select(User).where(User.name == "scrutineer")).one()
    before = _row_counts()
    for rule, method, declaration in views(examples):
        if method == "GET" and declaration.kind == "permission":
            client = sign_in(examples.test_client(), scrutineer)
            client.get(address_of(examples, rule, scrutineer))
    db.session.rollback()
    after = _row_counts()
    changed = {name for name in after if after[name] != before[name]}
    assert changed <= {"audit_event", "report_snapshot"}, "a released report is kept as it was first read"


def _row_counts() -> dict[str, int]:
    from sqlalchemy import func

    from survey_app.schema import metadata

    counts = {t.name: db.session.scalar(select(func.count()).select_from(t)) or 0 for t in metadata.sorted_tables}
    db.session.rollback()
    return counts
