"""Levels of need: versions that never change, shared by instruments, and the older list is seen."""

from __future__ import annotations

from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from survey_app.designer.checking import check_parts
from survey_app.designer.drafts import current_parts
from survey_app.designer.levels import LIST_NAME, levels_version, publish_levels, read_levels, take_levels, uses_of
from survey_app.designer.services import find_instrument, publish_draft, save_draft
from survey_app.errors import UserError
from tests.survey_app.designer.pages import DRAFT, officer
from tests.survey_app.factories import make_partnership

TEXT = "Universal: ordinary services\nEarly help: one service with support\nStatutory: a social worker\n"


def keep(session: Session, partnership_id: int, text: str = TEXT):  # type: ignore[no-untyped-def]
    return publish_levels(
        session, partnership_id, text, source="Thresholds", in_force_from=date(2026, 4, 1), actor_id=None
    )


def test_a_level_keeps_its_name_while_its_label_stays(session: Session) -> None:
    partnership = make_partnership(session)
    first = keep(session, partnership.id)
    second = keep(session, partnership.id, "Universal: everybody\nTargeted: new\nStatutory: a social worker\n")
    assert (first.number, second.number) == (1, 2)
    names = {level["label"]: level["name"] for level in first.levels}
    assert [level["name"] for level in second.levels] == [names["Universal"], "targeted", names["Statutory"]]
    assert first.levels[1]["label"] == "Early help"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Only one: level", "Write 2 to 12 levels"),
        ("A: x\na: y", "“a” is there twice"),
        (": no label\nB: y", "Level 1: write a label"),
        (f"{'A' * 201}: x\nB: y", "Level 1: write a label of at most 200 characters"),
    ],
)
def test_what_is_wrong_is_said(text: str, sentence: str) -> None:
    with pytest.raises(UserError, match=sentence):
        read_levels(text)


def test_the_same_again_is_no_new_version(session: Session) -> None:
    partnership = make_partnership(session)
    keep(session, partnership.id)
    with pytest.raises(UserError, match="nothing new"):
        keep(session, partnership.id)


def test_an_instrument_takes_the_list_and_what_is_published_keeps_its_own(session: Session) -> None:
    partnership = make_partnership(session)
    record = save_draft(session, partnership.id, DRAFT, filename="d.yaml")
    parts = current_parts(record)
    take_levels(parts, keep(session, partnership.id))
    parts.survey[0]["children"].append({"type": f"select_one {LIST_NAME}", "name": "level", "label": "Which level?"})
    assert check_parts(parts).usable is not None
    record.draft_source = parts.text()
    session.flush()
    version = publish_draft(session, record, actor_id=None)
    newer = keep(session, partnership.id, TEXT + "Emergency: now\n")
    (use,) = uses_of(session, partnership.id)
    assert (use.published, use.draft) == (1, None)
    assert "Emergency" not in version.source
    take_levels(parts, newer)
    assert levels_version(parts.choices[LIST_NAME]) == 2


def test_the_pages_keep_a_version_and_put_it_into_a_draft(client: FlaskClient, session: Session) -> None:
    at = officer(client, session)
    at.upload()
    page = at.client.post(f"{at.base}/levels-of-need", data={"levels": "Alone", "in_force_from": "2027-04-01"})
    assert page.status_code == 422
    assert "Write 2 to 12 levels" in page.text
    assert "Alone" in page.text
    assert (
        at.client.post(f"{at.base}/levels-of-need", data={"levels": TEXT, "in_force_from": "nonsense"}).status_code
        == 422
    )
    assert at.client.post(f"{at.base}/levels-of-need", data={"levels": TEXT}).status_code == 302
    assert at.post("/levels-of-need").status_code == 302
    assert "Early help" in at.get(f"/lists/{LIST_NAME}").text
    record = find_instrument(session, at.partnership.id, at.form_id)
    assert record is not None
    assert "the draft has version 1" in " ".join(at.client.get(f"{at.base}/levels-of-need").text.split())
