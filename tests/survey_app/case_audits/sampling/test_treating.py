"""Reading a list and treating its columns: what identifies is found, by heading and by content, and never kept."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from survey_app.case_audits.sampling.cells import kinds_in
from survey_app.case_audits.sampling.reading import CaseFile, ListUnreadable, read_case_file
from survey_app.case_audits.sampling.treating import Choice, Treated, age_band_of, outward_part, treat_list
from tests.survey_app.case_audits.sampling.list_factories import (
    HEADINGS,
    as_csv,
    as_xlsx,
    case_rows,
    identifiers_of,
    nhs_number,
)

WINDOW = {"window_starts_on": date(2025, 1, 1), "window_ends_on": date(2025, 12, 31)}
PLAIN = [["C1", "Early help"], ["C2", "Assessment"], ["C3", "Early help"]]


def treated(content: bytes, **choices: Choice) -> Treated:
    return treat_list(read_case_file(content), {name.replace("_", " "): one for name, one in choices.items()}, **WINDOW)


def with_column(heading: str, values: list[str], **choices: Choice) -> Treated:
    rows = [[f"REF-{at}", value] for at, value in enumerate(values)]
    return treated(as_csv(rows, ("Case number", heading)), **choices)


def test_what_identifies_is_suggested_for_the_key_or_made_coarser() -> None:
    found = treated(as_csv(case_rows()))
    assert {look.name: look.suggested for look in found.looks} == {
        "Child name": "key", "NHS number": "key", "Date of birth": "age_band", "Address": "key", "Postcode": "outward",
        "Referral date": "keep", "Outcome": "keep", "Gender": "keep",
    }  # fmt: skip
    assert found.problems == ()


def test_nothing_that_identifies_is_in_what_is_kept() -> None:
    rows = case_rows()
    found = treated(as_csv(rows)).list
    assert found is not None
    kept = repr((found.columns, found.rows, found.treatments, found))
    assert not [one for one in identifiers_of(rows) if one in kept]
    assert found.rows[0] == {
        "Age band": "16 to 17", "Postcode (first part)": "EX1", "Referral date": "2025-01-01", "Outcome": "Assessment",
        "Gender": "M",
    }  # fmt: skip
    assert found.identifiers[0] == ("Zebulon Constructedson-0", nhs_number(0), "1 Constructed Lane")


@pytest.mark.parametrize("turn", range(3))
def test_the_order_of_columns_does_not_matter(turn: int) -> None:
    order = [*range(turn, 8), *range(turn)]
    rows = [[row[at] for at in order] for row in case_rows()]
    here = treated(as_csv(rows, [HEADINGS[at] for at in order])).list
    there = treated(as_csv(case_rows())).list
    assert here is not None
    assert there is not None
    assert [dict(sorted(row.items())) for row in here.rows] == [dict(sorted(row.items())) for row in there.rows]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"], ids=["comma", "semicolon", "tab"])
def test_encodings_and_separators_are_read(encoding: str, separator: str) -> None:
    content = as_csv([["Zoë-1", "Früh"], ["Zoë-2", "Spät"]], ("Name", "When"), separator=separator).decode()
    found = treated(content.encode(encoding)).list
    assert found is not None
    assert [row["When"] for row in found.rows] == ["Früh", "Spät"]
    assert found.identifiers == (("Zoë-1",), ("Zoë-2",))


def test_a_workbooks_dates_are_dates() -> None:
    content = as_xlsx(
        [["A-1", datetime(2014, 3, 27), datetime(2025, 5, 1)], ["A-2", datetime(2024, 6, 1), datetime(2025, 5, 2)]],
        ("Case number", "DOB", "Referred"),
    )
    found = treated(content).list
    assert found is not None
    assert [tuple(row.values()) for row in found.rows] == [("10 to 15", "2025-05-01"), ("Under 2", "2025-05-02")]


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("9990000018", "an NHS number"), ("999 000 0018", "an NHS number"), ("999.000.0018", "an NHS number"),
        ("NHS9990000018", "an NHS number"), ("\uff19\uff19\uff19 000 0018", "an NHS number"),
        ("Jane Example", "a name"),
        ("EXAMPLE, JANE", "a name"), ("jane example", "a name"), ("spoke to Jane twice", "a name"),
        ("Grace Okonkwo", "a name"), ("27/03/2014", "a date of birth"), ("2014-03-27", "a date of birth"),
        ("born 27 March 2014", "a date of birth"),
        ("27/03/14", "a date of birth"), ("27-Mar-14", "a date of birth"), ("27 March 2014", "a date of birth"),
        ("03/27/2014", "a date of birth"), ("seen 3.4.14", "a date of birth"),
        ("EX1 1AA", "a postcode"), ("ex11aa", "a postcode"),
        ("lives at EX1  1AA now", "a postcode"), ("12 High Street", "an address"),
        ("a@example.org", "an e-mail address"),
        ("07700 900123", "a telephone number"), ("case ref 123456", "a case or reference number"),
    ],
)  # fmt: skip
def test_one_cell_that_looks_like_an_identifier_stops_a_list(value: str, kind: str) -> None:
    found = with_column("Remark", ["ok", "ok", value, "ok"])
    assert found.list is None
    (problem,) = found.problems
    assert f"what looks like {kind} in row 4" in problem.message
    assert value not in problem.message
    assert value not in repr(found)


@pytest.mark.parametrize(
    "values",
    [
        ["Child in need", "Child protection", "No further action", "Early help"], ["White British", "Mixed", "Asian"],
        ["April", "May", "June"], ["Police", "School", "Health visitor"], ["2025/26", "Q1", "W12"], ["1", "17", "365"],
        ["01/03/2025", "27/12/2025", "01/06/2024"],
        ["01/03/25", "27/12/25", "1/6/25"], ["1 March 2025", "27 Dec 2025", "3rd June 2025"], ["1-Mar-25", "2-Apr-25"],
        ["Yes", "No"], ["Anytown North", "Rose Hill"],
        ["Neglect", "Domestic abuse", "Emotional abuse"],
    ],
    ids=lambda values: values[0],
)  # fmt: skip
def test_ordinary_columns_are_kept_without_a_question(values: list[str]) -> None:
    assert with_column("Remark", values).problems == ()


def test_a_column_of_references_is_found_under_any_heading() -> None:
    values = [f"{letter}{at}{letter}" for at, letter in enumerate("ABCDEFGHIJKL")]
    found = with_column("Whatever", values, Whatever=Choice(treatment="keep"))
    assert "nearly every row has a value of its own" in found.problems[0].message


def test_a_column_of_unlisted_surnames_is_found_under_any_heading() -> None:
    names = ["Xanthopolou", "Quillfeather", "Brzwski", "Ngwenyama", "Vandersloot", "Thistlewhite", "Oyelarananda"]
    assert not [name for name in names if list(kinds_in(name))], "no list knows them"
    found = with_column("Whatever", [*names, *names[:4]], Whatever=Choice(treatment="keep"))
    assert "nearly every row" in found.problems[0].message


@pytest.mark.parametrize("treatment", ["key", "drop"])
def test_what_was_found_may_go_into_the_key_or_be_left_out(treatment: str) -> None:
    found = with_column("Remark", ["ok", "Jane Example"], Remark=Choice(treatment=treatment)).list
    assert found is not None
    assert "Remark" not in found.columns


def test_somebody_may_say_in_writing_why_it_is_no_identifier() -> None:
    kept = Choice(treatment="not_identifiers", why="These are the names of our teams")
    found = with_column("Remark", ["Team Jane", "Team Kate"], Remark=kept).list
    assert found is not None
    assert found.rows[0] == {"Remark": "Team Jane"}
    assert found.treatments[1] == {
        "column": "Remark", "treatment": "not_identifiers", "found": {"name": 2},
        "why": "These are the names of our teams",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("why", "says"), [("", "Say why"), ("no", "Say why"), ("x" * 301, "300"), ("Jane Example is our team", "a name")],
    ids=["none", "short", "long", "names somebody"],
)  # fmt: skip
def test_a_reason_that_says_nothing_or_names_somebody_is_refused(why: str, says: str) -> None:
    found = with_column("Remark", ["Team Jane"], Remark=Choice(treatment="not_identifiers", why=why))
    assert says in found.problems[0].message


def test_keeping_what_was_found_without_a_reason_is_refused_whatever_is_posted() -> None:
    for treatment in ("keep", "", "anything"):
        assert with_column("Remark", ["Jane Example"], Remark=Choice(treatment=treatment)).list is None


def test_a_heading_alone_is_enough_to_ask() -> None:
    found = with_column("Mother's surname", ["Qx", "Qx", "Qy"])
    assert found.looks[1].suggested == "key"
    assert with_column("Surname", ["Qx", "Qx"], Surname=Choice(treatment="keep")).list is None


def test_a_date_that_cannot_be_read_is_named_by_its_row() -> None:
    found = with_column("DOB", ["27/03/2014", "spring 2014", "31/02/2014"])
    assert found.problems[0].message.startswith("Rows 3, 4 have no date of birth")


def test_a_list_needs_something_that_identifies_and_every_row_has_it() -> None:
    nothing = treated(as_csv(PLAIN, ("Case number", "Outcome")), Case_number=Choice(treatment="drop"))
    assert "which columns identify" in nothing.problems[0].message
    some = treated(as_csv([*PLAIN, ["", "Assessment"]], ("Case number", "Outcome")))
    assert some.problems[0].message.startswith("Row 5 has nothing in the columns that identify")


@pytest.mark.parametrize("heading", ["Jane Example", "9990000018", "27/03/2014", "EX1 1AA"])
def test_a_file_without_headings_is_refused_without_saying_what_stood_there(heading: str) -> None:
    with pytest.raises(ListUnreadable, match="In column B it holds") as refused:
        read_case_file(as_csv(PLAIN, ("Case", heading)))
    assert heading not in refused.value.message


@pytest.mark.parametrize(
    "content",
    [b"", b"\n\n", b"only,headings\n", b"PK\x03\x04 no workbook", bytes(range(256)) * 4, as_xlsx([])[:900]],
    ids=["empty", "blank", "headings", "cut workbook", "bytes", "cut off"],
)
def test_what_is_no_list_is_refused_with_a_sentence(content: bytes) -> None:
    with pytest.raises(ListUnreadable, match=r"\."):
        read_case_file(content)


def test_bounds_are_said() -> None:
    with pytest.raises(ListUnreadable, match="at most 60"):
        read_case_file(as_csv([["x"] * 61], [f"h{at}" for at in range(61)]))
    with pytest.raises(ListUnreadable, match="at most 20,000"):
        read_case_file(b"a,b\n" + b"1,2\n" * 20_001)
    with pytest.raises(ListUnreadable, match="15 MB"):
        read_case_file(b"x" * (15 * 1024 * 1024 + 1))


def test_equal_headings_are_told_apart() -> None:
    found: CaseFile = read_case_file(as_csv([["1", "2", "3"]], ("a", "a", "")))
    assert found.columns == ("a", "a (2)", "Column C")


@pytest.mark.parametrize(
    ("born", "band"),
    [
        ("01/01/2026", "Unborn"), ("31/12/2025", "Under 2"), ("01/01/2024", "Under 2"), ("31/12/2023", "2 to 4"),
        ("01/01/2021", "2 to 4"), ("31/12/2020", "5 to 9"), ("31/12/2015", "10 to 15"), ("31/12/2009", "16 to 17"),
        ("31/12/2007", "18 or over"), ("29/02/2012", "10 to 15"),
        ("29/02/12", "10 to 15"), ("31 Dec 98", "18 or over"), ("3rd June 2020", "5 to 9"),
        ("30/02/2012", None), ("1812-01-01", None),
    ],
)  # fmt: skip
def test_age_bands_are_those_at_the_end_of_the_window(born: str, band: str | None) -> None:
    assert age_band_of(born, date(2025, 12, 31)) == band


@pytest.mark.parametrize(
    ("postcode", "part"),
    [("EX1 1AA", "EX1"), ("ex11aa", "EX1"), ("SW1A 2AA", "SW1A"), ("EX1", "EX1"), ("ABC 1AA", None), ("none", None)],
)
def test_of_a_postcode_the_first_part_stays(postcode: str, part: str | None) -> None:
    assert outward_part(postcode) == part


@pytest.mark.parametrize(
    "first",
    [["54321", "F", "Open"], ["LCS54321", "Okonkwo", "Open"], ["A12", "Okonkwo", "F"], ["Worker: Jane Smith", "x", "y"],
     ["A12", "Sex", "Open now"], ["943 476 5919", "Sex", "State"], ["EX1 2ZZ", "Sex", "State"]],
    ids=["digits", "reference", "value", "name", "shape", "nhs", "postcode"],
)  # fmt: skip
def test_a_list_without_headings_is_refused_and_its_first_child_is_not_repeated(first: list[str]) -> None:
    rows = [["B07", "Madeup", "F"], ["C19", "Notreal", "M"], ["D20", "Pretend", "F"]]
    with pytest.raises(ListUnreadable, match="names of the columns") as refused:
        read_case_file(as_csv(rows, first))
    assert not [one for one in first if len(one) > 1 and one in refused.value.message]


def test_headings_that_look_a_little_like_values_are_headings() -> None:
    headings = ("Social worker name", "S47 date", "Q1", "Father name", "Age at March 2026", "Step up / step down")
    rows = [[f"Worker {at}", "01/02/2025", "yes", f"Somebody {at}", str(at), "none"] for at in range(3)]
    assert read_case_file(as_csv(rows, headings)).columns == headings


@pytest.mark.parametrize("day", [date.min, date.max])
def test_a_window_at_the_ends_of_the_calendar_stops_nobody(day: date) -> None:
    found = treat_list(read_case_file(as_csv(case_rows())), {}, window_starts_on=day, window_ends_on=day)
    assert len(found.looks) == 8
