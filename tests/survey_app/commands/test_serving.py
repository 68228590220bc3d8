"""`walkabout serve` starts the web server and the worker, and stops both."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import psutil
import pytest

ROOT = Path(__file__).parents[3]
COMMAND = [sys.executable, "-m", "survey_app.cli"]
PATIENCE = 60.0  # a busy machine starts slowly; what is tested is that it does start, and stops


def environment(instance: Path, **settings: str) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("WALKABOUT_")}
    return {**inherited, "WALKABOUT_INSTANCE": str(instance), **settings}


def answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=5) as response:
            return bool(response.status == 200)
    except OSError:
        return False


def wait_for(condition) -> bool:  # type: ignore[no-untyped-def]
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.1)
    return False


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_serve_starts_web_server_and_worker_and_stops_both(
    tmp_path: Path, free_port: int, number: signal.Signals
) -> None:
    env = environment(tmp_path, PORT=str(free_port))
    subprocess.run([*COMMAND, "init", "--no-demo"], env=env, cwd=ROOT, check=True)
    with subprocess.Popen([*COMMAND, "serve"], env=env, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert wait_for(lambda: answers(f"http://127.0.0.1:{free_port}/health"))
            started = psutil.Process(server.pid).children(recursive=True)
            commands = [" ".join(process.cmdline()) for process in started]
            assert any("gunicorn" in command for command in commands)
            assert any(command.endswith("worker") for command in commands)
            server.send_signal(number)
            output, _ = server.communicate(timeout=PATIENCE)
        finally:
            server.kill()
    assert server.returncode == 0
    assert f"http://127.0.0.1:{free_port}" in output
    _, alive = psutil.wait_procs(started, timeout=10)
    assert not alive


def test_a_port_in_use_is_named(tmp_path: Path, free_port: int) -> None:
    import socket

    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # the fixture holds the port
        listener.bind(("127.0.0.1", free_port))
        listener.listen()
        result = subprocess.run(
            [*COMMAND, "serve", "--port", str(free_port)],
            env=environment(tmp_path), cwd=ROOT, capture_output=True, text=True, check=False,
        )  # fmt: skip
    assert result.returncode == 1
    assert f"Port {free_port} is in use" in result.stderr


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({}, "WALKABOUT_SECRET_KEY is missing"),
        (
            {"WALKABOUT_SECRET_KEY": "x8Kq2-vL0pT4wZ7rB1nM6cY9hJ3dF5gS_aE",
             "WALKABOUT_PUBLIC_URL": "https://audit.example.org"},
            "Run: walkabout migrate",
        ),
    ],
)  # fmt: skip
def test_gunicorn_refuses_an_unsafe_production_start_without_a_traceback(
    tmp_path: Path, free_port: int, settings: dict[str, str], words: str
) -> None:
    command = [sys.executable, "-m", "gunicorn", "-c", "python:survey_app.gunicorn_conf", "survey_app.wsgi:app"]
    env = environment(tmp_path, WALKABOUT_ENV="production", PORT=str(free_port), **settings)
    result = subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert result.returncode != 0
    assert words in result.stderr
    assert "Traceback" not in result.stderr
