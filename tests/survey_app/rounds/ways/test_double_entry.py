"""Two typings of the same papers: every difference is found, nothing else is, and nothing is kept."""

from __future__ import annotations

import io

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from survey_app.designer.services import compiled_version
from survey_app.rounds.lists.reading import ListUnreadable, Sheet, read_pasted
from survey_app.rounds.ways.double_entry import compare, sample_of, typing_sheet
from tests.survey_app.factories import make_partnership, make_round, make_user, sign_in

FIRST = "paper_number,useful,comment\n1,yes,Good\n2,no,\n3,yes,Long\n10,no,x\n"
SECOND = "Paper number,comment,useful\n3,long ,yes\n2,Something,no\n1,Good,no\n"


def test_differences_are_found_whatever_the_order_of_lines_and_columns() -> None:
    found = compare(read_pasted(FIRST), read_pasted(SECOND))
    assert [(one.number, one.column, one.first, one.second) for one in found.differences] == [
        ("1", "useful", "yes", "no"), ("2", "comment", "", "Something"),
    ]  # fmt: skip
    assert (found.forms, found.cells, found.share) == (3, 6, "66.7%")
    assert found.not_typed_twice == ("10",)
    assert found.differences[0].second_line == 4


@given(
    st.lists(st.lists(st.sampled_from(["yes", "no", ""]), min_size=2, max_size=2), min_size=1, max_size=12), st.data()
)
def test_as_many_differences_are_found_as_were_made(answers: list[list[str]], data: st.DataObject) -> None:
    rows = tuple((line, (str(line), *cells)) for line, cells in enumerate(answers, start=2))
    changed = data.draw(st.sets(st.tuples(st.integers(0, len(rows) - 1), st.integers(1, 2))))
    other = tuple(
        (line, tuple(cell + "!" if (at, place) in changed else cell for place, cell in enumerate(cells)))
        for at, (line, cells) in enumerate(rows)
    )
    columns = ("paper_number", "a", "b")
    found = compare(Sheet(columns, rows), Sheet(columns, other))
    assert len(found.differences) == len(changed)


@pytest.mark.parametrize(
    ("first", "second", "why"),
    [
        ("a,b\n1,2\n", SECOND, "first file has no column"),
        (FIRST, "paper_number,useful\n1,yes\n1,no\n", "lines 2 and 3 of the second"),
        (FIRST, "paper_number,useful\n,yes\n", "Line 2 of the second"),
        (FIRST, "paper_number,useful\n99,yes\n", "No paper stands in both"),
        (FIRST, "paper_number,else\n1,yes\n", "no column in common"),
    ],
)
def test_files_that_cannot_be_compared_are_refused_with_the_place(first: str, second: str, why: str) -> None:
    with pytest.raises(ListUnreadable, match=why):
        compare(read_pasted(first), read_pasted(second))


def test_the_sample_is_one_in_ten_and_at_least_five_and_the_same_when_drawn_again() -> None:
    numbers = [str(number) for number in range(1, 101)]
    assert len(sample_of(numbers, seed="1")) == 10
    assert sample_of(numbers, seed="1") == sample_of(numbers, seed="1")
    assert sample_of(numbers[:3], seed="1") == ("1", "2", "3")
    assert len(sample_of(numbers[:20], seed="1")) == 5


def test_the_page_gives_the_sheet_draws_a_sample_and_compares(client: FlaskClient, session: Session) -> None:
    partnership = make_partnership(session)
    round_ = make_round(session, partnership, access="open")
    assert typing_sheet(compiled_version(round_.version)).decode("utf-8-sig") == "paper_number,useful,comment\r\n"
    sign_in(client, make_user(session, partnership, roles=("qa_group",)))
    base = f"/p/{partnership.slug}/rounds/{round_.slug}/ways-in/typing"
    assert client.get(f"{base}.csv").mimetype == "text/csv"
    assert client.get(base).status_code == 200
    drawn = client.post(base, data={"first": (io.BytesIO(FIRST.encode()), "a.csv")})
    assert "Have somebody else type these 4 papers again" in drawn.text
    both = {"first": (io.BytesIO(FIRST.encode()), "a.csv"), "second": (io.BytesIO(SECOND.encode()), "b.csv")}
    assert "2 differences" in client.post(base, data=both).text
    bad = {"first": (io.BytesIO(FIRST.encode()), "a.csv"), "second": (io.BytesIO(b"\x00\x01"), "b.csv")}
    assert client.post(base, data=bad).status_code == 422
    assert client.post(base, data={}).status_code == 422
