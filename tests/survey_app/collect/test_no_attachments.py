"""An anonymous round takes no files: not as it is planned, opened or moved on, nor from whoever answers it."""

from __future__ import annotations

import io
import json
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey_app.collect.attachment_models import Attachment
from survey_app.collect.keys import KeyStore
from survey_app.collect.models import SealedAnswer
from survey_app.collect.problems import AnswersRefused
from survey_app.collect.services import submit
from survey_app.database import new_uuid, now
from survey_app.partnership.models import Partnership
from survey_app.rounds.models import Round
from survey_app.rounds.moving import planned_move
from survey_app.rounds.services import RoundRefused, open_round
from tests.survey_app.collect.respondent import Respondent
from tests.survey_app.factories import make_invitation, make_round, make_user, publish, sign_in

PLAIN = """
settings: {form_id: paper, form_title: Paper, version: "1", default_language: English (en)}
survey:
  - {type: text, name: wish, label: A wish}
"""
KINDS = ("image", "audio", "video", "file", "signature")


def form(kind: str) -> str:
    return f"{PLAIN}  - {{type: {kind}, name: added, label: Add one}}\n"


@pytest.mark.parametrize("kind", KINDS)
def test_a_round_whose_form_asks_for_a_file_is_not_opened(
    session: Session, partnership: Partnership, kind: str
) -> None:
    round_ = make_round(
        session, partnership, publish(session, partnership, form(kind)), access="open", anonymous=True, state="draft"
    )
    with pytest.raises(RoundRefused, match="‘added’ asks for a file"):
        open_round(session, round_, today=now().date())


def test_a_round_whose_form_asks_for_a_file_is_not_planned(
    client: FlaskClient, session: Session, partnership: Partnership
) -> None:
    version = publish(session, partnership, form("image"))
    sign_in(client, make_user(session, partnership, roles=("administrator", "qa_group")))
    plan = {
        "title": "With pictures", "version": str(version.id), "access": "open", "anonymous": "y",
        "population_kind": "known", "population_size": "40", "policy": "default",
    }  # fmt: skip
    refused = client.post("/p/exampleshire/rounds/new", data=plan)
    assert refused.status_code == 422
    assert "‘added’ asks for a file" in refused.text
    plan.pop("anonymous")
    assert client.post("/p/exampleshire/rounds/new", data=plan).status_code == 302


def test_an_open_round_does_not_move_on_to_a_form_that_asks_for_a_file(
    session: Session, partnership: Partnership
) -> None:
    round_ = make_round(session, partnership, publish(session, partnership, PLAIN), access="open", anonymous=True)
    publish(session, partnership, form("file"))
    planned = planned_move(session, round_)
    assert planned is not None
    assert "‘added’ asks for a file" in planned.problem


def test_an_answer_that_names_a_file_is_refused(
    session: Session, keys: KeyStore, round_of: Callable[..., Round]
) -> None:
    round_ = round_of(form("image"), access="token", anonymous=True)  # as no page would let it come about
    invitation, _ = make_invitation(session, round_)
    with pytest.raises(AnswersRefused, match="is not among the files"):
        submit(session, keys, round_, new_uuid(), {"added": "mine.jpg"}, invitation=invitation)


def test_a_file_that_is_posted_all_the_same_is_kept_nowhere(
    client: FlaskClient, session: Session, round_of: Callable[..., Round]
) -> None:
    _, token = make_invitation(session, round_of(form("file"), access="token", anonymous=True))
    person = Respondent(client, f"/a/{token}")
    carried = json.dumps({"uuid": new_uuid(), "document": {}})
    place = person.page.xpath("//button[@name='go']/@value")[0]
    data = {"carried": carried, "at": place, "go": "continue", "q.added": (io.BytesIO(b"a telling remark"), "mine.txt")}
    page = client.post(f"/a/{token}/answer", data=data, content_type="multipart/form-data")
    assert page.status_code < 500
    session.rollback()
    assert session.scalar(select(func.count()).select_from(Attachment)) == 0
    assert session.scalar(select(func.count()).select_from(SealedAnswer)) == 0
