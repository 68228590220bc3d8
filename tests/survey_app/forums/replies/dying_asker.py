"""The worker that asks whether it was noticed, and kills itself at its nth step: a statement or a commit."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from survey_app.collect.keys import KeyStore
from survey_app.forums.replies import asking
from tests.survey_app.collect import dying


def ask(session: Session, keys: KeyStore, order: dict[str, Any]) -> None:
    """The worker's run, at a moment of the test."""
    asking.now = lambda: datetime.fromisoformat(order["at"])
    asking.ask_whether_noticed(session)


if __name__ == "__main__":
    dying.WORK["ask"] = ask
    dying.main()
