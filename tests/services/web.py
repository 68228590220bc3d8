"""A real web server for tests, in a thread of the test's own process, so that the network guard covers it."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest
from werkzeug.serving import WSGIRequestHandler, make_server


@pytest.fixture
def free_port() -> int:
    """A TCP port on 127.0.0.1 that nobody listens on just now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


class _QuietHandler(WSGIRequestHandler):
    """Writes no line for each request: a failing test shows what failed."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        pass


@contextmanager
def running(application: Callable[..., Any]) -> Iterator[str]:
    """Serve a WSGI application on a free port; gives its address, without a slash at the end."""
    server = make_server("127.0.0.1", 0, application, threaded=True, request_handler=_QuietHandler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, name="test web server")
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def serve() -> Iterator[Callable[[Callable[..., Any]], str]]:
    """``serve(app)`` starts a web server for this test and returns its address."""
    with ExitStack() as servers:
        yield lambda application: servers.enter_context(running(application))
