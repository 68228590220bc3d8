"""Numbers that belong to one person or one case: NHS, National Insurance, phones, references, vehicles."""

from __future__ import annotations

import re
from collections.abc import Iterator

from analysis.coding.identifiers.spans import Kind

Found = Iterator[tuple[int, int, Kind]]

TEN_DIGITS = re.compile(r"(?<![\d+])\d{3}[ -]?\d{3}[ -]?\d{4}(?!\d)")
LABELLED_NHS = re.compile(
    r"\bNHS(?: (?:no|num|number|id))?\b[ .:#-]{0,3}(?:is )?(\d(?:[ -]?\d){9})(?!\d)", re.IGNORECASE
)
# Any two letters: not all are given out, but people mistype them.
NI_NUMBER = re.compile(r"\b[A-Z]{2} ?\d\d ?\d\d ?\d\d ?[A-D]\b", re.IGNORECASE)
PHONE = re.compile(r"(?<![\w+])(?:(?:\+|00)44(?: ?\(0\))?|\(?0)(?:[ .()-]{0,2}\d){8,10}(?!\d)")
LABELLED_PHONE = re.compile(
    r"\b(?:tel|telephone|phone|mobile|mob|ring|call|text)\b[ .:]{0,3}"
    r"(?:(?:no|number|is|was|on|me|him|her|them|us|at)\b[ .:]{0,3}){0,3}(\d(?: ?\d){5,11})(?![\d/])",
    re.IGNORECASE,
)
REFERENCE = re.compile(
    r"\b(?:(?:URN|UPN|PNC|CHI|UPRN|NHS|CRN)\b(?: (?:no|number|id|ref)\b)?|"
    r"(?:case|crime|ref|reference|incident|log|court|mosaic|liquidlogic|lcs|eclipse|hospital|patient|client|pupil|"
    r"passport|police|claim|account|policy|record|file)s?(?:(?: (?:ref|reference|no|number|num|id)\b){1,2}|(?=[.:#]))|"
    r"(?:reference|ref|id)\b(?: (?:no|number)\b)?)[ .:#-]{0,3}(?:(?:is|was) )?"
    r"([A-Z]{0,5}[/-]?\d[A-Z\d]*(?:[/-][A-Z\d]+){0,4})",
    re.IGNORECASE,
)
CRIME_NUMBER = re.compile(r"(?<![\w/])\d{2}/\d{4,7}/\d{2}(?![\w/])")
PUPIL_NUMBER = re.compile(r"\b[A-HJ-NP-RT-Z]\d{11}[\dA-Z]\b")
VEHICLE = re.compile(r"\b[A-HJ-PR-Y][A-Y]\d\d ?[A-HJ-PR-Z]{3}\b")
FEWEST_DIGITS = 4  # of a reference: "case number 2" says nothing outside its own list


def is_nhs_number(digits: str) -> bool:
    """Whether ten digits are an NHS number by their check digit.

    Parameters
    ----------
    digits : str
        Spaces and hyphens are passed over.

    Notes
    -----
    The first nine digits are weighted 10, 9, …, 2 and added; eleven less the rest of the sum by eleven is the tenth,
    where eleven stands for 0, and ten for a number that is not given out. Ten equal digits would all pass and are
    refused; so does about one in eleven numbers drawn at random, which no rule can tell.

    References
    ----------
    NHS Data Model and Dictionary, NHS NUMBER (from memory).

    Examples
    --------
    >>> is_nhs_number("999 000 0018"), is_nhs_number("9876544321"), is_nhs_number("1111111111")
    (True, False, False)
    """
    plain = digits.replace(" ", "").replace("-", "")
    if len(plain) != 10 or not (plain.isascii() and plain.isdigit()) or len(set(plain)) == 1:
        return False
    total = sum(weight * int(digit) for weight, digit in zip(range(10, 1, -1), plain, strict=False))
    return (11 - total % 11) % 11 == int(plain[9])


def find_numbers(text: str) -> Found:
    """Every number that belongs to one person or one case."""
    yield from _health_numbers(text)
    yield from _phones(text)
    for match in NI_NUMBER.finditer(text):
        yield *match.span(), "ni_number"
    for match in REFERENCE.finditer(text):
        if sum(character.isdigit() for character in match[1]) >= FEWEST_DIGITS:
            yield *match.span(1), "case_number"
    for pattern in (CRIME_NUMBER, PUPIL_NUMBER):
        for match in pattern.finditer(text):
            yield *match.span(), "case_number"
    for match in VEHICLE.finditer(text):
        yield *match.span(), "vehicle"


def _health_numbers(text: str) -> Found:
    """A number that is called an NHS number and fails the check is mistyped: it is marked as a number."""
    for match in TEN_DIGITS.finditer(text):
        if match[0][0] != "0" and is_nhs_number(match[0]):  # with a leading 0 it is a telephone number
            yield *match.span(), "nhs_number"
    for match in LABELLED_NHS.finditer(text):
        yield *match.span(1), "nhs_number" if is_nhs_number(match[1]) else "case_number"


def _phones(text: str) -> Found:
    for match in PHONE.finditer(text):
        digits = re.sub(r"\D", "", re.sub(r"^(?:\+|00)44(?: ?\(0\))?", "0", match[0]))
        if len(digits) in (10, 11) and digits[1] in "1235789":
            yield *match.span(), "phone"
    for match in LABELLED_PHONE.finditer(text):
        yield *match.span(1), "phone"
