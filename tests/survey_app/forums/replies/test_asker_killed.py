"""Kill −9 while people are asked: either nobody is asked yet, or everybody is; and never twice."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.forums.models import HubCycle
from survey_app.forums.replies.asking import ask_in, set_day
from survey_app.partnership.models import Partnership
from survey_app.rounds.mail_models import InvitationRun
from survey_app.rounds.models import Invitation, Round
from tests.survey_app.conftest import settings_for
from tests.survey_app.forums.replies.told_people import (
    DAY,
    FIVE,
    TOLD,
    asked,
    page_row,
    publish_something,
    told,
)

ROOT = Path(__file__).parents[4]
STRIDE = 9  # the tests together die at every third step


def counts(session: Session) -> tuple[int, ...]:
    """How many rounds, invitations, and requests to send there are."""
    session.rollback()
    mine = select(Round.id).where(Round.title.endswith(": have you noticed?"))
    found = (Round.id.in_(mine), Invitation.round_id.in_(mine), InvitationRun.round_id.in_(mine))
    counted = tuple(session.scalar(select(func.count()).where(one)) or 0 for one in found)
    session.rollback()  # the worker waits for nobody
    return counted


@pytest.mark.parametrize("first", [1, *(pytest.param(step, marks=pytest.mark.long) for step in (4, 7))])
def test_a_worker_that_dies_has_asked_nobody_or_everybody(
    app: Flask, session: Session, partnership: Partnership, cycle: HubCycle, planner: User, tmp_path: Path, first: int
) -> None:
    publish_something(session, partnership, cycle, planner)
    told(session, cycle, TOLD, *FIVE)
    set_day(session, cycle, DAY.date(), by=planner.id, at=TOLD, hours=None)
    session.commit()
    settings = json.dumps(settings_for(app.config["SQLALCHEMY_DATABASE_URI"], tmp_path))
    command = [sys.executable, "-m", "tests.survey_app.forums.replies.dying_asker", settings]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        step, deaths = first, 0
        while counts(session) == (0, 0, 0):
            print(json.dumps({"work": "ask", "step": step, "at": DAY.isoformat()}), file=process.stdin, flush=True)
            outcome = process.stdout.readline().strip()
            assert outcome in ("killed", "finished")
            deaths += outcome == "killed"
            step += STRIDE
        process.stdin.close()
        assert process.wait() == 0
    assert deaths >= 3
    assert counts(session) == (1, 5, 1)
    assert asked(session, cycle) == list(FIVE)
    assert page_row(session, cycle).asked_on == DAY.date()
    assert ask_in(session, cycle.id, DAY) == 0
    assert counts(session) == (1, 5, 1)
