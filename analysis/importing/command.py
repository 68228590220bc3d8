"""``walkabout import`` on files: what is left out is listed, then the answers are written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from analysis.importing.leftovers import LeftColumn
from analysis.importing.mapping import dump_mapping, load_mapping
from analysis.importing.plan import ImportPlan, LeftValue, plan_import
from analysis.importing.reading import open_export
from analysis.importing.refusal_list import write_refusals
from analysis.importing.refusals import ImportRefused, refuse
from analysis.importing.suggesting import Suggestion, suggest_mapping
from analysis.importing.table import PROGRAMS
from analysis.importing.written import Written, write_responses
from instruments.compiled import CompiledInstrument, compile_instrument
from instruments.errors import InstrumentError
from instruments.loading import library, load_instrument


@dataclass(frozen=True, slots=True, kw_only=True)
class FileImport:
    """What is asked for on the command line."""

    instrument: str
    file: Path
    mapping: Path | None = None
    sheet: str = ""
    anonymous: bool = False


def compiled_form(instrument: str) -> CompiledInstrument:
    """The instrument of this file, or of this name in the library."""
    path = Path(instrument)
    if not path.exists():
        path = library().get(instrument, path)
    try:
        return compile_instrument(load_instrument(path, filename=str(path)))
    except (InstrumentError, OSError) as error:
        raise ImportRefused(str(error).splitlines() or [f"“{instrument}” cannot be read."]) from error


def first_mapping(request: FileImport) -> Suggestion:
    """The mapping that the file and the instrument suggest."""
    table = open_export(request.file, sheet=request.sheet)
    return suggest_mapping(table, compiled_form(request.instrument), anonymous=request.anonymous)


def mapping_text(suggestion: Suggestion) -> str:
    """A first mapping as YAML; offers stand in it as remarks, to be decided by whoever edits it."""
    offers = "".join(
        f"#   {offer.question}: column “{offer.column}”, closeness {offer.closeness:.0%}\n"
        for offer in suggestion.offers
    )
    head = f"# Not mapped, but close; write into “questions” what is right:\n{offers}" if offers else ""
    return head + dump_mapping(suggestion.mapping)


def plan_of(request: FileImport) -> ImportPlan:
    """What the import will do, by the mapping that is given, else by the one that is suggested."""
    compiled = compiled_form(request.instrument)
    mapping = None
    if request.mapping is not None:
        try:
            mapping = load_mapping(request.mapping.read_text(encoding="utf-8-sig"))
        except (OSError, UnicodeDecodeError) as error:
            raise refuse(f"{request.mapping} cannot be read as UTF-8 text.") from error
    sheet = request.sheet or (mapping.sheet if mapping is not None else "")
    table = open_export(
        request.file, sheet=sheet, program=mapping.program if mapping else None,
        heading=mapping.heading if mapping else None,
    )  # fmt: skip
    mapping = mapping or suggest_mapping(table, compiled, anonymous=request.anonymous).mapping
    return plan_import(table, compiled, mapping, anonymous=request.anonymous)


def write_plan(plan: ImportPlan, out: Path, refusals: Path | None) -> Written:
    """Write the answers, and the list of what is left out where it is asked for."""
    if refusals is not None:
        with refusals.open("w", encoding="utf-8-sig", newline="") as file:
            write_refusals(plan, file)
    return write_responses(plan, out)


def plan_lines(plan: ImportPlan) -> Iterator[str]:
    """Everything that will be left out, in sentences."""
    yield f"{PROGRAMS[plan.table.program]}: {_rows(plan.rows)}, of which {plan.accepted:,} can be taken."
    yield from plan.notes
    for column in plan.unmatched_columns:
        yield f"column {_place(column)}: no question takes it; {_rows(column.filled)} filled{_examples(column)}"
    for value in (*plan.unmatched_values, *plan.off_path):
        yield _value_line(value)
    if plan.more_values:
        yield f"and {plan.more_values:,} more values; --refusals writes them all"
    for row in plan.refused:
        yield f"{f'sheet “{row.sheet}”, ' if row.sheet else ''}row {row.number}: {row.message}"
    for duplicate in plan.duplicates:
        same = f"the same response as row {duplicate.of}" if duplicate.of else "imported before"
        yield f"row {duplicate.number}: {same}"
    for column in plan.other_columns:
        if column.filled:
            yield f"column {_place(column)}: not kept ({column.kind}); {_rows(column.filled)} filled"
    if plan.questions_without_column:
        yield f"questions that stay blank: {', '.join(plan.questions_without_column)}"
    if plan.safety_rows:
        rows = ", ".join(map(str, plan.safety_rows[:20]))
        yield f"rows that say somebody was worried about a child: {rows}. Read them in the file, and act on them now."
    if plan.asks_for_dates:
        yield "Say in the mapping whether the day comes first: “dates: day_first” or “dates: month_first”."


def _value_line(value: LeftValue) -> str:
    rows = f"row {value.rows[0]}" if value.count == 1 else f"{value.count:,} times, first in row {value.rows[0]}"
    return f"question “{value.question}”, column “{value.column}”: ‘{value.value}’ {value.why} ({rows})"


def _place(column: LeftColumn) -> str:
    return f"{column.letter}, “{column.key}”"


def _examples(column: LeftColumn) -> str:
    return f", such as {', '.join(f'‘{one[:60]}’' for one in column.examples)}" if column.examples else ""


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count:,} rows"
