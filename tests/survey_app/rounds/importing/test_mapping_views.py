"""The mapping is made on pages, without any script, and saved with every step."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.partnership.models import Partnership
from survey_app.rounds.importing.models import ImportUpload
from survey_app.rounds.importing.pages import field_of
from survey_app.rounds.models import Round
from tests.analysis.importing.constructed import FORUM, REPEATS, comma_separated, form, kobo
from tests.survey_app.factories import make_round, publish
from tests.survey_app.rounds.importing.sending import address, confirm, sent, text_of
from tests.survey_app.rounds.importing.test_storing import documents

HEAD = ["ID", "Completion time", "How useful was it?", "How did you hear of it?", "Would you come again?", "Shoe size"]
ROWS = [
    [1, "03/04/2026 10:00", "Totally", "E-mail;a friend;", "Yes", "40"],
    [2, "03/04/2026 10:05", "Disagree", "The website;", "Yes", "41"],
]


@pytest.fixture
def forum(session: Session, partnership: Partnership) -> Round:
    return make_round(session, partnership, publish(session, partnership, FORUM), access="open")


@pytest.fixture
def content(tmp_path: Path) -> bytes:
    return comma_separated(tmp_path / "a.csv", [HEAD, *ROWS]).read_bytes()


def mapping_of(session: Session, key: str) -> dict[str, object]:
    session.commit()
    return dict(session.get_one(ImportUpload, key).mapping)


def test_a_mapping_goes_from_offers_to_answers(
    managing: FlaskClient, session: Session, forum: Round, content: bytes
) -> None:
    key = sent(managing, forum, content)
    page = text_of(managing.get(address(forum, key, "columns")))
    assert "“How useful was it?” answers “Was it useful?”" in page
    assert "% alike" in page
    shoe = field_of("/Shoe size")
    taken = {f"offer-{field_of('How useful was it?')}": "y", f"column-{shoe}": "-"}
    assert managing.post(address(forum, key, "columns"), data=taken).status_code == 302
    assert mapping_of(session, key)["leave_out"] == ["Shoe size"]
    values = {"part": "values", f"value-{field_of('Totally')}": "agree", "rest": "list"}
    managing.post(address(forum, key, "question", "useful"), data=values)
    other = {"part": "values", "rest": "other", "other": "heard_other"}
    managing.post(address(forum, key, "question", "heard"), data=other)
    page = text_of(managing.get(address(forum, key, "check")))
    assert "nobody has said whether the day or the month comes first" in page
    assert "order of day and month" in confirm(managing, forum, key).text or documents(session, forum) == []
    settings = {"dates": "day_first", "submitted": field_of("Completion time"), "identifier": [field_of("ID")]}
    assert managing.post(address(forum, key, "file"), data=settings).status_code == 302
    assert "Every column with answers, every value and every row fits." in text_of(
        managing.get(address(forum, key, "check"))
    )
    assert confirm(managing, forum, key, agreed="").status_code == 302
    found = {str(one["useful"]): one for one in documents(session, forum)}
    assert found["agree"]["heard"] == ["email", "other"]
    assert found["agree"]["heard_other"] == "a friend"
    assert found["disagree"]["heard"] == ["web"]


def test_what_was_left_out_can_be_decided_again_and_a_column_moves_to_another_question(
    managing: FlaskClient, session: Session, forum: Round, content: bytes
) -> None:
    key = sent(managing, forum, content)
    columns, shoe = address(forum, key, "columns"), field_of("/Shoe size")
    managing.post(columns, data={f"column-{shoe}": "-"})
    managing.post(columns, data={f"again-{shoe}": "y"})
    assert "leave_out" not in mapping_of(session, key)
    managing.post(columns, data={f"column-{shoe}": "years"})
    assert mapping_of(session, key)["questions"]["years"] == {"column": "Shoe size"}  # type: ignore[index]
    moved = {"part": "source", "source": "column", "column": field_of("Shoe size")}
    managing.post(address(forum, key, "question", "stars"), data=moved)
    questions = mapping_of(session, key)["questions"]
    assert "years" not in questions  # type: ignore[operator]
    assert questions["stars"] == {"column": "Shoe size"}  # type: ignore[index]
    managing.post(address(forum, key, "question", "stars"), data={"part": "source", "source": "none"})
    assert "stars" not in mapping_of(session, key)["questions"]  # type: ignore[operator]


def test_a_constant_and_a_column_for_each_choice(
    managing: FlaskClient, session: Session, forum: Round, tmp_path: Path
) -> None:
    rows = [["Heard by mail", "Heard on the web"], ["x", ""], ["x", "x"]]
    key = sent(managing, forum, comma_separated(tmp_path / "a.csv", rows).read_bytes())
    split = {
        "part": "source", "source": "choices",
        f"choice-{field_of('email')}": field_of("Heard by mail"),
        f"choice-{field_of('web')}": field_of("Heard on the web"),
    }  # fmt: skip
    managing.post(address(forum, key, "question", "heard"), data=split)
    same = {"part": "source", "source": "constant", "constant": "disagree"}
    managing.post(address(forum, key, "question", "useful"), data=same)
    assert "the same for every row: disagree" in managing.get(address(forum, key, "columns")).text.lower()
    confirm(managing, forum, key)
    found = documents(session, forum)
    assert sorted(len(one["heard"]) for one in found) == [1, 2]  # type: ignore[arg-type]
    assert {one["useful"] for one in found} == {"disagree"}


def test_nonsense_in_a_form_changes_nothing_and_breaks_nothing(
    managing: FlaskClient, session: Session, forum: Round, content: bytes
) -> None:
    key = sent(managing, forum, content)
    before = mapping_of(session, key)
    junk = {
        "part": "values", "rest": "nonsense", "other": "no-question", "source": "nowhere", "column": "x",
        "separator": "\x00" * 40, f"value-{field_of('E-mail')}": "no-choice", "column-x": "useful",
    }  # fmt: skip
    for steps in (("columns",), ("question", "useful"), ("question", "heard")):
        assert managing.post(address(forum, key, *steps), data=junk).status_code == 302
    assert mapping_of(session, key)["questions"] == before["questions"]
    assert (
        managing.post(address(forum, key, "file"), data={"dates": "sideways", "identifier": ["x"]}).status_code == 422
    )
    assert managing.get(address(forum, key, "question", "no-such")).status_code == 404


def test_the_mapping_travels_as_a_file(managing: FlaskClient, session: Session, forum: Round, content: bytes) -> None:
    key = sent(managing, forum, content)
    managing.post(address(forum, key, "columns"), data={f"offer-{field_of('How useful was it?')}": "y"})
    file = managing.get(address(forum, key, "mapping.yaml"))
    assert file.text.startswith("walkabout_mapping: '1'")
    again = sent(managing, forum, content, mapping=(io.BytesIO(file.data), "mapping.yaml"))
    assert mapping_of(session, again)["questions"] == mapping_of(session, key)["questions"]
    bad = managing.post(
        address(forum), content_type="multipart/form-data",
        data={"upload": (io.BytesIO(content), "a.csv"), "saved": "", "mapping": (io.BytesIO(b"x: 1"), "m.yaml")},
    )  # fmt: skip
    assert bad.status_code == 422
    assert "This is no mapping" in bad.text


def test_a_mapping_that_does_not_fit_the_file_is_said_before_anything_else(
    managing: FlaskClient, forum: Round, content: bytes, tmp_path: Path
) -> None:
    key = sent(managing, forum, content)
    file = managing.get(address(forum, key, "mapping.yaml")).data
    other = comma_separated(tmp_path / "b.csv", [["Something else"], ["1"]]).read_bytes()
    again = sent(managing, forum, other, mapping=(io.BytesIO(file), "m.yaml"))
    assert "The mapping does not fit" in managing.get(address(forum, again, "check")).text
    assert confirm(managing, forum, again).status_code == 409


def test_entries_on_their_own_sheet_are_mapped_and_stored(
    managing: FlaskClient, session: Session, partnership: Partnership, tmp_path: Path
) -> None:
    round_ = make_round(session, partnership, publish(session, partnership, REPEATS), access="open")
    answers = [{"unit": "North", "talk": [{"listened": "yes", "about": ["home"], "wish": [{"words": "more time"}]}]}]
    key = sent(managing, round_, kobo(tmp_path / "a.xlsx", form(REPEATS), answers).read_bytes())
    assert "All columns of the sheet “talk”" in managing.get(address(round_, key, "columns")).text
    page = managing.get(address(round_, key, "file")).text
    assert re.search(r'<option value="wish" selected>', page)
    assert "Were you listened to?" in managing.get(address(round_, key, "question", "listened")).text
    confirm(managing, round_, key)
    assert documents(session, round_) == answers


def test_another_manager_finds_nothing_of_a_file_that_waits(
    managing: FlaskClient, client: FlaskClient, session: Session, forum: Round, content: bytes, partnership: Partnership
) -> None:
    from tests.survey_app.factories import make_user, sign_in

    key = sent(managing, forum, content)
    sign_in(client, make_user(session, partnership, roles=("administrator",)))
    for steps in (("",), ("columns",), ("check",), ("left-out.csv",), ("mapping.yaml",), ("question", "useful")):
        assert client.get(address(forum, key, *steps).rstrip("/")).status_code == 404
    assert client.post(address(forum, key, "confirm"), data={"agreed": "y"}).status_code == 404
    assert session.scalars(select(ImportUpload.key)).all() == [key]
