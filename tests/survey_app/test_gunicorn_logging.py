"""The web server's log cannot point to a respondent."""

from __future__ import annotations

import logging
from datetime import timedelta
from types import SimpleNamespace

import pytest
from gunicorn.config import Config

from survey_app.config import ConfigError
from survey_app.gunicorn_logging import DiscreetLogger, is_silent, scrub

TOKEN = "vX3kq9LmPz0aBcDeFgHiJkLm"


@pytest.fixture
def logger(caplog: pytest.LogCaptureFixture) -> DiscreetLogger:
    made = DiscreetLogger(Config())
    for log in (made.error_log, made.access_log):
        log.addHandler(caplog.handler)
        log.setLevel(logging.DEBUG)
    return made


def answer(logger: DiscreetLogger, path: str, query: str = "") -> None:
    environ = {"PATH_INFO": path, "QUERY_STRING": query, "REQUEST_METHOD": "GET", "REMOTE_ADDR": "192.0.2.7"}
    logger.access(SimpleNamespace(status="200 OK"), None, environ, timedelta(seconds=0.25))


@pytest.mark.parametrize(
    "path", [f"/a/{TOKEN}", f"/a/{TOKEN}/page/2", "/s/north/forum/check", "/help/north", "/about/north/privacy"]
)
def test_answer_pages_leave_no_line(logger: DiscreetLogger, caplog: pytest.LogCaptureFixture, path: str) -> None:
    answer(logger, path)
    assert is_silent(path)
    assert caplog.records == []


def test_other_pages_leave_a_line_without_address_and_query(
    logger: DiscreetLogger, caplog: pytest.LogCaptureFixture
) -> None:
    answer(logger, "/p/north/rounds/", query="name=Ann")
    assert [record.getMessage() for record in caplog.records] == ["GET /p/north/rounds/ 200 0.25s"]


@pytest.mark.parametrize("level", ["error", "warning", "exception", "debug"])
def test_a_failure_on_an_answer_page_names_neither_token_nor_address(
    logger: DiscreetLogger, caplog: pytest.LogCaptureFixture, level: str
) -> None:
    try:
        raise ValueError("what a respondent wrote")
    except ValueError:
        getattr(logger, level)("Error handling request %s from %s", f"/a/{TOKEN}/check?x=1", "192.0.2.7")
    assert TOKEN not in caplog.text
    assert "192.0.2.7" not in caplog.text
    assert "what a respondent wrote" not in caplog.text


@pytest.mark.parametrize("level", ["error", "warning"])
def test_a_request_that_is_no_http_is_not_quoted(
    logger: DiscreetLogger, caplog: pytest.LogCaptureFixture, level: str
) -> None:
    try:
        raise ValueError
    except ValueError:
        getattr(logger, level)(f"Invalid request from ip=192.0.2.7: Invalid HTTP Header: 'broken {TOKEN}'")
    assert [record.getMessage() for record in caplog.records] == ["A request was refused: ValueError"]


def test_a_line_has_no_time_of_day(logger: DiscreetLogger) -> None:
    assert "%H" not in logger.datefmt


def test_a_start_that_is_refused_says_why(logger: DiscreetLogger, caplog: pytest.LogCaptureFixture) -> None:
    try:
        raise ConfigError(["The database has no tables yet. Run: walkabout migrate"])
    except ConfigError:
        logger.exception("Exception in worker process")
    assert "Run: walkabout migrate" in caplog.text


@pytest.mark.parametrize(
    ("value", "expected"),
    [(12, 12), (None, None), ("2001:db8::1", "…"), ("pid 1234", "pid 1234"), (f"GET /a/{TOKEN}", "GET /a/…")],
)
def test_numbers_stay_and_addresses_go(value: object, expected: object) -> None:
    assert scrub(value) == expected
