"""The processor time of answering: a page of twenty questions beside a plain Jinja page, and a whole answer.

Processor time, not time by the clock: what else the machine does counts for little.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from functools import partial
from html import unescape
from typing import Any

from flask import Flask

from tools.bench.measuring import Measure
from tools.bench.plain_page import plain_site
from tools.bench.survey_site import (
    ANONYMOUS,
    ORDINARY,
    QUESTIONS,
    SHORT_CODES,
    filled_in,
    survey_site,
    twenty_questions,
)

TIMES_ALLOWED = 3.0
WHOLE_ANSWER_LIMIT = 150.0
ROUNDS = 60
_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
_ACTION = re.compile(r'<form id="answers"[^>]*? action="([^"]+)"')


def measures() -> Iterator[Measure]:
    """Showing the page and taking it in, each beside the plain one; then all of one person's answer."""
    plain = plain_site(twenty_questions()).test_client()
    answers = filled_in(1)
    with survey_site(WTF_CSRF_ENABLED=True) as site:
        client = site.app.test_client()
        link = f"/r/{SHORT_CODES[ANONYMOUS]}"
        first = client.get(link).text
        address, posted = _form(first)
        posted |= answers | {"go": ["continue"]}
        yield _beside("show a page", lambda: _ok(client.get(link)), lambda: _ok(plain.get("/")))
        yield _beside(
            "accept a page", lambda: _ok(client.post(address, data=posted)),
            lambda: _ok(plain.post("/", data=answers)),
        )  # fmt: skip
        for kind in (ANONYMOUS, ORDINARY):
            taken = _processor_seconds(partial(_whole_answer, site.app, kind), rounds=20)
            shown = _processor_seconds(lambda: _ok(plain.get("/")))
            yield Measure(
                name=f"a whole answer to {QUESTIONS} questions, sign-off included ({kind}; processor)",
                milliseconds=taken * 1000, compared_with="a plain page", times=taken / shown, limit=WHOLE_ANSWER_LIMIT,
            )  # fmt: skip


def _beside(name: str, ours: Callable[[], Any], theirs: Callable[[], Any]) -> Measure:
    taken, plain = _processor_seconds(ours), _processor_seconds(theirs)
    return Measure(
        name=f"{name} of {QUESTIONS} questions (processor)", milliseconds=taken * 1000, times=taken / plain,
        compared_with="a plain Jinja page with the same fields", times_allowed=TIMES_ALLOWED,
    )  # fmt: skip


def _processor_seconds(work: Callable[[], Any], *, rounds: int = ROUNDS) -> float:
    """The best of several rounds, of this process alone."""
    for _ in range(3):
        work()
    found = []
    for _ in range(rounds):
        start = time.process_time()
        work()
        found.append(time.process_time() - start)
    return min(found)


def _whole_answer(app: Flask, kind: str) -> None:
    """Somebody's way from the code on the slide to the receipt."""
    client = app.test_client()
    page = _ok(client.get(f"/r/{SHORT_CODES[kind]}", follow_redirects=True))
    address, posted = _form(page)
    page = _ok(client.post(address, data=posted | filled_in(2) | {"go": ["continue"]}, follow_redirects=True))
    address, posted = _form(page)
    page = _ok(client.post(address, data=posted | {"go": ["send"]}, follow_redirects=True))
    if "WA-" not in page:
        raise RuntimeError("the answer got no receipt")


def _form(page: str) -> tuple[str, dict[str, list[str]]]:
    """Where the form of a page goes, and what it holds before anybody types."""
    action = _ACTION.search(page)
    if action is None:
        raise RuntimeError("the page has no form")
    posted: dict[str, list[str]] = {}
    for name, value in _HIDDEN.findall(page):
        posted.setdefault(unescape(name), []).append(unescape(value))
    return unescape(action[1]), posted


def _ok(response: Any) -> str:
    if response.status_code != 200:
        raise RuntimeError(f"{response.request.path} answered {response.status_code}")
    return str(response.text)
