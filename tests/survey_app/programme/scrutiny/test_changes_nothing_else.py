"""The scrutineer reads everything and changes nothing but their own register, pinned copies and advice."""

from __future__ import annotations

import json
from collections.abc import Iterator

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from survey_app.accounts.permissions import declaration_of
from survey_app.accounts.roles import ROLES
from survey_app.programme.scrutiny import answering, challenging
from survey_app.programme.scrutiny.assurance import RequestText, ask
from survey_app.schema import metadata
from tests.survey_app.factories import sign_in
from tests.survey_app.programme.scrutiny.scrutiny_world import MONDAY, World, address_of, entry_of
from tests.survey_app.programme.scrutiny.test_challenging import raised
from tests.survey_app.programme.scrutiny.test_young import found

# What a scrutineer may send at all. Their own register and what comes out of it:
REGISTER = {
    "scrutiny.day_new", "scrutiny.day_strike", "scrutiny.entry_judge", "scrutiny.entry_link", "scrutiny.entry_new",
    "scrutiny.entry_reword", "scrutiny.entry_withdraw", "scrutiny.note_new", "scrutiny.pack_new",
    "scrutiny.report_edit", "scrutiny.report_final", "scrutiny.report_new", "scrutiny.report_place",
    "scrutiny.report_refresh", "scrutiny.seen", "scrutiny.theme_end", "scrutiny.theme_new",
    "challenges.new", "challenges.decide", "assurance.new", "assurance.judge", "assurance.close",
    "assurance.withdraw",
}  # fmt: skip
# Beside it, pinned copies, advice where agencies disagree, and what is one's own and read by nobody else: access
# tokens, files that one asked for, saved views of lists, the address of one's calendar.
BESIDE = {
    "scrutiny.pin_new",
    "challenges.advise",
    "resolutions.advise",
    "tokens.make",
    "tokens.revoke",
    "results.ask_for",
    "results.cancel_job",
    "improvement.save_view",
    "improvement.remove_view",
    "programme.feed_make",
    "programme.feed_end",
}
# Pages that one opens to read, and where sending asks for a seat or a task that a scrutineer does not have by the role.
SEATS = {
    "briefs.acknowledge", "designer.preview_version", "incidents.acknowledge_copy", "outcomes.finalised",
    "outcomes.no_reply", "outcomes.practice_act", "outcomes.practice_written", "outcomes.send",
    "peer_reviews.answer", "peer_reviews.declaration", "peer_reviews.facts", "peer_reviews.finding_change",
    "peer_reviews.finding_new", "peer_reviews.finding_state", "peer_reviews.interview",
    "walkabouts.assessment_rubric",
}  # fmt: skip
# The tables that these write. The log says what was done, the outbox tells whom it concerns.
WRITTEN = {
    "audit_event", "outbox_message", "pin", "seen_pack", "conversation_note", "resolution_advice", "challenge_advice",
    "partner_challenge", "assurance_request", "assurance_item", "scrutiny_answer", "api_token", "export_job",
    "saved_view", "calendar_feed",
}  # fmt: skip
PREVIEW = "designer.preview_version"  # answers are tried out there, and kept nowhere
OURS = ("scrutiny", "challenges", "assurance", "young_scrutiny", "improvement", "programme", "executive")
EVERYTHING = {
    "text": "Words.", "why": "Because.", "words": "Words.", "because": "Because.", "what": "other", "other": "A thing.",
    "kind": "issue", "raised_on": "2026-03-02", "worked_on": "2026-03-02", "part": "4", "activity": "other",
    "verdict": "satisfied", "outcome": "accepted", "seen": "1", "title": "Title", "name": "Name", "pins": "1",
    "starts_on": "2026-01-01", "ends_on": "2026-03-01", "days": "30", "spoken_on": "2026-03-02", "people": "6",
    "themes": "One", "agency_type": "health", "by": "scrutineer", "to": "", "asked_as": "scrutineer", "items": "One",
    "decision": "clear", "answer_days": "1", "respond_days": "1", "minimum_group": "3", "areas": "One",
    "state": "closed",
    "action": "delete", "act": "clear", "slug": "words", "note": "Words.", "summary": "Words.", "reason": "Because.",
}  # fmt: skip


def posted(app: Flask) -> Iterator[tuple[Rule, frozenset[str]]]:
    """Each rule that takes a form, and the permissions that open it."""
    for rule in app.url_map.iter_rules():
        declared = declaration_of(app, rule.endpoint)
        if "POST" in (rule.methods or ()) and declared is not None and declared.kind == "permission":
            yield rule, declared.permissions


def test_nothing_else_opens_to_the_scrutineers_role(app: Flask) -> None:
    held = frozenset(ROLES["scrutineer"][1])
    assert {rule.endpoint for rule, permissions in posted(app) if permissions & held} == REGISTER | BESIDE | SEATS


def test_whatever_the_scrutineer_sends_only_the_register_changes(
    session: Session, world: World, client: FlaskClient, app: Flask
) -> None:
    _fill(session, world)
    before = _contents(session)
    sign_in(client, world.scrutineer)
    for rule, _ in posted(app):
        allowed = rule.endpoint in REGISTER | BESIDE
        if allowed or rule.endpoint in SEATS or rule.endpoint.split(".")[0] in OURS:
            address = address_of(app, rule, world.partnership.slug)
            response = client.post(address, data=EVERYTHING | {"agency": world.health.id})
            refused = () if allowed or rule.endpoint == PREVIEW else (403, 404)
            assert response.status_code < 500, rule.endpoint
            assert not refused or response.status_code in refused, rule.endpoint
    session.expire_all()
    after = _contents(session)
    changed = {name for name in before if before[name] != after[name]}
    assert changed <= WRITTEN | {name for name in before if name.startswith("scrutiny_")}
    assert {"scrutiny_entry", "scrutiny_day", "conversation_note", "scrutiny_report", "scrutiny_theme"} <= changed


def _fill(session: Session, world: World) -> None:
    entry = entry_of(session, world)
    answering.answer(session, entry, "We will look.", by_id=world.qa.id, today=MONDAY, seen=1)
    challenging.respond(session, raised(session, world), "So it is.", by_id=world.health_lead.id, today=MONDAY)
    given = RequestText(
        title="Supervision", why="It was promised.", asked_as="executive", agency_id=world.police.id,
        answer_by=MONDAY, items=["Supervision is kept"],
    )  # fmt: skip
    ask(session, world.partnership.id, given, by_id=world.executive.id, today=MONDAY)
    found(session, world)
    session.commit()


def _contents(session: Session) -> dict[str, str]:
    """Every row of every table, as one text a table."""
    return {
        table.name: json.dumps(
            [list(map(str, row)) for row in session.execute(select(table).order_by(*table.primary_key))]
        )
        for table in metadata.sorted_tables
    }
