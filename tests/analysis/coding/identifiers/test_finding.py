from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.coding.identifiers import KINDS, IdentifierFinder, find_identifiers, redact
from tests.analysis.coding.identifiers.corpus import BUILT_ON, HELD_OUT, read

WEAK = {"date", "possible_name"}
TITLE = re.compile(r"(?:Mr|Mrs|Miss|Ms|Dr|PC|Sister|Councillor|Sgt|Prof)\.? ", re.IGNORECASE)


def kinds(text: str, **lists: list[str]) -> list[tuple[str, str]]:
    return [(one.kind, one.text) for one in find_identifiers(text, **lists)]


def measured(corpus: tuple[str, ...], *, weak: bool) -> tuple[int, int, int, int]:
    """Identifiers found and there to be found; marks that are right, and all marks.

    One counts as found where all of it is covered, but for a title before a name and the s after it.
    """
    found = there = right = marks = 0
    for marked in corpus:
        text, expected = read(marked)
        seen = [one for one in find_identifiers(text) if weak or one.kind not in WEAK]
        covered = {place for one in seen for place in range(one.start, one.end)}
        for start, end, kind in expected:
            if kind in WEAK and not weak:
                continue
            title = TITLE.match(text[start:end]) if kind == "name" else None
            first = start + (title.end() if title else 0)
            last = end - 2 if text[start:end].endswith("'s") and kind == "name" else end
            there += 1
            found += set(range(first, last)) <= covered
        marks += len(seen)
        right += sum(any(one.start < end and start < one.end for start, end, _ in expected) for one in seen)
    return found, there, right, marks


def test_the_figures_of_the_documentation_are_measured() -> None:
    assert len(BUILT_ON) + len(HELD_OUT) >= 120
    assert measured(BUILT_ON, weak=False) == (63, 63, 63, 63)
    assert measured(BUILT_ON, weak=True) == (64, 64, 64, 64)
    assert measured(HELD_OUT, weak=False) == (39, 45, 41, 42)
    assert measured(HELD_OUT, weak=True) == (43, 46, 49, 55)


@pytest.mark.parametrize("marked", [one for one in BUILT_ON if "[" in one])
def test_what_is_marked_has_the_kind_that_it_is(marked: str) -> None:
    text, expected = read(marked)
    found = find_identifiers(text)
    for start, end, kind in expected:
        assert kind in {one.kind for one in found if one.start < end and start < one.end}


@pytest.mark.parametrize(
    "number",
    ["9990000018", "999 000 0018", "999-000-0018", "999\u00a0000\u00a00018", "９９９ ０００ ００１８"],  # noqa: RUF001
)
def test_an_nhs_number_is_found_however_it_is_written(number: str) -> None:
    assert kinds(f"the number {number}, they said") == [("nhs_number", number)]


@pytest.mark.parametrize("number", ["9876544321", "1111111111", "99900000180", "19990000018", "999 000 001"])
def test_a_number_that_fails_the_check_is_none(number: str) -> None:
    assert "nhs_number" not in dict(kinds(f"the figure {number} stood there"))


def test_a_mistyped_nhs_number_is_still_marked_where_it_is_called_one() -> None:
    assert kinds("NHS number 9876544321") == [("case_number", "9876544321")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("lives at EX1 1AA now", "EX1 1AA"),
        ("lives at ex1 1aa now", "ex1 1aa"),
        ("lives at EX11AA now", "EX11AA"),
        ("GIR 0AA", "GIR 0AA"),
        ("W1A 1HQ", "W1A 1HQ"),
        ("EC1A 1BB", "EC1A 1BB"),
        ("SW1W\u200b 0NY", "SW1W\u200b 0NY"),
        ("ABC 1AA", None),
        ("XEX1 1AAX", None),
        ("EX1 1CI", None),  # the last two letters are never among CIKMOV
        ("QX1 1AA", None),  # nor the first Q, V or X
        ("meet in room M1 2nd door", None),
    ],
)
def test_a_postcode_has_its_shape_and_its_bounds(text: str, expected: str | None) -> None:
    assert [one for kind, one in kinds(text) if kind == "postcode"] == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("the 12/03/2010 visit", "date"),
        ("born 12/03/2010", "date_of_birth"),
        ("12/03/2010 (DOB)", "date_of_birth"),
        ("born in 2011", "date_of_birth"),
        ("2010-03-12", "date"),
        ("March 3, 2019", "date"),
        ("score 3/4/5 of 12", None),
        ("in 2011", None),
        ("version 1.2.3", None),
        ("45/13/2010", None),
    ],
)
def test_a_date_is_a_date_of_birth_where_the_text_says_so(text: str, kind: str | None) -> None:
    assert [one for one, _ in kinds(text)] == ([kind] if kind else [])


def test_places_and_people_come_from_the_lists() -> None:
    lists = {"places": ["Ware", "Riverside Family Hub", "Reading"], "people": ["Sam Testperson"]}
    assert kinds("they live in ware", **lists) == []  # an ordinary word too: only with its capital
    assert kinds("they live in Ware", **lists) == [("place", "Ware")]
    assert kinds("the riverside family hub shut", **lists) == [("place", "riverside family hub")]
    assert kinds("she was reading", **lists) == []
    assert kinds("ask testperson’s manager", **lists) == [("name", "testperson")]
    assert kinds("ask SAM TESTPERSON", **lists) == [("name", "SAM TESTPERSON")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("he goes to greenfield primary school", [("school", "greenfield primary school")]),
        ("a place at local primary school", []),
        ("Our Ashgrove School is small.", [("school", "Ashgrove School")]),
        ("The School said so.", []),
        ("a busy road, 20 minutes drive, 5 main road", []),
        ("Sample, 12 beech lane", [("street", "12 beech lane")]),
        ("I told De Souza and La and Quill", [("name", "De Souza"), ("possible_name", "Quill")]),
        ("Aisha’s mother and mrs van der berg", [("name", "Aisha"), ("name", "van der berg")]),
        ("my friend Will said so; it Will not do", [("name", "Will")]),
        ("miss the bus, nurse the baby, Miss Lane", [("name", "Lane")]),
        ("The MP, the GP and the LADO met the DSLs.", []),
        ("ring him on 900123 or 01632 960 983", [("phone", "900123"), ("phone", "01632 960 983")]),
        ("ref 12, case number 3, log: 4471", [("case_number", "4471")]),
        ("jo (at) example dot org", [("email", "jo (at) example dot org")]),
        ("see www.example.org/jo", [("online", "www.example.org/jo")]),
    ],
)
def test_each_rule_knows_its_bounds(text: str, expected: list[tuple[str, str]]) -> None:
    assert kinds(text) == expected


def test_what_overlaps_is_joined_and_has_the_surer_kind() -> None:
    (one,) = find_identifiers("Mrs Longford of 3 Longford Road", places=["Longford Road"])[1:]
    assert (one.kind, one.text) == ("street", "3 Longford Road")


def test_redaction_leaves_nothing_of_what_was_found() -> None:
    text = "My son Jayden, NHS 999 000 0018, EX1 1AA, ring 07700 900123."
    assert redact(text, find_identifiers(text)) == "My son [name], NHS [NHS number], [postcode], ring [phone]."
    assert redact(text, find_identifiers(text), mark="…") == "My son …, NHS …, …, ring …."
    assert redact(text, ()) == text


def test_identifiers_of_another_text_are_refused() -> None:
    found = find_identifiers("My son Jayden was moved.")
    with pytest.raises(ValueError, match="not of this text"):
        redact("My son Kayden was moved.", found)
    with pytest.raises(ValueError, match="not of this text"):
        redact("", found)


@pytest.mark.parametrize("text", ["", " ", "\n\n", ".", "\x00", "\ud800", "🙂🙂", "a" * 50_000])
def test_texts_without_words_have_none(text: str) -> None:
    assert find_identifiers(text) == ()


@pytest.mark.parametrize(
    "piece",
    ["1 ", "A ", "Aa ", "@", "a@", "a.", "my ", "07", "12/", "St ", "my a a ", " ", "at a at a ", "Ref ", "NHS "],
)
def test_long_texts_made_to_be_slow_are_read(piece: str) -> None:
    text = piece * (40_000 // len(piece))
    found = find_identifiers(text)
    assert all(text[one.start : one.end] == one.text for one in found)


@given(st.text(max_size=300))
def test_marks_stand_in_order_within_any_text(text: str) -> None:
    found = find_identifiers(text)
    places = [place for one in found for place in (one.start, one.end)]
    assert places == sorted(places)
    assert all(one.start < one.end and text[one.start : one.end] == one.text and one.kind in KINDS for one in found)
    assert redact(text, found, mark="") == "".join(
        character
        for place, character in enumerate(text)
        if not any(one.start <= place < one.end for one in found)
    )  # fmt: skip


words = st.text(alphabet="abcdefghij .,\n", max_size=40)


@given(words, st.sampled_from(["999 000 0018", "jo@example.org", "07700 900123", "EX1 1AA", "QQ 12 34 56 C"]), words)
def test_what_has_a_shape_is_found_in_any_surroundings(before: str, number: str, after: str) -> None:
    text = f"{before} {number} {after}"
    covered = {place for one in find_identifiers(text) for place in range(one.start, one.end)}
    start = len(before) + 1
    assert set(range(start, start + len(number))) <= covered


@given(st.lists(st.sampled_from([read(one)[0] for one in BUILT_ON[:20]]), max_size=6))
def test_each_comment_is_read_by_itself(comments: list[str]) -> None:
    finder = IdentifierFinder()
    assert list(finder.find_all(comments)) == [find_identifiers(one) for one in comments]


@pytest.mark.long
def test_two_hundred_thousand_comments_are_read() -> None:
    finder = IdentifierFinder(places=[f"Place {number}" for number in range(2_000)], people=["Sam Testperson"])
    comments = [f"My son Jayden waited {number % 90} days in Place {number % 2000}." for number in range(200_000)]
    assert sum(len(found) for found in finder.find_all(comments)) == 400_000
