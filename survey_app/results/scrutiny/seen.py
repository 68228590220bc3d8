"""A page as somebody sees it at this moment, complete in itself: fetched in their name, its charts put into it."""

from __future__ import annotations

import base64
import contextvars
import html as html_text
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from flask import Flask
from werkzeug.datastructures import Headers
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect
from werkzeug.test import EnvironBuilder, run_wsgi_app
from werkzeug.wrappers import Response

from survey_app.errors import UserError

PINNABLE = frozenset(
    {"dashboard.index", "dashboard.round_", "dashboard.agency", "dashboard.standard", "dashboard.front_door"}
)
LONGEST_ADDRESS = 2_000
COPYING = "walkabout.copying"  # in the environment of a request whose answer others will read
_MAIN = re.compile(r"<main\b[^>]*>(.*)</main>", re.DOTALL)
_HEADING = re.compile(r"<h1\b[^>]*>(.*?)</h1>", re.DOTALL)
# What a copy cannot do any more: forms, scripts, and the links that begin another copy.
_ALTERED = re.compile(
    r'<form\b.*?</form>|<script\b.*?</script>|<p class="[^"]*\bwa-dash-tools\b[^"]*">.*?</p>', re.DOTALL
)
_IMAGE = re.compile(r'(\b(?:src|srcset)=")([^"]+\.svg(?:\?[^"]*)?)(")')
_TAG = re.compile(r"<[^>]+>")


class NotPinned(UserError):
    """The page cannot be pinned; the message says why."""

    title = "This page cannot be pinned"


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenPage:
    """The content of a page without its frame, and its heading."""

    address: str
    title: str
    html: str


Fetch = Callable[[str], Response]


def fetching(app: Flask, *, base_url: str, cookie: str) -> Fetch:
    """Fetch pages of this application as the person does whose cookie it is, with all checks and records of that."""

    def fetch(address: str) -> Response:
        parts = urlsplit(address)
        builder = EnvironBuilder(
            path=parts.path, query_string=parts.query, base_url=base_url, headers=Headers([("Cookie", cookie)])
        )
        # A context of its own: otherwise the page would share the session and the transaction of this request.
        environment = builder.get_environ() | {COPYING: True}
        body, status, sent = contextvars.Context().run(run_wsgi_app, app.wsgi_app, environment, True)
        return Response(body, status, sent)

    return fetch


def checked_address(app: Flask, address: str, partnership: str) -> str:
    """The address if it is a page of this partnership's dashboard that shows released figures.

    Raises
    ------
    NotPinned
        Where it is anything else.
    """
    parts = urlsplit(address)
    if parts.scheme or parts.netloc or not parts.path.startswith("/") or len(address) > LONGEST_ADDRESS:
        raise NotPinned("Only a page of the dashboard can be pinned. Open it and choose “Pin a copy” there.")
    endpoint, values = page_at(app, address)
    if endpoint not in PINNABLE or values.get("partnership") != partnership:
        raise NotPinned("Only a page of the dashboard can be pinned. Open it and choose “Pin a copy” there.")
    papers = [value for name, value in parse_qsl(parts.query, keep_blank_values=True) if name == "paper"]
    if any(paper != "release" for paper in papers):
        raise NotPinned(
            "Working figures are for the named team of their round, and a pinned copy stays. Pin the released ones."
        )
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def page_at(app: Flask, address: str) -> tuple[str, Mapping[str, Any]]:
    """Which page an address names, and with what; the empty name where it names none."""
    try:
        endpoint, values = app.url_map.bind("localhost").match(urlsplit(address).path, method="GET")
    except (HTTPException, RequestRedirect):
        return "", {}
    return str(endpoint), values


def seen_page(fetch: Fetch, address: str) -> SeenPage:
    """The page at this address as it is now, with its charts in it."""
    response = fetch(address)
    if response.status_code != 200:
        raise NotPinned("The page could not be opened just now, so there is nothing to pin.")
    found = _MAIN.search(response.get_data(as_text=True))
    if found is None:
        raise NotPinned("The page has no content to pin.")
    content = _ALTERED.sub("", found[1])
    heading = _HEADING.search(content)
    title = html_text.unescape(_TAG.sub("", heading[1])) if heading else address
    return SeenPage(address=address, title=" ".join(title.split())[:300], html=_with_images(fetch, content).strip())


def _with_images(fetch: Fetch, content: str) -> str:
    """Put every chart into the page itself, each fetched once."""
    known: dict[str, str] = {}

    def put_in(found: re.Match[str]) -> str:
        address = html_text.unescape(found[2])
        if address not in known:
            image = fetch(address)
            if image.status_code != 200:
                raise NotPinned("The figures changed while the page was being copied. Try again.")
            known[address] = base64.b64encode(image.get_data()).decode()
        return f"{found[1]}data:image/svg+xml;base64,{known[address]}{found[3]}"

    return _IMAGE.sub(put_in, content)
