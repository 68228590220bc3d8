"""A process that does one piece of the work of sealing and kills itself, without warning, at its nth step.

Run as a program it reads orders, a line of JSON each, and answers each with a word: "killed" or "finished". Every order
is done by a fork, so that the program is loaded once. A step is whatever could be the last thing a dying machine does:
each statement and commit of the database, and each opening, writing, syncing and unlinking of a file. It dies before
the step; after it is before the next.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from survey_app import create_app
from survey_app.collect import sealing
from survey_app.collect.keys import KeyStore
from survey_app.collect.services import submit
from survey_app.database import db, now
from survey_app.rounds.models import Invitation, Round
from survey_app.rounds.services import close_round

CALLS_TO_THE_DISK = ("open", "write", "fsync", "unlink")


class Death:
    """Comes at the nth step."""

    def __init__(self, step: int) -> None:
        self.left = step

    def step(self, *_: Any, **__: Any) -> None:
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def waits_for(self, engine: Engine, session: Any) -> None:
        for name in ("before_cursor_execute", "commit"):
            event.listen(engine, name, self.step)
        event.listen(session, "after_commit", self.step)
        for name in CALLS_TO_THE_DISK:
            setattr(os, name, self._after_a_step(getattr(os, name)))

    def _after_a_step(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*args: Any, **kwargs: Any) -> Any:
            self.step()
            return call(*args, **kwargs)

        return counted


def seal(session: Session, keys: KeyStore, order: dict[str, Any]) -> None:
    """Send an answer, as the page does."""
    round_, invitation = session.get_one(Round, order["round"]), session.get_one(Invitation, order["invitation"])
    submit(session, keys, round_, order["uuid"], order["document"], invitation=invitation)
    session.commit()


def open_full(session: Session, keys: KeyStore, order: dict[str, Any]) -> None:
    """The worker's run."""
    sealing.open_full_batches(session, keys)


def close(session: Session, keys: KeyStore, order: dict[str, Any]) -> None:
    """Close the round, as its page does."""
    close_round(session, session.get_one(Round, order["round"]), today=now().date())
    sealing.open_batches(session, keys, order["round"])
    session.commit()
    sealing.destroy_spent_keys(session, keys, order["round"])
    session.commit()


WORK = {"seal": seal, "open": open_full, "close": close}


def obey(app: Flask, order: dict[str, Any]) -> None:
    with app.app_context():
        Death(order["step"]).waits_for(db.engine, db.session)
        WORK[order["work"]](db.session(), KeyStore(app.config["WALKABOUT_KEY_DIR"]), order)


def main() -> None:
    settings = json.loads(sys.argv[1])
    app = create_app(settings, pages=False)
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            obey(app, json.loads(line))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        print("killed" if killed else "finished" if status == 0 else "failed", flush=True)


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[3]))
    main()
