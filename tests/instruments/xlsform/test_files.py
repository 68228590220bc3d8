"""Lists whose choices stand in a file beside the form."""

from __future__ import annotations

import pytest

from instruments.xlsform.searching import Search, read_search
from tests.instruments.xlsform.workbooks import imported, messages, question, read

SURVEY = "type|name|label\nselect_one_from_file birds.csv|bird|Which bird?"
CSV = b"name,label,family\nrook,Rook,corvid\nsiskin,Siskin,finch\n"


def test_the_choices_of_a_csv_file_with_their_columns() -> None:
    instrument = imported({"birds.csv": CSV}, survey=SURVEY)
    assert question(instrument, "bird").type == "select_one birds"
    assert instrument.files == {"birds": "birds.csv"}
    assert [(row.name, row.label, row.columns) for row in instrument.choices["birds"]] == [
        ("rook", "Rook", {"family": "corvid"}),
        ("siskin", "Siskin", {"family": "finch"}),
    ]


@pytest.mark.parametrize(
    "data", [CSV.replace(b",", b";"), b"\xef\xbb\xbf" + CSV, CSV.replace(b"\n", b"\r\n"), CSV.replace(b",", b"\t")]
)
def test_csv_files_as_spreadsheets_write_them(data: bytes) -> None:
    rows = imported({"birds.csv": data}, survey=SURVEY).choices["birds"]
    assert [(row.name, row.label) for row in rows] == [("rook", "Rook"), ("siskin", "Siskin")]


def test_the_question_names_the_columns_of_names_and_labels() -> None:
    sheet = "type|name|label|parameters\nselect_one_from_file birds.csv|bird|Bird|value=code, label=title"
    rows = imported({"birds.csv": b"code,title\n1,Rook\n2,Siskin"}, survey=sheet).choices["birds"]
    assert [(row.name, row.label) for row in rows] == [("1", "Rook"), ("2", "Siskin")]
    assert rows[0].columns == {"code": "1", "title": "Rook"}


def test_an_xml_file() -> None:
    data = b"<root><item><name>rook</name><label>Rook</label><family>corvid</family></item></root>"
    sheet = "type|name|label\nselect_multiple_from_file birds.xml|birds|Which birds?"
    instrument = imported({"birds.xml": data}, survey=sheet)
    assert question(instrument, "birds").type == "select_multiple birds"
    assert instrument.choices["birds"][0].columns == {"family": "corvid"}


def test_a_geojson_file() -> None:
    data = b"""{"type": "FeatureCollection", "features": [{"type": "Feature", "id": "w1",
        "properties": {"title": "Well one", "deep": 12}, "geometry": {"type": "Point", "coordinates": [-0.1, 51.5]}}]}"""
    rows = imported(
        {"wells.geojson": data}, survey="type|name|label\nselect_one_from_file wells.geojson|well|Well"
    ).choices["wells"]
    assert (rows[0].name, rows[0].label) == ("w1", "Well one")
    assert rows[0].columns["geometry"] == "51.5 -0.1 0 0"


@pytest.mark.parametrize(
    ("survey", "list_name", "row"),
    [
        ("type|name|label\ntext|a|A\ncsv-external|prices|", "prices", 3),
        ("type|name|label|calculation\ncalculate|c||pulldata('prices', 'price', 'fruit', 'fig')", "prices", 2),
        (
            "type|name|label|calculation\ntext|a|A|\ncalculate|c||instance('prices')/root/item[name = ${a}]/price",
            "prices",
            3,
        ),
        (SURVEY, "birds", 2),
    ],
)
def test_a_file_that_is_not_there_is_warned_of_with_its_place(survey: str, list_name: str, row: int) -> None:
    reading = read(survey=survey)
    assert reading.instrument is not None
    assert reading.instrument.files == {list_name: f"{list_name}.csv"}
    found = [line for line in messages(reading, "warning") if f"'{list_name}.csv'" in line]
    assert len(found) == 1
    assert found[0].startswith(f"survey {row} ")


def test_a_file_that_is_only_looked_things_up_in() -> None:
    sheet = "type|name|label|calculation\ntext|a|A|\ncalculate|c||pulldata('prices', 'price', 'fruit', ${a})"
    rows = imported({"prices.csv": b"fruit,price\nfig,2\nfig,3\npear,1"}, survey=sheet).choices["prices"]
    assert [row.columns["price"] for row in rows] == ["2", "3", "1"]
    assert len({row.name for row in rows}) == 3


@pytest.mark.parametrize(
    ("filename", "data", "said"),
    [
        ("birds.xml", b"<root><item>", "it is damaged (ParseError)"),
        ("birds.xml", b'<!DOCTYPE r [<!ENTITY a "b">]><r><i><name>&a;</name></i></r>', "it is damaged (DTDForbidden)"),
        ("birds.geojson", b"{}", "it has no 'features'"),
        ("birds.geojson", b"[", "it is damaged (JSONDecodeError)"),
        ("birds.csv", b"name\n" + b"a\n" * 50_001, "it has more than 50,000 rows"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_its_place(filename: str, data: bytes, said: str) -> None:
    reading = read({filename: data}, survey=f"type|name|label\nselect_one_from_file {filename}|bird|Bird")
    assert f"survey 2 type: the file '{filename}' cannot be read: {said}; save it again" in messages(reading, "error")


@pytest.mark.parametrize(
    ("appearance", "expected"),
    [
        ("search('fruits')", Search("fruits", None, None)),
        ("minimal search( 'fruits' )", Search("fruits", None, "minimal")),
        ("search('fruits', 'matches', 'town', ${town})", Search("fruits", "town = ${town}", None)),
        ("search('f', 'contains', 'n', 'x, y') quick", Search("f", "contains(n, 'x, y')", "quick")),
        ("search('f', 'startswith', 'n', ${a}, 'b', ${c})", Search("f", "starts-with(n, ${a}) and b = ${c}", None)),
        ("search(\"f\", 'endswith', 'n', concat(${a}, 'b'))", Search("f", "ends-with(n, concat(${a}, 'b'))", None)),
        ("minimal", None),
        ("search()", None),
        ("search(", None),
    ],
)
def test_a_search_is_a_list_from_a_file_with_a_filter(appearance: str, expected: Search | None) -> None:
    assert read_search(appearance) == expected


def test_a_question_with_a_search_takes_its_choices_from_the_file() -> None:
    instrument = imported(
        {"fruits.csv": b"key,shown,town\n1,Fig,north\n2,Pear,south"},
        survey="""
        type|name|label|appearance
        text|town|Town|
        select_one fruit|fruit|Fruit|minimal search('fruits', 'matches', 'town', ${town})
        """,
        choices="list_name|name|label\nfruit|key|shown",
    )
    found = question(instrument, "fruit")
    assert (found.type, found.appearance, found.choice_filter) == ("select_one fruits", "minimal", "town = ${town}")
    assert [(row.name, row.label) for row in instrument.choices["fruits"]] == [("1", "Fig"), ("2", "Pear")]
