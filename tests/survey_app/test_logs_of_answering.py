"""Answering an anonymous round on real server processes leaves no token, no address and no time of day in any log.

The web server and the worker run as in production, the invitation comes by e-mail, and besides the ordinary way there
is what goes wrong: a wrong link, a request too large, one that is no HTTP, a page without its answers.
"""

from __future__ import annotations

import json
import re
import signal
import socket
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

import psutil
import pytest
from lxml import html

from survey_app import create_app
from survey_app.collect.keys import KeyStore
from survey_app.collect.sealing import BATCH_SIZE
from survey_app.database import db
from survey_app.rounds.invitation_list import InvitationRow
from survey_app.rounds.invitations import store_invitations
from survey_app.rounds.mailing import queue_invitations
from tests.survey_app.collect.forms_for_tests import SHORT
from tests.survey_app.commands.test_serving import COMMAND, PATIENCE, ROOT, answers, environment, wait_for
from tests.survey_app.factories import make_partnership, make_round, publish
from tests.survey_app.rounds.postbox import Postbox, postbox_on

TIME_OF_DAY = re.compile(r"\b([01]?\d|2[0-3]):[0-5]\d\b")
REMARK = "a very telling remark"
PEOPLE = BATCH_SIZE + 1


@dataclass
class Site:
    """A running installation: its address, its log so far, and the personal links that went out."""

    address: str
    instance: Path
    log: Path
    tokens: list[str]

    def said_since(self, before: int) -> str:
        return self.log.read_bytes()[before:].decode()


@pytest.fixture
def free_ports() -> tuple[int, int]:
    with socket.socket() as one, socket.socket() as other:
        one.bind(("127.0.0.1", 0))
        other.bind(("127.0.0.1", 0))
        return one.getsockname()[1], other.getsockname()[1]


@pytest.fixture
def site(tmp_path: Path, free_ports: tuple[int, int]) -> Iterator[Site]:
    """A round is open, and the worker has mailed its invitations."""
    port, mail_port = free_ports
    instance, log = tmp_path / "instance", tmp_path / "log"
    env = environment(
        instance, PORT=str(port), WALKABOUT_MAIL_HOST="127.0.0.1", WALKABOUT_MAIL_PORT=str(mail_port),
        WALKABOUT_MAIL_TLS="none", WALKABOUT_MAIL_HOURS="always",
    )  # fmt: skip
    subprocess.run([*COMMAND, "init", "--no-demo"], env=env, cwd=ROOT, check=True, capture_output=True)
    invite(instance)
    serve = [*COMMAND, "serve"]
    with (
        postbox_on(mail_port) as box,
        log.open("wb") as written,
        subprocess.Popen(serve, env=env, cwd=ROOT, stdout=written, stderr=written) as server,
    ):
        try:
            address = f"http://127.0.0.1:{port}"
            assert wait_for(lambda: answers(f"{address}/health"))
            assert wait_for(lambda: len(box.received) == PEOPLE)
            yield Site(address, instance, log, tokens_in(box))
            children = psutil.Process(server.pid).children(recursive=True)
            server.send_signal(signal.SIGTERM)
            server.wait(PATIENCE)
            psutil.wait_procs(children, timeout=10)
        finally:
            server.kill()


def invite(instance: Path) -> None:
    app = create_app({"WALKABOUT_INSTANCE": str(instance), "WALKABOUT_PUBLIC_URL": "http://localhost"}, pages=False)
    with app.app_context():
        session = db.session()
        partnership = make_partnership(session)
        round_ = make_round(
            session, partnership, publish(session, partnership, SHORT), access="token", anonymous=True
        )  # fmt: skip
        rows = [
            InvitationRow(line=number, name=f"Example {number}", email=f"example{number}@agency.example")
            for number in range(PEOPLE)
        ]
        store_invitations(session, round_, rows)
        queue_invitations(session, round_)
        session.commit()
        db.engine.dispose()


def tokens_in(box: Postbox) -> list[str]:
    bodies = [
        part.get_content() for one in box.received for part in one.walk() if part.get_content_type() == "text/plain"
    ]
    return [found[1] for body in bodies if (found := re.search(r"/a/([\w-]+)", body))]


class Browser:
    """Keeps cookies and posts what a page's form holds."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.opener: OpenerDirector = build_opener(HTTPCookieProcessor(CookieJar()))

    def get(self, path: str, data: dict[str, str] | bytes | None = None) -> tuple[int, str]:
        body = urlencode(data).encode() if isinstance(data, dict) else data
        try:
            with self.opener.open(self.address + path, data=body, timeout=30) as response:
                return response.status, response.read().decode()
        except HTTPError as error:
            with error:
                return error.code, error.read().decode()

    def answer(self, token: str, comment: str) -> str:
        """The whole way from the link to the receipt."""
        _, page = self.get(f"/a/{token}")
        form = html.fromstring(page).get_element_by_id("answers")
        values = {control.get("name"): control.get("value") for control in form.xpath(".//input")}
        carried = json.loads(values["carried"]) | {"document": {"useful": "agree", "comment": comment}}
        sent = {"csrf_token": values["csrf_token"], "carried": json.dumps(carried), "at": "check", "go": "send"}
        return self.get(f"/a/{token}/answer", sent)[1]


def go_wrong(browser: Browser, token: str, port: int) -> None:
    """What nobody means to do and everybody does."""
    assert browser.get(f"/a/{token}x")[0] == 404
    assert browser.get(f"/a/{token}/answer", {"go": "send"})[0] == 400
    assert browser.get(f"/a/{token}/answer", b"carried=" + b"x" * 3_000_000)[0] in (400, 413)
    browser.get(f"/a/{token}?language=xx")
    for request in (f"GET /a/{token} HTTP/9.9\r\n\r\n", f"GET /a/{token} HTTP/1.1\r\nbroken {token}\r\n\r\n"):
        with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
            connection.sendall(request.encode())
            assert connection.recv(100)


def logs_in_the_database(instance: Path) -> dict[str, list[Any]]:
    with closing(sqlite3.connect(instance / "walkabout.sqlite3")) as connection:
        return {
            table: connection.execute(f"SELECT * FROM {table}").fetchall()
            for table in ("audit_event", "outbox_message", "mail_once")
        }


def test_no_log_holds_a_token_an_address_or_a_time_of_day(site: Site) -> None:
    before, kept = site.log.stat().st_size, logs_in_the_database(site.instance)
    for token in site.tokens[:-1]:
        assert "Answers received" in Browser(site.address).answer(token, REMARK)
    go_wrong(Browser(site.address), site.tokens[-1], int(site.address.rpartition(":")[2]))
    assert Browser(site.address).get("/no-such-page")[0] == 404
    assert wait_for(lambda: "GET /no-such-page 404" in site.said_since(before))  # the line that comes last
    said = site.said_since(before)
    assert said.count("A request was refused: Invalid") == 2
    assert not any(token in said for token in site.tokens)
    assert "/a/" not in re.sub(r"/a/…", "", said)
    assert "127.0.0.1" not in said
    assert REMARK not in said
    assert TIME_OF_DAY.search(said) is None, said
    assert logs_in_the_database(site.instance) == kept
    assert nothing_stands_in(site.instance, lambda path: path.suffix != ".key", [*site.tokens, REMARK])
    assert len(list(KeyStore(site.instance / "batch-keys").held())) == 1


def nothing_stands_in(instance: Path, looks_at: Callable[[Path], bool], words: list[str]) -> bool:
    """Neither in the database and its journal, nor in the queue of jobs, nor in any other file."""
    files = [path for path in instance.rglob("*") if path.is_file() and looks_at(path)]
    assert {"walkabout.sqlite3", "jobs.sqlite3"} <= {path.name for path in files}
    return not any(word.encode() in path.read_bytes() for path in files for word in words)
