"""``walkabout serve`` (web server and worker together, for one machine) and ``walkabout worker``."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from types import FrameType

import click

from survey_app.config import read_settings

SIGN_INS = "demo-sign-ins.txt"
STOP_WITHIN_SECONDS = 12.0


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), envvar="PORT", default=8000, show_default=True)
def serve(port: int) -> None:
    """Serve on this machine, with the worker beside it. Ctrl-C stops both."""
    settings = read_settings(os.environ)
    _refuse_used_port(port)
    os.environ["PORT"] = str(port)
    click.echo(f"Walkabout is on http://127.0.0.1:{port}   (Ctrl-C stops it)")
    sign_ins = Path(settings["WALKABOUT_INSTANCE"]) / SIGN_INS
    if sign_ins.exists() and not settings["PRODUCTION"]:
        click.echo(sign_ins.read_text(encoding="utf-8"))
    web = [sys.executable, "-m", "gunicorn", "-c", "python:survey_app.gunicorn_conf", "survey_app.wsgi:app"]
    if not settings["PRODUCTION"]:
        web += ["--workers", "1"]  # starts sooner, and limits kept in memory count exactly
    worker = [sys.executable, "-m", "survey_app.cli", "worker"]
    # Each signal is the one that lets its program finish what it is doing.
    sys.exit(run_together([(web, signal.SIGTERM), (worker, signal.SIGINT)]))


def _refuse_used_port(port: int) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise click.ClickException(
                f"Port {port} is in use. Stop the other program, or choose another port: PORT=8001 make run"
            ) from error


def run_together(commands: list[tuple[list[str], signal.Signals]]) -> int:
    """Run commands until one ends or a signal comes, then stop each by its signal; 0 when we were asked to stop."""
    asked: list[int] = []

    def ask(number: int, frame: FrameType | None) -> None:
        asked.append(number)

    previous = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    # A session of their own, so that Ctrl-C reaches only us and each is stopped once, in its own way.
    running = [(subprocess.Popen(command, start_new_session=True), stop) for command, stop in commands]
    processes = [process for process, _ in running]
    try:
        _wait_until(lambda: bool(asked) or any(process.poll() is not None for process in processes))
    finally:
        _stop(running)
        for number, handler in previous.items():
            signal.signal(number, handler)
    if asked:
        return 0
    return next((process.returncode for process in processes if process.returncode), 1)


def _wait_until(condition: Callable[[], bool], *, seconds: float | None = None) -> None:
    deadline = None if seconds is None else time.monotonic() + seconds
    while not condition() and (deadline is None or time.monotonic() < deadline):
        time.sleep(0.1)


def _stop(running: list[tuple[subprocess.Popen[bytes], signal.Signals]]) -> None:
    """Ask each to finish what it is doing; after a while insist."""
    processes = [process for process, _ in running]
    for process, stop in running:
        if process.poll() is None:
            process.send_signal(stop)
    _wait_until(lambda: all(process.poll() is not None for process in processes), seconds=STOP_WITHIN_SECONDS)
    for process in processes:
        if process.poll() is None:
            process.kill()
        process.wait()


@click.command()
def worker() -> None:
    """Send mail, make files, open sealed batches and apply retention in the background, until stopped."""
    from survey_app import create_app
    from survey_app.database import db
    from survey_app.jobs import huey_of
    from survey_app.results.downloads.claiming import begin_lost_again
    from survey_app.start_checks import refuse_unsafe_start

    app = create_app(pages=False)
    refuse_unsafe_start(app)
    with app.app_context():
        begin_lost_again(db.session(), silent_for=timedelta(0))
    # SIGINT lets a job finish; SIGTERM interrupts it, which may leave a message of unknown fate.
    # Two, so that a large file holds up neither mail nor the opening of batches; files are made one after another.
    huey_of(app).create_consumer(workers=2, periodic=True, check_worker_health=False).run()


COMMANDS = (serve, worker)
