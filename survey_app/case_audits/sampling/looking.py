"""A first look at a list: which columns identify, by their heading and by what stands in them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from survey_app.case_audits.sampling.cells import KIND_NAMES, is_letters_only, kinds_in
from survey_app.case_audits.sampling.reading import CaseFile, column_letter, day_of

MOST_ROWS_NAMED = 5
FEWEST_FOR_OWN_VALUES = 10
OWN_VALUES = 0.9  # so many of the rows with a value of their own make a column a reference or a text
OWN_WORDS = 0.5  # so many different words make a column of names
EARLIER_THAN_WINDOW = timedelta(days=400)  # a referral that began before the window; a birth is earlier by years
_HEADINGS: tuple[tuple[str, str], ...] = (
    ("date_of_birth", r"d ?o ?b|date of birth|birth ?date|birthday|born|expected date of delivery|edd"),
    ("nhs_number", r"nhs"),
    ("name", r"(?:fore|sur|first |last |family |given |full |middle |child s |childs |child |client |parent |mother |"
     r"father )?names?|initials|alias"),
    ("postcode", r"post ?code|zip"),
    ("street", r"address|street|house|address line \d"),
    ("email", r"e ?mail"),
    ("phone", r"phone|telephone|mobile|tel"),
    ("case_number", r"id|case (?:id|no|number|ref|reference)|ref(?:erence)?(?: (?:no|number))?|upn|uprn|urn|pnc|"
     r"(?:lcs|liquidlogic|mosaic|eclipse|care ?first|system|person|client|child|pupil|family|unique)(?: \w+)?"
     r" (?:id|no|number|ref|reference)|unique pupil number"),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A kind of identifier in a column: how many rows hold it, and the first of them."""

    kind: str
    count: int
    rows: tuple[int, ...]

    @property
    def words(self) -> str:
        """What people read: the kind, never the value."""
        if not self.count:
            return "its heading says that it identifies"
        if self.kind == "own_value":
            return "nearly every row has a value of its own, as a name, a reference or a text has"
        numbers = ", ".join(map(str, self.rows))
        more = f" and {self.count - len(self.rows):,} more" if self.count > len(self.rows) else ""
        row = "row" if self.count == 1 else "rows"
        return f"what looks like {KIND_NAMES.get(self.kind, self.kind)} in {row} {numbers}{more}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnLook:
    """What a column is, without any of its values.

    ``suggested`` is a key of :data:`survey_app.case_audits.sampling.treating.TREATMENTS`.
    """

    at: int
    name: str
    n_filled: int
    n_distinct: int
    are_dates: bool
    found: tuple[Found, ...]
    suggested: str

    @property
    def letter(self) -> str:
        """What a spreadsheet calls it."""
        return column_letter(self.at)

    @property
    def kinds(self) -> frozenset[str]:
        """What it seems to hold."""
        return frozenset(one.kind for one in self.found)


def look_at(file: CaseFile, window_starts_on: date) -> tuple[ColumnLook, ...]:
    """What each column is. Dates that are earlier than the audit's window by more than a year are taken for births."""
    births_before = date.fromordinal(max(1, window_starts_on.toordinal() - EARLIER_THAN_WINDOW.days))
    return tuple(_look(file, at, births_before) for at in range(len(file.columns)))


def _look(file: CaseFile, at: int, births_before: date) -> ColumnLook:
    cells = file.cells(at)
    days = [day_of(cell) for _, cell in cells]
    are_dates = bool(cells) and sum(day is not None for day in days) * 2 > len(cells)
    rows: dict[str, list[int]] = {}
    by_value: dict[str, tuple[str, ...]] = {}
    for (number, cell), day in zip(cells, days, strict=True):
        if cell not in by_value:
            by_value[cell] = tuple(dict.fromkeys(_kinds(cell, day, births_before, are_dates=are_dates)))
        for kind in by_value[cell]:
            rows.setdefault(kind, []).append(number)
    found = [Found(kind=kind, count=len(where), rows=tuple(where[:MOST_ROWS_NAMED])) for kind, where in rows.items()]
    if not found and not are_dates and _own_values(cells, len(by_value)):
        found.append(Found(kind="own_value", count=len(cells), rows=()))
    said = heading_kind(file.columns[at])
    if said and cells and said not in rows:
        found.append(Found(kind=said, count=0, rows=()))
    return ColumnLook(
        at=at, name=file.columns[at], n_filled=len(cells), n_distinct=len(by_value), are_dates=are_dates,
        found=tuple(found), suggested=_suggested(found, len(cells), said),
    )  # fmt: skip


def _kinds(cell: str, day: date | None, births_before: date, *, are_dates: bool) -> Iterator[str]:
    if day is not None:
        if not are_dates or day < births_before:
            yield "date_of_birth"
        return
    yield from kinds_in(cell)


def _own_values(cells: Sequence[tuple[int, str]], n_distinct: int) -> bool:
    """Whether nearly every row has another value: references, texts, names that no list knows."""
    if len(cells) < FEWEST_FOR_OWN_VALUES:
        return False
    if all(re.fullmatch(r"\d{1,3}(?:\.\d+)?", cell) for _, cell in cells):  # counts and days, which many share
        return False
    letters = sum(is_letters_only(cell) for _, cell in cells) * 2 > len(cells)
    return n_distinct >= (OWN_WORDS if letters else OWN_VALUES) * len(cells)


def heading_kind(heading: str) -> str:
    """The kind of identifier that a heading names; empty where it names none."""
    plain = re.sub(r"[^a-z0-9]+", " ", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", heading).lower()).strip()
    for kind, called in _HEADINGS:
        if re.fullmatch(called, plain) or (
            kind in ("date_of_birth", "nhs_number", "postcode", "email", "street")
            and re.search(rf"\b(?:{called})\b", plain)
        ):
            return kind
        if kind == "name" and re.search(
            r"\b(?:child|person|client|parent|carer|mother|father|family|sibling)\b.*\bname", plain
        ):
            return kind
        if kind == "name" and re.search(
            r"\b(?:forename|surname|social worker|allocated worker|worker name)s?\b", plain
        ):
            return kind
    return ""


def _suggested(found: Sequence[Found], n_filled: int, said: str) -> str:
    if said in ("date_of_birth", "postcode"):
        return {"date_of_birth": "age_band", "postcode": "outward"}[said]
    if said:
        return "key"
    mostly = {one.kind for one in found if one.count * 2 > n_filled}
    if "date_of_birth" in mostly:
        return "age_band"
    if "postcode" in mostly:
        return "outward"
    return "key" if mostly else "keep"
