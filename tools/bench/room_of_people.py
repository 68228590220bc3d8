"""What locust runs: each person of a room scans the code, answers twenty questions, and sends; then they are done.

Started by :mod:`tools.bench.crowd`, in a process of its own, because locust replaces the sockets of the process it is
in. What became of everybody is written to the file that ``ROOM_RESULTS`` names.
"""

from __future__ import annotations

import html
import itertools
import json
import os
import random
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import gevent  # type: ignore[import-untyped,unused-ignore]
from locust import FastHttpUser, events, task
from locust.env import Environment
from locust.exception import StopUser

PEOPLE = int(os.environ.get("ROOM_PEOPLE", "225"))
SECONDS = float(os.environ.get("ROOM_SECONDS", "110"))
KIND, CODE = os.environ.get("ROOM_KIND", "anonymous"), os.environ.get("ROOM_CODE", "hubanon")
IMPATIENT = 5  # every so many press "Send" twice
ATTEMPTS = 8
_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
_ACTION = re.compile(r'<form id="answers"[^>]*? action="([^"]+)"')
_BEGIN = re.compile(r'action="([^"]+/begin)"')
_REFERENCE = re.compile(r"WA-[0-9A-Z]{4}-[0-9A-Z]{4}")

_numbers = itertools.count()
_done: list[dict[str, Any]] = []
_begun = [0.0]


class Lost(Exception):
    """Somebody cannot go on, and why."""


class Person(FastHttpUser):
    """Somebody with a phone. Nobody waits for anybody else."""

    network_timeout = connection_timeout = 60.0

    @task
    def answer(self) -> None:
        who = next(_numbers)
        chance = random.Random(who)
        gevent.sleep(chance.uniform(0, SECONDS * 0.3))
        begun = gevent.get_hub().loop.now()
        result: dict[str, Any] = {"who": who, "receipt": "", "problem": ""}
        try:
            result["receipt"] = self.whole_answer(who, chance)
        except Exception as error:  # whatever it is, this person has no receipt, and locust would begin anew
            result["problem"] = f"{type(error).__name__}: {error}"
        result["seconds"] = gevent.get_hub().loop.now() - begun
        _done.append(result)
        if len(_done) == PEOPLE and self.environment.runner is not None:
            gevent.spawn_later(0.2, self.environment.runner.quit)
        raise StopUser

    def whole_answer(self, who: int, chance: random.Random) -> str:
        """From the code on the slide to the receipt; the reference on it."""
        page = self.ask("GET", f"/r/{CODE}", "scan the code")
        if 'name="q.' not in page:
            begin = found(_BEGIN, page, "no way to begin")
            page = self.ask("POST", begin, "begin", hidden(page))
        gevent.sleep(chance.uniform(SECONDS * 0.1, SECONDS * 0.4))
        page = self.ask("POST", found(_ACTION, page, "no form"), "send the page", hidden(page) | filled_in(who))
        gevent.sleep(chance.uniform(0, SECONDS * 0.2))
        address, data = found(_ACTION, page, "no page to check"), hidden(page) | {"go": ["send"]}
        times = 2 if who % IMPATIENT == 0 else 1
        sent = [gevent.spawn(self.ask, "POST", address, "send the answers", data) for _ in range(times)]
        gevent.joinall(sent)
        pages = [one.value for one in sent if one.value is not None]
        references = {found(_REFERENCE, one, "no receipt") for one in pages}
        if len(references) != 1 or len(pages) != times:
            raise Lost(f"{len(pages)} pages with {len(references)} receipts for {times} times “Send”")
        return references.pop()

    def ask(self, method: str, address: str, name: str, data: dict[str, list[str]] | None = None) -> str:
        """One page; who is told to come again does so, as the page itself would; 0: no answer came."""
        path = html.unescape(address)
        for _ in range(ATTEMPTS):
            response = self.client.request(
                method, urlsplit(path).path, name=name, allow_redirects=False, **as_form(data)
            )
            headers: Any = response.headers or {}
            if response.status_code in (302, 303):
                return self.ask("GET", str(headers.get("Location")), f"{name}: what is shown then")
            if response.status_code == 200:
                return str(response.text)
            if response.status_code not in (0, 429, 503):
                raise Lost(f"{name}: {response.status_code}")
            gevent.sleep(float(str(headers.get("Retry-After") or 5)))
        raise Lost(f"{name}: told {ATTEMPTS} times to come again")


def as_form(data: dict[str, list[str]] | None) -> dict[str, Any]:
    """What a browser sends of a form."""
    if data is None:
        return {}
    return {"data": urlencode(data, doseq=True), "headers": {"Content-Type": "application/x-www-form-urlencoded"}}


def found(pattern: re.Pattern[str], page: str, otherwise: str) -> str:
    match = pattern.search(page)
    if match is None:
        raise Lost(otherwise)
    return match[match.lastindex or 0]


def hidden(page: str) -> dict[str, list[str]]:
    """What a browser posts of a page that nobody has typed into."""
    values: dict[str, list[str]] = {"go": ["continue"]}
    for name, value in _HIDDEN.findall(page):
        values.setdefault(html.unescape(name), []).append(html.unescape(value))
    return values | {name: texts[:1] for name, texts in values.items() if name == "csrf_token"}


def filled_in(who: int) -> dict[str, list[str]]:
    """Somebody's answers, from the file that the parent wrote for everybody."""
    answers: dict[str, list[str]] = json.loads(Path(os.environ["ROOM_ANSWERS"]).read_text(encoding="utf-8"))[who]
    return answers


@events.quitting.add_listener  # type: ignore[untyped-decorator]
def write_results(environment: Environment, **_: Any) -> None:
    """How long each kind of page took, and what became of everybody."""
    pages = [
        {
            "name": entry.name, "requests": entry.num_requests, "failures": entry.num_failures,
            "p50": entry.get_response_time_percentile(0.5) or 0, "p95": entry.get_response_time_percentile(0.95) or 0,
            "most": entry.max_response_time,
        }
        for entry in [*environment.stats.entries.values(), environment.stats.total]
    ]  # fmt: skip
    errors = [f"{error.name}: {error.error} ({error.occurrences})" for error in environment.stats.errors.values()]
    results = {"pages": pages, "people": _done, "errors": errors}
    Path(os.environ["ROOM_RESULTS"]).write_text(json.dumps(results), encoding="utf-8")
