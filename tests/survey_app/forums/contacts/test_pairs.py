"""Which contacts may be one person, and which only look alike."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from survey_app.forums.contacts.pairs import (
    DOMAIN,
    MISTYPED,
    MOVED,
    NO_AGENCY,
    SAME_PERSON,
    find_pairs,
    keep_apart,
    one_slip,
)  # fmt: skip
from survey_app.partnership.models import Agency, Partnership
from tests.survey_app.factories import make_agency, make_partnership
from tests.survey_app.forums.contacts.conftest import MakeContact


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("annexample", "anexample", True), ("ann", "ann", False), ("smith", "smiht", True), ("smith", "smyth", True),
        ("person-1", "person-2", False), ("person-1", "person-11", False), ("abcd", "badc", False),
        ("ab", "abcd", False), ("", "a", True), ("hertfordshire", "hertfordhsire", True),
    ],
)  # fmt: skip
def test_one_slip_is_a_letter_and_never_a_digit(one: str, other: str, expected: bool) -> None:
    assert one_slip(one, other) is expected
    assert one_slip(other, one) is expected


@pytest.mark.parametrize(
    ("first", "second", "agencies", "reason"),
    [
        (("Ann Example", "ann@police.example"), ("Dr Ann Example", "a.example@police.example"), "same", SAME_PERSON),
        (("Example, Ann", "ann@police.example"), ("Ann Example", "ann@health.example"), "two", MOVED),
        (("Ann Example", "ann@police.example"), ("ann example", "ann@home.example"), "none", NO_AGENCY),
        (("Ann Example", "ann.example@trust.nhs.uk"), ("Ann Example", "ann.example@trust.nhs.net"), "same", DOMAIN),
        (("Ann Example", "ann.example@a.nhs.net"), ("Ann Exmple", "ann.exmple@a.nhs.net"), "same", MISTYPED),
        (("x@a.example", "annexample@a.example"), ("Ann Example", "annexmple@a.example"), "none", MISTYPED),
        (("Ann Example", "ann.example@county.gov.uk"), ("Ann Example", "ann.example@conuty.gov.uk"), "same", DOMAIN),
        (("Ann Example", "ann@a.example"), ("Bob Example", "bob@a.example"), "same", None),
        (("Team 1 Inbox", "team-1@a.example"), ("Team 2 Inbox", "team-2@a.example"), "same", None),
        (("Ann", "ann@a.example"), ("Ann", "ann@b.example"), "two", None),
        (("Ann Example", "ann@a.example"), ("Bob Example", "ann@b.example"), "two", None),
    ],
)  # fmt: skip
def test_pairs_are_found_with_their_reason(
    session: Session, partnership: Partnership, make_contact: MakeContact, first: tuple[str, str],
    second: tuple[str, str], agencies: str, reason: str | None,
) -> None:  # fmt: skip
    one, other = make_agency(session, partnership), make_agency(session, partnership)
    ids = {"same": (one.id, one.id), "two": (one.id, other.id), "none": (None, None)}[agencies]
    make_contact(*first, agency_id=ids[0])
    make_contact(*second, agency_id=ids[1])
    assert [pair.reason for pair in find_pairs(session, partnership.id)] == ([reason] if reason else [])


def test_two_people_are_remembered_and_another_partnership_is_not_looked_into(
    session: Session, partnership: Partnership, agency: Agency, make_contact: MakeContact
) -> None:
    one = make_contact("Ann Example", "ann@a.example", agency_id=agency.id)
    other = make_contact("Ann Example", "example@a.example", agency_id=agency.id)
    assert len(find_pairs(session, partnership.id)) == 1
    assert find_pairs(session, make_partnership(session).id) == []
    keep_apart(session, other, one)
    keep_apart(session, one, other)
    assert find_pairs(session, partnership.id) == []


def test_a_name_that_many_have_makes_no_pairs(
    session: Session, partnership: Partnership, make_contact: MakeContact
) -> None:  # fmt: skip
    for letter in "abcdefghijklmnop":
        make_contact("Safeguarding Lead", f"{letter * 5}@school.example")
    assert find_pairs(session, partnership.id) == []
