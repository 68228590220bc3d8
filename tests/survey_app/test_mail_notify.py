"""GOV.UK Notify instead of SMTP: what is sent there, and what becomes of each of its answers."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from sqlalchemy.orm import Session

from survey_app.config import ConfigError, read_settings
from survey_app.mail import Composed, OutboxMessage, composes, queue_mail
from survey_app.mail_notify import NotifyService, split_key
from survey_app.mail_sending import MailServer, send_outbox

SERVICE, SECRET = "11111111-2222-3333-4444-555555555555", "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee"
KEY = f"our-key-{SERVICE}-{SECRET}"


class Notify(ThreadingHTTPServer):
    """Stands for GOV.UK Notify."""

    answer: tuple[int, dict[str, Any]] | None = (201, {"id": "1"})

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.requests: list[tuple[str, str, dict[str, Any]]] = []


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        server = self.server
        assert isinstance(server, Notify)
        server.requests.append((self.path, self.headers["Authorization"], body))
        if server.answer is None:  # the line breaks before the answer
            self.close_connection = True
            return
        status, said = server.answer
        text = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture
def notify() -> Iterator[Notify]:
    server = Notify()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def server_of(notify: Notify) -> MailServer:
    service = NotifyService(
        url=f"http://127.0.0.1:{notify.server_port}", service_id=SERVICE, secret=SECRET, template_id="t-1"
    )
    return MailServer(host="", port=25, tls="none", user="", password="", sender="w@p.example", notify=service)


def queue(session: Session, **values: Any) -> OutboxMessage:
    details = {"to": "ann@agency.example", "subject": "Please answer", "body": "Good morning", "kind": "test"}
    message = queue_mail(session, **{**details, **values})
    session.commit()
    return message


def test_a_message_goes_to_notify_with_our_words_and_its_way_to_unsubscribe(session: Session, notify: Notify) -> None:
    @composes("for notify")
    def compose(session: Session, message: OutboxMessage) -> Composed:
        return Composed(text="Dear Ann", html="<p>Dear Ann</p>", unsubscribe="https://hub.example/u/1")

    message = queue(session, kind="for notify")
    assert send_outbox(session, server_of(notify))["sent"] == 1
    [(path, authorization, body)] = notify.requests
    assert path == "/v2/notifications/email"
    assert body == {
        "email_address": "ann@agency.example", "template_id": "t-1", "reference": message.id,
        "personalisation": {"subject": "Please answer", "body": "Dear Ann"},
        "one_click_unsubscribe_url": "https://hub.example/u/1",
    }  # fmt: skip
    head, claims, signature = authorization.removeprefix("Bearer ").split(".")
    signed = hmac.new(SECRET.encode(), f"{head}.{claims}".encode(), hashlib.sha256).digest()
    assert base64.urlsafe_b64decode(signature + "=") == signed
    assert json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))["iss"] == SERVICE


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        ((201, {}), "sent"), ((429, {}), "queued"), ((403, {}), "queued"), ((500, {}), "queued"),
        ((400, {"errors": [{"message": "email_address Not a valid email address"}]}), "failed"),
        ((400, {"errors": [{"message": "Missing personalisation"}]}), "failed"), (None, "unknown"),
    ],
)  # fmt: skip
def test_each_answer_of_notify_has_its_outcome(session: Session, notify: Notify, answer: Any, state: str) -> None:
    notify.answer = answer
    message = queue(session)
    send_outbox(session, server_of(notify))
    session.refresh(message)
    assert message.state == state
    assert "ann@" not in message.problem
    send_outbox(session, server_of(notify))
    assert len(notify.requests) == 1, "at most once, or not yet"


def test_notify_out_of_reach_is_tried_again(session: Session, free_port: int) -> None:
    service = NotifyService(url=f"http://127.0.0.1:{free_port}", service_id=SERVICE, secret=SECRET, template_id="t")
    message = queue(session)
    send_outbox(
        session,
        MailServer(host="", port=25, tls="none", user="", password="", sender="w@p.example", notify=service),
    )
    assert (message.state, message.attempts) == ("queued", 1)


def test_the_settings_choose_notify_and_say_what_is_missing() -> None:
    chosen = {"WALKABOUT_MAIL_BACKEND": "notify", "WALKABOUT_NOTIFY_KEY": KEY, "WALKABOUT_NOTIFY_TEMPLATE": "t-1"}
    service = NotifyService.from_settings(read_settings(chosen))
    assert service is not None
    assert (service.service_id, service.secret) == split_key(KEY) == (SERVICE, SECRET)
    assert NotifyService.from_settings(read_settings({})) is None
    with pytest.raises(ConfigError) as caught:
        read_settings({"WALKABOUT_MAIL_BACKEND": "notify", "WALKABOUT_NOTIFY_KEY": "abc"})
    assert len(caught.value.problems) == 2
