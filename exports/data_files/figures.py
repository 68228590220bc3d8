"""The figures of a report as a tidy CSV or Parquet file, for anonymous rounds as for others."""

from __future__ import annotations

import csv
import io
import json
import typing
from collections.abc import Sequence
from dataclasses import astuple, fields
from pathlib import Path
from typing import Any, BinaryIO, Literal

from analysis.derived_reports import ComparisonReport
from analysis.formula_guard import guarded
from analysis.report import Report
from exports.data_files.figure_rows import FigureRow, figure_rows
from exports.plain_text import NOT_XML

FigureKind = Literal["csv", "parquet"]
COLUMNS = tuple(field.name for field in fields(FigureRow))


def write_figures(report: Report | ComparisonReport, kind: FigureKind, out: Path | BinaryIO) -> None:
    """Write every figure of a report, a row each.

    Parameters
    ----------
    report : Report or ComparisonReport
    kind : {"csv", "parquet"}
        CSV is UTF-8 with a byte order mark and guarded against formulas; a figure that is not shown is blank there and
        null in Parquet, and the column ``mark`` says why.
    out : Path or binary file
    """
    content = figures_csv(report) if kind == "csv" else figures_parquet(report)
    if isinstance(out, Path):
        out.write_bytes(content)
    else:
        out.write(content)


def figures_csv(report: Report | ComparisonReport) -> bytes:
    """The figures as CSV."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in figure_rows(report):
        writer.writerow(map(_cell, astuple(row)))
    return text.getvalue().encode("utf-8-sig")


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    return guarded(NOT_XML.sub("\ufffd", value)) if isinstance(value, str) else repr(value)


def figures_parquet(report: Report | ComparisonReport) -> bytes:
    """The figures as Parquet; what they are of stands in the file's metadata."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    rows = list(figure_rows(report))
    hints = typing.get_type_hints(FigureRow)
    kinds = {str: pa.string(), bool: pa.bool_(), int: pa.int64(), float: pa.float64()}
    arrays, columns = [], []
    for column in COLUMNS:
        kind = kinds[_bare(hints[column])]
        values = _clean([getattr(row, column) for row in rows])
        if column == "value":
            values = [None if value is None else float(value) for value in values]
        arrays.append(pa.array(values, type=kind))
        columns.append(pa.field(column, kind))
    schema = pa.schema(columns, metadata={"walkabout": json.dumps(_about(report), ensure_ascii=False)})
    out = io.BytesIO()
    write: Any = pq.write_table  # it carries no types
    write(pa.Table.from_arrays(arrays, schema=schema), out, compression="zstd")
    return out.getvalue()


def _bare(hint: Any) -> type:
    """The type of a field, without the None that it may be instead."""
    found: list[type] = [one for one in typing.get_args(hint) if one is not type(None)]
    return found[0] if found else typing.cast("type", hint)


def _clean(values: Sequence[Any]) -> list[Any]:
    return [NOT_XML.sub("\ufffd", value) if isinstance(value, str) else value for value in values]


def _about(report: Report | ComparisonReport) -> dict[str, Any]:
    """Where the figures are from, and how the marks are printed elsewhere."""
    policies = [report.first.policy, report.second.policy] if isinstance(report, ComparisonReport) else [report.policy]
    return {
        "title": report.title,
        "partnership": report.partnership,
        "produced_at": report.produced_at,
        "release_class": report.release_class,
        "policies": [policy.description for policy in policies],
        "marks": {
            "c": f"hidden, elsewhere {policies[-1].symbol}",
            "z": f"no figure, elsewhere {policies[-1].symbol_z}",
        },
        "warnings": list(report.warnings),
    }
