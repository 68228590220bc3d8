"""A real web server for tests, in a thread of the test's own process, so that the network guard covers it."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest
from werkzeug.serving import WSGIRequestHandler, make_server


def held_port() -> socket.socket:
    """A socket that keeps a TCP port on 127.0.0.1 from everybody else, and does not listen on it.

    Whoever is told of it may listen there: servers set SO_REUSEADDR. Without it another process might be given the port
    between two starts of a server, or before the first.
    """
    holder = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    holder.bind(("127.0.0.1", 0))
    return holder


@pytest.fixture
def free_port() -> Iterator[int]:
    """A TCP port on 127.0.0.1 that nobody listens on, and that nobody else is given while the test runs."""
    with held_port() as holder:
        yield int(holder.getsockname()[1])


class _QuietHandler(WSGIRequestHandler):
    """Writes no line for each request: a failing test shows what failed."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        pass


class _UnderWay:
    """Counts the requests that an application is at work on."""

    def __init__(self, application: Callable[..., Any]) -> None:
        self._application = application
        self._count = 0
        self._changed = threading.Condition()

    def __call__(self, environ: Any, start_response: Any) -> Any:
        self._add(1)
        try:
            return self._application(environ, start_response)
        finally:
            self._add(-1)

    def _add(self, step: int) -> None:
        with self._changed:
            self._count += step
            self._changed.notify_all()

    def wait_for_none(self) -> None:
        """Also what nobody waits for any more, such as a request of a page that was closed, comes to its end first."""
        with self._changed:
            self._changed.wait_for(lambda: self._count == 0)


@contextmanager
def running(application: Callable[..., Any], port: int = 0) -> Iterator[str]:
    """Serve a WSGI application on a port, or on a free one; gives its address, without a slash at the end.

    When this is over, no request is worked on any more, so that the application's database can be closed and dropped.
    """
    under_way = _UnderWay(application)
    server = make_server("127.0.0.1", port, under_way, threaded=True, request_handler=_QuietHandler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, name="test web server")
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        under_way.wait_for_none()


@pytest.fixture
def serve() -> Iterator[Callable[[Callable[..., Any]], str]]:
    """``serve(app)`` starts a web server for this test and returns its address."""
    with ExitStack() as servers:
        yield lambda application: servers.enter_context(running(application))
