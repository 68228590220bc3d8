"""The poster "You said, we did" in Word: one page, a code, and "we could not" as large as "we did"."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from docx.text.paragraph import Paragraph

from exports.documents.poster_plan import COULD_NOT, PosterTheme, SaidPoster
from exports.documents.said_poster import write_said_poster
from survey_app.rounds.ways.links import qr_png
from tests.exports.documents.office_parts import xml_problems
from tests.exports.documents.written import HOSTILE, body_text, bytes_of, check_accessible, opened, paragraphs
from tests.services.office import print_file

ADDRESS = "walkabout.example/hub/demo/neglect/you-said-we-did"
DID = PosterTheme(title="Nobody hears back", begins="We did", says="Whoever refers is told within a week.")
COULD = PosterTheme(title="No one to ask", begins=COULD_NOT, says="there is no money for a new post this year.")


def poster(*themes: PosterTheme, **values: Any) -> SaidPoster:
    details: dict[str, Any] = {
        "theme": "Neglect", "partnership": "Example partnership", "boards": "Two boards", "noticed": "",
        "themes": themes or (DID, COULD), "waiting": 0, "address": ADDRESS, "code": qr_png(f"https://{ADDRESS}"),
        "produced_at": datetime(2026, 11, 30, 9, tzinfo=UTC),
    }  # fmt: skip
    return SaidPoster(**{**details, **values})


def written(given: SaidPoster) -> bytes:
    return bytes_of(write_said_poster, given)


def sizes(paragraph: Paragraph) -> set[Any]:
    return {run.font.size for run in paragraph.runs}


def test_boards_themes_answers_and_address_stand_on_it() -> None:
    text = body_text(opened(written(poster(noticed="Three months later, 18 of 24.", waiting=2))))
    for words in (
        "Neglect", "You said, we did", "Two boards", DID.title, "We did: ", DID.says, f"{COULD_NOT}: ", COULD.says,
        "18 of 24", "And 2 more themes. Read all of it", ADDRESS,
    ):  # fmt: skip
        assert words in text


def test_what_could_not_be_done_is_as_large_as_what_was_done() -> None:
    document = opened(written(poster()))
    did, could = (
        next(one for one in document.paragraphs if one.text.startswith(begins)) for begins in ("We did:", COULD_NOT)
    )
    assert sizes(did) == sizes(could) != {None}
    assert [run.style.name for run in did.runs] == [run.style.name for run in could.runs]


def test_six_themes_stand_on_it_and_the_others_are_counted() -> None:
    many = tuple(PosterTheme(title=f"Theme {n}", begins="We will", says="Soon.") for n in range(1, 9))
    document = opened(written(poster(*many)))
    assert paragraphs(document, "Heading 1") == [f"Theme {n}" for n in range(1, 7)]
    assert "And 2 more themes." in body_text(document)


def test_few_themes_are_set_larger_than_many() -> None:
    few, many = (next(one for one in opened(written(poster(*[DID] * n))).paragraphs if one.text == DID.title)
                 for n in (2, 6))  # fmt: skip
    assert max(sizes(few)) > max(sizes(many))


def test_it_is_valid_and_accessible_whatever_stands_on_it() -> None:
    hostile = PosterTheme(title=HOSTILE, begins="We did", says=HOSTILE)
    sheet = written(poster(hostile, theme=HOSTILE, boards=HOSTILE, partnership=HOSTILE, noticed=HOSTILE))
    assert xml_problems(sheet) == []
    check_accessible(opened(sheet))


@pytest.mark.long
@pytest.mark.parametrize("times", [1, 12], ids=["as usual", "very long"])
def test_it_has_one_page_whatever_was_answered(times: int, tmp_path: Path) -> None:
    themes = [PosterTheme(title=f"{DID.title} " * times, begins=COULD_NOT, says=f"{DID.says} " * times)] * 8
    long = " and the other board" * times
    given = poster(*themes, boards=f"One board{long}", theme=f"Neglect{long}", address=ADDRESS * min(times, 4),
                   noticed="Three months later, 18 of 24 who answered noticed a difference.", waiting=3)  # fmt: skip
    file = tmp_path / "poster.docx"
    file.write_bytes(written(given))
    printed = print_file(file, tmp_path)
    assert len(printed.pages) == 1
    assert "kept up to date" in printed.text
