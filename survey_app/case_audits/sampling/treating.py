"""What becomes of each column of a list, as a person decides, before anything of it is stored."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from analysis.coding.identifiers.addresses import POSTCODE
from survey_app.case_audits.sampling.cells import KIND_NAMES, kinds_in
from survey_app.case_audits.sampling.looking import MOST_ROWS_NAMED, ColumnLook, look_at
from survey_app.case_audits.sampling.reading import CaseFile, day_of

TREATMENTS = {
    "key": "It identifies: put it in the key",
    "keep": "Keep it in the list",
    "drop": "Leave it out",
    "age_band": "Turn the date of birth into an age band",
    "outward": "Keep the first part of the postcode only",
    "not_identifiers": "Keep it: these are not identifiers",
}
AGE_BANDS = ((2, "Under 2"), (5, "2 to 4"), (10, "5 to 9"), (16, "10 to 15"), (18, "16 to 17"))
UNBORN, GROWN_UP = "Unborn", "18 or over"
SHORTEST_REASON, LONGEST_REASON = 10, 300
_OUTWARD = re.compile(r"[A-PR-UWYZ](?:\d{1,2}|[A-HK-Y]\d{1,2}|\d[A-HJKPS-UW]|[A-HK-Y]\d[ABEHMNPRV-Y])", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What is to become of a column, and why it identifies nobody where somebody says so."""

    treatment: str
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnProblem:
    """What stands against loading a list: in which column, and what to do; never a value."""

    at: int | None
    message: str
    of_reason: bool = False  # it is about the reason why the column holds no identifiers


@dataclass(frozen=True, slots=True, kw_only=True)
class TreatedList:
    """A list whose identifiers are apart from what is kept. ``repr`` shows nothing of either."""

    columns: tuple[str, ...]
    rows: tuple[dict[str, str], ...] = field(repr=False)
    key_columns: tuple[str, ...]
    identifiers: tuple[tuple[str, ...], ...] = field(repr=False)
    treatments: tuple[dict[str, Any], ...]
    n_repeated: int
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Treated:
    """What came of a list and the choices: the columns as they look, and either the list or what stands against it."""

    looks: tuple[ColumnLook, ...]
    choices: tuple[Choice, ...]
    problems: tuple[ColumnProblem, ...]
    list: TreatedList | None = field(repr=False)


def treat_list(
    file: CaseFile, choices: Mapping[str, Choice], *, window_starts_on: date, window_ends_on: date
) -> Treated:
    """Treat a list as its columns are chosen to be; a column without a choice as it looks.

    Whatever looks like an identifier and is neither in the key, left out nor made coarser stands against it, until
    somebody has said in writing why it is none.
    """
    looks = look_at(file, window_starts_on)
    chosen = tuple(choices.get(look.name) or Choice(treatment=look.suggested) for look in looks)
    problems = list(_problems(looks, chosen))
    columns, made = [], []
    for look, choice in zip(looks, chosen, strict=True):
        if choice.treatment in ("key", "drop") or any(one.at == look.at for one in problems):
            continue
        values, wrong = _values(file, look, choice, window_ends_on)
        if wrong:
            problems.append(ColumnProblem(at=look.at, message=_cannot(choice.treatment, wrong)))
        columns.append(_kept_name(look.name, choice.treatment))
        made.append(values)
    places = [look.at for look, choice in zip(looks, chosen, strict=True) if choice.treatment == "key"]
    problems += _key_problems(file, places)
    problems += [ColumnProblem(at=None, message=f"Two columns would be called “{name}”. Rename one in the file.")
                 for name in dict.fromkeys(columns) if columns.count(name) > 1]  # fmt: skip
    if problems:
        return Treated(looks=looks, choices=chosen, problems=tuple(problems), list=None)
    identifiers = tuple(tuple(cells[at] for at in places) for _, cells in file.rows)
    done = TreatedList(
        columns=tuple(columns), rows=tuple(dict(zip(columns, row, strict=True)) for row in zip(*made, strict=True))
        if made else tuple({} for _ in file.rows),
        key_columns=tuple(file.columns[at] for at in places), identifiers=identifiers,
        treatments=tuple(_noted(look, choice) for look, choice in zip(looks, chosen, strict=True)),
        n_repeated=len(identifiers) - len(set(identifiers)), kind=file.kind,
    )  # fmt: skip
    return Treated(looks=looks, choices=chosen, problems=(), list=done)


def _problems(looks: Sequence[ColumnLook], chosen: Sequence[Choice]) -> Iterator[ColumnProblem]:
    if not any(choice.treatment == "key" for choice in chosen):
        yield ColumnProblem(
            at=None,
            message="Say which columns identify the case. They go into the key, and a pseudonym takes their place.",
        )
    for look, choice in zip(looks, chosen, strict=True):
        if choice.treatment not in TREATMENTS:
            yield ColumnProblem(at=look.at, message=f"Choose what becomes of “{look.name}”.")
        elif choice.treatment == "keep" and look.found:
            what = "; ".join(one.words for one in look.found)
            yield ColumnProblem(
                at=look.at, message=f"Column {look.letter}, “{look.name}”, cannot be kept as it is: {what}."
            )
        elif choice.treatment == "not_identifiers" and (
            problem := reason_problem(choice.why, f"why “{look.name}” holds no identifiers")
        ):
            yield ColumnProblem(at=look.at, message=problem, of_reason=True)


def reason_problem(reason: str, what: str) -> str:
    """What is wrong with a written reason: too short or too long, or naming somebody itself."""
    reason = reason.strip()
    if len(reason) < SHORTEST_REASON:
        return f"Say {what}, in a sentence."
    if len(reason) > LONGEST_REASON:
        return f"Say {what} in at most {LONGEST_REASON} characters."
    return identifier_problem(reason)


def identifier_problem(reason: str) -> str:
    """What a written reason seems to tell of somebody, without repeating it; empty where it tells nothing."""
    kinds = [KIND_NAMES.get(kind, "an identifier") for kind in dict.fromkeys(kinds_in(reason))]
    return f"The reason itself holds what looks like {' and '.join(kinds)}. Say it without." if kinds else ""


def _key_problems(file: CaseFile, places: Sequence[int]) -> Iterator[ColumnProblem]:
    empty = [number for number, cells in file.rows if places and not any(cells[at] for at in places)]
    if empty:
        yield ColumnProblem(
            at=None,
            message=f"{_rows(empty)} nothing in the columns that identify, so nobody could find the case again. "
            "Complete them in the file, or remove them.",
        )


def _values(file: CaseFile, look: ColumnLook, choice: Choice, day: date) -> tuple[list[str], list[int]]:
    """The values of a column as they are kept, and the rows that cannot be treated so."""
    cells = [(number, row[look.at]) for number, row in file.rows]
    if choice.treatment == "age_band":
        made = [(number, age_band_of(cell, day) if cell else "") for number, cell in cells]
    elif choice.treatment == "outward":
        made = [(number, outward_part(cell) if cell else "") for number, cell in cells]
    else:
        return [_sortable(cell) if look.are_dates else cell for _, cell in cells], []
    return [value or "" for _, value in made], [number for number, value in made if value is None]


def age_band_of(cell: str, on: date) -> str | None:
    """The age band on a day of whoever was born on the day in a cell; None where it is no date."""
    born = day_of(cell)
    if born is None or born.year < on.year - 120:
        return None
    if born > on:
        return UNBORN
    age = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
    return next((band for below, band in AGE_BANDS if age < below), GROWN_UP)


def outward_part(cell: str) -> str | None:
    """The first part of a postcode: "EX1" of "EX1 1AA"; None where the cell is none."""
    bare = cell.strip().upper()
    if POSTCODE.fullmatch(bare):
        return re.sub(r"[ -]", "", bare)[:-3]
    return bare if _OUTWARD.fullmatch(bare) else None


def _sortable(cell: str) -> str:
    """A date as 2026-03-27, so that the list can be put in order by it."""
    day = day_of(cell)
    return day.isoformat() if day is not None else cell


def _kept_name(name: str, treatment: str) -> str:
    made = {"age_band": "Age band", "outward": f"{name} (first part)"}.get(treatment, name)
    return f"{made} (of the file)" if made == "pseudonym" else made  # what the list to draw from calls its key


def _cannot(treatment: str, rows: Sequence[int]) -> str:
    what = "a date of birth, such as 27/03/2014" if treatment == "age_band" else "a postcode"
    return f"{_rows(rows)} no {what.removeprefix('a ')}. Correct them in the file, or leave the column out."


def _rows(numbers: Sequence[int]) -> str:
    more = f" and {len(numbers) - MOST_ROWS_NAMED:,} more" if len(numbers) > MOST_ROWS_NAMED else ""
    has = "Row {} has" if len(numbers) == 1 else "Rows {} have"
    return has.format(", ".join(map(str, numbers[:MOST_ROWS_NAMED])) + more)


def _noted(look: ColumnLook, choice: Choice) -> dict[str, Any]:
    """What the record says of a column: how it was treated, what was found, and why it identifies nobody."""
    found = {one.kind: one.count for one in look.found}
    noted: dict[str, Any] = {"column": look.name, "treatment": choice.treatment, "found": found}
    return {**noted, "why": choice.why.strip()} if choice.treatment == "not_identifiers" else noted
