"""GOV.UK Notify instead of an SMTP server: the standard library's HTTP client and a token that we sign ourselves.

Notify sends what a template of yours says. Ours needs a single one, whose subject is ``((subject))`` and whose message
is ``((body))``; it goes out as text.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import http.client
import json
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from survey_app.mail import Outgoing
    from survey_app.mail_sending import Outcome

TIMEOUT_SECONDS = 30
PATH = "/v2/notifications/email"
UUID_LENGTH = 36


@dataclass(frozen=True, slots=True, kw_only=True)
class NotifyService:
    """A service of GOV.UK Notify: where it is, who we are there, and the template that carries our messages."""

    url: str
    service_id: str
    secret: str
    template_id: str

    @classmethod
    def from_settings(cls, config: Mapping[str, Any]) -> NotifyService | None:
        """The service that the settings name; None where mail goes by SMTP."""
        if config["WALKABOUT_MAIL_BACKEND"] != "notify":
            return None
        service_id, secret = split_key(config["WALKABOUT_NOTIFY_KEY"])
        return cls(
            url=config["WALKABOUT_NOTIFY_URL"].rstrip("/"), service_id=service_id, secret=secret,
            template_id=config["WALKABOUT_NOTIFY_TEMPLATE"],
        )  # fmt: skip

    def channel(self) -> NotifyChannel:
        return NotifyChannel(self)

    def token(self, at: int) -> str:
        """The JSON Web Token that Notify asks for with each request, good for half a minute."""
        head = _part({"typ": "JWT", "alg": "HS256"})
        claims = _part({"iss": self.service_id, "iat": at})
        signature = hmac.new(self.secret.encode(), f"{head}.{claims}".encode(), hashlib.sha256).digest()
        return f"{head}.{claims}.{_text64(signature)}"


def split_key(key: str) -> tuple[str, str]:
    """Service and secret of an API key, ``name-<service>-<secret>``, each of them a UUID.

    Raises
    ------
    ValueError
        The text is no such key.
    """
    secret, service_id = key[-UUID_LENGTH:], key[-2 * UUID_LENGTH - 1 : -UUID_LENGTH - 1]
    if len(key) < 2 * UUID_LENGTH + 1 or secret.count("-") != 4 or service_id.count("-") != 4:
        raise ValueError("This is not an API key of GOV.UK Notify. Copy it whole, with the name it begins with.")
    return service_id, secret


def _part(claims: Mapping[str, Any]) -> str:
    return _text64(json.dumps(claims, separators=(",", ":")).encode())


def _text64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class NotifyChannel:
    """Hands messages to Notify, a request each."""

    def __init__(self, service: NotifyService) -> None:
        self._service = service

    def deliver(self, message: Outgoing) -> tuple[Outcome, str]:
        connection = self._connection()
        try:
            connection.connect()
        except OSError as error:
            connection.close()
            return "again", f"no connection to GOV.UK Notify ({type(error).__name__})"
        try:
            connection.request("POST", urlsplit(self._service.url).path + PATH, self._body(message), {
                "Content-Type": "application/json",
                "Authorization": f"Bearer {self._service.token(int(time.time()))}",
            })  # fmt: skip
            response = connection.getresponse()
            status, said = response.status, response.read(10_000)
        except (OSError, http.client.HTTPException) as error:
            return "unknown", f"the connection to GOV.UK Notify broke while sending ({type(error).__name__})"
        finally:
            connection.close()
        return _outcome(status, said)

    def close(self) -> None:
        """Nothing is held open."""

    def _connection(self) -> http.client.HTTPConnection:
        address = urlsplit(self._service.url)
        host = address.hostname or ""
        if address.scheme == "https":
            context = ssl.create_default_context()
            return http.client.HTTPSConnection(host, address.port, timeout=TIMEOUT_SECONDS, context=context)
        return http.client.HTTPConnection(host, address.port, timeout=TIMEOUT_SECONDS)

    def _body(self, message: Outgoing) -> bytes:
        composed = message.composed
        wanted: dict[str, object] = {
            "email_address": message.to_address,
            "template_id": self._service.template_id,
            "personalisation": {"subject": message.subject, "body": composed.text},
            "reference": message.id,
        }
        if composed.unsubscribe:
            wanted["one_click_unsubscribe_url"] = composed.unsubscribe
        return json.dumps(wanted).encode()


def _outcome(status: int, said: bytes) -> tuple[Outcome, str]:
    """Created; not now (the limit, a key that is being changed, a fault of theirs); or never."""
    if status == 201:
        return "sent", ""
    if status in (401, 403, 429) or status >= 500:
        return "again", f"GOV.UK Notify did not take the message (code {status})"
    if status == 400 and b"email_address" in said:
        return "refused", f"GOV.UK Notify refused the address (code {status})"
    return "failed", f"GOV.UK Notify refused the message (code {status})"
