from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from analysis.files import FileProblems, read_codings, read_frame, read_responses
from tests.analysis.rounds import comment, group, make_instrument, question, repeat

INSTRUMENT = make_instrument(
    group(
        "page",
        question("select_one agree", "useful"),
        comment("why", relevant="${useful} = 'disagree'"),
        question("select_multiple topics", "topics"),
        question("integer", "years"),
        question("decimal", "hours"),
        question("date", "day"),
    ),
    repeat("talk", question("select_one met", "known"), comment("said")),
)


def write(folder: Path, name: str, text: str, encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def problems_of(error: pytest.ExceptionInfo[FileProblems]) -> list[str]:
    return [str(problem) for problem in error.value.problems]


def test_answers_are_read_with_their_types(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "answers.csv",
        "response_id,received_on,useful,why,topics,years,hours,day\n"
        'a1,2026-04-30,disagree,"Too long, and late",online gangs,"1,200",2.5,2026-04-29\n'
        "\n"
        "a2,,agree,Not asked for,,,,\n",
    )
    first, second = read_responses(path, INSTRUMENT)
    assert (first.response_id, first.received_on) == ("a1", date(2026, 4, 30))
    assert first.document == {
        "useful": "disagree",
        "why": "Too long, and late",
        "topics": ["gangs", "online"],
        "years": 1200,
        "hours": 2.5,
        "day": "2026-04-29",
        "talk": [],
    }
    # Off the path, the comment is dropped; on it, what is blank is null.
    assert "why" not in second.document
    assert second.document["topics"] is None
    assert second.received_on is None


def test_excels_mark_and_spaces_do_not_matter(tmp_path: Path) -> None:
    path = write(tmp_path, "answers.csv", "useful , years\n agree , 3 \n", "utf-8-sig")
    (only,) = read_responses(path, INSTRUMENT)
    assert (only.response_id, only.document["useful"], only.document["years"]) == ("1", "agree", 3)


def test_entries_are_joined_to_their_responses(tmp_path: Path) -> None:
    answers = write(tmp_path, "answers.csv", "response_id,useful\na1,agree\na2,agree\n")
    talk = write(tmp_path, "talk.csv", "response_id,entry,known,said\na2,1,fully,A comment\na2,2,partly,\n")
    first, second = read_responses(answers, INSTRUMENT, repeats={"talk": talk})
    assert first.document["talk"] == []
    assert second.document["talk"] == [{"known": "fully", "said": "A comment"}, {"known": "partly", "said": None}]


def test_every_problem_of_every_file_is_reported_at_once(tmp_path: Path) -> None:
    answers = write(
        tmp_path,
        "answers.csv",
        "response_id,received_on,useful,topics,years,hours,day,football,known\n"
        "a1,30 April,Agree,gangs football,many,much,30/04/2026,x,y\n"
        "a1,,splendid,,,,,,\n"
        ",,agree,,,,,,\n"
        "a4,,agree,gangs none,,,,,,too,many\n",
    )
    talk = write(tmp_path, "talk.csv", "response_id,known,useful\na9,fully,agree\n")
    visit = tmp_path / "visit.csv"
    with pytest.raises(FileProblems) as error:
        read_responses(answers, INSTRUMENT, repeats={"talk": talk, "visit": visit})
    assert problems_of(error) == [
        "answers.csv, line 5: this line has 11 values, but there are only 9 columns; quote commas in text",
        "answers.csv, line 1, column 'football': the instrument has no question of this name",
        "answers.csv, line 1, column 'known': this question belongs in the file of 'talk'",
        "answers.csv, line 2, column 'useful': 'Agree' is a label; write the choice's name, 'agree'",
        "answers.csv, line 2, column 'topics': 'gangs football' cannot be chosen; the choices are: gangs, online, "
        "neglect, none, unsure, separated by spaces",
        "answers.csv, line 2, column 'years': 'many': enter a whole number, such as 12",
        "answers.csv, line 2, column 'hours': 'much': enter a number, such as 12.5",
        "answers.csv, line 2, column 'day': '30/04/2026': enter a real date, such as 27 3 2026",
        "answers.csv, line 2, column 'received_on': '30 April' is not a date such as 2026-04-30",
        "answers.csv, line 3, column 'response_id': 'a1' occurs more than once",
        "answers.csv, line 3, column 'useful': 'splendid' cannot be chosen; the choices are: strongly_agree, agree, "
        "neither, disagree, dont_know, not_relevant",
        "answers.csv, line 4, column 'response_id': is blank; give every response an identifier of its own",
        "answers.csv, line 5, column 'topics': 'gangs none' cannot be chosen; the choices are: gangs, online, neglect, "
        "none, unsure, separated by spaces",
        "talk.csv, line 1, column 'useful': this question belongs in the file of responses",
        "talk.csv, line 2, column 'response_id': there is no response 'a9'",
        "visit.csv: the instrument has no repeat 'visit'; its repeats are: talk",
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "the file is empty; its first line must name the columns"),
        (b"useful;years\nagree;3\n", "line 1: the columns must be separated by commas"),
        (b"useful,,useful\na,b,c\n", "line 1: column 2 has no name"),
        (b"useful\n\xff\xfe\n", "not in UTF-8; in Excel, save it as 'CSV UTF-8'"),
        (b'useful\n"agree\n', "is not comma-separated text"),
    ],
)
def test_a_file_that_is_no_table_is_refused(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "answers.csv"
    path.write_bytes(content)
    with pytest.raises(FileProblems, match=r"answers\.csv") as error:
        read_responses(path, INSTRUMENT)
    assert message in str(error.value)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileProblems, match=r"absent\.csv: the file cannot be read: No such file"):
        read_responses(tmp_path / "absent.csv", INSTRUMENT)


def test_two_columns_of_one_name_are_refused(tmp_path: Path) -> None:
    with pytest.raises(FileProblems, match="column 'useful': there are two columns of this name"):
        read_responses(write(tmp_path, "answers.csv", "useful,useful\nagree,agree\n"), INSTRUMENT)


def test_entries_need_to_name_their_response(tmp_path: Path) -> None:
    answers = write(tmp_path, "answers.csv", "useful\nagree\n")
    talk = write(tmp_path, "talk.csv", "known\nfully\n")
    with pytest.raises(
        FileProblems, match=r"talk\.csv, line 1, column 'response_id': the column 'response_id' is missing"
    ):
        read_responses(answers, INSTRUMENT, repeats={"talk": talk})


def test_a_line_in_quotes_keeps_the_numbers_of_the_lines_after_it(tmp_path: Path) -> None:
    path = write(tmp_path, "answers.csv", 'useful,why\ndisagree,"Two\nlines"\nwrong,\n')
    with pytest.raises(FileProblems) as error:
        read_responses(path, INSTRUMENT)
    assert error.value.problems[0].line == 4


def test_a_frame_is_read_with_unknown_sizes(tmp_path: Path) -> None:
    frame = read_frame(write(tmp_path, "frame.csv", "agency,forum,invited,answered\nPolice,North,12,5\nHealth,,,3\n"))
    assert frame.columns.tolist() == ["agency", "forum", "invited", "answered"]
    assert frame["invited"].isna().tolist() == [False, True]
    assert frame["answered"].tolist() == [5, 3]


def test_every_problem_of_a_frame_is_reported(tmp_path: Path) -> None:
    path = write(tmp_path, "frame.csv", "agency,invited\nPolice,twelve\nPolice,3\n")
    with pytest.raises(FileProblems) as error:
        read_frame(path)
    assert problems_of(error) == [
        "frame.csv, line 1, column 'answered': the column 'answered' is missing",
        "frame.csv, line 2, column 'invited': 'twelve' is not a whole number, 0 or more",
        "frame.csv, line 2, column 'answered': say how many answered; 0 if nobody did",
        "frame.csv, line 3: these groups stand on line 2 already; put both in one row",
        "frame.csv, line 3, column 'answered': say how many answered; 0 if nobody did",
    ]


def test_codings_are_read(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "codings.csv",
        "response_id,question,theme,stance,entry,coder\na1,why,time,Concern,,qa\na2,said,pay,,2,\n",
    )
    first, second = read_codings(path)
    assert (first.theme, first.stance, first.entry, first.coder) == ("time", "concern", (), "qa")
    assert (second.stance, second.entry) == ("neutral", (1,))


def test_every_problem_of_codings_is_reported(tmp_path: Path) -> None:
    path = write(tmp_path, "codings.csv", "response_id,theme,stance,entry\na1,,angry,first\n")
    with pytest.raises(FileProblems) as error:
        read_codings(path)
    assert problems_of(error) == [
        "codings.csv, line 1, column 'question': the column 'question' is missing",
        "codings.csv, line 2, column 'theme': is blank; it says which comment has which theme",
        "codings.csv, line 2, column 'stance': 'angry' is not one of: strength, concern, neutral",
        "codings.csv, line 2, column 'entry': 'first' is not the number of an entry, such as 2, or 2.1 within another",
    ]


# Repeats in repeats, and several versions

NESTED = make_instrument(
    group("page", question("select_one yes_no", "useful"), question("rank length", "order")),
    repeat("visit", question("text", "site"), repeat("room", question("select_one met", "tidy"))),
)


def test_a_ranking_is_read_in_its_order(tmp_path: Path) -> None:
    (only,) = read_responses(write(tmp_path, "answers.csv", "order\nlong short right\n"), NESTED)
    assert only.document["order"] == ["long", "short", "right"]
    with pytest.raises(FileProblems, match="write all of these once, in order and separated by spaces"):
        read_responses(write(tmp_path, "answers.csv", "order\nlong short\n"), NESTED)


def test_entries_of_a_repeat_in_a_repeat_are_joined_to_theirs(tmp_path: Path) -> None:
    answers = write(tmp_path, "answers.csv", "response_id,useful\na1,yes\na2,no\n")
    visits = write(tmp_path, "visits.csv", "response_id,entry,site\na1,2,Second\na1,1,First\na2,1,Third\n")
    rooms = write(
        tmp_path, "rooms.csv", "response_id,visit:entry,entry,tidy\na1,2,1,fully\na1,1,1,partly\na1,1,2,mostly\n"
    )
    first, second = read_responses(answers, NESTED, repeats={"room": rooms, "visit": visits})
    assert first.document["visit"] == [
        {"site": "First", "room": [{"tidy": "partly"}, {"tidy": "mostly"}]},
        {"site": "Second", "room": [{"tidy": "fully"}]},
    ]
    assert second.document["visit"] == [{"site": "Third", "room": []}]


def test_entries_that_belong_nowhere_are_reported(tmp_path: Path) -> None:
    answers = write(tmp_path, "answers.csv", "response_id,useful\na1,yes\n")
    visits = write(tmp_path, "visits.csv", "response_id,entry,site\na1,1,First\na1,1,Again\n")
    rooms = write(tmp_path, "rooms.csv", "response_id,visit:entry,tidy\na1,3,fully\na1,x,fully\na1,,fully\n")
    with pytest.raises(FileProblems) as error:
        read_responses(answers, NESTED, repeats={"visit": visits, "room": rooms})
    assert problems_of(error) == [
        "visits.csv, line 3, column 'entry': response 'a1' has this entry of 'visit' already",
        "rooms.csv, line 2: response 'a1' has no entry 3 of 'visit'",
        "rooms.csv, line 3, column 'visit:entry': 'x' is not a number such as 1, 2 or 3",
        "rooms.csv, line 4, column 'visit:entry': is blank; it says which entry of 'visit' this one is in",
    ]


OLD = make_instrument(group("page", question("select_one yes_no", "useful"), question("text", "gone")))
NEW = make_instrument(
    group("page", question("select_one yes_no", "useful"), question("integer", "years")),
    repeat("talk", question("text", "said")),
)
VERSIONS = {1: OLD, 2: NEW}


def test_answers_to_several_versions_are_read_from_one_file(tmp_path: Path) -> None:
    path = write(tmp_path, "answers.csv", "instrument_version,useful,gone,years\n1,yes,Words,\n2,no,,4\n")
    first, second = read_responses(path, VERSIONS)
    assert (first.version, first.document) == (1, {"useful": "yes", "gone": "Words"})
    assert (second.version, second.document) == (2, {"useful": "no", "years": 4, "talk": []})


def test_answers_to_what_a_version_does_not_ask_are_reported(tmp_path: Path) -> None:
    answers = write(
        tmp_path, "answers.csv", "response_id,instrument_version,useful,gone,years\na1,1,yes,,4\na2,3,no,,\n"
    )
    talk = write(tmp_path, "talk.csv", "response_id,said\na1,Words\n")
    with pytest.raises(FileProblems) as error:
        read_responses(answers, VERSIONS, repeats={"talk": talk})
    assert problems_of(error) == [
        "answers.csv, line 2, column 'years': version 1 has no question of this name here",
        "answers.csv, line 3, column 'instrument_version': '3' is none of the versions at hand: 1, 2",
        "talk.csv, line 2: version 1 has no repeat 'talk'",
    ]


def test_a_file_of_several_versions_must_say_which_a_row_answers(tmp_path: Path) -> None:
    with pytest.raises(FileProblems, match="it says which version a row answers: 1, 2"):
        read_responses(write(tmp_path, "answers.csv", "useful\nyes\n"), VERSIONS)


def test_rows_of_several_versions_need_the_instrument_of_each(tmp_path: Path) -> None:
    path = write(tmp_path, "answers.csv", "instrument_version,useful\n1,yes\n2,yes\n")
    with pytest.raises(FileProblems, match=r"several versions \(1, 2\); give the instrument of each"):
        read_responses(path, OLD)


def test_a_coding_names_an_entry_within_an_entry(tmp_path: Path) -> None:
    text = "response_id,question,theme,entry\na1,remark,time,2.1\n"
    (coding,) = read_codings(write(tmp_path, "codings.csv", text))
    assert coding.entry == (1, 0)
