from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from survey_app.designer.bank import NotForTheBank, bank_differences, bank_of, insert_core, keep_from_version
from survey_app.designer.checking import check_parts
from survey_app.designer.parts import new_parts
from survey_app.designer.services import PublishRefused, create_draft, library_entries, publish_draft, save_draft
from tests.survey_app.designer.pages import DRAFT, officer
from tests.survey_app.factories import make_partnership


def test_a_published_question_becomes_a_core_question_and_comes_back_locked(session: Session) -> None:
    partnership = make_partnership(session)
    version = publish_draft(session, save_draft(session, partnership.id, DRAFT, filename="d.yaml"), actor_id=None)
    keep_from_version(session, partnership.id, version, "useful", actor_id=None)
    core = bank_of(session, partnership.id)["useful"]
    assert core.own
    assert [row["name"] for row in core.choices] == ["yes", "no"]
    parts = new_parts("next-year", "Next year", "English (en)")
    row = insert_core(parts, core, "")
    assert (row["core"], row["type"]) == ("useful", "select_one yes_no")
    assert check_parts(parts).usable is not None
    assert bank_differences(session, partnership.id, parts) == []


@pytest.mark.parametrize("part", ["words", "choices"])
def test_publishing_refuses_a_core_question_that_differs_from_the_bank(session: Session, part: str) -> None:
    partnership = make_partnership(session)
    version = publish_draft(session, save_draft(session, partnership.id, DRAFT, filename="d.yaml"), actor_id=None)
    keep_from_version(session, partnership.id, version, "useful", actor_id=None)
    parts = new_parts("next-year", "Next year", "English (en)")
    row = insert_core(parts, bank_of(session, partnership.id)["useful"], "")
    row["relevant"] = "1 = 1"  # when it is asked may differ
    if part == "words":
        row["label"] = "Was it any use?"
    else:
        parts.choices["yes_no"].append({"name": "perhaps", "label": "Perhaps"})
    record = create_draft(session, partnership.id, parts, actor_id=None)
    with pytest.raises(PublishRefused, match=f"The {part}.*“useful” differ from the question bank"):
        publish_draft(session, record, actor_id=None)


def test_a_core_question_of_no_bank_is_not_published(session: Session) -> None:
    partnership = make_partnership(session)
    marked = DRAFT.replace("name: useful,", "name: useful, core: unheard_of,")
    record = save_draft(session, partnership.id, marked, filename="d.yaml")
    with pytest.raises(PublishRefused, match="which the question bank does not have"):
        publish_draft(session, record, actor_id=None)


def test_sections_and_doubles_are_not_kept(session: Session) -> None:
    partnership = make_partnership(session)
    version = publish_draft(session, save_draft(session, partnership.id, DRAFT, filename="d.yaml"), actor_id=None)
    with pytest.raises(NotForTheBank, match="Only a question"):
        keep_from_version(session, partnership.id, version, "visit", actor_id=None)
    keep_from_version(session, partnership.id, version, "useful", actor_id=None)
    with pytest.raises(NotForTheBank, match="already"):
        keep_from_version(session, partnership.id, version, "useful", actor_id=None)


def test_a_bank_belongs_to_its_partnership(session: Session) -> None:
    one, other = make_partnership(session), make_partnership(session)
    version = publish_draft(session, save_draft(session, one.id, DRAFT, filename="d.yaml"), actor_id=None)
    keep_from_version(session, one.id, version, "useful", actor_id=None)
    assert "useful" in bank_of(session, one.id)
    assert "useful" not in bank_of(session, other.id)


def test_what_the_library_marks_as_core_is_as_the_shipped_bank_has_it(session: Session) -> None:
    partnership = make_partnership(session)
    for entry in library_entries():
        record = save_draft(session, partnership.id, entry.source, filename="library.yaml")
        publish_draft(session, record, actor_id=None)


def test_a_locked_question_changes_only_when_it_is_asked(client: FlaskClient, session: Session) -> None:
    qa = officer(client, session)
    qa.upload()
    client.post(f"{qa.base}/drafted/publish")
    assert "Was it useful?" in client.get(f"{qa.base}/drafted/versions/1/bank").text
    client.post(f"{qa.base}/drafted/versions/1/bank", data={"name": ["people"]})
    assert "How many people?" in client.get(f"{qa.base}/bank/questions").text
    qa.post("/arrange", {"do": "delete:r4"})
    assert "already in this instrument" not in qa.get("/bank").text
    qa.post("/bank", {"name": ["people"], "parent": "r1"})
    key = next(found.key for found in qa.parts.walk() if found.row.get("core"))
    assert "Locked core question" in qa.get("").text
    assert "This is a locked core question" in qa.get(f"/questions/{key}").text
    qa.post(f"/questions/{key}", {"label": "Changed", "kind": "text", "name": "other", "shown": ["relevant"],
                                  "rule_mode": "expression", "relevant": "${useful} = 'yes'"})  # fmt: skip
    row = qa.question(key)
    assert (row["label"], row["type"], row["relevant"]) == ("How many people?", "integer", "${useful} = 'yes'")
    qa.post(f"/questions/{key}", {"unlock": "yes"})
    assert "core" not in qa.question(key)
    client.post(f"{qa.base}/bank/questions/people/delete")
    assert client.post(f"{qa.base}/bank/questions/people/delete").status_code == 404
