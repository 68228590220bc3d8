"""One mailbox is one contact, however its address is written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey_app.rounds.addresses import normal_address, tidy_address


@pytest.mark.parametrize(
    "written",
    [
        "ann.example@agency.example", " Ann.Example@AGENCY.example ", "<ann.example@agency.example>",
        "Ann Example <ann.example@agency.example>", "mailto:ann.example@agency.example", "ann.example@agency.example;",
        "ann.example+forum@agency.example", "ann.example @agency.example", "\ufeffann.example@agency.example",
        '"Example, Ann" <Ann.Example@agency.example>',
    ],
)  # fmt: skip
def test_these_are_one_mailbox(written: str) -> None:
    assert normal_address(written) == "ann.example@agency.example"


def test_google_ignores_dots_and_has_two_names_and_others_do_not() -> None:
    assert normal_address("A.Nn+x@googlemail.com") == normal_address("ann@gmail.com")
    assert normal_address("a.nn@agency.example") != normal_address("ann@agency.example")


@pytest.mark.parametrize(
    "written",
    ["", "ann", "ann@", "@agency.example", "ann@agency", "a@b@c.example", "a..b@agency.example", "n/a", "x" * 300],
)
def test_these_are_no_addresses(written: str) -> None:
    assert normal_address(written) == tidy_address(written) == ""


def test_an_alias_is_written_to_as_it_stands() -> None:
    assert tidy_address(" Ann+Hub@Agency.example") == "ann+hub@agency.example"


@given(st.text(max_size=80))
def test_whatever_is_typed_is_an_address_or_nothing_and_stays_the_same_when_read_again(text: str) -> None:
    tidy = tidy_address(text)
    assert tidy == "" or tidy_address(tidy) == tidy
    assert not any(character in tidy for character in "\r\n\t <>,;")
    assert normal_address(normal_address(text)) == normal_address(text)
