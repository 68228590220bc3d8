"""Files that are brought in: every problem beside its row, warnings apart, and nothing saved on errors."""

from __future__ import annotations

import io

import pytest
from flask.testing import FlaskClient
from openpyxl import Workbook
from sqlalchemy.orm import Session

from survey_app.designer import files, forms
from tests.survey_app.designer.pages import DRAFT, officer

PIXEL = b"\x89PNG\r\n\x1a\n" + b"0" * 40


def workbook(survey: list[list[str]], choices: list[list[str]]) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "survey"
    for row in survey:
        sheet.append(row)
    listed = book.create_sheet("choices")
    for row in choices:
        listed.append(row)
    settings = book.create_sheet("settings")
    settings.append(["form_title", "form_id"])
    settings.append(["From Excel", "from-excel"])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


CHOICES = [["list_name", "name", "label"], ["yes_no", "yes", "Yes"], ["yes_no", "no", "No"]]
SURVEY = [
    ["type", "name", "label", "relevant"],
    ["select_one yes_no", "useful", "Useful?", ""],
    ["text", "why", "Why?", "${useful} = 'no'"],
]


def test_a_workbook_becomes_a_draft(client: FlaskClient, session: Session) -> None:
    qa = officer(client, session)
    data = {"upload": (io.BytesIO(workbook(SURVEY, CHOICES)), "mine.xlsx")}
    response = client.post(f"{qa.base}/upload/file", data=data)
    assert response.location == f"{qa.base}/from-excel", response.text
    qa.form_id = "from-excel"
    assert "Asked only if ‘Useful?’ is ‘No’" in qa.get("").text


def test_each_problem_of_a_workbook_stands_beside_its_row(client: FlaskClient, session: Session) -> None:
    qa = officer(client, session)
    faulty = [*SURVEY, ["integer", "age", "Age", "${nobody} > 3"]]
    response = client.post(
        f"{qa.base}/upload/file", data={"upload": (io.BytesIO(workbook(faulty, CHOICES)), "mine.xlsx")}
    )
    assert response.status_code == 422
    assert "Nothing has been saved yet" in response.text
    assert "Sheet survey" in response.text
    row = response.text.partition('<td class="govuk-table__cell">4</td>')[2].partition("</tr>")[0]
    assert "${nobody} &gt; 3" in row
    assert "nobody" in row.partition("wa-said")[2]
    assert client.get(f"{qa.base}/from-excel").status_code == 404


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("x.xlsx", b"no workbook"),
        ("x.xls", b"\xd0\xcf\x11\xe0"),
        ("x.xlsx", b"PK\x03\x04broken"),
        ("x.yaml", b"\xff\xfe\x00"),
        ("x.yaml", b"a: [1"),
        ("x.yaml", b"- 1"),
        ("x.yaml", b"&a [*a]"),
        ("x.png", PIXEL),
        ("x.yaml", b"x" * 11_000),
    ],
)
def test_a_file_that_is_no_instrument_is_explained(
    client: FlaskClient, session: Session, monkeypatch: pytest.MonkeyPatch, name: str, content: bytes
) -> None:
    monkeypatch.setattr(forms, "LARGEST_YAML", 10_000)
    qa = officer(client, session)
    response = client.post(f"{qa.base}/upload/file", data={"upload": (io.BytesIO(content), name)})
    assert response.status_code == 422
    assert "There is a problem" in response.text or "Nothing has been saved yet" in response.text


def test_a_faulty_file_can_be_kept_as_a_working_copy(client: FlaskClient, session: Session) -> None:
    qa = officer(client, session)
    faulty = DRAFT.replace("type: text", "type: txt")
    response = client.post(f"{qa.base}/upload/file", data={"source": faulty, "keep": "working"})
    assert response.location == f"{qa.base}/drafted/draft"
    page = qa.get("").text
    assert "to put right before you can publish" in page
    assert "txt" in page
    assert client.post(f"{qa.base}/drafted/publish").status_code == 400
    hopeless = client.post(f"{qa.base}/upload/file", data={"source": "settings: 1", "keep": "working"})
    assert hopeless.status_code == 400
    assert "cannot be kept as a working copy" in hopeless.text


def test_pictures_come_with_a_file_and_stay_with_its_version(client: FlaskClient, session: Session) -> None:
    qa = officer(client, session)
    shown = DRAFT.replace("label: Why not?", "label: Why not?, image: why.png")
    data = {"upload": (io.BytesIO(shown.encode()), "d.yaml"), "files": [(io.BytesIO(PIXEL), "why.png")]}
    assert client.post(f"{qa.base}/upload/file", data=data).status_code == 302
    assert qa.get("/files/why.png").data == PIXEL
    client.post(f"{qa.base}/drafted/publish")
    qa.post("/files", {"files": [(io.BytesIO(PIXEL + b"2"), "why.png")]})
    qa.post("/files/delete", {"name": "why.png"})
    kept = client.get(f"{qa.base}/drafted/versions/1/files/why.png")
    assert (kept.data, kept.mimetype) == (PIXEL, "image/png")
    assert qa.get("/files/why.png").status_code == 404


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("run.svg", b"<svg/>", "of a kind that cannot be shown"),
        ("no.png", b"GIF8", "does not hold what its name says"),
        ("big.png", PIXEL + b"0" * 6_000, "is larger than"),
    ],
)
def test_only_files_that_can_be_shown_are_kept(
    client: FlaskClient, session: Session, monkeypatch: pytest.MonkeyPatch, name: str, content: bytes, said: str
) -> None:
    monkeypatch.setattr(files, "LARGEST_FILE", 5_000)
    qa = officer(client, session)
    qa.upload()
    answer = qa.post("/files", {"files": [(io.BytesIO(content), name)]})
    assert answer.status_code == 400
    assert said in answer.text
