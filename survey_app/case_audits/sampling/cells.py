"""What a single cell of a list could tell about a child: rules for cells, beside those for texts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from analysis.coding.identifiers import find_identifiers
from analysis.coding.identifiers.addresses import NUMBERED_KIND, POSTCODE
from analysis.coding.identifiers.numbers import is_nhs_number
from analysis.coding.identifiers.words import AMBIGUOUS, FIRST_NAMES, GENERIC, NOT_NAMES, ORDINARY

KIND_NAMES = {
    "nhs_number": "an NHS number",
    "ni_number": "a National Insurance number",
    "name": "a name",
    "date_of_birth": "a date of birth",
    "postcode": "a postcode",
    "street": "an address",
    "phone": "a telephone number",
    "email": "an e-mail address",
    "case_number": "a case or reference number",
    "online": "a name used online",
    "vehicle": "a vehicle’s number",
    "school": "a school or other place",
    "own_value": "nearly every row has a value of its own",
    "heading": "its heading says so",
}
_WEAK = {"date", "possible_name", "place", "school"}
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_PLACE_WORDS = {word.lower() for word in re.findall(r"[A-Za-z]+", NUMBERED_KIND)} | {"north", "south", "east", "west"}
_NAMES_NOBODY = NOT_NAMES | GENERIC | ORDINARY | _PLACE_WORDS
_ODD_DATE = re.compile(r"(?<![\d/.-])\d{1,4}[/.-]\d{1,2}[/.-]\d{2,4}(?![\d/.-])")  # month first, for example
_LONG_NUMBER = re.compile(r"(?<!\d)\d{7,}(?!\d)")
_MANY_DIGITS = re.compile(r"\d{5,}")
_SAYS_NAME = re.compile(r"name", re.IGNORECASE)
MOST_NAME_WORDS = 4


def kinds_in(cell: str) -> Iterator[str]:
    """The kinds of identifier that a cell seems to hold. Dates by themselves are looked at by column."""
    digits = re.sub(r"\D", "", cell)
    if len(digits) == 10 and not any(map(str.isalpha, cell)) and is_nhs_number(digits):
        yield "nhs_number"
    if any(is_nhs_number(run) for run in re.findall(r"\d{10}", cell)):  # between letters too
        yield "nhs_number"
    if is_bare_name(cell):
        yield "name"
    if POSTCODE.search(re.sub(r"[.,;:/_]", " ", cell)):
        yield "postcode"
    if not any(map(str.isalpha, cell)) and not digits:
        return
    for one in find_identifiers(cell):
        if one.kind not in _WEAK:
            yield one.kind
        elif one.kind == "date":  # among words, or written in a way that no column of dates is read in
            yield "date_of_birth"
    if _ODD_DATE.search(cell):
        yield "date_of_birth"
    if _LONG_NUMBER.search(cell):
        yield "case_number"


def is_bare_name(cell: str) -> bool:
    """Whether a cell is a name and nothing else, in whatever case and order: "SMITH, John"."""
    words = [word.lower() for word in _WORD.findall(cell)]
    if not 1 <= len(words) <= MOST_NAME_WORDS or any(character.isdigit() for character in cell):
        return False
    if any(word in FIRST_NAMES and word not in AMBIGUOUS for word in words):
        return True
    others = [
        word for word in words if word not in AMBIGUOUS
    ]  # "Grace Okafor", and neither "April May" nor "Rose Hill"
    return len(words) == 2 and len(others) == 1 and others[0] not in _NAMES_NOBODY


def is_letters_only(cell: str) -> bool:
    """Whether a cell is a word or a few, as a name is."""
    return 1 <= len(cell.split()) <= 3 and re.fullmatch(r"[^\W\d_]+(?:[ ,.'’-]+[^\W\d_]+)*\.?", cell) is not None


def heading_problem(heading: str) -> str:
    """What of a child stands where a heading should; empty where nothing does."""
    if heading and not any(map(str.isalpha, heading)):
        return "a number or a sign"
    if _MANY_DIGITS.search(heading):
        return "a long number"
    if is_bare_name(heading):
        return KIND_NAMES["name"]
    for kind in kinds_in(heading):
        if kind != "name" or not _SAYS_NAME.search(heading):  # "Social worker name: allocated" is no name
            return KIND_NAMES.get(kind, "an identifier")
    return ""


def is_like_a_row(heading: str, cells: Sequence[str]) -> bool:
    """Whether what should name a column is one of its values, or has the shape of most: "A12" above "B07"."""
    if not heading:
        return False
    if heading.casefold() in {cell.casefold() for cell in cells}:
        return True
    filled = [cell for cell in cells if cell]
    if not filled or not any(map(str.isdigit, heading)):
        return False
    return sum(_shape(cell) == _shape(heading) for cell in filled) * 2 > len(filled)


def _shape(cell: str) -> str:
    return "".join("9" if one.isdigit() else "a" if one.isalpha() else one for one in cell)
