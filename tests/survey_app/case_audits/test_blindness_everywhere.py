"""Blind means blind, on every route: two worlds that differ in one agency's returns are the same to all but its author.

The adversary holds every role there is, and opens every address that the application has, with the ids of the returns
in it. What a return says must not change a byte of what comes back before moderation opens. That the test can fail is
shown by opening moderation: then the same walk finds the returns, and each finding stands in the audit log.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from survey_app import create_app
from survey_app.accounts.models import User
from survey_app.accounts.permissions import declaration_of, permissions_of
from survey_app.accounts.roles import ROLES
from survey_app.audit_log import AuditEvent
from survey_app.case_audits.keeping_records.export_log import TAKEN
from survey_app.case_audits.models import CaseAudit
from survey_app.database import db
from survey_app.errors import UserError
from survey_app.extensions import limiter
from survey_app.jobs import PERIODIC
from survey_app.mail import OutboxMessage
from survey_app.partnership.models import Partnership
from survey_app.results.downloads.catalogue import FORMATS
from survey_app.results.downloads.files import export_folder
from survey_app.results.downloads.models import ExportJob
from tests.services.databases import SQLITE, Databases
from tests.survey_app import conftest
from tests.survey_app.case_audits.blind_world import (
    BlindWorld,
    addresses,
    build,
    content_of,
    marks_in,
    masked,
    tokens_of,
)
from tests.survey_app.factories import make_user, sign_in
from tests.survey_app.test_routes_and_roles import prepare_examples

# Whatever is read makes these pages longer.
GROWING = {
    "settings.audit_log",
    "scrutiny.access",
    "scrutiny.access_csv",
    "case_audits.taken",
    "case_audits.taken_file",
}
# The blueprints whose addresses name rounds, audits, returns and alerts: what is walked through on every database.
NEAR = (
    "rounds.",
    "results.",
    "collect.named_",
    "collect.read",
    "shared.",
    "duty.",
    "case_audits.",
    "my_returns.",
    "agency_returns.",
)
# What shows single returns once moderation has opened, to those who may read them.
READ_THEN = {
    "results.coding_list", "results.download", "collect.read_file", "case_audits.moderation_question",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Walked:
    """What a walk found: the endpoints that tell what was returned, and those that do so without a line in the log."""

    telling: Mapping[str, str]
    unlogged: Mapping[str, str]


@pytest.fixture(autouse=True)
def unlimited(monkeypatch: pytest.MonkeyPatch) -> None:
    """No limit on requests: what comes after it would not be looked at."""
    monkeypatch.setattr(limiter, "enabled", False)


@pytest.fixture
def blind(databases: Databases, database_kind: str, tmp_path: Path) -> Iterator[Flask]:
    """The application with a record for each kind of address, and somebody who holds every role."""
    with running(databases, database_kind, tmp_path) as app:
        yield app


@pytest.fixture
def blind_once(databases: Databases, tmp_path: Path) -> Iterator[Flask]:
    """The same on SQLite alone, for what does not depend on the kind of database."""
    with running(databases, SQLITE, tmp_path) as app:
        yield app


@contextmanager
def running(databases: Databases, kind: str, directory: Path) -> Iterator[Flask]:
    """The application on a database of its own, while a test runs."""
    with databases.prepared(kind, prepare_examples) as url:
        app = create_app(conftest.settings_for(url, directory))
        app.test_client_class = conftest.SeparateClient
        with app.app_context():
            for slug, name in (("north", "everything"), ("elsewhere", "stranger")):
                make_user(db.session(), partnership_called(slug), roles=tuple(ROLES)).name = name
            db.session.commit()
            yield app
            db.session.rollback()
            db.engine.dispose()


def partnership_called(slug: str) -> Partnership:
    return db.session.scalars(select(Partnership).where(Partnership.slug == slug)).one()


def named(name: str) -> User:
    return db.session.scalars(select(User).where(User.name == name)).one()


def rules(app: Flask, method: str, held: frozenset[str] | None, only: tuple[str, ...]) -> list[Rule]:
    """The rules of a method that somebody with these permissions gets past the door of; all for None."""
    found = []
    for rule in app.url_map.iter_rules():
        declared = declaration_of(app, rule.endpoint)
        if method not in (rule.methods or set()) or declared is None or not rule.endpoint.startswith(only):
            continue
        if held is None or declared.kind != "permission" or declared.permission in held:
            found.append(rule)
    return sorted(found, key=lambda rule: rule.endpoint)


def walk(app: Flask, world: BlindWorld, user: User | None, only: tuple[str, ...] = ("",), *, where: str = "north",
         headers: Mapping[str, str] | None = None, compared: bool = True) -> Walked:  # fmt: skip
    """Open every address in both worlds; which tell them apart, or show a mark."""
    client, held = app.test_client(), None
    if user is not None:
        sign_in(client, user)
        held = frozenset(permissions_of(user.id, partnership_called(where).id))
    telling, unlogged = {}, {}
    for rule in rules(app, "GET", held, only):
        for address in addresses(app, rule, world, where):
            before = _events()
            first = _in_world(0, world, client, address, headers)
            if marks_in(first):
                telling[rule.endpoint] = address
                if _events() == before and not _noted_today(address):
                    unlogged[rule.endpoint] = address
            elif compared and rule.endpoint not in GROWING and _differ(first, world, client, address, headers):
                telling[rule.endpoint] = f"{address} is not the same in both worlds"
    return Walked(telling=telling, unlogged=unlogged)


def _in_world(
    number: int, world: BlindWorld, client: FlaskClient, address: str, headers: Mapping[str, str] | None
) -> bytes:  # fmt: skip
    world.turn(db.session(), number)
    response = client.get(address, headers=headers, buffered=True)
    assert response.status_code != 429, "a limit on requests would hide what comes after it"
    assert response.status_code < 500, address
    return content_of(response)


def _differ(
    first: bytes, world: BlindWorld, client: FlaskClient, address: str, headers: Mapping[str, str] | None
) -> bool:
    second = _in_world(1, world, client, address, headers)
    if masked(first) == masked(second) and not marks_in(second):
        return False
    if marks_in(second):
        return True
    # Some pages differ by themselves, with the clock or by a random key: these do so in one world as well.
    again = [_in_world(number, world, client, address, headers) for number in (0, 1)]
    return [masked(one) for one in again] == [masked(first), masked(second)]


def _noted_today(address: str) -> bool:
    """Whether it is a page of the panel: it notes once a day that somebody reads the returns on a case."""
    read = select(AuditEvent.id).where(AuditEvent.action == TAKEN).limit(1)
    return "/moderation/" in address and db.session.scalar(read) is not None


def _events() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(AuditEvent)) or 0


def test_whoever_holds_every_role_finds_nothing_on_any_route(blind_once: Flask) -> None:
    world = build(db.session(), "blind-audit")
    assert walk(blind_once, world, named("everything")).telling == {}


def test_nothing_is_found_where_the_round_was_closed_by_hand_and_the_returns_once_moderation_opens(
    blind: Flask,
) -> None:
    world = build(db.session(), "blind-audit", closed=True)
    assert walk(blind, world, named("everything"), NEAR).telling == {}
    world.open(db.session())
    found = walk(blind, world, named("everything"), NEAR, compared=False)
    assert found.telling.keys() >= READ_THEN
    assert found.unlogged == {}, "read without a line in the log"


def test_neither_those_beside_the_author_nor_strangers_find_anything(blind_once: Flask) -> None:
    world = build(db.session(), "blind-audit")
    for user in (world.fellow, world.lead, named("scrutineer"), None):
        assert walk(blind_once, world, user, NEAR).telling == {}
    assert walk(blind_once, world, named("stranger"), NEAR, where="elsewhere").telling == {}


def test_after_the_opening_an_agencys_lead_and_other_auditors_still_read_no_single_return(blind_once: Flask) -> None:
    world = build(db.session(), "blind-audit")
    world.open(db.session())
    others = [world.fellow, world.lead, *map(named, ("councillor", "executive_member", "external_reviewer"))]
    for user in others:
        assert walk(blind_once, world, user, NEAR, compared=False).telling == {}


def test_only_the_author_finds_what_they_returned(blind: Flask) -> None:
    world = build(db.session(), "blind-audit")
    found = walk(blind, world, world.author, ("collect.",))
    assert found.telling.keys() >= {"collect.named_page", "collect.named_file"}


def test_no_access_token_reads_a_blind_return_and_one_for_single_answers_does_afterwards(blind: Flask) -> None:
    world = build(db.session(), "blind-audit")
    tokens = tokens_of(db.session(), named("everything"))
    for token in tokens.values():
        headers = {"Authorization": f"Bearer {token}"}
        assert walk(blind, world, None, ("api.",), headers=headers).telling == {}
    world.open(db.session())
    found = walk(
        blind, world, None, ("api.",), headers={"Authorization": f"Bearer {tokens['raw']}"}, compared=False
    )  # fmt: skip
    assert "api.answers" in found.telling
    assert found.unlogged == {}


def said_by_the_server(session: Session) -> bytes:
    """Every message, every line of the audit log, and every file that was made."""
    messages = session.scalars(select(OutboxMessage)).all()
    events = session.scalars(select(AuditEvent)).all()
    made = [path.read_bytes() for path in export_folder().iterdir() if path.is_file()]
    texts = [f"{one.subject} {one.body}" for one in messages] + [f"{one.subject} {one.details}" for one in events]
    return "\n".join(texts).encode() + b"\n".join(made)


def test_nothing_that_is_sent_in_brings_a_return_out(blind_once: Flask) -> None:
    world = build(db.session(), "blind-audit")
    _forget_the_planted_file(world)
    reader, audit_id = named("everything"), world.audit.id
    for rule in rules(blind_once, "POST", None, ("",)):
        for address in addresses(blind_once, rule, world):
            client = sign_in(blind_once.test_client(), reader)  # anew: one of these signs out
            shown = content_of(client.post(address, buffered=True))
            audit = db.session.get(CaseAudit, audit_id, populate_existing=True)
            was_open = audit is None or audit.opened_at is not None
            assert was_open or not marks_in(shown), address
            if audit is not None and was_open:  # this address opens moderation, as it should
                audit.opened_at, audit.state = None, "fieldwork"
                db.session.commit()
    assert not marks_in(said_by_the_server(db.session()))


def _forget_the_planted_file(world: BlindWorld) -> None:
    (export_folder() / world.job.file_name).unlink()


def test_no_job_writes_a_blind_return_into_a_file_or_a_message(blind: Flask) -> None:
    world = build(db.session(), "blind-audit")
    _forget_the_planted_file(world)
    reader = named("everything")
    assert world.audit.round_id is not None
    for key, one in FORMATS.items():
        for paper in one.papers:
            db.session.add(ExportJob(round_id=world.audit.round_id, user_id=reader.id, format=key, paper=paper))
    db.session.commit()
    for name, _, work in PERIODIC:
        if name != "send_mail":
            work(db.session())
    jobs = db.session.scalars(select(ExportJob).where(ExportJob.id != world.job.id)).all()
    assert {job.state for job in jobs} == {"failed"}
    assert not marks_in(said_by_the_server(db.session()))


@pytest.mark.parametrize(
    "command", [["report", "--working"], ["data"], ["data", "--figures", "--working"]], ids=" ".join
)
def test_no_command_writes_a_blind_return_into_a_file(blind_once: Flask, tmp_path: Path, command: list[str]) -> None:
    world = build(db.session(), "blind-audit")
    assert world.audit.round is not None
    out = tmp_path / ("out.xlsx" if command[0] == "report" else "out.csv")
    with suppress(UserError):
        blind_once.test_cli_runner().invoke(
            args=[*command, "--round", world.audit.round.slug, "--partnership", "north", "-o", str(out)]
        )
    assert not out.exists()


@pytest.mark.long
@pytest.mark.parametrize("role", ROLES)
def test_no_shipped_role_finds_anything_on_any_route(blind_once: Flask, role: str) -> None:
    world = build(db.session(), "blind-audit")
    assert walk(blind_once, world, named(role)).telling == {}
