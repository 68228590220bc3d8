"""CSV files that Walkabout wrote, as they are read again: nothing is worked out anew, and what is wrong is named."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from analysis.exported_answers import is_exported
from analysis.files import FileProblems, read_responses
from analysis.round_data import ResponseRecord
from tests.analysis.rounds import comment, group, make_instrument, question, repeat

FORM = make_instrument(
    group(
        "page",
        question("select_one agree", "useful"),
        question("decimal", "hours"),
        question("calculate", "twice", calculation="${hours} * 2"),
        comment("why", relevant="${useful} = 'disagree'"),
    ),
    repeat("visit", question("text", "site"), repeat("room", comment("remark"))),
)
HEAD = "response_id,received_on,instrument_version,group:agency,useful,hours,twice,why,walkabout:not_asked\n"


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_bytes(text.encode("utf-8-sig"))
    return path


def problems_of(*files: object, **repeats: Path) -> str:
    with pytest.raises(FileProblems) as error:
        read_responses(*files, repeats=repeats)  # type: ignore[arg-type]
    return "\n".join(map(str, error.value.problems))


def test_answers_are_taken_as_they_stand(tmp_path: Path) -> None:
    path = write(tmp_path, "out.csv", HEAD + "a1,2026-04-30,3,Police,agree,2.5,'7,'=x,\nb1,,,,,,9,,why visit\n")
    first, second = read_responses(path, FORM)
    # The form would have asked no reason of who agrees, and would have worked out another double.
    assert first == ResponseRecord(
        response_id="a1", received_on=date(2026, 4, 30), version=3, strata={"agency": "Police"},
        document={"useful": "agree", "hours": 2.5, "twice": "7", "why": "=x", "visit": []},
    )  # fmt: skip
    assert second == ResponseRecord(response_id="b1", document={"useful": None, "hours": None, "twice": 9})


def test_spaces_around_a_text_are_kept_as_they_are_in_no_other_file(tmp_path: Path) -> None:
    exported = write(tmp_path, "out.csv", HEAD + "a1,,,,disagree,,,  why  ,\n")
    other = write(tmp_path, "other.csv", "useful,why\ndisagree,  why  \n")
    assert read_responses(exported, FORM)[0].document["why"] == "  why  "
    assert read_responses(other, FORM)[0].document["why"] == "why"
    assert (is_exported(exported), is_exported(other), is_exported(tmp_path / "absent.csv")) == (True, False, False)


def test_entries_find_their_places_in_whatever_order_they_stand(tmp_path: Path) -> None:
    path = write(tmp_path, "out.csv", HEAD + "a1,,,,,,,,\n")
    visit = write(
        tmp_path, "visit.csv", "response_id,entry,site,walkabout:not_asked\na1,2,Second,\na1,1,'+First,room\n"
    )
    room = write(tmp_path, "room.csv", "response_id,visit:entry,entry,remark,walkabout:not_asked\na1,2,1,x,\n")
    (record,) = read_responses(path, FORM, repeats={"room": room, "visit": visit})
    assert record.document["visit"] == [{"site": "+First"}, {"site": "Second", "room": [{"remark": "x"}]}]


def test_what_is_wrong_is_named_with_its_place(tmp_path: Path) -> None:
    path = write(tmp_path, "out.csv", HEAD + ",30 April,x,,splendid,many,,text,why\n")
    visit = write(tmp_path, "visit.csv", "response_id,entry,site,walkabout:not_asked\na9,1,x,\na9,1,y,\na9,,z,\n")
    found = problems_of(path, FORM, visit=visit)
    assert "out.csv, line 2, column 'response_id': is blank" in found
    assert "column 'received_on': '30 April' is not a date" in found
    assert "column 'instrument_version': 'x' is not a number" in found
    assert "column 'useful': 'splendid': select one of the answers" in found
    assert "column 'hours': 'many': enter a number" in found
    assert "column 'why': has an answer and is named under 'walkabout:not_asked'" in found
    assert "visit.csv, line 3, column 'entry': response 'a9' has this entry already" in found
    assert "visit.csv, line 4, column 'entry': is blank" in found
    assert "there is no response 'a9' in out.csv" in found


def test_a_version_that_is_not_there_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, "out.csv", HEAD + "a1,,3,,,,,,\n")
    assert "'3' is none of the versions at hand: 1, 2" in problems_of(path, {1: FORM, 2: FORM})


def test_a_file_of_entries_must_have_its_keys(tmp_path: Path) -> None:
    path = write(tmp_path, "out.csv", HEAD + "a1,,,,,,,,\n")
    visit = write(tmp_path, "visit.csv", "response_id,site,walkabout:not_asked,football\na1,x,,y\n")
    found = problems_of(path, FORM, visit=visit)
    assert "visit.csv, line 1, column 'entry': the column 'entry' is missing" in found
    assert "visit.csv, line 1, column 'football': the instrument has no question of this name here" in found
