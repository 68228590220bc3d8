"""Rounds with comments, for tests of coding and quoting."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.partnership.models import Partnership
from survey_app.results.comments import Comment, comments_of
from survey_app.results.models import AGREED
from survey_app.rounds.models import Round
from tests.survey_app.answers import add_answer, add_codeframe, add_opened_answers
from tests.survey_app.conftest import settings_for
from tests.survey_app.factories import make_partnership, make_round, make_user, publish

SECRET = settings_for("", Path())["SECRET_KEY"]

SOURCE = """
settings: {form_id: said, form_title: Said, version: "1", default_language: English (en)}
choices:
  forums:
    - {name: north, label: North forum}
    - {name: south, label: South forum}
survey:
  - type: group
    name: page
    label: Page
    children:
      - {type: select_one forums, name: forum, label: Which forum?}
      - {type: text, name: works, label: What works?, appearance: multiline}
"""


def anonymous_round(session: Session, partnership: Partnership | None = None, **values: Any) -> Round:
    """Seven answers: five from the north forum, two from the south; a comment each."""
    partnership = partnership or make_partnership(session)
    given = {"access": "open", "anonymous": True, "breakdowns": ["forum"], **values}
    round_ = make_round(session, partnership, publish(session, partnership, SOURCE), **given)
    forums = ["north"] * 5 + ["south"] * 2
    documents = [{"forum": forum, "works": f"Comment number {n} of all"} for n, forum in enumerate(forums, 1)]
    add_opened_answers(session, round_, documents)
    add_codeframe(session, round_, "Training", "Time", "Space")
    return round_


def named_round(session: Session, *texts: str, partnership: Partnership | None = None) -> Round:
    """A round that is not anonymous, with these comments."""
    partnership = partnership or make_partnership(session)
    round_ = make_round(session, partnership, publish(session, partnership, SOURCE))
    for text in texts:
        add_answer(session, round_, {"forum": "north", "works": text})
    add_codeframe(session, round_, "Training", "Time", "Space")
    return round_


def comments(session: Session, round_: Round, layer: str | None = AGREED) -> list[Comment]:
    """The comments as the pages show them."""
    session.expire_all()
    return comments_of(session, round_, secret=SECRET, layer=layer)


def coders(session: Session, round_: Round, count: int = 2) -> list[User]:
    """People of the partnership who may code, approve and reconcile."""
    return [make_user(session, round_.partnership, roles=("qa_group",)) for _ in range(count)]
