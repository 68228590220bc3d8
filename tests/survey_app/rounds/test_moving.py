"""An open round moves on to a newer version: answers keep naming theirs, and those in progress go on."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from analysis.disclosure import working_report
from analysis.figures import compute_figures
from instruments.merging import Merged
from survey_app.collect.carrying_over import known_answers
from survey_app.collect.keys import KeyStore
from survey_app.collect.models import SubmissionRevision
from survey_app.collect.sealing import open_batches
from survey_app.collect.services import submit
from survey_app.database import new_uuid, now
from survey_app.designer.services import compiled_version
from survey_app.results.comments import comments_of
from survey_app.results.snapshot import responses_of, round_data
from survey_app.rounds.models import Round
from survey_app.rounds.moving import move_on, planned_move
from survey_app.rounds.services import RoundRefused, close_round
from tests.survey_app.factories import make_partnership, make_round, make_user, publish, sign_in

FIRST = """
settings: {form_id: moving-form, form_title: A form that moves on, version: "1"}
choices:
  yes_no: [{name: "yes", label: "Yes"}, {name: "no", label: "No"}]
survey:
  - type: group
    name: page
    label: Page
    children:
      - {type: select_one yes_no, name: heard, label: Did they listen?}
      - {type: text, name: why, label: Why?, appearance: multiline}
"""
SECOND = FIRST.replace("Did they listen?", "Were you heard?").replace(
    "appearance: multiline}", "appearance: multiline}\n      - {type: integer, name: years, label: Years}"
)
THIRD = SECOND.replace("      - {type: text, name: why, label: Why?, appearance: multiline}\n", "")


def moving_round(session: Session, **values: Any) -> Round:
    partnership = make_partnership(session)
    round_ = make_round(session, partnership, publish(session, partnership, FIRST), **values)
    publish(session, partnership, SECOND)
    return round_


def move(session: Session, round_: Round) -> None:
    planned = planned_move(session, round_)
    assert planned is not None
    move_on(session, round_, planned.version.id)


@pytest.fixture
def keys(tmp_path: Path) -> KeyStore:
    return KeyStore(tmp_path / "keys")


def test_a_move_says_what_it_changes(session: Session) -> None:
    planned = planned_move(session, moving_round(session))
    assert planned is not None
    assert (planned.version.number, planned.problem) == (2, "")
    assert {(change.kind, change.name) for change in planned.changes} == {("reworded", "heard"), ("added", "years")}


def test_each_revision_names_the_version_that_it_answers(session: Session, keys: KeyStore) -> None:
    round_ = moving_round(session)
    first = round_.version_id
    uuid = new_uuid()
    submit(session, keys, round_, uuid, {"heard": "yes", "why": "A made-up reason."})
    move(session, round_)
    submit(session, keys, round_, new_uuid(), {"heard": "no", "why": None, "years": 4})
    assert [record.version for record in sorted(responses_of(session, round_), key=lambda r: r.version or 0)] == [1, 2]
    submit(session, keys, round_, uuid, {"heard": "no", "why": None, "years": 3}, replaces=1)
    revisions = session.query(SubmissionRevision).filter_by(submission_id=uuid).order_by(SubmissionRevision.number)
    assert [revision.version_id for revision in revisions] == [first, round_.version_id]
    assert {record.version for record in responses_of(session, round_)} == {2}


def test_answers_of_both_versions_are_reported_together(session: Session, keys: KeyStore) -> None:
    round_ = moving_round(session)
    submit(session, keys, round_, new_uuid(), {"heard": "yes", "why": "A made-up reason."})
    move(session, round_)
    submit(session, keys, round_, new_uuid(), {"heard": "no", "why": "Another made-up reason.", "years": 4})
    data = round_data(session, round_, produced_at=now())
    assert isinstance(data.instrument, Merged)
    report = working_report(compute_figures(data))
    blocks = {block.name: block for section in report.sections for block in section.questions}
    assert [row.share.count for row in blocks["heard"].rows] == [1, 1]
    assert blocks["years"].versions == "from version 2"
    assert len(comments_of(session, round_, secret="s")) == 2


def test_anonymous_answers_name_their_version_too(session: Session, keys: KeyStore) -> None:
    round_ = moving_round(session, access="open", anonymous=True)
    for _ in range(3):
        submit(session, keys, round_, new_uuid(), {"heard": "yes", "why": None})
    move(session, round_)
    for _ in range(3):
        submit(session, keys, round_, new_uuid(), {"heard": "no", "why": None, "years": 2})
    close_round(session, round_, today=date(2026, 11, 22))
    assert open_batches(session, keys, round_.id) == 6
    assert sorted(record.version or 0 for record in responses_of(session, round_)) == [1, 1, 1, 2, 2, 2]


def test_answers_in_progress_go_on_without_what_is_not_asked_any_more(session: Session, keys: KeyStore) -> None:
    round_ = moving_round(session)
    begun = {"heard": "yes", "why": "A made-up reason."}
    publish(session, round_.partnership, THIRD)
    move(session, round_)
    kept = known_answers(compiled_version(round_.version), begun)
    assert kept == {"heard": "yes"}
    submit(session, keys, round_, new_uuid(), kept)
    assert [record.version for record in responses_of(session, round_)] == [3]


def test_a_closed_round_and_one_without_a_newer_version_stay_where_they_are(session: Session) -> None:
    round_ = moving_round(session, state="closed")
    assert planned_move(session, round_) is None
    with pytest.raises(RoundRefused, match="cannot move on to that version"):
        move_on(session, round_, round_.version_id + 1)
    partnership = make_partnership(session)
    newest = make_round(session, partnership, publish(session, partnership, SECOND))
    assert planned_move(session, newest) is None


def test_a_version_that_counts_something_else_is_refused(session: Session) -> None:
    round_ = moving_round(session)
    publish(session, round_.partnership, SECOND.replace('version: "1"', 'version: "1", unit: organisations'))
    planned = planned_move(session, round_)
    assert planned is not None
    assert "there a response counts organisations, and so far it counts people" in planned.problem
    with pytest.raises(RoundRefused, match="Close this round and plan a new one"):
        move_on(session, round_, planned.version.id)


def test_an_anonymous_round_cannot_move_on_to_what_would_name_its_authors(session: Session) -> None:
    round_ = moving_round(session, access="open", anonymous=True)
    publish(session, round_.partnership, SECOND.replace("type: integer, name: years", "type: image, name: years"))
    planned = planned_move(session, round_)
    assert planned is not None
    assert "cannot be anonymous" in planned.problem


def test_the_page_shows_the_changes_and_moves_the_round(session: Session, client: FlaskClient) -> None:
    round_ = moving_round(session)
    person = make_user(session, round_.partnership, roles=("qa_group",))
    session.commit()
    sign_in(client, person)
    address = f"/p/{round_.partnership.slug}/rounds/{round_.slug}"
    assert "Ask version 2 from now on" in client.get(address).text
    page = client.get(f"{address}/version").text
    assert "‘Were you heard?’ (heard) is reworded" in page
    planned = planned_move(session, round_)
    assert planned is not None
    answer = client.post(f"{address}/version", data={"version": str(planned.version.id)}, follow_redirects=True)
    assert "asks version 2 from now on" in answer.text
    assert "No newer one has been published." in client.get(f"{address}/version").text
